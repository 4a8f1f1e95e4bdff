"""The landing page, is it for me, school, and where to learn."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lapel.careers.fit import fit_of
from lapel.careers.learning import Match, Want, matches, want_duties, want_exam, want_topic
from lapel.careers.school import schooling
from lapel.careers.skills import check_skills
from lapel.eligibility.decide import FOUR, relevant
from lapel.model.advice import GROUPS, MEDICAL_ASSISTANTS
from lapel.model.careers import Careers
from lapel.model.occupation import NATION
from lapel.model.record import Record
from lapel.model.value import replace
from lapel.model.vocabulary import LEANINGS
from lapel.planner.learning import accepts, want_points
from lapel.renewals.keep import keeping
from lapel.renewals.ledger import Judge, ceu_hours
from lapel.reports.fit_text import HEADS, LEANING_WORDS
from lapel.reports.keep_words import to_do
from lapel.reports.plan_words import counted
from lapel.reports.skills_text import GROUP_WORDS
from lapel.web.browse.caching import kept
from lapel.web.records.mine import Mine, catalogue, mine, today
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
    credentials = [known[name] for name in (*FOUR, "cmaa-nha") if name in known]
    chosen: Any = leaning if leaning in LEANINGS else None
    found = fit_of(careers().advice, credentials, held.record, chosen, on=on)
    quoted = figures().here((MEDICAL_ASSISTANTS.partition(".")[0],), NATION)
    page = {
        "found": found,
        "parts": [(side, HEADS[side], aspects) for side, aspects in found.sides],
        "leanings": [(name, LEANING_WORDS[name]) for name in LEANINGS],
        "pay": max(quoted, key=lambda one: one.wages.year, default=None),
        "employers": careers().employers,
        "on": on,
    }
    return render(request, "work/fit.html", page)


@require_safe
def school(request: HttpRequest) -> HttpResponse:
    """Say what helps at school, and what a diploma opens, as far as the visitor's record tells."""
    held, on = mine(request), today()
    record = held.record if held.record.as_of else replace(held.record, as_of=on)
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
    remarks: list[str] = []
    advice, known = careers().advice, catalogue().credentials
    found: list[tuple[Want, tuple[Match, ...]]] = []
    wrong = ""
    if wanted == "renewal":
        found = _for_renewal(held, on, remarks)
    elif wanted in ("skills", *advice.topics, *advice.duties, *known):
        resources = advice.resources.values()
        found = [(want, matches(resources, want, advice.topics)) for want in _wants(held, wanted, role, on, remarks)]
    elif wanted:
        wrong = f"I found {wanted!r}, and expected one of the list."
    page = {
        "wanted": wanted,
        "role": role,
        "found": found,
        "remarks": remarks,
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


def _wants(held: Mine, wanted: str, role: str, on: date, remarks: list[str]) -> list[Want]:
    advice = careers().advice
    if wanted == "skills":
        return _gaps(held.record, role, on, remarks)
    if wanted in advice.topics:
        return [want_topic(advice.topics[wanted])]
    if wanted in advice.duties:
        return [want_duties([advice.duties[wanted]])]
    credential = catalogue().credentials[wanted]
    want = want_exam(credential, advice, on=on)
    if not want.topics:
        remarks.append(f"What the {credential.name} asks about was not seen as an outline.")
    return [want]


def _gaps(record: Record, role: str, on: date, remarks: list[str]) -> list[Want]:
    """Want each gap of the self-check, the most important first."""
    found = check_skills(careers().advice, record, target_from(role), on=on)
    if found.open:
        remarks.append(f"{counted(len(found.open), 'skill')} not answered yet.")
    elif not found.gaps:
        remarks.append("Your answers show no gap.")
    return [want_duties([one.duty]) for one in found.gaps]


def _for_renewal(held: Mine, on: date, remarks: list[str]) -> list[tuple[Want, tuple[Match, ...]]]:
    """Match what is missing in each cycle, by the ledger's own judge of what counts."""
    known, advice = catalogue(), careers().advice
    found = keeping(known, held.record, on=on)
    judge = Judge(ceu_hours(known.credentials.values(), on=on))
    open_ = list(to_do(found.kept, found))
    if not open_:
        remarks.append("No points are missing that learning could bring.")
    told = []
    for _, filled in open_:
        want = want_points(filled)
        if want is None:
            remarks.append(f"How much the {filled.requirement.credential.name} asks for is not known.")
            continue
        told.append((want, matches(advice.resources.values(), want, advice.topics, accepts(judge, filled, on))))
    return told
