"""The catalogue's tables of pay, jobs and prices → values of `lapel.model.occupation` and `lapel.model.survey`.

A table is written one line a row: ``columns`` names the cells once, and each row is a list of them. A cell is a number
or one of a few words that say why there is none; what a table does not have is not reported, never zero.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from lapel.loading.catalogue import Reading
from lapel.loading.parts import ID
from lapel.model import occupation as nouns
from lapel.model.figure import NOT_REPORTED, Figure
from lapel.model.located import Located, Problems
from lapel.model.occupation import PERCENTILES
from lapel.model.shapes import Choice, Entry, ListOf, Number, Text, did_you_mean
from lapel.model.survey import EmployerView, Group, Posting, Survey
from lapel.model.value import Value

SOC = re.compile(r"\d\d-\d{4}")
SPREAD = (*PERCENTILES, "mean")
WAGE_COLUMNS = (*SPREAD, *(f"hourly_{name}" for name in SPREAD), "employment", "employment_error", "wage_error")
JOB_COLUMNS = ("jobs", "jobs_then", "growth", "openings", "median")

WORDS: Mapping[str, Figure] = {
    "not reported": NOT_REPORTED,
    "by the year": Figure(why="paid by the year: no hourly pay is published"),
    "above the top": Figure(why="above the highest pay that was published that year"),
}
"""The words that a cell may have in place of a number."""

NOT_GIVEN = "not given"
ENTRY: Mapping[str, Mapping[str, str]] = {
    "education": {
        "none": "No formal educational credential",
        "high school": "High school diploma or equivalent",
        "award": "Postsecondary nondegree award",
        "associate": "Associate's degree",
        "bachelor": "Bachelor's degree",
        "master": "Master's degree",
        "doctoral": "Doctoral or professional degree",
        NOT_GIVEN: "",
    },
    "experience": {"none": "None", "under 5 years": "Less than 5 years", "5 years": "5 years or more", NOT_GIVEN: ""},
    "training": {
        "none": "None",
        "short": "Short-term on-the-job training",
        "moderate": "Moderate-term on-the-job training",
        "long": "Long-term on-the-job training",
        NOT_GIVEN: "",
    },
}
"""What is most usual for entry: our short words, and the publisher's."""


class FigureShape(Value):
    """A number, ``at least`` a number, or one of the words that say why there is none."""

    def read(self, node: Located, problems: Problems) -> Figure | None:
        """Read one cell."""
        text = node.text or ""
        if text in WORDS:
            return WORDS[text]
        bound = "at least" if text.startswith("at least ") else ""
        number = text.removeprefix("at least ")
        if not re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", number, re.ASCII):
            problems.add(node, f"a number, 'at least' and a number, or {', '.join(map(repr, WORDS))}")
            return None
        return Figure(float(number) if "." in number else int(number), bound=bound)  # type: ignore[arg-type]

    def schema(self) -> dict[str, Any]:
        """Not published."""
        return {}

    def write(self, value: Figure) -> Any:
        """The number."""
        return value.value


class Code(Value):
    """The code of an occupation, such as 31-9092."""

    def read(self, node: Located, problems: Problems) -> str | None:
        """Read the code."""
        if node.text and SOC.fullmatch(node.text):
            return node.text
        problems.add(node, "the code of an occupation, such as 31-9092")
        return None

    def schema(self) -> dict[str, Any]:
        """Not published."""
        return {}

    def write(self, value: str) -> str:
        """The code."""
        return value


class Whole(Value):
    """A year, or another whole number up to 2199."""

    def read(self, node: Located, problems: Problems) -> int | None:
        """Read it."""
        number = Number(1900, 2199).read(node, problems)
        return None if number is None else int(number)

    def schema(self) -> dict[str, Any]:
        """Not published."""
        return {}

    def write(self, value: int) -> int:
        """The number."""
        return value


FIGURE, YEAR, CODE = FigureShape(), Whole(), Code()


