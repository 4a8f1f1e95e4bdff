"""The store: what is added is there whole or not at all, several editions side by side, once each."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from reference_files import OEWS_2025, ON, added, contents, oews_rows, write_csv

from lapel.model.located import Problems
from lapel.reference.add import add
from lapel.reference.check import check
from lapel.reference.store import Store, data_dir, drop, read_editions, writing

MEDIANS = {2019: 34800, 2020: 35850}


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for year, median in MEDIANS.items():
        rows = [[median if cell == 35850 else cell for cell in row] for row in oews_rows(OEWS_2025)]
        write_csv(tmp_path / "files" / f"national_{year}.csv", rows)
    return tmp_path / "files"


def medians(folder: Path) -> dict[int, float]:
    return dict(Store(folder).rows("oews", "wages", "year, a_median", "WHERE soc = '31-9092'"))


def test_the_folder_is_the_one_named_else_that_of_the_desktop_standard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAPEL_DATA", "/a")
    monkeypatch.setenv("XDG_DATA_HOME", "/b")
    monkeypatch.setenv("HOME", "/c")
    assert data_dir() == Path("/a")
    monkeypatch.delenv("LAPEL_DATA")
    assert data_dir() == Path("/b/lapel/data")
    monkeypatch.delenv("XDG_DATA_HOME")
    assert data_dir() == Path("/c/.local/share/lapel/data")


def test_a_store_without_data_answers_with_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "none")
    assert not store.has("oews")
    assert store.rows("oews", "wages", "*") == []
    assert not (tmp_path / "none").exists()


def test_editions_stand_side_by_side(tmp_path: Path, files: Path) -> None:
    store = added(tmp_path / "store", files)
    assert [e.edition for e in store.of("oews")] == ["2019", "2020"]
    assert medians(tmp_path / "store") == MEDIANS
    assert store.rows("oews", "wages", "DISTINCT year", edition="2020") == [(2020,)]


def test_adding_a_file_again_changes_nothing(tmp_path: Path, files: Path) -> None:
    store = tmp_path / "store"
    added(store, files)
    before = contents(store)
    assert {one.outcome for one in add([files], store, on=ON)} == {"there"}
    assert contents(store) == before


def test_a_copy_of_a_file_is_known_by_its_content(tmp_path: Path, files: Path) -> None:
    added(tmp_path / "store", files / "national_2020.csv")
    copy = tmp_path / "another name.txt"
    copy.write_bytes((files / "national_2020.csv").read_bytes())
    (told,) = add([copy], tmp_path / "store", on=ON)
    assert (told.outcome, told.edition) == ("there", "2020")


def test_rows_that_are_there_already_are_not_kept_twice(tmp_path: Path) -> None:
    rows = oews_rows(OEWS_2025)
    added(tmp_path / "store", write_csv(tmp_path / "national_2020.csv", rows[:3]))
    store = added(tmp_path / "store", write_csv(tmp_path / "more_2020.csv", rows))
    assert store.rows("oews", "wages", "count(*)") == [(4,)]
    assert store.of("oews")[0].rows["wages"] == 4


def test_figures_that_contradict_are_refused_unless_they_are_to_replace(tmp_path: Path) -> None:
    rows = oews_rows(OEWS_2025)
    added(tmp_path / "store", write_csv(tmp_path / "national_2020.csv", rows))
    other = [*rows[:1], [36000 if cell == 35850 else cell for cell in rows[1]], *rows[2:]]
    path = write_csv(tmp_path / "corrected_2020.csv", other)
    (told,) = add([path], tmp_path / "store", on=ON)
    assert str(told.problems[0]) == (
        "corrected_2020.csv: found 1 row of wages that differ from national_2020.csv (added 2026-11-22), first: "
        "soc 31-9092, area US, level detailed, year 2020, expected the same figures for the same edition. "
        "--replace puts this file in the place of that one."
    )
    assert medians(tmp_path / "store") == {2020: 35850}
    store = added(tmp_path / "store", path, replace=True)
    assert medians(tmp_path / "store") == {2020: 36000}
    assert [piece.origin for piece in store.of("oews")[0].pieces] == ["corrected_2020.csv"]


def test_dropping_an_edition_leaves_the_others(tmp_path: Path, files: Path) -> None:
    store = tmp_path / "store"
    editions = added(store, files).editions
    drop(store, editions[:1])
    assert medians(store) == {2020: 35850}
    drop(store, editions[1:])
    assert contents(store) == {}


def test_files_of_others_in_the_folder_are_left_alone(tmp_path: Path, files: Path) -> None:
    store = tmp_path / "home"
    mine = store / "pictures" / "2020" / "cat.png"
    write_csv(mine, [["cat"]])
    added(store, files)
    drop(store, tuple(read_editions(store)))
    assert contents(store) == {"pictures/2020/cat.png": mine.read_bytes()}


def test_a_damaged_manifest_is_told_with_its_place(tmp_path: Path, files: Path) -> None:
    added(tmp_path, files / "national_2020.csv")
    (tmp_path / "oews" / "2020" / "manifest.json").write_text("{")
    with pytest.raises(Problems, match=r"manifest\.json: found a damaged manifest, expected .*add the data again"):
        Store(tmp_path)


def test_check_finds_a_changed_and_a_missing_file(tmp_path: Path, files: Path) -> None:
    store = added(tmp_path / "store", files)
    assert [found.problems for found in check(store.folder, store.editions)] == [(), ()]
    wages = sorted((store.folder / "oews" / "2019").glob("wages-*.parquet"))[0]
    wages.write_bytes(wages.read_bytes()[:-1] + b"?")
    sorted((store.folder / "oews" / "2020").glob("areas-*.parquet"))[0].unlink()
    changed, missing = check(store.folder, store.editions)
    assert "another content than was written" in str(changed.problems[0])
    assert "no such file, expected 1 rows of areas" in str(missing.problems[0])


def test_what_an_older_loader_made_is_not_read_and_is_made_anew(tmp_path: Path, files: Path) -> None:
    from lapel.reference.sets import find

    added(tmp_path / "store", files / "national_2020.csv")
    manifest = tmp_path / "store" / "oews" / "2020" / "manifest.json"
    manifest.write_text(manifest.read_text().replace(f'"loader": {find("oews").version}', '"loader": 0'))
    store = Store(tmp_path / "store")
    assert store.rows("oews", "wages", "*") == []
    assert "made by version 0 of the loader" in str(next(iter(check(store.folder, store.editions))).problems[0])
    added(tmp_path / "store", files / "national_2020.csv")
    assert medians(tmp_path / "store") == {2020: 35850}
    assert [len(found.problems) for found in check(store.folder, Store(store.folder).editions)] == [0]


# -- Killed in the middle ---------------------------------------------------------------------------------------------

DIES = """
import os, signal, sys
from datetime import date
from pathlib import Path
import lapel.reference.add as add, lapel.reference.store as store
point = sys.argv[3]
def die(*args, **named): os.kill(os.getpid(), signal.SIGKILL)
if point == "after converting": add._Adding.commit = die
elif point == "files in place": add.write_manifest = die
elif point == "manifest written beside":
    def half(folder, edition):
        replace = os.replace
        os.replace = die
        store.write_manifest(folder, edition)
    add.write_manifest = half
