"""Words, numbers and sentences of an item: normal forms to compare by, and how hard a text is to read."""

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from unicodedata import normalize

WORD = re.compile(r"[A-Za-z][A-Za-z’']*")
MOST_OF_A_FRACTION = 16
"""A larger number below a stroke is no fraction: 120/80 is a blood pressure, 1/2 is a half."""

UNITS = {
    "ml": "mL milliliter milliliters millilitre millilitres ml.",
    "mg": "mg milligram milligrams",
    "mcg": "mcg µg μg ug microgram micrograms",
    "g": "g gm gram grams",
    "kg": "kg kilogram kilograms",
    "l": "l liter liters",
    "cm": "cm centimeter centimeters",
    "in": "in inch inches",
    "lb": "lb lbs pound pounds",
    "oz": "oz ounce ounces",
    "min": "min mins minute minutes",
    "h": "h hr hrs hour hours",
    "s": "s sec second seconds",
    "%": "% percent",
    "$": "$ dollar dollars",
    "°": "° degree degrees",
}
UNIT_OF = {said.lower(): unit for unit, line in UNITS.items() for said in line.split()}

_STOP = """
about above after again against along among another answer answers because before being below between both could
does doing during each either every first following given gives going have having here itself least makes many
might most much must never next often other patient patients medical assistant assistants provider providers
office clinic should since some such than that their them then there these they this those through today under
until using very want wants were what when where which while will with within without would your
"""
STOP = frozenset(_STOP.split())
"""Words that a stem and an option may share without giving anything away."""

SUFFIXES = (
    "ations",
    "ation",
    "ically",
    "ical",
    "ments",
    "ment",
    "ings",
    "ing",
    "ions",
    "ion",
    "ies",
    "ers",
    "er",
    "ed",
    "es",
    "ly",
    "s",
)


def plain(text: str) -> str:
    """Give a text in one case and one way of writing signs, with single spaces."""
    folded = normalize("NFKC", text).lower().replace("\N{FRACTION SLASH}", "/").replace("−", "-").replace("’", "'")
    return " ".join(folded.split())


def numbers(text: str) -> tuple[Fraction, ...]:
    """List the numbers of a text: decimals, fractions such as 1/2 and 1 1/2, thousands with commas.

    >>> numbers("1 1/2 tablets"), numbers(".5 mL"), numbers("120/80"), numbers("1,250 mg")
    ((Fraction(3, 2),), (Fraction(1, 2),), (Fraction(120, 1), Fraction(80, 1)), (Fraction(1250, 1),))
    """
    return tuple(value for value, _ in _numbered(plain(text)))


_MIXED = re.compile(
    r"(?P<sign>(?<![\w)])-)?(?:(?P<whole>\d+) )?(?P<top>\d+)/(?P<low>\d+)"
    r"|(?P<minus>(?<![\w)])-)?(?P<plain>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+)"
)


def _numbered(text: str) -> Iterator[tuple[Fraction, str]]:
    for found in _MIXED.finditer(text):
        if found["plain"]:
            value = Fraction(found["plain"].replace(",", ""))
            yield (-value if found["minus"] else value), found[0]
        elif 0 < int(found["low"]) <= MOST_OF_A_FRACTION and int(found["top"]) < int(found["low"]):
            value = int(found["whole"] or 0) + Fraction(int(found["top"]), int(found["low"]))
            yield (-value if found["sign"] else value), found[0]
        else:
            yield from ((Fraction(int(part)), part) for part in (found["whole"], found["top"], found["low"]) if part)


def normal_form(text: str) -> str:
    """Give the form in which equal options are equal: case, spaces, signs, numbers and units aside.

    >>> normal_form("0.5 mL") == normal_form(".5 ml") == normal_form("1/2 mL")
    True
    """
    said = plain(text)
    parts: list[str] = []
    end = 0
    for found in _MIXED.finditer(said):
        parts += _names(said[end : found.start()])
        parts += [str(value) for value, _ in _numbered(found[0])]
        end = found.end()
    return " ".join([*parts, *_names(said[end:])])


def _names(text: str) -> Iterator[str]:
    return (UNIT_OF.get(word, word) for word in re.findall(r"[a-zà-ÿ']+|[%$°]|[<>≥≤+]", text))


def words(text: str) -> list[str]:
    """List the words and numbers of a text in one case."""
    return re.findall(r"[a-zà-ÿ][a-zà-ÿ']*|\d[\d.,/]*", plain(text))


def stem_of(word: str) -> str:
    """Cut the ending off a word, so that its forms meet; what is left has 5 letters or more.

    >>> stem_of("infection"), stem_of("infected"), stem_of("infections"), stem_of("bleed")
    ('infect', 'infect', 'infect', 'bleed')
    """
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 5:
            return word.removesuffix(suffix)
    return word


def content(text: str) -> set[str]:
    """Give the stems of the words of 5 letters or more that carry meaning."""
    return {stem_of(word) for word in words(text) if len(word) >= 5 and word.isalpha() and word not in STOP}


def sentences(text: str) -> list[str]:
    """Part a text into sentences."""
    parts = re.split(r"(?<=[a-z0-9)”\"%A-Z][.?!])[”\"]?\s+(?=[A-Z“\"(0-9])", " ".join(text.split()))
    return [part for part in parts if part]


def syllables(word: str) -> int:
    """Count the syllables of an English word by its groups of vowels.

    >>> [syllables(word) for word in ("plan", "agreed", "table", "patient", "certificate", "bandaged")]
    [1, 2, 2, 2, 4, 2]
    """
    said = word.lower()
    if not said.isascii() or not said.isalpha():
        return 1
    if len(said) > 3:
        said = re.sub(r"(?<![aeiouytd])(es|ed)$|(?<![aeiouyl])e$|(?<=[aeiouy]l)e$", "", said)
    said = re.sub(r"(?<=[ct])i(?=[aeo])", "", said)
    return max(1, len(re.findall(r"[aeiouy]+", said)))


def grade(text: str, known: Iterable[str] = ()) -> float:
    """Give the Flesch–Kincaid grade of a text (Kincaid and others 1975); ``known`` words count one syllable each."""
    light = frozenset(known)
    lines = [WORD.findall(sentence) for sentence in sentences(text)]
    lines = [line for line in lines if line]
    count = sum(map(len, lines))
    if not count:
        return 0.0
    said = (re.sub(r"[’']\w*$", "", word).lower() for line in lines for word in line)
    sounds = sum(1 if word in light or stem_of(word) in light else syllables(word) for word in said)
    return 0.39 * count / len(lines) + 11.8 * sounds / count - 15.59