def read_pay(reading: Reading, folder: str, cites: ListOf) -> dict[str, Any]:
    """Read every table; what comes back are the fields of `lapel.model.careers.Careers` that they fill."""
    tables = _Tables(reading, folder, cites)
    occupations = tables.occupations()
    return {
        "occupations": occupations,
        "wages": tuple(tables.wages(occupations)),
        "projections": tuple(tables.projections(occupations)),
        "handbook": tuple(tables.handbook(occupations)),
        "prices": tables.prices(),
        "breaks": tables.listed("breaks", _break(cites)),
        "surveys": tables.listed("surveys", _survey(cites)),
        "employers": tables.listed("employers", _share(EmployerView, cites)),
        "postings": tables.listed("postings", _share(Posting, cites)),
        "borders": tables.borders(),
    }


class _Tables:
    """The tables of one folder, with the problems met in them."""

    def __init__(self, reading: Reading, folder: str, cites: ListOf) -> None:
        self.reading, self.folder, self.cites = reading, folder, cites
        self.problems = reading.problems

    def _tree(self, path: Path) -> Located:
        return (self.reading.tree(path) if path.exists() else None) or Located({}, file=str(path))

    def _named(self, name: str) -> Iterator[tuple[str, Located]]:
        """The entries of a file, or of every file of a folder, by name."""
        for path in self.reading.files(f"{self.folder}/{name}"):
            yield from (self._tree(path).fields or {}).items()

    def listed(self, name: str, shape: Entry) -> tuple[Any, ...]:
        """Read a file that is a list of one shape."""
        path = self.reading.root / self.folder / f"{name}.yaml"
        return ListOf(shape).read(self._tree(path), self.problems) or () if path.exists() else ()

    def occupations(self) -> dict[str, nouns.Occupation]:
        """Read what the codes stand for."""
        tree = self._tree(self.reading.root / self.folder / "occupations.yaml")
        text = Text()
        earlier = Entry(
            nouns.Earlier,
            {"soc": CODE, "title": text, "until": YEAR, "how": Choice(get_args(nouns.EarlierKind))},
            required=("soc", "title", "until", "how"),
        )
        shape = Entry(
            dict,
            {
                "title": text,
                "does": text,
                "names": ListOf(text),
                "near": ListOf(CODE),
                "earlier": ListOf(earlier),
                "reasons": ListOf(text),
                "note": text,
            },
            required=("title", "does"),
        )
        head = Entry(dict, dict.fromkeys(("cite", "near_cite", "reasons_cite"), self.cites), required=("cite",))
        fields = tree.fields or {}
        if not fields:
            return {}
        about = head.read(_without(tree, "occupations"), self.problems) or {}
        read: dict[str, nouns.Occupation] = {}
        for code, node in ((fields.get("occupations") or Located({})).fields or {}).items():
            soc, said = CODE.read(Located(code, file=node.file, line=node.line), self.problems), None
            said = shape.read(node, self.problems)
            if soc and said:
                reasons = tuple(nouns.Reason(text, about.get("reasons_cite", ())) for text in said.pop("reasons", ()))
                cite = about.get("cite", ()) + (about.get("near_cite", ()) if said.get("near") else ())
                read[soc] = nouns.Occupation(soc=soc, reasons=reasons, cite=cite, **said)
        for code, node in ((fields.get("occupations") or Located({})).fields or {}).items():
            for near in ((node.fields or {}).get("near") or Located([])).items or ():
                if near.text == code:
                    self.problems.add(near, "another occupation than this one")
                else:
                    self._known(near, read)
        return read

    def _known(self, node: Located, occupations: Mapping[str, nouns.Occupation]) -> nouns.Occupation | None:
        found = occupations.get(node.text or "")
        if found is None:
            hint = did_you_mean(node.text, list(occupations))
            self.problems.add(node, "the code of an occupation in occupations.yaml", hint=hint)
        return found

    def wages(self, occupations: Mapping[str, nouns.Occupation]) -> Iterator[nouns.Wages]:
        """Read every table of pay: rows are occupations of the nation, or states or settings of one occupation."""
        head = Entry(
            dict,
            {
                "year": YEAR,
                "of": CODE,
                "by": Choice(("state", "industry")),
                "note": Text(),
                "missing": Text(),
                "columns": ListOf(Choice((*WAGE_COLUMNS, "state"))),
                "cite": self.cites,
            },
            required=("year", "columns", "cite"),
        )
        for _, table in self._named("wages"):
            said = head.read(_without(table, "rows"), self.problems)
            if said is None:
                continue
            by, missing = said.get("by"), Figure(why=said.get("missing") or NOT_REPORTED.why)
            shapes = {name: ID if name == "state" else FIGURE for name in said["columns"]}
            for key, cells, row in self._rows(table, shapes):
                soc = Located(said.get("of", ""), file=row.file, line=row.line) if by else key
                occupation = self._known(soc, occupations)
                if occupation is None:
                    continue
                state, name = cells.pop("state", ""), key.text or ""
                area = nouns.Area(state, name, "state", state) if by == "state" else nouns.NATION
                annual, hourly = _spread(cells, missing), _spread(cells, missing, "hourly_")
                self._rising(annual, row)
                self._rising(hourly, row)
                yield nouns.Wages(
                    soc=occupation.soc,
                    title=occupation.title,
                    area=area,
                    year=said["year"],
                    industry=name if by == "industry" else "",
                    cite=said["cite"],
                    note=said.get("note", ""),
                    annual=annual,
                    hourly=hourly,
                    employment=cells.get("employment", missing),
                    employment_error=cells.get("employment_error", NOT_REPORTED),
                    wage_error=cells.get("wage_error", NOT_REPORTED),
                )

    def _rows(self, table: Located, shapes: Mapping[str, Any]) -> Iterator[tuple[Located, dict[str, Any], Located]]:
        """Each row's name and its cells by column; a row with too few or too many cells is a problem."""
        rows = (table.fields or {}).get("rows") or Located("", file=table.file, line=table.line, path=table.path)
        if not rows.fields:
            self.problems.add(rows, "rows, each a name with a list of cells")
        for name, row in (rows.fields or {}).items():
            if row.items is None or len(row.items) != len(shapes):
                self.problems.add(row, f"a list of {len(shapes)}: {', '.join(shapes)}")
                continue
            read = {
                column: shape.read(cell, self.problems)
                for (column, shape), cell in zip(shapes.items(), row.items, strict=True)
            }
            if all(value is not None for value in read.values()):
                yield Located(name, file=row.file, line=row.line, path=row.path), read, row

    def _rising(self, spread: nouns.Spread, row: Located) -> None:
        """Percentiles rise; what is not reported is passed over."""
        known = [v for name in PERCENTILES if (v := getattr(spread, name).value) is not None]
        if known != sorted(known):
            self.problems.add(row, "percentiles in rising order")

    def projections(self, occupations: Mapping[str, nouns.Occupation]) -> Iterator[nouns.Projection]:
        """Read every edition of the projections."""
        columns = (*JOB_COLUMNS, *ENTRY)
        head = Entry(
            dict,
            {"base": YEAR, "end": YEAR, "note": Text(), "columns": ListOf(Choice(columns)), "cite": self.cites},
            required=("base", "end", "columns", "cite"),
        )
        for _, table in self._named("projections"):
            said = head.read(_without(table, "rows"), self.problems)
            if said is None:
                continue
            shapes = {name: Choice(tuple(ENTRY[name])) if name in ENTRY else FIGURE for name in said.pop("columns")}
            for key, cells, _ in self._rows(table, shapes):
                if occupation := self._known(key, occupations):
                    full: dict[str, Any] = {
                        name: ENTRY[name][cell] if name in ENTRY else cell for name, cell in cells.items()
                    }
                    yield nouns.Projection(soc=occupation.soc, title=occupation.title, **said, **full)

    def handbook(self, occupations: Mapping[str, nouns.Occupation]) -> Iterator[nouns.OldEdition]:
        """Read what older editions were quoted to expect, by occupation and edition."""
        shape = Entry(
            dict,
            {
                **dict.fromkeys(("jobs", "jobs_then", "growth", "change", "openings", "median"), FIGURE),
                "words": Text(),
                "median_year": YEAR,
                "note": Text(),
                "cite": self.cites,
            },
            required=("cite",),
        )
        for code, editions in self._named("handbook"):
            occupation = self._known(Located(code, file=editions.file, line=editions.line), occupations)
            for name, node in (editions.fields or {}).items():
                said, years = shape.read(node, self.problems), re.fullmatch(r"(\d{4})-(\d\d|\d{4})", name)
                if not years:
                    self.problems.add(node, "an edition such as 2012-22", found=repr(name))
                elif occupation and said:
                    base = int(years[1])
                    yield nouns.OldEdition(soc=occupation.soc, base=base, end=_end(base, years[2]), **said)

    def prices(self) -> nouns.Prices | None:
        """Read the price index."""
        path = self.reading.root / self.folder / "prices.yaml"
        if not path.exists():
            return None
        tree, text = self._tree(path), Text()
        head = Entry(
            dict,
            {"series": text, "name": text, "note": text, "cite": self.cites},
            required=("series", "cite"),
        )
        said = head.read(_without(tree, "averages"), self.problems)
        averages = []
        for year, node in ((tree.fields or {}).get("averages") or Located({})).fields.items():  # type: ignore[union-attr]
            at = YEAR.read(Located(year, file=node.file, line=node.line, path=node.path), self.problems)
            average = FIGURE.read(node, self.problems)
            if at and average and average.exact:
                averages.append((at, average.exact))
        return nouns.Prices(averages=tuple(sorted(averages)), **said) if said else None

    def borders(self) -> dict[str, tuple[str, ...]]:
        """Read which states border on which: a pair is written once, and holds both ways."""
        path = self.reading.root / self.folder / "borders.yaml"
        tree = self._tree(path) if path.exists() else Located({})
        found: dict[str, set[str]] = {}
        for state, node in ((tree.fields or {}).get("borders") or Located({})).fields.items():  # type: ignore[union-attr]
            for other in ListOf(ID).read(node, self.problems) or ():
                if other <= state or other in found.get(state, ()):
                    self.problems.add(node, f"each pair once, under the state that comes first ({other!r} here)")
                found.setdefault(state, set()).add(other)
                found.setdefault(other, set()).add(state)
        if tree.fields:
            Entry(dict, {"cite": self.cites}, required=("cite",)).read(_without(tree, "borders"), self.problems)
        return {state: tuple(sorted(others)) for state, others in found.items()}


