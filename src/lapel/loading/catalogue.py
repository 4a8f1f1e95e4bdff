"""The catalogue's files → `lapel.model.credential.Catalogue`.

Every file is parsed and checked; `lapel.loading.compiled` keeps the result for the next start.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, get_args

from lapel.loading.compiled import CATALOGUE_DIR, catalogue_hash
from lapel.loading.tree import read_tree
from lapel.model import credential as nouns
from lapel.model import vocabulary as words
from lapel.model.citation import Citation, Confidence, Source, SourceKind
from lapel.model.located import Located, Problems
from lapel.model.shapes import Choice, Day, Entry, ListOf, Shape, Text, did_you_mean
from lapel.model.value import Value
from lapel.rules import nodes
from lapel.rules.parse import Parser, picked_by, versions

CATALOGUE_VERSION = "2026.11"

TOPICS = ("fee", "exam", "validity", "renewal", "discipline", "timing", "accreditation", "note")
WHO = ("you", "school", "employer", "issuer")
PARTS = ("routes", "fees", "documents", "exam", "validity", "renewal", "discipline", "history")
ID = Text(80)
DAY = Day(partial=False)


class CiteShape(Value):
    """A citation, whose source must be one of the catalogue's."""

    sources: Mapping[str, Source]

    def read(self, node: Located, problems: Problems) -> Citation | None:
        """Read one citation; its review-by date is the source's unless it has one of its own."""
        fields: dict[str, Shape] = {
            "source": ID,
            "section": Text(),
            "confidence": Choice(get_args(Confidence)),
            "review_by": DAY,
        }
        said = Entry(dict, {**fields, "note": Text()}, required=("source", "confidence")).read(node, problems)
        if said is None:
            return None
        source = self.sources.get(said["source"])
        if source is None:
            problems.add(
                node.fields["source"] if node.fields else node,
                "the id of a source in catalog/sources",
                hint=did_you_mean(said["source"], list(self.sources)),
            )
            return None
        said.setdefault("review_by", source.review_by)
        return Citation(**{**said, "source": source})

    def schema(self) -> dict[str, Any]:
        """Not published."""
        return {"type": "object"}

    def write(self, value: Citation) -> dict[str, Any]:
        """A mapping."""
        return {"source": value.source.id, "section": value.section, "confidence": value.confidence}


class Plain(Value):
    """Any plain data: numbers and flags are read as such when they are not quoted."""

    def read(self, node: Located, problems: Problems) -> Any:
        """Read a number, a text, a list or a mapping."""
        if node.items is not None:
            return tuple(self.read(item, problems) for item in node.items)
        if node.fields is not None:
            return {name: self.read(entry, problems) for name, entry in node.fields.items()}
        return _scalar(node)

    def schema(self) -> dict[str, Any]:
        """Anything."""
        return {}

    def write(self, value: Any) -> Any:
        """The value itself."""
        return value


def _scalar(node: Located) -> Any:
    text = node.text or ""
    if node.quoted:
        return text
    if text.lstrip("-").isdecimal():
        return int(text)
    if text.count(".") == 1 and text.replace(".", "").lstrip("-").isdecimal():
        return float(text)
    return text


class FileShapes(Value):
    """The shapes of one file's parts, with the parser that reads its rules."""

    parser: Parser
    cites: ListOf

    @property
    def values(self) -> ListOf:
        """Dated values."""
        reading = Entry(
            nouns.ValueReading,
            {"label": Text(), "value": Plain(), "cite": self.cites, "note": Text()},
            required=("label", "value"),
        )
        version = Entry(
            nouns.ValueVersion,
            {
                "starts": DAY,
                "dating": Choice(get_args(nodes.Dating)),
                "value": Plain(),
                "readings": ListOf(reading),
                "cite": self.cites,
                "note": Text(),
            },
            required=("starts", "dating"),
            check=_check_version,
        )
        return ListOf(
            Entry(
                nouns.DatedValue,
                {
                    "id": ID,
                    "topic": Choice(TOPICS),
                    "what": Text(),
                    "unit": Text(40),
                    "routes": ListOf(ID),
                    "when": RuleShape(self.parser),
                    "picked_by": Choice(get_args(nodes.PickedBy)),
                    "versions": ListOf(version),
                },
                required=("id", "topic", "what", "picked_by", "versions"),
                check=_check_order,
            )
        )

    @property
    def routes(self) -> ListOf:
        """Ways to earn or to keep a credential."""
        common: dict[str, Shape] = {"what": Text(), "who": Choice(WHO), "cite": self.cites, "note": Text()}
        document = Entry(nouns.Document, {**common, "when": Text()}, required=("what", "who"))
        fields: dict[str, Shape] = {
            "id": ID,
            "name": Text(),
            "term": Text(),
            "about": Text(),
            "documents": ListOf(document),
            "steps": ListOf(Entry(nouns.Step, common, required=("what",))),
        }
        return ListOf(RouteShape(self.parser, Entry(dict, fields, required=("id", "name"))))

    @property
    def happenings(self) -> ListOf:
        """History for people."""
        fields: dict[str, Shape] = {"on": Text(40), "what": Text(), "cite": self.cites, "note": Text()}
        return ListOf(Entry(nouns.Happening, fields, required=("on", "what")))


