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


class Prices(Value):
    """A consumer price index: its average by calendar year. A year that is not there is not known."""

    series: str
    averages: tuple[tuple[int, float], ...]
    cite: tuple[Citation, ...] = ()
    note: str = ""
