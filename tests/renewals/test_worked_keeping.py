"""Every worked case of keeping a certificate gives what it says."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from lapel.loading.compiled import load_catalogue
from lapel.loading.tree import read_tree
from lapel.model.located import Located, Problems
from lapel.model.shapes import Choice, Counts, Day, Entry, ListOf, Number, Text
from lapel.renewals.keep import Keeping, Kept, keeping
from worked_cases import RecordShape

CASES = Path(__file__).parents[1] / "cases_keep"
DAY = Day(partial=False)


class Amount:
    """A number, or the word none for what is not known."""

    def read(self, node: Located, problems: Problems) -> Any:
        return "none" if node.text == "none" else Number().read(node, problems)


AMOUNT: Any = Amount()
ASK = Entry(
    dict,
    {
        "credential": Text(),
        "on": DAY,
        "state": Text(),
        "states": ListOf(Entry(dict, {"from": DAY, "state": Text()}, required=("from", "state"))),
        "cycle": Entry(dict, {"from": DAY, "to": DAY}, required=("from", "to")),
        "asked": AMOUNT,
        "counts": AMOUNT,
        "missing": AMOUNT,
        "if_shared": AMOUNT,
        "areas": Counts(),
        "approved": AMOUNT,
        "deadlines": ListOf(Entry(dict, {"on": DAY, "what": Text()}, required=("on", "what"))),
    },
    required=("credential", "on"),
)
LINE = Entry(
    dict,
    {"verdict": Choice(("counts", "partly", "nowhere", "cannot tell")), "points": Number(), "why": Text()},
    required=("verdict",),
)
CASE = Entry(
    dict,
    {
        "about": Text(),
        "source": ListOf(Text(), lone=True),
        "record": RecordShape(),  # type: ignore[dict-item]
        "asks": ListOf(ASK),
        "learning": ListOf(LINE),
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


def found_in(kept: Kept) -> dict[str, Any]:
    """What is found of everything that a case may ask for."""
    found: dict[str, Any] = {
        "state": kept.state.state,
        "states": tuple({"from": s.starts, "state": s.state} for s in kept.states if s.starts),
        "deadlines": tuple({"on": deadline.on, "what": deadline.what} for deadline in kept.deadlines),
    }
    running = kept.running
    if running is not None:
        requirement = running.requirement
        found |= {
            "cycle": {"from": requirement.starts, "to": requirement.ends},
            "asked": "none" if requirement.total is None else requirement.total,
            "counts": running.points,
            "missing": running.further.points,
            "if_shared": kept.shared[-1].further.points,
            "areas": running.further.areas,
            "approved": running.further.approved,
        }
    return found


def learning_in(found: Keeping, index: int) -> dict[str, Any]:
    line = found.lines[index]
    points = sum((counted.points for counted in line.counted), Fraction(0))
    return {"verdict": line.verdict, "points": points, "why": {why for _, why in line.why}}


@pytest.mark.parametrize("name", ALL)
def test_a_worked_case_of_keeping_gives_what_it_says(name: str) -> None:
    case, wrong = ALL[name], []
    for ask in case["asks"]:
        kept = next(
            one
            for one in keeping(load_catalogue(), case["record"], on=ask["on"]).kept
            if one.credential.id == ask["credential"]
        )
        found = found_in(kept)
        for field, value in ask.items():
            if field not in ("credential", "on") and found.get(field) != value:
                wrong.append(f"on {ask['on']}: {field}: found {found.get(field)}, expected {value}")
    told = keeping(load_catalogue(), case["record"], on=case["asks"][0]["on"])
    for index, line in enumerate(case.get("learning", ())):
        here = learning_in(told, index)
        if "why" in line and line["why"] not in here["why"]:
            wrong.append(f"learning {index}: why: found {here['why']}, expected {line['why']!r}")
        wrong += [
            f"learning {index}: {field}: found {here[field]}, expected {line[field]}"
            for field in ("verdict", "points")
            if field in line and here[field] != line[field]
        ]
    assert not wrong, case["about"] + "\n" + "\n".join(wrong)


def test_every_case_of_keeping_names_sources_of_the_catalogue() -> None:
    known = load_catalogue().sources
    assert {source for case in ALL.values() for source in case["source"]} <= set(known)
