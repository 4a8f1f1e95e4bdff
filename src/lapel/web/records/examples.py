"""The example people: records to look at before telling anything of one's own."""

from functools import cache
from pathlib import Path
from typing import Any

from lapel.loading.writing import read_data
from lapel.model.value import Value

# In an installed package they lie beside the code, in a checkout beside the sources.
FOLDERS = (Path(__file__).parents[2] / "examples", Path(__file__).parents[4] / "examples")

ABOUT = {
    "student-20-days-from-graduating": "A student 20 days before she finishes her program",
    "high-school-student": "A high-school senior in a career program",
    "ten-years-of-work": "Ten years of work in a clinic, and no program",
    "medic-leaving-the-army": "An army medic who is about to leave",
    "graduate-gained-accreditation": "His program gained accreditation after he left",
    "graduate-lost-accreditation": "Her program lost accreditation while she was in it",
    "career-changer": "A career changer who is not sure of much",
    "lapsed-cma": "A CMA (AAMA) that has just expired",
    "assistant-in-washington": "At work in Washington on an interim credential",
    "three-failed-attempts": "Three failed attempts at the exam",
    "certified-with-courses": "Three certificates, and courses to count toward them",
}


class Example(Value):
    """A person who does not exist: the name of the file, and who it is about."""

    id: str
    about: str


def examples() -> list[Example]:
    """List the examples that are installed."""
    return [Example(name, about) for name, about in ABOUT.items() if _path(name)]


@cache
def _path(name: str) -> Path | None:
    return next((folder / f"{name}.yaml" for folder in FOLDERS if (folder / f"{name}.yaml").is_file()), None)


def example(name: str) -> dict[str, Any] | None:
    """Give an example's document; None when there is none of that name."""
    path = _path(name) if name in ABOUT else None
    return read_data(path) if path else None
