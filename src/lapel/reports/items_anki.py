"""Practice questions → an Anki package (``.apkg``), by way of genanki, which is the extra ``lapel[anki]``.

A note is known by the id of its question, and decks and the note type by names that do not change: reading a later
package in again brings the words up to date and keeps what was learned. Nothing is fetched from anywhere.
"""

import os
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from html import escape
from io import BytesIO
from pathlib import Path
from string import ascii_uppercase
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

from lapel.model.exam import Bank, Exam, Item, Outline
from lapel.reports.exam_words import KINDS
from lapel.reports.items_text import ORIGINAL
from lapel.reports.packing import packed
from lapel.reports.pictures.exam import picture_of

FIELDS = ("Id", "Question", "Picture", "Kind", "Options", "Answer", "Why", "Source", "Guideline")
ROOT = "Lapel"
NO_GENANKI = (
    "found no package genanki, which writes Anki decks, expected it beside Lapel. Install it with:"
    " python -m pip install 'lapel[anki]'"
)

FRONT = """<div class="lapel">
<p class="kind">{{Kind}}</p>
<div class="question">{{Question}}</div>
{{#Picture}}<div class="picture">{{Picture}}</div>{{/Picture}}
{{#Options}}<div class="options">{{Options}}</div>{{/Options}}
</div>"""

BACK = """{{FrontSide}}
<hr id="answer">
<div class="lapel">
<div class="answer">{{Answer}}</div>
<div class="why">{{Why}}</div>
{{#Guideline}}<p class="small">Goes by: {{Guideline}}</p>{{/Guideline}}
<p class="small">{{Source}}</p>
<p class="small">{{Id}}</p>
</div>"""

STYLE = """.card { background: #ffffff; color: #1a1a1a; font-family: system-ui, sans-serif; font-size: 18px;
  line-height: 1.45; text-align: left; margin: 0; padding: 12px; }
.lapel { max-width: 38em; margin: 0 auto; overflow-wrap: break-word; }
.lapel p { margin: 0.5em 0; }
.kind, .small { color: #555555; font-size: 15px; }
.question { font-weight: 600; margin: 0.5em 0 0.9em; }
.options ol, .why ul, .why ol, .answer ol { margin: 0.3em 0; padding-left: 1.7em; }
.options ol { list-style: upper-alpha; }
.options li, .why li { margin: 0.45em 0; }
.why ul { list-style: none; padding-left: 0; }
.answer { font-weight: 600; color: #0b6b63; }
.right { color: #0b6b63; font-weight: 600; }
.wrong { color: #a03020; font-weight: 600; }
.picture img { display: block; max-width: 100%; height: auto; margin: 0.5em auto; }
hr { border: 0; border-top: 1px solid #d9dedb; margin: 1em 0; }
.nightMode.card, .night_mode.card, .nightMode .card, .night_mode .card { background: #182625; color: #e9efe9; }
.nightMode .kind, .nightMode .small, .night_mode .kind, .night_mode .small { color: #a4b2ad; }
.nightMode .answer, .nightMode .right, .night_mode .answer, .night_mode .right { color: #7ed3c9; }
.nightMode .wrong, .night_mode .wrong { color: #f0a497; }
.nightMode hr, .night_mode hr { border-top-color: #3c4f4b; }
"""


class NoGenanki(RuntimeError):
    """The package that writes Anki decks is not installed; the message says how to install it."""


def anki_package(bank: Bank, items: Sequence[Item], *, exam: str = "", on: date, at: datetime | None = None) -> bytes:
    """Pack questions: a deck by area of an exam's outline in force that day, or without an exam by topic.

    ``at`` is when the notes are said to have changed (the beginning of ``on`` where it is not given): Anki takes a note
    over that is newer than its own. The same questions and instant give the same bytes. Raises `NoGenanki`.
    """
    genanki = _genanki()
    moment = at or datetime(on.year, on.month, on.day, tzinfo=UTC)
    outline = bank.outline(exam, on=on) if exam else None
    model = _model(genanki)
    decks: dict[str, Any] = {}
    for item in items:
        key, name = _deck(bank, item, bank.exams[exam] if exam else None, outline)
        deck = decks.setdefault(key, genanki.Deck(number(f"deck {key}"), name, escape(ORIGINAL)))
        deck.add_note(
            genanki.Note(model=model, fields=fields(bank, item), guid=guid(item), tags=tags(bank, item, on=on))
        )
    pictures = {media_name(item): picture.svg for item in items if (picture := picture_of(item))}
    # Decks in the order of the outline would depend on the first question of each; by key they do not.
    package = genanki.Package([decks[key] for key in sorted(decks)])
    return _written(package, pictures, moment.timestamp())


def _genanki() -> Any:
    try:
        import genanki
    except ImportError as error:
        raise NoGenanki(NO_GENANKI) from error
    return genanki


def number(name: str) -> int:
    """Give the number by which Anki knows a deck or a note type of this name, the same for ever (31 bits).

    >>> number("deck ccma-nha 3e") == number("deck ccma-nha 3e") != number("deck ccma-nha 3f")
    True
    """
    return int.from_bytes(sha256(f"lapel {name}".encode()).digest()[:4]) % 2**31 or 1


def guid(item: Item) -> str:
    """Give what Anki knows the note of a question by: it follows from the question's id, and from nothing else."""
    return sha256(f"lapel question {item.id}".encode()).hexdigest()[:20]


