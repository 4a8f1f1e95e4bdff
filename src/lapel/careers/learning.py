"""Learning: resources matched to a topic, a skill, an exam or missing renewal points, in an order that is explained.

What is paid for, and what a resource says of its own worth, has no part in the order.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Literal

from lapel.careers.outlines import topics_of
from lapel.model.advice import Advice, Duty, Resource, Topic
from lapel.model.credential import Credential
from lapel.model.dates import Duration
from lapel.model.value import Value

Verdict = Literal["yes", "cannot tell", "no"]
VERDICTS: tuple[Verdict, ...] = ("yes", "cannot tell", "no")

RENEWAL_KINDS = ("card", "college", "employer")
"""Kinds that may count toward keeping a certificate though they name no unit."""


class Want(Value):
    """What something is to be learned for: topics and duties, or points toward keeping a certificate.

    ``points`` of ``unit`` are missing by ``by``, of ``areas`` as far as these are told.
    """

    name: str
    topics: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = ()
    credential: Credential | None = None
    unit: str = ""
    points: Fraction | None = None
    areas: tuple[tuple[str, Fraction], ...] = ()
    approved: Fraction = Fraction(0)
    by: date | None = None

    @property
    def renewal(self) -> bool:
        """Whether it is for points."""
        return bool(self.unit)


class Accepted(Value):
    """Whether an issuer takes a resource for what is missing, why, and what to ask where that cannot be told."""

    verdict: Verdict
    why: str = ""
    ask: str = ""


class Match(Value):
    """A resource for a want, and the names of what it ``serves``.

    ``fit`` counts what it leaves out of the want, and then what it holds beside it: the smallest fits best. For points,
    what the issuer itself approved fits better.
    """

    resource: Resource
    fit: tuple[int, int]
    serves: tuple[str, ...]
    accepted: Accepted | None = None


def want_topic(topic: Topic) -> Want:
    """Want to learn an exam topic."""
    return Want(topic.name, (topic.id,))


def want_duties(duties: Iterable[Duty], name: str = "") -> Want:
    """Want to learn duties."""
    wanted = tuple(duties)
    return Want(name or wanted[0].name, duties=wanted)


def want_exam(credential: Credential, advice: Advice, *, on: date) -> Want:
    """Want to learn what an exam asks about."""
    topics = topics_of(credential, advice.topics, on=on)
    return Want(f"the {credential.name} exam", tuple(topic.id for topic in topics), credential=credential)


def matches(
    resources: Iterable[Resource],
    want: Want,
    topics: Mapping[str, Topic],
    accepts: Callable[[Resource], Accepted] | None = None,
) -> tuple[Match, ...]:
    """List the resources for a want, best first; the order of ``resources`` has no part in it.

    The closest fit comes first, then what costs least, then what takes least time, then the name. Where points are
    wanted, what the issuer takes comes before what cannot be told, and its own approved learning before other. What is
    not known comes after what is.
    """
    found = []
    for resource in resources:
        match = _match(resource, want, topics)
        if match is not None:
            accepted = accepts(resource) if want.renewal and accepts else None
            found.append(Match(resource, match.fit, match.serves, accepted))
    return tuple(sorted(found, key=_order))


def closing(advice: Advice, duties: Iterable[Duty]) -> dict[str, tuple[Match, ...]]:
    """Give the resources for each duty by itself, best first, by its id."""
    resources = advice.resources.values()
    return {duty.id: matches(resources, want_duties([duty]), advice.topics) for duty in duties}


def _match(resource: Resource, want: Want, topics: Mapping[str, Topic]) -> Match | None:
    if want.renewal:
        counts = resource.unit is not None or resource.kind in RENEWAL_KINDS
        own = want.credential is not None and want.credential.issuer in resource.accepted_by
        return Match(resource, (0, int(not own)), (want.name,)) if counts else None
    if want.duties:
        return _for_duties(resource, want.duties)
    shared = [name for name in want.topics if name in resource.topics]
    if not shared:
        return None
    fit = len(want.topics) - len(shared), len(set(resource.topics) - set(want.topics))
    return Match(resource, fit, tuple(topics[name].name for name in shared))


def _for_duties(resource: Resource, duties: tuple[Duty, ...]) -> Match | None:
    """Nearest is what names a duty itself, then what is for its whole group."""
    named = [duty for duty in duties if duty.id in resource.duties]
    served = [duty for duty in duties if duty in named or duty.group in resource.groups]
    fit = len(duties) - len(served), len(served) - len(named)
    return Match(resource, fit, tuple(duty.name for duty in served)) if served else None


def _order(match: Match) -> tuple[int, int, int, int, Fraction, str, str, str]:
    resource = match.resource
    verdict = VERDICTS.index(match.accepted.verdict) if match.accepted else 0
    cost = 0 if resource.free else resource.cost.usual if resource.cost else 10**9
    missing, beside = match.fit
    name = resource.name.casefold()
    return missing, verdict, beside, cost, hours(resource), name, resource.provider, resource.id


NOT_KNOWN = Fraction(10**9)

HOURS_A_DAY = {"days": Fraction(1), "months": Fraction(30), "years": Fraction(365)}


def hours(resource: Resource) -> Fraction:
    """Give the time a resource takes, to order by: its hours, else its length at an hour a day.

    A billion stands for what is not known.
    """
    if resource.hours is not None:
        return Fraction(resource.hours)
    length: Duration | None = resource.takes.most if resource.takes else None
    return HOURS_A_DAY[length.unit] * length.count if length else NOT_KNOWN
