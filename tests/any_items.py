"""Items of every kind as they may be in a file, for the tests of exchange: any words, and all that may be said."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from lapel.loading.compiled import load_exams
from lapel.model.exam import Bank, Calibration, Item, NamedError, Option, Review

TRIED = ("wrong-key", "two-right", "dated", "cueing", "unsafe")
SIGNS = "aZ9é€漢😀 .,;:=+-@|%'\"<>&[]{}#\\/$~`!?“”−÷"


def bank() -> Bank:
    return load_exams()


def words(most: int = 40) -> st.SearchStrategy[str]:
    """Lines of words with single blanks between them, and nothing empty."""
    line = st.text(st.sampled_from(SIGNS), min_size=1, max_size=most).map(lambda text: " ".join(text.split()))
    lines = st.lists(line.filter(lambda text: text not in ("", "____")), min_size=1, max_size=2)
    # A scalar that YAML takes for nothing is no text.
    return lines.map("\n".join).filter(lambda text: text not in ("~", "null"))


def numbers() -> st.SearchStrategy[Decimal]:
    return st.decimals(0, 99999, places=3, allow_nan=False, allow_infinity=False)


def ids(known: Any, most: int = 2) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(sorted(known)), max_size=most, unique=True).map(tuple)


@st.composite
def items(draw: st.DrawFn) -> Item:
    """An item of any kind, whose every field may be said; what it says need make no sense."""
    held = bank()
    topic = draw(st.sampled_from(sorted(held.topics)))
    kind: Any = draw(st.sampled_from(("one-best", "multi-select", "ordering", "numeric", "hotspot")))
    said: dict[str, Any] = {}
    if kind == "numeric":
        found = draw(st.lists(st.tuples(numbers(), words()), max_size=3))
        said = {
            "answer": draw(numbers()),
            "unit": draw(st.sampled_from(("", "mL", "gtt/min", "% & <more>"))),
            "tolerance": draw(st.sampled_from((Decimal(0), Decimal("0.5"), Decimal("0.001")))),
            "why": draw(st.one_of(st.just(""), words())),
            "errors": tuple(NamedError(value, why) for value, why in found),
        }
    else:
        names: tuple[str, ...] = ("a", "b", "c", "d")
        if kind == "hotspot":
            picture = draw(st.sampled_from(sorted(held.pictures)))
            names, said["picture"] = held.pictures[picture].regions, picture
        texts = st.tuples(words(), st.one_of(st.just(""), words()))
        said["options"] = tuple(Option(name, *draw(texts)) for name in names)
        count = {"ordering": len(names), "multi-select": draw(st.integers(1, 3))}.get(kind, 1)
        said["key"] = tuple(draw(st.permutations(names))[:count])
    exams = sorted(held.exams)
    areas = {exam: next(held.exams[exam].outlines[-1].leaves()).id for exam in draw(ids(exams))}
    return Item(
        id=f"{topic}-{draw(st.integers(0, 999)):03}",
        topic=topic,
        kind=kind,
        stem=draw(words(200)),
        level=draw(st.sampled_from(("recall", "apply", "analyze"))),
        expected=draw(st.integers(0, 100)) / 100,
        sources=draw(ids(held.item_sources)),
        version=draw(st.integers(1, 99)),
        status=draw(st.sampled_from(("draft", "reviewed", "trial", "active", "withdrawn"))),
        guideline=draw(st.one_of(st.just(""), words())),
        areas=tuple(areas.items()),
        not_for=draw(ids(exams)),
        enemies=draw(ids(held.items)),
        accept=tuple(
            dict(draw(st.lists(st.tuples(st.sampled_from(("clang", "dup-option")), words()), max_size=2))).items()
        ),
        reviews=tuple(draw(st.lists(reviews(), max_size=2))),
        calibration=draw(st.one_of(st.none(), calibrations())),
        **said,
    )


def reviews() -> st.SearchStrategy[Review]:
    days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
    return st.builds(
        Review,
        days,
        words(20),
        st.sampled_from(("holds", "changed", "open", "withdrawn")),
        ids(TRIED, 5),
        st.one_of(st.just(""), words()),
    )


def calibrations() -> st.SearchStrategy[Calibration]:
    few = st.floats(-4, 4).map(lambda value: round(value, 3))
    some = st.floats(0.001, 4).map(lambda value: round(value, 3))
    return st.builds(
        Calibration,
        st.sampled_from(("1pl", "2pl")),
        few,
        st.integers(1, 9999),
        st.dates(date(2000, 1, 1), date(2100, 1, 1)),
        some,
        st.one_of(st.none(), some),
        st.one_of(st.none(), some),
        st.one_of(st.just(""), words(20)),
        st.one_of(st.none(), st.integers(1, 9)),
    )
