"""Spark decides as this machine's own processes do: answers, days, reasons, rejects and counts."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lapel.batch import running, spark
from lapel.batch.engines import ENGINES
from lapel.batch.running import Order
from lapel.batch.synth import people
from lapel.model.located import Problems

ON = date(2026, 11, 21)
NAMES = ("cma-aama", "rma-amt")
SIZE = 2_000

absent = [name for name in ("pyspark", "pandas") if find_spec(name) is None]
absent += [] if which("java") or os.environ.get("JAVA_HOME") else ["Java"]
needs_spark = pytest.mark.skipif(bool(absent), reason=f"There is no {' and no '.join(absent)} here.")


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Synthetic people in two files, some of them wrong, with columns of their own."""
    folder = tmp_path_factory.mktemp("spark") / "people [1] folder"
    folder.mkdir()
    made = people(SIZE, seed=5, on=ON)
    made = made.append_column("region", pa.array([f"r{place % 7}" for place in range(SIZE)]))
    ids = made.column("person").to_pylist()
    ids[10] = ids[1_900]
    ids[20] = None
    states = made.column("state").cast(pa.string()).to_pylist()
    states[30], states[1_950] = "XX", "nowhere"
    made = made.set_column(made.schema.get_field_index("person"), "person", pa.array(ids))
    made = made.set_column(made.schema.get_field_index("state"), "state", pa.array(states))
    pq.write_table(made.slice(0, 1_200), folder / "first.parquet", row_group_size=500)
    pq.write_table(made.slice(1_200), folder / "second.parquet")
    return folder


@pytest.fixture(scope="module")
def here() -> Iterator[None]:
    """Spark that listens on this machine alone."""
    before = os.environ.get("SPARK_LOCAL_IP")
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    yield
    os.environ.pop("SPARK_LOCAL_IP")
    if before is not None:
        os.environ["SPARK_LOCAL_IP"] = before


def order(people: Path, **more: Any) -> Order:
    return Order(people, ON, NAMES, reasons=True, chunk=512, **more)


def rows(out: Path, kind: str, by: tuple[str, ...]) -> list[dict[str, Any]]:
    tables = [pq.read_table(file) for file in sorted((out / kind).glob("*.parquet"))]
    found = [row for table in tables for row in table.to_pylist()]
    return sorted(found, key=lambda row: tuple(str(row[name]) for name in by))


def same(first: Path, second: Path) -> None:
    """Hold the rows, the rejects and the counts of two runs together."""
    assert rows(first, "answers", ("person",)) == rows(second, "answers", ("person",))
    places = ("file", "row", "column")
    assert rows(first, "rejects", places) == rows(second, "rejects", places)
    assert sorted((first / "rejects.csv").read_text().split("\n")) == sorted(
        (second / "rejects.csv").read_text().split("\n")
    )
    told, other = (json.loads((out / "manifest.json").read_text(encoding="utf-8")) for out in (first, second))
    assert other["order"].pop("engine") == "spark"
    for manifest in (told, other):
        manifest.pop("parts")
    assert told == other


@needs_spark
@pytest.mark.timeout(300)
def test_spark_says_what_the_processes_say(crowd: Path, here: None, tmp_path: Path) -> None:
    reform = {"reform": Path("examples/reforms/rma-three-years.yaml"), "by": ("region",)}
    expected = running.run(order(crowd, **reform), tmp_path / "process", workers=1)
    assert expected["people"] == {"in": SIZE, "decided": SIZE - 5, "rejected": 5}
    spark.run(order(crowd, **reform), tmp_path / "spark", master="local[2]")
    same(tmp_path / "process", tmp_path / "spark")
    for name in ("gains-and-losses.json", "gains-and-losses.csv"):
        assert (tmp_path / "process" / name).read_bytes() == (tmp_path / "spark" / name).read_bytes()
    before = {file: file.stat().st_mtime_ns for file in (tmp_path / "spark").rglob("*.parquet")}
    spark.run(order(crowd, **reform), tmp_path / "spark", master="local[2]")
    assert {file: file.stat().st_mtime_ns for file in (tmp_path / "spark").rglob("*.parquet")} == before
    with pytest.raises(Problems, match="a run with other engine"):
        running.run(order(crowd, **reform), tmp_path / "spark", workers=1)


@pytest.fixture
def cluster(here: None, tmp_path: Path) -> Iterator[str]:
    """A standalone master with two workers, of this machine alone; each is ended by its own number."""
    import pyspark

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"spark://127.0.0.1:{port}"
    home = Path(pyspark.__file__).parent
    begin = [str(home / "bin" / "spark-class"), "org.apache.spark.deploy."]
    kinds = [["master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"]]
    for number in range(2):
        folder = tmp_path / f"worker{number}"
        kinds.append(["worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "1g", "--webui-port", "0"])
        kinds[-1] += ["--work-dir", str(folder), url]
    settings = {**os.environ, "SPARK_HOME": str(home), "PYSPARK_PYTHON": sys.executable}
    begun: list[subprocess.Popen[bytes]] = []
    try:
        for kind in kinds:
            command = [begin[0], begin[1] + kind[0], *kind[1:]]
            begun.append(
                subprocess.Popen(
                    command, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
                )
            )
            _wait_for(port)
        time.sleep(5)
        yield url
    finally:
        for process in reversed(begun):
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def _wait_for(port: int) -> None:
    for _ in range(120):
        with socket.socket() as caller:
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    raise TimeoutError(f"no master on port {port}")


@needs_spark
@pytest.mark.skipif("LAPEL_CLUSTER" not in os.environ, reason="Takes a minute: LAPEL_CLUSTER=1 runs it.")
@pytest.mark.timeout(400)
def test_a_master_with_two_workers_says_the_same(
    cluster: str, crowd: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    running.run(order(crowd), tmp_path / "process", workers=1)
    manifest = spark.run(order(crowd), tmp_path / "spark", master=cluster)
    assert len(manifest["parts"]) > 1
    same(tmp_path / "process", tmp_path / "spark")
    worked = [number for number in range(2) if list((tmp_path / f"worker{number}").glob("app-*/*"))]
    assert worked == [0, 1]


def test_a_fault_never_repeats_what_a_person_said() -> None:
    try:
        raise ValueError("born 1990-01-01 in Trenton")
    except ValueError as error:
        told = spark._fault(error)
    assert "Trenton" not in told
    assert told.startswith("lapel: ValueError in test_spark.py, line ")


def test_without_spark_it_is_said_what_to_install(crowd: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(Problems, match=r"no pyspark, expected pyspark. Install it with: pip install 'lapel\[spark\]'"):
        ENGINES["spark"].run(order(crowd), tmp_path / "out", master="local[2]")
    assert not (tmp_path / "out").exists()
