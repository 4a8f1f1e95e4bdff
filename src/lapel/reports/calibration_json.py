"""What answers say of items → plain data of a published, stable shape, and tables of parameters to keep."""

import csv
from collections.abc import Container, Mapping
from datetime import date
from io import StringIO
from math import isfinite
from typing import Any, get_args

from lapel.exam.analysis import Analysis, Finding, ItemAnalysis
from lapel.exam.calibration import Kind
from lapel.exam.statistics import Correlation
from lapel.reports.json_parts import DAY, FLAG, MAYBE_TEXT, TEXT, list_of, named, shape

DIGITS = 6
MOST = 10
"""A number beyond this is no estimate to practice by."""


def number(value: float) -> float | None:
    """Give a number to six digits after the point; None where it is not known."""
    return round(float(value), DIGITS) if isfinite(value) else None


def calibration_data(analysis: Analysis, *, left_out: tuple[str, ...], on: date) -> dict[str, Any]:
    """Give an analysis as plain data; `calibration_schema` describes it."""
    fitted = analysis.estimates
    return {
        "on": on.isoformat(),
        "persons": fitted.persons,
        "without_answers": fitted.silent,
        "left_out": list(left_out),
        "loglik": number(fitted.loglik),
        "rounds": fitted.rounds,
        "change": number(fitted.change),
        "converged": fitted.converged,
        "alpha": number(analysis.alpha),
        "items": [_item(analysis, j) for j in range(len(analysis.items))],
    }


def _item(analysis: Analysis, j: int) -> dict[str, Any]:
    item, fitted = analysis.items[j], analysis.estimates
    easy, square, doubt, difference = item.easiness, item.mean_square, item.suspicion, item.difference
    return {
        "item": item.name,
        "answers": easy.answers,
        "right": {"count": easy.right, "share": number(easy.share), "low": number(easy.low), "high": number(easy.high)},
        "rest": _correlation(item.discrimination),
        "estimate": _estimate(analysis, j),
        "doubt": fitted.doubts[j] or None,
        "fit": {
            "infit": number(square.infit),
            "infit_se": number(square.infit_error),
            "outfit": number(square.outfit),
            "outfit_se": number(square.outfit_error),
        },
        "options": [
            {
                "option": use.option,
                "key": use.keyed,
                "chosen": use.chosen,
                "share": number(use.share),
                "mean_rest": number(use.rest),
                "rest": _correlation(use.correlation),
                "dead": use.dead,
            }
            for use in item.options
        ],
        "key_doubt": {
            "option": doubt.option or None,
            "difference": number(doubt.difference),
            "low": number(doubt.low),
            "high": number(doubt.high),
        }
        if doubt
        else None,
        "groups": {
            "odds": number(difference.odds),
            "delta": number(difference.delta),
            "delta_se": number(difference.error),
            "chi_squared": number(difference.chi),
            "p": number(difference.p),
            "size": difference.size,
            "persons": difference.persons,
        }
        if difference
        else None,
        "findings": list(item.findings),
    }


def _correlation(found: Correlation) -> dict[str, Any]:
    return {"r": number(found.r), "persons": found.persons, "low": number(found.low), "high": number(found.high)}


def _estimate(analysis: Analysis, j: int) -> dict[str, Any] | None:
    fitted = analysis.estimates
    if not isfinite(fitted.slope[j]):
        return None
    return {
        "model": fitted.kinds[j],
        "a": number(fitted.a[j]),
        "a_se": number(fitted.se_a[j]),
        "b": number(fitted.b[j]),
        "b_se": number(fitted.se_b[j]),
        "intercept": number(fitted.intercept[j]),
        "intercept_se": number(fitted.se_intercept[j]),
    }


