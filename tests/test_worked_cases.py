"""Every worked case gives the answers it says."""

from typing import Any

import pytest

from lapel.eligibility.decide import Decision, decide
from lapel.loading.compiled import load_catalogue
from worked_cases import CASES, NO_DAY, WorkedCase, read_cases

ALL = read_cases()


@pytest.mark.parametrize("case", ALL, ids=lambda case: str(case.path.relative_to(CASES)))
def test_a_worked_case_gives_the_answers_it_says(case: WorkedCase) -> None:
    credential = load_catalogue().credentials[case.credential]
    wrong = []
    for expected in case.days:
        decision = decide(credential, case.record, on=expected["on"])
        wrong += [f"on {expected['on']}: {line}" for line in _differences(decision, expected)]
    assert not wrong, case.about + "\n" + "\n".join(wrong)


def _differences(decision: Decision, expected: dict[str, Any]) -> list[str]:
    found = {
        "answer": decision.verdict.answer,
        "from": decision.verdict.starts or NO_DAY,
        "until": decision.verdict.until or NO_DAY,
        "best_route": decision.best.route.id if decision.best else None,
        "failed": tuple(f.says for f in decision.best.failed) if decision.best else (),
        "ask": tuple(q.place for q in decision.ask_next)[: len(expected.get("ask", ()))],
    }
    wrong = [name for name in found if name in expected and found[name] != expected[name]]
    lines = [f"{name}: found {found[name]}, expected {expected[name]}" for name in wrong]
    answers = {route.route.id: route.verdict.answer for route in (*decision.routes, *decision.keep)}
    for route, answer in expected.get("routes", {}).items():
        if answers.get(route) != answer:
            lines.append(f"route {route}: found {answers.get(route)}, expected {answer}")
    return lines


def test_every_case_names_sources_of_the_catalogue() -> None:
    known = load_catalogue().sources
    assert {source for case in ALL for source in case.source} <= set(known)


def test_every_route_of_every_credential_has_a_case() -> None:
    told = {(case.credential, route) for case in ALL for day in case.days for route in day.get("routes", {})}
    told |= {(case.credential, day["best_route"]) for case in ALL for day in case.days if "best_route" in day}
    routes = {
        (credential.id, route.id)
        for credential in load_catalogue().credentials.values()
        for route in (*credential.routes, *credential.keep)
    }
    assert routes <= told, f"no case speaks of {sorted(routes - told)}"
