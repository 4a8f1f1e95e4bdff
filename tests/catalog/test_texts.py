"""The catalogue's sentences: whole, American, easy to read, and without bare letters that several issuers use."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from lapel.loading.compiled import CATALOGUE_DIR, load_catalogue
from lapel.loading.lint import lint_catalogue
from lapel.loading.tree import read_tree
from lapel.model.located import Located

READ_BY_PEOPLE = ("says", "what", "about", "summary", "name", "why", "not_known", "term", "when")


class Sentence(NamedTuple):
    """A text that people read, and where it stands."""

    place: str
    field: str
    text: str


def _texts(node: Located) -> Iterator[Sentence]:
    for name, below in (node.fields or {}).items():
        if name in READ_BY_PEOPLE and below.text:
            yield Sentence(f"{below.file}:{below.line}", name, below.text)
        yield from _texts(below)
    for item in node.items or ():
        yield from _texts(item)


SENTENCES = [
    sentence
    for path in sorted(CATALOGUE_DIR.rglob("*.yaml"))
    for sentence in _texts(read_tree(path, shown=str(path.relative_to(CATALOGUE_DIR))))
]


def at(found: list[Sentence]) -> list[str]:
    """Where sentences stand, for a message."""
    return [f"{sentence.place}: {sentence.text}" for sentence in found]


def test_the_catalogue_has_no_problems() -> None:
    assert [str(problem) for problem in lint_catalogue()] == []


def test_every_sentence_is_whole() -> None:
    whole = re.compile(r"^[A-Z0-9“].*[.!?][)”]?$", re.DOTALL)
    fields = ("says", "about", "summary", "not_known")
    assert at([s for s in SENTENCES if s.field in fields and not whole.match(s.text.strip())]) == []


def test_every_text_is_clean() -> None:
    odd = re.compile(r"\s{2,}|\s[,.;:]|\.\.|,,|\(\s|\s\)|^\s|\s$|[\u2018\u201a]|TODO|FIXME|XXX")
    assert at([s for s in SENTENCES if odd.search(s.text.strip().replace("\n", " "))]) == []


BRITISH = re.compile(
    r"\b(programmes?|enrol|enrols|enrolment|licence\w*|colour\w*|favour\w*|organis\w+|recognis\w+|centre\w*|practis\w+"
    r"|fulfil|labour\w*|behaviour|catalogue\w*|judgement|whilst|towards|travell\w+|cancelled|cheque|defence|offence\w*|labelled"
    r"|specialis(?!t)\w+|authoris\w+|analys(?:e|ed|ing)|skilful|ageing|maths)\b",
    re.IGNORECASE,
)


def test_the_spelling_is_american() -> None:
    assert at([s for s in SENTENCES if BRITISH.search(s.text)]) == []


LETTERS = re.compile(
    r"(?<!and )\b(CMA|RMA|CCMA|NCMA|CMAA|CPT|CET|CMAC|CMLA)\b(?! ?\((?:AAMA|AMT|NHA|NCCT|AMCA|ARMA)\))(?!-)"
)


def test_letters_that_several_issuers_may_use_are_never_bare() -> None:
    """After “and” the NCMA of New Jersey's list is a body, not the certificate; in an item CPT is a set of codes."""
    texts = [s for s in SENTENCES if s.place.partition("/")[0] != "sources"]
    codes = [s for s in texts if s.place.startswith("exams/items/")]
    assert at([s for s in texts if s not in codes and LETTERS.search(s.text)]) == []
    assert at([s for s in codes if LETTERS.search(s.text.replace("CPT", ""))]) == []


def _syllables(word: str) -> int:
    word = re.sub(r"[^a-z]", "", word.lower())
    count = len(re.findall(r"[aeiouy]+", word))
    silent = (word.endswith("e") and not word.endswith(("le", "ee"))) or (
        word.endswith("ed") and not word.endswith(("ted", "ded"))
    )
    return max(count - 1 if silent and count > 1 else count, 1)


def grade(text: str) -> float:
    """The school grade that a text needs, after Flesch and Kincaid (1975).

    >>> round(grade("You are 18 or older."), 1)
    0.5
    """
    sentences = len([part for part in re.split(r"[.!?;:]+(?:\s|$)", text) if part.strip()])
    words = re.findall(r"[A-Za-z0-9'’-]+", text)
    return 0.39 * len(words) / sentences + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


def test_what_the_rules_say_can_be_read_in_the_eighth_grade() -> None:
    grades = [grade(s.text) for s in SENTENCES if s.field == "says"]
    assert sum(grades) / len(grades) < 8


@pytest.mark.parametrize("name", sorted(load_catalogue().credentials))
def test_what_one_credential_says_can_be_read_in_the_ninth_grade(name: str) -> None:
    grades = [grade(s.text) for s in SENTENCES if s.field == "says" and s.place.partition(".")[0].endswith(f"/{name}")]
    assert len(grades) < 3 or sum(grades) / len(grades) <= 9


@pytest.mark.parametrize("name", ["duties", "fit", "learning", "school"])
def test_advice_can_be_read_in_the_eighth_grade(name: str) -> None:
    path = CATALOGUE_DIR / "careers" / f"{name}.yaml"
    pending, texts = [read_tree(path, shown=path.name)], []
    while pending:
        node = pending.pop()
        texts += [below.text for field, below in (node.fields or {}).items() if field in ADVICE_FIELDS and below.text]
        pending += [*(node.fields or {}).values(), *(node.items or ())]
    assert texts
    assert sum(map(grade, texts)) / len(texts) <= 8


ADVICE_FIELDS = ("says", "asks", "about")
