"""Certified against not certified: only figures of one survey are set side by side."""

from collections.abc import Iterable

from lapel.model.figure import Figure
from lapel.model.survey import Survey
from lapel.model.value import Value

YEAR_HOURS = 2080
"""Hours in a year of full-time work, by which the wage statistics turn pay by the hour into pay by the year."""


class Pair(Value):
    """The certified and the not certified of one survey. The premiums are percent, not reported where a side is not."""

    certified: Survey
    other: Survey

    @property
    def hourly(self) -> Figure:
        """How much more the certified earn an hour, in percent."""
        return _more(self.certified.hourly, self.other.hourly)

    @property
    def annual(self) -> Figure:
        """How much more the certified earn a year, in percent."""
        return _more(self.certified.annual, self.other.annual)


def _more(certified: Figure, other: Figure) -> Figure:
    """Give the difference in percent of the lower base."""
    high, low = certified.exact, other.exact
    if high is None or not low:
        return Figure(why="the survey does not give both")
    return Figure((high / low - 1) * 100)


def pairs(surveys: Iterable[Survey]) -> tuple[Pair, ...]:
    """Pair the groups of each survey that has both, the newest first."""
    by_survey: dict[str, dict[str, Survey]] = {}
    for survey in surveys:
        by_survey.setdefault(survey.survey, {})[survey.group] = survey
    found = [Pair(both["certified"], both["not-certified"]) for both in by_survey.values() if len(both) > 1]
    return tuple(sorted(found, key=lambda pair: -pair.certified.year))


def hours_behind(survey: Survey) -> float | None:
    """Give the hours of a year that would make a survey's two averages one wage; None when it lacks one of them."""
    hourly, annual = survey.hourly.exact, survey.annual.exact
    return annual / hourly if hourly and annual is not None else None
