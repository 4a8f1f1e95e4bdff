"""The catalogue's files → `lapel.model.credential.Catalogue`.

Every file is parsed and checked; `lapel.loading.compiled` keeps the result for the next start.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

from lapel.loading.compiled import CATALOGUE_DIR, catalogue_hash
from lapel.loading.counting import counting
from lapel.loading.overlay import Overlay
from lapel.loading.parts import DAY, ID, CiteShape, FileShapes
from lapel.loading.preparations import preparation
from lapel.loading.tree import read_tree
from lapel.model import credential as nouns
from lapel.model import vocabulary as words
from lapel.model.citation import Source, SourceKind
from lapel.model.located import Located, Problems
from lapel.model.shapes import Choice, Entry, ListOf, Shape, Text
from lapel.rules.parse import Parser

CATALOGUE_VERSION = "2026.11"

PARTS = ("routes", "fees", "documents", "exam", "validity", "renewal", "discipline", "history")


class Reading:
    """The state of reading one catalogue: its directory, a reform to put over it, and every problem met."""

    def __init__(self, root: Path, overlay: Overlay | None = None) -> None:
        self.root = root
        self.overlay = overlay
        self.problems = Problems()

    def tree(self, path: Path) -> Located | None:
        """Read one file; None for a file that cannot be read, which is a problem."""
        name = str(path.relative_to(self.root.parent))
        try:
            return read_tree(path, shown=name, problems=self.problems)
        except Problems as problems:
            self.problems.found += problems.found
            return None

    def files(self, name: str) -> list[Path]:
        """List the file of a part, and every file of its folder, in a fixed order."""
        alone = self.root / f"{name}.yaml"
        return [*([alone] if alone.exists() else []), *sorted((self.root / name).glob("*.yaml"))]

    def mapping(self, name: str, shape: Callable[[str], Entry]) -> dict[str, Any]:
        """Read a file (or every file of a folder) that maps ids to entries."""
        paths = self.files(name)
        read: dict[str, Any] = {}
        for path in paths:
            tree = self.tree(path)
            for key, node in ((tree and tree.fields) or {}).items():
                if key in read:
                    self.problems.add(node, "each id once", found=f"the id {key!r} again")
                value = shape(key).read(node, self.problems)
                if value is not None:
                    read[key] = value
        return read


def read_catalogue(root: Path = CATALOGUE_DIR, overlay: Overlay | None = None) -> nouns.Catalogue:
    """Parse and check the catalogue's files; raises `Problems` with every error, each with file and line."""
    catalogue, problems = examine_catalogue(root, overlay)
    problems.raise_if_any()
    return catalogue


def examine_catalogue(root: Path = CATALOGUE_DIR, overlay: Overlay | None = None) -> tuple[nouns.Catalogue, Problems]:
    """Parse the catalogue as far as it goes, under a reform where one is given, with what is wrong with it."""
    reading = Reading(root, overlay)
    if not (root / "credentials").is_dir():
        reading.problems.add(Located("", file=str(root)), "a catalogue's folder", found="no folder 'credentials' in it")
    sources = {**reading.mapping("sources", source), **_sources_of(overlay, reading.problems)}
    cites = ListOf(CiteShape(sources))
    shapes = FileShapes(Parser({}, cites, reading.problems), cites)
    credentials: dict[str, nouns.Credential] = {}
    named: set[str] = set()
    for path in sorted((root / "credentials").glob("*/*.yaml")):
        tree = reading.tree(path)
        if tree and overlay:
            overlay.over(tree, reading.problems)
        credential = _credential(tree, cites, reading.problems) if tree else None
        if credential is not None:
            if credential.id != path.stem or path.stem in named:
                place = Located(credential.id, file=str(path.relative_to(root.parent)), line=1, path="id")
                reading.problems.add(place, f"an id of its own, the name of the file ({path.stem})")
            named.add(path.stem)
            credentials[credential.id] = credential
    if overlay:
        overlay.check_names(sorted(named), reading.problems)
    history = reading.tree(root / "history.yaml") if (root / "history.yaml").exists() else None
    catalogue = nouns.Catalogue(
        CATALOGUE_VERSION,
        catalogue_hash(root),
        credentials,
        sources,
        reading.mapping("issuers", _issuer),
        reading.mapping("accreditors", lambda key: _accreditor(key, shapes)),
        reading.mapping("states", lambda key: _state(key, cites)),
        reading.mapping("coverage", lambda key: _coverage()),
        tuple(shapes.happenings.read(history, reading.problems) or ()) if history else (),
        reading.mapping("steps", lambda key: preparation(key, shapes)),
    )
    return catalogue, reading.problems


