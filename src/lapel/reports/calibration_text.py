"""What answers say of items → text for a terminal."""

from collections.abc import Iterator
from math import isfinite

from lapel.exam.analysis import Analysis, ItemAnalysis
from lapel.reports.exam_words import plural
from lapel.reports.page import Page

KINDS = {
    "rasch": "slope 1",
    "1pl": "one slope for all",
    "2pl-prior": "own slope, held by a prior",
    "2pl": "own slope, free",
    "none": "no estimate",
}


def calibration_text(analysis: Analysis, *, left_out: tuple[str, ...], width: int) -> str:
    """Tell what was estimated, item by item, and what is worth a look."""
    page, fitted = Page(width), analysis.estimates
    page.add(f"{plural(len(analysis.items), 'item')}, {plural(fitted.persons, 'person', 'persons')} with answers.")
    if fitted.silent:
        page.add(f"Left out: {plural(fitted.silent, 'person', 'persons')} without any answer.")
    if left_out:
        page.add(f"Columns that are no items: {', '.join(left_out)}.")
    page.add(_solved(analysis))
    page.add()
    page.lines += _table(analysis, page.width)
    page.add()
    page.add(
        "right: the share of right answers. rest: correlation with the score on the other items. a, b:"
        " discrimination and difficulty, with standard errors; logistic scale, ability N(0, 1) in these people."
        " infit: about 1 where the model holds. -: not known."
    )
    _look(page, analysis)
    return str(page)


def _solved(analysis: Analysis) -> str:
    fitted = analysis.estimates
    if not fitted.known.any():
        return "No item could be estimated."
    kinds = dict.fromkeys(kind for kind in fitted.kinds if kind != "none")
    models = "; ".join(f"{KINDS[kind]}: {plural(fitted.kinds.count(kind), 'item')}" for kind in kinds)
    ended = f"Settled after {fitted.rounds} rounds" if fitted.converged else f"NOT settled after {fitted.rounds} rounds"
    reliable = f", alpha {analysis.alpha:.2f}" if isfinite(analysis.alpha) else ""
    return f"{models}. {ended} (last change {fitted.change:.0e}), log-likelihood {fitted.loglik:,.3f}{reliable}."


def _table(analysis: Analysis, width: int) -> Iterator[str]:
    """Write a line an item; a long name loses its beginning, and is whole in what is worth a look."""
    room = max(8, min(max(len(item.name) for item in analysis.items), width - 61))
    heads = (("answers", 8), ("right", 6), ("rest", 6), ("a", 6), ("(se)", 7), ("b", 7), ("(se)", 8), ("infit", 6))
    yield f"{'item':<{room}} {' '.join(f'{head:>{wide}}' for head, wide in heads)}"
    fitted = analysis.estimates
    for j, item in enumerate(analysis.items):
        name = item.name if len(item.name) <= room else f"…{item.name[1 - room :]}"
        share = item.easiness.share
        cells = (
            f"{item.easiness.answers:>8,}",
            f"{share:>6.0%}" if isfinite(share) else f"{'-':>6}",
            _cell(item.discrimination.r, 6),
            _cell(fitted.a[j], 6),
            _error(fitted.se_a[j], 7),
            _cell(fitted.b[j], 7),
            _error(fitted.se_b[j], 8),
            _cell(item.mean_square.infit, 6),
        )
        yield f"{name:<{room}} {' '.join(cells)}"


def _cell(value: float, width: int) -> str:
    return f"{value:>{width}.2f}" if isfinite(value) else f"{'-':>{width}}"


def _error(value: float, width: int) -> str:
    return f"{f'({value:.2f})':>{width}}" if isfinite(value) else f"{'':>{width}}"


def _look(page: Page, analysis: Analysis) -> None:
    told = [(item.name, line) for j, item in enumerate(analysis.items) for line in _lines(analysis, item, j)]
    page.add()
    if not told:
        page.add("Nothing stands out.")
        return
    page.add("Worth a look:")
    for name, line in told:
        page.add(f"{name}: {line}", 2, "·")


def _lines(analysis: Analysis, item: ItemAnalysis, j: int) -> Iterator[str]:
    doubt, difference, square = item.suspicion, item.difference, item.mean_square
    for finding in item.findings:
        if finding in ("wrong-key", "key-beaten") and doubt:
            sure = "THE KEY MAY BE WRONG. People who do well" if finding == "wrong-key" else "people who do well"
            rest = "" if finding == "wrong-key" else "; the answers are too few, or the item too weak, to be sure"
            yield (
                f"{sure} elsewhere choose {doubt.option!r} more than the key (difference of correlations"
                f" {doubt.difference:.2f}, {doubt.low:.2f} to {doubt.high:.2f}){rest}."
            )
        elif finding == "backward" and doubt:
            sure = "THE KEY MAY BE WRONG. " if doubt.suspected else ""
            yield f"{sure}People who do well elsewhere get it wrong (rest {item.discrimination.r:.2f})."
        elif finding in ("no-estimate", "rests-on-prior"):
            yield f"{analysis.estimates.doubts[j] or 'not estimated'}."
        elif finding == "group-difference" and difference:
            harder = "harder" if difference.delta < 0 else "easier"
            size = "much " if difference.size == "C" else ""
            yield (
                f"{size}{harder} for the focal group than for others with the same score"
                f" (delta {difference.delta:.2f}, size {difference.size})."
            )
        elif finding == "noisy":
            yield f"answers are noisier than the model says (infit {square.infit:.2f})."
        elif finding == "dead-option":
            dead = [repr(use.option) for use in item.options if use.dead]
            yield f"fewer than 5 % choose {', '.join(dead)}: {'it does' if len(dead) == 1 else 'they do'} no work."
