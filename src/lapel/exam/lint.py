"""The linter of items: what can be told of a question from its text alone, and of a bank from all of them.

Each check is one function of the table `RULES`. Levels: E blocks an item, W needs a reviewer's note, B is about the
whole bank. The rules are condensed from the item-writing guide of the NBME (2020), Haladyna, Downing and Rodriguez
(2002), Downing (2005) and Tarrant and Ware (2008); the thresholds are our own starting points. None of it can tell
whether a key is right.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from fractions import Fraction
from itertools import combinations, pairwise
from math import erfc, exp, gamma, sqrt
from typing import Literal

from lapel.exam.terms import ANTONYMS, BIAS, OPPOSITE_STARTS, SEX, SEX_MATTERS, TERMS
from lapel.exam.wording import content, grade, normal_form, numbers, plain, sentences, words
from lapel.model.exam import Bank, Item, Option, Outline
from lapel.model.value import Value

LintLevel = Literal["E", "W", "B"]

NEAR_JACCARD = 0.8
NEAR_EDIT = 0.9
LONGEST_RATIO = 1.3
LONGEST_MORE = 15
"""Characters by which a key must be longer than the longest other option to stand out."""
UNLIKELY = 0.01
"""The chance below which a pattern of the whole bank is no accident."""
HARDEST_GRADE = 10
LONGEST_STEM = 120
SHORTEST_STEM = 5
"""Words of a stem."""
SAME_SHINGLES = 0.6
SHINGLE = 5
MOST_IN_A_ROW = 4
MOST_AT_A_PLACE = Fraction(35, 100)
JUDGED_FROM = 50
"""Items of a form from which the share of a place is judged."""

FEWEST, MOST = 3, 5
MOST_OF_KIND = {"multi-select": 6, "ordering": 6, "hotspot": 8}

ABSOLUTE = frozenset({"always", "never", "all", "none", "only", "every", "must", "completely"})
VAGUE = frozenset({"often", "usually", "sometimes", "frequently", "rarely", "may", "might", "could"})
DOSE_UNITS = r"(?:mg|mcg|g|mL|units?|mEq|tablets?|capsules?|drops?|gtt)"
PLAUSIBLE: Mapping[str, tuple[str, str]] = {
    "mL": ("0.01", "5000"),
    "L": ("0.01", "10"),
    "mg": ("0.01", "5000"),
    "mcg": ("0.1", "5000"),
    "g": ("0.01", "5000"),
    "kg": ("0.4", "300"),
    "lb": ("1", "700"),
    "cm": ("0.1", "250"),
    "in": ("4", "100"),
    "tablets": ("0.25", "12"),
    "capsules": ("1", "12"),
    "units": ("0.5", "1000"),
    "gtt/min": ("1", "300"),
    "drops per minute": ("1", "300"),
    "°F": ("86", "110"),
    "°C": ("30", "43"),
    "%": ("0", "100"),
    "beats per minute": ("20", "300"),
    "breaths per minute": ("4", "100"),
}
"""What an answer in a unit can be at all; other units are not judged."""


class Finding(Value):
    """Something wrong with an item, or with the bank (then ``item`` is empty); ``accepted`` is a reviewer's reason."""

    rule: str
    level: LintLevel
    says: str
    item: str = ""
    file: str = ""
    line: int = 0
    accepted: str = ""


class Told(Value):
    """What a check says: its words, and the level where it is not the rule's own."""

    says: str
    level: LintLevel | None = None


class Rule(Value):
    """A check of one item: its level and what it looks for."""

    level: LintLevel
    about: str
    check: "Callable[[Item], Iterator[Told]] | None" = None


# What several checks need


def lead_in(stem: str) -> str:
    """Give the question of a stem: its last sentence with a question mark, or else its last sentence."""
    parts = sentences(stem)
    asked = [part for part in parts if part.rstrip("”\"'").endswith("?")]
    return (asked or parts or [""])[-1]


def _one_best(item: Item) -> Option | None:
    return item.keyed[0] if item.kind == "one-best" and len(item.keyed) == 1 else None


def _texts(options: Iterable[Option]) -> list[str]:
    return [option.text for option in options]


