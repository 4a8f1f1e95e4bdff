"""One session of practice, page by page: shown by links, moved on by forms, and kept before anything follows from it.

A form that comes twice does nothing the second time. The clock is the site's; a page only shows it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lapel.exam.marking import Misread
from lapel.exam.outcomes import outcome
from lapel.exam.sessions import NotNow, State, break_left, time_left
from lapel.loading.histories import Elsewhere, Sitting, Unreadable
from lapel.web.study import told
from lapel.web.study.desk import item_at, now, outline_of, turn
from lapel.web.study.history import history
from lapel.web.study.items import feedback, given_in, question, said_in

AWAY = timedelta(minutes=3)
"""After so long without a step, a page that is opened asks whether the clock ran without the learner."""

LATE = timedelta(seconds=1)
"""An answer that was held back at least so long, for want of a network, gets that time back."""

TRIES = 3

View = Callable[..., HttpResponse]


def taken_up(view: View) -> View:
    """Give a view the session of its address; where another window is faster, once more from where it stands then."""

    @wraps(view)
    def with_session(request: HttpRequest, name: str, **more: Any) -> HttpResponse:
        for _ in range(TRIES):
            try:
                return view(request, history(request).take_up(name), **more)
            except KeyError:
                return _gone(request)
            except Elsewhere:
                continue
            except (NotNow, Unreadable) as error:
                return _told(request, name, str(error))
        return redirect("study:session", name)

    return with_session


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "study/gone.html", status=404)


def _told(request: HttpRequest, name: str, said: str) -> HttpResponse:
    """Show a session again, with why what was wanted cannot be."""
    if "X-Study" in request.headers:
        return _moved(request, name)
    return render(request, "study/not_now.html", {"said": said, "name": name}, status=409)


def _moved(request: HttpRequest, name: str, page: str = "session") -> HttpResponse:
    """Lead to where the session stands; the script of a page is told by a header where to go."""
    if "X-Study" not in request.headers:
        return redirect(f"study:{page}", name)
    response = HttpResponse(status=204)
    response.headers["X-Next"] = reverse(f"study:{page}", args=[name])
    return response


# Shown


@require_GET
@taken_up
def show(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """Show the session where it stands."""
    if sitting.state.finished:
        return _result(request, sitting)
    return _mock(request, sitting) if sitting.state.mock else _practice(request, sitting)


def _mock(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    if sitting.state.paused:
        return _between(request, sitting, "study/paused.html")
    if away(sitting.state, now()):
        return _between(request, sitting, "study/away.html")
    sitting.catch_up(at=now())
    state = sitting.state
    if state.finished:
        return _result(request, sitting)
    if state.entered is None:
        return _between(request, sitting, "study/between.html")
    if state.place is None:
        _turn_to(sitting, min(state.unanswered or state.places()))
    return _question(request, sitting)


def away(state: State, at: datetime) -> bool:
    """Tell whether a mock exam has a clock that ran long without any step, so that its learner may have been away."""
    if state.finished or state.paused or (state.entered is None and state.left is None):
        return False
    since = state.last
    rest = break_left(state, state.last)
    if rest is not None:
        if state.segment >= state.segments:
            return False
        since += rest
    return at - since > AWAY


def _between(request: HttpRequest, sitting: Sitting, template: str) -> HttpResponse:
    state, at = sitting.state, now()
    rest = break_left(state, at)
    page = {
        **_head(sitting),
        "questions": len(state.places()),
        "minutes": told.clock_words(timedelta(seconds=state.started.seconds[state.segment])),
        "rest": told.clock_words(rest) if rest is not None else "",
        "rest_seconds": rest.total_seconds() if rest is not None else None,
        "since": told.long_words(at - state.last),
        "time_up": state.closed == "time",
        "breaks": state.started.breaks,
    }
    return render(request, template, page)


def _practice(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    if sitting.state.place is None:
        turn(sitting)
        if sitting.state.finished:
            return _result(request, sitting)
    state = sitting.state
    assert state.place is not None
    item = item_at(sitting, state.place)
    if item is None:
        return render(request, "study/missing.html", {**_head(sitting), "place": state.place})
    if state.place in state.answers:
        found = feedback(item, state.slots[state.place], state.answers[state.place])
        last = bool(state.started.longest) and len(state.answers) >= state.started.longest
        return render(request, "study/feedback.html", {**_head(sitting), **found, "place": state.place, "last": last})
    return _question(request, sitting)


def _question(
    request: HttpRequest, sitting: Sitting, *, said: dict[str, str] | None = None, wrong: str = ""
) -> HttpResponse:
    state = sitting.state
    assert state.place is not None
    place, own = state.place, state.places()
    item = item_at(sitting, place)
    if item is None:
        return render(request, "study/missing.html", {**_head(sitting), "place": place, "own": own})
    left = time_left(state, now())
    page = {
        **_head(sitting),
        "shown": question(item, state.slots[place], state.answers.get(place), said=said, wrong=wrong),
        "place": place,
        "at": place + 1,
        "first": place == own[0],
        "last": place == own[-1],
        "of": len(state.slots) if state.mock else state.started.longest,
        "answered": place in state.answers,
        "flagged": place in state.flags,
        "left": told.clock_words(left) if left is not None else "",
        "left_seconds": left.total_seconds() if left is not None else None,
    }
    return render(request, "study/question.html", page, status=422 if wrong else 200)


def _head(sitting: Sitting) -> dict[str, Any]:
    state = sitting.state
    return {
        "name": sitting.name,
        "state": state,
        "title": told.title_words(state),
        "done": len(state.answers),
        "right_ones": sum(one.right for one in state.answers.values()) if not state.mock else None,
    }


def _result(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    state = sitting.state
    outline = outline_of(state.started.exam, state.started.outline)
    found = outcome(state)
    page = {
        **_head(sitting),
        "found": found,
        "outline": outline,
        "lines": told.result_lines(state, outline, found),
        "areas": told.area_rows(state, outline, found),
        "estimate": told.estimate(outline, history(request).sessions()) if state.mock and outline else [],
        "mark": told.mark(outline),
        "looked": [
            {"at": place + 1, "right": place in state.answers and state.answers[place].right,
             "open": place not in state.answers, "scored": slot.scored}
            for place, slot in enumerate(state.slots)
        ],
    }  # fmt: skip
    return render(request, "study/result.html", page)


@require_GET
@taken_up
def look(request: HttpRequest, sitting: Sitting, at: int) -> HttpResponse:
    """Look at a question of a session that is over, with the reasons."""
    state, place = sitting.state, at - 1
    item = item_at(sitting, place)
    if not state.finished or item is None:
        raise Http404
    found = feedback(item, state.slots[place], state.answers.get(place))
    page = {**_head(sitting), **found, "place": place, "at": at, "of": len(state.slots), "over": True}
    return render(request, "study/feedback.html", {**page, "scored": state.slots[place].scored})


@require_GET
@taken_up
def overview(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """List the questions of the open part: answered, open, flagged."""
    return _part(request, sitting, "study/list.html")


@require_http_methods(["GET", "HEAD", "POST"])
@taken_up
def close(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """Ask before a part is closed for good, and close it; practice ends at once."""
    if request.method != "POST":
        return _part(request, sitting, "study/close.html")
    state = sitting.state
    if state.finished:
        return _moved(request, sitting.name)
    if not state.mock:
        sitting.finish("left", at=now())
    elif request.POST.get("segment") == str(state.segment) and request.POST.get("sure") == "yes":
        sitting.catch_up(at=now())
        if sitting.state.segment == state.segment and sitting.state.entered and not sitting.state.finished:
            sitting.leave(at=now())
    return _moved(request, sitting.name)


def _part(request: HttpRequest, sitting: Sitting, template: str) -> HttpResponse:
    state = sitting.state
    if not state.mock or state.finished or state.paused or away(state, now()):
        return redirect("study:session", sitting.name)
    sitting.catch_up(at=now())
    state = sitting.state
    left = time_left(state, now())
    if left is None:
        return redirect("study:session", sitting.name)
    places = [
        {"place": place, "at": place + 1, "open": place not in state.answers, "flagged": place in state.flags}
        for place in state.places()
    ]
    page = {
        "places": places,
        "open": len(state.unanswered),
        "flagged": sum(bool(each["flagged"]) for each in places),
        "left": told.clock_words(left),
        "left_seconds": left.total_seconds(),
        "final": state.segment + 1 >= state.segments,
    }
    return render(request, template, {**_head(sitting), **page})


# Moved on


@require_POST
@taken_up
def answer(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """Keep an answer, and go where the button that was pressed leads."""
    form, state = request.POST, sitting.state
    place = _place(form.get("place", ""))
    if state.finished:
        return _moved(request, sitting.name)
    if place is None or not 0 <= place < len(state.slots):
        raise Http404
    item, slot, at = item_at(sitting, place), state.slots[place], _moment(form.get("ago", ""), state)
    if item is None:
        return _moved(request, sitting.name)
    try:
        given = given_in(form, item, slot)
    except Misread as error:
        return _amiss(request, sitting, place, str(error))
    then = form.get("then", "next")
    if state.mock:
        return _in_mock(request, sitting, place, given, then, at)
    if place in state.answers:
        return _moved(request, sitting.name)
    if not given:
        return _amiss(request, sitting, place, "Choose an answer first. A guess is fine: you learn from it.")
    sitting.answer(item, given, at=at)
    return _moved(request, sitting.name)


def _place(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else None


def _moment(ago: str, state: State) -> datetime:
    """Say when a form was sent: before it came, where a page says that it had to wait for the network."""
    at = now()
    waited = timedelta(milliseconds=min(int(ago), 10**9)) if ago.isascii() and ago.isdigit() else timedelta(0)
    return max(state.last, at - waited) if waited >= LATE else at


def _amiss(request: HttpRequest, sitting: Sitting, place: int, wrong: str) -> HttpResponse:
    """Show the question again with what was sent; nothing of it is kept yet."""
    if "X-Study" in request.headers:
        return HttpResponse(status=204)  # and nowhere to go: the script then sends the form as a page does
    state = sitting.state
    if state.mock:
        sitting.catch_up(at=now())
        state = sitting.state
        if state.finished or state.paused or place not in state.places():
            return _moved(request, sitting.name)
        _turn_to(sitting, place)
    return _question(request, sitting, said=said_in(request.POST), wrong=wrong)


def _in_mock(
    request: HttpRequest, sitting: Sitting, place: int, given: tuple[str, ...], then: str, at: datetime
) -> HttpResponse:
    sitting.catch_up(at=at)
    known = sitting.state.answers.get(place)
    if given and (known is None or known.given != given):
        if place not in sitting.state.places() or sitting.state.entered is None:
            raise NotNow("This part is closed, so this answer came too late. What was answered before counts.")
        _turn_to(sitting, place, at)
        item = item_at(sitting, place)
        assert item is not None
        sitting.answer(item, given, at=at)
    if then != "stay" and now() - at >= LATE and not sitting.state.finished and not sitting.state.paused:
        sitting.come_back(at=now())
    sitting.catch_up(at=now())
    state, page = sitting.state, "session"
    if state.finished or state.entered is None or place not in state.places():
        return _moved(request, sitting.name)
    own = state.places()
    if then == "flag":
        _turn_to(sitting, place)
        sitting.flag(place, place not in state.flags, at=now())
    elif then == "pause":
        sitting.pause(at=now())
    elif then == "back":
        _turn_to(sitting, max(place - 1, own[0]))
    elif then == "list" or (then == "next" and place == own[-1]):
        page = "list"
    elif then == "next":
        _turn_to(sitting, place + 1)
    return _moved(request, sitting.name, page)


def _turn_to(sitting: Sitting, place: int, at: datetime | None = None) -> None:
    """Bring the question of a place on the screen, unless it is there."""
    if sitting.state.place == place:
        return
    item = item_at(sitting, place)
    if item is None:
        raise NotNow(f"Question {place + 1} is no longer among the questions. Go to another one.")
    sitting.show(place, item, at=at or now())


@require_POST
@taken_up
def go(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """Go to another question: of the open part to the one that is named, in practice to the next."""
    state, place = sitting.state, _place(request.POST.get("place", ""))
    if state.finished:
        return _moved(request, sitting.name)
    if place is None:
        raise Http404
    if state.mock:
        sitting.catch_up(at=now())
        _turn_to(sitting, place)
    elif place == state.place and (place in state.answers or item_at(sitting, place) is None):
        turn(sitting)
    return _moved(request, sitting.name)


@require_POST
@taken_up
def clock(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """Open a part, stop the clock, or let it go on, with or without the time away."""
    state, act = sitting.state, request.POST.get("act", "")
    if state.finished or not state.mock:
        return _moved(request, sitting.name)
    if act == "enter" and request.POST.get("segment") == str(state.segment):
        sitting.catch_up(at=now())
        if sitting.state.segment == state.segment and sitting.state.entered is None and not sitting.state.finished:
            sitting.enter(at=now())
    elif act == "go-on" and (state.paused or away(state, now())):
        sitting.come_back(at=now())
    elif act == "it-ran" and not state.paused:
        sitting.catch_up(at=now())
        _touch(sitting)
    return _moved(request, sitting.name)


def _touch(sitting: Sitting) -> None:
    """Note a step, so that the time before it is settled: the question at hand is shown again."""
    state = sitting.state
    if state.finished or state.entered is None:
        return
    place = state.place if state.place is not None else min(state.unanswered or state.places())
    item = item_at(sitting, place)
    if item is not None:
        sitting.show(place, item, at=now())
