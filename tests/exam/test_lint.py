"""The linter finds what is broken, and says nothing of what is not."""

from collections import Counter
from math import comb, exp, sqrt
from pathlib import Path
from typing import Any

import pytest
import yaml
from exam_items import ON, bank, item, outline
from hypothesis import given
from hypothesis import strategies as st

from lapel.exam.lint import RULES, lint_bank, lint_item, rates
from lapel.exam.lint_parts import is_dose
from lapel.exam.lint_whole import at_least, chi_square_above, longest_in_bank, places_in_bank, places_in_form
from lapel.model.exam import Area

BROKEN: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "broken_items.yaml").read_text("utf-8"))


def rules_of(said: dict[str, Any]) -> set[str]:
    return {finding.rule for finding in lint_item(item(**said))}


@pytest.mark.parametrize("number", range(len(BROKEN)), ids=lambda n: f"{n:02}-{BROKEN[n]['breaks']}")
def test_a_broken_item_is_found_by_its_rule_and_by_no_other(number: int) -> None:
    said = dict(BROKEN[number])
    breaks, also = said.pop("breaks"), set(said.pop("also", ()))
    found = rules_of(said)
    assert breaks in found
    assert found - {breaks} == also


def test_there_are_fifty_broken_items_and_every_rule_on_an_item_has_one() -> None:
    assert len(BROKEN) == 50
    assert {said["breaks"] for said in BROKEN} == {name for name, rule in RULES.items() if rule.check}


CLEAN: tuple[dict[str, Any], ...] = (
    {},
    {"stem": "Why is it not safe to recap a needle after use?"},
    {"stem": "A patient has not signed the form. What does the medical assistant do next?"},
    {"stem": "What should the medical assistant do when the patient does not answer?"},
    {"stem": 'A patient says, "I am not ready." Which reply fits best?'},
    {"stem": "A woman who is 12 weeks pregnant asks for a card. Which form does the desk use?"},
    {
        "stem": "Which vitamins are stored in fat?",
        "options": {
            "a": {"text": "Vitamins A and D", "why": "One."},
            "b": {"text": "Vitamins B6 and C", "why": "Two."},
            "c": {"text": "Vitamins B12 and E", "why": "Three."},
        },
    },
    {
        "stem": "How much is drawn up for a dose of 250 mg?",
        "options": {str(n): {"text": f"{n} mL", "why": "Worked out."} for n in (0.5, 1, 2.5, 5)},
        "key": "2.5",
    },
    {
        "stem": "Which pressure is written down?",
        "options": {x: {"text": f"{x} mm Hg", "why": "Read."} for x in ("110/70", "120/80", "130/90")},
        "key": "120/80",
    },
    {
        "stem": "Which of these can wait? Select all that apply.",
        "kind": "multi-select",
        "key": ["a", "b"],
    },
    {"stem": "In which order are these put away?", "kind": "ordering", "key": ["c", "a", "d", "b"]},
    {
        "stem": "How many mL are drawn up? Round to one decimal place.",
        "kind": "numeric",
        "options": {},
        "key": [],
        "answer": 2.5,
        "unit": "mL",
        "why": "Worked out.",
        "errors": [{"value": 25, "why": "A slip."}, {"value": 0.4, "why": "Upside down."}],
    },
)


@pytest.mark.parametrize("said", CLEAN, ids=lambda said: str(said.get("stem", "the clean item"))[:40])
def test_a_clean_item_is_not_flagged(said: dict[str, Any]) -> None:
    assert rules_of(said) == set()


def test_a_reviewer_can_let_a_warning_stand_but_not_an_error() -> None:
    vague = dict(next(said for said in BROKEN if said["breaks"] == "vague-terms"))
    del vague["breaks"]
    [finding] = lint_item(item(**vague, accept={"vague-terms": "The word is quoted."}))
    assert finding.accepted == "The word is quoted."
    [error] = lint_item(item(key="e", accept={"key-valid": "Please."}))
    assert not error.accepted


def test_an_item_about_unsafe_abbreviations_can_show_them() -> None:
    said: dict[str, Any] = {"stem": "What is wrong with an order for 10 U of insulin?"}
    [finding] = lint_item(item(**said, accept={"unsafe-abbreviation": "The item is about it."}))
    assert finding.level == "E"
    assert finding.accepted


# The bank


AREA = outline([Area("one", "One", 10)])


def found_in(*items: Any, **more: Any) -> Counter[str]:
    return Counter(f.rule for f in lint_bank(bank(items, [AREA], {"supplies": "one"}), on=ON) if not f.accepted)


def test_the_same_stem_in_other_letters_and_spaces_is_a_duplicate() -> None:
    stem = "Where does a used needle go after an injection in the exam room?"
    assert found_in(item(1, stem=stem), item(2, stem=f"{stem.upper()[:5]}{stem[5:]}".replace(" ", "  "))) == {
        "duplicate-item": 1
    }


def test_most_of_a_stem_with_the_same_key_is_a_duplicate_and_with_another_key_is_not() -> None:
    first = "A patient who waits in the hall has a deep cut on the hand. What does the medical assistant fetch first?"
    second = first.replace("waits in the hall", "sits in the hall")
    assert found_in(item(1, stem=first), item(2, stem=second)) == {"duplicate-item": 1}
    assert found_in(item(1, stem=first), item(2, stem=second, key="b")) == {}