def is_dose(item: Item) -> bool:
    """Whether an item is about a dose: an amount of a drug is to be found, or is among its options."""
    amounts = [text for text in _texts(item.options) if re.search(rf"\d\s*{DOSE_UNITS}\b", text)]
    drug = item.topic in ("dosage-calculation", "medication-administration", "pharmacology")
    return drug or len(amounts) * 2 > len(item.options) > 0 or (item.kind == "numeric" and item.unit in ("mL", "mg"))


def in_order(item: Item) -> bool:
    """Whether the options begin with numbers that rise: they stand in their own order and are not shuffled."""
    begun = [re.match(r"(?:about )?[$<>≥≤−-]?\s*(?:\d|\.\d)", option.text.strip(), re.I) for option in item.options]
    values = [numbers(option.text) for option in item.options]
    return len(begun) > 1 and all(begun) and values == sorted(values)


def _amount(text: str) -> re.Match[str] | None:
    """A text that is a number with a unit, or without."""
    return re.fullmatch(
        r"(?:about )?[$<>≥≤−-]?\s*(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?:\d+ )?\d+/\d+|\d*\.?\d+)"
        r"(?:\s*(?:–|-|to)\s*(?P<to>\d*\.?\d+))?"
        r"\s*(?P<unit>%|°\s?[FC]?|mm Hg|[A-Za-zµ]+(?:/[A-Za-zµ]+|(?: [a-z]+)? per [a-z]+)?)?",
        text.strip(),
    )


def _units(item: Item) -> set[str]:
    """The units of options that are amounts; one and many are the same unit."""
    found = (_amount(option.text) for option in item.options)
    return {re.sub(r"(?<=ch)es$|s$", "", (match["unit"] or "").strip().lower()) for match in found if match}


# Errors of form


def key_valid(item: Item) -> Iterator[Told]:
    """The key fits the kind of item."""
    ids = [option.id for option in item.options]
    if item.kind == "numeric":
        if item.answer is None:
            yield Told("has no answer")
        if item.options or item.key:
            yield Told("is numeric and has options or a key")
        return
    if unknown := [name for name in item.key if name not in ids]:
        yield Told(f"has the key {', '.join(unknown)}, which is no option")
    if len(set(item.key)) != len(item.key):
        yield Told("names an option in its key twice")
    count = len(item.key)
    if item.kind in ("one-best", "hotspot") and count != 1:
        yield Told(f"has {count} keys, expected exactly one")
    if item.kind == "hotspot" and not item.picture:
        yield Told("is a hotspot without a picture")
    if item.kind == "multi-select" and not 2 <= count < len(ids):
        yield Told(f"has {count} keys of {len(ids)} options, expected 2 or more and fewer than all")
    if item.kind == "ordering":
        if sorted(item.key) != sorted(ids):
            yield Told("does not put all of its steps in order")
        elif list(item.key) == ids:
            yield Told("shows its steps in the right order already")


def option_count(item: Item) -> Iterator[Told]:
    """From 3 to 5 options; other kinds may have more."""
    if item.kind == "numeric":
        return
    count, most = len(item.options), MOST_OF_KIND.get(item.kind, MOST)
    if count < FEWEST:
        yield Told(f"has {count} options, expected {FEWEST} or more", "E")
    if count > most:
        yield Told(f"has {count} options, expected {most} at most", "W")


def dup_option(item: Item) -> Iterator[Told]:
    """No two options are equal."""
    for one, other in combinations(item.options, 2):
        if normal_form(one.text) == normal_form(other.text):
            yield Told(f"options {one.id} and {other.id} are equal: “{one.text}” and “{other.text}”")


ALL_NONE = re.compile(
    r"\b(all|none|both|neither|any|some)\b.{0,12}\b(above|of these|the following|listed)\b"
    r"|^(both |only )?(options? )?[a-f](, [a-f])*,? (and|&|or) [a-f]( only)?\.?$"
    r"|^(all|none|both|neither)\.?$"
)


def all_none_above(item: Item) -> Iterator[Told]:
    """No option speaks of the others."""
    for option in item.options:
        if ALL_NONE.search(plain(option.text)):
            yield Told(f"option {option.id} speaks of other options: “{option.text}”")


