"""Mock forms: as many questions of every area as the outline says, drawn from the bank by a seed.

A form holds scored questions and, unmarked among them, those that an exam tries out and does not score. No item comes
twice, nor beside one of its enemies. Where the key stands is drawn, so that no place has more than 35 percent of the
keys and no more than four follow each other at one place; options that are numbers keep their order.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from lapel.exam.chance import Chance
from lapel.exam.lint_parts import in_order
from lapel.exam.lint_whole import MOST_IN_A_ROW, places_in_form
from lapel.exam.outlines import LENGTHS, counts, largest_remainder
from lapel.model.exam import Bank, Item, Outline
from lapel.model.value import Value

ATTEMPTS = 60
NEVER: Mapping[str, int] = {}
"""Draws that are made before a form is given up."""

Drawn = tuple[Item, str]
"""An item with the area it is drawn for."""

Groups = tuple[tuple[Drawn, ...], ...]
"""Items that take turns with those of the other groups."""

SETTLED = ("reviewed", "active")
"""Statuses of items that rather count; the others are rather tried out."""


class Slot(Value):
    """A place of a form: an item, with its options in the order shown. ``scored`` is not to be shown before the end."""

    item: str
    area: str
    scored: bool
    segment: int
    options: tuple[str, ...] = ()


class Form(Value):
    """A mock form: its slots in order, and the seconds of each of its segments.

    ``locked`` says that a segment left behind is not opened again; ``breaks`` are the minutes of all breaks between
    segments together, None where nothing is published. The same bank, outline, length and seed give the same form.
    """

    exam: str
    outline: str
    length: str
    seed: int
    slots: tuple[Slot, ...]
    seconds: tuple[int, ...]
    locked: bool
    breaks: int | None

    @property
    def scored(self) -> dict[str, int]:
        """The scored questions by area."""
        return dict(Counter(slot.area for slot in self.slots if slot.scored))


class Shortage(Value):
    """An area, or the kinds of questions, for which a form needs more items than the bank holds."""

    what: str
    needed: int
    held: int


class BankTooSmall(ValueError):
    """The bank cannot fill a form; ``shortages`` says where."""

    def __init__(self, outline: str, length: str, shortages: Sequence[Shortage]) -> None:
        self.shortages = tuple(shortages)
        said = "; ".join(f"{one.what} needs {one.needed} items and has {one.held}" for one in shortages)
        super().__init__(f"the bank is too small for a {length} form of {outline}: {said}")


class Blueprint(Value):
    """What a form of some length needs: scored and unscored questions by area, and how many of other kinds."""

    scored: Mapping[str, int]
    pretest: Mapping[str, int]
    others: int
    kinds: tuple[str, ...]
    options: int | None

    @property
    def needed(self) -> dict[str, int]:
        """The questions of each area, scored or not."""
        return {area: count + self.pretest[area] for area, count in self.scored.items()}

    @property
    def delivered(self) -> int:
        """All questions."""
        return sum(self.needed.values())


def blueprint(outline: Outline, length: str) -> Blueprint:
    """Work out what a form needs; half and quarter lengths round down, and keep the areas by largest remainder.

    Where no kinds are published, all questions have one best answer. Raises ValueError for an outline without counts.
    """
    part = LENGTHS[length]
    full = outline.delivered or outline.scored or 0
    scored = (outline.scored or full) // part
    delivered = full // part
    kinds = tuple(kind for share in outline.kinds for kind in share.kinds) or ("one-best",)
    percent = sum(share.percent or 0 for share in outline.kinds if "one-best" not in share.kinds)
    options = next((share.options for share in outline.kinds if "one-best" in share.kinds), None)
    tried = counts(outline, delivered - scored)
    return Blueprint(counts(outline, scored), tried, (delivered * percent + 50) // 100, kinds, options)


def fitting(bank: Bank, outline: Outline, plan: Blueprint) -> dict[str, tuple[Item, ...]]:
    """List the items that a form may use, by area."""

    def fits(item: Item) -> bool:
        if item.kind == "one-best":
            return len(item.keyed) == 1 and plan.options in (None, len(item.options))
        return item.kind in plan.kinds

    return {area: tuple(filter(fits, items)) for area, items in bank.items_of(outline).items()}


def shortages(bank: Bank, outline: Outline, length: str) -> tuple[Shortage, ...]:
    """Say where the bank is too small for a form; nothing where it is not."""
    plan = blueprint(outline, length)
    return tuple(_short(outline, plan, fitting(bank, outline, plan)))


def _short(outline: Outline, plan: Blueprint, held: Mapping[str, Sequence[Item]]) -> Iterator[Shortage]:
    others = 0
    for area, needed in plan.needed.items():
        apart = sum(item.kind != "one-best" for item in held[area])
        room = needed if plan.others else 0
        others += min(apart, room)
        enough = len(held[area]) if plan.others else len(held[area]) - apart
        if enough < needed:
            yield Shortage(f"the area “{outline.above(area)[-1].name}”", needed, enough)
    if others < plan.others:
        yield Shortage(f"the kinds {', '.join(k for k in plan.kinds if k != 'one-best')}", plan.others, others)


class Pool(Value):
    """What forms of one outline and length are drawn from: worked out once, for as many forms as are wanted.

    ``plain`` are the items with one best answer by area, those of a topic together; ``others`` those of other kinds, by
    kind. ``rivals`` are the enemies of an item, from either side; ``fixed`` is where the key of an item stands whose
    options keep their order.
    """

    outline: Outline
    length: str
    plan: Blueprint
    plain: Mapping[str, Groups]
    others: Groups
    rivals: Mapping[str, frozenset[str]]
    fixed: Mapping[str, int]


def open_pool(bank: Bank, outline: Outline, length: str) -> Pool:
    """Gather what forms are drawn from.

    Raises `BankTooSmall` where the bank cannot fill one, ValueError for an outline without counts.
    """
    plan = blueprint(outline, length)
    held = fitting(bank, outline, plan)
    if short := tuple(_short(outline, plan, held)):
        raise BankTooSmall(outline.id, length, short)
    items = [item for found in held.values() for item in found if item.kind == "one-best"]
    fixed = {item.id: [o.id for o in item.options].index(item.key[0]) for item in items if in_order(item)}
    plain = {area: _grouped(held, [area], lambda item: item.topic, apart=False) for area in held}
    return Pool(
        outline, length, plan, plain, _grouped(held, held, lambda item: item.kind, apart=True), _rivals(held), fixed
    )


def _grouped(
    held: Mapping[str, Sequence[Item]], areas: Iterable[str], group: Callable[[Item], str], *, apart: bool
) -> Groups:
    groups: dict[str, list[Drawn]] = defaultdict(list)
    for area in areas:
        for item in held[area]:
            if (item.kind != "one-best") is apart:
                groups[group(item)].append((item, area))
    return tuple(map(tuple, groups.values()))


def make_form(bank: Bank, outline: Outline, length: str, seed: int, *, seen: Mapping[str, int] = NEVER) -> Form:
    """Draw a form; see `draw_form` and `open_pool`."""
    return draw_form(open_pool(bank, outline, length), seed, seen=seen)


def draw_form(pool: Pool, seed: int, *, seen: Mapping[str, int] = NEVER) -> Form:
    """Draw a form; of the items that fit, those ``seen`` in fewer sessions are taken first.

    Raises `BankTooSmall` where enemies leave too few items, however they are drawn.
    """
    needed = pool.plan.needed
    missing: list[Shortage] = []
    for attempt in range(ATTEMPTS):
        chance = Chance(seed, f"{pool.outline.id} {pool.length} {attempt}")
        drawn = _draw(pool, seen, chance)
        missing = [
            Shortage(f"the area {area!r}, with no two enemies,", needed[area], len(found))
            for area, found in drawn.items()
            if len(found) < needed[area]
        ]
        others = sum(item.kind != "one-best" for found in drawn.values() for item in found)
        if others < pool.plan.others:
            missing.append(Shortage("other kinds, with no two enemies,", pool.plan.others, others))
        if missing:
            continue
        order = chance.shuffled([(item, area) for area, items in drawn.items() for item in items])
        places = _places(pool, [item for item, _ in order], chance)
        if places is not None:
            return _form(pool, seed, order, places, chance)
    found = missing or [Shortage("keys at every place alike", pool.plan.delivered, pool.plan.delivered)]
    raise BankTooSmall(pool.outline.id, pool.length, found)


def _rivals(held: Mapping[str, Sequence[Item]]) -> dict[str, frozenset[str]]:
    pairs = [(item.id, enemy) for items in held.values() for item in items for enemy in item.enemies]
    rivals: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        rivals[one].add(other)
        rivals[other].add(one)
    return {name: frozenset(others) for name, others in rivals.items()}


def _draw(pool: Pool, seen: Mapping[str, int], chance: Chance) -> dict[str, list[Item]]:
    """Draw the items of each area: first those of other kinds, then those with one best answer."""
    needed = pool.plan.needed
    taken: dict[str, list[Item]] = {area: [] for area in needed}
    barred: set[str] = set()

    def take(item: Item, area: str) -> bool:
        if item.id in barred or len(taken[area]) >= needed[area]:
            return False
        taken[area].append(item)
        barred.update((item.id, *pool.rivals.get(item.id, ())))
        return True

    left = pool.plan.others
    for item, area in _in_turn(pool.others, len(pool.rivals) + pool.plan.delivered, seen, chance) if left else ():
        left -= take(item, area) if left else 0
    for name, groups in pool.plain.items():
        for item, area in _in_turn(groups, len(pool.rivals) + needed[name], seen, chance):
            take(item, area)
    return taken


def _in_turn(groups: Groups, most: int, seen: Mapping[str, int], chance: Chance) -> list[Drawn]:
    """Put items in a drawn order in which their groups take turns, so many of each at most; those seen most last."""
    ranked = [
        (seen.get(pair[0].id, 0), rank + chance.part(), number, pair)
        for number, members in enumerate(groups)
        for rank, pair in enumerate(chance.sample(members, len(members) if seen else most))
    ]
    return [pair for *_, pair in sorted(ranked, key=itemgetter(0, 1, 2))]


def _places(pool: Pool, items: Sequence[Item], chance: Chance) -> list[int] | None:
    """Draw where the key of each item stands, -1 where it has no place; None where that fails."""
    asked = [i for i, item in enumerate(items) if item.kind == "one-best"]
    places = [pool.fixed.get(item.id, -1) for item in items]
    free = [i for i in asked if places[i] < 0]
    tally = Counter(places[i] for i in asked)
    for i in chance.shuffled(free):
        room = range(len(items[i].options))
        least = min(tally[place] for place in room)
        places[i] = chance.pick([place for place in room if tally[place] == least])
        tally[places[i]] += 1
    loose = frozenset(free)
    for end in range(len(asked)):
        if _run_to(places, asked, end) > MOST_IN_A_ROW and not _break_run(places, asked, end, loose, items, chance):
            return None
    return None if places_in_form([places[i] for i in asked]) else places


def _run_to(places: Sequence[int], asked: Sequence[int], end: int) -> int:
    run = 1
    while run <= end and places[asked[end - run]] == places[asked[end]]:
        run += 1
    return run


def _break_run(
    places: list[int],
    asked: Sequence[int],
    end: int,
    loose: Collection[int],
    items: Sequence[Item],
    chance: Chance,
) -> bool:
    """Swap a place of a run with another, so that neither stands in a run that is too long."""
    window = [at for at in range(max(0, end - MOST_IN_A_ROW), end + 1) if asked[at] in loose]
    for at in reversed(window):
        here = asked[at]
        for other in chance.shuffled([k for k in range(len(asked)) if asked[k] in loose]):
            there = asked[other]
            fits = places[there] < len(items[here].options) and places[here] < len(items[there].options)
            if places[there] == places[here] or not fits:
                continue
            places[here], places[there] = places[there], places[here]
            near = [k for spot in (at, other) for k in range(spot, min(spot + MOST_IN_A_ROW + 1, len(asked)))]
            if all(_run_to(places, asked, k) <= MOST_IN_A_ROW for k in near if k <= max(end, other)):
                return True
            places[here], places[there] = places[there], places[here]
    return False


def _form(pool: Pool, seed: int, order: Sequence[Drawn], places: Sequence[int], chance: Chance) -> Form:
    outline = pool.outline
    tried = _tried(pool.plan, order, chance)
    size = outline.sitting.items or len(order)
    sizes = [min(size, len(order) - start) for start in range(0, len(order), size)]
    seconds = 60 * (outline.minutes or 0) * len(order) // (outline.delivered or len(order))
    several = len(sizes) > 1
    return Form(
        outline.exam,
        outline.id,
        pool.length,
        seed,
        tuple(
            Slot(item.id, area, item.id not in tried, i // size, _shown(pool, item, places[i], chance))
            for i, (item, area) in enumerate(order)
        ),
        largest_remainder(seconds, sizes),
        outline.sitting.locked and several,
        outline.sitting.breaks if several else 0,
    )


def _tried(plan: Blueprint, order: Sequence[Drawn], chance: Chance) -> set[str]:
    """Draw which items do not count, in each area as many as the plan says, rather those that are not yet settled."""
    tried: set[str] = set()
    for area, count in plan.pretest.items():
        here = chance.shuffled([item for item, place in order if place == area])
        here.sort(key=lambda item: item.status in SETTLED)
        tried |= {item.id for item in here[:count]}
    return tried


def _shown(pool: Pool, item: Item, place: int, chance: Chance) -> tuple[str, ...]:
    """Give the order in which options are shown."""
    ids = [option.id for option in item.options]
    if item.kind == "hotspot" or item.id in pool.fixed:
        return tuple(ids)
    if item.kind == "one-best":
        shown = chance.shuffled([name for name in ids if name != item.key[0]])
        shown.insert(place, item.key[0])
        return tuple(shown)
    shown = chance.shuffled(ids)
    if item.kind == "ordering" and tuple(shown) == item.key:
        shown = shown[1:] + shown[:1]
    return tuple(shown)
