"""Words of certificates and exams that no rule and no credential knows: what is written so counts for nothing."""

from collections.abc import Iterable, Iterator

import numpy as np

from lapel.batch.columns import People
from lapel.model.credential import Catalogue
from lapel.model.rule import Rule
from lapel.rules.nodes import Fact, Failures, Some, Waited, children

PLACES = {"certificates": "id", "exams": "exam"}
"""Lists of the record, and the field of each that holds an id of the catalogue."""

MOST = 100
"""So many different words are told of each place; the rest is counted together."""

OTHERS = "(other words)"


def known_words(catalogues: Iterable[Catalogue]) -> frozenset[str]:
    """Collect the ids of credentials, and every word that a rule compares an id with."""
    found: set[str] = set()
    for catalogue in catalogues:
        for credential in catalogue.credentials.values():
            found.add(credential.id)
            for way in (*credential.routes, *credential.keep):
                found.update(_compared(way.rule, ""))
    return frozenset(found)


def _compared(rule: Rule, context: str) -> Iterator[str]:
    match rule:
        case Fact(name=name, value=value) if name == PLACES.get(context):
            yield from (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
        case Failures(exam=exam) | Waited(exam=exam):
            yield exam
    inner = rule.within if isinstance(rule, Some) else context
    for below in children(rule):
        yield from _compared(below, inner)


def strangers(people: People, known: frozenset[str]) -> dict[str, dict[str, int]]:
    """Count the entries whose word is not known, by place and word."""
    told = {}
    for within, field in PLACES.items():
        codes, words = people.rows(within).word(field)
        counts = np.bincount(codes[codes >= 0], minlength=len(words))
        found = {word: int(count) for word, count in zip(words, counts, strict=True) if count and word not in known}
        if found:
            told[f"{within}[].{field}"] = most(found)
    return told


def most(found: dict[str, int]) -> dict[str, int]:
    """Keep the most frequent words, and count the rest together."""
    ordered = sorted(found, key=lambda word: (word == OTHERS, -found[word], word))
    kept = {word: found[word] for word in ordered[:MOST] if word != OTHERS}
    rest = sum(found.values()) - sum(kept.values())
    return {**kept, OTHERS: rest} if rest else kept
