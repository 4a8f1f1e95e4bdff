"""What the pages on work share: the catalogue of careers, and the figures at hand."""

import threading
from typing import Any

from lapel.reference.figures import Figures
from lapel.reference.store import MANIFEST, Store, data_dir
from lapel.web.browse.roles import careers

__all__ = ["careers", "figures", "store"]

_here = threading.local()


def figures() -> Figures:
    """Give the figures at hand; each thread opens the added data anew when it has changed."""
    now = _seen()
    if getattr(_here, "seen", None) != now:
        _here.seen, _here.figures = now, Figures(careers())
    found: Figures = _here.figures
    return found


def store() -> Store:
    """Give the data that was added."""
    return figures().store


def _seen() -> tuple[Any, ...]:
    """What tells whether data was added or dropped."""
    folder = data_dir()
    return folder, tuple((path, path.stat().st_mtime_ns) for path in sorted(folder.glob(f"*/*/{MANIFEST}")))
