"""What the catalogue's files are made of: citations, dated values, rules, routes, steps."""

from collections.abc import Mapping
from typing import Any, get_args

from lapel.model import credential as nouns
from lapel.model.citation import Citation, Confidence, Source
from lapel.model.located import Located, Problems
from lapel.model.shapes import Choice, Day, Entry, ListOf, Shape, Text, did_you_mean
from lapel.model.span import Span, parse_span
from lapel.model.value import Value
from lapel.rules import nodes
from lapel.rules.parse import Parser, picked_by, versions

TOPICS = ("fee", "exam", "validity", "renewal", "discipline", "timing", "accreditation", "note")
WHO = ("you", "school", "employer", "issuer")
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


class SpanShape(Value):
    """A length of time, as a range."""

    def read(self, node: Located, problems: Problems) -> Span | None:
        """Read it as it is written."""
        try:
            return parse_span(node.text or "")
        except ValueError as error:
            problems.add(node, str(error).partition(", expected ")[2])
            return None

    def schema(self) -> dict[str, Any]:
        """A text."""
        return {"type": "string"}

    def write(self, value: Span) -> str:
        """A text."""
        return str(value)


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
                    "due": Choice(get_args(nouns.Due)),
                    "picked_by": Choice(get_args(nodes.PickedBy)),
                    "versions": ListOf(version),
                },
                required=("id", "topic", "what", "picked_by", "versions"),
                check=_check_order,
            )
        )

    @property
    def _task(self) -> dict[str, Shape]:
        return {"what": Text(), "who": Choice(WHO), "cite": self.cites, "note": Text()}

    @property
    def documents(self) -> ListOf:
        """Papers to supply."""
        return ListOf(Entry(nouns.Document, {**self._task, "when": Text()}, required=("what", "who")))

    @property
    def steps(self) -> ListOf:
        """What to do on the way."""
        more: dict[str, Shape] = {
            "kind": Choice(get_args(nouns.StepKind)),
            "takes": SpanShape(),
            "needs": RuleShape(self.parser),
        }
        return ListOf(Entry(nouns.Step, {**self._task, **more}, required=("what",)))

    @property
    def routes(self) -> ListOf:
        """Ways to earn or to keep a credential."""
        fields: dict[str, Shape] = {
            "id": ID,
            "name": Text(),
            "term": Text(),
            "about": Text(),
            "documents": self.documents,
            "steps": self.steps,
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
