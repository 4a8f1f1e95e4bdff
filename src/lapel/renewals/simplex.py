"""Small linear programs, solved exactly: the most of an objective, with the proof that there is no more.

Every limit is *at most* and none is negative, so that doing nothing is a start. The method is the simplex on a
dictionary (Chvátal, *Linear Programming*, 1983) with Bland's rule, which cannot go round in circles. Numbers stay whole
where they can.
"""

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction

from lapel.model.value import Value

Exact = int | Fraction
Row = dict[int, Exact]


class Column(Value):
    """A quantity that is never negative: how much one of it takes of each limit, and adds to each objective.

    The second objective only breaks ties of the first, and so on.
    """

    takes: Mapping[Hashable, Exact]
    gives: tuple[Exact, ...]


class Best(Value):
    """The best amounts, in the order of the columns; ``value`` is the first objective.

    ``prices`` proves it: a price of at least 0 for each limit that has one, so that what a column takes never costs
    less than what it gives, and all limits together cost ``value``. So no amounts can give more.
    """

    amounts: tuple[Exact, ...]
    value: Exact
    prices: Mapping[Hashable, Exact]


def divided(above: Exact, below: Exact) -> Exact:
    """Divide exactly, to a whole number where there is one."""
    if type(above) is int and type(below) is int:
        whole, rest = divmod(above, below)
        return whole if not rest else Fraction(above, below)
    return _whole(Fraction(above) / below) if below != 1 else _whole(above)


def most(columns: Sequence[Column], limits: Mapping[Hashable, Exact]) -> Best:
    """Find the amounts that give the most of the first objective within the limits, and then of the next ones.

    Each column must take something of a limit, or what it gives has no end.
    """
    return _Dictionary(columns, limits).solve()


class _Dictionary:
    """Each basic quantity as what is left of it, less so much of each quantity that is zero now."""

    def __init__(self, columns: Sequence[Column], limits: Mapping[Hashable, Exact]) -> None:
        self.columns = columns
        self.names = list(limits)
        place = {name: index for index, name in enumerate(self.names)}
        self.count = len(columns)
        self.left: list[Exact] = [limits[name] for name in self.names]
        self.basic = [self.count + index for index in range(len(self.names))]
        self.rows: list[Row] = [{} for _ in self.names]
        self.users: dict[int, set[int]] = {}
        for number, column in enumerate(columns):
            for name, amount in column.takes.items():
                if amount:
                    self.rows[place[name]][number] = amount
                    self.users.setdefault(number, set()).add(place[name])
        levels = max((len(column.gives) for column in columns), default=1)
        self.gains: list[Row] = [
            {number: column.gives[level] for number, column in enumerate(columns) if column.gives[level]}
            for level in range(levels)
        ]
        self.values: list[Exact] = [0] * levels

    def solve(self) -> Best:
        while (entering := self._entering()) is not None:
            self._pivot(self._leaving(entering), entering)
        amounts: list[Exact] = [0] * self.count
        for row, quantity in enumerate(self.basic):
            if quantity < self.count:
                amounts[quantity] = self.left[row]
        gains = self.gains[0] if self.gains else {}
        prices = {self.names[q - self.count]: -gain for q, gain in gains.items() if q >= self.count and gain}
        return Best(tuple(amounts), self.values[0] if self.values else 0, prices)

    def _entering(self) -> int | None:
        """The first quantity that is worth having: by the first objective, or where that is even, by the next."""
        settled: set[int] = set()
        for gains in self.gains:
            worth = [quantity for quantity, gain in gains.items() if gain > 0 and quantity not in settled]
            if worth:
                return min(worth)
            settled.update(gains)
        return None

    def _leaving(self, entering: int) -> int:
        best: tuple[Exact, int, int] | None = None
        for row in self.users[entering]:
            takes = self.rows[row][entering]
            if takes > 0:
                key = (divided(self.left[row], takes), self.basic[row], row)
                if best is None or key < best:
                    best = key
        assert best is not None
        return best[2]

    def _pivot(self, row: int, entering: int) -> None:
        old = self.rows[row]
        takes = old.pop(entering)
        leaving = self.basic[row]
        for quantity in old:
            self.users[quantity].discard(row)
        new = {quantity: divided(amount, takes) for quantity, amount in old.items()}
        new[leaving] = divided(1, takes)
        left = divided(self.left[row], takes)
        others = self.users.pop(entering)
        others.discard(row)
        for other in others:
            self._replace(self.rows[other], entering, new, other)
            self.left[other] -= self.rows[other].pop(entering) * left
        for level, gains in enumerate(self.gains):
            if gain := gains.pop(entering, 0):
                self.values[level] += gain * left
                for quantity, amount in new.items():
                    changed = gains.get(quantity, 0) - gain * amount
                    if changed:
                        gains[quantity] = _whole(changed)
                    else:
                        gains.pop(quantity, None)
        self.rows[row], self.left[row], self.basic[row] = new, left, entering
        for quantity in new:
            self.users.setdefault(quantity, set()).add(row)

    def _replace(self, target: Row, entering: int, new: Row, row: int) -> None:
        factor = target[entering]
        for quantity, amount in new.items():
            changed = target.get(quantity, 0) - factor * amount
            if changed:
                target[quantity] = _whole(changed)
                self.users.setdefault(quantity, set()).add(row)
            elif quantity in target:
                del target[quantity]
                self.users[quantity].discard(row)


def _whole(number: Exact) -> Exact:
    return number.numerator if isinstance(number, Fraction) and number.denominator == 1 else number
