"""Medical words from their parts, plurals, abbreviations, and the ways of writing that are on a do-not-use list."""

from collections.abc import Iterable
from fractions import Fraction

from lapel.exam.chance import Chance
from lapel.exam.generators.making import Choice, Generator, Pick, Sum, Wrong, amount
from lapel.exam.wording import content
from lapel.model.materials import Abbreviation, Materials, Part, Plural, Term

TERMINOLOGY = ("terminology-texts",)
SAFETY = ("joint-commission-do-not-use", "ismp-abbreviations")
ACCEPT = tuple(
    (rule, "The item is about ways of writing that are not to be used.")
    for rule in ("unsafe-abbreviation", "numeric-order", "absolute-terms", "clang", "homogeneous")
)


# Words and their parts


def word_for_meaning(chance: Chance, materials: Materials) -> Pick:
    """Which word has this meaning?"""
    term = chance.pick(list(materials.terms.values()))
    asked = chance.pick(
        (
            f"Which medical word means “{term.meaning}”?",
            f"A provider writes in plain words: “{term.meaning}.” Which word says the same?",
            f"The parts of which word add up to “{term.meaning}”?",
        )
    )
    others = [Choice(_upper(one.id), _differs(one, materials)) for one in _like(chance, term, materials)]
    return Pick(stem=asked, key=Choice(_upper(term.id), _built(term, materials)), wrongs=tuple(others), level="recall")


def meaning_of_word(chance: Chance, materials: Materials) -> Pick:
    """What does this word mean?"""
    term = chance.pick(list(materials.terms.values()))
    asked = chance.pick(
        (
            f"A note in a chart has the word “{term.id}.” What does it mean?",
            f"A patient asks what “{term.id}” means. Which answer is right?",
        )
    )
    others = [
        Choice(_upper(one.meaning), f"That is “{one.id}.” {_parts(one, materials)}")
        for one in _like(chance, term, materials)
    ]
    return Pick(
        stem=asked, key=Choice(_upper(term.meaning), _built(term, materials)), wrongs=tuple(others), level="recall"
    )


def meaning_of_part(chance: Chance, materials: Materials) -> Pick | None:
    """What does this part of a word mean?"""
    term = chance.pick(list(materials.terms.values()))
    part = materials.parts[chance.pick(term.parts)]
    others = [other for other in _alike(materials, part) if other.meaning != part.meaning]
    asked = chance.pick(
        (
            f"In the word “{term.id},” what does the part “{_bare(part)}” mean?",
            f"A student takes the word “{term.id}” apart. What does “{_bare(part)}” stand for?",
        )
    )
    alike = sorted(chance.shuffled(others), key=lambda one: _form(one.meaning) != _form(part.meaning))
    wrongs = [Choice(_upper(one.meaning), f"That is the meaning of {one.id}.") for one in alike]
    why = f"{part.id} means “{part.meaning}.” {_upper(term.id)} means “{term.meaning}.”"
    return Pick(
        stem=asked, key=Choice(_upper(part.meaning), why), wrongs=_distinct(wrongs), level="recall", expected=0.7
    )


def part_for_meaning(chance: Chance, materials: Materials) -> Pick | None:
    """Which part has this meaning?"""
    part = chance.pick(list(materials.parts.values()))
    others = [other for other in _alike(materials, part) if not _same(other.meaning, part.meaning)]
    kind = {"prefix": "prefix", "root": "combining form", "suffix": "suffix"}[part.kind]
    wrongs = [Choice(one.id, f"{one.id} means “{one.meaning}.”") for one in chance.shuffled(others)]
    return Pick(
        stem=f"A word is taken apart. Which {kind} means “{part.meaning}”?",
        key=Choice(part.id, f"{part.id} means “{part.meaning}.”"),
        wrongs=tuple(wrongs),
        level="recall",
        expected=0.7,
    )


