"""What a hostile visitor may try; docs/explanation/security.md names the test for each point."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

if TYPE_CHECKING:
    from django.test import Client

Opened = Callable[[str], "Client"]

PERSONAL = ("/answers/", "/answers/cma-aama/", "/plan/", "/keep/", "/facts/", "/my-file/", "/questions/", "/study/")
POSTED = (
    "/questions/back/",
    "/facts/forget/",
    "/my-file/open/",
    "/my-file/erase/",
    "/examples/lapsed-cma/",
    "/keep/import/",
)
MISSED = ("/nowhere/", "/answers/none/", "/examples/none/", "/my-file/lapel-record.exe")


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-11-22 12:00-05:00", tick=False):
        yield


def upload(visitor: "Client", address: str, field: str, name: str, content: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return visitor.post(address, {field: SimpleUploadedFile(name, content)}, follow=True)


def record(visitor: "Client") -> dict[str, Any]:
    """What the site holds of a visitor."""
    said: dict[str, Any] = json.loads(visitor.get("/my-file/lapel-record.json").content)
    return said


def outside(visitor: "Client") -> "Client":
    """The same visitor, whose errors become answers, as for everyone outside a test."""
    visitor.raise_request_exception = False
    return visitor


# What a page may load, and what it can be made to do


def test_every_page_may_load_from_this_site_alone_and_runs_no_script_of_its_own(opened: Opened) -> None:
    visitor = outside(opened("student-20-days-from-graduating"))
    for address in (*PERSONAL, "/", "/about/", "/catalogue/cma-aama/", "/api/", *MISSED):
        sent = visitor.get(address)
        policy = dict(part.strip().partition(" ")[::2] for part in sent["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'", address
        assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert "unsafe" not in sent["Content-Security-Policy"]
        page = sent.content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page), address
        assert all('src="' in tag or 'type="application/ld+json"' in tag for tag in re.findall(r"<script[^>]*>", page))
        assert not re.search(r'(?:src|action)="(?:https?:)?//', page)


def test_no_page_can_be_put_into_a_frame_or_taken_for_another_type(visitor: "Client") -> None:
    sent = visitor.get("/")
    assert sent["X-Frame-Options"] == "DENY"
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert sent["Referrer-Policy"] == "same-origin"
    assert sent["Cross-Origin-Opener-Policy"] == "same-origin"


def test_what_is_about_a_person_is_kept_by_no_cache(opened: Opened) -> None:
    visitor = opened("certified-with-courses")
    files = (
        "/my-file/lapel-record.yaml",
        "/my-file/lapel-record.json",
        "/keep/lapel-keep.ics",
        "/keep/lapel-audit.pdf",
    )
    for address in (*PERSONAL, *files):
        assert "no-store" in visitor.get(address)["Cache-Control"], address


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7|add:7 }}"])
def test_what_is_typed_comes_back_as_text(visitor: "Client", typed: str) -> None:
    visitor.post("/questions/", {"at": "name", "place": "name", "act": "answer", "value": typed})
    upload(visitor, "/my-file/open/", "record", f"{typed}.yaml", json.dumps({"name": typed, "work": []}).encode())
    for address in (
        "/answers/",
        "/facts/",
        "/my-file/",
        f"/answers/?on={typed}",
        f"/plan/?goal=cma-aama&budget={typed}",
    ):
        page = outside(visitor).get(address).content.decode()
        assert typed not in page or "{{" in typed, address
        assert "<script>alert" not in page


# Forms


@pytest.mark.parametrize("address", [*POSTED, "/questions/", "/keep/course/"])
def test_no_form_is_taken_without_the_token_of_this_browser(address: str, site: Path) -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    for form in ({}, {"csrfmiddlewaretoken": "a" * 64}):
        refused = strict.post(address, form)
        assert refused.status_code == 403
        assert "This form has expired" in refused.content.decode()


def test_a_form_of_another_site_is_refused_even_with_the_token(site: Path) -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    page = strict.get("/").content.decode()
    token = re.findall(r'csrfmiddlewaretoken" value="(\w+)', page)[0]
    sent = {"csrfmiddlewaretoken": token}
    assert strict.post("/examples/lapsed-cma/", sent, headers={"origin": "https://evil.example"}).status_code == 403
    assert strict.post("/examples/lapsed-cma/", sent).status_code == 302


@pytest.mark.parametrize("address", POSTED)
def test_what_changes_something_cannot_be_asked_for_by_a_link(opened: Opened, address: str) -> None:
    visitor = opened("lapsed-cma")
    before = record(visitor)
    for method in ("get", "head", "put", "delete", "patch"):
        assert getattr(visitor, method)(address).status_code == 405
    assert record(visitor) == before


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "trace"])
@pytest.mark.parametrize("address", ["/answers/", "/plan/", "/keep/", "/facts/", "/my-file/lapel-record.yaml"])
def test_what_only_shows_something_takes_no_other_method(opened: Opened, method: str, address: str) -> None:
    assert getattr(opened("lapsed-cma"), method)(address).status_code == 405


@pytest.mark.parametrize("address", [*PERSONAL, "/", "/catalogue/"])
def test_head_gives_no_body_and_options_breaks_nothing(opened: Opened, address: str) -> None:
    visitor = outside(opened("lapsed-cma"))
    assert visitor.head(address).status_code in (200, 302, 405)
    assert not visitor.head(address).content or visitor.head(address).status_code == 405
    assert visitor.options(address).status_code < 500


# Sessions


def test_a_session_is_not_taken_from_what_a_visitor_brings(visitor: "Client") -> None:
    from django.core.signing import Signer

    visitor.cookies["lapel"] = Signer(salt="lapel.session").sign("a" * 32)
    visitor.post("/examples/lapsed-cma/")
    assert "a" * 32 not in visitor.cookies["lapel"].value


CHANGES: dict[str, Callable[[str], str]] = {
    "shorter": lambda value: value[:-1],
    "another id": lambda value: ("b" if value[0] != "b" else "c") + value[1:],
    "unsigned": lambda value: value.partition(":")[0],
    "empty": lambda value: "",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_changed_cookie_opens_nothing(opened: Opened, change: Callable[[str], str]) -> None:
    visitor = opened("lapsed-cma")
    visitor.cookies["lapel"] = change(visitor.cookies["lapel"].value)
    assert visitor.get("/answers/").status_code == 302


def test_the_cookie_of_one_visitor_shows_nothing_of_another(opened: Opened, site: Path) -> None:
    from django.test import Client

    opened("lapsed-cma")
    other = Client()
    other.post("/examples/ten-years-of-work/")
    assert "pediatrics" not in json.dumps(record(other)).lower()


def test_a_session_ends_after_two_weeks(opened: Opened) -> None:
    visitor = opened("lapsed-cma")
    with time_machine.travel("2026-12-05 12:00-05:00", tick=False):
        assert visitor.get("/answers/").status_code == 200
    with time_machine.travel("2026-12-07 12:00-05:00", tick=False):
        assert visitor.get("/answers/").status_code == 302


def test_an_answer_to_a_session_that_ended_says_so(opened: Opened) -> None:
    visitor = opened("career-changer")
    visitor.post("/my-file/erase/")
    sent = visitor.post("/questions/", {"place": "exams", "said": "3", "act": "unsure"})
    assert sent.status_code == 410
    assert "no longer here" in sent.content.decode()


# Bodies and files


@pytest.mark.parametrize("address", ["/questions/", "/keep/course/", "/facts/forget/"])
def test_a_body_of_10_mb_or_of_500_fields_is_refused(opened: Opened, address: str) -> None:
    visitor = outside(opened("lapsed-cma"))
    before = record(visitor)
    assert visitor.post(address, {"value": "x" * 10_000_000, "place": "birth"}).status_code in (400, 413)
    many = {f"field{number}": "x" for number in range(500)}
    assert visitor.post(address, many).status_code in (400, 413)
    assert record(visitor) == before


@pytest.mark.parametrize(("address", "field"), [("/my-file/open/", "record"), ("/keep/import/", "courses")])
def test_a_file_of_10_mb_is_refused_and_says_how_much_is_taken(opened: Opened, address: str, field: str) -> None:
    visitor = outside(opened("lapsed-cma"))
    sent = upload(visitor, address, field, "big.csv", b"x" * 10_000_000)
    assert sent.status_code == 422
    assert "at most" in sent.content.decode()


HOSTILE = {
    "a tag": b"name: !!python/object/apply:os.system ['id']\n",
    "an alias": b"name: &a x\nstate: *a\n",
    "laughs": b"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n",
    "deep": b"[" * 20_000 + b"]" * 20_000,
    "deep blocks": b"".join(b" " * depth + b"a:\n" for depth in range(900)),
    "null bytes": b"name: a\x00b\n",
    "a wrong encoding": "name: Zoë\n".encode("latin-1"),
    "utf-16": "name: Ann\n".encode("utf-16"),
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00",
    "a huge number": b"birth: " + b"9" * 100_000 + b"\n",
    "a list": b"- 1\n- 2\n",
    "twice the same": b"name: a\nname: b\n",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_record_is_refused_and_changes_nothing(opened: Opened, content: bytes) -> None:
    visitor = outside(opened("lapsed-cma"))
    before = record(visitor)
    assert upload(visitor, "/my-file/open/", "record", "me.yaml", content).status_code == 422
    assert record(visitor) == before


def packed(name: str, content: bytes) -> bytes:
    """A spreadsheet whose one part is what is given."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr(name, content)
    return made.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