def calibration_schema() -> dict[str, Any]:
    """Give the published JSON Schema (2020-12) of `calibration_data`."""
    maybe = {"type": ["number", "null"]}
    count = {"type": "integer", "minimum": 0}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lapel calibration",
        **shape(
            on=DAY,
            persons=count,
            without_answers=count,
            left_out=list_of(TEXT),
            loglik=maybe,
            rounds=count,
            change=maybe,
            converged=FLAG,
            alpha=maybe,
            items=list_of("item"),
        ),
        "$defs": {
            "correlation": shape(r=maybe, persons=count, low=maybe, high=maybe),
            "estimate": shape(
                model={"enum": [kind for kind in get_args(Kind) if kind != "none"]},
                a=maybe,
                a_se=maybe,
                b=maybe,
                b_se=maybe,
                intercept=maybe,
                intercept_se=maybe,
            ),
            "option": shape(
                option=TEXT,
                key=FLAG,
                chosen=count,
                share=maybe,
                mean_rest=maybe,
                rest=named("correlation"),
                dead={"type": ["boolean", "null"]},
            ),
            "right": shape(count=count, share=maybe, low=maybe, high=maybe),
            "fit": shape(infit=maybe, infit_se=maybe, outfit=maybe, outfit_se=maybe),
            "key_doubt": shape(option=MAYBE_TEXT, difference=maybe, low=maybe, high=maybe),
            "groups": shape(
                odds=maybe,
                delta=maybe,
                delta_se=maybe,
                chi_squared=maybe,
                p=maybe,
                size={"enum": ["A", "B", "C", None]},
                persons=count,
            ),
            "item": shape(
                item=TEXT,
                answers=count,
                right=named("right"),
                rest=named("correlation"),
                estimate=_or_null("estimate"),
                doubt=MAYBE_TEXT,
                fit=named("fit"),
                options=list_of("option"),
                key_doubt=_or_null("key_doubt"),
                groups=_or_null("groups"),
                findings=list_of({"enum": list(get_args(Finding))}),
            ),
        },
    }


def _or_null(name: str) -> dict[str, Any]:
    return {"anyOf": [named(name), {"type": "null"}]}


COLUMNS = (
    "item",
    "model",
    "answers",
    "right",
    "a",
    "a_se",
    "b",
    "b_se",
    "intercept",
    "intercept_se",
    "rest",
    "findings",
)


def calibration_csv(analysis: Analysis) -> str:
    """Write a row an item; empty: not known."""
    out = StringIO()
    table = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    table.writeheader()
    for j, item in enumerate(analysis.items):
        estimate = _estimate(analysis, j) or {}
        table.writerow(
            {
                "item": item.name,
                "answers": item.easiness.answers,
                "right": item.easiness.right,
                "rest": number(item.discrimination.r),
                "findings": " ".join(item.findings),
                **estimate,
            }
        )
    return out.getvalue()


def calibration_yaml(
    analysis: Analysis, *, on: date, source: str = "", versions: Mapping[str, int] | None = None
) -> str:
    """Write what the bank keeps as the ``calibration`` of items, by their ids; those without a usable one are left out.

    ``source`` names the answers; ``versions`` are those of the bank's items, and other items are left out beside them.
    """
    lines = []
    for item, estimate in ours(usable(analysis), versions or {}):
        scale = "2pl" if str(estimate["model"]).startswith("2pl") else "1pl"
        numbers = {"a": estimate["a"], "b": estimate["b"], "se_a": estimate["a_se"], "se_b": estimate["b_se"]}
        fields: dict[str, Any] = {"model": scale}
        fields |= {name: f"{value:.{DIGITS}f}" for name, value in numbers.items() if value is not None}
        fields |= {"answers": item.easiness.answers, "on": on.isoformat()}
        fields |= {"source": _quoted(source)} if source else {}
        fields |= {"version": versions[item.name]} if versions and item.name in versions else {}
        said = ", ".join(f"{name}: {value}" for name, value in fields.items())
        lines.append(f"{_quoted(item.name)}: {{{said}}}")
    return "\n".join([*lines, ""]) if lines else "{}\n"


def usable(analysis: Analysis) -> "Estimates":
    """List the items whose estimates practice may go by: a backward, flat or vague item says nothing of ability."""
    found = ((item, _estimate(analysis, j)) for j, item in enumerate(analysis.items))
    return [(item, estimate) for item, estimate in found if estimate and _kept(item, estimate)]


Estimates = list[tuple[ItemAnalysis, dict[str, Any]]]


def ours(found: Estimates, bank: Container[str]) -> Estimates:
    """Take the items of the bank, which refuses others; where there are none of the bank, all."""
    return [one for one in found if one[0].name in bank] or found


def _kept(item: ItemAnalysis, estimate: dict[str, Any]) -> bool:
    numbers = [estimate[name] for name in ("a", "b", "a_se", "b_se") if estimate[name] is not None]
    fits = estimate["b"] is not None and all(abs(number) <= MOST for number in numbers)
    return fits and (estimate["a"] or 0) > 0 and not {"backward", "wrong-key"} & set(item.findings)


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
