"""The compiled copy of the catalogue: fast when sound, and never trusted when not."""

import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lapel.loading.catalogue import read_catalogue
from lapel.loading.compiled import load_catalogue
from lapel.model.credential import Catalogue

SMALL = Path(__file__).parents[1] / "catalog" / "small" / "good"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LAPEL_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "lapel"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return shutil.copytree(SMALL, tmp_path / "catalog")


def copies(cache: Path) -> list[Path]:
    return sorted(cache.glob("*"))


def test_a_second_loading_reads_no_yaml(cache: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load_catalogue(root)

    def refuse(*args: object) -> None:
        raise AssertionError("YAML was read")

    monkeypatch.setattr("lapel.loading.catalogue.read_catalogue", refuse)
    assert load_catalogue(root) == first


def test_a_compiled_copy_holds_what_the_files_say(cache: Path, root: Path) -> None:
    load_catalogue(root)
    assert load_catalogue(root) == read_catalogue(root)


def test_the_built_in_catalogue_survives_being_compiled(cache: Path) -> None:
    load_catalogue()
    again, read = load_catalogue(), read_catalogue()
    assert again == read
    assert repr(again.credentials["cma-aama"]) == repr(read.credentials["cma-aama"])


def test_a_changed_file_is_noticed_and_the_old_copy_goes(cache: Path, root: Path) -> None:
    before = load_catalogue(root)
    file = root / "credentials" / "one" / "card-one.yaml"
    stamp = file.stat()
    file.write_text(file.read_text().replace("value: 125", "value: 126"))
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))  # the size and the time say nothing
    after = load_catalogue(root)
    assert after.credentials["card-one"].values[0].versions[1].value == 126
    assert before.sha256 != after.sha256
    assert len(copies(cache)) == 1


def test_a_renamed_file_is_noticed(cache: Path, root: Path) -> None:
    before = load_catalogue(root)
    (root / "sources").mkdir()
    (root / "sources.yaml").rename(root / "sources" / "all.yaml")
    assert load_catalogue(root).sha256 != before.sha256


DAMAGE = {
    "empty": b"",
    "cut short": None,
    "junk": b"\x80\x04junk",
    "text": b"hello",
    "another value": pickle.dumps({"not": "a catalogue"}),
    "a class that is gone": b"\x80\x04\x8c\x0alapel.gone\x94\x8c\x05Thing\x94\x93\x94.",
    "a number out of range": b"\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\x7f.",
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_copy_is_made_anew(kind: str, cache: Path, root: Path) -> None:
    sound = load_catalogue(root)
    [copy] = copies(cache)
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) // 2] if DAMAGE[kind] is None else DAMAGE[kind] or b"")
    assert load_catalogue(root) == sound
    assert copies(cache) == [copy]
    assert len(copy.read_bytes()) == len(whole)


def test_the_copy_of_another_catalogue_is_not_taken_for_this_one(cache: Path, root: Path) -> None:
    sound = load_catalogue(root)
    [copy] = copies(cache)
    other = Catalogue("x", "0" * 64, {})
    copy.write_bytes(pickle.dumps(other))
    assert load_catalogue(root) == sound


def test_a_copy_that_others_may_write_is_not_trusted(cache: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_catalogue(root)
    [copy] = copies(cache)
    copy.chmod(0o666)
    monkeypatch.setattr(pickle, "loads", lambda raw: pytest.fail("it was unpickled"))
    load_catalogue(root)


def test_a_copy_is_for_its_owner_alone(cache: Path, root: Path) -> None:
    load_catalogue(root)
    [copy] = copies(cache)
    assert copy.stat().st_mode & 0o077 == 0
    assert cache.stat().st_mode & 0o077 == 0


def test_a_cache_that_cannot_be_written_changes_nothing(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("LAPEL_CACHE", str(tmp_path / "file"))
    assert load_catalogue(root) == load_catalogue(root) == read_catalogue(root)


def test_a_full_disk_leaves_no_broken_copy(cache: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert load_catalogue(root) == read_catalogue(root)
    assert copies(cache) == []


def test_processes_that_start_together_do_not_disturb_each_other(cache: Path, root: Path) -> None:
    code = (
        "from pathlib import Path; from lapel.loading.compiled import load_catalogue, cache_dir\n"
        f"for _ in range(30):\n    assert list(load_catalogue(Path({str(root)!r})).credentials) == ['card-one']\n"
        "    [copy.unlink(missing_ok=True) for copy in cache_dir().glob('catalogue-*')]\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(3)]
    said = [process.communicate(timeout=60)[1] for process in running]
    assert said == [b"", b"", b""]
    assert [process.returncode for process in running] == [0, 0, 0]
