"""The public pages say what the catalogue says, for everybody, and can be found, kept and read by anyone."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from lapel.loading.compiled import load_catalogue
from lapel.reports.catalogue_text import value_words

if TYPE_CHECKING:
    from django.test import Client

Open = Callable[..., Any]
CATALOGUE = load_catalogue()
ON = date(2026, 11, 22)
"""The day it is where the site runs."""

PLAIN = (
    "/catalogue/",
    "/compare/",
    "/fees/",
    "/states/",
    "/roles/",
    "/letters/",
    "/changes/",
    "/glossary/",
    "/sources/",
    "/coverage/",
    "/api/",
)
STATES = tuple(f"/states/{code}/" for code in CATALOGUE.states)
CREDENTIALS = tuple(f"/catalogue/{name}/" for name in CATALOGUE.credentials)
SOME_ROUTES = tuple(
    f"/catalogue/{credential.id}/{(credential.routes or credential.keep)[-1].id}/"
    for credential in CATALOGUE.credentials.values()
)


@pytest.mark.parametrize("address", [*PLAIN, *STATES[:2], *CREDENTIALS[::2], *SOME_ROUTES[::5]])
def test_every_page_is_well_made(address: str, page: Open) -> None:
    found = page(address)
    assert found.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(found.headings, found.headings[1:], strict=False))
    assert len(found.ids) == len(set(found.ids)), [each for each in found.ids if found.ids.count(each) > 1]
    assert set(found.controls) <= found.labels
    assert found.head["canonical"] == f"http://testserver{address}"
    assert 10 < len(found.head["title"]) < 110
    assert 30 < len(found.head["description"]) < 260
    assert "style=" not in found.source


def test_our_own_words_never_say_that_somebody_is_eligible() -> None:
    for folder in ("browse", "api"):
        for path in Path(f"src/lapel/web/{folder}/templates").rglob("*.html"):
            assert "eligib" not in path.read_text().lower(), path.name


@pytest.mark.parametrize("day", ["1950-01-01", "2012-06-01", "2019-12-31", "2199-12-31"])
def test_every_credential_can_be_seen_on_another_day(day: str, page: Open) -> None:
    for address in CREDENTIALS[::6]:
        assert "As of" in page(address, on=day).text


def test_a_day_before_the_first_rule_shows_none(page: Open) -> None:
    found = page("/catalogue/cma-aama/category-4/", on="1990-01-01")
    assert "No rule is known for this day. The first known one starts" in found.text


def test_a_day_that_is_none_is_said_so(page: Open) -> None:
    assert "soon" in page("/catalogue/cma-aama/", on="soon").text


@pytest.mark.parametrize("name", CATALOGUE.credentials)
def test_a_page_shows_every_fee_route_and_reading(name: str, page: Open) -> None:
    credential = CATALOGUE.credentials[name]
    found = page(f"/catalogue/{name}/")
    text = found.text
    for route in (*credential.routes, *credential.keep):
        assert " ".join(route.name.split()) in text
        assert f"/catalogue/{name}/{route.id}/" in found.links
    for value in credential.values:
        assert " ".join(value.what.split()) in text
        version = value.in_force(on=ON)
        for reading in version.readings if version else ():
            assert reading.label.lower() in text.lower()
        if version and isinstance(version.value, (int, str)) and version.value != "not known":
            words = " ".join(value_words(version.value, value.unit).split())
            assert words.lower() in text.lower()
    if credential.confirm:
        assert credential.confirm in found.links


def test_sources_that_disagree_stand_side_by_side_with_how_sure_we_are(page: Open) -> None:
    found = page("/catalogue/cma-aama/")
    assert "sources disagree" in found.text
    assert all(words in found.text for words in ("Three attempts", "Four attempts", "Six attempts", "Uncertain"))


@pytest.mark.parametrize("name", CATALOGUE.credentials)
def test_the_blocks_of_data_hold_what_the_catalogue_says_and_nothing_else(name: str, page: Open) -> None:
    credential = CATALOGUE.credentials[name]
    schema_org, ctdl = page(f"/catalogue/{name}/").data
    assert schema_org["@type"] == "EducationalOccupationalCredential"
    assert schema_org["name"] == ctdl["ceterms:name"]["en-US"] == credential.name
    assert schema_org.get("description", "") == credential.about
    fees = {
        (value.what, version.value)
        for value in credential.values
        if value.topic == "fee" and (version := value.in_force(on=ON)) and isinstance(version.value, (int, float))
    }
    assert {(offer["name"], offer["price"]) for offer in schema_org.get("offers", ())} == fees
    costs = ctdl.get("ceterms:estimatedCost", ())
    assert {(cost["ceterms:name"]["en-US"], cost["ceterms:price"]) for cost in costs} == fees
    routes = [profile["ceterms:name"]["en-US"] for profile in ctdl.get("ceterms:requires", ())]
    assert routes == [route.name for route in credential.routes]
    assert "ceterms:ctid" not in ctdl
    if credential.state:
        assert schema_org["validIn"]["identifier"] == f"US-{credential.state}"


def test_the_term_is_told_as_a_duration(page: Open) -> None:
    schema_org, ctdl = page("/catalogue/cma-aama/").data
    assert schema_org["validFor"] == ctdl["ceterms:renewalFrequency"] == "P60M"


def test_nothing_in_a_block_of_data_can_end_it() -> None:
    from lapel.web.browse.linked import _block

    assert "<" not in _block({"name": "</script><script>alert(1)</script>"})


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({}, len(CATALOGUE.credentials)),
        ({"q": "washington"}, 7),
        ({"kind": "permission"}, 6),
        ({"state": "CA"}, 2),
        ({"leaning": "phlebotomy", "kind": "certification"}, 1),
        ({"q": "nothing like it"}, 0),
        ({"q": '"><script>alert(1)</script>'}, 0),
        ({"kind": "nonsense"}, 0),
    ],
)
def test_the_list_shows_what_is_looked_for(asked: dict[str, str], count: int, page: Open) -> None:
    found = page("/catalogue/", **asked)
    shown = {link for link in found.links if link in CREDENTIALS}
    if asked.get("q") != "washington":
        assert len(shown) == count
    assert len(shown) >= count or count == 7
    assert "<script>alert" not in found.source


@pytest.mark.parametrize(
    "address",
    ["/catalogue/nope/", "/catalogue/cma-aama/nope/", "/states/XX/", "/catalogue/cma_aama;/", "/states/FLA/"],
)
def test_what_is_not_there_is_not_found(address: str, visitor: "Client") -> None:
    assert visitor.get(address).status_code == 404


def test_a_state_in_small_letters_leads_to_its_page(visitor: "Client") -> None:
    assert visitor.get("/states/wa/")["Location"] == "/states/WA/"


def test_letters_that_stand_for_several_things_are_listed(page: Open) -> None:
    text = page("/letters/").text
    assert all(f"Which {letters}?" in text for letters in ("CMA", "RMA", "CCMA", "NCMA"))
    assert "CCMA (MedCA)" in text


def test_every_role_has_its_page(page: Open) -> None:
    from lapel.loading.compiled import load_careers

    roles = load_careers().roles
    assert {f"/roles/{name}/" for name in roles} <= set(page("/roles/").links)
    for name, role in list(roles.items())[::4]:
        found = page(f"/roles/{name}/")
        assert all(" ".join(said.says.split()) in found.text for said in (*role.duties, role.education, *role.stays))
        assert all(after <= before + 1 for before, after in zip(found.headings, found.headings[1:], strict=False))


def test_the_words_are_those_of_the_glossary(page: Open) -> None:
    source = Path("docs/reference/glossary.md").read_text()
    words = re.findall(r"^\| \*\*(.+?)\*\*", source, re.MULTILINE)
    text = page("/glossary/").text.lower()
    assert len(words) > 60
    assert all(word.lower() in text for word in words)


def test_sources_past_their_day_are_marked(page: Open, visitor: "Client") -> None:
    import time_machine

    assert "None is overdue" in page("/sources/").text
    with time_machine.travel(date(2027, 3, 1), tick=False):
        found = visitor.get("/sources/", {"overdue": "yes"})
    assert 0 < len(found.context["found"]) < len(CATALOGUE.sources)
    assert all(used.overdue for used in found.context["found"])


def test_what_changed_is_told_between_two_days(page: Open) -> None:
    text = page("/changes/", after="2019-06-01", until="2020-06-01").text
    assert "December 18, 2019" in text
    assert "first known" not in text
    assert page("/changes/", after="2020-06-01", until="2019-06-01").text == text
    assert "I found 'soon'" in page("/changes/", after="soon").text


def test_certificates_stand_side_by_side_in_general(page: Open) -> None:
    found = page("/compare/", **{"with": "cma-aama"})
    assert "1 certificate side by side" in found.text
    assert "Fees to apply" in found.text
    assert "Your answer" not in found.text
    assert "four" not in found.text


def test_certificates_stand_side_by_side_for_a_record(opened: Callable[[str], "Client"]) -> None:
    from lapel.eligibility.decide import decide_all
    from lapel.loading.records import read_record

    visitor = opened("ten-years-of-work")
    asked = visitor.get("/compare/", {"with": ["cma-aama", "ccma-nha", "ma-c-wa"], "years": "10"})
    record = read_record("examples/ten-years-of-work.yaml")
    expected = decide_all(CATALOGUE, record, on=ON, only=["cma-aama", "ccma-nha", "ma-c-wa"])
    shown = {side.credential.id: side.decision.verdict for side in asked.context["sides"]}
    assert shown == {decision.credential.id: decision.verdict for decision in expected}
    assert "Cost to hold for 10 years" in asked.content.decode()
    assert asked["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("asked", [{"with": "nope"}, {"years": "9" * 50}, {"years": "²"}, {"with": ["x"] * 300}])
def test_odd_wishes_get_the_usual_comparison(asked: dict[str, Any], visitor: "Client") -> None:
    assert len(visitor.get("/compare/", asked).context["sides"]) == 4


def test_too_many_to_compare_are_told(visitor: "Client") -> None:
    page = visitor.get("/compare/", {"with": list(CATALOGUE.credentials)})
    assert len(page.context["sides"]) == 6
    assert "You chose more than 6" in page.content.decode()


@pytest.mark.parametrize("address", [*PLAIN, "/catalogue/cma-aama/", "/states/WA/", "/sitemap.xml", "/robots.txt"])
def test_a_page_for_everybody_may_be_kept(address: str, visitor: "Client") -> None:
    first = visitor.get(address)
    assert first["Cache-Control"] == "public, max-age=3600"
    assert not first.cookies
    again = visitor.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_page_for_somebody_is_not_kept(opened: Callable[[str], "Client"]) -> None:
    said = opened("lapsed-cma").get("/catalogue/cma-aama/")
    assert said["Cache-Control"] == "private, no-store"
    assert "ETag" not in said.headers
    assert "My answer" in said.content.decode()


def test_every_address_of_the_sitemap_answers(visitor: "Client") -> None:
    text = visitor.get("/sitemap.xml").content.decode()
    addresses = re.findall(r"<loc>http://testserver(.+?)</loc>", text)
    assert {*PLAIN, *STATES, *CREDENTIALS, *SOME_ROUTES} <= set(addresses)
    for address in addresses[::8]:
        assert visitor.get(address).status_code == 200, address


def test_robots_may_read_what_is_for_everybody(visitor: "Client") -> None:
    lines = visitor.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /answers/" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines


def test_every_link_inside_leads_somewhere(page: Open, visitor: "Client") -> None:
    seen: set[str] = set()
    for address in (*PLAIN, "/catalogue/ma-c-wa/", "/states/WA/"):
        found = page(address)
        for link in found.links:
            path, _, anchor = link.partition("#")
            if anchor and not path:
                assert anchor in found.ids, link
            elif path.startswith("/") and not path.startswith("/api/v1/") and path not in seen:
                seen.add(path)
                assert visitor.get(path).status_code in (200, 302), link
    assert len(seen) > 60


def test_a_page_is_written_once_a_day_and_anew_for_somebody(
    visitor: "Client", opened: Callable[[str], "Client"], monkeypatch: pytest.MonkeyPatch
) -> None:
    import time_machine

    from lapel.web.browse import caching

    monkeypatch.setattr(caching, "MOST_PAGES", 2)
    caching._pages.clear()
    first = visitor.get("/fees/").content
    assert visitor.get("/fees/").content == first
    assert len(caching._pages) == 1
    assert b"November 22, 2026" in first
    with time_machine.travel("2026-11-23 12:00-05:00", tick=False):
        assert b"November 23, 2026" in visitor.get("/fees/").content
    assert "My file" in opened("lapsed-cma").get("/catalogue/").content.decode()
    from django.test import Client

    for address in ("/states/", "/letters/", "/coverage/", "/fees/?on=2020-01-01"):
        Client().get(address)
    assert len(caching._pages) == 2
