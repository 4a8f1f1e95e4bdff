"""The plans for what was asked: certificates, jobs, and a person's own figures for a program."""

from collections.abc import Sequence
from datetime import date

from lapel.model.credential import Catalogue
from lapel.model.record import Record
from lapel.planner.figures import with_figures
from lapel.planner.make import make_plans
from lapel.planner.plan import Plans
from lapel.planner.roles import with_goals
from lapel.web.browse.roles import careers
from lapel.web.plans.asked import Asked
from lapel.web.records.mine import catalogue


def goals_catalogue(goals: Sequence[str]) -> Catalogue:
    """Give the catalogue, with the jobs among some goals and the steps that lead to them."""
    return with_goals(catalogue(), careers().roles, careers().steps, goals)


MOST_LABELS = 20_000
"""How much effort a page may take: some twenty seconds, which nobody needs who asks for what there is."""


def made(record: Record, wanted: Asked, *, on: date) -> Plans:
    """Plan for what was asked."""
    known = goals_catalogue(wanted.goals)
    steps = with_figures(known.steps, wanted.own)
    return make_plans(known, record, list(wanted.goals), on=on, limits=wanted.limits, steps=steps, effort=MOST_LABELS)
