"""Programs on offer for the tests: a few with names, and any number made by chance."""

from datetime import date
from functools import cache
from typing import Any

from hypothesis import strategies as st

from lapel.loading.catalogue import Reading, source
from lapel.loading.compiled import CAREERS, CATALOGUE_DIR
from lapel.loading.programs import program_guide
from lapel.model.citation import Citation, Source
from lapel.model.figure import Figure, figure
from lapel.model.program import DELIVERIES, KINDS, Claim, Institution, Length, Offering, ProgramGuide, Told


@cache
def guide() -> ProgramGuide:
    """The catalogue's guide to programs, read once for all tests; any mistake in its files fails here."""
    reading = Reading(CATALOGUE_DIR)
    sources = {**reading.mapping("sources", source), **reading.mapping(f"{CAREERS}/sources", source)}
    read = program_guide(reading, CAREERS, sources)
    reading.problems.raise_if_any()
    return read


LIST = Citation(Source("a-list", "A list", "official", date(2026, 1, 1), date(2027, 1, 1)), "O", date(2027, 1, 1))

NEWARK = (40.7357, -74.1724)
TRENTON = (40.2171, -74.7429)
CHICAGO = (41.8781, -87.6298)

SCHOOL = Institution("s1", "Example Institute", "Newark", "NJ", "07102", *NEWARK)


def offering(**said: Any) -> Offering:
    """A program of medical assisting of which nothing more is known than is said."""
    fields: dict[str, Any] = {"id": "p1", "title": "Medical Assistant", "institution": SCHOOL, "cip": "51.0801", **said}
    return Offering(**fields)


def told(value: float | None = None, **said: Any) -> Told:
    """A figure of the list, or one that the list holds back."""
    return Told(Figure(why="suppressed for privacy") if value is None else Figure(value, **said), (LIST,))


def school(at: tuple[float, float] | None = NEWARK, **said: Any) -> Institution:
    """A school at a place."""
    spot = at or (None, None)
    return Institution(**{"id": "s1", "name": "Example Institute", "latitude": spot[0], "longitude": spot[1], **said})


def yes(how: str = "a list says so") -> Claim:
    """Something that a source says is so."""
    return Claim(True, how, (LIST,))


_money = st.one_of(
    st.just(Figure(why="not reported")),
    st.builds(figure, st.integers(0, 40_000).map(float)),
    st.builds(Figure, st.integers(0, 40_000).map(float), bound=st.sampled_from(("at least", "below"))),
)
_months = st.one_of(st.none(), st.integers(1, 36).map(float))


@st.composite
def lengths(draw: st.DrawFn) -> Length:
    """Lengths whose ends may be missing."""
    least, most = draw(_months), draw(_months)
    if least is not None and most is not None and least > most:
        least, most = most, least
    return Length(least, most)


@st.composite
def offerings(draw: st.DrawFn) -> Offering:
    """Programs of any kind, in which anything may be missing."""
    place = draw(st.one_of(st.none(), st.tuples(st.floats(-80, 80), st.floats(-179, 179))))
    one = school(
        place,
        state=draw(st.sampled_from(("", "NJ", "NY", "CA"))),
        closed=draw(st.sampled_from(("", "", "closed in 2024"))),
        name=draw(st.sampled_from(("Alpha", "Beta", "Gamma"))),
    )
    return offering(
        id=str(draw(st.integers(0, 10**9))),
        institution=one,
        cip=draw(st.sampled_from(("51.0801", "51.0716", "51.3801"))),
        kind=draw(st.sampled_from(("", *KINDS))),
        delivery=draw(st.sampled_from(("", *DELIVERIES))),
        length=draw(lengths()),
        price=Told(draw(_money)),
        evening=Claim(draw(st.sampled_from((None, True, False)))),
        clinical=Claim(draw(st.sampled_from((None, True, False)))),
        administrative=Claim(draw(st.sampled_from((None, True, False)))),
        practicum=Claim(draw(st.sampled_from((None, True, False)))),
        placement=Claim(draw(st.sampled_from((None, True, False)))),
        practicum_hours=Told(draw(st.one_of(st.just(Figure()), st.builds(figure, st.integers(0, 400).map(float))))),
        employed=Told(draw(st.one_of(st.just(Figure()), st.builds(figure, st.integers(0, 100).map(float))))),
    )