SHEETS = {
    "a bomb": packed("xl/worksheets/sheet1.xml", b"0" * 300_000_000),
    "entities": packed("xl/workbook.xml", ENTITIES),
    "a way out": packed("../../outside.xml", b"<x/>"),
    "no zip": b"PK\x03\x04 nothing more",
    "a zip of something else": packed("word/document.xml", b"<x/>"),
}


@pytest.mark.parametrize("content", SHEETS.values(), ids=SHEETS.keys())
def test_a_hostile_spreadsheet_is_refused_and_changes_nothing(opened: Opened, content: bytes) -> None:
    visitor = outside(opened("certified-with-courses"))
    before = record(visitor)
    assert upload(visitor, "/keep/import/", "courses", "c.xlsx", content).status_code == 422
    assert record(visitor) == before


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\x.csv", "/etc/passwd.csv", "a\x00b.csv", "x" * 400 + ".csv"]
)
def test_the_name_of_a_file_leads_nowhere(opened: Opened, site: Path, name: str) -> None:
    visitor = outside(opened("certified-with-courses"))
    before = sorted(path.name for path in site.iterdir())
    sent = upload(visitor, "/keep/import/", "courses", name, b"Course,Date\nECG,2026-02-02\n")
    assert sent.status_code in (200, 400, 422)
    assert "root:" not in sent.content.decode()
    assert sorted(path.name for path in site.iterdir()) == before


