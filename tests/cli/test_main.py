"""The command line as its caller meets it: help, mistakes, poor terminals, broken pipes."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from lapel import __version__
from lapel.cli import COMMANDS, main

ROOT = Path(__file__).parents[2]
EXAMPLE = str(ROOT / "examples" / "student-20-days-from-graduating.yaml")
ON = ("--on", "2026-11-21")


def run(args: Sequence[str], *, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process of its own."""
    settings = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "PYTHONUTF8")}
    command = [sys.executable, "-m", "lapel.cli", *args]
    return subprocess.run(command, input=stdin, capture_output=True, env=settings | env, timeout=60, check=False)


def outcome(args: Sequence[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Run the command here: its status, and what it wrote."""
    try:
        status = main(args)
    except SystemExit as left:  # argparse
        status = int(left.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.mark.parametrize("args", [[], ["--help"], ["-h"], ["help"]])
def test_without_a_command_every_command_and_an_example_are_shown(
    args: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = outcome(args, capsys)
    assert (status, err) == (0, "")
    assert all(f"  {command} " in out for command in COMMANDS)
    assert "lapel check examples/student-20-days-from-graduating.yaml --on 2026-11-21" in out
    assert (ROOT / "examples" / "student-20-days-from-graduating.yaml").exists()


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(["--version"], capsys) == (0, f"lapel {__version__}\n", "")


VERBS = [["catalog", verb] for verb in ("lint", "coverage", "diff", "show")]


@pytest.mark.parametrize("command", [*([name] for name in COMMANDS), *VERBS], ids=" ".join)
def test_the_help_of_each_command_shows_an_example(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = outcome([*command, "--help"], capsys)
    assert (status, err) == (0, "")
    assert "example" in out
    assert f"\n  lapel {' '.join(command)}" in out
    assert max(map(len, out.splitlines())) <= 120


MISTAKES = [
    (
        ["chekc"],
        f"lapel: found the command 'chekc', expected one of {', '.join(COMMANDS)}.\nDid you mean 'check'?\n",
    ),
    (
        ["xyz"],
        f"lapel: found the command 'xyz', expected one of {', '.join(COMMANDS)}.\nlapel --help lists them.\n",
    ),
    (
        ["check", EXAMPLE, "--credential", "cma-ama"],
        "found 'cma-ama', expected the id of a credential.\nDid you mean 'cma-aama'?",
    ),
    (["check", EXAMPLE, "--on", "2026"], "found '2026', expected a whole date such as 2026-11-21"),
    (["check", EXAMPLE, "--on", "tomorrow"], "found 'tomorrow', expected a date such as 2024-05-10, 2024-05 or 2024"),
    (["check", EXAMPLE, "--on", "0001-01-01"], "found '0001-01-01', expected a date from 1900-01-01 to 2199-12-31"),
    (["check", EXAMPLE, "--on", "2026-02-29"], "found '2026-02-29', which is no day of the calendar"),
    (["check", EXAMPLE, "--explian"], "unrecognized arguments: --explian"),
    (["check", EXAMPLE, "--exp"], "unrecognized arguments: --exp"),
    (["check"], "the following arguments are required: RECORD"),
    (["catalog"], "the following arguments are required: VERB"),
    (["catalog", "shwo"], "invalid choice: 'shwo'"),
    (["catalog", "show", "rma"], "found 'rma', expected the id of a credential.\n"),
    (["catalog", "diff", "2019-06-01"], "expected two days, or --reform and no day"),
    (["schema", "records"], "invalid choice: 'records'"),
]


@pytest.mark.parametrize(("args", "message"), MISTAKES, ids=[" ".join(map(os.path.basename, a)) for a, _ in MISTAKES])
def test_wrong_usage_ends_in_status_2_and_is_told_on_stderr(
    args: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = outcome(args, capsys)
    assert (status, out) == (2, "")
    assert message in err


HOSTILE = {
    "a bomb": b"a: &a [x]\nb: [*a, *a]",
    "deep": b"[" * 100_000,
    "UTF-16": "name: Ana".encode("utf-16"),
    "junk": bytes(range(256)) * 100,
    "a tag": b"!!python/object/apply:os.system [ls]",
    "an escape": b'"\\e[2J": "\\e[2J"',
    "empty": b"",
    "endless": b"#" * 6_000_000,
    "many mistakes": b"naem: x\nstate: XX\nwork: 3\n",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_record_ends_in_status_1_without_a_traceback(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "me.yaml"
    path.write_bytes(HOSTILE[kind])
    for found in (run(["check", str(path), *ON]), run(["check", "-", "--json", *ON], stdin=HOSTILE[kind])):
        assert (found.returncode, found.stdout) == (1, b"")
        err = found.stderr.decode()
        assert "Traceback" not in err
        *told, last = err.splitlines()
        assert all(": found " in line and ", expected " in line for line in told)
        assert last == f"{len(told)} problem{'s' if len(told) > 1 else ''}."
        assert err.replace("\n", "").isprintable()


@pytest.mark.parametrize("path", ["/no/such/file.yaml", "/", "/dev/null", "\x1b[2J.yaml"])
def test_a_file_that_is_none_ends_in_status_1(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = outcome(["check", path], capsys)
    assert (status, out) == (1, "")
    assert err.replace("\n", "").isprintable()


def test_a_record_may_come_from_standard_input() -> None:
    found = run(["check", "-", *ON], stdin=b"name: Ana")
    assert (found.returncode, found.stderr) == (0, b"")
    assert found.stdout.startswith(b"Ana, on November 21, 2026\n")


def test_problems_of_standard_input_name_it() -> None:
    assert run(["check", "-"], stdin=b"naem: Ana").stderr.startswith(b"<stdin>:1: naem: found the field 'naem'")


@pytest.mark.parametrize(
    "args", [["check", EXAMPLE, "--explain", *ON], ["catalog", "coverage"], ["schema", "decisions"], []]
)
def test_a_reader_who_stops_reading_is_no_error(args: list[str]) -> None:
    command = [sys.executable, "-m", "lapel.cli", *args]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait(timeout=60) == 0
    assert process.stderr is not None
    with process.stderr:
        assert process.stderr.read() == b""


def test_where_only_ascii_can_be_written_the_marks_stay_apart(tmp_path: Path) -> None:
    path = tmp_path / "me.yaml"
    path.write_text(Path(EXAMPLE).read_text().replace("Ana", "José 😀"))
    found = run(["check", str(path), "--explain", *ON], PYTHONIOENCODING="ascii")
    assert (found.returncode, found.stderr) == (0, b"")
    text = found.stdout.decode("ascii")
    assert text.startswith("Jose ?")
    assert "Marks: x not met, ? not known, + met." in " ".join(text.split())


@pytest.mark.parametrize(
    "args",
    [
        ["check", EXAMPLE, "--json", *ON],
        ["catalog", "show", "cma-aama"],
        ["catalog", "coverage"],
        ["catalog", "diff", "2000-01-01", "2030-01-01"],
        ["catalog", "show"],
        ["schema", "record"],
        ["check", "--help"],
        [],
        ["ça"],
    ],
    ids=" ".join,
)
def test_every_command_can_write_where_only_ascii_can_be_written(args: list[str]) -> None:
    found = run(args, PYTHONIOENCODING="ascii", LC_ALL="C")
    assert b"Traceback" not in found.stderr
    assert found.stdout.isascii()


def test_json_says_the_same_where_only_ascii_can_be_written() -> None:
    import json

    args = ["check", EXAMPLE, "--json", *ON]
    assert json.loads(run(args, PYTHONIOENCODING="ascii").stdout) == json.loads(run(args, PYTHONUTF8="1").stdout)


LINES = [
    ["check", EXAMPLE, *ON],
    ["check", EXAMPLE, "--explain", "--all", *ON],
    ["catalog", "coverage"],
    ["catalog", "diff", "1990-01-01", "2030-01-01"],
    ["catalog", "show"],
    ["catalog", "show", "cma-aama", *ON],
    ["catalog", "show", "rma-amt", "--on", "2012-01-01"],
    ["catalog", "show", "ma-c-wa", *ON],
    [],
]


@pytest.mark.parametrize("args", LINES, ids=lambda args: " ".join(map(os.path.basename, args)))
def test_no_line_is_longer_than_80_columns_without_a_terminal(args: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    found = run([arg.replace(f"{ROOT}/", "") for arg in args], PYTHONUTF8="1")
    assert found.returncode == 0
    assert [line for line in found.stdout.decode().splitlines() if len(line) > 80] == []


def test_checking_imports_only_what_it_needs() -> None:
    code = (
        "import sys; before = set(sys.modules); import lapel.cli.check\n"
        "print([name for name in ('json', 'rich', 'typer', 'ruamel', 'yaml', 'django', 'difflib', 'pickle', 'socket',"
        " 'dataclasses', 'inspect', 'lapel.reports', 'lapel.loading.lint') if name in set(sys.modules) - before])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert found.stdout == "[]\n"


def test_checking_opens_no_connection() -> None:
    """Whatever module would want one: opening a socket, or asking for a host's address, ends the process."""
    code = (
        "import sys\n"
        "def refuse(event, args):\n"
        "    if event.startswith(('socket.', 'urllib.', 'http.', 'ftplib.', 'smtplib.')): raise SystemExit(event)\n"
        "sys.addaudithook(refuse)\n"
        "from lapel.cli import main\n"
        f"for more in ([], ['--json'], ['--explain']): main(['check', {EXAMPLE!r}, *more])\n"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (found.returncode, found.stderr) == (0, b"")
