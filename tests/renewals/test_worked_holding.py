"""Every worked case of holding a certificate gives what it says."""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from lapel.loading.compiled import load_catalogue
from lapel.loading.tree import read_tree
from lapel.model.located import Problems
from lapel.model.money import NOTHING, total
from lapel.model.shapes import Choice, Day, Entry, ListOf, Number, Shape, Text
from lapel.model.truth import Truth
from lapel.renewals.dues import Event
from lapel.renewals.holding import Holding, holding_of, sums
from lapel.reports.holding_text import amount_words, education_words
from worked_cases import NO_DAY, DayOrNone, RecordShape

CASES = Path(__file__).parents[1] / "cases_holding"
DAY = Day(partial=False)
YES = Choice(("yes",))

DUE: dict[str, Shape] = {"on": DAY, "fee": Text(), "learn": Text(), "ends": YES}
WAY: dict[str, Shape] = {"way": Text(), "from": DAY, "until": DAY, "perhaps": YES, "cost": Text()}
ASK = Entry(
    dict,
    {
        "credential": Text(),
        "on": DAY,
        "years": Number(),
        "certified": DAY,
        "from": DAY,
        "until": DAY,
        "events": ListOf(Entry(dict, DUE, required=("on",))),
        "sum": Text(),
        "learn": Text(),
        "next_end": DayOrNone(),  # type: ignore[dict-item]
        "then": Entry(dict, DUE),
        "ways": ListOf(Entry(dict, WAY, required=("way", "cost"))),
    },
    required=("credential", "on", "years"),
)
CASE = Entry(
    dict,
    {
        "about": Text(),
        "source": ListOf(Text(), lone=True),
        "record": RecordShape(),  # type: ignore[dict-item]
        "asks": ListOf(ASK),
    },
    required=("about", "source", "record", "asks"),
)


def read_cases() -> dict[str, dict[str, Any]]:
    """Read every case by the name of its file; mistakes in them are reported with file and line."""
    problems = Problems()
    cases = {path.stem: CASE.read(read_tree(path, shown=path.name), problems) for path in sorted(CASES.glob("*.yaml"))}
    problems.raise_if_any()
    return cases


ALL = read_cases()


def fee_said(events: Iterable[Event]) -> str:
    """Say fees as the cases do: dollars, or not known, or both."""
    fees = [event for event in events if event.kind == "fee"]
    known, unknown = total(f.cost for f in fees if f.cost is not None), sum(f.amount is None for f in fees)
    parts = [amount_words(known).replace("$", "")] if known != NOTHING else []
    parts += [f"{unknown} not known" if unknown > 1 or parts else "not known"] if unknown else []
    return " and ".join(parts) or "none"


def learn_said(events: Iterable[Event]) -> str:
    """Say continuing education as the cases do."""
    return " and ".join(map(education_words, sums(events))) or "none"


def day_said(due: Iterable[Event]) -> dict[str, Any]:
    """Say what is due on one day as the cases do, leaving out what is not."""
    events = list(due)
    said = {"fee": fee_said(events), "learn": learn_said(events)}
    ends = {"ends": "yes"} if any(event.kind == "end" for event in events) else {}
    return {name: text for name, text in said.items() if text != "none"} | ends


def found_in(holding: Holding, ask: dict[str, Any]) -> dict[str, Any]:
    """What a holding says of everything that a case may ask for."""
    then = day_said(holding.then)
    then.pop("ends", None)
    ways = [
        {
            "way": rung.route.id,
            "from": rung.starts,
            **({"until": rung.until} if rung.until else {}),
            **({"perhaps": "yes"} if rung.truth is Truth.UNKNOWN else {}),
            "cost": fee_said(rung.fees),
        }
        for rung in holding.ways
        if not rung.closed(on=ask["on"])
    ]
    return {
        "from": holding.starts,
        "until": holding.until,
        "events": tuple(
            {"on": day, **day_said(due)} for day, due in groupby(holding.events, key=lambda event: event.on)
        ),
        "sum": fee_said(holding.events),
        "learn": learn_said(holding.events),
        "next_end": holding.next_end or NO_DAY,
        "then": then,
        "ways": sorted(ways, key=str),
    }


@pytest.mark.parametrize("name", ALL)
def test_a_worked_case_of_holding_gives_what_it_says(name: str) -> None:
    case, catalogue = ALL[name], load_catalogue()
    wrong = []
    for ask in case["asks"]:
        credential = catalogue.credentials[ask["credential"]]
        years, certified = int(ask["years"]), ask.get("certified")
        found = found_in(holding_of(credential, case["record"], years=years, on=ask["on"], certified=certified), ask)
        expected = {field: value for field, value in ask.items() if field in found}
        if "ways" in expected:
            expected["ways"] = sorted(expected["ways"], key=str)
        wrong += [
            f"on {ask['on']}, {ask['years']} years: {field}: found {found[field]}, expected {value}"
            for field, value in expected.items()
            if found[field] != value
        ]
    assert not wrong, case["about"] + "\n" + "\n".join(wrong)


def test_every_case_of_holding_names_sources_of_the_catalogue() -> None:
    known = load_catalogue().sources
    assert {source for case in ALL.values() for source in case["source"]} <= set(known)
