"""The rooms of the house see only the rooms below them, and the core sees nothing but plain Python."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from importlinter import cli

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "lapel"
PYPROJECT = ROOT / "pyproject.toml"
ALSO = {"exam": {"numpy", "fsrs"}}
"""What a room of the core may import besides Python's own library; docs/decisions/0012."""
IMPURE_FUNCTIONS = {"input", "open", "print"}
IMPURE_METHODS = {"now", "today", "utcnow"}


def contract(identifier: str) -> dict[str, Any]:
    contracts = tomllib.loads(PYPROJECT.read_text())["tool"]["importlinter"]["contracts"]
    return next(each for each in contracts if each["id"] == identifier)


def rooms_from_the_planner_down() -> list[str]:
    layers = [[room.strip(" ()") for room in layer.split("|")] for layer in contract("direction")["layers"]]
    planner = layers.index(["planner"])
    return [room for layer in layers[planner:] for room in layer if (PACKAGE / room).is_dir()]


def core_modules() -> list[Path]:
    return sorted(path for room in rooms_from_the_planner_down() for path in (PACKAGE / room).rglob("*.py"))


def imported_names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def impure_calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in IMPURE_FUNCTIONS:
                yield f"line {node.lineno}: {name}"
            case ast.Call(func=ast.Attribute(attr=name)) if name in IMPURE_METHODS:
                yield f"line {node.lineno}: {name}"


def test_every_import_points_down_the_rooms(capsys: pytest.CaptureFixture[str]) -> None:
    status = cli.lint_imports(config_filename=str(PYPROJECT), no_cache=True)
    assert status == 0, capsys.readouterr().out


def test_the_pure_core_contract_names_every_core_room_that_exists() -> None:
    named = set(contract("pure-core")["source_modules"])
    assert named == {f"lapel.{room}" for room in rooms_from_the_planner_down()}


@pytest.mark.parametrize("path", core_modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_core_module_imports_no_third_party_package(path: Path) -> None:
    packages = {name.partition(".")[0] for name in imported_names(ast.parse(path.read_text()))}
    assert packages - sys.stdlib_module_names <= {"lapel", *ALSO.get(path.relative_to(PACKAGE).parts[0], ())}


@pytest.mark.parametrize("path", core_modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_core_module_asks_neither_the_clock_nor_a_file(path: Path) -> None:
    assert not list(impure_calls(ast.parse(path.read_text())))
