"""Where the site keeps its things on this machine."""

import os
import secrets
from pathlib import Path


def data_dir() -> Path:
    """Give the folder for the site: ``LAPEL_SITE``, else lapel/site in ``XDG_DATA_HOME``, else in ~/.local/share."""
    chosen = os.environ.get("LAPEL_SITE")
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    folder = Path(chosen) if chosen else Path(base) / "lapel" / "site"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def local_key() -> str:
    """Give the key of a site that runs for one person; made at the first start, readable by that person alone."""
    path = data_dir() / "secret-key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        key = secrets.token_urlsafe(50)
        file.write(key)
    return key
