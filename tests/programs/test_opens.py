"""Whether a program opens an exam: by the same rules as everything else, on a person's own days."""

from datetime import date
from pathlib import Path

import pytest
from offers import guide, offering, school, told

from lapel.loading.compiled import load_catalogue
from lapel.loading.records import read_record
from lapel.model.program import Accreditation, Claim, Length
from lapel.model.record import Record
from lapel.model.truth import Truth
from lapel.programs.appraise import Person, appraise, kinds
from lapel.programs.opens import Openings, enrollment, in_record, openings
from lapel.programs.outcomes import outcomes
from lapel.programs.own import own_program
from lapel.programs.steps import step_for
from lapel.programs.topics import Curriculum

ON = date(2026, 11, 22)
STARTS = date(2027, 1, 11)
NAMES = ("cma-aama", "rma-amt", "ncma-ncct", "ccma-nha", "cmac-amca")
EXAMPLES = Path(__file__).parents[2] / "examples"
TEN_MONTHS = Length(10, 10)
NOT = (Accreditation("none"),)
LISTED = (Accreditation("caahep", date(2012, 5, 1)),)


def opened(record: Record | None = None, **said: object) -> Openings:
    one = offering(**{"kind": "certificate", "length": TEN_MONTHS, **said})
    chosen = [load_catalogue().credentials[name] for name in NAMES]
    days = enrollment(one, starts=STARTS)
    return openings(one, chosen, record, days=days, on=ON, questions=guide().questions)


def answers(found: Openings) -> dict[str, str]:
    return {one.credential.id: one.after.verdict.answer for one in found.openings}


def test_a_listed_program_opens_the_cma_thirty_days_before_the_end() -> None:
    found = opened(accreditation=LISTED)
    [cma] = [one for one in found.openings if one.credential.id == "cma-aama"]
    # Ten months from January 11 end on November 11, 2027; 30 days before is October 12.
    assert (cma.after.verdict.answer, cma.after.verdict.starts) == ("not-yet", date(2027, 10, 12))
    assert cma.before.answer == "no"


def test_unknown_accreditation_is_unknown_and_is_asked_for_first_by_those_it_bears_on() -> None:
    found = opened()
    assert answers(found)["cma-aama"] == "cannot-tell"
    question = next(one for one in found.ask if one.place == "accreditation")
    assert "cma-aama" in question.credentials
    assert question.text.startswith("Is the medical assisting program itself, and not only the school, accredited")
    assert [one.settles for one in found.ask] == sorted((one.settles for one in found.ask), reverse=True)


def test_a_program_that_is_not_accredited_still_opens_what_accepts_it() -> None:
    found = opened(accreditation=NOT)
    assert answers(found)["ccma-nha"] == "not-yet"
    assert "accreditation" not in [one.place for one in found.ask]


def test_a_range_of_months_makes_a_range_of_days() -> None:
    one = offering(length=Length(6, 12))
    days = enrollment(one, starts=date(2027, 8, 31))
    assert str(getattr(days.ends, "earliest", "")) == "2028-02-29"
    assert str(getattr(days.ends, "latest", "")) == "2028-08-31"
    assert enrollment(offering(), starts=STARTS).ends is None
    assert enrollment(one, starts=STARTS, length=Length(2.8, 2.8)).ends == date(2027, 4, 5)


def test_only_what_is_known_goes_into_the_record() -> None:
    one = offering(clock_hours=told(720), practicum_hours=told(None), clinical=Claim(None))
    program = in_record(one, enrollment(one, starts=STARTS))
    assert program.clock_hours == 720
    assert program.practicum_hours is None
    assert program.clinical is None
    assert (program.accreditation, program.institution_recognized) == ((), None)
    assert "accreditation" not in program.complete


def test_what_work_opens_is_not_put_down_to_the_program() -> None:
    record = read_record(EXAMPLES / "ten-years-of-work.yaml")
    without = {one.credential.id: one.without for one in opened(record).openings}
    assert without["rma-amt"] is True
    assert without["cma-aama"] is False


def test_an_exam_that_comes_open_in_any_case_is_open_without_the_program() -> None:
    record = read_record(EXAMPLES / "high-school-student.yaml")
    [ccma] = [one for one in opened(record).openings if one.credential.id == "ccma-nha"]
    assert (ccma.before.answer, ccma.before.starts, ccma.without) == ("cannot-tell", date(2027, 5, 20), True)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_example_person_gets_one_of_the_five_answers(path: Path) -> None:
    five = {"yes", "not-yet", "no-longer", "no", "cannot-tell"}
    assert set(answers(opened(read_record(path))).values()) <= five


