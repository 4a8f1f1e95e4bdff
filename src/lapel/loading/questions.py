"""The practice questions as they are used: the catalogue's, with what a user's own answers say of them.

A school that has answers of its own puts `FILE`, as ``lapel study calibrate --out`` writes it, into the folder of
histories. What it says of a question comes before what the catalogue says.
"""

from hashlib import sha256
from pathlib import Path

from lapel.loading.compiled import load_exams
from lapel.loading.histories import study_dir
from lapel.model.exam import Bank

FILE = "calibration.yaml"


def load_questions(folder: Path | None = None) -> Bank:
    """Give the bank, with the calibration in the folder of histories where there is one.

    Its hash then covers that file too. Raises `Problems` with everything that is wrong with the file.
    """
    bank = load_exams()
    path = (folder or study_dir()) / FILE
    return with_own(bank, path) if path.exists() else bank


def with_own(bank: Bank, path: Path) -> Bank:
    """Put the calibration of a file over a bank; raises `Problems` for ids it does not have, and for bad numbers."""
    from lapel.loading.exams import calibration_shape, with_calibration
    from lapel.loading.tree import read_tree
    from lapel.model.located import Problems
    from lapel.model.value import replace

    problems = Problems()
    tree = read_tree(path, problems=problems)
    if tree.fields is None and not tree.is_null:
        problems.add(tree, "a mapping of questions' ids to what answers say of them")
    found = {key: calibration_shape(key, bank.items).read(node, problems) for key, node in (tree.fields or {}).items()}
    problems.raise_if_any()
    digest = sha256(f"{bank.sha256}\0".encode() + path.read_bytes()).hexdigest()
    return replace(with_calibration(bank, found), sha256=digest, own=str(path))
