"""YAML or JSON text → located data.

Only the event stream of the YAML parser is used: structure and line numbers. Anchors, aliases and tags are refused, so
that no file can grow when read, and scalars stay text, so that ``no`` is never false by accident.
"""

import re
from pathlib import Path

from lapel.model.located import Located, Problem, Problems

MAX_BYTES = 5_000_000
MAX_DEPTH = 30
MAX_NODES = 200_000
MAX_PATH = 500

# What YAML forbids in a text, and what shows that it is no text at all.
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


def read_tree(path: Path, *, shown: str | None = None, problems: Problems | None = None) -> Located:
    """Read a file into located data.

    ``shown`` is the file name used in messages. Raises `Problems` for a file that is missing, is too large, is not
    UTF-8, is malformed, or uses anchors, aliases, tags or several documents. Fields written twice are added to
    ``problems``, so that they are seen together with what its reader finds, or raised where none are given.
    """
    name = shown or str(path)
    try:
        if path.is_dir():
            raise _problem(name, 0, "a directory", "a YAML or JSON file")
        with path.open("rb") as file:
            # A device or a pipe does not tell its size beforehand.
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _problem(name, 0, f"no readable file ({error.strerror})", "a YAML or JSON file") from None
    except ValueError:
        raise _problem(name, 0, "a file name that cannot be", "a YAML or JSON file") from None
    return parse_tree(raw, name, problems)


def parse_tree(raw: bytes, name: str, problems: Problems | None = None) -> Located:
    """Read bytes of YAML or JSON into located data; see `read_tree`."""
    if len(raw) > MAX_BYTES:
        raise _problem(name, 0, f"more than {MAX_BYTES:,} bytes", f"at most {MAX_BYTES:,} bytes")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _problem(name, 1, "UTF-16 text", "UTF-8 text", "Save the file as UTF-8.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _problem(
            name, line, f"the byte {raw[error.start]:#04x}", "UTF-8 text", "Save the file as UTF-8."
        ) from None
    if strange := NOT_TEXT.search(text):
        line = text.count("\n", 0, strange.start()) + 1
        found = f"the character U+{ord(strange[0]):04X}"
        raise _problem(name, line, found, "text without control characters", "Save the file as UTF-8.")
    if name.endswith(".json"):
        _check_json(text, name)
    if text.startswith(("{", "[")):
        text = _join_surrogates(text)
    builder = _Builder(name)
    root = builder.build(text)
    if problems is None:
        builder.problems.raise_if_any()
    else:
        problems.found += builder.problems.found
    return root


def _problem(name: str, line: int, found: str, expected: str, hint: str = "") -> Problems:
    return Problems([Problem(name, line, "", found, expected, hint)])


def _check_json(text: str, name: str) -> None:
    import json  # only for JSON files

    try:
        # Its numbers stay text: reading one of a million digits takes long.
        json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        raise _problem(name, error.lineno, f"text that is not JSON ({error.msg})", "JSON") from None
    except RecursionError:
        raise _problem(name, 1, "lists or mappings nested too deep", f"at most {MAX_DEPTH} levels") from None


def _join_surrogates(text: str) -> str:
    """Write JSON's surrogate pairs as characters: YAML's escapes know no surrogates."""

    def joined(match: re.Match[str]) -> str:
        if not match[1]:
            return match[0]
        return (chr(int(match[1], 16)) + chr(int(match[2], 16))).encode("utf-16", "surrogatepass").decode("utf-16")

    return re.sub(r"\\u([dD][89abAB]..)\\u([dD][c-fC-F]..)|\\.", joined, text)


class _Builder:
    """Turns one document's events into located data, without recursion."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems = Problems()
        self.count = 0

    def build(self, text: str) -> Located:
        import yaml  # only when a file is read

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            root = self._document(loader(text))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            what = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable text"
            raise _problem(self.name, mark.line + 1 if mark else 0, f"text that is not YAML ({what})", "YAML") from None
        except RecursionError:  # pragma: no cover - only the pure-Python parser recurses
            raise _problem(self.name, 0, "lists or mappings nested too deep", f"at most {MAX_DEPTH} levels") from None
        return root

    def _document(self, loader: object) -> Located:
        root: Located | None = None
        stack: list[_Open] = []
        while True:
            event = loader.get_event()  # type: ignore[attr-defined]
            kind = type(event).__name__
            line = event.start_mark.line + 1
            if kind == "StreamEndEvent":
                return root or Located("", file=self.name, line=1)
            if kind == "DocumentStartEvent" and root is not None:
                raise _problem(self.name, line, "a second document", "one document a file")
            if kind in ("SequenceEndEvent", "MappingEndEvent"):
                stack.pop()
                continue
            if kind not in ("ScalarEvent", "SequenceStartEvent", "MappingStartEvent", "AliasEvent"):
                continue
            self._refuse(event, kind, line, stack)
            node = self._node(event, kind, line, stack)
            if root is None:
                root = node
            if kind != "ScalarEvent":
                stack.append(_Open(node))

    def _refuse(self, event: object, kind: str, line: int, stack: "list[_Open]") -> None:
        self.count += 1
        if kind == "AliasEvent" or getattr(event, "anchor", None):
            raise _problem(self.name, line, "an anchor or alias", "plain values", "Write the value out.")
        if tag := getattr(event, "tag", None):
            raise _problem(self.name, line, f"the tag {tag}", "plain values", "Remove the tag.")
        if len(stack) >= MAX_DEPTH:
            raise _problem(self.name, line, "lists or mappings nested too deep", f"at most {MAX_DEPTH} levels")
        if self.count > MAX_NODES:
            raise _problem(self.name, line, "too many values", f"at most {MAX_NODES:,} values")

    def _node(self, event: object, kind: str, line: int, stack: "list[_Open]") -> Located:
        parent = stack[-1] if stack else None
        if parent and isinstance(parent.node.value, dict) and parent.key is None:
            if kind != "ScalarEvent":
                raise _problem(self.name, line, "a list or mapping as a field name", "a word")
            parent.key = event.value  # type: ignore[attr-defined]
            # Every value below remembers its path.
            if len(parent.path()) > MAX_PATH:
                raise _problem(self.name, line, "field names that are too long", f"at most {MAX_PATH} characters")
            return parent.node
        node = Located(
            event.value if kind == "ScalarEvent" else [] if kind == "SequenceStartEvent" else {},  # type: ignore[attr-defined]
            file=self.name,
            line=line,
            path=parent.path() if parent else "",
            quoted=kind == "ScalarEvent" and event.style not in (None, ""),  # type: ignore[attr-defined]
        )
        if parent:
            self._attach(parent, node)
        return node

    def _attach(self, parent: "_Open", node: Located) -> None:
        if isinstance(parent.node.value, list):
            parent.node.value.append(node)
            return
        assert isinstance(parent.node.value, dict)
        assert parent.key is not None
        if parent.key in parent.node.value:
            first = parent.node.value[parent.key].line
            self.problems.add(node, "each field once", found=f"the field {parent.key!r} again (first on line {first})")
        parent.node.value[parent.key] = node
        parent.key = None


class _Open:
    """A list or mapping whose end has not been met; ``key`` is a field name waiting for its value."""

    __slots__ = ("key", "node")

    def __init__(self, node: Located) -> None:
        self.node = node
        self.key: str | None = None

    def path(self) -> str:
        if isinstance(self.node.value, list):
            return f"{self.node.path}[{len(self.node.value)}]"
        return f"{self.node.path}.{self.key}" if self.node.path else str(self.key)
