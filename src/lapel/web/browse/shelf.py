"""The pages of the catalogue in the order of their menu."""

from collections.abc import Mapping

SHELF: Mapping[str, str] = {
    "browse:catalogue": "All certificates",
    "browse:compare": "Side by side",
    "browse:fees": "Fees",
    "browse:states": "States",
    "browse:roles": "Jobs",
    "browse:letters": "Same letters",
    "browse:changes": "What changed",
    "browse:glossary": "Words",
    "browse:sources": "Sources",
    "browse:coverage": "What is missing",
    "api:reference": "For programs",
}
"""Names of routes, and what is read."""
