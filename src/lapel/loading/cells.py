"""Cells of tables that a spreadsheet may open: none of them is run, and each can be read back as it was.

>>> cells = ["=1+1", "'=1+1", "-0.4", "'tis", "Wound care"]
>>> [harmless(cell) for cell in cells]
["'=1+1", "''=1+1", "'-0.4", "'tis", 'Wound care']
>>> [bare(harmless(cell)) for cell in cells] == cells
True
"""

RUN = "=+-@\t\r|%"
"""With what a cell begins that a spreadsheet would take for a formula."""


def harmless(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{cell}" if _is_run(cell) else cell


def bare(cell: str) -> str:
    """Take the apostrophe off that `harmless` put there; another one stays."""
    return cell[1:] if cell.startswith("'") and _is_run(cell) else cell


def _is_run(cell: str) -> bool:
    """Whether a cell is a formula, behind any apostrophes: those are counted too, so that each can be taken off."""
    lead = cell.lstrip("'").lstrip()[:1]
    return bool(lead) and lead in RUN
