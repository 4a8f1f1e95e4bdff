"""Pay and outlook: tables, pictures, and what no figure says."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lapel.careers.lookup import Found, find
from lapel.careers.money_of import usual_year
from lapel.careers.outlook import OutlookOf, openings_of, outlook_of
from lapel.careers.pay import FOUR_OCCUPATIONS, FOUR_YEAR, PayOf, Quoted, pay_of, rough
from lapel.careers.premium import YEAR_HOURS, hours_behind, pairs
from lapel.model.citation import Citation
from lapel.model.occupation import NATION, Area
from lapel.model.value import replace
from lapel.reports.pay_text import cites_of, expected_words
from lapel.reports.pictures.frame import Picture
from lapel.reports.premium_text import LIKE_FOR_LIKE, LIMITS, POPULAR, POPULAR_YEAR, START
from lapel.web.browse.caching import kept
from lapel.web.records.mine import today
from lapel.web.work.asked import YEAR, Jobs, Where, job_options, jobs_of, numbers_of, rows_of, where_of
from lapel.web.work.caching import lent
from lapel.web.work.held import careers, figures
from lapel.web.work.pictures import drawn

ENDS = 5
"""How many places are shown at once at each end of a long list."""


def _answers(found: Sequence[Found], area: Area, year: int | None = None) -> list[PayOf]:
    matches = {match.soc: match for meant in found for match in meant.matches}
    return [pay_of(match, careers(), figures(), area=area, year=year) for match in matches.values()]


def _asked(request: HttpRequest) -> tuple[Jobs, Where, list[PayOf]]:
    """Read the question and gather the answers; a ZIP code's state stands in where its area has no figures."""
    jobs, where = jobs_of(request.GET, careers()), where_of(request.GET, figures())
    answers = _answers(jobs.found, where.place.area)
    wider = where.place.wider
    if wider and not any(answer.shown for answer in answers):
        note = f"{where.place.note} There are no figures for it: those of {wider.name} are shown."
        where = replace(where, place=replace(where.place, area=wider, note=note))
        answers = _answers(jobs.found, wider)
    return jobs, where, answers


@require_safe
@lent
def pay(request: HttpRequest) -> HttpResponse:
    """Show what a job pays: one in full, several side by side."""
    jobs, where, answers = _asked(request)
    numbers = numbers_of(request.GET, (YEAR,))
    wrong = {"role": jobs.wrong, "area": where.wrong, **numbers.wrong}
    one = answers[0] if len(answers) == 1 else None
    page = {
        "jobs": jobs,
        "several": [meant for meant in jobs.found if len(meant.matches) > 1],
        "answers": answers,
        "rows": _side_by_side(answers),
        "where": where,
        "wrong": wrong,
        "options": job_options(careers()),
        "slots": _slots(jobs),
        "year": rows_of((YEAR,), numbers)[0],
        "expected": [words for meant in jobs.found for a in answers if (words := expected_words(meant, a))],
        "query": request.GET.urlencode(),
        "assistants": START,
        "on": today(),
        **(_one(one, numbers.read["real"]) if one else {"cites": _shown_cites(answers)}),
    }
    return render(request, "work/pay.html", page, status=422 if any(wrong.values()) else 200)


def _slots(jobs: Jobs) -> list[tuple[int, str]]:
    """The fields for jobs to set beside the first, with what they hold."""
    beside = [*jobs.names[1:], "", ""]
    return list(enumerate(beside[: max(2, len(jobs.names) - 1)], start=1))


def _side_by_side(answers: Sequence[PayOf]) -> list[Quoted]:
    shown = [answer.shown for answer in answers if answer.shown]
    return sorted(shown, key=lambda quoted: quoted.wages.annual.median.value or 0)


def _shown_cites(answers: Sequence[PayOf]) -> list[Citation]:
    return list(dict.fromkeys(cite for answer in answers if answer.shown for cite in answer.shown.wages.cite))


def _one(answer: PayOf, real: int | None) -> dict[str, Any]:
    """Lay out one occupation: its years, its settings, the places beside it."""
    prices = figures().prices
    years = [point.wages.year for line in answer.lines for point in line.points]
    to = (real or usual_year(years, prices)) if years else None
    known = to is not None and prices is not None and to in dict(prices.averages)
    sound = [q for q in reversed(answer.places) if not rough(q.wages) and q.wages.annual.median.value is not None]
    all_places = sound if answer.places_are != "borders" else list(reversed(answer.places))
    return {
        "one": answer,
        "to": to if known else None,
        "to_asked": to,
        "prices": prices,
        "over_time": len(years) > 1,
        "settings": sorted(answer.settings, key=lambda q: -(q.wages.annual.median.value or 0)),
        "places": all_places,
        "ends": (all_places[:ENDS], all_places[-ENDS:]) if len(all_places) > 2 * ENDS else None,
        "left_out": [q.wages.area.name for q in answer.places if q not in all_places],
        "cites": list(dict.fromkeys(cites_of(answer, prices))),
    }


