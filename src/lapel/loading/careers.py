"""The catalogue's files on careers → `lapel.model.careers.Careers`.

`lapel.loading.compiled` keeps the result for the next start.
"""

from pathlib import Path

from lapel.loading.advice import read_advice
from lapel.loading.catalogue import Reading, source
from lapel.loading.compiled import CAREERS, CATALOGUE_DIR, careers_hash
from lapel.loading.parts import CiteShape
from lapel.loading.pay import read_pay
from lapel.loading.programs import program_guide
from lapel.loading.roles import read_roles
from lapel.model.careers import Careers
from lapel.model.located import Problems
from lapel.model.shapes import ListOf


def read_careers(root: Path = CATALOGUE_DIR) -> Careers:
    """Parse and check the files; raises `Problems` with every error, each with file and line."""
    careers, problems = examine_careers(root)
    problems.raise_if_any()
    return careers


def examine_careers(root: Path = CATALOGUE_DIR) -> tuple[Careers, Problems]:
    """Parse the files as far as it goes, with what is wrong with them."""
    reading = Reading(root)
    sources = {**reading.mapping("sources", source), **reading.mapping(f"{CAREERS}/sources", source)}
    found = read_roles(reading, ListOf(CiteShape(sources)))
    advice = read_advice(reading, ListOf(CiteShape(sources)))
    pay = read_pay(reading, CAREERS, ListOf(CiteShape(sources)))
    guide = program_guide(reading, CAREERS, sources)
    return Careers(
        careers_hash(root), sources, **pay, roles=found.roles, steps=found.steps, programs=guide, advice=advice
    ), reading.problems
