"""Pages that are kept in memory: everybody gets their own, as it would be made for them now."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from django.test import Client

PAGES = ("/answers/", "/answers/cma-aama/", "/answers/ccma-nha/", "/answers/?on=2027-06-01", "/answers/?on=x")
PEOPLE = ("ten-years-of-work", "student-20-days-from-graduating", "lapsed-cma")
TOKEN = re.compile(rb'csrfmiddlewaretoken" value="(\w{64})"')


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-11-22 12:00-05:00", tick=False):
        yield


@pytest.fixture(autouse=True)
def empty() -> None:
    from lapel.web.kept import shelf

    shelf.clear()


def new() -> "Client":
    from django.test import Client

    return Client()


def opened(name: str) -> "Client":
    visitor = new()
    visitor.post(f"/examples/{name}/")
    return visitor


def upload(visitor: "Client", data: Mapping[str, Any]) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("mine.json", json.dumps(data).encode())
    assert visitor.post("/my-file/open/", {"record": file}).status_code == 302


def session(visitor: "Client") -> dict[str, Any]:
    """What the site holds of a visitor."""
    from django.core.signing import BadSignature, Signer

    from lapel.web.sessions import SessionStore

    cookie = visitor.cookies.get("lapel")
    try:
        return dict(SessionStore(Signer(salt="lapel.session").unsign(cookie.value)).items()) if cookie else {}
    except BadSignature:
        return {}


def with_session(holds: Mapping[str, Any]) -> "Client":
    """A visitor of whom the site holds the same as of another."""
    from django.core.signing import Signer

    from lapel.web.sessions import SessionStore

    store, visitor = SessionStore(), new()
    store.update(holds)
    store.save()
    assert store.session_key
    visitor.cookies["lapel"] = Signer(salt="lapel.session").sign(store.session_key)
    return visitor


def read(visitor: "Client", address: str) -> bytes:
    """The page, without the tokens of its forms."""
    sent = visitor.get(address)
    return TOKEN.sub(b"", sent.content) if sent.status_code == 200 else sent["Location"].encode()


def made(visitor: "Client", address: str) -> bytes:
    """The page as it is made when nothing is kept."""
    from lapel.web.kept import shelf

    shelf.clear()
    return read(visitor, address)


def test_a_page_is_made_once_and_then_comes_from_memory() -> None:
    from lapel.web.answers.told import told

    first = opened("ten-years-of-work")
    with patch("lapel.web.answers.views.told", wraps=told) as asked:
        pages = {read(visitor, "/answers/") for visitor in (first, first, opened("ten-years-of-work"))}
    assert asked.call_count == len(pages) == 1


DATA = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["Ana", "Bo"]),
        "birth": st.sampled_from(["1990-01-01", "2012-05-05"]),
        "conduct": st.sampled_from([{}, {"felony": True}]),
        "work": st.sampled_from([[], [{"role": "medical-assistant", "started": "2015-01-01", "ended": "ongoing"}]]),
    },
)
DOINGS = st.one_of(
    st.tuples(st.just("read"), st.sampled_from(PAGES)),
    st.tuples(st.just("open"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("upload"), DATA),
    st.tuples(st.just("forget"), st.sampled_from(["name", "birth", "work"])),
    st.tuples(st.sampled_from(["unsure", "back", "erase"]), st.none()),
)


@given(st.lists(st.tuples(st.integers(0, 2), DOINGS), min_size=4, max_size=14))
@settings(max_examples=settings().max_examples // 7)
def test_whatever_people_do_each_sees_the_page_that_would_be_made_for_them(doings: list[tuple[int, Any]]) -> None:
    from lapel.web.kept import shelf

    shelf.clear()
    visitors = [new(), new(), new()]
    seen: list[tuple[str, bytes, dict[str, Any]]] = []
    for who, (what, which) in doings:
        visitor = visitors[who]
        if what == "read":
            before = session(visitor)
            page = read(visitor, which)
            if session(visitor) == before:
                seen.append((which, page, before))
        elif what == "open":
            visitor.post(f"/examples/{which}/")
        elif what == "upload":
            upload(visitor, which)
        elif what == "forget":
            visitor.post("/facts/forget/", {"place": which})
        elif what == "unsure":
            put = visitor.get("/questions/").context
            if put and "put" in put:
                visitor.post("/questions/", {"place": put["put"].step.place, "act": "unsure"})
        else:
            visitor.post({"back": "/questions/back/", "erase": "/my-file/erase/"}[what])
    for address, page, before in seen:
        assert made(with_session(before), address) == page


def test_two_people_who_differ_in_one_fact_never_see_each_other_s_page() -> None:
    facts = session(opened("ten-years-of-work"))["mine"]
    named = {name: {**facts, "example": name, "data": {**facts["data"], "name": name}} for name in ("Ana", "Zoë")}
    visitors = {name: with_session({"mine": held}) for name, held in named.items()}
    for _ in range(2):
        for address in PAGES:
            pages = {name: read(visitor, address).decode() for name, visitor in visitors.items()}
            assert {name: [other for other in named if other in page] for name, page in pages.items()} == {
                name: [name] for name in named
            }


def test_a_fact_that_changes_changes_the_page() -> None:
    visitor = opened("student-20-days-from-graduating")
    before = read(visitor, "/answers/")
    visitor.post("/facts/forget/", {"place": "programs[0]"})
    visitor.get("/facts/")  # the news of it is shown here
    assert read(visitor, "/answers/") == made(visitor, "/answers/") != before


def test_a_new_day_makes_a_new_page() -> None:
    visitor = opened("student-20-days-from-graduating")
    with time_machine.travel("2026-11-30 12:00-05:00", tick=False):
        visitor.get("/questions/")
        before = read(visitor, "/answers/")
        assert b"2026-11-30" in before
    with time_machine.travel("2026-12-01 12:00-05:00", tick=False):
        assert read(visitor, "/answers/") == made(visitor, "/answers/") != before


def test_each_address_has_a_page_of_its_own() -> None:
    visitor = opened("ten-years-of-work")
    assert len({read(visitor, address) for address in PAGES}) == len(PAGES)


def test_what_an_answer_changed_is_said_once_each_time_that_it_changes() -> None:
    for _ in range(2):
        visitor = opened("student-20-days-from-graduating")
        visitor.post("/facts/forget/", {"place": "programs[0]"})
        told = [b"Your answer changed this" in read(visitor, "/answers/") for _ in range(3)]
        assert told == [True, False, False]


def test_who_has_said_nothing_is_sent_to_the_start_each_time() -> None:
    assert [read(new(), "/answers/") for _ in range(2)] == [b"/", b"/"]


def test_after_erasing_no_page_comes_back() -> None:
    visitor = opened("ten-years-of-work")
    assert b"Where" in read(visitor, "/answers/")
    visitor.post("/my-file/erase/")
    assert read(visitor, "/answers/") == b"/"


def test_a_form_of_a_kept_page_is_taken_from_this_browser_and_from_no_other() -> None:
    from django.test import Client

    def token(visitor: "Client") -> str:
        found = TOKEN.search(visitor.get("/answers/").content)
        assert found
        return found[1].decode()

    strict = [Client(enforce_csrf_checks=True) for _ in range(2)]
    for visitor in strict:
        first = TOKEN.search(visitor.get("/examples/").content) or TOKEN.search(visitor.get("/").content)
        assert first
        sent = visitor.post("/examples/lapsed-cma/", {"csrfmiddlewaretoken": first[1].decode()})
        assert sent.status_code == 302
    tokens = [token(visitor) for visitor in (*strict, *strict)]
    assert len(set(tokens)) == 4
    for visitor, other, own in ((strict[0], tokens[1], tokens[2]), (strict[1], tokens[0], tokens[3])):
        assert visitor.post("/my-file/erase/", {"csrfmiddlewaretoken": other}).status_code == 403
        assert visitor.post("/my-file/erase/", {"csrfmiddlewaretoken": own}).status_code == 302


def test_nobody_can_type_what_marks_a_token() -> None:
    from lapel.web import kept

    visitor = new()
    typed = f'x" name="csrfmiddlewaretoken" value="{"a" * 64}"'
    upload(visitor, {"name": typed, "work": []})
    page = visitor.get("/facts/").content
    assert b"csrfmiddlewaretoken&quot;" in page
    assert b"a" * 64 not in kept.TOKEN.findall(page)


def test_a_kept_page_carries_every_header_of_a_new_one() -> None:
    visitor = opened("ten-years-of-work")
    new_one, again = (dict(visitor.get("/answers/").headers) for _ in range(2))
    assert new_one == again
    assert new_one["Cache-Control"] == "private, no-store"
    assert "Cookie" in new_one["Vary"]


def test_what_is_kept_is_bounded_in_bytes_and_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    from lapel.web import kept

    clock = [0.0]
    monkeypatch.setattr(kept, "monotonic", lambda: clock[0])
    shelf = kept.Shelf(100)
    for number in range(50):
        shelf.put(b"%d" % number, [b"x" * 20, b"y" * 10])
        assert shelf.bytes == 30 * len(shelf) <= 100
    assert [shelf.get(b"%d" % number) is not None for number in (46, 47, 49)] == [False, True, True]
    shelf.put(b"too long", [b"x" * 101])
    assert (len(shelf), shelf.bytes) == (0, 0)
    shelf.put(b"old", [b"x"])
    clock[0] = kept.MOST_SECONDS
    assert shelf.get(b"old") == [b"x"]
    clock[0] += 1
    assert shelf.get(b"old") is None
    assert (len(shelf), shelf.bytes) == (0, 0)
