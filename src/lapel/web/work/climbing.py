"""The ladder and what a plan is worth."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from datetime import date
from threading import Lock
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from lapel.careers.ladder import Ladder, Paid, Reach, Rung, Way, best_pay, citations, soonest_raise
from lapel.careers.worth import after_pay
from lapel.eligibility.decide import relevant
from lapel.model.credential import Catalogue
from lapel.model.figure import NOT_REPORTED
from lapel.model.record import Record
from lapel.model.role import PREFIX
from lapel.model.value import replace
from lapel.planner.make import make_plans
from lapel.planner.plan import Help, Limits
from lapel.reference.ladder import climbed
from lapel.reference.worth import Terms, weighed
from lapel.reports.ladder_text import HEADINGS, NOTHING_LEFT_OUT
from lapel.reports.plan_words import chosen, title
from lapel.web.plans.made import goals_catalogue
from lapel.web.records.mine import Mine, catalogue, mine, today
from lapel.web.work.asked import (
    LIMITS,
    MOST_DOLLARS,
    WEEK,
    Bounds,
    Field,
    Where,
    bounds_of,
    credential_options,
    rate_of,
    role_options,
    rows_of,
    said,
    where_of,
)
from lapel.web.work.held import careers, figures
from lapel.web.work.pictures import drawn
from lapel.web.work.templatetags.work_words import way_name

MOST_KEPT = 40
_climbed: OrderedDict[tuple[Any, ...], Ladder] = OrderedDict()
_lock = Lock()


def remembered(record: Record, where: Where, limits: Limits, on: date, only: str = "") -> Ladder:
    """Plan the way to each role, and set the pay beside it; the same question is worked out once."""
    key = (record, where.place, limits, on, only, figures().store.editions)
    with _lock:
        if key in _climbed:
            return _climbed[key]
    names = (only,) if only else ()
    found = climbed(catalogue(), figures(), record, where.place, on=on, limits=limits, only=names)
    with _lock:
        _climbed[key] = found
        while len(_climbed) > MOST_KEPT:
            _climbed.popitem(last=False)
    return found


def _asked(request: HttpRequest, held: Mine, only: str = "") -> tuple[Bounds, Where, Ladder | None, dict[str, str]]:
    """Read the limits and the place; nothing is planned while one of them cannot be read."""
    on = today()
    bounds, where = bounds_of(request.GET, on=on), where_of(request.GET, figures())
    wrong = {**bounds.wrong, **({"area": where.wrong} if where.wrong else {})}
    return bounds, where, None if wrong else remembered(held.record, where, bounds.limits, on, only), wrong


@require_safe
def ladder(request: HttpRequest) -> HttpResponse:
    """Show the jobs within reach: from when, for how much, and for what pay."""
    held = mine(request)
    if not held.begun:
        return render(request, "work/ladder_first.html", {"roles": role_options(careers()), "on": today()})
    bounds, where, found, wrong = _asked(request, held)
    page = {
        "bounds": bounds,
        "fields": rows_of(LIMITS, bounds.numbers),
        "where": where,
        "wrong": wrong,
        "query": request.GET.urlencode(),
        "on": today(),
        **(_ladder_page(found) if found else {}),
    }
    return render(request, "work/ladder.html", page, status=422 if wrong else 200)


def _ladder_page(found: Ladder) -> dict[str, Any]:
    now = [one.quoted.wages.annual.median for one in _today(found) if one.quoted]
    than = now[0] if now else NOT_REPORTED
    return {
        "found": found,
        "whole": list(_alike(found.best.whole)),
        "part": list(_alike(found.best.part)),
        "standing": [one for one in found.rungs if one.held],
        "than": than,
        "months": sorted({p.quoted.wages.year for way in found.ways for p in way.paid if p.quoted}),
        "added": any(p.quoted and p.quoted.added for way in found.ways for p in way.paid),
        "sides": list(_sides(found, than)),
        "parts": list(_parts(found, than)),
        "shrinking": [one for one in _occupations(found.ways) if one.shrinking],
        "nothing_left_out": NOTHING_LEFT_OUT,
        "cites": citations(found),
    }


def _today(found: Ladder) -> tuple[Paid, ...]:
    """The pay to compare with: that of today's work, else that of the job itself."""
    start = (one for rung in found.rungs if rung.role.path == "start" for way in rung.ways[:1] for one in way.paid)
    return found.today or tuple(start)


def _occupations(ways: Iterable[Way]) -> list[Paid]:
    return list({one.code.soc: one for way in ways for one in way.paid}.values())


def _sides(found: Ladder, than: Any) -> Iterator[dict[str, Any]]:
    """For each direction the soonest raise and the best within reach."""
    for path in ("rise", "license", "sideways", "teach"):
        ways = [way for rung in found.rungs if rung.role.path == path and not rung.held for way in rung.ways]
        if ways:
            soonest = soonest_raise(ways, than)
            best = best_pay(ways).part if soonest else ()
            yield {
                "name": HEADINGS[path],
                "soonest": list(_alike([soonest] if soonest else [])),
                "best": list(_alike(best)),
            }


def _alike(reached: Iterable[Reach]) -> Iterator[tuple[list[str], Reach]]:
    """Put together what is reached on the same day, for the same money and pay."""
    groups: dict[tuple[Any, ...], list[Reach]] = {}
    for reach in reached:
        point, way = reach.point, reach.way
        key = (point.finish, point.money, point.not_known, point.waits, way.careful, way.hopeful)
        groups.setdefault(key, []).append(reach)
    for alike in groups.values():
        yield [way_name(reach.way) for reach in alike], alike[0]


