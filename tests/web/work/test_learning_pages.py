"""Is it for me, school, skills and learning as pages: the same facts as in the terminal."""

from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from lapel.careers.skills import check_skills, target_of
from lapel.loading.compiled import load_careers
from lapel.loading.records import parse_record, read_record

if TYPE_CHECKING:
    from django.test import Client

ON = date(2026, 11, 22)
Opened = Callable[[str], "Client"]


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-11-22 12:00-05:00", tick=False):
        yield


def text(page: Any) -> str:
    """A page as it reads."""
    return unescape(page.content.decode())


def held(visitor: "Client") -> dict[str, Any]:
    """What the visitor's session holds."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.signing import Signer

    key = Signer(salt="lapel.session").unsign(visitor.cookies["lapel"].value)
    data: dict[str, Any] = SessionStore(key)["mine"]["data"]
    return data


def test_the_landing_page_links_every_page_on_work_and_the_menu_marks_it(visitor: "Client") -> None:
    page = text(visitor.get("/work/"))
    for address in ("fit", "school", "programs", "skills", "learn", "pay", "outlook", "ladder", "worth"):
        assert f'href="/{address}/"' in page
        assert visitor.get(f"/{address}/").status_code == 200
    assert '<a href="/work/" aria-current="page">' in page
    assert '<a href="/work/" aria-current="true">' in text(visitor.get("/fit/"))


def test_every_side_of_the_work_is_said_with_its_source(visitor: "Client") -> None:
    page = text(visitor.get("/fit/"))
    aspects = [one for one in load_careers().advice.aspects.values() if one.side != "leaning"]
    for aspect in aspects:
        assert aspect.says in page
        assert aspect.cite[0].source.title in page
    assert "No score and no test" in page


def test_a_leaning_comes_first_and_leaves_nothing_out(visitor: "Client") -> None:
    plain = visitor.get("/fit/").context["found"]
    found = visitor.get("/fit/?leaning=administrative").context["found"]
    assert found.leaning == "administrative"
    assert found.leans[0].suits
    assert {a.id for _, each in found.sides for a in each} == {a.id for _, each in plain.sides for a in each}
    assert visitor.get("/fit/?leaning=neither").context["found"].leaning is None


def test_school_invites_who_has_said_nothing(visitor: "Client", opened: Opened) -> None:
    assert "knows nothing of you yet" in text(visitor.get("/school/"))
    page = opened("career-changer").get("/school/")
    assert "knows nothing of you yet" not in text(page)
    assert page.context["found"].stage == "finished"
    assert "lapel " not in text(page).partition("<main")[2].partition("<footer")[0].replace("lapel/", "")


def test_answers_of_the_self_check_go_into_the_record_and_can_be_taken_back(opened: Opened) -> None:
    visitor = opened("career-changer")
    sent = {"vital-signs": "alone", "blood-draws": "not-yet", "samples": "not sure", "examinations": "perfect"}
    page = visitor.post("/skills/check/clinical/", sent)
    assert page["Location"] == "/skills/check/administrative/"
    said = {one["id"]: one for one in held(visitor)["skills"]}
    assert said["vital-signs"] == {"id": "vital-signs", "level": "alone", "as_of": "2026-11-22"}
    assert said["samples"]["level"] == "not sure"
    assert "examinations" not in said
    assert parse_record(held(visitor)).skills
    visitor.post("/questions/back/")
    assert "vital-signs" not in {one["id"] for one in held(visitor).get("skills", [])}


def test_an_answer_that_stays_the_same_keeps_its_day(opened: Opened) -> None:
    visitor = opened("career-changer")
    visitor.post("/skills/check/clinical/", {"vital-signs": "alone"})
    with time_machine.travel("2026-11-29 12:00-05:00", tick=False):
        visitor.post("/skills/check/clinical/", {"vital-signs": "alone", "samples": "alone"})
    days = {one["id"]: one["as_of"] for one in held(visitor)["skills"]}
    assert days["vital-signs"] == "2026-11-22"
    assert days["samples"] == "2026-11-29"


def test_the_last_part_leads_to_the_gaps_and_an_unknown_part_nowhere(visitor: "Client") -> None:
    assert visitor.post("/skills/check/human/", {"respect": "alone"})["Location"] == "/skills/"
    assert visitor.get("/skills/check/cooking/").status_code == 404


@pytest.mark.parametrize(
    ("query", "role", "exam"), [("", None, None), ("role=phlebotomist&exam=", "phlebotomist", None)]
)
def test_the_gaps_are_those_of_the_library(opened: Opened, query: str, role: str | None, exam: None) -> None:
    careers = load_careers()
    record = read_record("examples/certified-with-courses.yaml")
    own = target_of(careers.advice, careers.roles[role] if role else None)
    found = check_skills(careers.advice, record, own, on=ON)
    shown = opened("certified-with-courses").get(f"/skills/?{query}").context["found"]
    assert [one.duty.id for one in shown.gaps] == [one.duty.id for one in found.gaps]
    assert [one.duty.id for one in shown.open] == [one.duty.id for one in found.open]


@pytest.mark.parametrize("wanted", ["pharmacology", "blood-draws", "rma-amt", "skills", "renewal"])
def test_where_to_learn_answers_for_topics_skills_exams_gaps_and_points(opened: Opened, wanted: str) -> None:
    page = opened("certified-with-courses").get("/learn/", {"for": wanted})
    assert page.status_code == 200
    for _, matches in page.context["found"]:
        assert all(match.resource.name in text(page) for match in matches)
    assert page.context["found"] or page.context["remarks"]


def test_something_that_nothing_is_known_of_is_said_so(visitor: "Client") -> None:
    page = visitor.get("/learn/?for=juggling")
    assert page.status_code == 422
    assert "I found 'juggling'" in text(page)
