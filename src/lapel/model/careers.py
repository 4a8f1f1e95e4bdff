"""What the catalogue knows of the work itself: occupations and their pay, roles, school, skills and learning."""

from collections.abc import Mapping
from typing import Any

from lapel.model.citation import Source
from lapel.model.occupation import Prices, Projection, Wages
from lapel.model.value import Value

NOTHING: Mapping[str, Any] = {}


class Careers(Value):
    """Everything the catalogue knows of careers, with the hash of the files it was read from."""

    sha256: str
    sources: Mapping[str, Source] = NOTHING
    wages: tuple[Wages, ...] = ()
    projections: tuple[Projection, ...] = ()
    prices: Prices | None = None
