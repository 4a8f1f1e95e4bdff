"""Questions about the work itself, answered with values of the model."""

from collections.abc import Sequence
from typing import Any

from lapel.model.work import Kindred, Profile, Rated, Task, Titled
from lapel.reference.store import Store, figure_of

KINDS = {
    "skills": ("2.A.", "2.B."),
    "knowledge": ("2.C.",),
    "interests": ("1.B.1.",),
    "styles": ("1.D.", "1.C."),
}
"""Where each kind of rating stands in the content model; work styles moved from 1.C to 1.D with release 30."""
FIRST_SCALES = ("IM", "WI", "OI")
"""The scale by which each kind is put in order: importance, impact of a work style, strength of an interest."""


def profile(store: Store, code: str) -> Profile | None:
    """Describe an occupation by its O*NET code, or by a SOC code whose whole occupation it is (31-9092).

    Each part comes from the newest release that has it. Ratings are on the importance scale, the highest first.
    """
    code = code if "." in code else f"{code}.00"
    used: list[str] = []

    def newest(table: str, columns: str, rest: str, *given: Any) -> list[tuple[Any, ...]]:
        for edition in reversed(store.of("onet")):
            if found := store.rows("onet", table, columns, rest, [code, *given], edition=edition.edition):
                used.append(edition.edition)
                return found
        return []

    told = newest("occupations", "title, description", "WHERE code = ?")
    tasks = newest("tasks", "task_id, task, kind", "WHERE code = ? ORDER BY kind, CAST(task_id AS BIGINT)")
    rated = {kind: _rated(newest, places) for kind, places in KINDS.items()}
    zone = newest("zones", "zone", "WHERE code = ?")
    near = newest("related", "related, tier, rank", "WHERE code = ? ORDER BY rank")
    titles = newest("titles", "DISTINCT title", "WHERE code = ? ORDER BY title")
    technology = newest("technology", "example, hot", "WHERE code = ? ORDER BY hot DESC, example")
    if not used:
        return None
    names = _names(store, [row[0] for row in near])
    return Profile(
        code=code,
        title=told[0][0] if told else "",
        description=told[0][1] if told else "",
        tasks=tuple(Task(number, text, kind == "Core") for number, text, kind in tasks),
        **rated,
        zone=zone[0][0] if zone else None,
        kindred=tuple(Kindred(other, names.get(other, ""), tier or "", rank or 0) for other, tier, rank in near),
        titles=tuple(title for (title,) in titles),
        technology=tuple(dict.fromkeys(example for example, _ in technology)),
        cite=tuple(store.cite("onet", edition) for edition in sorted(set(used), reverse=True)),
    )


def _rated(newest: Any, places: Sequence[str]) -> tuple[Rated, ...]:
    within = " OR ".join("starts_with(element, ?)" for _ in places)
    scales = ", ".join(f"'{scale}'" for scale in FIRST_SCALES)
    found = newest(
        "ratings",
        "element, name, scale, value, value_mark, coalesce(suppress, false)",
        f"WHERE code = ? AND ({within}) AND scale IN ({scales}) ORDER BY value DESC NULLS LAST, element",
        *places,
    )
    return tuple(
        Rated(element, name or "", scale, figure_of(value, mark), suppress)
        for element, name, scale, value, mark, suppress in found
    )


def _names(store: Store, codes: Sequence[str]) -> dict[str, str]:
    for edition in reversed(store.of("onet")):
        marks = ", ".join("?" for _ in codes)
        if codes and (
            found := store.rows(
                "onet", "occupations", "code, title", f"WHERE code IN ({marks})", codes, edition=edition.edition
            )
        ):
            return dict(found)
    return {}


MOST_TITLES = 50


def titles(store: Store, text: str) -> tuple[Titled, ...]:
    """Find the occupations that a job title leads to, whole titles first, then titles that hold the words.

    One title may lead to several occupations: all are given, up to fifty.
    """
    sought = " ".join(text.casefold().split())
    newest = next((e.edition for e in reversed(store.of("onet")) if {"titles", "occupations"} & set(e.rows)), "")
    if not sought or not newest:
        return ()
    rest = "WHERE contains(lower(title), ?) ORDER BY lower(title) <> ?, length(title), title, code"
    given = [sought, sought]
    own = store.rows("onet", "occupations", "code, title", rest, given, edition=newest)
    others = store.rows("onet", "titles", "code, title", rest, given, edition=newest)
    names = _names(store, sorted({code for code, _ in (*own, *others)}))
    best: dict[str, Titled] = {}
    for code, title in (*own, *others):
        found = Titled(code, names.get(code, ""), title, title.casefold() == sought)
        if code not in best or (found.exact and not best[code].exact):
            best[code] = found
    return tuple(sorted(best.values(), key=lambda t: (not t.exact, len(t.title), t.code)))[:MOST_TITLES]
