"""How things are timed: alternating runs, medians and spreads, ratios within one run, peak memory of the process."""

import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Row:
    """One measured line of a table; times in milliseconds, memory in MB."""

    what: str
    middle: float
    least: float
    most: float
    ratio: str = ""
    memory: str = ""
    aim: str = ""

    def cells(self) -> tuple[str, ...]:
        """Give the row as text."""
        times = (f"{self.middle:.2f}", f"{self.least:.2f}–{self.most:.2f}")
        return self.what, *times, self.ratio, self.memory, self.aim


HEADINGS = ("what", "median ms", "least–most", "ratio", "peak MB", "aim")


def table(rows: Sequence[Row]) -> str:
    """Write rows as a Markdown table."""
    lines = [HEADINGS, tuple("---" for _ in HEADINGS), *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def environment() -> Mapping[str, str]:
    """The environment of a measured command: bytecode may be kept, as it is for users."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def run_once(command: Sequence[str]) -> tuple[float, float]:
    """Run a command; returns milliseconds and peak memory in MB."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment())
    _, status, usage = os.wait4(process.pid, 0)
    took = (time.perf_counter() - started) * 1000
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"benchmark command failed: {' '.join(command)}")
    return took, usage.ru_maxrss / 1024


def measured(command: Sequence[str], more: Mapping[str, str], every: float = 0.02) -> tuple[str, float]:
    """Run a command with more environment; returns what it prints, and the peak memory in MB of it and all below it.

    Memory is the sum of what each process holds, looked at every so many seconds: pages that two of them share count
    twice.
    """
    peaks = [0.0]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**environment(), **more})
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(every):
            peaks.append(sum(map(resident, family(process.pid))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    told, _ = process.communicate()
    ended.set()
    watcher.join()
    if process.returncode:
        sys.exit(f"benchmark command failed: {' '.join(command)}")
    return told, max(peaks)


def family(process: int) -> list[int]:
    """Give a process and all that it started, as far as they live."""
    parents = dict(filter(None, map(parent, Path("/proc").glob("[0-9]*"))))
    found = [process]
    for one in found:
        found += [child for child, above in parents.items() if above == one]
    return found


def parent(place: Path) -> tuple[int, int] | None:
    """Tell a process and the one that started it; None when it has ended."""
    try:
        # The name of a process stands in brackets and may hold anything.
        return int(place.name), int((place / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


def resident(process: int) -> float:
    """Tell how much memory a process holds, in MB; nothing when it has ended."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * resource.getpagesize() / 1024**2


def commands(named: Mapping[str, Sequence[str]], base: str, runs: int = 21) -> list[Row]:
    """Time commands in turn, A B C A B C …, each as a ratio to ``base`` round by round."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in named}
    for _ in range(runs + 1):
        for name, command in named.items():
            taken[name].append(run_once(command))
    rows = []
    for name, pairs in taken.items():
        times = [took for took, _ in pairs[1:]]
        ratios = [took / other for (took, _), (other, _) in zip(pairs[1:], taken[base][1:], strict=True)]
        memory = max(peak for _, peak in pairs)
        rows.append(Row(name, median(times), min(times), max(times), f"{median(ratios):.1f}×", f"{memory:.0f}"))
    return rows


def functions(named: Mapping[str, Callable[[], object]], runs: int = 200, warm: int = 10) -> list[Row]:
    """Time functions of this process in turn, after a warm-up."""
    taken: dict[str, list[float]] = {name: [] for name in named}
    for turn in range(runs + warm):
        for name, function in named.items():
            started = time.perf_counter()
            function()
            if turn >= warm:
                taken[name].append((time.perf_counter() - started) * 1000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        Row(name, median(times), min(times), max(times), memory=f"{peak:.0f} (process)")
        for name, times in taken.items()
    ]
