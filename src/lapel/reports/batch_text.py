"""A run over many people → text: what was decided, what keeps people out, what would settle most, who gains."""

from collections.abc import Mapping, Sequence
from typing import Any

from lapel.reports.page import Page

ANSWERS = ("yes", "not-yet", "cannot-tell", "no-longer", "no")

FEW = 5
"""Of so few credentials more is told of each."""


def batch_text(manifest: Mapping[str, Any], meant: Mapping[str, Sequence[str]], *, width: int = 80) -> str:
    """Write what a run came to; ``meant`` gives for an unknown id the credentials that may be meant."""
    page = Page(width)
    people = manifest["people"]
    counts = f"{people['in']:,} people = {people['decided']:,} decided + {people['rejected']:,} rejected"
    page.add(f"{counts}, on {manifest['order']['on']}.")
    for note in manifest.get("notes", ()):
        page.add(note, 0, "!")
    if "unknown_ids" in manifest:
        page.add()
        _unknown(page, manifest["unknown_ids"], meant)
    if not people["decided"]:
        page.add("Nobody was decided.")
        return str(page)
    page.add()
    page.lines += _answers(manifest["answers"], page.width)
    if "alone" in manifest or "settles" in manifest:
        page.add()
        _why(page, manifest)
    if "effects" in manifest:
        page.add()
        _effects(page, manifest)
    return str(page)


def _unknown(page: Page, places: Mapping[str, Mapping[str, int]], meant: Mapping[str, Sequence[str]]) -> None:
    page.add("Ids that the catalogue does not know. What is written so counts for nothing:")
    for place, words in places.items():
        for word, count in list(words.items())[:FEW]:
            near = f" Meant may be {' or '.join(meant[word])}." if meant.get(word) else ""
            page.add(f"{count:>10,} × {place} {word!a}.{near}", 2)
        if len(words) > FEW:
            page.add(f"and {len(words) - FEW:,} more words under {place}: manifest.json has them.", 4)


def _answers(counted: Mapping[str, Mapping[str, int]], width: int) -> list[str]:
    cells = {name: [f"{told.get(answer, 0):,}" for answer in ANSWERS] for name, told in counted.items()}
    first = max(len(name) for name in cells)
    wide = [max(len(answer), *(len(row[at]) for row in cells.values())) for at, answer in enumerate(ANSWERS)]
    gap = "  " if first + sum(wide) + 2 * len(wide) <= width else " "
    rows = {" " * first: list(ANSWERS), **cells}
    return [
        name.ljust(first) + "".join(gap + cell.rjust(room) for cell, room in zip(row, wide, strict=True))
        for name, row in rows.items()
    ]


def _why(page: Page, manifest: Mapping[str, Any]) -> None:
    """For each credential what alone keeps most people out, and which one fact would settle most of the unsure."""
    alone, settles = manifest.get("alone", {}), manifest.get("settles", {})
    shown = 3 if len(manifest["answers"]) <= FEW else 1
    for name in manifest["answers"]:
        out, unsure = alone.get(name, {}), settles.get(name, {})
        if out or unsure:
            page.add(name)
        for says, count in list(out.items())[:shown]:
            page.add(f"kept out by this alone: {says}", 2, f"{count:>10,}")
        for place, count in list(unsure.items())[:shown]:
            page.add(f"settled by knowing this: {place}", 2, f"{count:>10,}")
    page.add("All of them: alone, settles, lacks and changes in manifest.json.")


def _effects(page: Page, manifest: Mapping[str, Any]) -> None:
    """Tell who gains and who loses by the reform, where anybody's answer or its days change."""
    decided = manifest["people"]["decided"]
    told = {name: each for name, each in manifest["effects"].items() if each["same"] < decided}
    if not told:
        page.add("The reform changes nobody's answer, and none of its days.")
        return
    first = max(len("under the reform"), *(len(name) for name in told))
    page.lines.append(f"{'under the reform':<{first}}{'gain':>18}{'lose':>18}{'other days only':>18}")
    for name, each in told.items():
        cells = (each["gains"], each["loses"], each["other-days"])
        page.lines.append(f"{name:<{first}}" + "".join(f"{_share(cell, decided):>18}" for cell in cells))
        page.lines += [f"  {count:>10,} {move}" for move, count in list(manifest["moves"][name].items())[:5]]


def _share(count: int, of: int) -> str:
    return f"{count:,} ({count / of:.1%})" if count else "0"