def tags(bank: Bank, item: Item, *, on: date) -> list[str]:
    """Give the tags of a question: topic, level, kind, and its area in each outline in force."""
    outlines = (bank.outline(exam, on=on) for exam in bank.exams)
    areas = [f"lapel::area::{one.exam}::{place}" for one in outlines if one and (place := bank.place(item, one))]
    return [f"lapel::topic::{item.topic}", f"lapel::level::{item.level}", f"lapel::kind::{item.kind}", *areas]


def _model(genanki: Any) -> Any:
    return genanki.Model(
        number("note type 1"),
        "Lapel question",
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Question", "qfmt": FRONT, "afmt": BACK}],
        css=STYLE,
    )


def _deck(bank: Bank, item: Item, exam: Exam | None, outline: Outline | None) -> tuple[str, str]:
    """Give the key and the name of a question's deck; the key does not change with the wording."""
    if exam is None or outline is None:
        return f"topic {item.topic}", "::".join((ROOT, _plain(bank.topics[item.topic].title)))
    way = outline.above(bank.place(item, outline) or "")
    return f"{exam.id} {way[-1].id if way else ''}", "::".join((ROOT, exam.name, *(_plain(one.name) for one in way)))


def _plain(name: str) -> str:
    return name.replace("::", ": ")


# A note


def fields(bank: Bank, item: Item) -> list[str]:
    """Give the fields of a note, as HTML, in the order of `FIELDS`."""
    return [
        item.id,
        text(item.stem),
        _picture(item),
        text(_asked(item)),
        _options(item),
        _answer(item),
        _why(item),
        _sources(bank, item),
        text(item.guideline),
    ]


def text(said: str) -> str:
    """Write a text as HTML; nothing in it is markup, nor one of Anki's own tags such as ``[sound:…]``.

    >>> text("5 < 6 & [sound:x]")
    '5 &lt; 6 &amp; &#91;sound:x]'
    """
    return escape(said, quote=False).replace("[", "&#91;").replace("\n", "<br>")


def _asked(item: Item) -> str:
    kind = KINDS[item.kind]
    return f"{kind[:1].upper()}{kind[1:]}" + (f", in {item.unit}" if item.unit else "")


def _picture(item: Item) -> str:
    picture = picture_of(item)
    if picture is None:
        return ""
    return f'<img src="{media_name(item)}" alt="{escape(picture.words)}">'


def media_name(item: Item) -> str:
    """Name the file of a picture: it changes with the picture, since Anki keeps a file that it has."""
    picture = picture_of(item)
    drawn = sha256(picture.svg.encode()).hexdigest()[:10] if picture else ""
    return f"lapel-{item.picture}-{item.id}-{drawn}.svg"


def _listed(tag: str, rows: Iterable[str]) -> str:
    inside = "".join(f"<li>{row}</li>" for row in rows)
    return f"<{tag}>{inside}</{tag}>" if inside else ""


def _options(item: Item) -> str:
    return _listed("ol", (text(option.text) for option in item.options))


def _answer(item: Item) -> str:
    if item.kind == "numeric":
        within = f", within {item.tolerance:f}" if item.tolerance else ""
        return text(f"{item.answer:f} {item.unit}".strip() + within) if item.answer is not None else ""
    letters = _letters(item)
    told = [f"{letters[option.id]}. {text(option.text)}" for option in item.keyed]
    return _listed("ol", told) if item.kind == "ordering" else "<br>".join(told)


def _letters(item: Item) -> dict[str, str]:
    return dict(zip((option.id for option in item.options), ascii_uppercase, strict=False))


def _why(item: Item) -> str:
    if item.kind == "numeric":
        working = f"<p>{text(item.why)}</p>" if item.why else ""
        rows = (_reason(False, text(f"{one.value:f} {item.unit}".strip()), one.why) for one in item.errors)
        return working + _listed("ul", rows)
    letters = _letters(item)
    if item.kind == "ordering":
        steps = (f'<span class="right">{letters[one.id]}:</span> {text(one.why)}' for one in item.keyed)
        return _listed("ol", steps)
    return _listed("ul", (_reason(one.id in item.key, letters[one.id], one.why) for one in item.options))


def _reason(right: bool, name: str, why: str) -> str:
    look, mark = ("right", "✓") if right else ("wrong", "✗")
    return f'<span class="{look}">{mark} {name}, {look}:</span> {text(why)}'.rstrip()


def _sources(bank: Bank, item: Item) -> str:
    known = (bank.item_sources[name] for name in item.sources if name in bank.item_sources)
    told = (f"{one.publisher}: {one.title}, {one.section} (as of {one.as_of})" for one in known)
    return "<br>".join(text(one) for one in told)


# The file


def _written(package: Any, pictures: dict[str, str], timestamp: float) -> bytes:
    """Write the package with genanki, and pack it anew without the times of its own files."""
    with TemporaryDirectory() as folder:
        for name in sorted(pictures):
            (Path(folder) / name).write_text(pictures[name], encoding="utf-8")
        package.media_files = [os.path.join(folder, name) for name in sorted(pictures)]
        made = BytesIO()
        package.write_to_file(made, timestamp=timestamp)
    with ZipFile(made) as before:
        return packed({name: before.read(name) for name in before.namelist()})
