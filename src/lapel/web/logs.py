"""Logs as JSON lines, without anything about a person: no query, no form, no cookie, no address of a visitor."""

import json
import logging
from datetime import UTC, datetime

FIELDS = ("method", "route", "status", "ms", "kind")


class JsonFormatter(logging.Formatter):
    """One JSON object a line. Of an exception only its kind and the place in the code are written, never its text."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            # Django puts the address as it was typed, and values of the database, into the arguments.
            "event": record.getMessage() if record.name.startswith("lapel") else str(record.msg),
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            line["kind"] = record.exc_info[0].__name__
            line["where"] = _where(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False, default=str)


def _where(trace: object) -> str:
    while getattr(trace, "tb_next", None):
        trace = trace.tb_next  # type: ignore[attr-defined]
    frame = getattr(trace, "tb_frame", None)
    return f"{frame.f_globals.get('__name__')}:{trace.tb_lineno}" if frame else ""  # type: ignore[attr-defined]
