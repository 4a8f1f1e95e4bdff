"""Every seeded mistake of a small catalogue is found in one run, at its line, and nothing else."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from lapel.cli import main
from lapel.loading.catalogue import examine_catalogue, read_catalogue
from lapel.loading.lint import lint_catalogue, overdue
from lapel.model.located import Problems

SMALL = Path(__file__).parents[1] / "catalog" / "small"
SEEDED = re.compile(r"  # (.*)$")


def seeded(root: Path) -> dict[tuple[str, int], list[str]]:
    """The words that comments expect of the problems on their lines."""
    return {
        (str(path.relative_to(root.parent)), number): comment[1].split("; ")
        for path in sorted(root.rglob("*.yaml"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (comment := SEEDED.search(line))
    }


def test_every_seeded_mistake_is_found_at_its_line_in_one_run() -> None:
    told: dict[tuple[str, int], list[str]] = {}
    for problem in lint_catalogue(SMALL / "broken"):
        told.setdefault((problem.file, problem.line), []).append(str(problem))
    expected = seeded(SMALL / "broken")
    missed = [(place, words) for place, said in expected.items() for words in said if words not in str(told.get(place))]
    assert not missed
    unexpected = [
        message
        for place, messages in told.items()
        for message in messages
        if not any(words in message for words in expected.get(place, []))
    ]
    assert not unexpected
    assert len(expected) > 50


def test_a_sound_catalogue_has_no_problems() -> None:
    assert lint_catalogue(SMALL / "good") == ()


def test_a_broken_catalogue_is_not_loaded() -> None:
    with pytest.raises(Problems) as caught:
        read_catalogue(SMALL / "broken")
    assert len(caught.value.found) > 30


MISTAKES = {
    "a folder of credentials that is missing": ("credentials", None, None, "a catalogue's folder"),
    "a coverage that is missing": ("coverage.yaml", None, None, "no entry in coverage"),
    "a source that is missing": ("sources.yaml", None, None, "the id of a source"),
    "an anchor": ("states.yaml", "NJ: {", "NJ: &nj {", "an anchor or alias"),
    "another encoding": ("states.yaml", "New Jersey", "Nueva Jersey\x00", "text without control characters"),
    "a part that is not known": (
        "credentials/one/card-one.yaml",
        "confirm:",
        "confirmation:",
        "Did you mean 'confirm'?",
    ),
    "a list where a mapping should be": ("issuers.yaml", "one: {", "one: [{", "not YAML"),
}


@pytest.mark.parametrize("kind", MISTAKES)
def test_a_mistake_in_a_whole_part_is_found(kind: str, tmp_path: Path) -> None:
    part, old, new, expected = MISTAKES[kind]
    root = shutil.copytree(SMALL / "good", tmp_path / "catalog")
    path = root / part
    if old is None or new is None:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    else:
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
    problems = [str(problem) for problem in lint_catalogue(root)]
    assert any(expected in problem for problem in problems), problems


def test_an_id_used_by_two_files_is_told_at_the_second(tmp_path: Path) -> None:
    root = shutil.copytree(SMALL / "good", tmp_path / "catalog")
    shutil.copytree(root / "credentials" / "one", root / "credentials" / "two")
    _, problems = examine_catalogue(root)
    assert [problem.file for problem in problems.found] == ["catalog/credentials/two/card-one.yaml"]


def test_what_is_due_for_another_reading_is_listed_from_the_day_after() -> None:
    catalogue = read_catalogue(SMALL / "good")
    assert overdue(catalogue, on=date(2027, 1, 2)) == []
    assert {cite.source.id for cite in overdue(catalogue, on=date(2027, 1, 3))} == {"handbook"}


def test_the_command_prints_each_problem_and_their_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalog", "lint", "--catalogue", str(SMALL / "broken")]) == 1
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert said.err == f"{len(lines)} problems.\n"
    assert all(re.match(r"broken/[a-z/-]+\.yaml:\d+: ", line) for line in lines)


def test_the_command_lists_what_is_overdue(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalog", "lint", "--catalogue", str(SMALL / "good"), "--overdue", "2027-06-01"]) == 0
    first, *due = capsys.readouterr().out.splitlines()
    assert first == "1 credentials, 1 sources: no problems."
    assert due == ["due since 2027-01-02: handbook", "due since 2027-01-02: handbook p. 2"]


def test_a_folder_that_is_no_catalogue_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for verb in ("lint", "coverage", "show"):
        assert main(["catalog", verb, "--catalogue", str(tmp_path / "none")]) == 1
        said = capsys.readouterr()
        assert "found no folder 'credentials' in it, expected a catalogue's folder" in said.out + said.err
