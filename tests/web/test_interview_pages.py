"""The interview in a browser: one question in place of another, and what does not change an answer."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
import time_machine

if TYPE_CHECKING:
    from django.test import Client

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-11-22 12:00-05:00", tick=False):
        yield


def test_what_was_never_said_is_not_listed(visitor: "Client") -> None:
    visitor.post("/questions/", {"place": "exams", "act": "unsure"})
    page = visitor.get("/facts/").content.decode()
    assert "Exams taken" in page
    assert "Conduct" not in page


def test_the_same_vague_day_again_is_not_asked_for_once_more(opened: Callable[[str], "Client"]) -> None:
    visitor = opened("career-changer")
    asked: list[str] = []
    while (page := visitor.get("/questions/")).status_code == 200 and len(asked) < 60:
        put = page.context["put"]
        asked.append(put.step.place)
        year, month, day = [*str(put.held or "").split("-"), "", ""][:3] if put.kind == "date" else ("", "", "")
        act = "answer" if year.isdigit() else "unsure"
        visitor.post("/questions/", {"place": put.step.place, "act": act, "year": year, "month": month, "day": day})
    assert page.status_code == 302
    assert len(set(asked)) == len(asked)


def test_the_last_question_leads_to_the_whole_page_of_answers(opened: Callable[[str], "Client"]) -> None:
    visitor = opened("ten-years-of-work")
    while visitor.get("/questions/").status_code == 200:
        put = visitor.get("/questions/").context["put"]
        visitor.post("/questions/", {"place": put.step.place, "act": "unsure"})
    sent = visitor.get("/questions/", headers=HTMX)
    assert sent["HX-Redirect"] == "/answers/"


@pytest.mark.parametrize("said", ["0", ""])
def test_a_first_answer_needs_no_session_before_it(visitor: "Client", said: str) -> None:
    place = visitor.get("/questions/").context["put"].step.place
    assert visitor.post("/questions/", {"place": place, "said": said or "0", "act": "unsure"}).status_code == 302


def test_a_washington_card_can_be_named_before_the_state_is_known(visitor: "Client") -> None:
    visitor.post("/questions/", {"at": "certificates", "place": "certificates", "act": "answer", "value": "yes"})
    page = visitor.get("/questions/?at=certificates[0].id").content.decode()
    assert 'value="ma-c-interim-wa"' in page
