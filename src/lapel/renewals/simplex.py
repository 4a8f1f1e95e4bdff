"""Small linear programs, solved exactly: the most of an objective, with the proof that there is no more.

Every limit is *at most* and none is negative, so that doing nothing is a start. The method is the simplex on a
dictionary with bounded quantities (Chvátal, *Linear Programming*, 1983) and Bland's rule, which cannot go round in
circles. Numbers stay whole where they can.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from fractions import Fraction

from lapel.model.value import Value

Exact = int | Fraction
Row = dict[int, Exact]


class Column(Value):
    """A quantity that is never negative: how much one of it takes of each limit, and adds to each objective.

    The second objective only breaks ties of the first, and so on. With ``own`` and ``most`` it has a limit of that name
    for itself.
    """

    takes: Mapping[Hashable, Exact]
    gives: tuple[Exact, ...]
    own: Hashable = None
    most: Exact = 0


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
    program = Program(max((len(column.gives) for column in columns), default=1))
    for name, limit in limits.items():
        program.add_limit(name, limit)
    for column in columns:
        program.add_column(column)
    return program.solve()


class Program:
    """A linear program that can grow: the next search goes on from what was found last.

    It keeps each basic quantity as what is left of it, less so much of each quantity that is zero now. Of a quantity in
    ``turned`` it keeps what it lacks to its own limit.
    """

    def __init__(self, objectives: int) -> None:
        self.names: dict[int, Hashable] = {}
        self.quantities: dict[Hashable, int] = {}
        self.columns: list[int] = []
        self.most: dict[int, Exact] = {}
        self.turned: set[int] = set()
        self.row_of: dict[int, int] = {}
        self.basic: list[int] = []
        self.left: list[Exact] = []
        self.rows: list[Row] = []
        self.gains: list[Row] = [{} for _ in range(objectives)]
        self.values: list[Exact] = [0] * objectives

    def add_limit(self, name: Hashable, limit: Exact) -> None:
        """Add a limit; what is left of it is a quantity, too."""
        quantity = self._quantity(name)
        self.row_of[quantity] = len(self.rows)
        self.basic.append(quantity)
        self.left.append(limit)
        self.rows.append({})

    def add_column(self, column: Column) -> None:
        """Add a quantity, which is zero at first."""
        quantity = self._quantity(column.own)
        self.columns.append(quantity)
        if column.own is not None:
            self.most[quantity] = column.most
        takes: Row = {}
        gives = list(column.gives)
        for name, amount in column.takes.items():
            limit = self.quantities[name]
            if limit in self.row_of:
                place = self.row_of[limit]
                takes[place] = takes.get(place, 0) + amount
                continue
            for place, row in enumerate(self.rows):
                if limit in row:
                    takes[place] = takes.get(place, 0) + amount * row[limit]
            for level, gains in enumerate(self.gains):
                gives[level] += amount * gains.get(limit, 0)
        for place, amount in takes.items():
            if amount:
                self.rows[place][quantity] = _whole(amount)
        for gains, gain in zip(self.gains, gives, strict=True):
            if gain:
                gains[quantity] = _whole(gain)

    def _quantity(self, name: Hashable) -> int:
        quantity = len(self.columns) + len(self.basic)
        if name is not None:
            self.names[quantity] = name
            self.quantities[name] = quantity
        return quantity

    def left_of(self, name: Hashable) -> Exact:
        """Say how much of a limit is not taken."""
        quantity = self.quantities[name]
        own = self.most.get(quantity)
        return self._amount(quantity) if own is None else own - self._amount(quantity)

    def _amount(self, quantity: int) -> Exact:
        kept = self.left[self.row_of[quantity]] if quantity in self.row_of else 0
        return self.most[quantity] - kept if quantity in self.turned else kept

    def solve(self) -> Best:
        """Find the best amounts of what was added so far."""
        while (entering := self._entering()) is not None:
            _, _, place, full = min(self._rooms(entering))
            if place < 0:
                self._turn(entering)
                continue
            if full:
                self._turn_basic(place)
            self._pivot(place, entering)
        prices = {self.names[q]: -gain for q, gain in self.gains[0].items() if q in self.names and self._full(q)}
        return Best(tuple(map(self._amount, self.columns)), self.values[0], prices)

    def _full(self, quantity: int) -> bool:
        """Whether a quantity that is not basic stands for a limit that is used up."""
        return quantity not in self.most or quantity in self.turned

    def _entering(self) -> int | None:
        """The first quantity that is worth having: by the first objective, or where that is even, by the next."""
        settled: set[int] = set()
        for gains in self.gains:
            worth = [quantity for quantity, gain in gains.items() if gain > 0 and quantity not in settled]
            if worth:
                return min(worth)
            settled.update(gains)
        return None

    def _rooms(self, entering: int) -> Iterator[tuple[Exact, int, int, bool]]:
        """How much of a quantity can enter before another is zero, or (the last field) reaches its own limit."""
        if entering in self.most:
            yield self.most[entering], entering, -1, False
        for place, row in enumerate(self.rows):
            takes = row.get(entering)
            if takes is None:
                continue
            basic = self.basic[place]
            if takes > 0:
                yield divided(self.left[place], takes), basic, place, False
            elif basic in self.most:
                yield divided(self.most[basic] - self.left[place], -takes), basic, place, True

    def _turn(self, quantity: int) -> None:
        """Fill a quantity that is not basic to its own limit, or empty it; from now on count from the other end."""
        self.turned ^= {quantity}
        for place, row in enumerate(self.rows):
            if quantity in row:
                self.left[place] -= row[quantity] * self.most[quantity]
                row[quantity] = -row[quantity]
        for level, gains in enumerate(self.gains):
            if quantity in gains:
                self.values[level] += gains[quantity] * self.most[quantity]
                gains[quantity] = -gains[quantity]

    def _turn_basic(self, place: int) -> None:
        """Count a basic quantity from the other end."""
        quantity = self.basic[place]
        self.turned ^= {quantity}
        self.left[place] = self.most[quantity] - self.left[place]
        self.rows[place] = {other: -takes for other, takes in self.rows[place].items()}

    def _pivot(self, place: int, entering: int) -> None:
        """Let a quantity take the place of a basic one, in the rows and in the objectives."""
        leaving, new, left = self.basic[place], self.rows[place], self.left[place]
        takes = new.pop(entering)
        if takes != 1:
            new = {quantity: divided(amount, takes) for quantity, amount in new.items()}
            left = divided(left, takes)
        new[leaving] = divided(1, takes)
        self.rows[place], self.left[place], self.basic[place] = new, left, entering
        del self.row_of[leaving]
        self.row_of[entering] = place
        for other, row in enumerate(self.rows):
            if factor := row.pop(entering, 0):
                _subtract(row, factor, new)
                self.left[other] -= factor * left
        for level, gains in enumerate(self.gains):
            if gain := gains.pop(entering, 0):
                _subtract(gains, gain, new)
                self.values[level] += gain * left


def _subtract(row: Row, factor: Exact, other: Row) -> None:
    for quantity, amount in other.items():
        changed = row.get(quantity, 0) - factor * amount
        if changed:
            row[quantity] = changed if type(changed) is int else _whole(changed)
        else:
            row.pop(quantity, None)


def _whole(number: Exact) -> Exact:
    return number.numerator if number.denominator == 1 else number
