"""What a plan is worth, with the pay at hand: of staying put, and of the work that it leads to."""

from collections.abc import Sequence
from decimal import Decimal

from lapel.careers.ladder import Paid, standing
from lapel.careers.worth import Before, Loan, Worth, after_pay, worth
from lapel.model.money import exactly
from lapel.model.occupation import Area
from lapel.model.record import Record
from lapel.model.role import Code, Role
from lapel.model.value import Value
from lapel.planner.plan import Leg, Plan, Plans
from lapel.planner.worth import asked_of, role_leg
from lapel.reference.figures import Figures
from lapel.reference.ladder import pay_at
from lapel.reference.places import Place, comparable

START = "medical-assistant"


class Terms(Value):
    """What the person says of money: the pay of today, hours a week given up in training, and a loan's terms.

    ``rate`` is percent a year. None is what was not said; no figure is put in its place.
    """

    pay: int | None = None
    work_less: int | None = None
    rate: Decimal | None = None
    loan_years: int | None = None
    years: int = 10


class Weighed(Value):
    """A plan's worth. ``leg`` and ``role`` are its last role; None for a plan that leads to certificates alone."""

    worth: Worth
    leg: Leg | None
    role: Role | None
    place: Place


def weighed(figures: Figures, record: Record, plans: Plans, plan: Plan, place: Place, terms: Terms) -> Weighed:
    """Weigh a plan: all that it costs against what pay may follow, in a place that has figures for both."""
    roles = figures.careers.roles
    leg, role = role_leg(plan, roles) or (None, None)
    held = standing(record, roles, on=plans.on).roles
    # Certificates are for the job of a medical assistant; to who has it, what one adds is not known.
    job = role or (None if roles[START] in held else roles[START])
    codes = job.means(leg.route.id) if leg and job else job.codes if job else ()
    now = held[0].codes[:1] if held and terms.pay is None else ()
    place = comparable(place, [code.soc for code in (*codes, *now)], figures)
    asked = asked_of(
        plan,
        _before(figures, terms, held, place.area),
        _paid(figures, codes, place.area),
        job,
        help_=plans.limits.help,
        loan=Loan(plan.borrowed, terms.rate, terms.loan_years) if plan.borrowed else None,
        work_less=terms.work_less,
        horizon=terms.years,
    )
    return Weighed(worth(asked), leg, role, place)


def _paid(figures: Figures, codes: Sequence[Code], area: Area) -> tuple[Paid, ...]:
    return pay_at(figures, codes, area)(codes)


def _before(figures: Figures, terms: Terms, held: Sequence[Role], area: Area) -> Before:
    """What staying put pays: what the person said, else what half of the people in the work of today earn."""
    if terms.pay is not None:
        return Before(exactly(terms.pay), "what you said you earn")
    if not held:
        return Before(None, "no job that you have today was named")
    now = _paid(figures, held[0].codes[:1], area)
    quoted = now[0].quoted
    spread, cite = (quoted.wages.annual, quoted.wages.cite) if quoted else (None, ())
    return Before(after_pay(now), f"the middle half of those who work as {held[0].called}", spread, cite)