def test_no_cell_of_a_table_taken_along_is_a_formula(opened: Opened) -> None:
    visitor = opened("certified-with-courses")
    bad = {
        "title": "=HYPERLINK(1)",
        "completed": "2026-03-01",
        "amount": "1",
        "unit": "contact-hours",
        "provider": "@SUM(1)",
    }
    visitor.post("/keep/course/", bad)
    with zipfile.ZipFile(io.BytesIO(visitor.get("/keep/lapel-audit.zip").content)) as pack:
        for name in (name for name in pack.namelist() if name.endswith(".csv")):
            cells = re.split(r"[,\n\r]", pack.read(name).decode("utf-8-sig"))
            assert not [cell for cell in cells if re.match(r'"?[=@\t]|"?[+-](?!\d)', cell)], name


# Addresses


@pytest.mark.parametrize(
    "address",
    [
        "/answers/../../etc/passwd",
        "/answers/%2e%2e%2f%2e%2e%2fetc%2fpasswd/",
        "/static/x/../../settings.py",
        "/static/%2e%2e/settings.py",
        "/questions/?at=__class__",
        "/questions/?at=programs[99999999999999999999].name",
        "/questions/?at=programs[-1].name",
        "/questions/?at=%00",
        "/questions/?first=..%2f..",
        "/keep/course/?at=99999",
        "/keep/course/?at=%C2%B2",
        "/answers/%00/",
        "/answers/?on=%ff%fe",
        "/answers/?on=0000-00-00",
        "/answers/?on=9999-12-31",
        "/answers/?on=0001-01-01",
        "/plan/?goal=%00&by=9999-12-31",
        "/plan/?goal=cma-aama&pick=%00",
        "/my-file/lapel-record.yaml%0d%0aSet-Cookie:x=1",
        "/keep/lapel-audit.pdf%0d%0aX: y",
        "/catalogue/%2e%2e/",
        "/compare/?with=%00",
        "/states/%ff/",
    ],
)
def test_an_address_that_was_made_up_breaks_nothing_and_shows_nothing(opened: Opened, address: str) -> None:
    sent = outside(opened("certified-with-courses")).get(address)
    assert sent.status_code < 500
    assert b"root:" not in sent.getvalue()
    assert b"SECRET_KEY" not in sent.getvalue()
    assert "x" not in sent.cookies
    assert "Traceback" not in sent.getvalue().decode("utf-8", "replace")


