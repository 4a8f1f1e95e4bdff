"""Which question comes next, how it is read, and what an answer changes."""

from datetime import date
from typing import Any

import pytest

from lapel.eligibility.decide import Decision, decide_all
from lapel.eligibility.forms import Form, Step, where_said
from lapel.eligibility.interview import (
    Answer,
    Ask,
    Edit,
    begun,
    changed,
    following,
    is_vague,
    needless,
    reasons,
    taken,
    unsure,
    was_open,
    worth_asking,
)
from lapel.eligibility.offers import Look, Option
from lapel.eligibility.reading import Misread, read
from lapel.loading.compiled import load_catalogue
from lapel.loading.records import parse_record
from lapel.loading.writing import look

ON = date(2026, 11, 21)
FOUR = ("cma-aama", "rma-amt", "ncma-ncct", "ccma-nha")
YES_NO = (Option("yes", "yes"), Option("no", "no"))


def decisions(data: dict[str, Any], *only: str) -> tuple[Decision, ...]:
    return decide_all(load_catalogue(), parse_record(data), on=ON, only=only or FOUR)


def seen(data: dict[str, Any]) -> Look:
    return lambda place: look(data, place)


def never(_: str) -> bool:
    return False


def typed(kind: Any, text: str, place: str = "birth", **more: Any) -> Any:
    return read(Form(Step(place), kind, "?", **more), text, early=ON, late=ON)


# Order


def test_what_settles_most_over_all_answers_comes_first() -> None:
    asks = worth_asking(decisions({}), never, never)
    assert [ask.settles for ask in asks] == sorted((ask.settles for ask in asks), reverse=True)
    assert asks[0].names == ("CMA (AAMA)", "RMA (AMT)", "NCMA (NCCT)", "CCMA (NHA)")


def test_among_equals_the_shallower_place_comes_first() -> None:
    asks = worth_asking(decisions({"programs": [{"name": "X"}]}), never, never)
    idle = [ask.place.count(".") for ask in asks if ask.settles == 0]
    assert idle == sorted(idle)


def test_a_closed_place_is_not_asked() -> None:
    asks = worth_asking(decisions({}), lambda place: place == "exams", never)
    assert "exams" not in {ask.place for ask in asks}


def test_what_is_said_vaguely_comes_last() -> None:
    first = worth_asking(decisions({}), never, never)[0].place
    assert worth_asking(decisions({}), never, lambda place: place == first)[-1].place == first


def test_a_firm_answer_asks_nothing() -> None:
    nothing = dict.fromkeys(("programs", "work", "military", "certificates", "exams", "cards", "memberships"), "none")
    assert worth_asking(decisions(nothing, "cma-aama"), never, never) == ()


def test_what_was_begun_comes_before_the_most_useful() -> None:
    asks = (Ask("exams", 1.0, ()), Ask("programs[0].field", 0.1, ()))
    pending = (Step("programs[0].kind"), Step("programs[0].field"), Step("programs"))
    assert following(asks, pending) == (Step("programs[0].field"), (Step("programs"),))


def test_what_must_be_asked_is_asked_though_it_settles_nothing() -> None:
    assert following((), (Step("programs[0].name", always=True),))[0] == Step("programs[0].name", always=True)


def test_nothing_useful_and_nothing_begun_ends_it() -> None:
    assert following((), (Step("programs[0].kind"),)) == (None, ())


# What is said


@pytest.mark.parametrize(
    ("said", "vague", "enough"),
    [("2024", True, False), ("2024-05", True, False), ("2024-05-10", False, True), (None, False, False)],
)
def test_a_month_or_a_year_may_be_asked_for_again(said: str | None, vague: bool, enough: bool) -> None:
    data = {"programs": [{"completed": said}]}
    assert is_vague("programs[0].completed", seen(data)) is vague
    assert needless("programs[0].completed", seen(data), ()) is enough


def test_the_end_of_a_program_is_said_in_any_of_three_places() -> None:
    assert where_said("programs[0].completed", seen({"programs": [{"left": "2024"}]})) == "programs[0].left"
    assert where_said("programs[0].completed", seen({"programs": [{}]})) == "programs[0].completed"


def test_waivers_need_a_conviction_and_an_issuer_that_grants_them() -> None:
    chosen = [load_catalogue().credentials["cma-aama"]]
    convicted: dict[str, Any] = {"conduct": {"felony": "yes"}}
    assert needless("conduct.waivers", seen({}), chosen)
    assert not needless("conduct.waivers", seen(convicted), chosen)
    convicted["conduct"]["waivers"] = [{"issuer": "aama", "granted": "no"}]
    assert needless("conduct.waivers", seen(convicted), chosen)


