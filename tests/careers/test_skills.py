"""The self-check: gaps against a job or an exam, in an order with reasons."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lapel.careers.skills import SkillCheck, check_skills, target_of
from lapel.loading.compiled import load_careers, load_catalogue
from lapel.loading.records import parse_record
from lapel.model.value import replace
from lapel.model.vocabulary import SKILL_LEVELS

CATALOGUE = load_catalogue()
CAREERS = load_careers()
ADVICE = CAREERS.advice
ON = date(2026, 11, 21)
JOB = target_of(ADVICE)


def checked(skills: list[dict[str, Any]], role: str = "", credential: str = "") -> SkillCheck:
    target = target_of(
        ADVICE, CAREERS.roles[role] if role else None, CATALOGUE.credentials[credential] if credential else None
    )
    return check_skills(ADVICE, parse_record({"skills": skills}), target, on=ON)


def said(**levels: str) -> list[dict[str, Any]]:
    return [{"id": name.replace("_", "-"), "level": level} for name, level in levels.items()]


def test_the_most_important_gap_comes_first() -> None:
    """By hand from O*NET: respect 4.53 (customer service), blood 4.33 (medicine), billing 4.11 (administrative), all of
    them core or without a task; bookkeeping is supplemental."""
    found = checked(said(bookkeeping="not-yet", billing="not-yet", blood_draws="with-help", respect="with-help"))
    assert [one.duty.id for one in found.gaps] == ["respect", "blood-draws", "billing", "bookkeeping"]
    ratings = [str(one.reason.rated.importance) for one in found.gaps if one.reason.rated]
    assert ratings == ["4.53", "4.33", "4.11", "2.11"]


def test_what_is_done_alone_is_no_gap_and_what_is_not_answered_is_open() -> None:
    found = checked(said(vital_signs="alone", bandages="could-teach", supplies="with-help"))
    assert {one.duty.id for one in found.held} == {"vital-signs", "bandages"}
    assert [one.duty.id for one in found.gaps] == ["supplies"]
    assert len(found.open) == len(ADVICE.duties) - 3


def test_not_sure_is_neither_a_gap_nor_asked_again() -> None:
    found = checked([{"id": "billing", "level": "not sure"}])
    assert {one.duty.id: one.standing for one in found.open}["billing"] == "not sure"
    assert found.gaps == ()


def test_against_an_exam_the_share_of_its_questions_decides() -> None:
    """By hand: the CMAA (NHA) asks for billing in 10 percent; of the CCMA (NHA) phlebotomy is 8, vitals 9.3 percent."""
    found = checked(said(blood_draws="not-yet", vital_signs="not-yet"), credential="ccma-nha")
    assert [(one.duty.id, [str(float(a.percent or 0)) for a in one.reason.asked]) for one in found.gaps] == [
        ("vital-signs", ["9.3"]),
        ("blood-draws", ["8.0"]),
    ]
    office = checked(said(billing="not-yet"), credential="cmaa-nha")
    assert [str(float(a.percent or 0)) for a in office.gaps[0].reason.asked] == ["10.0"]


def test_a_phlebotomist_s_work_leaves_out_what_o_net_does_not_list() -> None:
    found = checked(said(blood_draws="with-help", bookkeeping="not-yet"), role="phlebotomist")
    assert [one.duty.id for one in found.gaps] == ["blood-draws"]
    assert "bookkeeping" in {one.duty.id for one in found.outside}


def test_an_occupation_without_ratings_is_not_called_unimportant() -> None:
    """O*NET's skills of medical records specialists were not in the files: what people need to be is not known."""
    found = checked(said(records="not-yet", respect="not-yet"), role="records-technician")
    assert [one.duty.id for one in found.gaps] == ["records"]
    assert "respect" in {one.duty.id for one in found.outside}
    assert all(one.reason.rated is None for one in (*found.gaps, *found.open))


def test_a_code_without_a_profile_is_said_to_be_missing() -> None:
    role = CAREERS.roles["phlebotomist"]
    strange = replace(role, codes=(replace(role.codes[0], onet="99-9999.00"),))
    target = target_of(ADVICE, strange)
    assert (target.profiles, target.missing) == ((), ("99-9999.00",))
    found = check_skills(ADVICE, parse_record({}), target, on=ON)
    assert len(found.outside) == len(ADVICE.duties)


def test_a_skill_that_no_duty_has_is_told() -> None:
    assert checked([{"id": "juggling", "level": "alone"}]).strangers == ("juggling",)


ANSWERS = st.dictionaries(st.sampled_from(sorted(ADVICE.duties)), st.sampled_from(SKILL_LEVELS))


@given(ANSWERS, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_every_duty_is_in_one_part_and_the_order_of_answers_has_no_say(answers: dict[str, str], random: Any) -> None:
    entries = [{"id": name, "level": level} for name, level in answers.items()]
    found = checked(entries)
    random.shuffle(entries)
    assert checked(entries) == found
    parts = [one.duty.id for part in (found.gaps, found.held, found.open, found.outside) for one in part]
    assert sorted(parts) == sorted(ADVICE.duties)


@given(ANSWERS)
@settings(max_examples=40)
def test_a_gap_is_at_least_as_important_as_the_next_by_what_o_net_publishes(answers: dict[str, str]) -> None:
    """Against the profile itself: core before supplemental, then by the highest importance of the elements."""
    profile = ADVICE.profiles["31-9092.00"]
    importance, tasks = dict(profile.importance), dict(profile.tasks)

    def rank(name: str) -> tuple[bool, float]:
        duty = ADVICE.duties[name]
        highest = max(float(importance[element]) for element in duty.elements)
        side = all(tasks[task] != "core" for task in duty.tasks) if duty.tasks else highest < 3
        return side, -highest

    found = [one.duty.id for one in checked([{"id": n, "level": level} for n, level in answers.items()]).gaps]
    assert [rank(name) for name in found] == sorted(rank(name) for name in found)
    assert set(found) == {name for name, level in answers.items() if level in ("not-yet", "with-help")}
