"""Checks of an item's form: its key and options, numbers and units, what is safe to write, reasons and words."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise

from lapel.exam.lint_parts import (
    DOSE_UNITS,
    FEWEST,
    Told,
    amount_in,
    is_dose,
    lead_in,
    texts_of,
    units_of,
)
from lapel.exam.terms import BIAS, SEX, SEX_MATTERS, TERMS
from lapel.exam.wording import grade, normal_form, numbers, plain
from lapel.model.exam import Item

MOST = 5
MOST_OF_KIND = {"multi-select": 6, "ordering": 6, "hotspot": 8}

HARDEST_GRADE = 10
LONGEST_STEM = 120
"""Words of a stem."""

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


NAKED = re.compile(r"(?<![\d\w])\.\d+\s*(?:" + DOSE_UNITS + r")?\b")
TRAILING = re.compile(rf"(?<![\d.])\d+\.(?:0+|\d*[1-9]0+)\s*{DOSE_UNITS}\b")


def numeric_order(item: Item) -> Iterator[Told]:
    """Numbers rise, are as exact as each other, and do not overlap; doses are written safely."""
    dose = is_dose(item)
    for text in (item.stem, *texts_of(item.options)):
        if found := TRAILING.search(text):
            yield Told(
                f"“{found[0].strip()}” has a zero at its end, which is read as ten times the dose", "E" if dose else "W"
            )
        if found := NAKED.search(text):
            yield Told(f"“{found[0].strip()}” lacks the zero before its point", "E" if dose else "W")
    matches = [amount_in(option.text) for option in item.options]
    found_all = [match for match in matches if match]
    if item.kind != "one-best" or len(found_all) != len(matches) or len(units_of(item)) != 1 or not matches:
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
    for text in (item.stem, *texts_of(item.options)):
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
    whole = " ".join((item.stem, *texts_of(item.options), *(option.why for option in item.options), item.why))
    if (found := SEX.search(item.stem)) and not SEX_MATTERS.search(whole):
        yield Told(f"names “{found[0]}”, and nothing in the item turns on it")