def _parts(found: Ladder, than: Any) -> Iterator[dict[str, Any]]:
    """Each direction with its roles, the soonest first, and what of a person's training goes with them."""
    for path, heading in HEADINGS.items():
        of_path = sorted((r for r in found.rungs if r.role.path == path and not r.held), key=_soonest)
        if not of_path:
            continue
        stays: dict[str, list[str]] = {}
        for rung in of_path:
            for line in rung.role.stays:
                stays.setdefault(line.says, []).append(rung.role.name)
        less = [
            one
            for one in _occupations(way for rung in of_path for way in rung.ways)
            if one.quoted
            and than.value is not None
            and (one.quoted.wages.annual.median.value or than.value) < than.value
        ]
        yield {"path": path, "name": heading, "rungs": of_path, "stays": stays.items(), "less": less}


def _soonest(rung: Rung) -> tuple[date, str]:
    days = [point.finish for way in rung.ways for point in (*way.sure, *way.perhaps)]
    return min(days, default=date.max), rung.role.name


@require_safe
def rung(request: HttpRequest, name: str) -> HttpResponse:
    """Show one role whole: what it is, what it asks and pays, each way to it, and what stays behind."""
    role = careers().roles.get(name)
    if role is None:
        raise Http404
    held = mine(request)
    _, _, found, wrong = _asked(request, held, name)
    if found is None:
        return redirect("work:rung", name)
    [one] = found.rungs
    page = {"rung": one, "role": role, "begun": held.begun, "pays": _occupations(one.ways), "wrong": wrong}
    page |= {"goal": PREFIX + role.id, "on": today(), "found": found, "nothing_left_out": NOTHING_LEFT_OUT}
    return render(request, "work/rung.html", page)


@require_safe
def ladder_picture(request: HttpRequest) -> HttpResponseBase:
    """Draw the jobs within reach."""
    from lapel.reports.ladder_picture import ladder_picture as draw

    held = mine(request)
    found = _asked(request, held)[2] if held.begun else None
    if found is None:
        raise Http404
    return drawn(request, lambda: draw(found), "ladder", found, private=True)


WORTH = (
    Field("pay", "What I earn now, a year before taxes", "dollars", MOST_DOLLARS),
    Field("less", "Hours a week that I would work less while in training", "hours", WEEK),
)
MONEY = (
    Field("loan", "I would borrow", "dollars", MOST_DOLLARS),
    Field("loan_years", "Years to pay it back", "years", 50, 1),
    Field("grant", "A grant pays", "dollars", MOST_DOLLARS),
    Field("employer", "My employer pays", "dollars", MOST_DOLLARS),
    Field("years", "Years to look ahead (10 if empty)", "years", 50, 1),
)


@require_safe
def worth(request: HttpRequest) -> HttpResponse:
    """Show what a plan costs in all, what pay may follow, and when the one has paid for the other."""
    held, on = mine(request), today()
    sent = request.GET
    bounds, where = bounds_of(sent, on=on, more=(*WORTH, *MONEY)), where_of(sent, figures())
    rate, wrong_rate = rate_of(said(sent, "rate"))
    goal = said(sent, "goal")
    known = goals_catalogue([goal])
    wrong: dict[str, str] = dict(bounds.wrong)
    wrong |= {"area": where.wrong} if where.wrong else {}
    wrong |= {"rate": wrong_rate} if wrong_rate else {}
    wrong |= (
        {"goal": f"I found {goal!r}, and expected one of the list."} if goal and goal not in known.credentials else {}
    )
    page: dict[str, Any] = {
        "bounds": bounds,
        "goal": goal,
        "goals": [
            *((name, [(PREFIX + each, says) for each, says in found]) for name, found in role_options(careers())),
            ("Certificates", credential_options(relevant(catalogue(), held.record))),
        ],
        "first": rows_of(WORTH, bounds.numbers),
        "money": rows_of(MONEY, bounds.numbers),
        "fields": rows_of(LIMITS, bounds.numbers),
        "rate": said(sent, "rate"),
        "where": where,
        "cheapest": sent.get("cheapest") == "yes",
        "wrong": wrong,
        "on": on,
    }
    if goal and not wrong:
        page |= _weighed(held.record, known, goal, bounds, where, rate, cheapest=page["cheapest"], on=on)
    return render(request, "work/worth.html", page, status=422 if wrong else 200)


def _weighed(
    record: Record,
    known: Catalogue,
    goal: str,
    bounds: Bounds,
    where: Where,
    rate: Any,
    *,
    cheapest: bool,
    on: date,
) -> dict[str, Any]:
    read = bounds.numbers.read
    given = Help(read["grant"] or 0, read["employer"] or 0, read["loan"] or 0)
    plans = make_plans(known, record, [goal], on=on, limits=replace(bounds.limits, help=given))
    plan = chosen(plans, "cheapest" if cheapest else "fastest")
    if plan is None:
        return {"plans": plans, "goals_say": title(plans.goals)}
    terms = Terms(read["pay"], read["less"], rate, read["loan_years"], read["years"] or 10)
    told = weighed(figures(), record, plans, plan, where.place, terms)
    found = told.worth
    pays = [cite for one in found.after if one.quoted for cite in one.quoted.wages.cite]
    cites = [*pays, *found.before.cite, *(cite for branch in found.branches for cite in branch.cite)]
    return {
        "plans": plans,
        "plan": plan,
        "found": found,
        "leg": told.leg,
        "goals_say": title(plans.goals),
        "table": _table(found.table),
        "after": after_pay(found.after),
        "place": told.place,
        "cites": list(dict.fromkeys([*cites, *told.place.cite])),
    }


def _table(lines: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    by_code: dict[str, list[Any]] = {}
    for line in lines:
        by_code.setdefault(line.soc, []).append(line)
    return list(by_code.items())
