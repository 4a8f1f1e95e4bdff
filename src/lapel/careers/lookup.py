"""From what a person calls a job to the official codes of occupations: all of them where a title means several."""

import re

from lapel.model.careers import Careers
from lapel.model.occupation import Occupation
from lapel.model.role import PREFIX, Role
from lapel.model.value import Value

SOC = re.compile(r"(\d\d-\d{4})(\.\d\d)?")


class Match(Value):
    """An occupation that was asked for. ``tell`` says what its people do, to know whether it is the right one.

    ``title`` is empty for a code that the catalogue does not know.
    """

    soc: str
    title: str
    tell: str
    role: str = ""


class Found(Value):
    """What a name means: one occupation, or several that it is used for. ``role`` is the role of that name, if any."""

    asked: str
    name: str
    matches: tuple[Match, ...]
    role: Role | None = None


def find(asked: str, careers: Careers) -> Found | None:
    """Find the occupations for a code, a role, or a title; None when nothing has that name.

    Case, punctuation and plurals do not matter. A role gives its codes first, then come other codes that use the title.
    """
    text = asked.removeprefix(PREFIX).strip()
    if code := SOC.fullmatch(text):
        soc = code[1]
        occupation = careers.occupations.get(soc)
        return Found(asked, occupation.title if occupation else soc, (_match(soc, occupation),))
    wanted = _plain(text)
    role = next((r for r in careers.roles.values() if wanted in map(_plain, (r.id, r.name, *r.names))), None)
    matches = (
        {c.soc: _match(c.soc, careers.occupations.get(c.soc), c.tell, role.id) for c in role.codes} if role else {}
    )
    titled = [o for o in careers.occupations.values() if _plain(o.title) == wanted]
    for occupation in titled or careers.occupations.values():
        if titled or wanted in map(_plain, occupation.names):
            matches.setdefault(occupation.soc, _match(occupation.soc, occupation))
    if not matches:
        return None
    name = role.name if role else next(iter(matches.values())).title if len(matches) == 1 else text
    return Found(asked, name, tuple(matches.values()), role)


def _match(soc: str, occupation: Occupation | None, tell: str = "", role: str = "") -> Match:
    does = f"Someone who {occupation.does}." if occupation else ""
    return Match(soc, occupation.title if occupation else "", tell or does, role)


def names_of(careers: Careers) -> list[str]:
    """List every name that `find` knows: for suggestions."""
    roles = [name for role in careers.roles.values() for name in (role.name, *role.names, role.id)]
    return [*roles, *(name for o in careers.occupations.values() for name in (o.title, *o.names))]


def _plain(text: str) -> str:
    """Letters and digits of each word, without case or the s of a plural.

    >>> _plain("Medical  Assistants, (Certified)")
    'medical assistant certified'
    """
    words = re.findall(r"[a-z0-9]+", text.casefold().replace("'", ""))
    return " ".join(word if len(word) < 4 or word.endswith("ss") else word.removesuffix("s") for word in words)