def test_a_job_begun_without_a_start_is_taken_up_again() -> None:
    steps = begun({"work": [{"employer": "X", "role": "other", "ended": "not sure"}]})
    assert [step.place for step in steps] == ["work[0].ended"]


def test_a_job_without_an_end_goes_on_and_is_left_alone() -> None:
    assert begun({"work": [{"employer": "X", "role": "other", "started": "2020"}]}) == ()


def test_an_accreditation_without_a_start_is_taken_up_again() -> None:
    steps = begun({"programs": [{"name": "X", "accreditation": [{"by": "caahep"}]}]})
    assert [step.place.rpartition(".")[2] for step in steps] == ["ends", "starts"]


def test_lists_that_are_none_or_not_sure_have_nothing_begun() -> None:
    assert begun({"work": "none", "programs": "not sure", "exams": []}) == ()


# Reading


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5/10/2024", "2024-05-10"),
        ("05-10-2024", "2024-05-10"),
        ("5/2024", "2024-05"),
        ("May 2024", "2024-05"),
        ("Sept. 3, 2024", "2024-09-03"),
        ("June 1st 2024", "2024-06-01"),
        ("2024", "2024"),
        ("2024-05", "2024-05"),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, expected: str) -> None:
    assert typed("date", text) == expected


@pytest.mark.parametrize("text", ["13/1/2024", "2/30/2024", "yesterday", "24", "May", "2027", "2026-11-22"])
def test_what_is_no_date_of_the_past_is_refused(text: str) -> None:
    with pytest.raises(Misread):
        typed("date", text)


def test_an_open_end_takes_a_word() -> None:
    assert typed("date", "Still there", open_end=True) == "ongoing"
    with pytest.raises(Misread):
        typed("date", "still")


@pytest.mark.parametrize(("text", "word"), [("1", "yes"), ("YES", "yes"), ("y", "yes"), ("No", "no"), ("2", "no")])
def test_a_choice_takes_its_number_its_word_or_how_it_begins(text: str, word: str) -> None:
    assert typed("choice", text, options=YES_NO) == word


@pytest.mark.parametrize("text", ["0", "3", "-1", "maybe", "¹"])
def test_any_other_choice_is_refused(text: str) -> None:
    with pytest.raises(Misread, match="expected yes or no"):
        typed("choice", text, options=YES_NO)


def test_a_beginning_shared_by_two_choices_is_refused() -> None:
    options = (Option("a", "medical office"), Option("b", "medical laboratory"))
    with pytest.raises(Misread, match="a number from 1 to 2"):
        typed("choice", "medical", options=options)


@pytest.mark.parametrize(
    ("text", "words"),
    [("1, 3", ("a", "c")), ("1 3", ("a", "c")), ("b and c", ("b", "c")), ("none", ()), ("2,?", ("b", "not sure"))],
)
def test_several_may_be_chosen(text: str, words: tuple[str, ...]) -> None:
    assert typed("several", text, options=tuple(Option(w, w) for w in "abc")) == words


@pytest.mark.parametrize(("text", "code"), [("nj", "NJ"), ("new  jersey", "NJ"), ("DC", "DC"), ("Puerto Rico", "PR")])
def test_a_state_is_read_by_code_or_name(text: str, code: str) -> None:
    assert typed("state", text) == code


def test_what_is_no_state_is_refused() -> None:
    with pytest.raises(Misread, match="such as NJ or New Jersey"):
        typed("state", "Jersey")


@pytest.mark.parametrize(("text", "number"), [("1,200", "1200"), ("38 hours", "38"), ("37.5", "37.5"), ("few", "few")])
def test_numbers_lose_only_what_people_add(text: str, number: str) -> None:
    assert typed("number", text) == number


# Answers


def test_yes_to_a_list_adds_an_entry_and_asks_about_it() -> None:
    answer = taken(Form(Step("exams"), "choice", "?"), "yes")
    assert answer.edits == (Edit("add", "exams"),)
    assert [step.place for step in answer.steps] == ["exams[0].exam", "exams[0].taken", "exams[0].result", "exams"]


def test_no_to_a_list_closes_it() -> None:
    assert taken(Form(Step("exams"), "choice", "?"), "no").edits == (Edit("close", "exams"),)


def test_a_finish_date_replaces_an_expected_one() -> None:
    answer = taken(Form(Step("programs[0].completed", exact=True), "date", "?"), "2024-06-14")
    assert Edit("drop", "programs[0].expected") in answer.edits
    assert answer.edits[-1] == Edit("say", "programs[0].completed", "2024-06-14")


