"""A run is the same run however it went: stopped, killed, out of room, by one process or two; and nothing is lost."""

import fcntl
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from multiprocessing import active_children
from pathlib import Path
from random import Random
from shutil import rmtree
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lapel.batch import decide, running
from lapel.batch.running import Order, Progress, run
from lapel.batch.synth import people
from lapel.model.located import Problems
from lapel.model.value import replace

ON = date(2026, 11, 21)
NAMES = ("vaccines-ct",)
POISONED = 73
KILLS = int(os.environ.get("LAPEL_KILLS", "3"))


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred and twenty people in 6 parts, one of whom ends before it begins."""
    made = pl.DataFrame(pl.from_arrow(people(120, seed=11, on=ON)))
    birth = pl.struct(earliest=date(2001, 1, 2), latest=date(2001, 1, 1))
    spoiled = made.with_row_index("at").with_columns(
        birth=pl.when(pl.col("at") == POISONED).then(birth).otherwise("birth")
    )
    file = tmp_path_factory.mktemp("crowd") / "people.parquet"
    pq.write_table(spoiled.drop("at").to_arrow(), file, row_group_size=20)
    return file


def order(people: Path) -> Order:
    return Order(people, ON, NAMES, reasons=True, chunk=5)


@pytest.fixture(scope="module")
def undisturbed(crowd: Path) -> Path:
    out = crowd.parent / "undisturbed"
    run(order(crowd), out, workers=1)
    return out


def rows(out: Path) -> dict[str, pa.Table]:
    return {file.name: pq.read_table(file) for file in sorted((out / "answers").glob("*.parquet"))}


def same(out: Path, other: Path) -> bool:
    """Whether two runs left the same rows, rejects and manifest, and nothing half done."""
    kept = ("manifest.json", "rejects.csv", "order.json")
    assert not [file for file in out.rglob(".*") if file.is_file()]
    return rows(out) == rows(other) and all((out / name).read_bytes() == (other / name).read_bytes() for name in kept)


def assert_rows(out: Path, undisturbed: Path) -> None:
    """What was written holds the rows of the undisturbed run, however they were cut into chunks."""
    expected = rows(undisturbed)
    for name, table in rows(out).items():
        assert table.to_pylist() == expected[name].to_pylist()


def assert_whole(out: Path, undisturbed: Path) -> None:
    """What has its name is whole; what is marked as done is there."""
    assert_rows(out, undisturbed)
    for mark in (out / "done").glob("*.json"):
        assert json.loads(mark.read_text())["part"] == mark.stem
        assert (out / "answers" / f"{mark.stem}.parquet").exists()
    assert not (out / "manifest.json").exists()


def test_a_long_row_group_is_cut_and_its_rows_are_the_same(tmp_path: Path, crowd: Path, undisturbed: Path) -> None:
    one = tmp_path / "people.parquet"
    pq.write_table(pq.read_table(crowd), one, row_group_size=120)
    manifest = run(order(one), tmp_path / "out", workers=1)
    assert [part["in"] for part in manifest["parts"].values()] == [80, 40]
    found, expected = rows(tmp_path / "out").values(), rows(undisturbed).values()
    assert [row for table in found for row in table.to_pylist()] == [r for table in expected for r in table.to_pylist()]
    rejects, before = (pl.read_csv(out / "rejects.csv") for out in (tmp_path / "out", undisturbed))
    assert rejects["row"].to_list() == before["row"].to_list()


def test_a_column_can_hold_a_day_of_ones_own(tmp_path: Path, crowd: Path) -> None:
    days = [date(2019, 5, 31), None, date(2030, 1, 1)]
    made = pq.read_table(crowd)
    own = pa.array([days[place % 3] for place in range(made.num_rows)], pa.date32())
    together = tmp_path / "people.parquet"
    pq.write_table(made.append_column("applied", own), together)
    asked = replace(order(together), on_column="applied", chunk=50)
    manifest = run(asked, tmp_path / "together", workers=1)
    found = {row["person"]: row for table in rows(tmp_path / "together").values() for row in table.to_pylist()}
    assert manifest["order"]["on_column"] == "applied"
    assert list(found) == [name for name in made["person"].to_pylist() if name in found]
    for place, day in enumerate(days):
        alone = tmp_path / f"{place}.parquet"
        pq.write_table(made.filter(pa.array([at % 3 == place for at in range(made.num_rows)])), alone)
        out = tmp_path / f"out-{place}"
        run(replace(order(alone), on=day or ON), out, workers=1)
        for row in (row for table in rows(out).values() for row in table.to_pylist()):
            assert {**row, "applied": day} == found.pop(row["person"])
    assert not found


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("aplied", r"found --on-column aplied, expected a column of days.*Did you mean 'applied'"),
        ("region", r"found --on-column region, a column of string, expected a column of days"),
    ],
)
def test_a_column_that_holds_no_days_is_refused(name: str, told: str, tmp_path: Path, crowd: Path) -> None:
    file = tmp_path / "people.parquet"
    made = pq.read_table(crowd)
    made = made.append_column("applied", pa.nulls(made.num_rows, pa.date32()))
    pq.write_table(made.append_column("region", pa.array(["north"] * made.num_rows)), file)
    with pytest.raises(Problems, match=told):
        run(replace(order(file), on_column=name), tmp_path / "out", workers=1)


# Stopped


RUN = """
import sys
from datetime import date
from pathlib import Path
from lapel.batch.running import Order, run