def _like(chance: Chance, term: Term, materials: Materials) -> list[Term]:
    """List other words for distractors: first those that share a part, in a drawn order, and no two of one meaning."""
    others = chance.shuffled(
        [one for one in materials.terms.values() if not _same(one.meaning, term.meaning) and not _opposite(one, term)]
    )
    others.sort(key=lambda one: (_form(one.meaning) != _form(term.meaning), -len({*one.parts} & {*term.parts})))
    return list({one.meaning: one for one in reversed(others[:7])}.values())[::-1]


OPPOSITES = ({"hyper-", "hypo-"}, {"brady-", "tachy-"}, {"pre-", "post-"}, {"sub-", "supra-"}, {"poly-", "olig-"})
"""A lone pair of opposites among the options points at the key."""


def _opposite(one: Term, other: Term) -> bool:
    return any(pair == {one.parts[0], other.parts[0]} for pair in OPPOSITES)


def _form(text: str) -> bool:
    """Whether a meaning begins with a verb: the key must not be the only one that does, or does not."""
    return text.split()[0].lower().endswith("ing")


def _alike(materials: Materials, part: Part) -> list[Part]:
    """List parts of one kind for distractors, without its opposite."""
    others = [other for other in materials.parts.values() if other.kind == part.kind and other.id != part.id]
    return [other for other in others if {other.id, part.id} not in OPPOSITES]


def _same(one: str, other: str) -> bool:
    """Whether two meanings could both be right: one says all that the other does."""
    first, second = set(one.replace(",", "").split()), set(other.replace(",", "").split())
    return first <= second or second <= first


