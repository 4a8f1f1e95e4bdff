"""The exams' part of the catalogue: its outlines say what the credentials' own files say, and the bank suffices."""

from collections import Counter
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from lapel.exam.forms import shortages
from lapel.exam.lint import lint_bank
from lapel.exam.outlines import LENGTHS, crosswalk, exact_counts, form_counts
from lapel.loading.compiled import load_catalogue, load_exams
from lapel.loading.exams import read_exams
from lapel.model.exam import Bank, Outline

ON = date(2026, 11, 22)
FOUR = ("cma-aama", "rma-amt", "ccma-nha", "ncma-ncct")
FEWEST_AN_AREA = 12


@cache
def bank() -> Bank:
    return load_exams()


def outline(exam: str, on: date = ON) -> Outline:
    found = bank().outline(exam, on=on)
    assert found
    return found


def in_force() -> list[Outline]:
    return [one for exam in bank().exams.values() for one in exam.in_force(on=ON)]


def test_the_compiled_copy_holds_what_the_files_say() -> None:
    assert bank() == read_exams()


def test_the_exams_are_the_four_certificates() -> None:
    assert set(bank().exams) == set(FOUR) <= set(load_catalogue().credentials)


# One meaning in one place: what a credential's own file says of its exam, and what practice goes by


def said(exam: str, name: str, on: date = ON) -> Any:
    value = next(value for value in load_catalogue().credentials[exam].values if value.id == name)
    return value.in_force(on=on)


def areas_said(exam: str, on: date) -> list[Any]:
    version = said(exam, "exam-outline", on)
    return [reading.value for reading in version.readings] or [version.value]


@pytest.mark.parametrize("exam", FOUR)
@pytest.mark.parametrize("on", [ON, date(2021, 7, 14), date(2023, 6, 1)])
def test_areas_agree_with_the_credentials_own_file(exam: str, on: date) -> None:
    readings = bank().exams[exam].in_force(on=on)
    spoken = [found for found in areas_said(exam, on) if isinstance(found, tuple)] if readings else []
    assert len([one for one in readings if one.areas]) == len([f for f in spoken if "area" in dict(f[0])])
    for one, areas in zip(readings, spoken, strict=False):
        for mine, theirs in zip(one.areas, areas, strict=True):
            assert (mine.name, mine.items) == (theirs["area"], theirs["items"])
            assert mine.percent is None or float(mine.percent) == theirs.get("percent", float(mine.percent))
            for part, other in zip(mine.parts, theirs.get("parts", ()), strict=False):
                assert (part.name, part.items) == (other["area"], other["items"])


@pytest.mark.parametrize("exam", FOUR)
def test_pass_marks_agree_with_the_credentials_own_file(exam: str) -> None:
    name = "exam-pass-mark" if exam in ("cma-aama", "rma-amt") else "pass-mark"
    version = said(exam, name)
    values = [reading.value for reading in version.readings] or [version.value]
    theirs = {value.get("pass", value.get("score")) for value in values}
    assert {mark.score for mark in outline(exam).marks} == theirs


@pytest.mark.parametrize(
    ("exam", "questions", "minutes", "seconds"),
    [
        ("cma-aama", (200, 180, 20), 160, 48),
        ("rma-amt", (210, None, None), 120, Fraction(240, 7)),
        ("ccma-nha", (180, 150, 30), 180, 60),
        ("ncma-ncct", (150, 125, 25), 180, 72),
    ],
)
def test_questions_and_pace(exam: str, questions: tuple[int | None, ...], minutes: int, seconds: Fraction) -> None:
    one = outline(exam)
    assert (one.delivered, one.scored, one.pretest) == questions
    assert one.minutes == minutes
    assert one.seconds_a_question == seconds


def test_the_sources_that_disagree_are_both_there() -> None:
    assert [mark.score for mark in outline("ncma-ncct").marks] == [575, 70]
    readings = bank().exams["rma-amt"].in_force(on=ON)
    assert [[area.items for area in one.areas] for one in readings] == [[44, 56, 39, 71], [65, 30, 115]]


def test_what_follows_by_arithmetic_is_marked_so() -> None:
    derived = {(one.exam, area.id) for one in in_force() for area in one.every() if area.items_basis == "derived"}
    assert derived == {
        ("cma-aama", "general"),
        ("cma-aama", "administrative"),
        ("ncma-ncct", "2"),
        ("ncma-ncct", "3"),
        ("ncma-ncct", "4"),
    }