if __name__ == "__main__":
    order = Order(Path(sys.argv[1]), date(2026, 11, 21), ("vaccines-ct",), reasons=True, chunk=5)
    run(order, Path(sys.argv[2]), workers=int(sys.argv[3]))
"""


def marks(out: Path) -> int:
    return len(list((out / "done").glob("*.json")))


def kill_at(moment: float, parts: int, out: Path, started: "subprocess.Popen[bytes]") -> bool:
    """Kill a run and see its workers end, some time after it has done so many parts; tells whether it was running."""
    until = time.monotonic() + 60
    while marks(out) < parts and started.poll() is None and time.monotonic() < until:
        time.sleep(0.002)
    time.sleep(moment)
    workers = children_of(started.pid)
    started.send_signal(signal.SIGKILL)
    killed = started.wait() == -signal.SIGKILL
    while any(map(alive, workers)):
        assert time.monotonic() < until, "A worker of a killed run goes on."
        time.sleep(0.01)
    return killed


@pytest.mark.timeout(900)
def test_a_run_killed_at_any_moment_goes_on_to_the_same_end(tmp_path: Path, crowd: Path, undisturbed: Path) -> None:
    script, out, dice = tmp_path / "run.py", tmp_path / "out", Random(5)
    script.write_text(RUN)
    killed = 0
    for turn in range(10 * KILLS):
        workers = "2" if turn % 10 == 2 else "1"
        started = subprocess.Popen([sys.executable, script, crowd, out, workers])
        killed += kill_at(dice.random() * 0.1, marks(out) + dice.randrange(2), out, started)
        if (out / "manifest.json").exists():
            run(order(crowd), out, workers=1)
            assert same(out, undisturbed)
            rmtree(out)
        elif out.exists():
            assert_whole(out, undisturbed)
        if killed == KILLS:
            break
    assert killed == KILLS
    before = marks(out)
    run(order(crowd), out, workers=1)
    assert same(out, undisturbed)
    assert json.loads((out / "timings.json").read_text())["parts_kept"] == before


def children_of(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def alive(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_worker_that_dies_is_told_and_what_was_done_is_kept(tmp_path: Path, crowd: Path, undisturbed: Path) -> None:
    out, seen = tmp_path / "out", []

    def kill_once(progress: Progress) -> None:
        seen.append(progress.parts)
        if progress.parts == 1:
            for child in active_children():
                child.kill()

    # Small chunks take longer: the workers have work left when they are killed.
    slow = replace(order(crowd), chunk=2)
    with pytest.raises(Problems, match=r"a worker that was ended.*memory ran out.*same command again"):
        run(slow, out, workers=2, told=kill_once)
    assert_whole(out, undisturbed)
    assert marks(out) >= seen[-1] >= 1
    run(slow, out, workers=1)
    assert_rows(out, undisturbed)


def test_two_processes_write_what_one_writes(tmp_path: Path, crowd: Path, undisturbed: Path) -> None:
    told: list[Progress] = []
    run(order(crowd), tmp_path / "out", workers=2, told=told.append)
    assert same(tmp_path / "out", undisturbed)
    assert [each.parts for each in told] == list(range(7))
    assert (told[-1].decided, told[-1].rejected, told[-1].total) == (119, 1, 120)


def test_a_run_that_has_ended_is_not_run_again(crowd: Path, undisturbed: Path, monkeypatch: Any) -> None:
    before = {file: file.stat().st_mtime_ns for file in (undisturbed / "answers").iterdir()}
    run(order(crowd), undisturbed, workers=1)
    assert {file: file.stat().st_mtime_ns for file in (undisturbed / "answers").iterdir()} == before


def test_two_runs_do_not_write_to_one_folder(tmp_path: Path, crowd: Path) -> None:
    held = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    with pytest.raises(Problems, match=r"another run is writing to.*Wait for its end"):
        run(order(crowd), tmp_path, workers=1)
    os.close(held)
    assert not list(tmp_path.iterdir())


# Out of room


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_where_no_more_can_be_written_what_was_is_kept(tmp_path: Path, crowd: Path, undisturbed: Path) -> None:
    sizes = [file.stat().st_size for file in sorted((undisturbed / "answers").iterdir())]
    first = next(at for at, size in enumerate(sizes) if at and size > max(sizes[:at]))
    with (
        files_of_at_most(sizes[first] - 1),
        pytest.raises(Problems, match=r"File too large.*What is done is kept.*same command again"),
    ):
        run(order(crowd), tmp_path / "out", workers=1)
    assert marks(tmp_path / "out") == first
    assert_whole(tmp_path / "out", undisturbed)
    run(order(crowd), tmp_path / "out", workers=1)
    assert same(tmp_path / "out", undisturbed)


@pytest.mark.parametrize("at", [0, 2, 20])
def test_a_disk_that_fills_at_any_step_loses_nothing(
    at: int, tmp_path: Path, crowd: Path, undisturbed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle, steps = running.settle, iter(range(10_000))

    def full(beside: Path, path: Path) -> None:
        if next(steps) == at:
            raise OSError(28, "No space left on device", str(beside))
        settle(beside, path)

    monkeypatch.setattr(running, "settle", full)
    with pytest.raises(Problems, match=r"No space left on device.*make room"):
        run(order(crowd), tmp_path / "out", workers=1)
    assert_whole(tmp_path / "out", undisturbed)
    monkeypatch.setattr(running, "settle", settle)
    run(order(crowd), tmp_path / "out", workers=1)
    assert same(tmp_path / "out", undisturbed)


# Damaged people


def test_damage_inside_a_file_stops_the_run_until_it_is_mended(tmp_path: Path, crowd: Path, undisturbed: Path) -> None:
    file, whole = tmp_path / "people.parquet", crowd.read_bytes()
    group = pq.ParquetFile(crowd).metadata.row_group(3)
    columns = [group.column(at) for at in range(group.num_columns)]
    at = next(held.data_page_offset for held in columns if held.path_in_schema.endswith(".role"))
    file.write_bytes(whole[:at] + bytes(40) + whole[at + 40 :])
    with pytest.raises(Problems, match=r"people.parquet: found a file that cannot be read.*copy or write it again"):
        run(order(file), tmp_path / "out", workers=1)
    assert marks(tmp_path / "out") == 3
    assert_whole(tmp_path / "out", undisturbed)
    file.write_bytes(whole)
    run(order(file), tmp_path / "out", workers=1)
    run(order(file), tmp_path / "at-once", workers=1)
    assert same(tmp_path / "out", tmp_path / "at-once")


def test_a_file_cut_short_is_told_before_anything_is_written(tmp_path: Path, crowd: Path) -> None:
    file = tmp_path / "people.parquet"
    file.write_bytes(crowd.read_bytes()[:-100])
    with pytest.raises(Problems, match="cut short or damaged"):
        run(order(file), tmp_path / "out", workers=1)
    assert not (tmp_path / "out").exists()


def test_a_column_of_the_wrong_type_is_told_before_anything_is_written(tmp_path: Path, crowd: Path) -> None:
    file = tmp_path / "people.parquet"
    pl.read_parquet(crowd).with_columns(work=pl.lit(3)).write_parquet(file)
    with pytest.raises(Problems, match="work: found a column of int32"):
        run(order(file), tmp_path / "out", workers=1)
    assert not (tmp_path / "out").exists()


def test_one_poisoned_row_is_rejected_and_everyone_else_decided(undisturbed: Path) -> None:
    manifest = json.loads((undisturbed / "manifest.json").read_text())
    assert manifest["people"] == {"in": 120, "decided": 119, "rejected": 1}
    [reject] = pl.read_csv(undisturbed / "rejects.csv").to_dicts()
    assert (reject["row"], reject["person"], reject["column"]) == (POISONED + 1, "p000000074", "birth")
    decided = pl.concat([pl.DataFrame(pl.from_arrow(table)).select("person") for table in rows(undisturbed).values()])
    assert decided.height == 119
    assert "p000000074" not in decided["person"]
    for name in NAMES:
        assert sum(manifest["answers"][name].values()) == 119


def test_a_reject_is_no_formula_to_a_spreadsheet(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("person,birth\n=1+1,soon\n")
    run(Order(tmp_path / "people.csv", ON, NAMES), tmp_path / "out", workers=1)
    assert '"\'=1+1"' in (tmp_path / "out" / "rejects.csv").read_text()


# Where to


def test_another_run_in_the_folder_is_told_by_what_differs(crowd: Path, undisturbed: Path) -> None:
    with pytest.raises(Problems, match="a run with other on, reasons, expected an empty folder, or the same run"):
        run(Order(crowd, date(2026, 11, 22), NAMES, chunk=5), undisturbed, workers=1)


Spoil = Callable[[Path, Path], Path]


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (lambda crowd, at: at / "people.parquet", "found a file"),
        (lambda crowd, at: at / "out", "found a folder among the people"),
        (lambda crowd, at: at.parent, "found a folder with other files"),
    ],
)
def test_answers_are_not_written_over_or_among_the_people(
    spoil: Spoil, found: str, tmp_path: Path, crowd: Path
) -> None:
    within = tmp_path / "people"
    within.mkdir()
    (within / "people.parquet").write_bytes(crowd.read_bytes())
    with pytest.raises(Problems, match=found):
        run(order(within), spoil(crowd, within), workers=1)


# From Python


def test_frames_are_decided_as_files_are(crowd: Path, undisturbed: Path) -> None:
    frame = pl.read_parquet(crowd).filter(pl.int_range(pl.len()) != POISONED)
    written = pl.DataFrame(pl.from_arrow(pa.concat_tables(rows(undisturbed).values())))
    for given in (frame, frame.to_arrow()):
        told = decide(given, on=ON, credentials=NAMES, reasons=True)
        assert told.columns == ["person", *NAMES]
        assert told.to_dicts() == written.to_dicts()


def test_columns_of_ones_own_go_along(crowd: Path) -> None:
    frame = pl.read_parquet(crowd).head(3).with_columns(office=pl.Series(["a", None, "b"]))
    told = decide(frame, on=ON, credentials=["cma-aama"])
    assert told["office"].to_list() == ["a", None, "b"]
    assert told["cma-aama"].struct.fields == ["answer", "starts", "until", "firm", "route"]


def test_a_bad_value_in_a_frame_is_raised(crowd: Path) -> None:
    with pytest.raises(Problems, match=r"people:74: birth: found"):
        decide(pl.read_parquet(crowd), on=ON, credentials=NAMES)
    with pytest.raises(Problems, match=r"people: person: found no such column"):
        decide(pl.DataFrame({"who": ["a"]}), on=ON)
    with pytest.raises(KeyError, match="cma"):
        decide(pl.DataFrame({"person": ["a"]}), on=ON, credentials=["cma"])
