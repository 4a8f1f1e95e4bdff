"""The pages, and the script that writes their generated parts."""

import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def generator() -> dict[str, Any]:
    """The functions of docs/generate.py, which is a script and no module."""
    return runpy.run_path(str(ROOT / "docs" / "generate.py"))


@pytest.fixture(scope="session")
def pages() -> dict[str, str]:
    """Every page by its path from the top of the checkout."""
    paths = [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        ROOT / "examples/README.md",
        ROOT / "tests/cases/README.md",
    ]
    paths.append(ROOT / "src/lapel/catalog/README.md")
    return {path.relative_to(ROOT).as_posix(): path.read_text() for path in paths}