def test_not_sure_about_an_expected_day_leaves_the_diploma_open() -> None:
    answer = unsure(Form(Step("school.expected", "school.diploma", exact=True), "date", "?"))
    assert {(edit.place, edit.value) for edit in answer.edits} == {
        ("school.expected", "not sure"),
        ("school.diploma", "not sure"),
    }


def test_not_sure_about_more_entries_keeps_those_there_are() -> None:
    answer = unsure(Form(Step("work"), "choice", "?", held=[{"role": "other"}]))
    assert answer.edits == ()
    assert "work" in answer.passed


def test_the_same_day_as_vague_as_before_is_passed_over() -> None:
    put = Form(Step("programs[0].completed", exact=True), "date", "?", held="2024")
    assert taken(put, "2024") == Answer(passed=("programs[0].completed", "programs[0].completed"))
    assert taken(put, "2024-05").edits[-1] == Edit("say", "programs[0].completed", "2024-05")


def test_none_said_twice_stays_none() -> None:
    put = Form(Step("programs[0].accreditation"), "choice", "?", held="none")
    assert taken(put, "none").edits == (Edit("close", "programs[0].accreditation"),)


# Whether it was open before


HELD_BEFORE = """
state: WA
school: {diploma: yes}
programs:
  - {name: X, field: medical-assisting, kind: postsecondary, started: 2025-01-06, completed: 2026-03-20,
     award: certificate, accreditation: none, institution_recognized: yes, approved_by: none,
     academic_hours: 640, practicum_hours: 180}
certificates: [{id: ma-c-interim-wa, earned: 2026-05-04, expires: 2027-05-04}]
complete: [programs, certificates]
"""


def before(text: str) -> tuple[str, list[str]]:
    """What Washington's interim credential answers, and what would tell whether it was open before."""
    record = parse_record(text)
    [decision] = decide_all(load_catalogue(), record, on=ON, only=["ma-c-interim-wa"])
    return decision.verdict.answer, [question.place for question in was_open(record)(decision)]


def test_a_closed_answer_asks_for_the_day_that_tells_whether_it_was_open() -> None:
    assert before(HELD_BEFORE) == ("no", ["school.earned"])
    assert before(HELD_BEFORE.replace("diploma: yes", "diploma: yes, earned: 2022-06-10")) == ("no-longer", [])


def test_what_is_not_sure_is_not_asked_about_the_past_either() -> None:
    assert before(HELD_BEFORE.replace("diploma: yes", "diploma: yes, earned: not sure")) == ("no", [])


def test_an_answer_that_is_not_closed_asks_nothing_of_the_past() -> None:
    record = parse_record({})
    assert [was_open(record)(decision) for decision in decisions({})] == [()] * 4


# Reasons and changes


def test_reasons_are_conditions_with_a_source() -> None:
    found = list(reasons(decisions({}), "exams"))
    assert {reason.name for reason in found} == {"CMA (AAMA)", "RMA (AMT)", "NCMA (NCCT)", "CCMA (NHA)"}
    assert all(reason.finding.cite and not reason.finding.parts for reason in found)


def test_only_what_an_answer_changed_is_told() -> None:
    before = decisions({})
    after = decisions({"programs": "none", "certificates": "none"})
    assert list(changed(before, before)) == []
    assert {new.credential.id for _, new in changed(before, after)} >= {"cma-aama"}


def test_an_answer_not_asked_about_before_is_told() -> None:
    (pair,) = changed(decisions({}, "cma-aama"), decisions({}, "cma-aama", "rma-amt"))
    assert pair[0] is None


def test_who_is_not_sure_of_all_hours_is_asked_for_class_and_practicum_hours() -> None:
    program = {"name": "MA", "field": "medical-assisting", "completed": "2025-06-01", "accreditation": "none"}
    program |= {"institution_recognized": "yes", "started": "2024-06-01"}
    data = {"programs": [program], "exams": "none", "conduct": {"felony": "no"}, "military": "none", "work": "none"}

    def asked(**said: str) -> set[str]:
        [decision] = decisions({**data, "programs": [{**program, **said}]}, "rma-amt")
        return {question.place for question in decision.ask_next} & HOURS

    assert "programs[0].clock_hours" in asked()
    assert "programs[0].academic_hours" in asked(clock_hours="not sure")
    assert asked(clock_hours="not sure", academic_hours="600") == {"programs[0].practicum_hours"}
    assert asked(clock_hours="not sure", academic_hours="not sure", practicum_hours="not sure") == set()


HOURS = {f"programs[0].{name}" for name in ("clock_hours", "academic_hours", "practicum_hours")}
