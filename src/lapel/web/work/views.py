"""The landing page, is it for me, school, and where to learn."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lapel.careers.fit import CERTIFICATES, OCCUPATION, fit_of
from lapel.careers.school import schooling
from lapel.eligibility.decide import relevant
from lapel.model.advice import GROUPS
from lapel.model.careers import Careers
from lapel.model.vocabulary import LEANINGS
from lapel.reports.fit_text import HEADS, LEANING_WORDS
from lapel.reports.learning import Learning, askable, learning
from lapel.reports.skills_text import GROUP_WORDS
from lapel.web.browse.caching import kept
from lapel.web.records.mine import catalogue, mine, today
from lapel.web.work.asked import credential_options, role_options, said
from lapel.web.work.caching import lent
from lapel.web.work.held import careers, figures
from lapel.web.work.skills import target_from

PARTS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "Is it for me?",
        (
            ("work:fit", "Is it for me", "The day, the hours, the hard sides and the good ones. No score."),
            ("work:school", "School", "What to take and do at school, why it helps, and what a diploma opens."),
            ("programs:find", "Programs", "Find a school near you, and see if it opens the exam."),
        ),
    ),
    (
        "Learn",
        (
            ("work:skills", "My skills", "Check yourself. See what a job or an exam asks for beyond it."),
            ("work:learn", "Where to learn", "For a topic, a skill, an exam, or points to renew."),
        ),
    ),
    (
        "Earn and grow",
        (
            ("work:pay", "Pay", "What people earn, as a range: by place, over time, and beside other jobs."),
            ("work:outlook", "Outlook", "How many jobs there will be, and how earlier forecasts turned out."),
            ("work:ladder", "The ladder", "Which jobs you can grow into: from when, at what cost, for what pay."),
            ("work:worth", "Is a plan worth it?", "What it costs in all, and when it has paid for itself."),
        ),
    ),
)
"""The pages on work: names of routes, titles, and a line on each."""


@require_safe
@kept
def work(request: HttpRequest) -> HttpResponse:
    """List the pages on work."""
    return render(request, "work/work.html", {"parts": PARTS})


@require_safe
@lent
def fit(request: HttpRequest) -> HttpResponse:
    """Say what the work is like, for one who leans to a side or to none."""
    held, on = mine(request), today()
    leaning = said(request.GET, "leaning")
    known = catalogue().credentials
    credentials = [known[name] for name in CERTIFICATES if name in known]
    chosen: Any = leaning if leaning in LEANINGS else None
    found = fit_of(careers().advice, credentials, held.record, chosen, on=on)
    page = {
        "found": found,
        "parts": [(side, HEADS[side], aspects) for side, aspects in found.sides],
        "leanings": [(name, LEANING_WORDS[name]) for name in LEANINGS],
        "pay": figures().newest(OCCUPATION),
        "employers": careers().employers,
        "on": on,
    }
    return render(request, "work/fit.html", page)


@require_safe
def school(request: HttpRequest) -> HttpResponse:
    """Say what helps at school, and what a diploma opens, as far as the visitor's record tells."""
    held, on = mine(request), today()
    record = held.record
    advice = careers().advice
    found = schooling(advice.preparing.values(), relevant(catalogue(), record), catalogue().steps, record, on=on)
    page = {
        "found": found,
        "subjects": [one for one in found.takings if one.advice.kind == "subject"],
        "activities": [one for one in found.takings if one.advice.kind == "activity"],
        "diploma": [one for one in found.opens if one.subject == "diploma"],
        "ages": [one for one in found.opens if one.subject == "birth"],
        "steps": [step for step in found.steps if found.stage != "finished" or step.gives],
        "advice": advice,
        "on": on,
    }
    return render(request, "work/school.html", page)


@require_safe
def learn(request: HttpRequest) -> HttpResponse:
    """Say where to learn what was asked for."""
    held, on = mine(request), today()
    wanted, role = said(request.GET, "for"), said(request.GET, "role")
    advice = careers().advice
    found, wrong = Learning(()), ""
    if wanted in askable(catalogue(), advice):
        found = learning(
            catalogue(),
            advice,
            held.record,
            wanted,
            lambda: target_from(role),
            on=on,
            resources=list(advice.resources.values()),
        )
    elif wanted:
        wrong = f"I found {wanted!r}, and expected one of the list."
    page = {
        "wanted": wanted,
        "role": role,
        "found": found.found,
        "remarks": [f"{remark.says}." for remark in found.remarks],
        "wrong": wrong,
        "options": _learn_options(careers()),
        "roles": role_options(careers()),
        "on": on,
    }
    return render(request, "work/learn.html", page, status=422 if wrong else 200)


def _learn_options(all_: Careers) -> list[tuple[str, list[tuple[str, str]]]]:
    advice = all_.advice
    skills = [
        (f"Skills: {GROUP_WORDS[group]}", [(d.id, d.name) for d in advice.duties.values() if d.group == group])
        for group in GROUPS
    ]
    return [
        ("For me", [("skills", "What my self-check lacks"), ("renewal", "Points that I need to renew")]),
        ("Exams", credential_options(one for one in catalogue().credentials.values() if one.state is None)),
        ("Exam topics", [(topic.id, topic.name) for topic in advice.topics.values()]),
        *skills,
    ]
