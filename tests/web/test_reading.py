"""Every page about a person can be read by somebody in eighth grade."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import time_machine
from crawling import THOROUGH, personal, studied
from readability import grade, issuers_terms, sentences

from lapel.loading.compiled import load_catalogue, load_exams
from lapel.web.records.examples import ABOUT

HIGHEST = 8.0
ROOT = Path(__file__).parents[2]
GLOSSARY = ROOT / "docs/reference/glossary.md"
OCCUPATIONS = ROOT / "src/lapel/catalog/careers/occupations.yaml"
ATTRIBUTION = ("O*NET Database by the US Department of Labor, Employment and Training Administration (USDOL/ETA)",)
"""The license of the O*NET data asks for this sentence."""


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-11-22 12:00-05:00", tick=False):
        yield


def the_field_s_words() -> list[str]:
    """The words of the field, in one number and the other; names of occupations; what a license asks."""
    part = GLOSSARY.read_text().partition("## The project")[0]
    words = re.findall(r"^\| \*\*(.+?)\*\*", part, re.MULTILINE)
    titles = re.findall(r"^ +title: (.+)$", OCCUPATIONS.read_text(), re.MULTILINE)
    return [*words, *(f"{word}s" for word in words), *titles, *ATTRIBUTION]


def the_exams_words() -> list[str]:
    """Names of the areas of outlines and of our topics: what an exam calls what it asks."""
    bank = load_exams()
    areas = [area.name for exam in bank.exams.values() for one in exam.outlines for area in one.every()]
    return [*areas, *(topic.title for topic in bank.topics.values())]


@pytest.mark.parametrize("name", ABOUT if THOROUGH else ["student-20-days-from-graduating", "certified-with-courses"])
def test_every_page_about_a_person_reads_at_grade_8_or_below(site: Path, name: str) -> None:
    from django.test import Client

    terms = issuers_terms(load_catalogue(), the_field_s_words())
    hard = hard_pages(personal(Client(), name, whole=THOROUGH and name == next(iter(ABOUT))), terms)
    assert not hard, "\n".join(hard)


def test_every_page_of_practice_reads_at_grade_8_or_below(site: Path) -> None:
    from django.test import Client

    terms = issuers_terms(load_catalogue(), [*the_field_s_words(), *the_exams_words()])
    pages = studied(Client(), within="/study/")
    assert len(pages) > 25
    hard = hard_pages(pages, terms)
    assert not hard, "\n".join(hard)


def hard_pages(pages: Iterable[tuple[str, str]], terms: re.Pattern[str]) -> list[str]:
    """Name the pages above the highest grade, each with its hardest sentences."""
    hard = []
    for address, page in pages:
        found = list(sentences(page))
        reads_at = grade(found, terms)
        if reads_at > HIGHEST:
            worst = sorted(found, key=lambda line: -grade([line], terms))[:6]
            hard.append(f"{reads_at:.1f} {address}\n" + "\n".join(f"    {grade([w], terms):.0f} {w}" for w in worst))
    return hard


def test_the_measure_knows_a_hard_page_from_an_easy_one() -> None:
    terms = issuers_terms(load_catalogue(), ["medical assistant"])
    easy = "<main><p>You can take the exam today. It costs you $160 in all.</p></main>"
    hard = "<main><p>Determinations necessitate documentation corroborating institutional accreditation.</p></main>"
    assert grade(sentences(easy), terms) < 4 < 16 < grade(sentences(hard), terms)
