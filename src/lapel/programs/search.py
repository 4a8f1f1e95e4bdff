"""Looking for programs: what fits, what may fit, and what was left out by which wish."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import inf
from typing import Any, Literal

from lapel.model.program import MEDICAL_ASSISTING, Offering
from lapel.model.truth import Truth
from lapel.model.value import Value, replace
from lapel.programs.distance import miles

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE

Order = Literal["distance", "price", "length", "name"]
ORDERS: tuple[Order, ...] = ("distance", "price", "length", "name")


class Spot(Value):
    """A point in degrees, and what it is called."""

    name: str
    latitude: float
    longitude: float


class Wishes(Value):
    """What is looked for; a wish that is None or empty leaves nothing out.

    ``field`` is a CIP code or its beginning, such as 51.08. ``within`` is miles from ``near``. A price or a length may
    be as much as the wish, no more. ``opens`` is the credential that `narrowed` is to ask about.
    """

    field: str = MEDICAL_ASSISTING
    near: Spot | None = None
    within: float | None = None
    state: str = ""
    kinds: tuple[str, ...] = ()
    most_cost: float | None = None
    most_months: float | None = None
    delivery: str = ""
    evening: bool = False
    opens: str = ""


class Match(Value):
    """A program that fits, or may fit: ``unknown`` names the wishes that its sources do not settle."""

    offering: Offering
    miles: float | None = None
    unknown: tuple[str, ...] = ()


class LeftOut(Value):
    """How many programs a wish left out: ``count`` met every wish before it, ``alone`` meet or may meet all others.

    ``alone`` is None where that was not worked out.
    """

    wish: str
    count: int
    alone: int | None


class Found(Value):
    """The outcome: every one of the ``total`` programs is in ``fits``, in ``perhaps``, or counted in ``left_out``."""

    wishes: Wishes
    total: int
    fits: tuple[Match, ...]
    perhaps: tuple[Match, ...]
    left_out: tuple[LeftOut, ...]


Choice = tuple[Callable[[Offering], Any], Callable[[Any, Wishes], Truth]]
"""What a wish looks at, of which there are few different ones, and its truth for each."""

CHOICES: Mapping[str, Choice] = {
    "field": (lambda one: one.cip, lambda cip, wishes: Truth.of(cip.startswith(wishes.field))),
    "open": (lambda one: not (one.closed or one.institution.closed), lambda still, wishes: Truth.of(still)),
    "state": (lambda one: one.institution.state, lambda said, wishes: _is(said, (wishes.state,))),
    "kind": (lambda one: one.kind, lambda said, wishes: _is(said, wishes.kinds)),
    "delivery": (lambda one: one.delivery, lambda said, wishes: _is(said, (wishes.delivery,))),
    "evening": (lambda one: one.evening.said, lambda said, wishes: UNKNOWN if said is None else Truth.of(said)),
}


def _is(said: str, wanted: Sequence[str]) -> Truth:
    return Truth.of(said in wanted) if said else UNKNOWN


Limits = tuple[float, float]
"""For a wish of at most so much: from what on a program surely fits, and below what it surely does not."""


def _price(offering: Offering) -> Limits:
    figure = offering.price.figure
    if figure.value is None:
        return inf, -inf
    return inf if figure.bound == "at least" else figure.value, -inf if figure.bound == "below" else figure.value


def _months(offering: Offering) -> Limits:
    least, most = offering.length.least, offering.length.most
    return inf if most is None else most, -inf if least is None else least


LIMITS: Mapping[str, tuple[Callable[[Offering], Limits], Callable[[Wishes], float]]] = {
    "cost": (_price, lambda wishes: wishes.most_cost or 0),
    "months": (_months, lambda wishes: wishes.most_months or 0),
}

OPENS = "opens"
WISHES = ("field", "open", "state", "within", "kind", "cost", "months", "delivery", "evening", OPENS)
"""Every wish, in the order in which they leave programs out. What a program opens is asked last: see `narrowed`."""


def truth(wish: str, offering: Offering, wishes: Wishes) -> Truth:
    """Tell whether a program meets one wish: what a wish means."""
    if wish == "within":
        distance = _distance(offering, wishes)
        return UNKNOWN if distance is None else Truth.of(distance <= (wishes.within or 0))
    if wish in LIMITS:
        limits, most = LIMITS[wish]
        sure, out = limits(offering)
        return TRUE if most(wishes) >= sure else FALSE if most(wishes) < out else UNKNOWN
    look, test = CHOICES[wish]
    return test(look(offering), wishes)


def asked(wishes: Wishes) -> tuple[str, ...]:
    """Name the wishes that can leave something out; a closed school always is."""
    said = {
        "field": wishes.field,
        "open": True,
        "state": wishes.state,
        "within": wishes.near is not None and wishes.within is not None,
        "kind": wishes.kinds,
        "cost": wishes.most_cost is not None,
        "months": wishes.most_months is not None,
        "delivery": wishes.delivery,
        "evening": wishes.evening,
    }
    return tuple(name for name in WISHES if said.get(name))


def find(offerings: Iterable[Offering], wishes: Wishes, *, order: Order = "distance") -> Found:
    """Sort programs into those that fit, those that may, and those left out; what is not known never leaves one out."""
    return Shelf(offerings).find(wishes, order=order)


AT_LEAST = 3
"""How many programs that may fit are shown, however many fit."""


def first(found: Found, limit: int) -> tuple[tuple[Match, ...], tuple[Match, ...]]:
    """Give what is shown first: ``limit`` programs that fit, and as many that may as there is room for."""
    return found.fits[:limit], found.perhaps[: max(limit - len(found.fits), AT_LEAST)]


def narrowed(found: Found, wish: str, test: Callable[[Offering], Truth]) -> Found:
    """Put one more wish to what was found: it is asked only of programs that meet, or may meet, all the others."""
    fits: list[Match] = []
    perhaps: list[Match] = []
    out = 0
    for match in (*found.fits, *found.perhaps):
        said = test(match.offering)
        if said is FALSE:
            out += 1
        elif said is UNKNOWN:
            perhaps.append(replace(match, unknown=(*match.unknown, wish)))
        else:
            (perhaps if match.unknown else fits).append(match)
    more = (LeftOut(wish, out, out),) if out else ()
    before = (replace(left, alone=None) for left in found.left_out)
    return replace(found, fits=tuple(fits), perhaps=tuple(perhaps), left_out=(*before, *more))


class Shelf:
    """Programs set up for many searches. A set of programs is a whole number: bit i stands for the program i.

    What a wish means is what `truth` says; this only gets there without asking each program.
    """

    def __init__(self, offerings: Iterable[Offering]) -> None:
        self.offerings = tuple(offerings)
        self.size = len(self.offerings)
        self.all = (1 << self.size) - 1
        self.choices = {name: self._grouped(look) for name, (look, _) in CHOICES.items()}
        self.limits = {name: self._limited(limits) for name, (limits, _) in LIMITS.items()}
        places = [(i, one.institution) for i, one in enumerate(self.offerings)]
        placed = [(s.latitude, i) for i, s in places if s.latitude is not None and s.longitude is not None]
        self.north = sorted(placed)
        self.nowhere = self.all & ~self._set(i for _, i in placed)

    def find(self, wishes: Wishes, *, order: Order = "distance") -> Found:
        """Look for programs, as `find` does."""
        names = asked(wishes)
        met, failed = zip(*(self._met_and_failed(name, wishes) for name in names), strict=True)
        once = twice = 0
        for out in failed:
            twice |= once & out
            once |= out
        seen, left_out = 0, []
        for name, out in zip(names, failed, strict=True):
            if out & ~seen:
                left_out.append(LeftOut(name, (out & ~seen).bit_count(), (out & ~twice).bit_count()))
            seen |= out
        fits = self.all & ~once
        for sure in met:
            fits &= sure
        sure_of = tuple(zip(names, met, strict=True))
        key = _KEYS[order]
        matches = sorted((self._match(i, (), wishes) for i in _members(fits)), key=key)
        maybe = (
            self._match(i, tuple(name for name, sure in sure_of if not sure >> i & 1), wishes)
            for i in _members(self.all & ~once & ~fits)
        )
        return Found(wishes, self.size, tuple(matches), tuple(sorted(maybe, key=key)), tuple(left_out))

    def _match(self, at: int, unknown: tuple[str, ...], wishes: Wishes) -> Match:
        return Match(self.offerings[at], _distance(self.offerings[at], wishes), unknown)

    def _met_and_failed(self, wish: str, wishes: Wishes) -> tuple[int, int]:
        """The programs that surely meet a wish, and those that surely do not."""
        if wish == "within":
            return self._within(wishes)
        if wish in LIMITS:
            most = LIMITS[wish][1](wishes)
            sure, out = self.limits[wish]
            return sure.up_to(most), self.all & ~out.up_to(most)
        test, met, failed = CHOICES[wish][1], 0, 0
        for value, members in self.choices[wish]:
            said = test(value, wishes)
            met |= members if said is TRUE else 0
            failed |= members if said is FALSE else 0
        return met, failed

    def _within(self, wishes: Wishes) -> tuple[int, int]:
        """Work out distances only for schools that do not lie too far north or south."""
        assert wishes.near is not None
        assert wishes.within is not None
        far = wishes.within / MILES_OF_A_DEGREE
        first = bisect_left(self.north, (wishes.near.latitude - far, -1))
        last = bisect_right(self.north, (wishes.near.latitude + far, self.size))
        near = self._set(i for _, i in self.north[first:last] if truth("within", self.offerings[i], wishes) is TRUE)
        return near, self.all & ~near & ~self.nowhere

    def _grouped(self, look: Callable[[Offering], Any]) -> list[tuple[Any, int]]:
        groups: dict[Any, list[int]] = {}
        for at, one in enumerate(self.offerings):
            groups.setdefault(look(one), []).append(at)
        return [(value, self._set(members)) for value, members in groups.items()]

    def _limited(self, limits: Callable[[Offering], Limits]) -> "tuple[_Rising, _Rising]":
        read = [limits(one) for one in self.offerings]
        return _Rising([sure for sure, _ in read]), _Rising([out for _, out in read])

    def _set(self, members: Iterable[int]) -> int:
        bits = bytearray(self.size // 8 + 1)
        for at in members:
            bits[at >> 3] |= 1 << (at & 7)
        return int.from_bytes(bits, "little")


class _Rising:
    """Sets of programs by a number: for any number, all whose own is not above it."""

    def __init__(self, numbers: Sequence[float]) -> None:
        self.steps: list[float] = []
        self.sets = [0]
        bits = bytearray(len(numbers) // 8 + 1)
        for at in sorted(range(len(numbers)), key=numbers.__getitem__):
            if numbers[at] == inf:
                break
            bits[at >> 3] |= 1 << (at & 7)
            if self.steps and self.steps[-1] == numbers[at]:
                self.sets[-1] = int.from_bytes(bits, "little")
            else:
                self.steps.append(numbers[at])
                self.sets.append(int.from_bytes(bits, "little"))

    def up_to(self, number: float) -> int:
        """All whose number is at most this one."""
        return self.sets[bisect_right(self.steps, number)]


def _members(members: int) -> Iterator[int]:
    """List the members of a set, in order.

    >>> list(_members(0b10000000_00000101))
    [0, 2, 15]
    """
    for place, byte in enumerate(members.to_bytes(members.bit_length() // 8 + 1, "little")):
        while byte:
            low = byte & -byte
            yield place * 8 + low.bit_length() - 1
            byte ^= low


def _distance(offering: Offering, wishes: Wishes) -> float | None:
    near, school = wishes.near, offering.institution
    if near is None or school.latitude is None or school.longitude is None:
        return None
    return miles(near.latitude, near.longitude, school.latitude, school.longitude)


MILES_OF_A_DEGREE = 69.0
"""Of latitude, a little less than it is: a band drawn with it is never too narrow."""


def _last(value: float | None) -> tuple[bool, float]:
    return value is None, value or 0.0


def _name(match: Match) -> tuple[str, str, str]:
    return match.offering.institution.name.casefold(), match.offering.title.casefold(), match.offering.id


_KEYS: Mapping[str, Callable[[Match], Any]] = {
    "distance": lambda match: (_last(match.miles), _name(match)),
    "price": lambda match: (_last(match.offering.price.figure.value), _last(match.miles), _name(match)),
    "length": lambda match: (_last(match.offering.length.most), _last(match.miles), _name(match)),
    "name": _name,
}
