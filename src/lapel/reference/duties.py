"""What added O*NET data says of the duties that the self-check asks about."""

from collections.abc import Sequence
from decimal import Decimal

from lapel.careers.skills import Target, codes_of, target_of
from lapel.model.advice import Advice, Profile, Reported
from lapel.model.citation import Citation
from lapel.model.credential import Credential
from lapel.model.role import Role
from lapel.reference.store import Store

ORDER: tuple[Reported, ...] = ("core", "supplemental", "listed")


def duty_profile(
    store: Store, code: str, *, activities: Sequence[str], tasks: Sequence[str], elements: Sequence[str]
) -> Profile | None:
    """Give what O*NET publishes of an occupation's activities, tasks and importances, as far as they are named.

    Each part comes from the newest release that has any of it; None where no release has the occupation. An importance
    that the publisher holds too uncertain to be shown is not known.
    """
    used: dict[str, None] = {}
    kinds: list[tuple[str, str, str]] = []
    ratings: list[tuple[str, Decimal]] = []
    title = ""
    for edition in (found.edition for found in reversed(store.of("onet"))):
        if not title and (
            told := store.rows("onet", "occupations", "title", "WHERE code = ?", [code], edition=edition)
        ):
            title = told[0][0]
        if not kinds and (kinds := _kinds(store, code, edition)):
            used[edition] = None
        if not ratings and (ratings := _ratings(store, code, elements, edition)):
            used[edition] = None
    if not used:
        return None
    best: dict[str, Reported] = {}
    for _, activity, kind in kinds:
        best[activity] = min(best.get(activity, "listed"), _reported(kind), key=ORDER.index)
    own = {task: _reported(kind) for task, _, kind in kinds if task in tasks}
    return Profile(
        code,
        title,
        tuple(_cites(store, used)),
        tuple((name, best[name]) for name in activities if name in best),
        tuple((task, own[task]) for task in tasks if task in own),
        tuple(ratings),
    )


def _cites(store: Store, editions: Sequence[str] | dict[str, None]) -> list[Citation]:
    return [store.cite("onet", edition) for edition in editions]


def _reported(kind: str) -> Reported:
    return "core" if kind == "Core" else "supplemental" if kind == "Supplemental" else "listed"


def _kinds(store: Store, code: str, edition: str) -> list[tuple[str, str, str]]:
    """Each task of an occupation with an activity it belongs to and its type; empty where the type is not published."""
    belongs = store.rows("onet", "task_activities", "task_id, activity", "WHERE code = ?", [code], edition=edition)
    types = dict(store.rows("onet", "tasks", "task_id, kind", "WHERE code = ?", [code], edition=edition))
    return [(task, activity.rpartition(".")[0], types.get(task) or "") for task, activity in belongs]


def _ratings(store: Store, code: str, elements: Sequence[str], edition: str) -> list[tuple[str, Decimal]]:
    marks = ", ".join("?" for _ in elements)
    found = store.rows(
        "onet",
        "ratings",
        "element, value",
        f"WHERE code = ? AND scale = 'IM' AND element IN ({marks}) AND value IS NOT NULL"
        " AND value_mark IS NULL AND NOT coalesce(suppress, false) ORDER BY element",
        [code, *elements],
        edition=edition,
    )
    return [(element, Decimal(str(value))) for element, value in found]


def added_profiles(advice: Advice, codes: Sequence[str], store: Store) -> dict[str, Profile]:
    """Give what added data says of occupations, for the duties of the self-check; nothing where none was added."""
    if not codes or not (store.has("onet", "task_activities") or store.has("onet", "ratings")):
        return {}
    duties = advice.duties.values()
    named = {
        "activities": list(dict.fromkeys(name for duty in duties for name in duty.activities)),
        "tasks": list(dict.fromkeys(name for duty in duties for name in duty.tasks)),
        "elements": list(dict.fromkeys(name for duty in duties for name in duty.elements)),
    }
    found = ((code, duty_profile(store, code, **named)) for code in codes)
    return {code: profile for code, profile in found if profile}


def held_against(advice: Advice, store: Store, role: Role | None, credential: Credential | None = None) -> Target:
    """Give what a person's skills are held against, with what added data says of it; see `target_of`."""
    return target_of(advice, role, credential, added_profiles(advice, codes_of(role, credential), store))
