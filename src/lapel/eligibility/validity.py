"""How long a certificate lasts."""

from datetime import date

from lapel.model.credential import Credential
from lapel.model.dates import Anchor, Duration, add


def expiry(credential: Credential, *, certified: date) -> date | None:
    """Give the last day of a certificate earned, or last renewed, on a day.

    The term is the one in force on that day. It is added first, then moved to the end of the month where the issuer
    counts so: from 10 February 2010, 60 months to a month's end is 28 February 2015. None where no term is known for
    that day. What an issuer asks for every year inside the term is not looked at.
    """
    length = term(credential, certified=certified)
    return add(certified, length) if length else None


def term(credential: Credential, *, certified: date) -> Duration | None:
    """Give the term of a certificate earned, or last renewed, on a day; None where none is known for that day."""
    for value in credential.values:
        version = value.in_force(on=certified) if value.topic == "validity" else None
        if version and isinstance(version.value, dict) and "months" in version.value:
            anchor: Anchor = "month-end" if version.value.get("anchor") == "month-end" else "day"
            return Duration(version.value["months"], "months", "clamp", anchor)
    return None
