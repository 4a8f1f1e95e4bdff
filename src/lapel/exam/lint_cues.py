"""Checks of what in an item gives its key away, without any knowledge of the matter."""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import combinations

from lapel.exam.lint_parts import (
    FEWEST,
    Told,
    amount_in,
    one_best,
    texts_of,
    units_of,
)
from lapel.exam.terms import ANTONYMS, OPPOSITE_STARTS
from lapel.exam.wording import content, normal_form, numbers, plain, sentences, words
from lapel.model.exam import Item

NEAR_JACCARD = 0.8
NEAR_EDIT = 0.9
LONGEST_RATIO = 1.3
LONGEST_MORE = 15
"""Characters by which a key must be longer than the longest other option to stand out."""

SHORTEST_STEM = 5
"""Words of a stem."""

ABSOLUTE = frozenset({"always", "never", "all", "none", "only", "every", "must", "completely"})
VAGUE = frozenset({"often", "usually", "sometimes", "frequently", "rarely", "may", "might", "could"})


def near_dup_option(item: Item) -> Iterator[Told]:
    """No two options are nearly equal, but for their numbers or a pair of opposites; a picture's regions may be."""
    if item.kind == "hotspot":
        return
    for one, other in combinations(item.options, 2):
        a, b = plain(one.text), plain(other.text)
        if numbers(a) != numbers(b) or _opposites(a, b) or normal_form(a) == normal_form(b):
            continue
        first, second = words(a), words(b)
        together = len({*first} & {*second}) / len({*first} | {*second}) if first or second else 0
        if together >= NEAR_JACCARD or (min(len(first), len(second)) > 1 and _edited_little(a, b)):
            yield Told(f"options {one.id} and {other.id} are nearly equal: “{one.text}” and “{other.text}”")


