"""Skills: the self-check, and the gap against a job or an exam."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from lapel.careers.learning import closing
from lapel.careers.skills import Target, check_skills
from lapel.loading.dialogue import State
from lapel.model.advice import GROUPS
from lapel.model.shapes import NOT_SURE
from lapel.model.vocabulary import SKILL_LEVELS
from lapel.reference.duties import held_against
from lapel.reports.skills_text import GROUP_WORDS, LEVEL_WORDS
from lapel.web.records.mine import catalogue, mine, today
from lapel.web.work.asked import credential_options, role_options, said
from lapel.web.work.held import careers, store

LEVELS = (*((level, LEVEL_WORDS[level].capitalize()) for level in SKILL_LEVELS), (NOT_SURE, "Not sure"))


def target_from(role: str = "", exam: str = "") -> Target:
    """Give what to hold skills against: a role, an exam, or both; medical assistants when neither is known."""
    advice = careers().advice
    job, credential = careers().roles.get(role), catalogue().credentials.get(exam)
    return held_against(advice, store(), job, credential)


@require_safe
def shown(request: HttpRequest) -> HttpResponse:
    """Show what to work on, what is there, and what was not answered."""
    held, on, advice = mine(request), today(), careers().advice
    role, exam = said(request.GET, "role"), said(request.GET, "exam")
    found = check_skills(advice, held.record, target_from(role, exam), on=on)
    closes = closing(advice, [one.duty for one in found.gaps])
    page = {
        "found": found,
        "gaps": [(one, closes[one.duty.id]) for one in found.gaps],
        "groups": _groups(held.data),
        "advice": advice,
        "role": role,
        "exam": exam,
        "roles": role_options(careers()),
        "exams": credential_options(one for one in catalogue().credentials.values() if one.state is None),
        "learn": urlencode({"for": "skills", **({"role": role} if role else {})}),
        "answered": bool(held.data.get("skills")),
        "on": on,
    }
    return render(request, "work/skills.html", page)


def _groups(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The parts of the self-check, with how many of their questions are answered."""
    known = _known(data)
    duties = careers().advice.duties.values()
    return [
        {
            "id": group,
            "name": GROUP_WORDS[group].capitalize(),
            "all": sum(duty.group == group for duty in duties),
            "done": sum(duty.group == group and duty.id in known for duty in duties),
        }
        for group in GROUPS
    ]


def _known(data: dict[str, Any]) -> dict[str, str]:
    entries = data.get("skills")
    return {one["id"]: one.get("level", "") for one in entries if "id" in one} if isinstance(entries, list) else {}


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, group: str) -> HttpResponse:
    """Ask about one group of duties; a POST keeps the answers and goes on to the next group."""
    names: list[str] = list(GROUPS)
    if group not in names:
        raise Http404
    held = mine(request)
    duties = [duty for duty in careers().advice.duties.values() if duty.group == group]
    at = names.index(group)
    if request.method == "POST":
        levels = {name for name, _ in LEVELS}
        answers = {duty.id: level for duty in duties if (level := request.POST.get(duty.id, "")) in levels}
        if answers:
            data = with_levels(held.data, answers, today().isoformat())
            held.move(State(data, held.state.passed, held.state.pending))
        further = reverse("work:check", args=[names[at + 1]]) if at + 1 < len(names) else reverse("work:skills")
        return redirect(further)
    known = _known(held.data)
    page = {
        "group": group,
        "name": GROUP_WORDS[GROUPS[at]].capitalize(),
        "number": at + 1,
        "all": len(names),
        "duties": [(duty, known.get(duty.id, "")) for duty in duties],
        "levels": LEVELS,
        "last": at + 1 == len(names),
    }
    return render(request, "work/check.html", page)


def with_levels(data: dict[str, Any], answers: dict[str, str], on: str) -> dict[str, Any]:
    """Give a document with answers of the self-check; one that is the same as before keeps its day."""
    entries = data.get("skills")
    held = list(entries) if isinstance(entries, list) else []
    known = _known(data)
    new = {duty: level for duty, level in answers.items() if known.get(duty) != level}
    kept = [one for one in held if one.get("id") not in new]
    return {**data, "skills": [*kept, *({"id": duty, "level": level, "as_of": on} for duty, level in new.items())]}
