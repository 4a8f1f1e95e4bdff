"""Where questions about programs are answered: the added data and the record, appraised for one person."""

from collections.abc import Callable, Iterable
from functools import partial

from lapel.eligibility.decide import FOUR
from lapel.model.careers import Careers
from lapel.model.credential import Catalogue, Credential
from lapel.model.program import Offering
from lapel.model.truth import Truth
from lapel.model.value import replace
from lapel.programs.appraise import Appraisal, KindAnswer, Person, appraise, kinds
from lapel.programs.opens import enrollment, openings
from lapel.programs.own import own_program
from lapel.programs.search import OPENS, Found, narrowed
from lapel.programs.topics import Curriculum, merged
from lapel.reference.schools import SETS, offering_of
from lapel.reference.store import Store

RECORD = "record-"
"""How the id of a program of the person's own record begins; its place in the list follows, from 0."""


class Desk:
    """The facts, the data that was added, the person, and the exams that the person cares about.

    ``look_up`` finds a program of the data by its id, where the caller has them at hand.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        careers: Careers,
        store: Store,
        person: Person,
        exams: Iterable[str] = FOUR,
        look_up: Callable[[str], Offering | None] | None = None,
    ) -> None:
        self.look_up = look_up or partial(offering_of, store)
        self.catalogue, self.guide, self.store, self.person = catalogue, careers.programs, store, person
        self.exams: list[Credential] = [catalogue.credentials[name] for name in exams]

    @property
    def empty(self) -> bool:
        """Whether no data on programs was added."""
        return not any(self.store.has(name) for name in SETS)

    @property
    def own(self) -> list[str]:
        """The ids of the programs in the person's record."""
        return [f"{RECORD}{number}" for number in range(len(self.person.record.programs))] if self.person.record else []

    def kinds(self) -> tuple[KindAnswer, ...]:
        """Give the kinds of program, which need no data."""
        return kinds(self.guide, self.catalogue.steps, self.exams, on=self.person.starts)

    def appraise(self, offering: Offering, curriculum: Curriculum | None = None) -> Appraisal:
        """Work out everything about a program."""
        return appraise(
            offering,
            self.person,
            guide=self.guide,
            credentials=self.exams,
            steps=self.catalogue.steps,
            curriculum=curriculum,
        )

    def named(self, name: str, curriculum: Curriculum | None = None) -> Appraisal | None:
        """Look up one program by its id, in the person's record or in the data; None when there is none."""
        if name in self.own:
            return self._of_record(int(name.removeprefix(RECORD)), curriculum)
        found = None if name.startswith(RECORD) or self.empty else self.look_up(name)
        return self.appraise(found, curriculum) if found else None

    def narrowed(self, found: Found) -> Found:
        """Put the wish for an exam to what was found, where there is one: whether the program opens it."""
        exam = found.wishes.opens
        return narrowed(found, OPENS, lambda offering: self._opens(offering, exam)) if exam else found

    def _opens(self, offering: Offering, name: str) -> Truth:
        person = self.person
        if person.length:
            offering = replace(offering, length=person.length)
        days = enrollment(offering, starts=person.starts)
        chosen = [self.catalogue.credentials[name]]
        questions = self.guide.questions
        [opening] = openings(offering, chosen, person.record, days=days, on=person.on, questions=questions).openings
        return opening.opens

    def _of_record(self, index: int, curriculum: Curriculum | None) -> Appraisal:
        record = self.person.record
        assert record is not None
        offering, taught, others = own_program(record, index)
        return appraise(
            offering,
            replace(self.person, record=others),
            guide=self.guide,
            credentials=self.exams,
            steps=self.catalogue.steps,
            curriculum=merged([taught, curriculum]) if curriculum else taught,
            program=record.programs[index],
        )
