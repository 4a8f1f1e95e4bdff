"""The linter of items: what can be told of a question from its text alone, and of a bank from all of them.

Each check is one function of the table `RULES`. Levels: E blocks an item, W needs a reviewer's note, B is about the
whole bank. The rules are condensed from the item-writing guide of the NBME (2020), Haladyna, Downing and Rodriguez
(2002), Downing (2005) and Tarrant and Ware (2008); the thresholds are our own starting points. None of it can tell
whether a key is right.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from lapel.exam.lint_cues import (
    absolute_terms,
    clang,
    complete_stem,
    convergence,
    grammar_article,
    homogeneous,
    longest_key,
    near_dup_option,
    opposite_pair,
    vague_terms,
)
from lapel.exam.lint_form import (
    all_none_above,
    arithmetic,
    bias_words,
    dup_option,
    key_valid,
    negative_stem,
    numeric_order,
    option_count,
    rationale,
    readability,
    unsafe_abbreviation,
)
from lapel.exam.lint_parts import Finding, LintLevel, Told
from lapel.exam.lint_whole import longest_in_bank, places_in_bank
from lapel.exam.wording import normal_form, words
from lapel.model.exam import Bank, Item, Outline
from lapel.model.value import Value

SAME_SHINGLES = 0.6
SHINGLE = 5


class Rule(Value):
    """A check of one item: its level and what it looks for."""

    level: LintLevel
    about: str
    check: "Callable[[Item], Iterator[Told]] | None" = None


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


def lint_beside(own: Bank, bank: Bank, *, on: date) -> tuple[Finding, ...]:
    """Check the items of ``own`` as `lint_bank` does, and whether one is already in ``bank`` under another id."""
    found = lint_bank(own, on=on)
    others = [item for name, item in bank.items.items() if name not in own.items]
    again = _duplicates([item for item in (*others, *own.items.values()) if item.usable])
    known = {(finding.item, finding.says) for finding in found}
    return (*found, *(one for one in again if one.item in own.items and (one.item, one.says) not in known))


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
