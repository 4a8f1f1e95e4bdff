"""The catalogue's roles and the steps between them → `lapel.model.role` and `lapel.model.preparation`.

Rules that several files share stand in ``careers/rules.yaml``; any of those files may ``use`` them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, get_args

from lapel.loading.catalogue import Reading
from lapel.loading.compiled import CAREERS
from lapel.loading.parts import ID, FileShapes
from lapel.loading.preparations import preparation
from lapel.model import role as nouns
from lapel.model import vocabulary as words
from lapel.model.figure import NOT_REPORTED, Figure
from lapel.model.located import Located, Problems
from lapel.model.occupation import PERCENTILES
from lapel.model.preparation import Preparation
from lapel.model.shapes import Choice, Entry, ListOf, Number, Shape, Text, did_you_mean
from lapel.model.value import Value
from lapel.rules.parse import Parser

SOC = re.compile(r"\d\d-\d{4}")


class Roles(Value):
    """The roles, the steps between them, and the rules that none of their files uses."""

    roles: Mapping[str, nouns.Role]
    steps: Mapping[str, Preparation]


def read_roles(reading: Reading, cites: ListOf) -> Roles:
    """Read the roles and the steps between them; what is wrong goes to the reading's problems."""
    shared = reading.root / CAREERS / "rules.yaml"
    tree = reading.tree(shared) if shared.exists() else None
    named = (tree.fields if tree else None) or {}
    parser = Parser(named, cites, reading.problems)
    shapes = FileShapes(parser, cites)
    steps = reading.mapping(f"{CAREERS}/steps", lambda key: preparation(key, shapes))
    roles = {role.id: role for role in _roles(reading, shapes)}
    for name, node in named.items():
        if name not in parser.used:
            reading.problems.add(node, "a rule that some role or step uses", found=f"{name!r}, which nothing uses")
    return Roles(roles, steps)


def _roles(reading: Reading, shapes: FileShapes) -> Iterator[nouns.Role]:
    shape = role_shape(shapes)
    for path in sorted((reading.root / CAREERS / "roles").glob("*.yaml")):
        tree = reading.tree(path)
        role: nouns.Role | None = shape.read(tree, reading.problems) if tree else None
        if role is None:
            continue
        if role.id != path.stem:
            place = Located(role.id, file=str(path.relative_to(reading.root.parent)), line=1, path="id")
            reading.problems.add(place, f"the name of the file ({path.stem})")
        yield role


class FigureShape(Value):
    """A published figure: a number, or ``not reported``."""

    def read(self, node: Located, problems: Problems) -> Figure | None:
        """Read it."""
        if node.text == NOT_REPORTED.why:
            return NOT_REPORTED
        number = Number(0, 10_000_000).read(node, problems)
        return None if number is None else Figure(float(number))

    def schema(self) -> dict[str, Any]:
        """Not published."""
        return {}

    def write(self, value: Figure) -> Any:
        """The number, or why there is none."""
        return value.why if value.value is None else value.value


def role_shape(shapes: FileShapes) -> Entry:
    """Give the shape of one role's file."""
    text, percentile = Text(), Choice(PERCENTILES)
    said = Entry(nouns.Said, {"says": text, "cite": shapes.cites}, required=("says", "cite"), check=_check_cited)
    band = Entry(
        nouns.Band,
        {"low": percentile, "high": percentile, "why": text, "cite": shapes.cites},
        required=("low", "high", "why", "cite"),
        check=_check_band,
    )
    code: dict[str, Shape] = {
        "soc": ID,
        "onet": ID,
        "mapping": Choice(get_args(nouns.Mapping)),
        "alternate": text,
        "routes": ListOf(ID),
        "tell": text,
        "expect": band,
        "cite": shapes.cites,
        "note": text,
    }
    graduates: dict[str, Shape] = {
        "step": ID,
        "what": text,
        "year_1": FigureShape(),
        "year_4": FigureShape(),
        "cite": shapes.cites,
        "note": text,
    }
    required_of_code = ("soc", "onet", "mapping", "tell", "cite")
    fields: dict[str, Shape] = {
        "id": ID,
        "name": text,
        "called": text,
        "path": Choice(nouns.PATHS),
        "about": text,
        "names": ListOf(text),
        "duties": ListOf(said),
        "codes": ListOf(Entry(nouns.Code, code, required=required_of_code, check=_check_code)),
        "education": said,
        "experience": said,
        "license": said,
        "works": ListOf(Choice(words.ROLES)),
        "steps": ListOf(ID),
        "stays": ListOf(said),
        "remarks": ListOf(said),
        "readings": ListOf(said),
        "graduates": ListOf(Entry(nouns.Graduates, graduates, required=("step", "what", "cite"))),
        "confirm": text,
        "routes": shapes.routes,
        "cite": shapes.cites,
    }
    required = ("id", "name", "called", "path", "about", "duties", "codes", "education", "experience", "routes", "cite")
    return Entry(nouns.Role, fields, required=(*required, "stays"))


def _check_cited(said: nouns.Said, node: Located, problems: Problems) -> None:
    if not (node.fields or {})["cite"].items:
        problems.add(node, "a citation ('cite')", found="none")


def _check_band(band: nouns.Band, node: Located, problems: Problems) -> None:
    if PERCENTILES.index(band.low) > PERCENTILES.index(band.high):
        problems.add(node, "the lower percentile first", found=f"{band.low}, then {band.high}")


def _check_code(code: nouns.Code, node: Located, problems: Problems) -> None:
    if not SOC.fullmatch(code.soc):
        problems.add(node, "a code of the Standard Occupational Classification, such as 31-9092", found=code.soc)
    if not code.onet.startswith(f"{code.soc}."):
        problems.add(node, f"an O*NET code of {code.soc}, such as {code.soc}.00", found=code.onet)
    if (code.mapping == "alternate title") is not bool(code.alternate):
        expected = "the title that O*NET lists ('alternate'), with 'mapping: alternate title' and only with it"
        problems.add(node, expected, found=f"mapping: {code.mapping}, alternate: {code.alternate or 'none'}")


class Fault(NamedTuple):
    """What is wrong with a role: where in its file, what was found, what was expected, a hint."""

    role: str
    where: str
    found: str
    expected: str
    hint: str


def lint_roles(roles: Mapping[str, nouns.Role], steps: Iterable[str], socs: Iterable[str]) -> Iterator[Fault]:
    """List what does not hold together in the roles.

    ``steps`` are the ids of every step a plan may take, ``socs`` the codes for which pay is known.
    """
    known, paid = set(steps), set(socs)
    for role in roles.values():
        for step in (*role.steps, *(line.step for line in role.graduates)):
            if step not in known:
                yield Fault(role.id, step, repr(step), "the id of a step", did_you_mean(step, sorted(known)))
        ways = [route.id for route in role.routes]
        for name in (name for code in role.codes for name in code.routes if name not in ways):
            yield Fault(role.id, name, repr(name), "the id of a route of the role", did_you_mean(name, ways))
        for way in ways:
            if not role.means(way):
                found = f"the route {way!r} without an occupation"
                yield Fault(role.id, way, found, "one code or more for each route", "")
        for code in role.codes:
            if code.soc not in paid:
                hint = did_you_mean(code.soc, sorted(paid))
                yield Fault(role.id, code.soc, repr(code.soc), "a code whose pay the catalogue has", hint)