def _end(base: int, written: str) -> int:
    """Give the last year of an edition: two digits are of the century of its first year, or of the next."""
    if len(written) == 4:
        return int(written)
    end = base - base % 100 + int(written)
    return end if end > base else end + 100


def _without(node: Located, name: str) -> Located:
    """A mapping without one of its fields; anything else as it is."""
    if node.fields is None:
        return node
    rest = {key: value for key, value in node.fields.items() if key != name}
    return Located(rest, file=node.file, line=node.line, path=node.path)


def _spread(cells: Mapping[str, Figure], missing: Figure, prefix: str = "") -> nouns.Spread:
    """Put the cells of a row with this prefix into one spread."""
    return nouns.Spread(**{name: cells.get(prefix + name, missing) for name in SPREAD})


def _break(cites: ListOf) -> Entry:
    return Entry(nouns.Break, {"year": YEAR, "what": Text(), "cite": cites}, required=("year", "what", "cite"))


def _survey(cites: ListOf) -> Entry:
    text = Text()
    return Entry(
        Survey,
        {
            "survey": ID,
            "year": YEAR,
            "who": text,
            "group": Choice(get_args(Group)),
            "statistic": Choice(("mean", "median")),
            "hourly": FIGURE,
            "annual": FIGURE,
            "note": text,
            "cite": cites,
        },
        required=("survey", "year", "who", "group", "statistic", "cite"),
    )


def _share(build: type[EmployerView] | type[Posting], cites: ListOf) -> Entry:
    text = Text()
    return Entry(
        lambda what, **said: build(says=what, **said),
        {"year": YEAR, "asked": text, "percent": FIGURE, "what": text, "cite": cites},
        required=("year", "asked", "percent", "what", "cite"),
    )
