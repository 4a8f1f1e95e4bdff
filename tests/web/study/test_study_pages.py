"""Practice, plans and a history of one's own, as pages; the file of a history goes in and out."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from icalendar import Calendar
from study_sessions import NAME, short_mock

from lapel.loading.histories import FORMAT

if TYPE_CHECKING:
    from django.test import Client

NOON = datetime(2026, 11, 22, 17, tzinfo=UTC)
EXAMS = ("cma-aama", "rma-amt", "ccma-nha", "ncma-ncct")


@pytest.fixture(autouse=True)
def frozen() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def begin(visitor: "Client", **form: str) -> Any:
    return visitor.post("/study/begin/", {"mode": "practice", "exam": "ccma-nha", "items": "10", **form}, follow=True)


def here(page: Any) -> str:
    return f"/study/session/{page.context['name']}/"


def sent(page: Any, *, right: bool) -> dict[str, Any]:
    """The form of an answer to the question on a page."""
    item, slot = page.context["shown"].item, [one.id for one in page.context["shown"].choices]
    form: dict[str, Any] = {"place": page.context["place"]}
    if item.kind == "numeric":
        return {**form, "typed": str(item.answer if right else item.answer + 1)}
    if item.kind == "ordering":
        order = item.key if right else item.key[::-1]
        return {**form, **{f"rank-{name}": number for number, name in enumerate(order, 1)}}
    wrong = [name for name in slot if name not in item.key][:1]
    return {**form, "given": list(item.key) if right else wrong}


def erase(visitor: "Client") -> Any:
    return visitor.post("/study/history/erase/", {"sure": "yes"}, follow=True)


def bring(visitor: "Client", content: str | bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    data = content if isinstance(content, bytes) else content.encode()
    return visitor.post("/study/history/open/", {"history": SimpleUploadedFile("mine.json", data)})


@pytest.mark.parametrize("exam", EXAMS)
def test_each_exam_says_what_it_asks_and_offers_the_ways_to_practice(visitor: "Client", exam: str) -> None:
    page = visitor.get(f"/study/{exam}/").content.decode()
    for said in ("Start practice", "Weakest area first", "Full length", "No percentage of right answers passes"):
        assert said in page
    assert page.count(" of what it asks") == len(EXAMS) - 1


def test_looking_around_begins_no_session(visitor: "Client") -> None:
    for address in ("/study/", "/study/ccma-nha/", "/study/history/", "/study/ccma-nha/readiness/"):
        assert visitor.get(address).status_code == 200
    assert "lapel" not in visitor.cookies


@pytest.mark.parametrize("mode", ["practice", "weakest"])
def test_practice_tells_the_reasons_after_each_answer_and_ends_at_its_length(visitor: "Client", mode: str) -> None:
    page = begin(visitor, mode=mode, items="3")
    address = here(page)
    for number in range(3):
        told = visitor.post(f"{address}answer/", sent(page, right=number != 1), follow=True)
        assert told.context["right"] is (number != 1)
        item = told.context["shown"].item
        assert (item.why or item.keyed[0].why) in unescape(told.content.decode())
        page = visitor.post(f"{address}go/", {"place": told.context["place"]}, follow=True)
    assert page.context["found"].whole.right == 2
    assert "2 of 3 questions right" in page.content.decode()


def test_a_second_post_of_an_answer_or_of_next_changes_nothing(visitor: "Client") -> None:
    page = begin(visitor)
    address, right, wrong = here(page), sent(page, right=True), sent(page, right=False)
    visitor.post(f"{address}answer/", right)
    again = visitor.post(f"{address}answer/", wrong, follow=True)
    assert again.context["right"] is True, "the first answer counts, once its reasons were shown"
    assert again.context["done"] == 1
    first = visitor.post(f"{address}go/", {"place": "0"}, follow=True).context["shown"].item
    second = visitor.post(f"{address}go/", {"place": "0"}, follow=True)
    assert (second.context["shown"].item, second.context["place"]) == (first, 1)


def test_the_next_question_waits_for_an_answer(visitor: "Client") -> None:
    page = begin(visitor)
    refused = visitor.post(f"{here(page)}answer/", {"place": "0"}, follow=True)
    assert refused.status_code == 422
    assert "Choose an answer first" in refused.content.decode()
    assert visitor.post(f"{here(page)}go/", {"place": "0"}, follow=True).context["place"] == 0


def test_practice_of_an_area_stays_in_it(visitor: "Client") -> None:
    page = begin(visitor, area="3e", items="2")
    assert page.context["state"].slots[0].area.startswith("3e")
    assert begin(visitor, area="no-such-area").status_code == 404


def test_what_was_missed_comes_back_in_review(visitor: "Client", frozen: time_machine.Traveller) -> None:
    page = begin(visitor, items="1")
    missed = page.context["shown"].item.id
    visitor.post(f"{here(page)}answer/", sent(page, right=False))
    visitor.post(f"{here(page)}close/")
    frozen.shift(1)
    assert visitor.get("/study/").context["due"] == 1
    again = begin(visitor, mode="review")
    shown = again.context["shown"].item.id
    assert shown.rpartition("-")[0] == missed.rpartition("-")[0]


def test_practice_that_was_left_is_found_again(visitor: "Client") -> None:
    page = begin(visitor)
    item = page.context["shown"].item
    (waiting,) = visitor.get("/study/").context["waiting"]
    assert visitor.get(f"/study/session/{waiting['name']}/").context["shown"].item == item
    visitor.post(f"{here(page)}close/")
    assert not visitor.get("/study/").context["waiting"]


@pytest.mark.parametrize(
    "form",
    [
        {"exam": "no-such-exam"},
        {"mode": "mock", "length": "double"},
        {"mode": ""},
        {"mode": "exam"},
    ],
)
def test_a_beginning_that_was_made_up_is_not_found(visitor: "Client", form: dict[str, str]) -> None:
    assert begin(visitor, **form).status_code == 404


def test_a_mock_form_has_the_parts_and_the_clock_of_the_exam(visitor: "Client") -> None:
    state = begin(visitor, mode="mock", exam="cma-aama", length="half").context["state"]
    assert (len(state.slots), state.started.seconds, state.started.locked) == (100, (2400, 2400), True)


# The plan and readiness


def test_a_plan_ends_the_day_before_the_exam_and_becomes_a_calendar(visitor: "Client") -> None:
    page = visitor.get("/study/ccma-nha/plan/?date=2027-02-15&hours=6")
    days = [day["day"] for week in page.context["weeks"] for day in week["days"]]
    assert min(days).isoformat() >= "2026-11-22"
    assert max(days).isoformat() < "2027-02-15"
    file = visitor.get("/study/ccma-nha/lapel-study.ics?date=2027-02-15&hours=6")
    events = Calendar.from_ical(file.content).walk("VEVENT")
    assert {event.decoded("DTSTART") for event in events} >= set(days)
    said = [str(event["DESCRIPTION"]) for event in events if str(event["SUMMARY"]).startswith("Study")]
    assert all("lapel study" not in each for each in said), "a visitor of the site has no terminal"
    assert all(each.endswith("http://testserver/study/ccma-nha/") for each in said)
    assert "Open Study, choose CCMA (NHA), then Mock exam (full length)." in "\n".join(said)
    assert "Open Study, then Go over what you missed." in "\n".join(said)


@pytest.mark.parametrize("asked", ["date=soon", "date=2020-01-01", "date=2027-02", "date=2027-02-15&hours=900"])
def test_a_plan_that_cannot_be_made_says_why(visitor: "Client", asked: str) -> None:
    page = visitor.get(f"/study/ccma-nha/plan/?{asked}")
    assert page.status_code == 422
    assert page.context["wrong"]
    assert visitor.get(f"/study/ccma-nha/lapel-study.ics?{asked}").status_code == 404


def test_readiness_is_a_chance_for_a_cut_that_the_person_chooses(visitor: "Client") -> None:
    easy, hard = (visitor.get(f"/study/ccma-nha/readiness/?cut={cut}&length=quarter") for cut in (10, 36))
    assert easy.context["whole"].probability > hard.context["whole"].probability
    assert "so far this is only a guess about anyone" in easy.content.decode()
    assert visitor.get("/study/ccma-nha/readiness/?cut=9999").status_code == 422


# The history


def test_a_history_is_saved_erased_and_opened_again(visitor: "Client") -> None:
    page = begin(visitor)
    visitor.post(f"{here(page)}answer/", sent(page, right=True))
    for kind in ("json", "csv"):
        saved = visitor.get(f"/study/history/lapel-study.{kind}").content
        assert erase(visitor).context["rows"] == []
        back = bring(visitor, saved)
        assert "3 events read, 3 of them new" in back.context["said"]
        assert "0 of them new" in bring(visitor, saved).context["said"]
        assert visitor.get(f"/study/history/lapel-study.{kind}").content == saved
    assert visitor.get(here(page)).context["right"] is True


def test_nothing_is_erased_without_the_box_ticked(visitor: "Client") -> None:
    begin(visitor)
    assert visitor.post("/study/history/erase/", {}).status_code == 422
    assert len(visitor.get("/study/history/").context["rows"]) == 1


def hostile() -> list[str | bytes]:
    whole = json.loads(short_mock(NOON))
    start = whole["events"][0]
    entered = {"session": NAME, "number": 1, "at": start["at"], "kind": "entered", "segment": 7}
    locked = {"session": NAME, "number": 2, "at": start["at"], "kind": "locked", "segment": 0, "why": "time"}
    return [
        b"\xff\xfe\x00",
        "no history",
        "{}",
        json.dumps({"format": FORMAT, "version": 1, "learner": "me", "events": [{"kind": "started"}]}),
        json.dumps({**whole, "events": [start, {**entered, "at": "yesterday"}]}),
        json.dumps({**whole, "events": [{**start, "seconds": [-5]}]}),
        json.dumps({**whole, "events": [start, start]}),
        json.dumps({**whole, "events": [start, entered, locked]}),
    ]


@pytest.mark.parametrize("content", hostile())
def test_a_file_that_is_no_history_changes_nothing_and_breaks_no_page(visitor: "Client", content: str | bytes) -> None:
    visitor.raise_request_exception = False
    begun = begin(visitor)
    before = visitor.get("/study/history/lapel-study.json").content
    page = bring(visitor, content)
    assert page.status_code == 422, page.context["said"]
    assert page.context["wrong"]
    assert visitor.get("/study/history/lapel-study.json").content == before
    for address in ("/study/", "/study/history/", here(begun)):
        assert visitor.get(address).status_code == 200


def test_questions_that_are_gone_are_said_and_can_be_passed_over(visitor: "Client") -> None:
    whole = json.loads(short_mock(NOON))
    whole["events"][0]["slots"][0]["item"] = "no-such-question"
    bring(visitor, json.dumps(whole))
    visitor.post(f"/study/session/{NAME}/clock/", {"act": "enter", "segment": "0"})
    address = f"/study/session/{NAME}/"
    assert "no longer among" in visitor.get(address).content.decode()
    assert visitor.post(f"{address}go/", {"place": "1"}, follow=True).context["at"] == 2


def test_the_history_ends_with_the_session_of_the_browser(visitor: "Client", frozen: Any) -> None:
    from django.core.management import call_command

    from lapel.web.study.models import Step

    begin(visitor)
    key = visitor.cookies["lapel"].value.partition(":")[0]
    frozen.shift(timedelta(days=13))
    begin(visitor)
    frozen.shift(timedelta(days=13))
    assert len(visitor.get("/study/history/").context["rows"]) == 2, "a day of practice keeps it longer"
    frozen.shift(timedelta(days=2))
    assert visitor.get("/study/history/").context["rows"] == []
    assert Step.objects.filter(owner_id=key).exists()
    call_command("clearsessions")
    assert not Step.objects.filter(owner_id=key).exists()


def test_erasing_everything_erases_practice_too(visitor: "Client") -> None:
    from lapel.web.study.models import Step

    begin(visitor)
    key = visitor.cookies["lapel"].value.partition(":")[0]
    assert Step.objects.filter(owner_id=key).exists()
    visitor.post("/my-file/erase/")
    assert not Step.objects.filter(owner_id=key).exists()


def test_who_leaves_an_example_keeps_what_they_practiced(visitor: "Client") -> None:
    begin(visitor)
    visitor.post("/examples/lapsed-cma/")
    visitor.post("/my-file/erase/", {"keep": "practice"})
    assert len(visitor.get("/study/history/").context["rows"]) == 1
    assert visitor.get("/answers/").status_code == 302


def test_a_history_does_not_grow_without_end(visitor: "Client", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lapel.web.study.history.MOST", 3)
    page = begin(visitor)
    address = here(page)
    visitor.post(f"{address}answer/", sent(page, right=True))
    full = visitor.post(f"{address}go/", {"place": "0"})
    assert full.status_code == 409
    assert "Save your practice to a file" in full.content.decode()
    assert begin(visitor).status_code == 409


def test_every_form_of_practice_needs_its_token_and_what_changes_takes_post_alone(site: object) -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    own = f"/study/session/{NAME}/"
    posted = ("/study/begin/", "/study/history/open/", "/study/history/erase/", *(own + x for x in ("answer/", "go/")))
    for address in (*posted, f"{own}clock/", f"{own}close/"):
        assert strict.post(address, {}).status_code == 403, address
        if not address.endswith("close/"):
            assert strict.get(address).status_code == 405, address
