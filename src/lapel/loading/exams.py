"""The catalogue's files on exams → `lapel.model.exam.Bank`.

`lapel.loading.compiled` keeps the result for the next start. What is wrong with an item's wording is not told here but
by `lapel.exam.lint`; here a file must only say what it says in a form that can be read.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from lapel.loading.advice import Mapped, WholeShape
from lapel.loading.catalogue import Reading, source
from lapel.loading.compiled import CATALOGUE_DIR, EXAMS, exams_hash
from lapel.loading.parts import DAY, ID, CiteShape
from lapel.model import exam as nouns
from lapel.model.citation import Confidence
from lapel.model.located import Located, Problems
from lapel.model.shapes import Choice, Entry, Flag, ListOf, Number, Shape, Text, did_you_mean
from lapel.model.value import Value, replace

TEXT = Text()
WHOLE = WholeShape()
NUMBER = Number(most=1_000_000_000)
FIRST_YEAR, LAST_YEAR = 1900, 2199
LIMIT = 10
"""No discrimination, difficulty or standard error of an item is beyond this."""
TRIED = ("wrong-key", "two-right", "dated", "cueing", "unsafe")
"""What a second reading tries to break an item by."""


class Known(Value):
    """An id that must be one of those known, in a few words."""

    options: Sequence[str]
    what: str

    def read(self, node: Located, problems: Problems) -> str | None:
        """Read it; a near miss is suggested."""
        if node.text in self.options:
            return node.text
        problems.add(node, self.what, hint=did_you_mean(node.text, self.options))
        return None

    def schema(self) -> dict[str, Any]:
        """Not published."""
        return {"type": "string"}

    def write(self, value: str) -> str:
        """The id."""
        return value


class Real(Value):
    """A number from ``least`` to ``most``, signed."""

    least: float
    most: float

    def read(self, node: Located, problems: Problems) -> float | None:
        """Read it."""
        text = (node.text or "").strip()
        plain = text.removeprefix("-").replace(".", "", 1)
        value = float(text) if plain.isascii() and plain.isdecimal() and len(text) <= 16 else None
        if value is None or not self.least <= value <= self.most:
            problems.add(node, f"a number from {self.least:g} to {self.most:g}")
            return None
        return value

    def schema(self) -> dict[str, Any]:
        """A number."""
        return {"type": "number"}

    def write(self, value: float) -> float:
        """The number."""
        return value


class OptionsShape(Value):
    """A mapping of ids to options, in the order written."""

    def read(self, node: Located, problems: Problems) -> tuple[nouns.Option, ...] | None:
        """Read every option."""
        pairs = Mapped(Entry(dict, {"text": Text(400), "why": Text(1000)}, required=("text",))).read(node, problems)
        return None if pairs is None else tuple(nouns.Option(id=name, **said) for name, said in pairs)

    def schema(self) -> dict[str, Any]:
        """Not published."""
        return {"type": "object"}

    def write(self, value: Any) -> Any:
        """Not written."""
        return value


def read_exams(root: Path = CATALOGUE_DIR) -> nouns.Bank:
    """Parse and check the files; raises `Problems` with every error, each with file and line."""
    bank, problems = examine_exams(root)
    problems.raise_if_any()
    return bank


def examine_exams(root: Path = CATALOGUE_DIR) -> tuple[nouns.Bank, Problems]:
    """Parse the files as far as it goes, with what is wrong with them."""
    reading = Reading(root)
    sources = reading.mapping("sources", source)
    exams = _exams(reading, ListOf(CiteShape(sources)))
    topics = reading.mapping(f"{EXAMS}/topics", lambda key: _topic(key, exams))
    pictures = reading.mapping(f"{EXAMS}/pictures", _picture)
    item_sources = reading.mapping(f"{EXAMS}/sources", _item_source)
    items = _items(reading, exams, topics, pictures, item_sources)
    measured = reading.mapping(f"{EXAMS}/calibration", lambda key: calibration_shape(key, items, first=True))
    bank = nouns.Bank(exams_hash(root), exams, topics, items, pictures, item_sources, sources)
    return with_calibration(bank, measured), reading.problems


# Outlines


def _exams(reading: Reading, cites: ListOf) -> dict[str, nouns.Exam]:
    found: dict[str, nouns.Exam] = {}
    for path in reading.files(f"{EXAMS}/outlines"):
        tree = reading.tree(path)
        exam = _exam(path.stem, cites).read(tree, reading.problems) if tree else None
        if exam is not None:
            found[exam.id] = exam
    return found


def _exam(name: str, cites: ListOf) -> Entry:
    def named(exam: nouns.Exam, node: Located, problems: Problems) -> None:
        if exam.id != name:
            problems.add((node.fields or {})["id"], f"the name of the file ({name})")

    def build(id: str, name: str, outlines: Sequence[dict[str, Any]], **said: Any) -> nouns.Exam:
        return nouns.Exam(id, name, tuple(nouns.Outline(exam=id, **one) for one in outlines), **said)

    circulating: dict[str, Shape] = {
        "says": TEXT,
        "standing": Choice(("stale", "wrong", "unconfirmed")),
        "note": TEXT,
        "cite": cites,
    }
    return Entry(
        build,
        {
            "id": ID,
            "name": TEXT,
            "outlines": ListOf(_outline(cites)),
            "circulating": ListOf(Entry(nouns.Circulating, circulating, required=("says", "standing", "cite"))),
            "note": TEXT,
        },
        required=("id", "name", "outlines"),
        check=named,
    )


def _outline(cites: ListOf) -> Entry:
    sitting: dict[str, Shape] = {
        "segments": WHOLE,
        "items": WHOLE,
        "minutes": WHOLE,
        "locked": Flag(),
        "breaks": WHOLE,
        "tutorial": WHOLE,
        "appointment": WHOLE,
        "note": TEXT,
        "cite": cites,
    }
    kinds: dict[str, Shape] = {
        "kinds": ListOf(Choice(get_args(nouns.Kind))),
        "percent": WHOLE,
        "options": WHOLE,
        "note": TEXT,
        "cite": cites,
    }
    mark: dict[str, Shape] = {
        "score": WHOLE,
        "scale_from": WHOLE,
        "scale_to": WHOLE,
        "label": TEXT,
        "note": TEXT,
        "cite": cites,
    }
    retakes: dict[str, Shape] = {
        "waits": ListOf(TEXT),
        "attempts": WHOLE,
        "label": TEXT,
        "note": TEXT,
        "cite": cites,
    }
    time: dict[str, Shape] = {"minutes": WHOLE, "note": TEXT, "cite": cites}
    return Entry(
        dict,
        {
            "id": ID,
            "name": TEXT,
            "starts": DAY,
            "dating": Choice(get_args(nouns.Dating)),
            "reading": TEXT,
            "delivered": WHOLE,
            "scored": WHOLE,
            "pretest": WHOLE,
            "minutes": WHOLE,
            "other_times": ListOf(Entry(nouns.TimeReading, time, required=("minutes", "cite"))),
            "sitting": Entry(nouns.Sitting, sitting),
            "kinds": ListOf(Entry(nouns.KindShare, kinds, required=("kinds",))),
            "marks": ListOf(Entry(nouns.PassMark, mark, required=("score", "cite"))),
            "retakes": ListOf(Entry(nouns.Retakes, retakes, required=("cite",))),
            "areas": ListOf(AreaShape()),
            "cite": cites,
            "note": TEXT,
        },
        required=("id", "name", "starts", "dating", "areas", "cite"),
        check=_check_outline,
    )


class AreaShape(Value):
    """An area with the areas inside it. A figure is published unless its basis says otherwise."""

    def read(self, node: Located, problems: Problems) -> nouns.Area | None:
        """Read the area."""
        basis = Choice(get_args(nouns.Basis))
        fields: dict[str, Shape] = {
            "id": ID,
            "name": TEXT,
            "items": WHOLE,
            "percent": Number(most=100),
            "items_basis": basis,
            "percent_basis": basis,
            "about": TEXT,
            "parts": ListOf(AreaShape()),
            "note": TEXT,
        }

        def build(**said: Any) -> nouns.Area:
            given = {f"{name}_basis": "published" for name in ("items", "percent") if name in said}
            return nouns.Area(**{**given, **said})

        area: nouns.Area | None = Entry(build, fields, required=("id", "name"), check=_check_parts).read(node, problems)
        return area

    def schema(self) -> dict[str, Any]:
        """Not published."""
        return {"type": "object"}

    def write(self, value: Any) -> Any:
        """Not written."""
        return value


def _check_parts(area: nouns.Area, node: Located, problems: Problems) -> None:
    counts = _level(area.parts, node, problems)
    if area.items is not None and counts and sum(counts) != area.items:
        problems.add(node, f"parts that come to the {area.items} items of {area.id!r}", found=f"{sum(counts)}")


def _level(areas: Sequence[nouns.Area], node: Located, problems: Problems) -> list[int]:
    """Give the questions of areas beside each other; nothing where they are not known."""
    counts = [area.items for area in areas if area.items is not None]
    if counts and len(counts) != len(areas):
        expected = "the questions of every area beside each other, or of none"
        problems.add(node, expected, found=f"those of {len(counts)} of {len(areas)}")
        return []
    return counts


def _check_outline(said: dict[str, Any], node: Located, problems: Problems) -> None:
    total = said.get("scored", said.get("delivered"))
    counts = _level(said["areas"], node, problems)
    if total is not None and counts and sum(counts) != total:
        problems.add(node, f"areas that come to {total} questions", found=f"{sum(counts)}")
    delivered, scored, pretest = (said.get(name) for name in ("delivered", "scored", "pretest"))
    if delivered and scored and pretest is not None and delivered != scored + pretest:
        found = f"{delivered} delivered, {scored} scored, {pretest} not"
        problems.add(node, "as many questions delivered as are scored and not scored", found=found)
    seen: set[str] = set()
    for area in _every(said["areas"]):
        if area.id in seen:
            problems.add(node, "each id of an area once", found=repr(area.id))
        seen.add(area.id)


def _every(areas: Sequence[nouns.Area]) -> list[nouns.Area]:
    return [found for area in areas for found in (area, *_every(area.parts))]


# Topics and pictures


def _topic(key: str, exams: Mapping[str, nouns.Exam]) -> Entry:
    outlines = {outline.id: outline for exam in exams.values() for outline in exam.outlines}
    place = Entry(
        dict,
        {"area": ID, "placing": Choice(get_args(nouns.Placing)), "note": TEXT},
        required=("area", "placing"),
    )

    def build(places: Sequence[tuple[str, dict[str, Any]]] = (), **said: Any) -> nouns.Topic:
        return nouns.Topic(id=key, places=tuple(nouns.Place(name, **one) for name, one in places), **said)

    def check(topic: nouns.Topic, node: Located, problems: Problems) -> None:
        for one in topic.places:
            known = [area.id for area in outlines[one.outline].leaves()] if one.outline in outlines else []
            if known and one.area not in known:
                hint = did_you_mean(one.area, known)
                problems.add(node, f"an area of {one.outline} that holds no others", found=repr(one.area), hint=hint)

    return Entry(
        build,
        {"title": TEXT, "covers": TEXT, "places": Mapped(place, list(outlines)), "note": TEXT},
        required=("title", "covers", "places"),
        check=check,
    )


def _picture(key: str) -> Entry:
    return Entry(
        lambda **said: nouns.Picture(id=key, **said),
        {"name": TEXT, "regions": ListOf(ID)},
        required=("name", "regions"),
    )


# Items


def _item_source(key: str) -> Entry:
    return Entry(
        lambda as_of, **said: nouns.ItemSource(id=key, as_of=int(as_of), **said),
        {
            "title": TEXT,
            "publisher": TEXT,
            "section": TEXT,
            "kind": Choice(get_args(nouns.ItemSourceKind)),
            "as_of": Number(FIRST_YEAR, LAST_YEAR),
            "review_every": WHOLE,
            "confidence": Choice(get_args(Confidence)),
            "note": TEXT,
        },
        required=("title", "publisher", "section", "kind", "as_of", "review_every", "confidence"),
    )


def _items(
    reading: Reading,
    exams: Mapping[str, nouns.Exam],
    topics: Mapping[str, nouns.Topic],
    pictures: Mapping[str, nouns.Picture],
    sources: Mapping[str, nouns.ItemSource],
) -> dict[str, nouns.Item]:
    found: dict[str, nouns.Item] = {}
    rivals: list[tuple[nouns.Item, Located]] = []
    for path in sorted((reading.root / EXAMS / "items").glob("*.yaml")):
        tree = reading.tree(path)
        if tree is None or tree.is_null:
            continue
        if path.stem not in topics:
            reading.problems.add(tree, "a file named after a topic of topics.yaml", found=repr(path.stem))
        if tree.items is None:
            reading.problems.add(tree, "a list of items")
        shape = item_shape(path.stem, exams, pictures, list(sources))
        for node in tree.items or ():
            item = shape.read(node, reading.problems)
            if item is None:
                continue
            if item.id in found:
                reading.problems.add(node, "each id once", found=f"the id {item.id!r} again")
            found[item.id] = item
            rivals.append((item, node))
    for item, node in rivals:
        for name in item.enemies:
            if name not in found:
                hint = did_you_mean(name, list(found))
                reading.problems.add(node, "the id of an item in 'enemies'", found=repr(name), hint=hint)
    return found


def item_shape(
    topic: str, exams: Mapping[str, nouns.Exam], pictures: Mapping[str, nouns.Picture], sources: Sequence[str]
) -> "ItemShape":
    """Give the shape of an item of a topic; what only a reader can judge is left to the linter."""
    outlines = {outline.id: outline for exam in exams.values() for outline in exam.outlines}
    places = [*exams, *outlines]

    def check(item: nouns.Item, node: Located, problems: Problems) -> None:
        number = item.id.removeprefix(f"{topic}-")
        if not (len(number) == 3 and number.isascii() and number.isdecimal() and item.id.startswith(topic)):
            problems.add(node, f"an id such as {topic}-001", found=repr(item.id))
        for name, area in item.areas:
            held = [outlines[name]] if name in outlines else list(exams[name].outlines) if name in exams else []
            if held and not any(area == leaf.id for outline in held for leaf in outline.leaves()):
                problems.add(node, f"an area of {name} that holds no others", found=repr(area))
        regions = pictures[item.picture].regions if item.picture in pictures else ()
        for option in item.options if regions else ():
            if option.id not in regions:
                hint = did_you_mean(option.id, regions)
                problems.add(node, f"regions of the picture {item.picture!r}", found=repr(option.id), hint=hint)

    named = Entry(nouns.NamedError, {"value": NUMBER, "why": TEXT}, required=("value", "why"))
    review: dict[str, Shape] = {
        "on": DAY,
        "by": TEXT,
        "verdict": Choice(get_args(nouns.Verdict)),
        "tried": ListOf(Choice(TRIED)),
        "note": TEXT,
    }
    fields: dict[str, Shape] = {
        "id": ID,
        "kind": Choice(get_args(nouns.Kind)),
        "stem": Text(2_000),
        "options": OptionsShape(),
        "key": ListOf(ID, lone=True),
        "answer": NUMBER,
        "unit": Text(40),
        "tolerance": NUMBER,
        "why": Text(1_000),
        "errors": ListOf(named),
        "picture": Known(list(pictures), "the id of a picture in pictures.yaml"),
        "level": Choice(get_args(nouns.Level)),
        "expected": Real(0, 1),
        "sources": ListOf(Known(sources, "the id of a source in exams/sources")),
        "guideline": TEXT,
        "version": WHOLE,
        "status": Choice(get_args(nouns.Status)),
        "areas": Mapped(ID, places),
        "not_for": ListOf(Known(places, "the id of an exam or of an outline")),
        "enemies": ListOf(ID),
        "accept": Mapped(TEXT),
        "review": ListOf(Entry(nouns.Review, review, required=("on", "by", "verdict"))),
        "calibration": calibration_shape(),
    }
    return ItemShape(topic, fields, check)


def calibration_shape(key: str = "", items: Mapping[str, nouns.Item] | None = None, *, first: bool = False) -> Entry:
    """Give the shape of what answers say of an item.

    With ``items``, ``key`` must be one of them; where it is the ``first`` to be said, that item must have none yet.
    """

    def check(said: nouns.Calibration, node: Located, problems: Problems) -> None:
        if items is not None and key not in items:
            hint = did_you_mean(key, list(items))
            problems.add(node, "the id of a question of the bank", found=repr(key), hint=hint)
        elif items is not None and first and items[key].calibration:
            problems.add(node, "the calibration of a question in one place", found=f"that of {key} twice")
        if not said.a:
            problems.add(node, "a discrimination 'a' above 0", found="0")
        if not said.answers:
            problems.add(node, "one answer or more", found="0")

    fields: dict[str, Shape] = {
        "model": Choice(get_args(nouns.Scaling)),
        "a": Real(0, LIMIT),
        "b": Real(-LIMIT, LIMIT),
        "se_a": Real(0, LIMIT),
        "se_b": Real(0, LIMIT),
        "answers": WHOLE,
        "on": DAY,
        "source": Text(200),
        "version": WHOLE,
    }
    return Entry(nouns.Calibration, fields, required=("model", "b", "answers", "on"), check=check)


def with_calibration(bank: nouns.Bank, found: Mapping[str, nouns.Calibration]) -> nouns.Bank:
    """Give the items what answers say of them; what is said of an earlier version is set aside, and its item told."""
    held = {name: said for name, said in found.items() if name in bank.items}
    fresh = {name: said for name, said in held.items() if said.holds(bank.items[name])}
    items = {
        name: replace(item, calibration=fresh[name]) if name in fresh else item for name, item in bank.items.items()
    }
    stale = tuple(name for name in held if name not in fresh)
    kept = tuple(name for name in bank.outdated if name not in held)
    return replace(bank, items=items, outdated=(*kept, *stale))


class ItemShape(Value):
    """An item, which remembers its file and line for the linter."""

    topic: str
    fields: Mapping[str, Shape]
    check: Callable[[nouns.Item, Located, Problems], None]

    def read(self, node: Located, problems: Problems) -> nouns.Item | None:
        """Read the item."""

        def build(kind: nouns.Kind = "one-best", sources: tuple[str, ...] = (), **said: Any) -> nouns.Item:
            reviews = said.pop("review", ())
            return nouns.Item(
                topic=self.topic, kind=kind, sources=sources, reviews=reviews, file=node.file, line=node.line, **said
            )

        required = ("id", "stem", "level", "expected", "version", "status")
        item: nouns.Item | None = Entry(build, self.fields, required=required, check=self.check).read(node, problems)
        return item

    def schema(self) -> dict[str, Any]:
        """Not published."""
        return {"type": "object"}

    def write(self, value: Any) -> Any:
        """Not written."""
        return value
