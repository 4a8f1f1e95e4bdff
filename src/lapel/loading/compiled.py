"""The compiled catalogue: a copy in the user's cache directory, so that nothing is parsed at each start.

A copy is named by the hash of the files' content and of the code that shapes it.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from lapel.model import credential as nouns

if TYPE_CHECKING:
    from lapel.model.careers import Careers
    from lapel.model.exam import Bank
    from lapel.model.materials import Materials

CATALOGUE_DIR = Path(__file__).parents[1] / "catalog"
CAREERS = "careers"
"""The folder of what only questions about work, pay and school need: a decision should not wait for it."""

EXAMS = "exams"
"""The folder of what only practice for an exam needs."""

C = TypeVar("C", nouns.Catalogue, "Careers", "Bank", "Materials")


def catalogue_files(root: Path = CATALOGUE_DIR) -> list[Path]:
    """List the data files behind the decisions, in a fixed order: all but those on careers and on exams."""
    apart = {CAREERS, EXAMS}
    found = (path for path in root.rglob("*.yaml") if path.is_file() and path.relative_to(root).parts[0] not in apart)
    return sorted(found)


def careers_files(root: Path = CATALOGUE_DIR) -> list[Path]:
    """List the data files on careers, with the sources that they may cite, in a fixed order."""
    return _files(root, CAREERS)


def exams_files(root: Path = CATALOGUE_DIR) -> list[Path]:
    """List the data files on exams, with the sources that they may cite, in a fixed order."""
    return _files(root, EXAMS)


def _files(root: Path, folder: str) -> list[Path]:
    found = [root / "sources.yaml", *(path for part in (folder, "sources") for path in (root / part).rglob("*.yaml"))]
    return sorted(path for path in found if path.is_file())


def catalogue_hash(root: Path = CATALOGUE_DIR) -> str:
    """Hash the names and the content of the files behind the decisions (SHA-256, hexadecimal)."""
    return _hash(root, catalogue_files(root))


def careers_hash(root: Path = CATALOGUE_DIR) -> str:
    """Hash the names and the content of the files on careers (SHA-256, hexadecimal)."""
    return _hash(root, careers_files(root))


def exams_hash(root: Path = CATALOGUE_DIR) -> str:
    """Hash the names and the content of the files on exams (SHA-256, hexadecimal)."""
    return _hash(root, exams_files(root))


def _hash(root: Path, files: list[Path]) -> str:
    import hashlib

    digest = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def load_catalogue(root: Path = CATALOGUE_DIR) -> nouns.Catalogue:
    """Give the catalogue, from its compiled copy where there is one; otherwise read it, and keep a compiled copy.

    The copy lies in the user's cache directory (``LAPEL_CACHE``, else ``XDG_CACHE_HOME``, else ``~/.cache``), readable
    and writable by the user alone. Where it cannot be written, reading still works.
    """

    def read() -> nouns.Catalogue:
        from lapel.loading.catalogue import read_catalogue  # only when there is no compiled copy

        return read_catalogue(root)

    return _compiled("catalogue", nouns.Catalogue, catalogue_hash(root), read)


def reform_hash(reform: Path, root: Path = CATALOGUE_DIR) -> str:
    """Hash a reform: the content of its file over the catalogue's, or those of a second catalogue."""
    if reform.is_dir():
        return catalogue_hash(reform)
    import hashlib

    return hashlib.sha256(f"{catalogue_hash(root)}\0".encode() + reform.read_bytes()).hexdigest()


def load_reform(reform: Path, root: Path = CATALOGUE_DIR) -> nouns.Catalogue:
    """Give the catalogue under a reform: an overlay over it, or a second folder; compiled as `load_catalogue` does.

    Raises `Problems` for an overlay that cannot be read, names places that are not there, or makes a catalogue that
    does not hold together.
    """
    if reform.is_dir():
        return load_catalogue(reform)

    digest = reform_hash(reform, root)

    def read() -> nouns.Catalogue:
        from lapel.loading.lint import linted_reform
        from lapel.model.value import replace

        return replace(linted_reform(reform, root), sha256=digest)

    return _compiled("reform", nouns.Catalogue, digest, read)


def load_careers(root: Path = CATALOGUE_DIR) -> "Careers":
    """Give what the catalogue knows of careers, compiled as `load_catalogue` does."""
    from lapel.model.careers import Careers

    def read() -> Careers:
        from lapel.loading.careers import read_careers

        return read_careers(root)

    return _compiled("careers", Careers, careers_hash(root), read)


def load_exams(root: Path = CATALOGUE_DIR) -> "Bank":
    """Give the outlines, topics and items of the catalogue, compiled as `load_catalogue` does."""
    from lapel.model.exam import Bank

    def read() -> Bank:
        from lapel.loading.exams import read_exams

        return read_exams(root)

    return _compiled("exams", Bank, exams_hash(root), read)


def load_materials(root: Path = CATALOGUE_DIR) -> "Materials":
    """Give what generated questions are made of, compiled as `load_catalogue` does."""
    from lapel.model.materials import Materials

    def read() -> Materials:
        from lapel.loading.materials import read_materials

        return read_materials(root)

    return _compiled("materials", Materials, exams_hash(root), read)


def _compiled(kind: str, shape: type[C], digest: str, read: Callable[[], C]) -> C:
    import pickle
    from sys import version_info

    name = f"{kind}-{_code_stamp()}-{version_info[0]}{version_info[1]}-{digest[:32]}.pickle"
    path = cache_dir() / name
    try:
        status = path.stat()
        if status.st_uid == os.getuid() and not status.st_mode & 0o022:
            loaded = pickle.loads(path.read_bytes())
            if isinstance(loaded, shape) and loaded.sha256 == digest:
                return loaded
    except Exception:  # A damaged copy can raise anything; it is made anew.
        pass
    made = read()
    _keep(path, kind, pickle.dumps(made, protocol=pickle.HIGHEST_PROTOCOL))
    return made


def cache_dir() -> Path:
    """The folder for compiled copies."""
    chosen = os.environ.get("LAPEL_CACHE") or os.environ.get("XDG_CACHE_HOME")
    base = Path(chosen) if chosen else Path(os.path.expanduser("~")) / ".cache"
    return base / "lapel"


def _code_stamp() -> str:
    """Change with the code that shapes a compiled copy, so that a checkout never reads an old shape."""
    folder = Path(__file__).parents[1]
    files = (
        "model/advice.py",
        "model/careers.py",
        "model/citation.py",
        "model/counting.py",
        "model/credential.py",
        "model/dates.py",
        "model/exam.py",
        "model/figure.py",
        "model/materials.py",
        "model/program.py",
        "model/preparation.py",
        "model/role.py",
        "model/occupation.py",
        "model/rule.py",
        "model/survey.py",
        "model/value.py",
        "rules/nodes.py",
        "rules/parse.py",
        "loading/advice.py",
        "loading/careers.py",
        "loading/catalogue.py",
        "loading/counting.py",
        "loading/exams.py",
        "loading/materials.py",
        "loading/overlay.py",
        "loading/pay.py",
        "loading/programs.py",
        "loading/preparations.py",
        "loading/roles.py",
    )
    return f"{max((folder / name).stat().st_mtime_ns for name in files):x}"


def _keep(path: Path, kind: str, content: bytes) -> None:
    """Write a compiled copy whole or not at all, and drop older ones."""
    import tempfile

    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        for old in path.parent.glob(f"{kind}-*.pickle"):
            old.unlink(missing_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            try:
                file.write(content)
                file.flush()
                os.replace(file.name, path)
            except OSError:
                os.unlink(file.name)
    except OSError:
        pass