SUBORDINATE = re.compile(
    r"\b(if|when|who|whose|because|since|so that|that|although|while|until|after|before|where|to avoid)\b[^,?]*"
    r"|“[^”]*”|\"[^\"]*\""
)
NEGATION = re.compile(r"\b(not|except|least|incorrect|false|contraindicated)\b", re.IGNORECASE)
NEGATIVE_OPTION = re.compile(r"\b(not|never|no|cannot|don't|doesn't|isn't|aren't)\b")


def negative_stem(item: Item) -> Iterator[Told]:
    """The lead-in asks for what is so."""
    asked = lead_in(item.stem)
    if re.match(r"why\b", asked, re.IGNORECASE):
        return
    main = SUBORDINATE.sub(" ", asked[:1].lower() + asked[1:])
    found = NEGATION.search(main) or re.search(r"\b(\w+n't)\b", plain(main))
    if re.search(r"\bat least\b", main, re.IGNORECASE) or not found:
        return
    said = found[1]
    negative = [option.id for option in item.options if NEGATIVE_OPTION.search(plain(option.text))]
    if not said.isupper():
        yield Told(f"asks for what is not so (“{said}”), and not in capitals", "E")
    elif negative:
        yield Told(f"asks for what is not so, and option {negative[0]} is negative too", "E")
    else:
        yield Told(f"asks for what is not so (“{said}”)", "W")


# Cues


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
    key = _one_best(item)
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
    key = _one_best(item)
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
    key = _one_best(item)
    if key:
        shared = content(item.stem) & content(key.text)
        for option in item.distractors:
            shared -= content(option.text)
        if shared:
            yield Told(f"the stem and the key alone share {', '.join(sorted(shared))}")


def convergence(item: Item) -> Iterator[Told]:
    """The key does not share more with the other options than any of them does."""
    key = _one_best(item)
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
    key = _one_best(item)
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
    texts = _texts(item.options)
    amounts = [text for text in texts if _amount(text)]
    if amounts and len(amounts) < len(texts):
        yield Told("some options are numbers and some are not")
    elif amounts and len(_units(item)) > 1:
        yield Told(f"the options have several units: {', '.join(sorted(_units(item)))}")
    ends = {text.rstrip("”\"')").endswith((".", "!", "?")) for text in texts}
    if len(ends) > 1:
        yield Told("some options end as sentences do and some do not")
    starts = {text.lstrip("“\"'(")[:1].isupper() for text in texts if text.lstrip("“\"'(")[:1].isalpha()}
    plain_start = [t for t in texts if re.match(r"[a-z]{2,}", t)]
    if len(starts) > 1 and plain_start and not all(re.match(r"[a-z]?[A-Z]|[a-z]{1,2}\b", t) for t in plain_start):
        yield Told("some options begin with a capital and some do not")


NAKED = re.compile(r"(?<![\d\w])\.\d+\s*(?:" + DOSE_UNITS + r")?\b")
TRAILING = re.compile(rf"(?<![\d.])\d+\.(?:0+|\d*[1-9]0+)\s*{DOSE_UNITS}\b")


def numeric_order(item: Item) -> Iterator[Told]:
    """Numbers rise, are as exact as each other, and do not overlap; doses are written safely."""
    dose = is_dose(item)
    for text in (item.stem, *_texts(item.options)):
        if found := TRAILING.search(text):
            yield Told(
                f"“{found[0].strip()}” has a zero at its end, which is read as ten times the dose", "E" if dose else "W"
            )
        if found := NAKED.search(text):
            yield Told(f"“{found[0].strip()}” lacks the zero before its point", "E" if dose else "W")
    matches = [_amount(option.text) for option in item.options]
    found_all = [match for match in matches if match]
    if item.kind != "one-best" or len(found_all) != len(matches) or len(_units(item)) != 1 or not matches:
        return
    starts = [numbers(match["number"])[0] for match in found_all]
    if starts != sorted(starts):
        yield Told("the numbers of the options do not rise")
    decimals = {len(match["number"].partition(".")[2]) for match in found_all}
    if len(decimals) > 1 and not dose:
        yield Told("the numbers of the options are not equally exact")
    ranges = [(low, Fraction(match["to"])) for low, match in zip(starts, found_all, strict=True) if match["to"]]
    if any(low <= high for (_, high), (low, _) in pairwise(sorted(ranges))):
        yield Told("the ranges of the options overlap")


