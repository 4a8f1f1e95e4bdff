"""Measure the named scenarios and print their tables: ``python -m benchmarks [NAME …] [--write]``."""

import platform
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure import Row, table

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "benchmarks.md"

SCENARIOS: Mapping[str, tuple[str, str]] = {
    "cold": ("A cold `lapel check`: a new process each time, the five runs in turn", "check.cold"),
    "warm": ("Decisions with all their reasons, in one process", "check.warm"),
    "plan": ("Plans: the whole front of finish and money, warm, nothing kept between searches", "plan.each_person"),
    "plan-growth": ("Plans: how the search grows with goals and steps", "plan.growth"),
    "web": ("The site: the results page under 50 users at once, two workers, on loopback", "web.results"),
    "keep": ("Learning: its best use over five certificates, warm", "keep.each_size"),
    "data": ("Official data: a cold process that loads a file, and its memory", "data.load"),
    "programs": ("Programs: a search, warm; the second time of each range is its 95th percentile", "programs.search"),
    "exam-next": ("Practice: the next item, twenty items in, warm", "exam.next_items"),
    "exam-calibration": ("Practice: 5,000 people × 300 items calibrated, 2PL at 121 points", "exam.calibration"),
    "exam-reviews": ("Practice: a forecast of reviews by FSRS-6", "exam.reviews"),
    "exam-exposure": ("Practice: whole sessions with exposure control, 2,000 simulated learners", "exam.exposure"),
    "batch-routes": (
        "Many people: five routes in memory, time of one core, ratios to the kernel on flat columns",
        "batch.five_routes",
    ),
    "batch-rules": (
        "Many people: many rules on one day, time of one core, ratios to packed bits",
        "batch.thousand_rules",
    ),
    "batch-run": ("Many people: the whole catalogue with reasons, Parquet to Parquet", "batch.whole_catalogue"),
    "batch-growth": ("Many people: how a run grows, time of one core, ratios to the first", "batch.growth"),
    "batch-spark": ("Many people: the whole catalogue with reasons by Spark on this machine", "batch.spark"),
    "pay": ("Pay: a question with all that lies beside the figure, warm", "pay.each_source"),
}


def scenario(name: str) -> Callable[[], list[Row]]:
    """Import a scenario when it is run: the memory of a command counts in what measures it has loaded."""
    module, function = SCENARIOS[name][1].split(".")
    found: Callable[[], list[Row]] = getattr(import_module(f"benchmarks.{module}"), function)
    return found


def main(argv: list[str]) -> int:
    """Run the scenarios named, or all; ``--write`` also writes the page of the documentation."""
    names = [name for name in argv if not name.startswith("-")] or list(SCENARIOS)
    unknown = [name for name in names if name not in SCENARIOS]
    if unknown:
        print(f"found {', '.join(unknown)}, expected one of {', '.join(SCENARIOS)}", file=sys.stderr)
        return 2
    parts = [INTRODUCTION]
    for name in names:
        title = SCENARIOS[name][0]
        print(f"{name}: {title} …", file=sys.stderr)
        parts.append(f"## {title}\n\n{table(scenario(name)())}\n")
    text = "\n".join(parts)
    print(text)
    if "--write" in argv:
        PAGE.write_text(text, encoding="utf-8")
    return 0


INTRODUCTION = f"""# Benchmarks

Made by `make bench`. Medians over runs taken in turn, ratios within the same run, on a shared and noisy machine with
2 cores: read the ratios, not the milliseconds. CPython {platform.python_version()}, PyYAML {version("pyyaml")}.
"""

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
