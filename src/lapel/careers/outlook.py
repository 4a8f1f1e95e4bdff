"""Outlook: what each edition expects, how many openings only replace people who leave, and what happened after."""

from collections.abc import Iterable, Sequence

from lapel.careers.lookup import Match
from lapel.model.careers import Careers
from lapel.model.figure import NOT_REPORTED, Figure
from lapel.model.occupation import OldEdition, Projection, Reason
from lapel.model.value import Value


class After(Value):
    """What an edition expected for a later year against what a later edition counted for it, in thousands of jobs.

    ``expected`` lies on a path of even yearly growth from the edition's first year to its last.
    """

    edition: Projection
    later: Projection
    expected: float
    counted: float

    @property
    def difference(self) -> float:
        """How far what was counted lies above what was expected, in percent."""
        return (self.counted / self.expected - 1) * 100


class Openings(Value):
    """The yearly openings of an edition, in thousands: new jobs, and the rest, which replaces people who leave.

    Where jobs are lost, ``new`` is below zero and ``replacing`` is more than all openings.
    """

    total: Figure = NOT_REPORTED
    new: Figure = NOT_REPORTED
    replacing: Figure = NOT_REPORTED


class OutlookOf(Value):
    """The answer for one occupation: editions from the oldest to the newest, what happened, and readings of others."""

    match: Match
    editions: tuple[Projection, ...] = ()
    after: tuple[After, ...] = ()
    handbook: tuple[OldEdition, ...] = ()
    reasons: tuple[Reason, ...] = ()
    added: frozenset[str] = frozenset()
    missing: str = ""
    note: str = ""

    @property
    def newest(self) -> Projection | None:
        """The newest edition."""
        return self.editions[-1] if self.editions else None


def openings_of(edition: Projection) -> Openings:
    """Split the yearly openings of an edition into new jobs and replacement."""
    total, jobs, then = edition.openings.exact, edition.jobs.exact, edition.jobs_then.exact
    if total is None or jobs is None or then is None:
        return Openings(edition.openings)
    new = (then - jobs) / (edition.end - edition.base)
    return Openings(edition.openings, Figure(new), Figure(total - new))


def on_path(edition: Projection, year: int) -> float | None:
    """Give the jobs that an edition expected in a year, in thousands, at even yearly growth; None outside it."""
    jobs, then = edition.jobs.exact, edition.jobs_then.exact
    if not jobs or not then or not edition.base <= year <= edition.end:
        return None
    done = (year - edition.base) / (edition.end - edition.base)
    return float(jobs * (then / jobs) ** done)


def what_happened(editions: Sequence[Projection]) -> tuple[After, ...]:
    """Set each edition against the first year of every later edition that falls within it."""
    found = []
    for edition in editions:
        for later in editions:
            counted, expected = later.jobs.exact, on_path(edition, later.base)
            if later.base > edition.base and counted and expected:
                found.append(After(edition, later, expected, counted))
    return tuple(found)


def outlook_of(match: Match, careers: Careers, added: Iterable[Projection] = ()) -> OutlookOf:
    """Gather the editions of an occupation; an added edition stands in place of the catalogue's of that name."""
    occupation = careers.occupations.get(match.soc)
    own = {edition.edition: edition for edition in careers.projections if edition.soc == match.soc}
    others = {edition.edition: edition for edition in added if edition.soc == match.soc}
    editions = tuple(sorted({**own, **others}.values(), key=lambda edition: (edition.base, edition.end)))
    return OutlookOf(
        match,
        editions,
        what_happened(editions),
        tuple(edition for edition in careers.handbook if edition.soc == match.soc),
        occupation.reasons if occupation else (),
        frozenset(others),
        "" if editions else f"No projections for the code {match.soc} are at hand",
        occupation.note if occupation else "",
    )
