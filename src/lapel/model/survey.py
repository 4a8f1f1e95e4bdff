"""What surveys say of pay, and of what employers want."""

from typing import Literal

from lapel.model.citation import Citation
from lapel.model.figure import NOT_REPORTED, Figure
from lapel.model.value import Value

Group = Literal["certified", "not-certified", "all"]


class Survey(Value):
    """What one group of people earned according to one survey, in US dollars of ``year``.

    ``survey`` names the survey: only figures of one survey may be set side by side. ``hourly`` and ``annual`` are
    averaged apart from each other in a survey of members: one is not the other times the hours of a year.
    """

    survey: str
    year: int
    who: str
    group: Group
    statistic: Literal["mean", "median"]
    hourly: Figure = NOT_REPORTED
    annual: Figure = NOT_REPORTED
    note: str = ""
    cite: tuple[Citation, ...] = ()


class EmployerView(Value):
    """What ``percent`` of the employers asked said: a count of employers, never a sum of money."""

    year: int
    asked: str
    percent: Figure
    says: str
    cite: tuple[Citation, ...] = ()


class Posting(Value):
    """By how many percent the job postings ``asked`` offered more where they wanted what ``says`` names."""

    year: int
    asked: str
    percent: Figure
    says: str
    cite: tuple[Citation, ...] = ()
