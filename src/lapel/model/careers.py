"""What the catalogue knows of the work itself: occupations and their pay, roles, school, skills and learning."""

from collections.abc import Mapping
from typing import Any

from lapel.model.advice import Advice
from lapel.model.citation import Source
from lapel.model.occupation import Break, Occupation, OldEdition, Prices, Projection, Wages
from lapel.model.preparation import Preparation
from lapel.model.program import ProgramGuide
from lapel.model.role import Role
from lapel.model.survey import EmployerView, Posting, Survey
from lapel.model.value import Value

NOTHING: Mapping[str, Any] = {}


class Careers(Value):
    """Everything the catalogue knows of careers, with the hash of the files it was read from."""

    sha256: str
    sources: Mapping[str, Source] = NOTHING
    wages: tuple[Wages, ...] = ()
    projections: tuple[Projection, ...] = ()
    prices: Prices | None = None
    occupations: Mapping[str, Occupation] = NOTHING
    handbook: tuple[OldEdition, ...] = ()
    breaks: tuple[Break, ...] = ()
    surveys: tuple[Survey, ...] = ()
    employers: tuple[EmployerView, ...] = ()
    postings: tuple[Posting, ...] = ()
    borders: Mapping[str, tuple[str, ...]] = NOTHING
    roles: Mapping[str, Role] = NOTHING
    steps: Mapping[str, Preparation] = NOTHING
    programs: ProgramGuide = ProgramGuide()
    advice: Advice = Advice()
