"""Occupations by their official codes: what they pay, and how many jobs there are and will be."""

from typing import Literal

from lapel.model.citation import Citation
from lapel.model.figure import NOT_REPORTED, Figure
from lapel.model.value import Value

AreaKind = Literal["nation", "state", "metro", "nonmetro"]
PERCENTILES = ("p10", "p25", "median", "p75", "p90")


class Area(Value):
    """A place for which pay is published. ``state`` is the postal code of the (first) state, empty for the nation."""

    code: str
    name: str
    kind: AreaKind
    state: str = ""


NATION = Area("US", "United States", "nation")


EarlierKind = Literal["renumbered", "split", "merged"]


class Earlier(Value):
    """A code under which an occupation was counted before, up to the figures of May ``until``.

    ``renumbered``: the same jobs under another number. ``split``: a wider code of which this one became a part.
    ``merged``: a narrower code that went into this one. Only a renumbered code may stand in for the newer one.
    """

    soc: str
    title: str
    until: int
    how: EarlierKind


class Reason(Value):
    """Why the number of jobs is expected to rise or fall."""

    says: str
    cite: tuple[Citation, ...] = ()


class Occupation(Value):
    """A code of the Standard Occupational Classification, as a person meets it.

    ``does`` says what people in it do, so that someone can tell which of several codes is theirs. ``names`` are titles
    that are used for it; some of them are used for other codes too. ``near`` are codes of related occupations.
    """

    soc: str
    title: str
    does: str
    names: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    reasons: tuple[Reason, ...] = ()
    note: str = ""
    cite: tuple[Citation, ...] = ()


class Break(Value):
    """A year from which the figures of all occupations are made in another way: they are not to be joined across it."""

    year: int
    what: str
    cite: tuple[Citation, ...] = ()


class Spread(Value):
    """Pay at five percentiles, and its mean, in US dollars of the year it was measured in, before taxes."""

    p10: Figure = NOT_REPORTED
    p25: Figure = NOT_REPORTED
    median: Figure = NOT_REPORTED
    p75: Figure = NOT_REPORTED
    p90: Figure = NOT_REPORTED
    mean: Figure = NOT_REPORTED


class Wages(Value):
    """What one occupation pays in one area, as measured in May of ``year``.

    ``soc`` is the code the publisher used in that year. ``industry`` is empty for all industries together.
    ``employment`` is persons; the relative standard errors are percent.
    """

    soc: str
    title: str
    area: Area
    year: int
    annual: Spread
    hourly: Spread = Spread()
    employment: Figure = NOT_REPORTED
    employment_error: Figure = NOT_REPORTED
    wage_error: Figure = NOT_REPORTED
    industry: str = ""
    cite: tuple[Citation, ...] = ()
    note: str = ""


class Projection(Value):
    """What one edition of the national projections expects of an occupation.

    Jobs and openings are in thousands; ``openings`` is the yearly average over the edition, replacement included.
    ``growth`` is percent over the whole edition. ``education``, ``experience`` and ``training`` are the one category
    that is most usual for entry, not a legal minimum.
    """

    soc: str
    title: str
    base: int
    end: int
    jobs: Figure = NOT_REPORTED
    jobs_then: Figure = NOT_REPORTED
    growth: Figure = NOT_REPORTED
    openings: Figure = NOT_REPORTED
    median: Figure = NOT_REPORTED
    education: str = ""
    experience: str = ""
    training: str = ""
    cite: tuple[Citation, ...] = ()
    note: str = ""

    @property
    def edition(self) -> str:
        """The edition's usual name, such as 2024-34."""
        return f"{self.base}-{self.end % 100:02}"


class OldEdition(Value):
    """What an edition of the handbook was quoted to expect of an occupation: a reading, mostly from secondary pages.

    Jobs, ``change`` and ``openings`` are in thousands; ``words`` stand where no figure of growth was given.
    ``median`` is pay as the edition showed it, measured in May of ``median_year``.
    """

    soc: str
    base: int
    end: int
    jobs: Figure = NOT_REPORTED
    jobs_then: Figure = NOT_REPORTED
    growth: Figure = NOT_REPORTED
    words: str = ""
    change: Figure = NOT_REPORTED
    openings: Figure = NOT_REPORTED
    median: Figure = NOT_REPORTED
    median_year: int | None = None
    cite: tuple[Citation, ...] = ()
    note: str = ""

    @property
    def edition(self) -> str:
        """The edition's usual name, such as 2012-22."""
        return f"{self.base}-{self.end % 100 if self.end // 100 == self.base // 100 else self.end:02}"


class Prices(Value):
    """A consumer price index: its average by calendar year. A year that is not there is not known."""

    series: str
    averages: tuple[tuple[int, float], ...]
    cite: tuple[Citation, ...] = ()
    note: str = ""
    name: str = ""
