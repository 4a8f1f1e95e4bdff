"""Programs as pages: what is found, one in full, up to four side by side, and what holds without data."""

from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from program_files import filled

from lapel.programs.search import Wishes
from lapel.programs.search import find as find_programs
from lapel.reference.schools import gather

if TYPE_CHECKING:
    from django.test import Client

    from lapel.reference.store import Store

Opened = Callable[[str], "Client"]
HERE = "/programs/?near=07102&within=100"


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-11-22 12:00-05:00", tick=False):
        yield


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> "Store":
    """Small files of the shape of official ones, added once."""
    return filled(tmp_path_factory.mktemp("programs"))


@pytest.fixture
def added(data: "Store", monkeypatch: pytest.MonkeyPatch) -> Path:
    """The site finds the data."""
    monkeypatch.setenv("LAPEL_DATA", str(data.folder))
    return data.folder


def text(page: Any) -> str:
    """A page as it reads."""
    return unescape(page.content.decode())


def test_without_data_it_says_what_to_add_and_what_holds_all_the_same(visitor: "Client") -> None:
    page = text(visitor.get("/programs/"))
    assert "No list of schools was added" in page
    assert "lapel data add FILE" in page
    assert all(said in page for said in ("Certificate or diploma", "Associate degree", "Training on the job"))
    assert visitor.get("/programs/ipeds-1/").status_code == 404


@pytest.mark.usefixtures("added")
def test_it_asks_first_and_then_finds_what_the_library_finds(visitor: "Client", data: "Store") -> None:
    assert "found" not in visitor.get("/programs/").context
    found = visitor.get(HERE).context["found"]
    assert found.total == len(gather(data).offerings)
    assert found == find_programs(gather(data).offerings, found.wishes)
    assert isinstance(found.wishes, Wishes)
    assert found.fits


@pytest.mark.usefixtures("added")
def test_every_program_found_has_a_page_for_the_visitor(opened: Opened) -> None:
    visitor = opened("career-changer")
    found = visitor.get(HERE).context["found"]
    for match in (*found.fits, *found.perhaps)[:4]:
        page = visitor.get(f"/programs/{match.offering.id}/?weigh-cost=3")
        assert page.status_code == 200
        assert "Ask the school, in these words" in text(page)
        assert all(name in text(page) for name in ("CMA (AAMA)", "RMA (AMT)", "NCMA (NCCT)", "CCMA (NHA)"))
        [cost] = [factor for factor in page.context["one"].score.factors if factor.factor.id == "cost"]
        assert cost.weight == 3


@pytest.mark.usefixtures("added")
def test_a_program_with_a_step_leads_to_a_plan_with_its_figures(opened: Opened) -> None:
    visitor = opened("career-changer")
    found = visitor.get("/programs/?state=NJ").context["found"]
    pages = [text(visitor.get(f"/programs/{match.offering.id}/")) for match in (*found.fits, *found.perhaps)]
    assert any("/plan/?goal=cma-aama&own=" in page for page in pages)


@pytest.mark.usefixtures("added")
def test_up_to_four_stand_side_by_side(visitor: "Client") -> None:
    found = visitor.get("/programs/?state=NJ").context["found"]
    names = [match.offering.id for match in (*found.fits, *found.perhaps)]
    page = visitor.get("/programs/compare/", {"with": [*names[:2], "nobody"]})
    assert [one.offering.id for one in page.context["sides"]] == names[:2]
    assert "I found nobody" in text(page)
    many = visitor.get("/programs/compare/", {"with": [*names, "a", "b", "c", "d", "e"]})
    assert "more than four" in text(many)


@pytest.mark.usefixtures("added")
@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("near=7102", "a ZIP code of five digits"),
        ("near=99999", "no area on the map"),
        ("within=20", "miles without a place"),
        ("cost=cheap", "whole dollars"),
        ("start=soon", "I "),
    ],
)
def test_a_wish_that_cannot_be_read_is_said_and_leaves_nothing_out(visitor: "Client", query: str, says: str) -> None:
    page = visitor.get(f"/programs/?{query}")
    assert page.status_code == 422
    assert says in text(page)


def test_the_program_of_a_record_can_be_looked_at_without_data(opened: Opened) -> None:
    visitor = opened("student-20-days-from-graduating")
    assert 'href="/programs/record-0/"' in text(visitor.get("/programs/"))
    page = visitor.get("/programs/record-0/")
    assert page.status_code == 200
    assert "by your record" in text(page)
    assert visitor.get("/programs/record-7/").status_code == 404
