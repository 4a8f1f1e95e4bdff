"""Filing: names by the letters of their units, numbers straight and by terminal digits."""

from collections.abc import Callable, Sequence

from lapel.exam.chance import Chance
from lapel.exam.generators.making import Choice, Generator, Order, Pick
from lapel.exam.generators.people import FIRST, SURNAMES
from lapel.exam.wording import plain
from lapel.model.materials import Materials
from lapel.model.value import Value


class Name(Value):
    """A person's name as it is spoken: given names or initials, surname, and a title that decides nothing."""

    given: tuple[str, ...]
    surname: str
    title: str = ""

    @property
    def spoken(self) -> str:
        """The name as it stands on a folder before it is indexed."""
        return " ".join(filter(None, (self.title, *self.given, self.surname)))

    @property
    def units(self) -> tuple[str, ...]:
        """The units it is filed by, in their order: surname, then given names; marks and spaces do not count."""
        return tuple(letters(part) for part in (self.surname, *self.given))


def letters(text: str) -> str:
    """Keep the letters that are filed by: a prefix, a hyphen or an apostrophe makes no unit of its own.

    >>> letters("De La Cruz"), letters("O'Neil"), letters("Smith-Jones")
    ('delacruz', 'oneil', 'smithjones')
    """
    return "".join(sign for sign in plain(text) if sign.isalpha())


# Sets of surnames that turn on a rule.
PREFIXED = (
    ("De La Cruz", "Delacruz", "De Leon", "Dean", "Delgado", "Dell", "Del Rio", "Denton"),
    ("McAdam", "MacDonald", "McDonald", "Mack", "Maddox", "Mabry", "Mercer", "McKay"),
    ("O'Brien", "Oakes", "Obert", "O'Neil", "Odom", "Olsen", "O'Hara", "Ohlin"),
    ("Van Dyke", "Vance", "Vandermeer", "Van Horn", "Vargas", "Vanda", "Vaughn", "Van Ness"),
)
HYPHENED = (
    ("Smith-Adams", "Smith", "Smitherman", "Smithson", "Smith-Young", "Smits"),
    ("Reed-Cole", "Reed", "Reeder", "Reedy", "Reed-Ward", "Reese"),
    ("Hill-Brown", "Hill", "Hillary", "Hillman", "Hill-Stone", "Hilton"),
)
TITLES = ("Dr.", "Rev.", "Capt.", "Prof.")
ACCEPT = (("near-dup-option", "The names differ in one unit, which is the point."),)
PLACES = ("first", "second", "third", "last")


def surnames(chance: Chance, _: Materials) -> Pick | Order | None:
    """Plain surnames, and given names where surnames are the same."""
    twice = chance.pick(SURNAMES)
    givens = chance.sample(FIRST, 4)
    others = chance.sample([name for name in SURNAMES if name != twice and name[0] == twice[0]] or SURNAMES, 1)
    names = [
        Name((givens[0],), twice),
        Name((givens[1],), twice),
        Name((givens[2],), twice),
        Name((givens[3],), others[0]),
    ]
    return _names(chance, names, "Surnames come first; where they are the same, given names decide")


def prefixes(chance: Chance, _: Materials) -> Pick | Order | None:
    """Prefixes and apostrophes in surnames."""
    found = chance.sample(chance.pick(PREFIXED), 4)
    names = [Name((chance.pick(FIRST),), surname) for surname in found]
    return _names(chance, names, "A prefix is one unit with the name after it; marks and spaces do not count")


def hyphens(chance: Chance, _: Materials) -> Pick | Order | None:
    """Surnames with a hyphen."""
    found = chance.sample(chance.pick(HYPHENED), 4)
    names = [Name((chance.pick(FIRST),), surname) for surname in found]
    return _names(chance, names, "A hyphened surname is one unit, as if it had no hyphen")


def nothing_first(chance: Chance, _: Materials) -> Pick | Order | None:
    """Nothing before something: an initial before a name, no second name before one; titles do not count."""
    surname, second = chance.sample(SURNAMES, 2)
    given = chance.pick([name for name in FIRST if len(name) > 3])
    names = [
        Name((f"{given[0]}.",), surname),
        Name((given,), surname),
        Name((given, f"{second[0]}."), surname),
        Name((given, chance.pick([name for name in FIRST if name[0] != second[0]])), surname),
        Name((chance.pick([name for name in FIRST if name[0] == given[0] and name != given] or FIRST),), surname),
    ]
    titled = chance.below(len(names))
    names[titled] = Name(names[titled].given, surname, chance.pick(TITLES))
    return _names(chance, chance.sample(names, 4), "Nothing comes before something; titles do not count")


