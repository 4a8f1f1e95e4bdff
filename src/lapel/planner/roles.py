"""Roles among the goals of a plan: the catalogue with roles as goals, and with the steps between them."""

from collections.abc import Iterable, Mapping, Sequence

from lapel.model.credential import Catalogue
from lapel.model.preparation import Preparation
from lapel.model.role import PREFIX, Role
from lapel.model.value import replace


def with_roles(
    catalogue: Catalogue, roles: Iterable[Role], steps: Mapping[str, Preparation], *, alone: bool = False
) -> Catalogue:
    """Give a catalogue whose credentials hold some roles too, as ``role:…``, with the steps that lead to them.

    Of ``steps`` only those are taken in that one of the roles names: a plan for a nurse has no use for a coding course,
    and is found sooner without. The same holds of the catalogue's own steps when roles are the only goals (``alone``),
    but for those of school.
    """
    asked = list(roles)
    goals = {goal.id: goal for goal in (role.goal for role in asked)}
    named = {name for role in asked for name in role.steps}
    own = {n: step for n, step in catalogue.steps.items() if not alone or n in named or step.stage == "school"}
    between = {name: step for name, step in steps.items() if name in named}
    return replace(catalogue, credentials={**catalogue.credentials, **goals}, steps={**own, **between})


def with_goals(
    catalogue: Catalogue, roles: Mapping[str, Role], steps: Mapping[str, Preparation], goals: Sequence[str]
) -> Catalogue:
    """Give a catalogue that holds the roles among some goals too, as far as they are known; see `with_roles`."""
    names = [goal.removeprefix(PREFIX) for goal in goals if goal.startswith(PREFIX)]
    asked = [roles[name] for name in names if name in roles]
    return with_roles(catalogue, asked, steps, alone=len(names) == len(goals)) if asked else catalogue
