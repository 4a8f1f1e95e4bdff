"""A mock exam in the browser: its clock is the site's, a locked part stays closed, nothing counts twice or is lost."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from study_sessions import KINDS, NAME, items, short_mock

from lapel.exam.events import Answered, Paused, Resumed
from lapel.loading.compiled import load_exams
from lapel.loading.histories import read_history

if TYPE_CHECKING:
    from django.test import Client

HERE = f"/study/session/{NAME}/"
NOON = datetime(2026, 11, 22, 17, tzinfo=UTC)
Clock = time_machine.Traveller


@pytest.fixture
def clock() -> Iterator[Clock]:
    with time_machine.travel(NOON, tick=False) as frozen:
        yield frozen


def bring(visitor: "Client", content: str) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return visitor.post("/study/history/open/", {"history": SimpleUploadedFile("mine.json", content.encode())})


@pytest.fixture
def sitting(visitor: "Client", clock: Clock) -> "Client":
    """Someone at the first question of a mock exam of two parts, of 10 and 5 minutes."""
    assert bring(visitor, short_mock(NOON)).status_code == 200
    visitor.post(f"{HERE}clock/", {"act": "enter", "segment": "0"})
    return visitor


def answer(visitor: "Client", place: int, then: str = "next", **form: Any) -> Any:
    return visitor.post(f"{HERE}answer/", {"place": place, "then": then, **form}, follow=True)


def answers(visitor: "Client") -> list[tuple[int, tuple[str, ...]]]:
    return [(one.place, one.given) for one in events(visitor) if isinstance(one, Answered)]


def events(visitor: "Client") -> list[Any]:
    saved = visitor.get("/study/history/lapel-study.json").content.decode()
    return [one.event for one in read_history(saved, "saved")]


def right(place: int) -> dict[str, Any]:
    """The form of the right answer to a place."""
    item = items(load_exams())[place]
    if item.kind == "numeric":
        return {"typed": f"{item.answer} {item.unit}"}
    if item.kind == "ordering":
        return {f"rank-{name}": number for number, name in enumerate(item.key, 1)}
    return {"given": list(item.key)}


def left(page: Any) -> str:
    return str(page.context["left"])


def test_every_kind_of_question_is_answered_by_its_form(sitting: "Client") -> None:
    pages = [answer(sitting, place, **right(place)) for place in range(6)]
    assert {page.status_code for page in pages} == {200}
    given = answers(sitting)
    assert [place for place, _ in given] == list(range(6))
    assert all(one.right for one in events(sitting) if isinstance(one, Answered))
    assert pages[-1].redirect_chain[-1][0] == f"{HERE}list/", "after the last question comes the list"


def test_the_same_answer_posted_again_is_kept_once(sitting: "Client") -> None:
    first = items(load_exams())[0].options[0].id
    answer(sitting, 0, given=first)
    page = answer(sitting, 0, given=first)
    assert answers(sitting) == [(0, (first,))]
    assert page.context["at"] == 2, "and it leads no further than the first time"


def test_in_a_mock_exam_the_last_answer_counts_and_shows_again(sitting: "Client") -> None:
    options = [option.id for option in items(load_exams())[0].options]
    answer(sitting, 0, given=options[0])
    answer(sitting, 0, given=options[1])
    sitting.post(f"{HERE}go/", {"place": "0"})
    shown = sitting.get(HERE).context["shown"]
    assert [one.id for one in shown.choices if one.chosen] == [options[1]]


def test_nothing_of_how_it_goes_is_told_before_the_end(sitting: "Client") -> None:
    item = items(load_exams())[0]
    page = answer(sitting, 0, then="flag", given=item.key[0]).content.decode()
    assert not any(option.why in page for option in item.options)
    assert sitting.get(f"{HERE}question/1/").status_code == 404
    assert "going on" in sitting.get("/study/history/").content.decode()
    assert not sitting.get("/study/").context["missed"]


def test_the_clock_is_the_site_s_and_survives_a_reload(sitting: "Client", clock: Clock) -> None:
    assert left(sitting.get(HERE)) == "10:00"
    clock.shift(61)
    assert left(sitting.get(HERE)) == "8:59"
    assert sitting.get(HERE).context["left_seconds"] == 539
    assert left(answer(sitting, 0)) == "8:59"
    clock.shift(119)
    assert left(sitting.get(f"{HERE}list/")) == "7:00"


def test_a_part_whose_time_is_up_is_closed_at_that_instant_and_takes_no_answer(sitting: "Client", clock: Clock) -> None:
    for step in range(4):
        clock.shift(149)
        answer(sitting, step, **right(step))
    clock.shift(5)
    late = answer(sitting, 4, **right(4))
    assert late.status_code == 409
    assert "this answer came too late" in late.content.decode()
    assert [place for place, _ in answers(sitting)] == [0, 1, 2, 3]
    page = sitting.get(HERE)
    assert page.context["time_up"]
    assert page.context["rest"] == "4:59", "the break began when the time was up, a second ago"


def test_a_part_that_was_closed_is_not_opened_again(sitting: "Client") -> None:
    answer(sitting, 0, **right(0))
    sitting.post(f"{HERE}close/", {"segment": "0", "sure": "yes"})
    sitting.post(f"{HERE}close/", {"segment": "0", "sure": "yes"})
    assert sitting.get(HERE).context["state"].segment == 1, "a second press does not close the part after it"
    sitting.post(f"{HERE}clock/", {"act": "enter", "segment": "1"})
    assert sitting.post(f"{HERE}go/", {"place": "0"}).status_code == 409
    assert answer(sitting, 0, given=items(load_exams())[0].options[1].id).status_code == 409
    assert len(answers(sitting)) == 1


def test_a_part_is_not_closed_without_being_asked_twice(sitting: "Client") -> None:
    assert "6 questions without an answer" in sitting.get(f"{HERE}close/").content.decode()
    sitting.post(f"{HERE}close/", {})
    assert left(sitting.get(HERE)) == "10:00"


def test_a_break_that_is_over_begins_the_next_part_by_itself(sitting: "Client", clock: Clock) -> None:
    sitting.post(f"{HERE}close/", {"segment": "0", "sure": "yes"})
    clock.shift(299)
    assert sitting.get(HERE).context["rest"] == "0:01"
    clock.shift(11)
    page = sitting.get(HERE)
    assert page.context["at"] == 7
    assert left(page) == "4:50"


def test_a_clock_that_was_stopped_gives_its_time_back_and_the_result_says_so(sitting: "Client", clock: Clock) -> None:
    clock.shift(60)
    answer(sitting, 0, then="pause", **right(0))
    clock.shift(7200)
    assert "The clock stands" in sitting.get(HERE).content.decode()
    sitting.post(f"{HERE}clock/", {"act": "go-on"})
    assert left(sitting.get(HERE)) == "9:00"
    assert [type(one) for one in events(sitting)][-2:] == [Paused, Resumed]
    finish(sitting)
    assert "The clock stood 1 time, 2:00:00 in all" in sitting.get(HERE).content.decode()


@pytest.mark.parametrize(("act", "shown"), [("go-on", "8:00"), ("it-ran", "1:40")])
def test_after_a_crash_the_learner_says_whether_the_time_away_counts(
    sitting: "Client", clock: Clock, act: str, shown: str
) -> None:
    clock.shift(120)
    answer(sitting, 0, **right(0))
    clock.shift(380)
    page = sitting.get(HERE).content.decode()
    assert "your last step was 7 minutes ago" in page
    for _ in range(2):
        sitting.post(f"{HERE}clock/", {"act": act})
        assert left(sitting.get(HERE)) == shown, "a second press gives nothing more"
    assert answers(sitting)[0][0] == 0


def test_a_crash_for_a_day_loses_no_second_where_the_learner_was_away(sitting: "Client", clock: Clock) -> None:
    clock.shift(120)
    answer(sitting, 0, **right(0))
    clock.shift(86_400)
    sitting.post(f"{HERE}clock/", {"act": "go-on"})
    assert left(sitting.get(HERE)) == "8:00"


def test_an_answer_that_waited_for_the_network_counts_from_when_it_was_given(sitting: "Client", clock: Clock) -> None:
    clock.shift(100)
    clock.shift(550)  # sent when 8:20 was left, and taken in 50 seconds after the end
    late = answer(sitting, 0, ago="550000", **right(0))
    assert left(late) == "8:20", "the wait was not the learner's"
    (kept,) = (one for one in events(sitting) if isinstance(one, Answered))
    assert kept.at == NOON + timedelta(seconds=100)


def test_no_page_can_claim_to_have_waited_since_before_the_last_step(sitting: "Client", clock: Clock) -> None:
    clock.shift(100)
    answer(sitting, 0, **right(0))
    clock.shift(10)
    assert left(answer(sitting, 1, ago="999999999999999999", **right(1))) == "8:20"
    assert answer(sitting, 2, ago="-5", **right(2)).status_code == 200


@pytest.mark.parametrize(
    ("place", "form"),
    [
        (0, {"given": "nothing-of-the-kind"}),
        (0, {"given": ["a", "b"]}),
        (2, {"rank-a": "1", "rank-b": "1"}),
        (4, {"typed": "about two"}),
        (4, {"typed": "9" * 39}),
    ],
)
def test_an_answer_that_is_none_is_refused_with_a_reason_and_nothing_is_kept(
    sitting: "Client", place: int, form: dict[str, Any]
) -> None:
    page = answer(sitting, place, **form)
    assert page.status_code == 422
    assert page.context["shown"].wrong
    assert page.context["place"] == place
    assert not answers(sitting)
    if "typed" in form:
        assert form["typed"] in page.content.decode()


@pytest.mark.parametrize("place", ["99", "-1", "x", "", "1e3"])
def test_a_place_that_was_made_up_is_not_found(sitting: "Client", place: str) -> None:
    for address in ("answer/", "go/"):
        assert sitting.post(f"{HERE}{address}", {"place": place}).status_code in (404, 409)
    assert not answers(sitting)


def test_the_result_is_an_estimate_and_no_score(sitting: "Client") -> None:
    for place in range(6):
        answer(sitting, place, **right(place))
    finish(sitting)
    page = " ".join(sitting.get(HERE).content.decode().split())
    assert f"6 of {len(KINDS)} scored questions right" in page
    assert "An estimate, not a score" in page
    assert "Nothing published ties this form to that scale" in page
    assert "No percentage of right answers passes" in page
    assert " % of" not in page
    assert items(load_exams())[3].options[0].why in sitting.get(f"{HERE}question/4/").content.decode()
    before = events(sitting)
    answer(sitting, 0, **right(0))
    sitting.post(f"{HERE}clock/", {"act": "go-on"})
    sitting.post(f"{HERE}close/", {"segment": "1", "sure": "yes"})
    assert events(sitting) == before, "what is over stays as it is"


def finish(visitor: "Client") -> None:
    visitor.post(f"{HERE}close/", {"segment": "0", "sure": "yes"})
    visitor.post(f"{HERE}clock/", {"act": "enter", "segment": "1"})
    visitor.post(f"{HERE}close/", {"segment": "1", "sure": "yes"})


def test_a_hotspot_has_a_radio_button_for_each_region_and_the_picture_in_words(sitting: "Client") -> None:
    sitting.post(f"{HERE}go/", {"place": "3"})
    page = sitting.get(HERE).content.decode()
    item = items(load_exams())[3]
    for option in item.options:
        assert f'type="radio" name="given" value="{option.id}"' in page
        assert f'data-region="{option.id}"' in page
    assert "The picture in words" in page
    assert "<style" not in page
    assert 'role="button"' not in page, "a region does nothing without the script"


def test_two_windows_do_not_lose_an_answer_of_each_other(sitting: "Client", monkeypatch: pytest.MonkeyPatch) -> None:
    from lapel.loading.histories import Elsewhere, Sitting

    once: list[bool] = []
    kept = Sitting.keep

    def interrupted(self: Sitting, *new: Any) -> None:
        if not once:
            once.append(True)
            raise Elsewhere("another window was faster")
        kept(self, *new)

    monkeypatch.setattr(Sitting, "keep", interrupted)
    assert answer(sitting, 0, **right(0)).context["at"] == 2
    assert answers(sitting) == [(0, items(load_exams())[0].key)]


def test_a_background_answer_stays_where_it_is_and_a_pressed_button_says_where_to_go(sitting: "Client") -> None:
    stay = {"place": 0, "then": "stay", **right(0)}
    sent = sitting.post(f"{HERE}answer/", stay, headers={"X-Study": "1"})
    assert (sent.status_code, sent["X-Next"], sent.content) == (204, HERE, b"")
    assert sitting.get(HERE).context["at"] == 1
    sent = sitting.post(f"{HERE}answer/", {**stay, "then": "list"}, headers={"X-Study": "1"})
    assert sent["X-Next"] == f"{HERE}list/"
    wrong = sitting.post(f"{HERE}answer/", {"place": 4, "typed": "x"}, headers={"X-Study": "1"})
    assert "X-Next" not in wrong


def test_a_session_of_somebody_else_is_not_found(sitting: "Client", site: object) -> None:
    from django.test import Client

    stranger = Client()
    assert stranger.get(HERE).status_code == 404
    assert stranger.post(f"{HERE}answer/", {"place": 0, **right(0)}).status_code == 404
    assert json.loads(stranger.get("/study/history/lapel-study.json").content)["events"] == []