add.add([Path(sys.argv[1])], Path(sys.argv[2]), on=date(2026, 11, 22), replace=True)
"""


@pytest.mark.parametrize("point", ["after converting", "files in place", "manifest written beside"])
def test_a_process_killed_in_the_middle_leaves_the_old_edition(tmp_path: Path, point: str) -> None:
    store, rows = tmp_path / "store", oews_rows(OEWS_2025)
    added(store, write_csv(tmp_path / "national_2020.csv", rows))
    other = [*rows[:1], [36000 if cell == 35850 else cell for cell in rows[1]], *rows[2:]]
    path = write_csv(tmp_path / "corrected_2020.csv", other)
    before = contents(store)
    died = subprocess.run([sys.executable, "-c", DIES, str(path), str(store), point], capture_output=True)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    assert medians(store) == {2020: 35850}
    assert all(not found.problems for found in check(store, Store(store).editions))
    assert contents(store).keys() > before.keys()
    with writing(store):
        pass
    assert contents(store) == before
    added(store, path, replace=True)
    assert medians(store) == {2020: 36000}


def test_whenever_a_process_is_killed_the_store_is_whole(tmp_path: Path, files: Path) -> None:
    command = [sys.executable, "-m", "lapel.cli", "data", "add", str(files)]
    seen = set()
    for number, wait in enumerate((0.2, 0.5)):
        store = tmp_path / str(number)
        process = subprocess.Popen(command, env={**os.environ, "LAPEL_DATA": str(store)}, stdout=subprocess.PIPE)
        time.sleep(wait)
        process.kill()
        process.communicate()
        found = medians(store)
        assert found.items() <= MEDIANS.items()
        assert all(not one.problems for one in check(store, Store(store).editions))
        seen.add(len(found))
        added(store, files)
        assert medians(store) == MEDIANS
    assert 0 in seen


def test_two_processes_that_add_at_once_wait_for_each_other(tmp_path: Path, files: Path) -> None:
    environment = {**os.environ, "LAPEL_DATA": str(tmp_path / "store")}
    commands = [
        [sys.executable, "-m", "lapel.cli", "data", "add", str(files / f"national_{year}.csv")] for year in (2019, 2020)
    ]
    running = [subprocess.Popen(c, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for c in commands]
    for process in running:
        _, told = process.communicate()
        assert process.returncode == 0, told
    assert medians(tmp_path / "store") == MEDIANS