def test_an_item_without_an_area_in_an_outline_must_say_that_it_is_not_for_it() -> None:
    stray = item(1, topic="strays")
    held = bank([stray], [AREA], {"supplies": "one"})
    assert [f.rule for f in lint_bank(held, on=ON)] == ["outline-tag"]


def test_an_area_that_the_outline_lacks_is_an_error() -> None:
    held = bank([item(1)], [AREA], {"supplies": "two"})
    [finding] = lint_bank(held, on=ON)
    assert (finding.rule, finding.level) == ("outline-tag", "E")
    assert "'two'" in finding.says


def test_an_old_source_is_told_once_with_the_items_that_rest_on_it() -> None:
    held = [item(1, sources=["a-law"]), item(2, sources=["a-law"], stem="Where are the gloves of the exam room kept?")]
    [finding] = lint_bank(bank(held, [AREA], {"supplies": "one"}), on=ON)
    assert finding.rule == "source-age"
    assert "to be read again by 2021; 2 items" in finding.says


def test_a_reason_for_a_finding_that_is_gone_is_told() -> None:
    assert found_in(item(1, accept={"clang": "An old reason."})) == {"needless-accept": 1}
    assert found_in(item(1, accept={"klang": "A slip."})) == {"needless-accept": 1}


def test_a_withdrawn_item_is_not_checked() -> None:
    assert found_in(item(1, key="e", status="withdrawn")) == {}


def keyed_at(places: str) -> list[Any]:
    return [item(n + 1, key=place) for n, place in enumerate(places)]


def test_keys_at_one_place_are_found_and_even_keys_are_not() -> None:
    assert [f.rule for f in places_in_bank(keyed_at("a" * 22 + "bcd" * 6))] == ["key-position"]
    assert not list(places_in_bank(keyed_at("abcd" * 10)))


def test_options_that_are_numbers_do_not_count_among_the_places() -> None:
    amounts = {x: {"text": f"{n} minutes", "why": "Timed."} for x, n in zip("abcd", (5, 10, 15, 20), strict=True)}
    stem = "How long is the tray left in the bath?"
    assert not list(places_in_bank([item(n, key="a", options=amounts, stem=stem) for n in range(1, 60)]))


def test_keys_that_are_the_longest_too_often_are_found() -> None:
    longest = [item(n, key="d") for n in range(1, 21)]  # “Splints” is the longest option
    assert [f.rule for f in longest_in_bank(longest)] == ["longest-key-bank"]
    assert not list(longest_in_bank([*longest[:6], *(item(n, key="a") for n in range(7, 25))]))


@given(st.integers(0, 30), st.sampled_from([0.2, 0.25, 1 / 3]))
def test_the_chance_of_so_many_is_that_of_the_binomial(count: int, chance: float) -> None:
    exact = sum(comb(30, k) * chance**k * (1 - chance) ** (30 - k) for k in range(count, 31))
    assert at_least(count, [chance] * 30) == pytest.approx(exact, abs=1e-12)


@given(st.floats(0.01, 60), st.integers(1, 8))
def test_chi_square_agrees_with_its_integral(value: float, freedom: int) -> None:
    # Substituting u² for x removes the pole at 0 for one degree of freedom; Simpson's rule does the rest.
    from math import gamma

    def density(u: float) -> float:
        return 2 * u ** (freedom - 1) * exp(-u * u / 2) / (2 ** (freedom / 2) * gamma(freedom / 2))

    steps, top = 400, sqrt(value)
    points = [density(top * k / steps) for k in range(steps + 1)]
    area = top / steps / 3 * (points[0] + points[-1] + 4 * sum(points[1:-1:2]) + 2 * sum(points[2:-1:2]))
    assert chi_square_above(value, freedom) == pytest.approx(1 - area, abs=1e-6)


def test_five_keys_in_a_row_are_found_in_a_form_and_four_are_not() -> None:
    assert places_in_form([0, 1, 1, 1, 1, 2]) == []
    assert places_in_form([0, 1, 1, 1, 1, 1, 2]) == ["more than 4 keys in a row at place 2"]


def test_more_than_35_percent_at_one_place_is_found_from_50_items_on() -> None:
    places = [0, 1, 0, 2, 0, 3] * 10
    assert places_in_form(places) == ["30 of 60 keys at place 1"]
    assert places_in_form(places[:48]) == []


def test_flaws_are_counted_a_hundred_items_and_accepted_ones_are_not() -> None:
    vague: dict[str, Any] = {
        "options": {**{x: {"text": x * 3, "why": "So."} for x in "abc"}, "d": {"text": "Often", "why": "No."}}
    }
    items = [item(1, key="e"), item(2, **vague, accept={"vague-terms": "Quoted.", "homogeneous": "Letters."}), item(3)]
    found = rates([finding for one in items for finding in lint_item(one)], len(items))
    assert (found.flawed, found.by_rule) == (1, (("key-valid", 1),))
    assert found.per_hundred == pytest.approx(100 / 3)


def test_a_dose_is_known_by_its_topic_or_its_options() -> None:
    assert is_dose(item(topic="dosage-calculation"))
    assert is_dose(item(options={x: {"text": f"{n} mg", "why": "So."} for x, n in zip("abc", (1, 2, 4), strict=True)}))
    assert not is_dose(item())
