"""The first pages: start, questions, answers, facts, file."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from lapel.loading.records import parse_record

if TYPE_CHECKING:
    from django.test import Client

ON = "2026-11-22"


@pytest.fixture(autouse=True)
def frozen() -> Any:
    with time_machine.travel(date.fromisoformat(ON), tick=False):
        yield


def held(visitor: "Client") -> dict[str, Any]:
    """What the visitor's session holds."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.signing import Signer

    key = Signer(salt="lapel.session").unsign(visitor.cookies["lapel"].value)
    mine: dict[str, Any] = SessionStore(key)["mine"]
    return mine


def answer(visitor: "Client", **sent: Any) -> Any:
    """Answer the question that is shown, and follow to the next page."""
    put = visitor.get("/questions/").context["put"]
    return visitor.post("/questions/", {"place": put.step.place, "act": "answer", **sent}, follow=True)


def test_the_start_opens_three_doors_and_every_example(visitor: "Client") -> None:
    page = visitor.get("/").content.decode()
    assert all(door in page for door in ("Thinking about it", "On the way", "Certified"))
    assert all(f"/examples/{path.stem}/" in page for path in Path("examples").glob("*.yaml"))


def test_the_first_question_is_the_one_that_the_terminal_asks(visitor: "Client") -> None:
    page = visitor.get("/questions/")
    assert "Do you have a high school diploma or a GED?" in page.content.decode() or page.context["put"].text
    assert page.context["known"] == 0


def test_an_answer_is_kept_and_what_it_changed_is_said_once(visitor: "Client") -> None:
    places = []
    news: list[str] = []
    for _ in range(4):
        page = visitor.get("/questions/")
        if page.status_code != 200:
            break
        places.append(page.context["put"].step.place)
        page = visitor.post("/questions/", {"place": places[-1], "act": "unsure"}, follow=True)
        news += page.context["news"]
    assert len(set(places)) == len(places)


def test_back_takes_the_last_answer_back(visitor: "Client") -> None:
    first = visitor.get("/questions/").context["put"].step.place
    answer(visitor, act="unsure")
    assert visitor.get("/questions/").context["put"].step.place != first
    visitor.post("/questions/back/")
    assert visitor.get("/questions/").context["put"].step.place == first


def test_nothing_chosen_is_said_and_nothing_is_lost(visitor: "Client") -> None:
    page = answer(visitor)
    assert page.status_code == 422
    assert "I found nothing, and expected" in page.content.decode()


def test_a_second_press_changes_nothing(visitor: "Client") -> None:
    place = visitor.get("/questions/").context["put"].step.place
    for _ in range(2):
        visitor.post("/questions/", {"place": place, "act": "unsure"})
    assert len(held(visitor)["past"]) == 1


def test_answers_stand_for_the_day_that_is_asked_about(opened: Callable[[str], "Client"]) -> None:
    visitor = opened("student-20-days-from-graduating")
    today = {d.credential.id: d.verdict.answer for d in visitor.get("/answers/").context["decisions"]}
    later = {d.credential.id: d.verdict.answer for d in visitor.get("/answers/?on=2026-12-11").context["decisions"]}
    assert (today["ccma-nha"], later["ccma-nha"]) == ("not-yet", "yes")


@pytest.mark.parametrize(
    ("typed", "says"), [("2026-02-30", "2026-02-30"), ("soon", "soon"), ("2026", "a whole date"), ("9" * 99, "9999")]
)
def test_a_day_that_is_none_is_said_so(opened: Callable[[str], "Client"], typed: str, says: str) -> None:
    page = opened("lapsed-cma").get("/answers/", {"on": typed})
    assert page.status_code == 200
    assert says in page.context["day"].wrong


def test_a_fact_can_be_changed_and_an_entry_taken_back(opened: Callable[[str], "Client"]) -> None:
    visitor = opened("student-20-days-from-graduating")
    assert "Medical Assisting Certificate" in visitor.get("/facts/").content.decode()
    sent = {"at": "conduct.felony", "place": "conduct.felony", "act": "answer", "value": "yes"}
    page = visitor.post("/questions/", sent, follow=True)
    assert any("CMA (AAMA)" in line for line in page.context["news"])
    visitor.post("/facts/forget/", {"place": "programs[0]"})
    assert "programs" not in held(visitor)["data"]


def test_the_file_comes_back_as_it_went(opened: Callable[[str], "Client"], tmp_path: Path) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    visitor = opened("ten-years-of-work")
    before = parse_record(held(visitor)["data"])
    for kind in ("yaml", "json"):
        said = visitor.get(f"/my-file/lapel-record.{kind}")
        assert "attachment" in said["Content-Disposition"]
        visitor.post("/my-file/open/", {"record": SimpleUploadedFile(f"me.{kind}", said.content)})
        assert parse_record(held(visitor)["data"]) == before


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01", b"%PDF-1.7", "birth: 2001-01-01".encode("utf-16"), b"birth: soon", b"a: &x [*x]", b"[" * 9999],
)
def test_a_file_that_is_no_record_is_refused_and_nothing_is_lost(
    opened: Callable[[str], "Client"], content: bytes
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    visitor = opened("lapsed-cma")
    before = held(visitor)["data"]
    page = visitor.post("/my-file/open/", {"record": SimpleUploadedFile("me.yaml", content)})
    assert page.status_code == 422
    assert "Nothing of yours was changed" in page.content.decode()
    assert held(visitor)["data"] == before


def test_erasing_leaves_nothing(opened: Callable[[str], "Client"]) -> None:
    from django.contrib.sessions.models import Session

    visitor = opened("lapsed-cma")
    key = visitor.cookies["lapel"].value.partition(":")[0]
    assert Session.objects.filter(session_key=key).exists()
    visitor.post("/my-file/erase/")
    assert not Session.objects.filter(session_key=key).exists()
    assert visitor.get("/answers/").status_code == 302


def test_a_session_id_that_was_not_given_out_is_never_looked_up(opened: Callable[[str], "Client"]) -> None:
    visitor = opened("lapsed-cma")
    visitor.cookies["lapel"] = visitor.cookies["lapel"].value.partition(":")[0]
    assert visitor.get("/answers/").status_code == 302


def test_nothing_is_loaded_from_elsewhere_or_kept_in_a_cache(opened: Callable[[str], "Client"]) -> None:
    page = opened("lapsed-cma").get("/answers/")
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert page["Cache-Control"] == "private, no-store"


def test_health_is_told(visitor: "Client") -> None:
    assert visitor.get("/healthz").json() == {"status": "ok"}
    assert visitor.get("/readyz").json() == {"status": "ready"}


@pytest.mark.parametrize("first", ["school.diploma", "programs", "certificates"])
def test_each_door_begins_with_its_own_question_and_goes_on_with_the_most_useful(visitor: "Client", first: str) -> None:
    assert f"?first={first}" in visitor.get("/").content.decode()
    assert visitor.get(f"/questions/?first={first}").context["put"].step.place == first
    page = visitor.post("/questions/", {"place": first, "first": first, "act": "unsure"}, follow=True)
    assert page.redirect_chain == [("/questions/", 302)]
    assert visitor.get(f"/questions/?first={first}").context["put"].step.place != first


@pytest.mark.parametrize("place", ["nonsense", "programs[7].name", "__class__", "work[0].x", "a" * 500, "birth.x[0]"])
def test_a_place_that_no_record_has_is_not_found(visitor: "Client", place: str) -> None:
    assert visitor.get("/questions/", {"at": place}).status_code == 404