@require_safe
def pay_picture(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Draw pay: ranges side by side, or the middle over the years."""
    from lapel.reports.pictures import pay as draw

    prices = figures().prices
    if kind == "four":
        answers = _answers(_four(), NATION)
        return drawn(request, lambda: draw.ranges(answers), "ranges", answers)
    jobs, _, answers = _asked(request)
    real = numbers_of(request.GET, (YEAR,)).read["real"]
    pictures: dict[str, Any] = {
        "ranges": lambda: draw.ranges(answers),
        "years": lambda: draw.years(answers, prices, in_dollars_of=real),
    }
    if kind not in pictures or not jobs.found:
        raise Http404
    return drawn(request, pictures[kind], kind, answers, prices, real)


def _four() -> list[Found]:
    return [meant for soc in FOUR_OCCUPATIONS if (meant := find(soc, careers()))]


@require_safe
@lent
def four(request: HttpRequest) -> HttpResponse:
    """Show the four occupations that career pages compare: as they show them, and now."""
    found = _four()
    then, now = _answers(found, NATION, FOUR_YEAR), _answers(found, NATION)
    added = figures().projections(FOUR_OCCUPATIONS)
    outlooks = [outlook_of(answer.match, careers(), added) for answer in now]
    newest = next((one.newest.edition for one in outlooks if one.newest), "")
    editions = ("2021-31", newest)
    rows = [
        {
            "title": new.match.title,
            "soc": new.match.soc,
            "then": old.shown,
            "now": new.shown,
            "growth": [next((e.growth for e in one.editions if e.edition == name), None) for name in editions],
        }
        for old, new, one in zip(then, now, outlooks, strict=True)
    ]
    outlook_cites = [c for one in outlooks for e in one.editions if e.edition in editions for c in e.cite]
    page = {
        "rows": rows,
        "side": _side_by_side(now),
        "then_year": FOUR_YEAR,
        "now_year": next((a.shown.wages.year for a in now if a.shown), FOUR_YEAR),
        "editions": editions,
        "cites": list(dict.fromkeys([*_shown_cites(then), *_shown_cites(now), *outlook_cites])),
        "on": today(),
    }
    return render(request, "work/four.html", page)


@require_safe
@kept
def certified(request: HttpRequest) -> HttpResponse:
    """Show what is known of certified pay against pay that is not, and why the popular figure is not it."""
    known = careers()
    found = pairs(known.surveys)
    popular = next((survey for survey in known.surveys if survey.survey == POPULAR), None)
    nation = (w for w in known.wages if w.soc == START and w.area.kind == "nation" and not w.industry)
    everyone = next((w for w in nation if w.year == POPULAR_YEAR), None)
    median = everyone.annual.median.exact if everyone else None
    best = next((pair for pair in found if pair.certified.survey == LIKE_FOR_LIKE), None)
    page = {
        "best": best,
        "others": [pair for pair in found if pair is not best],
        "limits": LIMITS,
        "popular": popular,
        "everyone": everyone,
        "implied": median / YEAR_HOURS if median is not None else None,
        "year_hours": YEAR_HOURS,
        "hours": hours_behind(popular) if popular else None,
        "surveys": [s for s in known.surveys if s.group == "certified" and s.survey != POPULAR],
        "employers": known.employers,
        "postings": known.postings,
        "on": today(),
    }
    return render(request, "work/certified.html", page)


def _outlooks(request: HttpRequest) -> tuple[Jobs, list[OutlookOf]]:
    jobs = jobs_of(request.GET, careers())
    matches = {match.soc: match for meant in jobs.found for match in meant.matches}
    added = figures().projections(list(matches))
    return jobs, [outlook_of(match, careers(), added) for match in matches.values()]


@require_safe
@lent
def outlook(request: HttpRequest) -> HttpResponse:
    """Show how many jobs there are and will be, and what happened after."""
    jobs, answers = _outlooks(request)
    ordered = sorted(answers, key=lambda a: -((a.newest and a.newest.growth.value) or 0))
    names = sorted({edition.edition for answer in answers for edition in answer.editions})
    cites = [c for a in answers for e in reversed(a.editions) for c in e.cite]
    cites += [c for a in answers for reason in a.reasons for c in reason.cite]
    one = answers[0] if len(answers) == 1 else None
    cites += [c for old in one.handbook for c in old.cite] if one else []
    page = {
        "jobs": jobs,
        "several": [meant for meant in jobs.found if len(meant.matches) > 1],
        "one": one,
        "rows": [_growths(answer, names) for answer in ordered if answer.newest],
        "missing": [answer for answer in answers if not answer.newest],
        "names": names,
        "wrong": {"role": jobs.wrong},
        "options": job_options(careers()),
        "slots": _slots(jobs),
        "query": request.GET.urlencode(),
        "cites": list(dict.fromkeys(cites)),
        "on": today(),
    }
    return render(request, "work/outlook.html", page, status=422 if jobs.wrong else 200)


def _growths(answer: OutlookOf, names: Sequence[str]) -> dict[str, Any]:
    growth = {edition.edition: edition.growth for edition in answer.editions}
    assert answer.newest is not None
    return {
        "match": answer.match,
        "growth": [(name, growth.get(name)) for name in names],
        "split": openings_of(answer.newest),
        "shrinks": (answer.newest.growth.exact or 0) < 0,
    }


@require_safe
def outlook_picture(request: HttpRequest) -> HttpResponseBase:
    """Draw the editions of one occupation, or the growth of several."""
    from lapel.reports.pictures.outlook import editions

    jobs, answers = _outlooks(request)
    if not jobs.found:
        raise Http404

    def draw() -> Picture:
        return editions(answers)

    return drawn(request, draw, "outlook", answers)
