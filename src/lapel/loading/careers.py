"""The catalogue's files on careers → `lapel.model.careers.Careers`.

`lapel.loading.compiled` keeps the result for the next start.
"""

from pathlib import Path

from lapel.loading.catalogue import Reading, source
from lapel.loading.compiled import CAREERS, CATALOGUE_DIR, careers_hash
from lapel.model.careers import Careers
from lapel.model.located import Problems


def read_careers(root: Path = CATALOGUE_DIR) -> Careers:
    """Parse and check the files; raises `Problems` with every error, each with file and line."""
    careers, problems = examine_careers(root)
    problems.raise_if_any()
    return careers


def examine_careers(root: Path = CATALOGUE_DIR) -> tuple[Careers, Problems]:
    """Parse the files as far as it goes, with what is wrong with them."""
    reading = Reading(root)
    sources = {**reading.mapping("sources", source), **reading.mapping(f"{CAREERS}/sources", source)}
    return Careers(careers_hash(root), sources), reading.problems
