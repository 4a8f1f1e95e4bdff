"""Every page about a person can be read by somebody in eighth grade."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from crawling import personal
from readability import grade, issuers_terms, sentences

from lapel.loading.compiled import load_catalogue
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


@pytest.mark.parametrize("name", ABOUT)
def test_every_page_about_a_person_reads_at_grade_8_or_below(site: Path, name: str) -> None:
    from django.test import Client

    terms = issuers_terms(load_catalogue(), the_field_s_words())
    hard = []
    for address, page in personal(Client(), name, whole=name == next(iter(ABOUT))):
        found = list(sentences(page))
        reads_at = grade(found, terms)
        if reads_at > HIGHEST:
            worst = sorted(found, key=lambda line: -grade([line], terms))[:6]
            hard.append(f"{reads_at:.1f} {address}\n" + "\n".join(f"    {grade([w], terms):.0f} {w}" for w in worst))
    assert not hard, "\n".join(hard)


def test_the_measure_knows_a_hard_page_from_an_easy_one() -> None:
    terms = issuers_terms(load_catalogue(), ["medical assistant"])
    easy = "<main><p>You can take the exam today. It costs you $160 in all.</p></main>"
    hard = "<main><p>Determinations necessitate documentation corroborating institutional accreditation.</p></main>"
    assert grade(sentences(easy), terms) < 4 < 16 < grade(sentences(hard), terms)
