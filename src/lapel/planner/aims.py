"""Goals → aims: the chains that lead to each, and the certificates that may help on the way."""

from collections.abc import Iterator, Sequence

from lapel.model.credential import ROLE, Catalogue, Credential
from lapel.model.record import Record
from lapel.model.rule import Rule
from lapel.planner.chain import Chain, chain_of
from lapel.planner.world import OTHERS, Aim, rules_of, somes
from lapel.rules import nodes


def aims_for(catalogue: Catalogue, record: Record, goals: Sequence[Credential]) -> tuple[Aim, ...]:
    """List what to aim at, in an order in which each comes after those that may help it.

    Beside the goals, these are certificates that the rules of a goal name and the person does not have. A role brings
    none with it: which certificate to take is a choice of its own, to be made as a goal beside it.
    """
    ordered = _in_turn(goals, record)
    named = dict.fromkeys(
        name
        for credential in ordered
        if credential.kind != ROLE
        for chain in chains_of(credential, record)
        for rule in rules_of(chain)
        for name in sorted(_named(rule))
    )
    had = {certificate.id for certificate in record.certificates} | {goal.id for goal in goals}
    helpers = [catalogue.credentials[n] for n in named if n in catalogue.credentials and n not in had]
    helpers = [helper for helper in helpers if helper.kind == "certification"]
    aims = [*((helper, True) for helper in helpers), *((goal, False) for goal in ordered)]
    made = []
    for place, (credential, optional) in enumerate(aims):
        later = [other for other, _ in aims[place + 1 :]]
        used = any(_looks_at(other, credential, record) for other in later)
        helped = _helped(credential, record)
        made.append(Aim(credential.id, credential, chains_of(credential, record), optional, used, helped))
    return tuple(made)


def _in_turn(goals: Sequence[Credential], record: Record) -> list[Credential]:
    """Put goals in an order in which each comes after those that its rules name; in a circle, as they were given."""
    left, ordered = list(goals), []
    while left:
        asks = {
            goal.id: {n for chain in chains_of(goal, record) for rule in rules_of(chain) for n in _named(rule)}
            for goal in left
        }
        free = [goal for goal in left if not any(o.id in asks[goal.id] for o in left if o is not goal)]
        ordered.append((free or left)[0])
        left.remove(ordered[-1])
    return ordered


def chains_of(credential: Credential, record: Record) -> tuple[Chain, ...]:
    """List the ways to a credential: for one that was held before, the ways to keep it or bring it back, if there are.

    An issuer takes a former holder back on its own terms, also where the terms for newcomers would be met.
    """
    held = any(certificate.id == credential.id for certificate in record.certificates)
    back = [*(route for route in credential.routes if _asks_for_own(route.rule, credential.id)), *credential.keep]
    return tuple(chain_of(credential, route) for route in (held and back) or credential.routes)


def _asks_for_own(rule: Rule, own: str) -> bool:
    """Whether a rule is for those who have had the credential."""
    return any(some.within == "certificates" and set(_identities(some.where)) == {own} for some in somes(rule))


def _named(rule: Rule) -> Iterator[str]:
    """List the credentials that conditions on certificates and exams name."""
    for some in somes(rule):
        if some.within in OTHERS:
            yield from _identities(some.where)


def _identities(rule: Rule) -> Iterator[str]:
    if isinstance(rule, nodes.Fact) and rule.name in ("id", "exam"):
        yield from rule.value if isinstance(rule.value, tuple) else (str(rule.value),)
    for child in nodes.children(rule):
        yield from _identities(child)


def _helped(credential: Credential, record: Record) -> bool:
    """Whether some rule of a credential looks at other certificates or exams than its own."""
    return any(
        (some.within in OTHERS and set(_identities(some.where)) != {credential.id})
        or (some.within in OTHERS and _excludes(some.where))
        for chain in chains_of(credential, record)
        for rule in rules_of(chain)
        for some in somes(rule)
    )


def _looks_at(other: Credential, earlier: Credential, record: Record) -> bool:
    """Whether the rules of a credential may look at one that comes before it; those of a role name what they ask."""
    if other.kind == ROLE:
        rules = (rule for chain in chains_of(other, record) for rule in rules_of(chain))
        return any(earlier.id in _named(rule) for rule in rules)
    return _helped(other, record)


def _excludes(rule: Rule) -> bool:
    return isinstance(rule, nodes.Nothing) or any(_excludes(child) for child in nodes.children(rule))