def _sources_of(overlay: Overlay | None, problems: Problems) -> dict[str, Source]:
    """Read the sources that a reform brings along."""
    fields = (overlay.sources.fields if overlay and overlay.sources else None) or {}
    read = {key: source(key).read(node, problems) for key, node in fields.items()}
    return {key: value for key, value in read.items() if value is not None}


def source(key: str) -> Entry:
    """The shape of a source of this id."""
    return Entry(
        lambda **said: Source(id=key, **said),
        {
            "title": Text(),
            "publisher": Text(),
            "url": Text(),
            "where": Text(),
            "kind": Choice(get_args(SourceKind)),
            "retrieved": DAY,
            "review_by": DAY,
            "note": Text(),
        },
        required=("title", "kind", "retrieved", "review_by"),
    )


def _issuer(key: str) -> Entry:
    text = Text()
    return Entry(
        lambda **said: nouns.Issuer(id=key, **said),
        {"name": text, "full_name": text, "url": text, "where": text, "note": text},
        required=("name", "full_name"),
    )


def _accreditor(key: str, shapes: FileShapes) -> Entry:
    return Entry(
        lambda **said: nouns.Accreditor(id=key, **said),
        {
            "name": Text(),
            "full_name": Text(),
            "kind": Choice(("programmatic", "institutional", "approver")),
            "successor_of": ListOf(ID, lone=True),
            "note": Text(),
            "cite": shapes.cites,
            "values": shapes.values,
        },
        required=("name", "full_name", "kind"),
    )


def _state(key: str, cites: ListOf) -> Entry:
    return Entry(
        lambda **said: nouns.State(code=key, **said),
        {"name": Text(), "summary": Text(), "credentials": ListOf(ID), "cite": cites, "note": Text()},
        required=("name", "summary"),
    )


def _coverage() -> Entry:
    part = Entry(
        nouns.Coverage,
        {"state": Choice(("complete", "partial", "missing")), "why": Text()},
        required=("state",),
    )
    return Entry(dict, dict.fromkeys(PARTS, part), required=PARTS)


def _credential(tree: Located, cites: ListOf, problems: Problems) -> nouns.Credential | None:
    fields = tree.fields or {}
    named = fields.get("rules", Located({})).fields or {}
    parser = Parser(named, cites, problems)
    shapes = FileShapes(parser, cites)
    letters: dict[str, Shape] = {"letters": Text(), "also": Text(), "note": Text(), "cite": cites}
    recognition: dict[str, Shape] = {"body": ID, "cite": cites, "note": Text()}
    shape = Entry(
        nouns.Credential,
        {
            "id": ID,
            "kind": Choice(get_args(nouns.CredentialKind)),
            "name": Text(),
            "full_name": Text(),
            "issuer": ID,
            "state": Choice(words.STATES),
            "confirm": Text(),
            "about": Text(),
            "orientation": Choice(("clinical", "administrative", "balanced", "laboratory", "phlebotomy")),
            "letters": ListOf(Entry(nouns.SameLetters, letters, required=("letters", "also"))),
            "recognized_by": ListOf(Entry(nouns.Recognition, recognition, required=("body",))),
            "routes": shapes.routes,
            "keep": shapes.routes,
            "values": shapes.values,
            "counting": counting(cites),
            "history": shapes.happenings,
        },
        required=("id", "kind", "name", "full_name", "issuer", "routes"),
    )
    rest = {name: node for name, node in fields.items() if name != "rules"}
    credential: nouns.Credential | None = shape.read(Located(rest, file=tree.file, line=tree.line), problems)
    for name, node in named.items():
        if name not in parser.used:
            problems.add(node, "a rule that some route uses", found=f"the rule {name!r}, which nothing uses")
    return credential