UNSAFE = re.compile(r"(?<![\w.-])(U|IU|QD|Q\.D\.|qd|q\.d\.|QOD|Q\.O\.D\.|qod|MS|MSO4|MgSO4)(?![\w-]|\.[A-Z])")
UNSAFE_IN_DOSES = re.compile(r"(?<![\w.-])(cc|CC|hs|HS|sc|SC)(?![\w-])")


def unsafe_abbreviation(item: Item) -> Iterator[Told]:
    """No abbreviation that was read wrongly often enough to be on a do-not-use list."""
    patterns = (UNSAFE, UNSAFE_IN_DOSES) if is_dose(item) else (UNSAFE,)
    for text in (item.stem, *_texts(item.options)):
        for pattern in patterns:
            if found := pattern.search(text):
                yield Told(f"“{found[1]}” is on a list of unsafe abbreviations: “{text}”")


def readability(item: Item) -> Iterator[Told]:
    """The stem is short and plain."""
    if (hard := grade(item.stem, TERMS)) > HARDEST_GRADE:
        yield Told(f"the stem reads at grade {hard:.1f}, expected {HARDEST_GRADE} at most")
    if (count := len(item.stem.split())) > LONGEST_STEM:
        yield Told(f"the stem has {count} words, expected {LONGEST_STEM} at most")


def rationale(item: Item) -> Iterator[Told]:
    """Every option says why, and the item where it is from."""
    if not item.sources:
        yield Told("names no source")
    silent = [option.id for option in item.options if not option.why.strip()]
    if silent:
        yield Told(f"does not say why of {', '.join(silent)}")
    if item.kind == "numeric":
        if not item.why.strip():
            yield Told("does not show the working")
        if len(item.errors) < 2:
            yield Told(f"names {len(item.errors)} errors, expected 2 or more")


def arithmetic(item: Item) -> Iterator[Told]:
    """The number to be found differs from every named error, and can be."""
    if item.kind != "numeric" or item.answer is None:
        return
    for error in item.errors:
        if abs(error.value - item.answer) <= item.tolerance:
            yield Told(f"the error {error.value} counts as right: the answer is {item.answer} within {item.tolerance}")
    values = [error.value for error in item.errors]
    if len(set(values)) != len(values):
        yield Told("names the same wrong number twice")
    least, most = PLAUSIBLE.get(item.unit, ("-Infinity", "Infinity"))
    if not Decimal(least) <= item.answer <= Decimal(most):
        yield Told(f"the answer {item.answer} {item.unit} cannot be: expected {least} to {most}")


def bias_words(item: Item) -> Iterator[Told]:
    """Race, religion, nationality and sex are named only where they matter."""
    if found := BIAS.search(item.stem):
        yield Told(f"names “{found[0]}”")
    whole = " ".join((item.stem, *_texts(item.options), *(option.why for option in item.options), item.why))
    if (found := SEX.search(item.stem)) and not SEX_MATTERS.search(whole):
        yield Told(f"names “{found[0]}”, and nothing in the item turns on it")


RULES: Mapping[str, Rule] = {
    "key-valid": Rule("E", "the key fits the kind of item", key_valid),
    "option-count": Rule("E", "3 to 5 options", option_count),
    "dup-option": Rule("E", "no two equal options", dup_option),
    "all-none-above": Rule("E", "no option that speaks of the others", all_none_above),
    "unsafe-abbreviation": Rule("E", "no unsafe abbreviation", unsafe_abbreviation),
    "rationale": Rule("E", "a reason for every option, and a source", rationale),
    "outline-tag": Rule("E", "an area in every outline now in force"),
    "arithmetic": Rule("E", "a number that can be, and errors that differ from it", arithmetic),
    "negative-stem": Rule("W", "a question for what is so", negative_stem),
    "numeric-order": Rule("W", "numbers in order and written safely", numeric_order),
    "near-dup-option": Rule("W", "no two nearly equal options", near_dup_option),
    "longest-key": Rule("W", "a key that its length does not give away", longest_key),
    "absolute-terms": Rule("W", "no absolute word that gives the key away", absolute_terms),
    "vague-terms": Rule("W", "no vague word in an option", vague_terms),
    "grammar-article": Rule("W", "options that fit the stem", grammar_article),
    "complete-stem": Rule("W", "a stem that asks a whole question", complete_stem),
    "clang": Rule("W", "no word of the stem in the key alone", clang),
    "convergence": Rule("W", "a key that is not the middle of the others", convergence),
    "opposite-pair": Rule("W", "no lone pair of opposites with the key in it", opposite_pair),
    "homogeneous": Rule("W", "options of one kind", homogeneous),
    "readability": Rule("W", "a short and plain stem", readability),
    "bias-words": Rule("W", "no race, religion, nationality or sex without need", bias_words),
    "duplicate-item": Rule("W", "no item twice"),
    "source-age": Rule("W", "sources read again in time"),
    "needless-accept": Rule("W", "no finding accepted that is not there"),
    "longest-key-bank": Rule("B", "keys that are the longest no more often than chance"),
    "key-position": Rule("B", "keys at every place alike"),
}

