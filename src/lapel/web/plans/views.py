"""Plans: the choice, one plan in full, its calendar and its page."""

from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from lapel.model.credential import Catalogue
from lapel.planner.plan import Plan, Plans, Task
from lapel.reports.plan_words import (
    act_words,
    by_payer,
    chosen,
    confirm_pages,
    given_words,
    help_words,
    limits_words,
    running,
    this_week,
    title,
    what_words,
)
from lapel.web.browse.roles import careers
from lapel.web.plans.asked import FIELDS, HELP, MOST_GOALS, Asked, asked, offered, pick_of, picked_of
from lapel.web.plans.feed import calendar as whole_calendar
from lapel.web.plans.feed import owner, token
from lapel.web.plans.made import goals_catalogue, made
from lapel.web.plans.picture import bar, scale
from lapel.web.records.mine import Mine, catalogue, mine, today


@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    """Ask for goals and limits; with goals, show the plans."""
    held = mine(request)
    if not held.begun:
        return redirect("site:start")
    wanted = asked(request.GET, _goals(request), on=today())
    page: dict[str, Any] = {
        "asked": wanted,
        "offers": list(offered(catalogue(), held.record, careers().roles)),
        "fields": _fields(wanted, FIELDS),
        "help": _fields(wanted, HELP),
        "on": today(),
    }
    if wanted.goals and not wanted.wrong:
        page |= _answer(request, held, wanted)
    return render(request, "plans/plan.html", page, status=422 if wanted.wrong else 200)


def _fields(wanted: Asked, fields: Any) -> list[dict[str, Any]]:
    return [
        {"field": field, "typed": wanted.typed[field.name], "wrong": wanted.wrong.get(field.name, "")}
        for field in fields
    ]


def _goals(request: HttpRequest) -> Catalogue:
    """The catalogue, with the jobs among the goals and the steps that lead to them."""
    return goals_catalogue(request.GET.getlist("goal")[: MOST_GOALS + 1])


def _made(held: Mine, wanted: Asked) -> Plans:
    return made(held.record, wanted, on=today())


def _answer(request: HttpRequest, held: Mine, wanted: Asked) -> dict[str, Any]:
    plans = _made(held, wanted)
    picked = _picked(request, plans)
    same = request.GET.copy()
    same.pop("pick", None)
    page = {
        "plans": plans,
        "goals": title(plans.goals),
        "limits": limits_words(plans.limits),
        "same": same.urlencode(),
        "query": request.GET.urlencode(),
        "choices": [_choice(plans, one, picked) for one in (*plans.front, *plans.perhaps)],
        "relax": [change for change in plans.relax if change.limit != "sure"],
    }
    return page | ({"picked": _full(plans, picked)} if picked else {})


def _picked(request: HttpRequest, plans: Plans) -> Plan | None:
    """Find the plan that was picked; the soonest when none was, or when it is no more."""
    return picked_of(plans, request.GET.get("pick", "")) or chosen(plans)


def _choice(plans: Plans, one: Plan, picked: Plan | None) -> dict[str, Any]:
    names = [
        name
        for name, best in (("soonest", plans.fastest), ("cheapest", plans.cheapest))
        if best and one.id == best.id and len(plans.front) > 1
    ]
    routes = [leg.route.name for leg in one.legs]
    steps = [task.what for task in one.tasks if task.kind in ("school", "training", "work", "practice")]
    return {
        "plan": one,
        "names": names,
        "pick": pick_of(one),
        "picked": picked is not None and pick_of(one) == pick_of(picked),
        "by": steps or routes,
    }


def _full(plans: Plans, one: Plan) -> dict[str, Any]:
    line = scale(one)
    so_far = running(one, plans.limits)
    numbers = {task.id: number for number, task in enumerate(one.tasks, start=1)}
    return {
        "plan": one,
        "line": line,
        "week": [(task, act_words(one, task)) for task in this_week(one)],
        "tasks": [
            {
                "number": numbers[task.id],
                "task": task,
                "what": what_words(one, task),
                "given": given_words(one, task) if task.kind == "given" else "",
                "bar": bar(task, line),
                "after": [numbers[name] for name in task.after if name in numbers],
                "so_far": so_far[task.id] if any(cost.amount for cost in task.costs) else None,
            }
            for task in one.tasks
        ],
        "failing": [(_name(one, failing.credential), failing) for failing in one.failing],
        "bill": [(payers, total, unknown) for payers, (total, unknown) in by_payer(one).items()],
        "help": help_words(plans.limits, one),
        "confirm": confirm_pages(plans, one),
        "next": _next(one),
    }


def _name(one: Plan, credential: str) -> str:
    return next((leg.credential.name for leg in one.legs if leg.credential.id == credential), "")


def _next(one: Plan) -> Task | None:
    later = [task for task in one.tasks if task.kind != "given"]
    return later[0] if later else None


def _one(request: HttpRequest) -> tuple[Mine, Plans, Plan]:
    held = mine(request)
    wanted = asked(request.GET, _goals(request), on=today())
    if not held.begun or not wanted.goals or wanted.wrong:
        raise Http404
    plans = _made(held, wanted)
    picked = _picked(request, plans)
    if picked is None:
        raise Http404
    return held, plans, picked


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """Hand out a plan as a calendar; a plan for a later day counts as the newer one."""
    from lapel.reports.plans_ics import plan_ics

    _, plans, picked = _one(request)
    sequence = (picked.on - date(2000, 1, 1)).days
    return _file(plan_ics(plans, picked, stamp=datetime.now(UTC), sequence=sequence), "text/calendar", "lapel-plan.ics")


@require_http_methods(["GET", "HEAD", "POST"])
def feed_page(request: HttpRequest) -> HttpResponse:
    """Give the address of the visitor's calendar; a POST keeps the plan that it is to hold."""
    held = mine(request)
    if not held.begun:
        return redirect("site:start")
    if request.method == "POST":
        held.follow(request.POST.get("plan", "")[:1000])
        return redirect("plans:feed")
    path = reverse("plans:follow", args=[token(request.session)])
    page = {
        "path": path,
        "address": request.build_absolute_uri(path),
        "days": settings.SESSION_COOKIE_AGE // 86400,
    }
    return render(request, "plans/feed.html", page)


@require_GET
def feed(request: HttpRequest, name: str) -> HttpResponse:
    """Hand out a calendar to whoever has its address."""
    held = owner(name)
    if held is None:
        raise Http404
    return HttpResponse(whole_calendar(held, on=today()), content_type="text/calendar; charset=utf-8")


@require_GET
def paper(request: HttpRequest) -> HttpResponse:
    """Hand out a plan on one page."""
    from lapel.reports.plans_pdf import plan_pdf

    held, plans, picked = _one(request)
    return _file(plan_pdf(catalogue(), plans, picked, held.record), "application/pdf", "lapel-plan.pdf")


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
