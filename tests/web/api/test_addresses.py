"""The addresses around the verbs: the catalogue, the document, the limit, and who may read."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

if TYPE_CHECKING:
    from django.test import Client

Ask = Callable[..., Any]


@pytest.fixture
def document(visitor: "Client") -> dict[str, Any]:
    found: dict[str, Any] = visitor.get("/api/v1/openapi.json").json()
    return found


@pytest.mark.parametrize(
    ("address", "schema"),
    [
        ("/api/v1/catalogue", "Credentials"),
        ("/api/v1/catalogue/cma-aama", "Credential"),
        ("/api/v1/catalogue/rma-amt?on=2012-01-01", "Credential"),
        ("/api/v1/catalogue/cma-aama?on=1950-01-01", "Credential"),
        ("/api/v1/changes?after=2019-06-01", "Changes"),
        ("/api/v1/changes?after=2019-06-01&until=2020-06-01&credential=cma-aama", "Changes"),
    ],
)
def test_answers_on_the_catalogue_have_their_shape_and_a_tag(address: str, schema: str, visitor: "Client") -> None:
    from lapel.web.api.schemas import PUBLISHED

    said = visitor.get(address)
    Draft202012Validator(PUBLISHED[schema]()).validate(said.json())
    assert said["Cache-Control"] == "public, max-age=3600"
    again = visitor.get(address, headers={"If-None-Match": said["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_every_credential_can_be_asked_for_on_any_day(visitor: "Client") -> None:
    for listed in visitor.get("/api/v1/catalogue").json()["credentials"]:
        for day in ("1900-01-01", "2015-06-30", "2199-12-31"):
            said = visitor.get(f"/api/v1/catalogue/{listed['credential']}", {"on": day})
            assert said.json()["name"] == listed["name"]


@pytest.mark.parametrize(
    ("address", "status", "place", "hint"),
    [
        ("/api/v1/catalogue/cma-ama", 404, "credential", "cma-aama"),
        ("/api/v1/schemas/plan", 404, "schema", "plans"),
        ("/api/v1/catalogue/cma-aama?on=soon", 422, "on", ""),
        ("/api/v1/catalogue/cma-aama?day=2020-01-01", 422, "day", ""),
        ("/api/v1/changes", 422, "after", ""),
        ("/api/v1/changes?after=2020-01-01&credential=cma", 422, "credential", ""),
        ("/api/v1/check", 405, "", ""),
    ],
)
def test_what_is_not_there_is_said(address: str, status: int, place: str, hint: str, visitor: "Client") -> None:
    said = visitor.get(address)
    assert (said.status_code, said["Content-Type"]) == (status, "application/problem+json")
    [problem] = said.json()["problems"]
    assert problem["place"] == place
    assert hint in problem["hint"]


@pytest.mark.parametrize("address", ["/api/v1/", "/api/v1", "/api/v1/nothing", "/api/v1/check/", "/api/v2/check"])
def test_an_address_that_is_none_is_told_as_a_problem(address: str, visitor: "Client") -> None:
    for said in (visitor.get(address), visitor.post(address, b"{}", content_type="application/json")):
        assert (said.status_code, said["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("address", ["/api/v1/check", "/api/v1/catalogue", "/api/v1/openapi.json", "/api/v9"])
def test_a_name_that_is_not_the_site_s_is_told_as_a_problem(address: str, visitor: "Client") -> None:
    for said in (
        visitor.get(address, headers={"host": "evil.example"}),
        visitor.post(address, b"{}", content_type="application/json", headers={"host": "evil.example"}),
    ):
        assert (said.status_code, said["Content-Type"]) == (400, "application/problem+json")
        [problem] = said.json()["problems"]
        assert (problem["place"], problem["found"]) == ("Host", "'evil.example'")
    page = visitor.get("/api/", headers={"host": "evil.example"})
    assert (page.status_code, page["Content-Type"]) == (400, "text/html; charset=utf-8")


def test_a_fault_before_any_view_is_told_as_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.test import Client

    from lapel.web.middleware import SignedSession

    def fail(*_: Any) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(SignedSession, "process_request", fail)
    for address, kind in (("/api/v1/check", "application/problem+json"), ("/glossary/", "text/html; charset=utf-8")):
        said = Client(raise_request_exception=False).get(address)
        assert (said.status_code, said["Content-Type"]) == (500, kind)
        assert b"a secret" not in said.content


def test_a_refused_method_names_those_that_are_allowed(visitor: "Client") -> None:
    for send in (visitor.get, visitor.put, visitor.delete, visitor.options, visitor.patch):
        said = send("/api/v1/check")
        assert (said.status_code, said["Allow"]) == (405, "POST")


def test_the_document_describes_itself_in_valid_schemas(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    for name, schema in document["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert set(name) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-"), name
    text = json.dumps(document)
    references = {part.partition('"')[0] for part in text.split('"$ref": "#/components/schemas/')[1:]}
    assert references <= set(document["components"]["schemas"])


def test_the_examples_of_the_document_fit_and_are_answered(document: dict[str, Any], ask: Ask) -> None:
    shown = 0
    for path, operations in document["paths"].items():
        for body in operations.get("post", {}).get("requestBody", {}).get("content", {}).values():
            schema = {**body["schema"], "components": document["components"]}
            for example in body["examples"].values():
                Draft202012Validator(schema).validate(example["value"])
                assert ask(path.removeprefix("/api/v1/"), example["value"]).status_code == 200
                shown += 1
    assert shown == 27


def test_the_page_names_every_verb_and_every_kind_of_problem(visitor: "Client") -> None:
    from lapel.web.api.problems import KINDS
    from lapel.web.api.verbs import verbs

    page = visitor.get("/api/").content.decode()
    assert all(f"/api/v1/{verb.name}" in page for verb in verbs())
    assert all(f'id="{kind}"' in page for kind, _ in KINDS.values())


def test_who_asks_too_much_waits(ask: Ask) -> None:
    from lapel.web.api.limits import limit

    limit.most = 5
    answers = [ask("keep", {"record": {}}) for _ in range(4)]
    assert {said.status_code for said in answers[:2]} == {200}
    assert (answers[-1].status_code, answers[-1]["Content-Type"]) == (429, "application/problem+json")
    assert int(answers[-1]["Retry-After"]) >= 1
    limit._held.clear()


def test_a_bucket_fills_again_and_belongs_to_one_client() -> None:
    from lapel.web.api.limits import Limit

    now = [0.0]
    limit = Limit(60, clock=lambda: now[0])
    assert [limit.take("a", 30) for _ in range(3)] == [0, 0, 30]
    assert limit.take("b", 30) == 0
    now[0] = 30
    assert limit.take("a", 30) == 0
    assert limit.take("a", 1) == 1


@pytest.mark.parametrize(("said", "points"), [("", 600), ("0", 0), ("90", 90)])
def test_the_limit_is_set_by_the_environment(said: str, points: int) -> None:
    from lapel.web.api.limits import points_a_minute

    assert points_a_minute(said) == points


@pytest.mark.parametrize("said", ["many", "-1", "1.5", "9" * 20])
def test_a_limit_that_is_none_stops_the_start(said: str) -> None:
    from django.core.exceptions import ImproperlyConfigured

    from lapel.web.api.limits import points_a_minute

    with pytest.raises(ImproperlyConfigured, match="LAPEL_API_POINTS: found"):
        points_a_minute(said)


def test_a_search_that_finds_no_room_is_told_to_wait(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    from lapel.web.api import limits

    monkeypatch.setattr(limits, "PATIENCE", 0.01)
    for _ in range(limits.SEARCHES_AT_ONCE):
        assert limits.searches.acquire(blocking=False)
    try:
        said = ask("plan", {"record": {}, "goals": ["cma-aama"]})
        assert (said.status_code, said["Retry-After"]) == (429, "5")
        assert ask("check", {"record": {}}).status_code == 200
    finally:
        limits.searches.release(limits.SEARCHES_AT_ONCE)
    assert ask("plan", {"record": {}, "goals": ["ccma-nha"]}).status_code == 200


def test_no_token_is_asked_for_since_there_is_no_cookie(site: Any) -> None:
    from django.test import Client

    visitor = Client(enforce_csrf_checks=True)
    for verb in ("check", "keep"):
        said = visitor.post(f"/api/v1/{verb}", b'{"record": {}}', content_type="application/json")
        assert (said.status_code, said.cookies) == (200, {})
    assert visitor.post("/api/v1/nothing").status_code == 404


def test_only_so_many_clients_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    from lapel.web.api import limits

    monkeypatch.setattr(limits, "MOST_CLIENTS", 3)
    limit = limits.Limit(60)
    for client in "abcde":
        limit.take(client, 1)
    assert list(limit._held) == ["c", "d", "e"]


@pytest.mark.parametrize(
    ("address", "forwarded", "behind", "named"),
    [
        ("192.0.2.7", "198.51.100.1", "", "192.0.2.7"),
        ("192.0.2.7", "10.0.0.1, 198.51.100.1", "yes", "198.51.100.1"),
        ("2001:db8:1:2:3:4:5:6", "", "", "2001:0db8:0001:0002"),
        ("", "nonsense", "yes", "nonsense"),
    ],
)
def test_a_client_is_its_address_or_its_network(
    address: str, forwarded: str, behind: str, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.test import RequestFactory

    from lapel.web.api.limits import client

    monkeypatch.setenv("LAPEL_BEHIND_PROXY", behind)
    request = RequestFactory().get("/", REMOTE_ADDR=address, HTTP_X_FORWARDED_FOR=forwarded)
    assert client(request) == named


def test_other_sites_may_read_only_when_they_are_named() -> None:
    from django.http import HttpResponse
    from django.test import RequestFactory

    from lapel.web.api.cors import crossing

    view = crossing(lambda request: HttpResponse("x"), frozenset({"https://one.example"}))
    known = view(RequestFactory().get("/", HTTP_ORIGIN="https://one.example"))
    assert known["Access-Control-Allow-Origin"] == "https://one.example"
    first = RequestFactory().options("/", HTTP_ORIGIN="https://one.example", HTTP_ACCESS_CONTROL_REQUEST_METHOD="POST")
    assert view(first).status_code == 204
    other = view(RequestFactory().get("/", HTTP_ORIGIN="https://two.example"))
    assert "Access-Control-Allow-Origin" not in other.headers
    assert other["Vary"] == "Origin"


def test_the_page_of_the_documentation_names_every_address_field_and_kind(document: dict[str, Any]) -> None:
    from lapel.web.api.problems import KINDS
    from lapel.web.api.verbs import verbs
    from lapel.web.records.mine import catalogue

    text = (Path(__file__).parents[3] / "docs" / "reference" / "api.md").read_text()
    for path, operations in document["paths"].items():
        for method in operations:
            assert f"`{method.upper()} {path}`" in text
    for verb in verbs():
        [row] = [line for line in text.splitlines() if f"`POST /api/v1/{verb.name}`" in line]
        for field in verb.takes(catalogue()).fields:
            assert field == "record" or f"`{field}`" in row, (verb.name, field)
    for status, (kind, _) in KINDS.items():
        assert f"| {status} | `{kind}` |" in text