ACCEPTED_ERRORS = frozenset({"unsafe-abbreviation", "numeric-order"})
"""Errors that an item may be about: a reviewer can let them stand, too."""


# One item


def lint_item(item: Item) -> Iterator[Finding]:
    """Check one item by itself."""
    for name, rule in RULES.items():
        for told in rule.check(item) if rule.check else ():
            yield _finding(name, told, item)


def _finding(name: str, told: Told, item: Item) -> Finding:
    level = told.level or RULES[name].level
    lets = level == "W" or name in ACCEPTED_ERRORS
    reason = dict(item.accept).get(name, "") if lets else ""
    return Finding(name, level, told.says, item.id, item.file, item.line, reason)


# The bank


def lint_bank(bank: Bank, *, on: date) -> tuple[Finding, ...]:
    """Check every item that may be shown, and the bank as a whole; findings that a reviewer accepted are among them."""
    items = [item for item in bank.items.values() if item.usable]
    found = [finding for item in items for finding in lint_item(item)]
    outlines = [outline for exam in bank.exams.values() for outline in exam.in_force(on=on)]
    found += [finding for item in items for finding in _outline_tags(item, bank, outlines)]
    found += _duplicates(items)
    found += _needless(items, found)
    found += _old_sources(items, bank, on)
    return (*found, *longest_in_bank(items), *places_in_bank(items))


def _outline_tags(item: Item, bank: Bank, outlines: Iterable[Outline]) -> Iterator[Finding]:
    for outline in outlines:
        area = bank.place(item, outline)
        if area is None and outline.exam not in item.not_for and outline.id not in item.not_for:
            yield _finding("outline-tag", Told(f"has no area in {outline.id}, and is not said to be not for it"), item)
        elif area is not None and area not in [leaf.id for leaf in outline.leaves()]:
            yield _finding("outline-tag", Told(f"stands in the area {area!r}, which {outline.id} has not"), item)


def _needless(items: Iterable[Item], found: Iterable[Finding]) -> Iterator[Finding]:
    used = {(finding.item, finding.rule) for finding in found if finding.accepted}
    for item in items:
        for name, _ in item.accept:
            if (item.id, name) not in used:
                why = "no such finding that can be accepted" if name in RULES else "no such rule"
                yield _finding("needless-accept", Told(f"accepts {name!r}: {why}"), item)


def _duplicates(items: Sequence[Item]) -> Iterator[Finding]:
    """Find items whose stems are the same, or share most of their runs of five words and have the same key."""
    stems: dict[str, Item] = {}
    shingles = {item.id: _shingles(item.stem) for item in items}
    holders: dict[tuple[str, ...], list[Item]] = defaultdict(list)
    for item in items:
        form = normal_form(item.stem)
        if form in stems:
            yield _finding("duplicate-item", Told(f"has the stem of {stems[form].id}"), item)
            continue
        stems[form] = item
        shared = Counter(other.id for part in shingles[item.id] for other in holders[part])
        for name, count in shared.items():
            other = next(one for one in holders[next(iter(shingles[name] & shingles[item.id]))] if one.id == name)
            total = len(shingles[item.id] | shingles[name])
            if count / total > SAME_SHINGLES and _key_text(item) == _key_text(other):
                yield _finding("duplicate-item", Told(f"shares most of its stem and its key with {name}"), item)
        for part in shingles[item.id]:
            holders[part].append(item)


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    said = words(text)
    return frozenset(tuple(said[i : i + SHINGLE]) for i in range(max(1, len(said) - SHINGLE + 1)))


