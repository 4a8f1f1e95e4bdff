"""The catalogue's files of what generated questions are made of → `lapel.model.materials.Materials`."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

from lapel.loading.advice import WholeShape, ids
from lapel.loading.catalogue import Reading
from lapel.loading.compiled import CATALOGUE_DIR, EXAMS, exams_hash
from lapel.model import materials as nouns
from lapel.model.located import Located, Problems
from lapel.model.shapes import Choice, Entry, Flag, ListOf, Number, Shape, Text

TEXT = Text()
AMOUNTS = ListOf(Number(most=1_000_000))
LISTS = ("jc", "ismp")
FOLDER = f"{EXAMS}/materials"


def read_materials(root: Path = CATALOGUE_DIR) -> nouns.Materials:
    """Parse and check the files; raises `Problems` with every error, each with file and line."""
    reading = Reading(root)

    def part(name: str, shape: Callable[[str], Entry]) -> Mapping[str, Any]:
        found: Mapping[str, Any] = reading.mapping(f"{FOLDER}/{name}", shape)
        return found

    parts = part("parts", _made(nouns.Part, {"meaning": TEXT}))
    materials = nouns.Materials(
        exams_hash(root),
        parts,
        part("terms", lambda key: _term(key, parts)),
        part("plurals", _made(nouns.Plural, {"becomes": TEXT, "words": ListOf(TEXT)}, _check_plural)),
        part("abbreviations", _made(nouns.Abbreviation, {"meaning": TEXT, "field": TEXT})),
        part("unsafe", _unsafe),
        part("orders", lambda key: Entry(lambda text: text, {"text": TEXT}, required=("text",))),
        part("drugs", _drug),
    )
    reading.problems.raise_if_any()
    return materials


Check = Callable[[Any, Located, Problems], None]


def _made(noun: Any, fields: dict[str, Shape], check: Check | None = None) -> Callable[[str], Entry]:
    """Give the shape of entries that have all of these fields, and their key as id."""
    more: dict[str, Any] = {"check": check} if check else {}

    def entry(key: str) -> Entry:
        return Entry(lambda **said: noun(id=key, **said), fields, required=tuple(fields), **more)

    return entry


def _term(key: str, parts: Mapping[str, nouns.Part]) -> Entry:
    def check(term: nouns.Term, node: Located, problems: Problems) -> None:
        if (built := build(term.parts)) != key:
            problems.add(node, f"parts that build {key!r}", found=repr(built))

    return _made(nouns.Term, {"parts": ids(list(parts)), "meaning": TEXT}, check)(key)


def build(parts: tuple[str, ...]) -> str:
    """Join parts to a word: a root keeps its vowel before a consonant and before another root.

    >>> build(("gastr/o", "enter/o", "-logy")), build(("hepat/o", "-itis")), build(("hyper-", "glyc/o", "-emia"))
    ('gastroenterology', 'hepatitis', 'hyperglycemia')
    """
    word = ""
    for here, after in zip(parts, (*parts[1:], ""), strict=True):
        root, stroke, vowel = here.strip("-").partition("/")
        drops = stroke and "/" not in after and after.strip("-")[:1] in (*"aeiou",)
        word += root if drops else root + vowel
    return word


def _check_plural(plural: nouns.Plural, node: Located, problems: Problems) -> None:
    for word in plural.words:
        if not word.endswith(plural.id):
            problems.add(node, f"words that end in {plural.id!r}", found=repr(word))


def _unsafe(key: str) -> Entry:
    return Entry(
        lambda **said: nouns.Unsafe(id=key, **said),
        {"lists": ids(LISTS), "shown": TEXT, "meant": TEXT, "taken_for": TEXT, "orders": ListOf(TEXT)},
        required=("lists", "meant", "taken_for", "orders"),
    )


def _drug(key: str) -> Entry:
    by_weight: dict[str, Shape] = {
        "mg": Number(most=1000),
        "per_day": WholeShape(),
        "kg": ListOf(WholeShape()),
        "most": WholeShape(),
    }

    def check(drug: nouns.Drug, node: Located, problems: Problems) -> None:
        if not all(value > 0 for value in (*drug.strengths, *drug.doses)):
            problems.add(node, "strengths and doses above 0")
        for way in drug.by_weight:
            if len(way.kg) != 2 or way.kg[0] >= way.kg[1]:
                problems.add(node, "'kg' as the lightest and the heaviest weight", found=str(list(way.kg)))
            elif (heaviest := way.mg * way.kg[1] / (way.per_day or 1)) > way.most:
                problems.add(
                    node, f"doses of up to the {way.most} mg of 'most'", found=f"{heaviest} mg at {way.kg[1]} kg"
                )

    return Entry(
        lambda **said: nouns.Drug(id=key, **said),
        {
            "name": TEXT,
            "form": Choice(get_args(nouns.DrugForm)),
            "route": TEXT,
            "unit": Choice(("mg", "mcg")),
            "strengths": AMOUNTS,
            "volume": WholeShape(),
            "doses": AMOUNTS,
            "halves": Flag(),
            "by_weight": ListOf(
                Entry(lambda mg, **said: nouns.ByWeight(Decimal(mg), **said), by_weight, required=("mg", "kg", "most"))
            ),
        },
        required=("name", "form", "unit", "strengths", "doses"),
        check=check,
    )