@pytest.mark.parametrize("place", ["", "x", "__proto__", "programs[5].name", "programs", "name\x00", "a" * 100_000])
def test_a_place_that_was_made_up_changes_nothing(opened: Opened, place: str) -> None:
    visitor = outside(opened("lapsed-cma"))
    before = record(visitor)
    assert visitor.post("/questions/", {"at": place, "place": place, "act": "answer", "value": "x"}).status_code < 500
    if place != "programs":  # a whole list may be taken back, as the person's own
        assert visitor.post("/facts/forget/", {"place": place}).status_code < 500
        assert record(visitor) == before


def test_no_page_leads_to_an_address_that_a_visitor_brought(opened: Opened) -> None:
    visitor = opened("lapsed-cma")
    for key in ("next", "then", "url", "return", "to"):
        sent = visitor.post("/facts/forget/", {"place": "memberships", key: "https://evil.example/"})
        assert sent["Location"].startswith("/")
        assert "evil" not in visitor.get("/", {key: "https://evil.example/"}).content.decode()
    assert not visitor.get("//evil.example/answers").headers.get("Location", "").startswith("//")


@pytest.mark.parametrize("host", ["evil.example", "localhost@evil.example", "localhost:80:80", ""])
def test_a_host_that_is_not_ours_is_refused(visitor: "Client", host: str) -> None:
    sent = outside(visitor).get("/", headers={"host": host})
    assert sent.status_code == 400
    assert "evil" not in sent.content.decode()


def test_an_error_page_says_nothing_of_the_inside(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    from lapel.web.records import views

    def broken(_: Any) -> Any:
        raise RuntimeError("Mary Secret in /srv/inside")

    monkeypatch.setattr(views, "sections", broken)
    sent = outside(opened("lapsed-cma")).get("/facts/")
    assert sent.status_code == 500
    assert not any(word in sent.content.decode() for word in ("Secret", "/srv", "Traceback", "RuntimeError"))
    assert "The fault is ours" in sent.content.decode()


@pytest.mark.parametrize("kind", ["yaml", "json"])
def test_a_download_has_a_name_of_ours(opened: Opened, kind: str) -> None:
    sent = opened("lapsed-cma").get(f"/my-file/lapel-record.{kind}")
    assert sent["Content-Disposition"] == f'attachment; filename="lapel-record.{kind}"'


def test_what_a_session_keeps_is_bounded(opened: Opened) -> None:
    from django.contrib.sessions.models import Session

    from lapel.web.records.mine import MOST_BACK, Mine
    from lapel.web.sessions import SessionStore

    key = opened("career-changer").cookies["lapel"].value.partition(":")[0]
    store = SessionStore(key)
    for _ in range(MOST_BACK + 30):
        held = Mine(store)
        held.move(held.state)
    store.save()
    assert len(Mine(SessionStore(key)).past) == MOST_BACK
    assert len(Session.objects.get(session_key=key).session_data) < 500_000


def test_sessions_that_ended_are_swept_at_the_next_start(opened: Opened) -> None:
    from django.contrib.sessions.models import Session
    from django.core.management import call_command
    from django.utils import timezone

    opened("lapsed-cma")
    Session.objects.update(expire_date=timezone.now() - timedelta(days=1))
    call_command("clearsessions")
    assert not Session.objects.exists()


def test_the_page_on_security_names_tests_that_exist() -> None:
    root = Path(__file__).parents[2]
    page = (root / "docs/explanation/security.md").read_text()
    tests = "".join(path.read_text() for path in (root / "tests/web").rglob("*.py"))
    for folder in ("tests", "tests/browser"):
        tests += "".join(path.read_text() for path in (root / folder).glob("*.py"))
    named = re.findall(r"`(test_\w+)`", page)
    assert len(named) > 30
    assert [name for name in named if f"def {name}(" not in tests] == []
    assert [name for name in re.findall(r"`(tests/[\w/.]+)`", page) if not (root / name).exists()] == []
