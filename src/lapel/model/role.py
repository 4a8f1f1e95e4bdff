"""Roles: jobs that a medical assistant can hold or grow into, with what they ask for, pay, and leave behind."""

from typing import Literal

from lapel.model.citation import Citation
from lapel.model.credential import ROLE, Credential, Route, Step
from lapel.model.figure import NOT_REPORTED, Figure
from lapel.model.span import Span
from lapel.model.value import Value, replace

PREFIX = "role:"
"""What stands before the id of a role where it is a goal."""

Path = Literal["start", "rise", "license", "sideways", "teach"]
"""Where a role lies from the job of a medical assistant: rise within the practice, a license of one's own, …"""

PATHS: tuple[Path, ...] = ("start", "rise", "license", "sideways", "teach")

Mapping = Literal["occupation", "alternate title", "nearest"]
"""How a title came to a code: the code is of that very occupation; O*NET lists it as an alternate title of the code; or
the code is nearest by the duties, by our judgment."""


class Said(Value):
    """A sentence with its sources."""

    says: str
    cite: tuple[Citation, ...] = ()


class Band(Value):
    """The part of an occupation's pay that a role's pay lies in, by percentile, and why it is not the whole."""

    low: str
    high: str
    why: str
    cite: tuple[Citation, ...] = ()


class Code(Value):
    """An occupation that the title of a role can mean. ``tell`` says by which duties to know that it does.

    ``routes`` are the ways to the role that lead to this meaning of it; every way where none is named.
    """

    soc: str
    onet: str
    mapping: Mapping
    tell: str
    alternate: str = ""
    routes: tuple[str, ...] = ()
    expect: Band | None = None
    cite: tuple[Citation, ...] = ()
    note: str = ""


class Graduates(Value):
    """What people earned one year and four years after completing what ``step`` stands for, whatever their job."""

    step: str
    what: str
    year_1: Figure = NOT_REPORTED
    year_4: Figure = NOT_REPORTED
    cite: tuple[Citation, ...] = ()
    note: str = ""


class Role(Value):
    """A role of work.

    ``called`` is the role with its article. ``works`` are the words by which a record says that a person has it.
    ``education`` and ``experience`` are what is usual; ``license`` is what the law or the field asks for. ``stays``
    says what of a medical assistant's training and certificates does not count toward it. ``routes`` are the ways to be
    able to apply, ``steps`` the steps that typically lead there. ``readings`` has what sources say differently.
    """

    id: str
    name: str
    called: str
    path: Path
    about: str
    duties: tuple[Said, ...]
    codes: tuple[Code, ...]
    education: Said
    experience: Said
    routes: tuple[Route, ...]
    license: Said | None = None
    names: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    stays: tuple[Said, ...] = ()
    remarks: tuple[Said, ...] = ()
    readings: tuple[Said, ...] = ()
    graduates: tuple[Graduates, ...] = ()
    confirm: str | None = None
    cite: tuple[Citation, ...] = ()

    def means(self, route: str) -> tuple[Code, ...]:
        """Give the occupations that the role can mean when it is reached by one of its routes."""
        return tuple(code for code in self.codes if not code.routes or route in code.routes)

    @property
    def goal(self) -> Credential:
        """The role as a goal of a plan: it is reached on the day on which a person can apply for such jobs."""
        apply = Step(f"Apply for jobs as {self.called}.", kind="apply", takes=Span(), cite=self.cite, note=HIRING)
        routes = tuple(replace(route, steps=(*route.steps, apply)) for route in self.routes)
        return Credential(
            PREFIX + self.id, ROLE, self.name, self.called, "", routes, confirm=self.confirm, about=self.about
        )


HIRING = "How long it takes to be hired was not seen. No plan promises a job."