def test_counts_and_percents_say_the_same() -> None:
    for one in in_force():
        total = one.scored or one.delivered
        for area in one.every():
            if area.items is not None and area.percent is not None:
                assert abs(100 * area.items / (total or 1) - float(area.percent)) <= 0.5


def test_the_outline_changes_on_its_day_and_none_is_known_before_the_first() -> None:
    assert outline("cma-aama", date(2021, 7, 14)).id == "cma-aama-before-2021"
    assert outline("cma-aama", date(2021, 7, 15)).id == "cma-aama-2021"
    assert outline("ncma-ncct", date(2023, 12, 31)).delivered == 165
    assert bank().outline("ncma-ncct", on=date(2010, 1, 1)) is None


def test_every_outline_and_what_circulates_has_a_source() -> None:
    for exam in bank().exams.values():
        for one in exam.outlines:
            assert one.cite
            assert all(mark.cite for mark in one.marks)
            assert all(again.cite for again in one.retakes)
        assert all(found.cite for found in exam.circulating)


@pytest.mark.parametrize(
    ("exam", "length", "expected"),
    [
        ("ccma-nha", "half", {"1": 8, "2": 4, "3": 42, "4": 6, "5": 6, "6": 6, "7": 3}),
        ("cma-aama", "full", {"clinical": 106, "general": 38, "administrative": 36}),
        ("cma-aama", "half", {"clinical": 53, "general": 19, "administrative": 18}),
        ("cma-aama", "quarter", {"clinical": 27, "general": 9, "administrative": 9}),
        ("ncma-ncct", "half", {"1": 9, "2": 36, "3": 7, "4": 10}),
        ("rma-amt", "half", {"anatomy": 22, "administrative": 28, "procedural": 19, "interaction": 36}),
    ],
)
def test_forms_have_the_counts_worked_out_by_hand(exam: str, length: str, expected: dict[str, int]) -> None:
    found = form_counts(outline(exam), length)
    assert {area.id: sum(found[leaf.id] for leaf in area.leaves()) for area in outline(exam).areas} == expected


# Topics


def test_every_topic_stands_in_every_outline_with_areas() -> None:
    outlines = [one.id for exam in bank().exams.values() for one in exam.outlines if one.areas]
    for topic in bank().topics.values():
        assert {place.outline for place in topic.places} == set(outlines), topic.id


def test_every_area_has_a_topic() -> None:
    for one in in_force():
        held = {place.area for topic in bank().topics.values() if (place := topic.place(one.id))}
        assert held == {area.id for area in one.leaves()}


def test_the_shares_of_topics_come_to_the_whole_exam() -> None:
    for one in in_force():
        assert sum(exact_counts(one).values()) == (one.scored or one.delivered)
        assert crosswalk(bank(), one, one).share == 1


def test_the_crosswalk_from_the_ccma_to_the_ncma_worked_out_by_hand() -> None:
    # Area 4 of the NCMA asks 20 on law and ethics, 10 each; the CCMA asks 3.5 each: 7 are covered. Its area 3 asks 15
    # of six topics, 2.5 each; the CCMA asks 12 of five, 2.4 each, and 2.5 on health care systems: 14.5.
    found = crosswalk(bank(), outline("ccma-nha"), outline("ncma-ncct"))
    covered = {area.area: area.covered for area in found.areas}
    assert covered["4"] == 7
    assert covered["3"] == Fraction("14.5")


# The bank


def test_there_are_items_enough() -> None:
    assert len(bank().items) >= 600
    for one in in_force():
        short = {area: len(items) for area, items in bank().items_of(one).items() if len(items) < FEWEST_AN_AREA}
        assert not short, one.id
        assert [shortages(bank(), one, length) for length in LENGTHS] == [()] * len(LENGTHS)


def test_the_linter_finds_no_error_in_the_bank() -> None:
    found = [f for f in lint_bank(bank(), on=ON) if f.level in ("E", "B") and not f.accepted]
    assert not found, "\n".join(f"{f.file}:{f.line}: {f.item}: {f.rule}: {f.says}" for f in found)


def test_a_topic_holds_only_items_of_its_name_and_all_kinds_are_there() -> None:
    assert all(item.id.startswith(f"{item.topic}-") for item in bank().items.values())
    assert set(Counter(item.kind for item in bank().items.values())) == {
        "one-best",
        "multi-select",
        "ordering",
        "numeric",
        "hotspot",
    }
