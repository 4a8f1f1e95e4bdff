"""``make audit``: a weakness stops the build, a network that is absent does not, and either is said."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("status", "ends", "says"),
    [(0, 0, ""), (1, 2, ""), (2, 0, "could not be done (no network?). Going on without it.")],
    ids=["nothing found", "a weakness", "no network"],
)
def test_an_audit_stops_for_a_weakness_and_goes_on_without_a_network(
    status: int, ends: int, says: str, tmp_path: Path
) -> None:
    stand_in = tmp_path / "uv"
    stand_in.write_text(f"#!/bin/sh\nexit {status}\n")
    stand_in.chmod(0o755)
    words = ["make", "--old-file=.venv/.ready", "audit", f"BIN={tmp_path}"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == ends, done.stderr
    assert (says in done.stdout) if says else not done.stdout
