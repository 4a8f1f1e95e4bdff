"""outlook: how many jobs there are and will be, and what happened after earlier editions."""

from datetime import date
from typing import Any

from lapel.careers.outlook import outlook_of
from lapel.model.credential import Catalogue
from lapel.model.shapes import Entry, ListOf
from lapel.model.value import Value
from lapel.reports.outlook_json import outlook_data
from lapel.web.api.shapes import DAY
from lapel.web.api.verbs import Verb
from lapel.web.api.verbs.pay import MOST_ROLES, NAME, USUAL, meant
from lapel.web.work.held import careers, figures


class Asked(Value):
    """Roles, titles or codes."""

    roles: tuple[str, ...] = USUAL
    on: date | None = None


def takes(catalogue: Catalogue) -> Entry:
    """Give the shape of the body."""
    return Entry(Asked, {"roles": ListOf(NAME, longest=MOST_ROLES), "on": DAY})


def work(catalogue: Catalogue, asked: Asked, on: date) -> dict[str, Any]:
    """Gather the editions."""
    found = meant(asked.roles)
    matches = {match.soc: match for one in found for match in one.matches}
    added = figures().projections(list(matches))
    answers = [outlook_of(match, careers(), added) for match in matches.values()]
    return outlook_data(careers(), found, answers, on)


VERB = Verb(
    "outlook",
    "Say how the number of jobs is expected to change, edition by edition, and what happened after.",
    "The answer is what `lapel outlook --json` prints. `roles` are roles, titles or codes; without them medical "
    "assistants.",
    takes,
    work,
    "Outlook",
    options={"on": "2026-11-22", "roles": ["medical-assistant"]},
    examples=(),
)
