"""Pay and outlook as pages and pictures: the figures of the catalogue, with their breaks and sources."""

from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from lapel.loading.compiled import load_careers
from lapel.web.work import pictures

if TYPE_CHECKING:
    from django.test import Client


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-11-22 12:00-05:00", tick=False):
        yield


def text(page: Any) -> str:
    """A page as it reads."""
    return unescape(page.content.decode())


def test_pay_is_a_range_with_its_month_place_and_source(visitor: "Client") -> None:
    page = text(visitor.get("/pay/"))
    assert "Medical Assistants in the United States, May 2025" in page
    assert all(figure in page for figure in ("$36,050", "$38,470", "$45,690", "$49,180", "$59,310"))
    assert "Occupational Employment and Wage Statistics" in page


def test_the_break_of_2021_is_drawn_and_said(visitor: "Client") -> None:
    page = text(visitor.get("/pay/?real=2025"))
    assert "Break before 2021:" in page
    assert "/pay/years.svg?real=2025" in page
    assert "Not in the data at hand: 2022, 2023." in page


def test_several_jobs_stand_side_by_side(visitor: "Client") -> None:
    page = visitor.get("/pay/?role=phlebotomist&compare=medical-assistant&compare=29-2061")
    assert len(page.context["rows"]) == 3
    middles = [row.wages.annual.median.value for row in page.context["rows"]]
    assert middles == sorted(middles)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("role=phlebotomyst", "I found 'phlebotomyst', and expected a job of the list"),
        ("area=Atlantis", "found the place 'Atlantis', expected a state"),
        ("area=07102", "found the ZIP code 07102"),
        ("real=soon", "I found 'soon', and expected whole years"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(visitor: "Client", query: str, says: str) -> None:
    page = visitor.get(f"/pay/?{query}")
    assert page.status_code == 422
    assert says in text(page)


def test_a_job_without_a_figure_is_not_reported_and_never_zero(visitor: "Client") -> None:
    page = text(visitor.get("/pay/?role=11-1011&area=WY"))
    assert "No figures are at hand" in page
    assert "$0" not in page


def test_a_picture_is_drawn_once_for_the_same_content(visitor: "Client", monkeypatch: pytest.MonkeyPatch) -> None:
    first = visitor.get("/pay/ranges.svg")
    assert first["Content-Type"].startswith("image/svg+xml")
    assert "<title>A year's pay: Medical Assistants" in text(first)
    count = len(pictures._drawn)
    assert visitor.get("/pay/ranges.svg?role=31-9092").content == first.content or len(pictures._drawn) == count + 1
    again = visitor.get("/pay/ranges.svg", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert visitor.get("/pay/pie.svg").status_code == 404
    assert visitor.get("/pay/ranges.svg?role=nobody").status_code == 404


def test_the_four_occupations_are_those_of_2021_beside_the_newest(visitor: "Client") -> None:
    page = visitor.get("/pay/four/")
    [ours] = [row for row in page.context["rows"] if row["soc"] == "31-9092"]
    assert ours["then"].wages.annual.median.value == 37190
    assert ours["now"].wages.annual.median.value == 45690
    assert [growth.value for growth in ours["growth"]] == [15.8, 12.5]


def test_the_popular_figure_of_certified_pay_is_told_apart_from_the_like_for_like_one(visitor: "Client") -> None:
    page = text(visitor.get("/pay/certified/"))
    assert "The one like-for-like figure" in page
    assert all(figure in page for figure in ("$15.35", "$14.29", "+7.4%"))
    assert "Why the popular figure is not one" in page
    assert "promises none" in page


def test_the_outlook_says_what_was_counted_after(visitor: "Client") -> None:
    page = visitor.get("/outlook/")
    assert "expected to grow by 12.5%" in text(page)
    [after] = [a for a in page.context["one"].after if (a.edition.edition, a.later.base) == ("2021-31", 2024)]
    assert f"{after.expected:.1f}" in text(page)
    assert f"{after.counted:.1f}" in text(page)
    assert "Openings are not growth" in text(page)


def test_a_shrinking_job_is_said_to_shrink(visitor: "Client") -> None:
    page = text(visitor.get("/outlook/?role=31-9092&compare=43-6011"))
    assert (
        "Executive Secretaries and Executive Administrative Assistants: the number of jobs is expected to shrink."
        in page
    )


def test_every_job_of_the_catalogue_has_a_page_of_pay(visitor: "Client") -> None:
    for name in load_careers().roles:
        assert visitor.get("/pay/", {"role": name}).status_code == 200


def test_public_pages_may_be_kept_and_pages_about_a_visitor_not(visitor: "Client") -> None:
    assert "max-age" in visitor.get("/pay/")["Cache-Control"]
    visitor.post("/examples/career-changer/")
    assert visitor.get("/pay/")["Cache-Control"] == "private, no-store"