def _edited_little(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    bounds = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
    return all(bound() >= NEAR_EDIT for bound in bounds)


def longest_key(item: Item) -> Iterator[Told]:
    """The key does not stand out by its length."""
    key = one_best(item)
    others = [len(option.text) for option in item.distractors]
    if key and others and len(key.text) >= LONGEST_RATIO * max(others) and len(key.text) - max(others) >= LONGEST_MORE:
        yield Told(f"the key has {len(key.text)} characters, the longest other option {max(others)}")


def absolute_terms(item: Item) -> Iterator[Told]:
    """Absolute words do not tell the key from the others."""
    if item.kind != "one-best":
        return
    keyed = {word for option in item.keyed for word in words(option.text)} & ABSOLUTE
    others = {word for option in item.distractors for word in words(option.text)} & ABSOLUTE
    if bool(keyed) is not bool(others):
        where = "the key" if keyed else "other options"
        yield Told(f"{', '.join(sorted(keyed or others))} in {where} alone")


def vague_terms(item: Item) -> Iterator[Told]:
    """No option says how often in vague words."""
    for option in item.options:
        found = [word for word in re.findall(r"[A-Za-z]+", option.text) if word.lower() in VAGUE and word != "May"]
        if found:
            yield Told(f"option {option.id} is vague: {', '.join(found)}")


def grammar_article(item: Item) -> Iterator[Told]:
    """Every option fits the end of the stem, and the key alone has no form of its own."""
    ending = re.search(r"\b(an?)[\s_….:]*$", item.stem.strip())
    if ending:
        wrong = [o.id for o in item.options if (o.text[:1].lower() in "aeiou") is not (ending[1] == "an")]
        if wrong:
            yield Told(f"the stem ends in “{ending[1]}”, which does not fit {', '.join(wrong)}")
    key = one_best(item)
    if key and len(item.options) > FEWEST:
        forms = Counter(_verb_form(option.text) for option in item.distractors)
        if len(forms) == 1 and _verb_form(key.text) not in forms:
            yield Told(f"the key alone begins {_verb_form(key.text)}; the others begin {next(iter(forms))}")


def _verb_form(text: str) -> str:
    first = (words(text) or [""])[0]
    if first == "to":
        return "with “to”"
    if first in ("a", "an"):
        return "with “a”"
    if first == "the":
        return "with “the”"
    return (
        "with -ing"
        if re.fullmatch(r"[a-z]{2,}ing", first) and first not in ("bring", "ring", "string")
        else "otherwise"
    )


ALLOWED_TAIL = re.compile(
    r"(select|choose|round|write|give|enter|use|put|answer|name|tap|click|record)\b", re.IGNORECASE
)


def complete_stem(item: Item) -> Iterator[Told]:
    """The stem asks a whole question."""
    parts = sentences(item.stem)
    while len(parts) > 1 and ALLOWED_TAIL.match(parts[-1]) and not parts[-1].endswith("?"):
        parts.pop()
    said = parts[-1] if parts else ""
    if not said.rstrip("”\"')").endswith("?") and not said.startswith("Complete the sentence"):
        yield Told("the stem does not end in a question")
    if len(item.stem.split()) < SHORTEST_STEM:
        yield Told(f"the stem has fewer than {SHORTEST_STEM} words")


def clang(item: Item) -> Iterator[Told]:
    """No word of the stem is in the key alone."""
    key = one_best(item)
    if key:
        shared = content(item.stem) & content(key.text)
        for option in item.distractors:
            shared -= content(option.text)
        if shared:
            yield Told(f"the stem and the key alone share {', '.join(sorted(shared))}")


def convergence(item: Item) -> Iterator[Told]:
    """The key does not share more with the other options than any of them does."""
    key = one_best(item)
    parts = {option.id: _elements(option.text) for option in item.options}
    if key is None or any(len(found) < 2 for found in parts.values()):
        return
    shared = {
        name: sum(len(found & other) for rival, other in parts.items() if rival != name)
        for name, found in parts.items()
    }
    if shared[key.id] > max(count for name, count in shared.items() if name != key.id):
        yield Told("the key shares more of its parts with the others than any other option does")


def _elements(text: str) -> frozenset[str]:
    found = re.split(r"\s*(?:,|;|\band\b|\bwith\b|\bplus\b|/)\s*", plain(text))
    return frozenset(part for part in found if part)


def opposite_pair(item: Item) -> Iterator[Told]:
    """The key is not in the only pair of opposites."""
    key = one_best(item)
    if key is None:
        return
    pairs = [
        (one, other) for one, other in combinations(item.options, 2) if _opposites(plain(one.text), plain(other.text))
    ]
    if len(pairs) == 1 and key.id in (pairs[0][0].id, pairs[0][1].id):
        one, other = pairs[0]
        yield Told(f"the key is in the only pair of opposites: “{one.text}” and “{other.text}”")


def _opposites(one: str, other: str) -> bool:
    first, second = words(one), words(other)
    if len(first) != len(second):
        return False
    differing = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
    return 1 <= len(differing) <= 2 and any(_opposed(a, b) for a, b in differing)


def _opposed(one: str, other: str) -> bool:
    if frozenset((one, other)) in ANTONYMS:
        return True
    return any(
        one.startswith(a) and other.startswith(b) and one.removeprefix(a) == other.removeprefix(b)
        for pair in OPPOSITE_STARTS
        for a, b in (pair, pair[::-1])
    )


def homogeneous(item: Item) -> Iterator[Told]:
    """The options are of one kind."""
    if item.kind in ("hotspot", "numeric") or not item.options:
        return
    texts = texts_of(item.options)
    amounts = [text for text in texts if amount_in(text)]
    if amounts and len(amounts) < len(texts):
        yield Told("some options are numbers and some are not")
    elif amounts and len(units_of(item)) > 1:
        yield Told(f"the options have several units: {', '.join(sorted(units_of(item)))}")
    ends = {text.rstrip("”\"')").endswith((".", "!", "?")) for text in texts}
    if len(ends) > 1:
        yield Told("some options end as sentences do and some do not")
    starts = {text.lstrip("“\"'(")[:1].isupper() for text in texts if text.lstrip("“\"'(")[:1].isalpha()}
    plain_start = [t for t in texts if re.match(r"[a-z]{2,}", t)]
    if len(starts) > 1 and plain_start and not all(re.match(r"[a-z]?[A-Z]|[a-z]{1,2}\b", t) for t in plain_start):
        yield Told("some options begin with a capital and some do not")
