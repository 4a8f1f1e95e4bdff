"""The one table of data sets: a line each."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from lapel.reference.shape import DataSet

SETS = (
    "oews",
    "projections",
    "cpi",
    "soc",
    "cip_soc",
    "onet",
    "ca_projections",
    "scorecard",
    "ipeds",
    "etpl",
    "zips",
    "accreditation",
)
"""Ids of the data sets; each has a module of the same name with a `DataSet` named ``SET``."""


@cache
def find(name: str) -> DataSet:
    """Load the description of a data set."""
    found: DataSet = import_module(f"lapel.reference.{name}").SET
    return found


def every() -> tuple[DataSet, ...]:
    """Load the descriptions of all data sets."""
    return tuple(find(name) for name in SETS if find_spec(f"lapel.reference.{name}"))