def _key_text(item: Item) -> str:
    return str(item.answer) if item.kind == "numeric" else " · ".join(normal_form(o.text) for o in item.keyed)


def _old_sources(items: Iterable[Item], bank: Bank, on: date) -> Iterator[Finding]:
    resting = Counter(name for item in items for name in item.sources)
    for name, count in resting.items():
        source = bank.item_sources.get(name)
        if source and source.overdue(on=on):
            due = source.as_of + source.review_every
            rest = f"{count} items rest" if count > 1 else "1 item rests"
            says = f"source {name} is as of {source.as_of} and was to be read again by {due}; {rest} on it"
            yield Finding("source-age", "W", says)


# The bank as a whole


def longest_in_bank(items: Iterable[Item]) -> Iterator[Finding]:
    """Tell whether the key is the one longest option more often than chance (a sum of chances of 1 in the options)."""
    found, chances = 0, []
    for item in items:
        if key := _one_best(item):
            chances.append(1 / len(item.options))
            found += all(len(key.text) > len(option.text) for option in item.distractors)
    if chances and at_least(found, chances) < UNLIKELY:
        says = f"the key is the one longest option in {found} of {len(chances)} items; by chance it would be about"
        yield Finding("longest-key-bank", "B", f"{says} {sum(chances):.0f}")


def at_least(count: int, chances: Sequence[float]) -> float:
    """Give the chance that ``count`` or more of independent events happen (the Poisson binomial, by convolution)."""
    spread = [1.0]
    for chance in chances:
        spread = [
            (spread[k] if k < len(spread) else 0) * (1 - chance) + (spread[k - 1] * chance if k else 0)
            for k in range(len(spread) + 1)
        ]
    return sum(spread[count:])


def places_in_bank(items: Iterable[Item]) -> Iterator[Finding]:
    """Tell whether keys stand at every place alike, among items with as many options; numbers keep their own order."""
    places: dict[int, Counter[int]] = defaultdict(Counter)
    for item in items:
        if _one_best(item) and not in_order(item):
            places[len(item.options)][[option.id for option in item.options].index(item.key[0])] += 1
    for count, found in sorted(places.items()):
        seen = [found[place] for place in range(count)]
        expected = sum(seen) / count
        if expected >= 5 and chi_square_above(sum((n - expected) ** 2 / expected for n in seen), count - 1) < UNLIKELY:
            yield Finding("key-position", "B", f"keys of items with {count} options stand at {seen}, expected alike")


def chi_square_above(value: float, freedom: int) -> float:
    """Give the chance that chi-square with so many degrees of freedom is above a value (closed forms)."""
    half = value / 2
    start = 0.5 if freedom % 2 else 0.0
    total = erfc(sqrt(half)) if freedom % 2 else 0.0
    steps = freedom // 2
    for k in range(steps):
        power = k + start
        total += half**power * exp(-half) / gamma(power + 1)
    return total


def places_in_form(places: Sequence[int]) -> list[str]:
    """Tell what is wrong with the places of keys in a form, given those of its one-best items in their order."""
    wrong = []
    run, before = 0, -1
    for place in places:
        run = run + 1 if place == before else 1
        before = place
        if run == MOST_IN_A_ROW + 1:
            wrong.append(f"more than {MOST_IN_A_ROW} keys in a row at place {place + 1}")
    for place, count in sorted(Counter(places).items()) if len(places) >= JUDGED_FROM else ():
        if Fraction(count, len(places)) > MOST_AT_A_PLACE:
            wrong.append(f"{count} of {len(places)} keys at place {place + 1}")
    return wrong


class Rates(Value):
    """How many items have a finding, a hundred items: all, and by rule; accepted findings do not count."""

    items: int
    flawed: int
    by_rule: tuple[tuple[str, int], ...]

    @property
    def per_hundred(self) -> float:
        """Items with at least one finding, of a hundred."""
        return 100 * self.flawed / self.items if self.items else 0.0


def rates(findings: Iterable[Finding], items: int) -> Rates:
    """Count the flawed among ``items`` items."""
    open_ = [finding for finding in findings if not finding.accepted and finding.item]
    by_rule = Counter(rule for rule, _ in {(finding.rule, finding.item) for finding in open_})
    return Rates(items, len({finding.item for finding in open_}), tuple(by_rule.most_common()))
