"""Records: every mistake is told at once, with its place, and nothing is guessed."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import strategies
from lapel.loading.records import PROGRAM_LISTS, RECORD, parse_record, read_record, record_data, set_path
from lapel.model import record as nouns
from lapel.model.dates import PartialDate
from lapel.model.located import Problem, Problems
from lapel.model.record import LISTS, Record
from lapel.model.shapes import Counts, Entry, ListOf
from lapel.model.value import replace

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))


def problems(text: str, name: str = "me.yaml") -> list[str]:
    """What is said of a record that cannot be read."""
    with pytest.raises(Problems) as caught:
        parse_record(text, name=name)
    return str(caught.value).splitlines()


DATES = "expected a date such as 2024-05-10, 2024-05 or 2024"

MISTAKES = [
    ("naem: Ana", "me.yaml:1: naem: found the field 'naem', expected a known field. Did you mean 'name'?"),
    ("birth: 14.3.2007", f"me.yaml:1: birth: found '14.3.2007', {DATES}"),
    ("birth: 2007-02-30", "me.yaml:1: birth: found '2007-02-30', expected a day of the calendar"),
    ("birth: [2007]", f"me.yaml:1: birth: found a list of 1, {DATES}"),
    ("birth: 0000-01-01", "me.yaml:1: birth: found '0000-01-01', expected a date from 1900-01-01 to 2199-12-31"),
    ("birth: 0001-01-01", "me.yaml:1: birth: found '0001-01-01', expected a date from 1900-01-01 to 2199-12-31"),
    ("birth: 9999-12-31", "me.yaml:1: birth: found '9999-12-31', expected a date from 1900-01-01 to 2199-12-31"),
    ("birth: 2007-3-14", f"me.yaml:1: birth: found '2007-3-14', {DATES}"),
    ("birth: ٢٠٠٧", f"me.yaml:1: birth: found '٢٠٠٧', {DATES}"),
    ("as_of: 2026", "me.yaml:1: as_of: found '2026', expected a whole date such as 2024-05-10"),
    (
        "school: {kind: highschool}",
        "me.yaml:1: school.kind: found 'highschool', expected one of high-school, ged, other-equivalent. "
        "Did you mean 'high-school'?",
    ),
    (
        "state: NX",
        "me.yaml:1: state: found 'NX', expected one of AL, AK, AZ, AR, CA, CO, CT, DE, DC, FL, GA, HI and 44 more",
    ),
    (
        "state: NO",
        "me.yaml:1: state: found 'NO', expected one of AL, AK, AZ, AR, CA, CO, CT, DE, DC, FL, GA, HI and 44 more",
    ),
    (
        "work:\n  - started: 2024-05-01\n    ended: 2023-05-01",
        "me.yaml:3: work[0].ended: found '2023-05-01', expected a day on or after 'started' (2024-05-01)",
    ),
    (
        "programs: [{started: 2024, completed: 2023-12}]",
        "me.yaml:1: programs[0].completed: found '2023-12', expected a day on or after 'started' (2024)",
    ),
    (
        "work: [{ended: Ongoing}]",
        f"me.yaml:1: work[0].ended: found 'Ongoing', {DATES}, or 'ongoing'",
    ),
    (
        "programs:\n  - id: one\n  - id: one",
        "me.yaml:3: programs[1].id: found 'one', expected an id of its own (line 2 has it)",
    ),
    (
        "state: NJ\nname: Ana\nstate: WA",
        "me.yaml:3: state: found the field 'state' again (first on line 1), expected each field once",
    ),
    (
        "school: [yes]",
        "me.yaml:1: school: found a list of 1, expected a mapping with fields such as diploma, kind, earned, expected",
    ),
    ("work: {role: other}", "me.yaml:1: work: found a mapping with role, expected a list"),
    (
        "work: [nurse]",
        "me.yaml:1: work[0]: found 'nurse', expected a mapping with fields such as id, role, employer, started",
    ),
    (
        "work: [{hours_per_week: 169}]",
        "me.yaml:1: work[0].hours_per_week: found '169', expected a number from 0 to 168",
    ),
    (
        "work: [{hours_per_week: forty}]",
        "me.yaml:1: work[0].hours_per_week: found 'forty', expected a number from 0 to 168",
    ),
    ("work: [{full_time: perhaps}]", "me.yaml:1: work[0].full_time: found 'perhaps', expected yes or no"),
    ("conduct: {felony: n}", "me.yaml:1: conduct.felony: found 'n', expected yes or no"),
    ("lapel: 2", "me.yaml:1: lapel: found '2', expected a number from 1 to 1"),
    (
        "complete: [jobs]",
        "me.yaml:1: complete[0]: found 'jobs', expected one of programs, work, military, certificates, exams, cards, "
        "learning, memberships",
    ),
    (
        "programs: [{procedures: {ekg: 10}}]",
        "me.yaml:1: programs[0].procedures.ekg: found 'ekg', expected one of injections, injections_im, injections_sc, "
        "injections_id, skin_tests, venipunctures, capillary_punctures, ekgs. Did you mean 'ekgs'?",
    ),
    (
        "programs: [{completed: 2026-01-02, left: 2026-01-01}]",
        "me.yaml:1: programs[0]: found both 'completed' and 'left', expected 'completed' or 'left', not both",
    ),
    ('name: ""', "me.yaml:1: name: found '', expected text"),
    ("name: [Ana]", "me.yaml:1: name: found a list of 1, expected text"),
    ("- name: Ana", "me.yaml:1: found a list of 1, expected a mapping with fields such as lapel, name, as_of, birth"),
    (
        "school: none",
        "me.yaml:1: school: found 'none', expected a mapping with fields such as diploma, kind, earned, expected",
    ),
]


@pytest.mark.parametrize(("text", "message"), MISTAKES, ids=[text.splitlines()[0] for text, _ in MISTAKES])
def test_a_mistake_is_told_with_its_place_and_what_was_expected(text: str, message: str) -> None:
    assert problems(text) == [message]


def test_every_mistake_of_a_record_is_told_at_once_in_the_order_of_lines() -> None:
    text = """\
