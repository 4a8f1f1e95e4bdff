"""Is it for me: the sides of the work with their causes, and which certificates lean which way. No score."""

from collections.abc import Iterable
from datetime import date

from lapel.careers.outlines import Asked, asked
from lapel.eligibility.decide import FOUR
from lapel.model.advice import MEDICAL_ASSISTANTS, SIDES, Advice, Aspect, Leaning, Side
from lapel.model.credential import Credential
from lapel.model.record import Record, Volunteering, Work
from lapel.model.value import Value

LEANS: dict[str, Leaning] = {"clinical": "clinical", "administrative": "administrative", "balanced": "both"}
"""A credential's orientation, as a leaning."""

CERTIFICATES = (*FOUR, "cmaa-nha")
"""The certificates whose leaning is told: the four of a generalist, and the one for office work beside CCMA (NHA)."""

OCCUPATION = MEDICAL_ASSISTANTS.partition(".")[0]
"""The code whose pay stands beside the work."""

OFFICE = "office-work"
"""The exam topic that tells the two sides apart."""


class Lean(Value):
    """What a certificate leans to: by the catalogue, by the sources (``said``), and by the share of office work asked.

    ``suits`` tells whether it is for the side the person leans to; None where the sources disagree, or none is said.
    """

    credential: Credential
    leaning: Leaning
    said: tuple[Aspect, ...]
    office: tuple[Asked, ...]
    suits: bool | None

    @property
    def disputed(self) -> bool:
        """Whether a source leans it another way than the catalogue does."""
        return any(aspect.leaning not in (None, self.leaning) for aspect in self.said)


class Fit(Value):
    """The work's sides in the order of `SIDES`, the certificates with the closest first, and what was seen of the work.

    Sides that speak to the person's leaning come first among their kind; none is left out.
    """

    leaning: Leaning | None
    sides: tuple[tuple[Side, tuple[Aspect, ...]], ...]
    leans: tuple[Lean, ...]
    service: tuple[Volunteering, ...] = ()
    work: tuple[Work, ...] = ()


def fit_of(
    advice: Advice, credentials: Iterable[Credential], record: Record, leaning: Leaning | None = None, *, on: date
) -> Fit:
    """Lay out the work for a person; without ``leaning`` the record's own is taken."""
    leaning = leaning or record.preferences.leaning  # type: ignore[assignment]
    aspects = advice.aspects.values()
    sided = (credential for credential in credentials if credential.orientation in LEANS)
    leans = [lean_of(credential, advice, leaning, on=on) for credential in sided]
    return Fit(
        leaning,
        tuple((side, _side(side, aspects, leaning)) for side in SIDES if side != "leaning"),
        tuple(sorted(leans, key=lambda lean: (lean.suits is not True, lean.suits is False, lean.credential.name))),
        record.school.volunteering,
        tuple(work for work in record.work if work.clinical or work.administrative),
    )


def _side(side: Side, aspects: Iterable[Aspect], leaning: Leaning | None) -> tuple[Aspect, ...]:
    own = [aspect for aspect in aspects if aspect.side == side]
    return tuple(sorted(own, key=lambda aspect: leaning is not None and aspect.leaning not in (None, leaning, "both")))


def lean_of(credential: Credential, advice: Advice, leaning: Leaning | None, *, on: date) -> Lean:
    """Tell what a certificate leans to, and whether that is a person's side; `LEANS` must have its orientation."""
    said = tuple(aspect for aspect in advice.aspects.values() if aspect.credential == credential.id)
    office = asked(advice.topics[OFFICE], credential, advice.topics, on=on) if OFFICE in advice.topics else ()
    own = LEANS[credential.orientation]
    readings = {_suits(one, leaning) for one in (own, *(a.leaning for a in said if a.leaning))}
    return Lean(credential, own, said, office, readings.pop() if len(readings) == 1 else None)


def _suits(leans: Leaning, leaning: Leaning | None) -> bool | None:
    """One that covers both sides suits everyone; one side alone suits those who lean to it."""
    if leaning is None:
        return None
    return leans in (leaning, "both")
