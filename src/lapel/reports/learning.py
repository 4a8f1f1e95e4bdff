"""What a person asks to learn → what is wanted, where to learn it, and what there is to say of it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from lapel.careers.learning import Match, Want, matches, want_duties, want_exam, want_topic
from lapel.careers.skills import Target, check_skills
from lapel.model.advice import Advice, Resource
from lapel.model.credential import Catalogue
from lapel.model.record import Record
from lapel.model.value import Value
from lapel.planner.learning import accepts, want_points
from lapel.renewals.keep import keeping
from lapel.renewals.ledger import Judge, ceu_hours
from lapel.reports.keep_words import to_do
from lapel.reports.plan_words import counted

RENEWAL, SKILLS = "renewal", "skills"
FROM_A_RECORD = (RENEWAL, SKILLS)
"""What can only be asked about a record: the points that are missing, and the gaps of the self-check."""


class Remark(Value):
    """Something to say beside what was found, and what a command tells of it, if one does."""

    says: str
    command: str = ""

    def __str__(self) -> str:
        return f"{self.says}{': ' if self.command else ''}{self.command}."


class Learning(Value):
    """Each want with its resources, best first, and remarks."""

    found: tuple[tuple[Want, tuple[Match, ...]], ...]
    remarks: tuple[Remark, ...] = ()


def askable(catalogue: Catalogue, advice: Advice) -> list[str]:
    """List what may be asked for, as words and ids."""
    return [*FROM_A_RECORD, *advice.topics, *advice.duties, *catalogue.credentials]


def learning(
    catalogue: Catalogue,
    advice: Advice,
    record: Record,
    wanted: str,
    target: Callable[[], Target],
    *,
    on: date,
    resources: Sequence[Resource],
) -> Learning:
    """Match resources to one of `askable`; ``target`` gives what the gaps of the self-check are held against."""
    remarks: list[Remark] = []
    if wanted == RENEWAL:
        return Learning(tuple(_renewal(catalogue, record, resources, advice, on, remarks)), tuple(remarks))
    if wanted == SKILLS:
        wants = _gaps(advice, record, target(), on, remarks)
    elif wanted in advice.topics:
        wants = [want_topic(advice.topics[wanted])]
    elif wanted in advice.duties:
        wants = [want_duties([advice.duties[wanted]])]
    else:
        credential = catalogue.credentials[wanted]
        wants = [want_exam(credential, advice, on=on)]
        if not wants[0].topics:
            remarks.append(Remark(f"What the {credential.name} asks about was not seen as an outline"))
    return Learning(tuple((want, matches(resources, want, advice.topics)) for want in wants), tuple(remarks))


def _gaps(advice: Advice, record: Record, target: Target, on: date, remarks: list[Remark]) -> list[Want]:
    """Want each gap of the self-check, the most important first."""
    found = check_skills(advice, record, target, on=on)
    if found.open:
        says = f"{counted(len(found.open), 'skill')} not answered yet"
        remarks.append(Remark(says, "lapel skills RECORD --check asks about them"))
    elif not found.gaps:
        remarks.append(Remark("Your answers show no gap"))
    return [want_duties([one.duty]) for one in found.gaps]


def _renewal(
    catalogue: Catalogue,
    record: Record,
    resources: Sequence[Resource],
    advice: Advice,
    on: date,
    remarks: list[Remark],
) -> Iterator[tuple[Want, tuple[Match, ...]]]:
    """Match what is missing in each cycle, by the ledger's own judge of what counts."""
    kept = keeping(catalogue, record, on=on)
    judge = Judge(ceu_hours(catalogue.credentials.values(), on=on))
    open_ = list(to_do(kept.kept, kept))
    if not open_:
        says = "No points are missing that learning could bring"
        remarks.append(Remark(says, "lapel keep RECORD tells how each one stands"))
    for _, filled in open_:
        want = want_points(filled)
        if want is None:
            remarks.append(Remark(f"How much the {filled.requirement.credential.name} asks for is not known"))
            continue
        yield want, matches(resources, want, advice.topics, accepts(judge, filled, on))