naem: Ana
birth: 2007-13-40
state: NJ
state: New Jersey
school: [yes]
programs: {id: x}
work:
  - {id: a, started: 2024-05-01, ended: 2023-05-01}
  - id: a
    rle: instructor
    full_time: perhaps
    started: 2024-01-02
    ended: 2024-01-01
exams: [fail]
"""
    told = [(line.split(":")[1], line.split(":")[2].strip()) for line in problems(text)]
    assert told == [
        ("1", "naem"),
        ("2", "birth"),
        ("4", "state"),
        ("4", "state"),
        ("5", "school"),
        ("6", "programs"),
        ("8", "work[0].ended"),
        ("9", "work[1].id"),
        ("10", "work[1].rle"),
        ("11", "work[1].full_time"),
        ("13", "work[1].ended"),
        ("14", "exams[0]"),
    ]


def test_a_problem_holds_each_part_of_its_message() -> None:
    with pytest.raises(Problems) as caught:
        parse_record("name: Ana\nstat: NJ", name="me.yaml")
    hint = "Did you mean 'state'?"
    assert caught.value.found == [Problem("me.yaml", 2, "stat", "the field 'stat'", "a known field", hint)]


def test_plain_data_is_told_of_without_a_line() -> None:
    with pytest.raises(Problems, match=r"^record: work\[0\].role: found 'nurse', expected one of") as caught:
        parse_record({"work": [{"role": "nurse"}]})
    assert caught.value.found[0].line == 0


@pytest.mark.parametrize("word", ["no", "No", "NO", "false", "False"])
def test_no_is_false_only_where_a_yes_or_no_is_expected(word: str) -> None:
    record = parse_record(f"name: {word}\nschool: {{diploma: {word}}}\nwork: [{{employer: {word}}}]")
    assert (record.name, record.school.diploma, record.work[0].employer) == (word, False, word)


@pytest.mark.parametrize("word", ["yes", "on", "off", "1e3", "0x10", "012", "1_000", "12:30:45", ".inf", "2024-01-01"])
def test_a_name_stays_the_text_that_was_written(word: str) -> None:
    assert parse_record(f"name: {word}").name == word


@pytest.mark.parametrize("word", ["on", "off", "y", "n", "1", "0"])
def test_other_ways_to_say_yes_and_no_are_refused(word: str) -> None:
    [message] = problems(f"school: {{diploma: {word}}}")
    assert message == f"me.yaml:1: school.diploma: found {word!r}, expected yes or no"


@pytest.mark.parametrize("name", LISTS)
def test_none_says_that_there_is_none_while_an_empty_list_and_null_say_nothing(name: str) -> None:
    assert parse_record(f"{name}: none").complete == {name}
    for nothing in ("[]", "null", "~", "", "not sure"):
        record = parse_record(f"{name}: {nothing}")
        assert (getattr(record, name), record.complete) == ((), frozenset())


@pytest.mark.parametrize("name", ["accreditation", "approved_by", "topics"])
def test_none_inside_a_program_says_that_there_is_none(name: str) -> None:
    assert parse_record(f"programs: [{{{name}: none}}]").programs[0].complete == {name}
    assert parse_record(f"programs: [{{{name}: []}}]").programs[0].complete == frozenset()


def test_complete_lists_add_up_with_those_that_are_none() -> None:
    assert parse_record("work: none\ncomplete: exams").complete == {"work", "exams"}


def _places() -> list[str]:
    """Every place of a record that may say ``not sure``."""

    def below(shape: Any, path: str) -> list[str]:
        if isinstance(shape, Entry):
            inner = [(name, f"{path}.{name}" if path else name) for name in shape.fields]
            return [place for name, place in inner] + [p for n, place in inner for p in below(shape.fields[n], place)]
        if isinstance(shape, ListOf):
            return below(shape.entry, f"{path}[0]")
        return [f"{path}.ekgs"] if isinstance(shape, Counts) and shape.options else []

    return below(RECORD, "")


@pytest.mark.parametrize("place", _places())
def test_not_sure_may_stand_anywhere_and_is_remembered(place: str) -> None:
    data: dict[str, Any] = {}
    set_path(data, place, "not sure")
    record = parse_record(data)
    assert record.not_sure == {place}
    assert parse_record(record_data(record)) == record


def test_an_end_of_which_one_is_not_sure_is_not_an_open_end() -> None:
    record = parse_record("work: [{started: 2020, ended: not sure}, {started: 2020, ended: ongoing}]")
    assert [spell.unsure for spell in record.work] == [{"ended"}, frozenset()]


def test_overlapping_spells_are_taken_as_they_are() -> None:
    record = parse_record("work: [{started: 2020-01-01, ended: 2022-01-01}, {started: 2021-01-01, ended: 2023-01-01}]")
    assert [spell.started for spell in record.work] == [date(2020, 1, 1), date(2021, 1, 1)]


def test_dates_are_as_exact_as_they_are_known() -> None:
    record = parse_record("birth: 2007\nwork: [{started: 2020-02, ended: 2020-02-29}]")
    assert record.birth == PartialDate(date(2007, 1, 1), date(2007, 12, 31))
    assert record.work[0].started == PartialDate(date(2020, 2, 1), date(2020, 2, 29))


def test_a_list_of_many_entries_is_refused_before_they_are_read() -> None:
    [message] = problems("work: [" + "{role: other}," * 1001 + "]")
    assert message == "me.yaml:1: work: found a list of 1001, expected at most 1,000 entries"


@pytest.mark.parametrize(
    "number", ["1e3", "-1", "--1", "+1", "١٢", "1.2.3", "1,5", "0x10", "NaN", ".inf", "0.1234567890123456"]
)
def test_a_number_that_is_not_plain_is_refused(number: str) -> None:
    [message] = problems(f"learning: [{{hours: {number}}}]".replace("1,5", "'1,5'"))
    assert message == f"me.yaml:1: learning[0].hours: found {number!r}, expected a number from 0 to 100000"


@pytest.mark.parametrize(("number", "read"), [(36.5, "36.5"), (0.00001, "0.00001"), (40, "40"), ("36.50", "36.50")])
def test_a_number_is_read_without_rounding(number: object, read: str) -> None:
    assert parse_record({"learning": [{"hours": number}]}).learning[0].hours == Decimal(read)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_read_and_written_back_the_same(path: Path) -> None:
    record = read_record(path)
    assert parse_record(record_data(record)) == record


@pytest.mark.parametrize("name", ["null", "~", "yes", "2024", "none", "Ångström 😀", "a: b # c", "- a", "{", "'", "\\"])
def test_a_name_survives_whatever_it_looks_like(name: str) -> None:
    assert parse_record({"name": name}).name == name
    assert parse_record(record_data(Record(name=name))).name == name


names = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=40)


@st.composite
def whole_records(draw: st.DrawFn) -> Record:
    """Records that also say what no rule reads, and note at the top what they are not sure of."""
    record: Record = draw(strategies.records(most=1))
    areas = draw(st.dictionaries(st.from_regex(r"[a-z][a-z-]{0,8}", fullmatch=True), strategies.NUMBERS, max_size=2))
    word = draw(names.filter(lambda text: text.lower() not in ("unknown", "not-sure")))
    school = replace(record.school, courses=(word,), volunteering=(nouns.Volunteering(word, hours=Decimal("1.5")),))
    programs = tuple(replace(p, complete=p.complete & set(PROGRAM_LISTS)) for p in record.programs)
    return replace(
        record,
        lapel=Decimal(1),
        name=word,
        school=school,
        programs=programs,
        learning=(*record.learning, nouns.Learning(word, areas=tuple(areas.items()))),
        work=tuple(replace(spell, employer=word) for spell in record.work),
        not_sure=frozenset(_unsure_places(record)),
    )


def _unsure_places(record: Record) -> Iterator[str]:
    for name in ("programs", "work", "memberships"):
        for i, entry in enumerate(getattr(record, name)):
            yield from (f"{name}[{i}].{field}" for field in entry.unsure)
            for j, period in enumerate(getattr(entry, "accreditation", ())):
                yield from (f"{name}[{i}].accreditation[{j}].{field}" for field in period.unsure)


@given(whole_records())
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_a_record_written_as_data_is_read_back_the_same(record: Record) -> None:
    data = record_data(record)
    again = parse_record(data)
    assert again == record
    assert record_data(again) == data


@given(whole_records())
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
def test_a_record_written_as_json_is_read_back_the_same(record: Record) -> None:
    for text in (json.dumps(record_data(record)), json.dumps(record_data(record), ensure_ascii=False, indent=1)):
        assert parse_record(text, name="me.json") == record


def test_skills_and_preferences_are_read_and_written_back() -> None:
    said = {
        "skills": [{"id": "billing", "level": "alone", "as_of": "2026-11"}, {"id": "bandages", "level": "not sure"}],
        "preferences": {"leaning": "both"},
    }
    record = parse_record(said)
    assert [(skill.id, skill.level) for skill in record.skills] == [("billing", "alone"), ("bandages", None)]
    assert record.preferences.leaning == "both"
    assert record.not_sure == {"skills[1].level"}
    assert record_data(record) == said
    with pytest.raises(Problems, match="expected one of not-yet, with-help, alone, could-teach"):
        parse_record({"skills": [{"id": "billing", "level": "expert"}]})
    with pytest.raises(Problems, match="expected one of clinical, administrative, both"):
        parse_record({"preferences": {"leaning": "surgical"}})
