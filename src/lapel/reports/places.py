"""What a record says at a place such as ``programs[0].completed``."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from lapel.model.dates import PartialDate
from lapel.model.record import LISTS, Period, Record

ALIASES = {"completed": ("completed", "expected", "left")}
"""Places that stand for several: what is known of the end of a program."""


def said(record: Record, place: str) -> Any:
    """Give what a record says at a place, as plain data; None when it says nothing.

    A list gives the number of its entries, accreditation its periods.
    """
    value: Any = record
    for name, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", place):
        if index:
            value = value[int(index)]
        elif isinstance(value, tuple):
            value = dict(value).get(name)
        else:
            value = next(
                (v for alias in ALIASES.get(name, (name,)) if (v := getattr(value, alias, None)) is not None), None
            )
    return _plain(value, place)


def _plain(value: Any, place: str) -> Any:
    if isinstance(value, (date, PartialDate)):
        return str(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, tuple):
        if place in LISTS:
            return len(value)
        return [_period(entry) if isinstance(entry, Period) else str(entry) for entry in value]
    return value


def _period(period: Period) -> str:
    return f"{period.by or 'not said'} from {period.starts or 'not said'}" + (
        f" to {period.ends}" if period.ends else ""
    )