def _names(chance: Chance, names: Sequence[Name], rule: str) -> Pick | Order | None:
    # The same letters in the same units would make two right answers.
    if len({name.units for name in names}) < len(names) or len({"".join(name.units) for name in names}) < len(names):
        return None
    ordered = sorted(names, key=lambda name: name.units)
    shown = {name: ", ".join((name.units[0].upper(), " ".join(name.units[1:]).upper())) for name in names}
    choices = [Choice(name.spoken, f"Filed {PLACES[n]}, as {shown[name]}. {rule}.") for n, name in enumerate(ordered)]
    if chance.below(3) == 0:
        asked = "A medical assistant files folders by name. In which order do these stand in the drawer?"
        return Order(stem=asked, steps=tuple(choices), accept=ACCEPT, expected=0.55)
    place = chance.below(4)
    return Pick(
        stem=f"Four folders are filed by name. Which of them stands {PLACES[place]} in the drawer?",
        key=choices[place],
        wrongs=tuple(choice for n, choice in enumerate(choices) if n != place),
        accept=ACCEPT,
        expected=0.65,
    )


# Numbers

Number = tuple[int, int, int]
KEYS: dict[str, Callable[[Number], Number]] = {
    "straight": lambda number: number,
    "terminal": lambda number: (number[2], number[1], number[0]),
    "middle": lambda number: (number[1], number[0], number[2]),
}
HOW = {
    "straight": "From left to right, as one whole number",
    "terminal": "The last pair comes first, then the middle pair, then the first",
    "middle": "The middle pair comes first, then the first pair, then the last",
}
SYSTEMS = {
    "straight": "straight numeric filing",
    "terminal": "terminal-digit filing",
    "middle": "middle-digit filing",
}


def straight(chance: Chance, _: Materials) -> Pick | Order | None:
    """Straight numeric filing."""
    return _numbers(chance, "straight")


def terminal(chance: Chance, _: Materials) -> Pick | Order | None:
    """Terminal-digit filing."""
    return _numbers(chance, "terminal")


def middle(chance: Chance, _: Materials) -> Pick | Order | None:
    """Middle-digit filing."""
    return _numbers(chance, "middle")


def _numbers(chance: Chance, system: str) -> Pick | Order | None:
    pool = chance.sample(range(10, 100), 5)
    drawn = [(chance.pick(pool[:4]), chance.pick(pool[1:]), chance.pick(pool[:3])) for _ in range(4)]
    if len(set(drawn)) < 4:
        return None
    orders = {name: sorted(drawn, key=key) for name, key in KEYS.items()}
    ordered = orders[system]
    # A question that every system answers alike tells nothing.
    if any(other == ordered for name, other in orders.items() if name != system):
        return None
    choices = [Choice(_written(number), _why(number, n, system, orders), number) for n, number in enumerate(ordered)]
    if chance.below(3) == 0:
        steps = tuple(Choice(choice.text, choice.why) for choice in choices)
        asked = f"A clinic uses {SYSTEMS[system]}. In which order are these charts filed?"
        return Order(stem=asked, steps=steps, expected=0.55)
    place = chance.below(4)
    return Pick(
        stem=f"Four charts are put away by {SYSTEMS[system]}, with numbers in pairs. Which one is filed"
        f" {PLACES[place]}?",
        key=choices[place],
        wrongs=tuple(choice for n, choice in enumerate(choices) if n != place),
        expected=0.62,
    )


def _written(number: Number) -> str:
    return "-".join(f"{part:02}" for part in number)


def _why(number: Number, place: int, system: str, orders: dict[str, list[Number]]) -> str:
    others = [
        f"{PLACES[order.index(number)]} in {SYSTEMS[name]}"
        for name, order in orders.items()
        if name != system and order.index(number) != place
    ]
    said = f"Filed {PLACES[place]}: {HOW[system][:1].lower()}{HOW[system][1:]}."
    return f"{said} It would be {' and '.join(others)}." if others else said


GENERATORS = (
    Generator(
        "filing-names",
        "alphabetic filing",
        "records-ehr",
        ("arma-filing",),
        {"surnames": surnames, "prefixes": prefixes, "hyphens": hyphens, "nothing-first": nothing_first},
    ),
    Generator(
        "filing-numbers",
        "numeric filing",
        "records-ehr",
        ("arma-filing",),
        {"straight": straight, "terminal": terminal, "middle": middle},
    ),
)