def _distinct(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    return tuple({choice.text: choice for choice in choices}.values())


def _built(term: Term, materials: Materials) -> str:
    return f"{_upper(term.id)} means “{term.meaning}.” {_parts(term, materials)}"


def _differs(term: Term, materials: Materials) -> str:
    return f"This means “{term.meaning}.” {_parts(term, materials)}"


def _parts(term: Term, materials: Materials) -> str:
    said = [f"{name}, “{materials.parts[name].meaning}”" for name in term.parts]
    return f"Its parts: {'; '.join(said)}."


def _bare(part: Part) -> str:
    return part.id.strip("-").partition("/")[0]


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


# Plurals


def plural_of(chance: Chance, materials: Materials) -> Pick:
    """What is the plural of this word?"""
    rule = chance.pick(list(materials.plurals.values()))
    word = chance.pick(rule.words)
    right = word.removesuffix(rule.id) + rule.becomes
    wrongs = [_misformed(word, rule, other) for other in chance.shuffled(_endings(materials, rule))]
    asked = chance.pick(
        (
            f"A report speaks of more than one {word}. Which plural is right?",
            f"Which is the plural of the medical word “{word}”?",
        )
    )
    return Pick(
        stem=asked,
        key=Choice(right, f"Words in -{rule.id} of this kind change it to -{rule.becomes}: {word}, {right}."),
        wrongs=_distinct(wrongs),
        level="recall",
        expected=0.68,
    )


def singular_of(chance: Chance, materials: Materials) -> Pick:
    """Of which word is this the plural?"""
    rule = chance.pick(list(materials.plurals.values()))
    word = chance.pick(rule.words)
    root = word.removesuffix(rule.id)
    plural = root + rule.becomes
    known = {one for other in materials.plurals.values() for one in other.words}
    wrongs = [
        Choice(root + other.id, f"A word in -{other.id} would have the plural {root + other.becomes}.")
        for other in chance.shuffled(_endings(materials, rule))
        if root + other.id not in known
    ]
    return Pick(
        stem=f"A report says “{plural}.” What is the singular?",
        key=Choice(word, f"Words in -{rule.id} of this kind change it to -{rule.becomes}: {word}, {plural}."),
        wrongs=_distinct(wrongs),
        level="recall",
        expected=0.68,
    )


def _endings(materials: Materials, rule: Plural) -> list[Plural]:
    """List the endings that can be taken for this one; those of words in x stay among their like.

    An English plural is no wrong answer: dictionaries have “hematomas” and “appendixes”, too.
    """
    others = [other for other in materials.plurals.values() if other.becomes != rule.becomes]
    return [other for other in others if rule.id.endswith("x") or not other.id.endswith("x")]


def _misformed(word: str, rule: Plural, other: Plural) -> Choice:
    ending = other.id if word.endswith(other.id) else rule.id
    made = word.removesuffix(ending) + other.becomes
    why = "This is the singular." if made == word else f"That is the ending of words in -{other.id}."
    return Choice(made, why)


# Abbreviations


def abbreviation_meaning(chance: Chance, materials: Materials) -> Pick | None:
    """What does this abbreviation mean?"""
    one, others = _abbreviations(chance, materials)
    wrongs = [Choice(_upper(other.meaning), f"That is {other.id}.") for other in others]
    asked = chance.pick(
        (
            f"A chart has the abbreviation {one.id}. What does it mean?",
            f"A new colleague asks what {one.id} stands for. What is the answer?",
        )
    )
    key = Choice(_upper(one.meaning), f"{one.id} is {one.meaning}.")
    return _unless_told(one, Pick(stem=asked, key=key, wrongs=tuple(wrongs), level="recall", expected=0.74))


def abbreviation_for(chance: Chance, materials: Materials) -> Pick | None:
    """Which abbreviation stands for this?"""
    one, others = _abbreviations(chance, materials)
    wrongs = [Choice(other.id, f"{other.id} is {other.meaning}.") for other in others]
    asked = chance.pick(
        (
            f"Which abbreviation stands for “{one.meaning}”?",
            f"A medical assistant wants to shorten “{one.meaning}” in a note. Which abbreviation is right?",
        )
    )
    key = Choice(one.id, f"{one.id} is {one.meaning}.")
    return Pick(stem=asked, key=key, wrongs=tuple(wrongs), level="recall", expected=0.76)


def _abbreviations(chance: Chance, materials: Materials) -> tuple[Abbreviation, list[Abbreviation]]:
    one = chance.pick(list(materials.abbreviations.values()))
    others = [
        other
        for other in materials.abbreviations.values()
        if other.field == one.field and not _same(other.meaning, one.meaning)
    ]
    return one, chance.shuffled(others)


def _unless_told(one: Abbreviation, pick: Pick) -> Pick | None:
    """Drop a question that answers itself, as “STAT: stat” would."""
    return None if content(one.id) & content(pick.key.text) else pick


# Do not use


def safe_order(chance: Chance, materials: Materials) -> Pick | None:
    """Which order is written safely?"""
    safe = chance.pick(list(materials.orders.values()))
    flawed = chance.sample(list(materials.unsafe.values()), 3)
    wrongs = []
    for one in flawed:
        orders = [order for order in one.orders if order.split()[0] != safe.split()[0]]
        if not orders:
            return None
        shown = one.shown or one.id
        such = "Numbers such as" if one.shown else "Not"
        why = f"{such} “{shown}”: it was read as {one.taken_for}. Write “{one.meant}.”"
        wrongs.append(Choice(chance.pick(orders), why))
    asked = chance.pick(
        (
            "A medical assistant checks how orders are written before they are entered. Which one needs no change?",
            "Which of these orders is written without an abbreviation or number that is easily misread?",
        )
    )
    return Pick(
        stem=asked,
        key=Choice(safe, "Words and numbers are written out in full, so nothing can be taken for something else."),
        wrongs=tuple(wrongs),
        accept=ACCEPT,
        expected=0.66,
    )


def taken_for(chance: Chance, materials: Materials) -> Pick | None:
    """What was it read as?"""
    written = [one for one in materials.unsafe.values() if not one.shown]
    one = chance.pick(written)
    others = [other for other in written if {other.taken_for, other.meant}.isdisjoint({one.taken_for, one.meant})]
    wrongs = [Choice(other.taken_for, f"That is why “{other.id}” is not used.") for other in others]
    who = "the Joint Commission's do-not-use list" if "jc" in one.lists else "a list of error-prone abbreviations"
    return Pick(
        stem=f"“{one.id}” for “{one.meant}” is on {who}. What has it been taken for?",
        key=Choice(one.taken_for, f"“{one.id}” was read as {one.taken_for}; write “{one.meant}.”"),
        wrongs=_distinct(chance.shuffled(wrongs)),
        accept=ACCEPT,
        level="recall",
        expected=0.55,
    )


def number_misread(chance: Chance, _: Materials) -> Sum:
    """What dose is a trailing zero or a missing one read as?"""
    digit = Fraction(1 + chance.below(9))
    trailing = chance.below(2) == 0
    shown = f"{digit}.0 mg" if trailing else f".{digit} mg"
    meant = digit if trailing else digit / 10
    read = 10 * meant
    why = (
        f"The point is easily missed. With a zero at the end, {shown} is read as {amount(read, 'mg')}; write"
        f" {amount(meant, 'mg')}."
        if trailing
        else f"The point is easily missed. With no zero before it, {shown} is read as {amount(read, 'mg')}; write"
        f" {amount(meant, 'mg')}."
    )
    wrongs = (
        Wrong(meant * 100, "A missed point makes the dose ten times as large, not a hundred times."),
        Wrong(meant / 10, "A missed point makes the dose larger, not smaller."),
        Wrong(meant, "This is what was meant; the danger is another number."),
        Wrong(meant * 2, "Nothing is doubled when the point is missed.", True),
        Wrong(meant * 5, "A missed point makes the dose ten times as large.", True),
        Wrong(meant * 20, "A missed point makes the dose ten times as large.", True),
    )
    return Sum(
        stem=f"A handwritten order says “{shown}.” If the decimal point is overlooked, how many milligrams will be"
        " given?",
        answer=read,
        unit="mg",
        why=why,
        wrongs=wrongs,
        places=2,
        dose=True,
        accept=ACCEPT,
        expected=0.7,
    )


def write_instead(chance: Chance, materials: Materials) -> Pick | None:
    """What should be written in its place?"""
    one = chance.pick([one for one in materials.unsafe.values() if not one.shown])
    order = chance.pick(one.orders)
    others = [other for other in materials.unsafe.values() if not other.shown and other.meant != one.meant]
    wrongs = [Choice(other.meant, f"That is what “{other.id}” was meant to say.") for other in chance.shuffled(others)]
    return Pick(
        stem=f"An old order reads “{order}.” The provider confirms it. Which words should stand in place of"
        f" “{one.id}”?",
        key=Choice(one.meant, f"“{one.id}” was read as {one.taken_for}, so it is written out."),
        wrongs=_distinct(wrongs),
        accept=ACCEPT,
        expected=0.72,
    )


GENERATORS = (
    Generator(
        "word-building",
        "medical words and their parts",
        "terminology",
        TERMINOLOGY,
        {
            "word": word_for_meaning,
            "meaning": meaning_of_word,
            "part-meaning": meaning_of_part,
            "part": part_for_meaning,
        },
    ),
    Generator(
        "plurals",
        "plurals of medical words",
        "terminology",
        TERMINOLOGY,
        {"plural": plural_of, "singular": singular_of},
    ),
    Generator(
        "abbreviations",
        "abbreviations and their meaning",
        "terminology",
        (*TERMINOLOGY, "ismp-abbreviations"),
        {"meaning": abbreviation_meaning, "abbreviation": abbreviation_for},
    ),
    Generator(
        "do-not-use",
        "ways of writing that are not to be used",
        "medication-administration",
        SAFETY,
        {"safe-order": safe_order, "taken-for": taken_for, "number": number_misread, "write": write_instead},
    ),
)
