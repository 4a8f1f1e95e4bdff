"""What an occupation's work is like, as the official description has it."""

from lapel.model.citation import Citation
from lapel.model.figure import NOT_REPORTED, Figure
from lapel.model.value import Value


class Task(Value):
    """A task of an occupation. ``core`` tells whether most of those in the occupation do it."""

    id: str
    text: str
    core: bool


class Rated(Value):
    """Something that is rated for an occupation: a skill, knowledge, an interest, a work style.

    ``element`` is its place in the content model. ``scale`` names what ``value`` measures (``IM``: importance from 1 to
    5). ``suppress`` tells that the publisher holds the value too uncertain to be shown.
    """

    element: str
    name: str
    scale: str
    value: Figure = NOT_REPORTED
    suppress: bool = False


class Kindred(Value):
    """An occupation close to another; ``rank`` 1 is the closest."""

    code: str
    title: str
    tier: str
    rank: int


class Profile(Value):
    """What an occupation's work is like. ``zone`` says how much preparation is usual, 1 (little) to 5; None: not said.

    Where a newer release lacks a part, an older one gives it; ``cite`` names each.
    """

    code: str
    title: str
    description: str = ""
    tasks: tuple[Task, ...] = ()
    skills: tuple[Rated, ...] = ()
    knowledge: tuple[Rated, ...] = ()
    interests: tuple[Rated, ...] = ()
    styles: tuple[Rated, ...] = ()
    zone: int | None = None
    kindred: tuple[Kindred, ...] = ()
    titles: tuple[str, ...] = ()
    technology: tuple[str, ...] = ()
    cite: tuple[Citation, ...] = ()


class Titled(Value):
    """An occupation that a title leads to. ``exact`` tells the whole title from a part of one."""

    code: str
    occupation: str
    title: str
    exact: bool