def _check_version(version: nouns.ValueVersion, node: Located, problems: Problems) -> None:
    """Check a dated value's version as it is written: what could not be read of it has been reported."""
    readings = _said(node, "readings")
    if _said(node, "value") == readings:
        problems.add(node, "either 'value' or 'readings'")
    options = (node.fields or {})["readings"].items or [] if readings else []
    if len(options) == 1:
        problems.add(node, "two readings or more", found="one reading")
    if not _said(node, "cite") and not (options and all(_said(option, "cite") for option in options)):
        problems.add(node, "a citation ('cite')", found="none")


def _said(node: Located, name: str) -> bool:
    entry = (node.fields or {}).get(name)
    return entry is not None and not entry.is_null and entry.items != []


def _check_order(value: nouns.DatedValue, node: Located, problems: Problems) -> None:
    for early, late in zip(value.versions, value.versions[1:], strict=False):
        if late.starts <= early.starts:
            problems.add(node, f"versions in order of 'starts' (after {early.starts})", found=str(late.starts))
    if not (node.fields or {})["versions"].items:
        problems.add(node, "one version or more", found="no versions")


class RuleShape(Value):
    """A rule about the person."""

    parser: Parser

    def read(self, node: Located, problems: Problems) -> Any:
        """Read the rule; its problems go to the parser's collection, which is the same."""
        return self.parser.rule(node)

    def schema(self) -> dict[str, Any]:
        """Not published."""
        return {"type": "object"}

    def write(self, value: Any) -> Any:
        """The rule itself."""
        return value


class RouteShape(Value):
    """A route: its own fields, and the versions that make its dated rule."""

    parser: Parser
    entry: Entry

    def read(self, node: Located, problems: Problems) -> nouns.Route | None:
        """Read one route."""
        fields = node.fields or {}
        rest = {name: value for name, value in fields.items() if name not in ("picked_by", "versions")}
        said = self.entry.read(Located(rest, file=node.file, line=node.line, path=node.path), problems)
        for name in ("picked_by", "versions"):
            if name not in fields:
                problems.add(node, f"the field {name!r}")
        by: Any = picked_by(self.parser, fields["picked_by"], "person") if "picked_by" in fields else "application"
        dated = versions(self.parser, fields["versions"], "person") if "versions" in fields else ()
        for version in (fields["versions"].items or ()) if "versions" in fields else ():
            if not _said(version, "cite"):
                problems.add(version, "a citation ('cite')", found="none")
        return nouns.Route(**said, rule=nodes.Dated(by, dated)) if said else None

    def schema(self) -> dict[str, Any]:
        """Not published."""
        return {"type": "object"}

    def write(self, value: Any) -> Any:
        """The route itself."""
        return value


class Reading:
    """The state of reading one catalogue: its directory and every problem met."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems = Problems()

    def tree(self, path: Path) -> Located | None:
        """Read one file; None for a file that cannot be read, which is a problem."""
        name = str(path.relative_to(self.root.parent))
        try:
            return read_tree(path, shown=name, problems=self.problems)
        except Problems as problems:
            self.problems.found += problems.found
            return None

    def mapping(self, name: str, shape: Callable[[str], Entry]) -> dict[str, Any]:
        """Read a file (or every file of a folder) that maps ids to entries."""
        paths = [self.root / f"{name}.yaml", *sorted((self.root / name).glob("*.yaml"))]
        read: dict[str, Any] = {}
        for path in paths:
            tree = self.tree(path) if path.exists() else None
            for key, node in ((tree and tree.fields) or {}).items():
                if key in read:
                    self.problems.add(node, "each id once", found=f"the id {key!r} again")
                value = shape(key).read(node, self.problems)
                if value is not None:
                    read[key] = value
        return read


def read_catalogue(root: Path = CATALOGUE_DIR) -> nouns.Catalogue:
    """Parse and check the catalogue's files; raises `Problems` with every error, each with file and line."""
    catalogue, problems = examine_catalogue(root)
    problems.raise_if_any()
    return catalogue


def examine_catalogue(root: Path = CATALOGUE_DIR) -> tuple[nouns.Catalogue, Problems]:
    """Parse the catalogue as far as it goes, with what is wrong with it."""
    reading = Reading(root)
    if not (root / "credentials").is_dir():
        reading.problems.add(Located("", file=str(root)), "a catalogue's folder", found="no folder 'credentials' in it")
    sources = reading.mapping("sources", _source)
    cites = ListOf(CiteShape(sources))
    shapes = FileShapes(Parser({}, cites, reading.problems), cites)
    credentials: dict[str, nouns.Credential] = {}
    named: set[str] = set()
    for path in sorted((root / "credentials").glob("*/*.yaml")):
        tree = reading.tree(path)
        credential = _credential(tree, cites, reading.problems) if tree else None
        if credential is not None:
            if credential.id != path.stem or path.stem in named:
                place = Located(credential.id, file=str(path.relative_to(root.parent)), line=1, path="id")
                reading.problems.add(place, f"an id of its own, the name of the file ({path.stem})")
            named.add(path.stem)
            credentials[credential.id] = credential
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
    )
    return catalogue, reading.problems


def _source(key: str) -> Entry:
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
