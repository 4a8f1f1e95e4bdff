"""Roles of work as public pages: what each is, asks for, and leaves behind. What they pay is asked elsewhere."""

from functools import cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lapel.loading.compiled import load_careers
from lapel.model.careers import Careers
from lapel.model.occupation import Occupation
from lapel.model.role import PATHS, Code, Role
from lapel.model.value import Value
from lapel.reports.ladder_text import HEADINGS
from lapel.web.browse.caching import kept
from lapel.web.browse.selectors import ways
from lapel.web.records.mine import catalogue, today


@cache
def careers() -> Careers:
    """Give what is known of careers, read once by each process."""
    return load_careers()


class Meaning(Value):
    """An occupation that the title of a role can mean; None where nothing more is known of it."""

    code: Code
    occupation: Occupation | None


@require_safe
@kept
def roles(request: HttpRequest) -> HttpResponse:
    """List the roles by where they lie from the job of a medical assistant."""
    every = careers().roles.values()
    listed = [(HEADINGS[path], [each for each in every if each.path == path]) for path in PATHS]
    return render(request, "browse/roles.html", {"listed": [(heading, found) for heading, found in listed if found]})


@require_safe
@kept
def role(request: HttpRequest, name: str) -> HttpResponse:
    """Show one role."""
    known = careers()
    found = known.roles.get(name)
    if found is None:
        raise Http404
    steps = {**catalogue().steps, **known.steps}
    page = {
        "role": found,
        "asks": _asks(found),
        "meanings": [Meaning(code, known.occupations.get(code.soc)) for code in found.codes],
        "ways": ways(found.routes, today()),
        "steps": [steps[step] for step in found.steps if step in steps],
        "lists": [
            ("What does not go with you", found.stays),
            ("Remarks", found.remarks),
            ("Where sources disagree", found.readings),
        ],
        "on": today(),
    }
    return render(request, "browse/role.html", page)


def _asks(found: Role) -> list[tuple[str, object]]:
    named = (("Education", found.education), ("Experience", found.experience), ("License", found.license))
    return [(name, said) for name, said in named if said is not None]
