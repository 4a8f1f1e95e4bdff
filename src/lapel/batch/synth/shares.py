"""What synthetic people are made of: the shares in ``shares.yaml``, each with its source or marked as assumed."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from lapel.loading.catalogue import source
from lapel.loading.compiled import load_careers
from lapel.loading.parts import CiteShape
from lapel.loading.tree import read_tree
from lapel.model import vocabulary as words
from lapel.model.careers import Careers
from lapel.model.citation import Citation, Source
from lapel.model.located import Located, Problems
from lapel.model.occupation import Wages
from lapel.model.shapes import Counts, Entry, ListOf, Text
from lapel.model.value import Value

FILE = Path(__file__).with_name("shares.yaml")
ASSISTANTS = "31-9092"


class Share(Value):
    """How often each answer to a question comes up. ``shares`` sum to 1.

    ``assumed`` is the reason for a guess of ours, empty where the figures are those of the sources in ``cite``.
    """

    id: str
    what: str
    shares: tuple[tuple[str, float], ...]
    assumed: str = ""
    about: str = ""
    cite: tuple[Citation, ...] = ()

    def of(self, answer: str) -> float:
        """Give the share of an answer; KeyError where it is none."""
        return dict(self.shares)[answer]


@lru_cache(maxsize=1)
def load_shares() -> Mapping[str, Share]:
    """Read every share, those of states and settings from the catalogue's table of employment."""
    return read_shares(FILE, load_careers())


def read_shares(path: Path, careers: Careers) -> Mapping[str, Share]:
    """Read a file of shares; raises `Problems` with every error."""
    problems = Problems()
    tree = read_tree(path, shown=path.name, problems=problems)
    sections = tree.fields or {}
    own: dict[str, Source] = {}
    for key, node in (sections.get("sources", Located({})).fields or {}).items():
        read = source(key).read(node, problems)
        if read is not None:
            own[key] = read
    cites = ListOf(CiteShape({**careers.sources, **own}))
    found = {}
    for key, node in (sections.get("entries", Located({})).fields or {}).items():
        share = _entry(key, cites).read(node, problems)
        if share is not None:
            found[key] = share
    problems.raise_if_any()
    return {**found, "state": _states(careers), "setting": _settings(careers)}


def _entry(key: str, cites: ListOf) -> Entry:
    return Entry(
        lambda **said: Share(id=key, **{**said, "shares": _scaled(said["shares"])}),
        {"what": Text(), "shares": Counts(), "assumed": Text(), "about": Text(), "cite": cites},
        required=("what", "shares"),
        check=_check,
    )


def _check(share: Share, node: Located, problems: Problems) -> None:
    if not share.cite and not share.assumed:
        problems.add(node, "where the shares come from: 'cite', or 'assumed' with the reason", found="neither")


def _scaled(weights: Any) -> tuple[tuple[str, float], ...]:
    total = float(sum(weight for _, weight in weights))
    return tuple((name, float(weight) / total) for name, weight in weights)


def _employed(key: str, what: str, rows: Mapping[str, list[Wages]], about: str = "") -> Share:
    """Share the persons employed; a figure that is not reported has no part in it."""
    persons = {name: sum(row.employment.value or 0 for row in of_name) for name, of_name in rows.items()}
    total = sum(persons.values())
    cite = next(row.cite for of_name in rows.values() for row in of_name)
    return Share(key, what, tuple((name, count / total) for name, count in persons.items()), "", about, cite)


def _latest(careers: Careers) -> list[Wages]:
    assistants = [wages for wages in careers.wages if wages.soc == ASSISTANTS]
    year = max(wages.year for wages in assistants)
    return [wages for wages in assistants if wages.year == year]


def _states(careers: Careers) -> Share:
    rows = {wages.area.state: [wages] for wages in _latest(careers) if wages.area.state in words.STATES}
    return _employed("state", "The state someone lives and works in", dict(sorted(rows.items())))


SETTINGS: Mapping[str, tuple[str, ...]] = {
    "outpatient": ("Offices of physicians", "Outpatient care centers", "Offices of other health practitioners"),
    "inpatient": ("Hospitals", "Nursing and residential care facilities"),
    "school": ("Colleges, universities, and professional schools",),
    "laboratory": ("Medical and diagnostic laboratories",),
    "other": ("Employment services", "Home health care services", "Direct health and medical insurance carriers"),
}
"""Our settings, and the industries of the table that belong to them; those it counts twice are left out."""


def _settings(careers: Careers) -> Share:
    by_industry = {wages.industry: wages for wages in _latest(careers) if wages.industry}
    rows = {setting: [by_industry[name] for name in names] for setting, names in SETTINGS.items()}
    about = "Which industries belong to a setting is our reading."
    return _employed("setting", "The setting of a spell of work", rows, about)
