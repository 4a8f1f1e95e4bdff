"""How those who finished fare: a program's own figures or, named as such, the medians of its sector."""

from collections.abc import Iterable, Sequence
from typing import Literal

from lapel.model.program import Offering, Sector, Told
from lapel.model.value import Value

Scope = Literal["program", "sector", "none"]
MEASURES = ("earnings_1yr", "earnings_4yr", "debt")


class Outcome(Value):
    """One measure: the program's own figure, the median of its sector, or why there is neither.

    ``sectors`` are those with a figure: one, or each it may belong to where nobody says who runs the school; ``told``
    is then not reported, as none of them is picked.
    """

    measure: str
    scope: Scope
    told: Told
    sectors: tuple[Sector, ...] = ()


def outcomes(offering: Offering, sectors: Iterable[Sector]) -> tuple[Outcome, ...]:
    """Give pay after one and four years, and debt; a figure that a source holds back falls back on the sector's."""
    near = sectors_of(offering, sectors)
    return tuple(_outcome(measure, offering, near) for measure in MEASURES)


def _outcome(measure: str, offering: Offering, sectors: Sequence[Sector]) -> Outcome:
    own: Told = getattr(offering, measure)
    if own.figure.value is not None:
        return Outcome(measure, "program", own)
    known = tuple(one for one in sectors if getattr(one, measure).value is not None)
    if not known:
        return Outcome(measure, "none", own)
    figure = getattr(known[0], measure) if len(known) == 1 else own.figure
    cite = tuple(dict.fromkeys(cite for one in known for cite in one.cite))
    return Outcome(measure, "sector", Told(figure, cite, known[0].note), known)


def sectors_of(offering: Offering, sectors: Iterable[Sector]) -> tuple[Sector, ...]:
    """Find the sectors an offering may be of: its field, its kind, and who runs the school where that is said."""
    field = offering.cip.replace(".", "")[:4]
    near = [one for one in sectors if (one.cip, one.kind) == (field, offering.kind)]
    control = offering.institution.control
    return tuple(one for one in near if not control or one.control in (control, "all"))