def test_a_program_of_a_record_is_looked_at_without_itself() -> None:
    record = read_record(EXAMPLES / "student-20-days-from-graduating.yaml")
    one, taught, others = own_program(record, 0)
    assert (others.programs, one.clock_hours.figure.value, one.practicum_hours.figure.value) == ((), 800, 160)
    assert one.accreditation[0].by == "caahep"
    assert "pharmacology" in taught.subjects
    with pytest.raises(IndexError):
        own_program(record, 1)


def test_a_school_has_words_for_everything_that_may_be_asked() -> None:
    asked = {one.place for listed in (LISTED, NOT, ()) for one in opened(accreditation=listed).ask}
    assert asked
    assert {"accreditation", "approved_by"} <= set(guide().questions)


def test_the_kinds_of_program_open_what_the_rules_say() -> None:
    catalogue = load_catalogue()
    chosen = [catalogue.credentials[name] for name in ("cma-aama", "ccma-nha")]
    found = {
        step.step.id: [verdict.answer for _, verdict in step.opens]
        for answer in kinds(guide(), catalogue.steps, chosen, on=ON)
        for step in answer.steps
    }
    assert found["accredited-certificate"] == ["yes", "yes"]
    assert found["short-certificate"] == ["no", "yes"]
    assert found["work-as-assistant"] == ["no", "not-yet"]


STEPS = [
    ("certificate", Truth.TRUE, TEN_MONTHS, "accredited-certificate"),
    ("certificate", Truth.UNKNOWN, TEN_MONTHS, "other-certificate"),
    ("certificate", Truth.FALSE, Length(6, 12), "other-certificate"),
    ("certificate", Truth.UNKNOWN, Length(3, 5), "short-certificate"),
    ("associate", Truth.UNKNOWN, Length(24, 24), "accredited-associate"),
    ("apprenticeship", Truth.UNKNOWN, Length(), "apprenticeship"),
]


@pytest.mark.parametrize(("kind", "truth", "length", "step"), STEPS)
def test_a_program_stands_for_the_step_that_is_like_it(kind: str, truth: Truth, length: Length, step: str) -> None:
    one = offering(kind=kind, price=told(6385.4), clock_hours=told(692), length=length)
    own = step_for(one, load_catalogue().steps, truth, length)
    assert own is not None
    assert (own.step, own.price) == (step, 6385)
    if length == TEN_MONTHS:
        # 692 hours over 10 x 30.44 / 7 = 43.5 weeks are 15.9 a week.
        assert (own.least, own.most, own.hours_per_week) == (10, 10, 16)


def test_topics_of_a_course_list_count_toward_the_exams() -> None:
    person = Person(ON, STARTS, None, TEN_MONTHS)
    [cma] = [load_catalogue().credentials["cma-aama"]]
    one = offering(kind="certificate", accreditation=NOT)
    part, whole = (
        appraise(one, person, guide=guide(), credentials=[cma], steps={}, curriculum=Curriculum(("Anatomy",), (), said))
        for said in (False, True)
    )
    assert "topics" in [question.place for question in part.openings.ask]
    # A whole list without phlebotomy closes the alternative pathway: there is nothing left to ask about topics.
    assert "topics" not in [question.place for question in whole.openings.ask]
    assert whole.openings.openings[0].after.verdict.answer == "no"


def test_a_degree_that_no_step_is_like_is_not_planned_with_another() -> None:
    assert step_for(offering(kind="bachelor"), load_catalogue().steps, Truth.TRUE, Length()) is None


def test_a_figure_that_is_held_back_falls_back_on_the_sector_by_name() -> None:
    public = offering(kind="certificate", institution=school(control="public"), earnings_1yr=told(25000.0))
    found = {one.measure: one for one in outcomes(public, guide().sectors)}
    assert (found["earnings_1yr"].scope, found["earnings_1yr"].told.figure.value) == ("program", 25000)
    assert (found["earnings_4yr"].scope, found["earnings_4yr"].told.figure.value) == ("sector", 38052)
    unsaid = outcomes(offering(kind="certificate"), guide().sectors)[2]
    assert (unsaid.scope, unsaid.told.figure.value) == ("sector", None)
    assert sorted(one.debt.value or 0 for one in unsaid.sectors) == [9208, 9500, 10548]
    assert {one.scope for one in outcomes(offering(kind="other"), guide().sectors)} == {"none"}
