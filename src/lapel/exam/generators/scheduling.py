"""Appointment sheets, and the clock of 24 hours."""

from collections.abc import Sequence

from lapel.exam.chance import Chance
from lapel.exam.drawings import Sheet
from lapel.exam.generators.making import Choice, Generator, Pick
from lapel.exam.generators.people import SURNAMES
from lapel.model.materials import Materials

SLOT = 15
"""Minutes of a row."""
ROWS = 10
HOUR = 60


# A sheet


def which_fits(chance: Chance, _: Materials) -> Pick | None:
    """Which of these starts leaves room for the visit?"""
    sheet, free = _sheet(chance)
    length = chance.pick((2, 3, 4))
    fits = [row for row in range(ROWS) if _fits(free, row, length)]
    wrong = [row for row in range(ROWS) if row not in fits]
    if not fits:
        return None
    key = chance.pick(fits)
    what = {
        2: "A new patient needs 30 minutes",
        3: "A physical exam needs 45 minutes",
        4: "A procedure needs 60 minutes",
    }
    return Pick(
        stem=f"The drawn sheet shows the appointments of a morning in rows of {SLOT} minutes. {what[length]} in one"
        " piece. At"
        " which of these times can the visit start?",
        key=_start(sheet, key, f"This row and the {_more(length)} after it are free: {length * SLOT} minutes."),
        wrongs=tuple(_start(sheet, row, _why_not(sheet, free, row, length)) for row in _tempting(chance, free, wrong)),
        picture="appointment-sheet",
        drawing=sheet,
        expected=0.75,
    )


def first_fit(chance: Chance, _: Materials) -> Pick | None:
    """What is the earliest start that leaves room?"""
    sheet, free = _sheet(chance)
    length = chance.pick((1, 2, 3))
    after = chance.below(4)
    fits = [row for row in range(after, ROWS) if _fits(free, row, length)]
    if not fits:
        return None
    key = fits[0]
    wrongs = [_start(sheet, row, "The visit fits here, but an earlier start is free.") for row in fits[1:]]
    wrongs += [_start(sheet, row, _why_not(sheet, free, row, length)) for row in range(key) if row >= after]
    early = [row for row in range(after) if _fits(free, row, length)]
    wrongs += [_start(sheet, row, "The visit fits here, but the patient cannot come so early.") for row in early]
    when = f" A patient can come from {sheet.rows[after][0]} on." if after else ""
    return Pick(
        stem=f"The drawn sheet shows the appointments of a morning in rows of {SLOT} minutes.{when} For a visit of"
        f" {length * SLOT} minutes, what is the earliest start?",
        key=_start(sheet, key, f"From here {length * SLOT} minutes are free, and no earlier start has as much room."),
        wrongs=tuple(chance.shuffled(wrongs)),
        picture="appointment-sheet",
        drawing=sheet,
        expected=0.72,
    )


def _sheet(chance: Chance) -> tuple[Sheet, list[bool]]:
    first = chance.pick((8, 9)) * HOUR
    free = [chance.below(5) < 2 for _ in range(ROWS)]
    names = chance.sample(SURNAMES, ROWS)
    rows: list[tuple[str, str]] = []
    for row in range(ROWS):
        # A visit may last longer than a row: the name goes on below.
        long = row and not free[row] and not free[row - 1] and chance.below(3) == 0
        name = rows[-1][1] if long else names[row]
        rows.append((clock(first + row * SLOT), "" if free[row] else name))
    return Sheet(SLOT, tuple(rows)), free


def _fits(free: Sequence[bool], row: int, length: int) -> bool:
    return row + length <= len(free) and all(free[row : row + length])


def _tempting(chance: Chance, free: Sequence[bool], rows: Sequence[int]) -> list[int]:
    """Put rows that are free, but too short, before those that are taken."""
    return sorted(chance.shuffled(rows), key=lambda row: not free[row])


def _start(sheet: Sheet, row: int, why: str) -> Choice:
    return Choice(sheet.rows[row][0], why, row)


def _why_not(sheet: Sheet, free: Sequence[bool], row: int, length: int) -> str:
    if not free[row]:
        return "This row is taken."
    run = next((other for other in range(row, min(row + length, ROWS)) if not free[other]), None)
    if run is None:
        return "The visit would run beyond the end of the sheet."
    return f"The visit would run into the row at {sheet.rows[run][0]}, which is taken."


def _more(length: int) -> str:
    return {2: "one", 3: "two", 4: "three"}[length]


def clock(minutes: int) -> str:
    """Write minutes since midnight on a clock of 12 hours, without AM or PM

    >>> clock(9 * 60 + 15), clock(13 * 60), clock(0)
    ('9:15', '1:00', '12:00')
    """
    return f"{(minutes // HOUR - 1) % 12 + 1}:{minutes % HOUR:02}"


# The clock of 24 hours


def twelve(minutes: int) -> str:
    """Write minutes since midnight as a time of 12 hours.

    >>> twelve(0), twelve(12 * 60), twelve(13 * 60 + 5)
    ('12:00 AM', '12:00 PM', '1:05 PM')
    """
    return f"{clock(minutes)} {'AM' if minutes % (24 * HOUR) < 12 * HOUR else 'PM'}"


def military(minutes: int) -> str:
    """Write minutes since midnight in four digits.

    >>> military(0), military(13 * 60 + 5)
    ('0000', '1305')
    """
    return f"{minutes // HOUR % 24:02}{minutes % HOUR:02}"


def to_military(chance: Chance, _: Materials) -> Pick | None:
    """A time of 12 hours in four digits."""
    at = chance.below(24 * 12) * 5
    asked = chance.pick(
        (
            f"A dose was given at {twelve(at)}. How is this written on a 24-hour clock?",
            f"A patient was seen at {twelve(at)}. The chart uses military time. What should be entered?",
        )
    )
    hour = at // HOUR
    stays = "Morning hours stay as they are; " if hour < 12 else "The afternoon takes 12 more; "
    wrongs = [
        (at + 12 * HOUR, "Twelve hours off: AM and PM were mixed up."),
        *(
            (at + extra * HOUR, f"{stays}this is {abs(extra)} {'more' if extra > 0 else 'less'}.")
            for extra in (1, 2, -1, -2, 10)
        ),
    ]
    why = {0: "The hour after midnight is 00.", 12: "Noon stays 12."}.get(hour % 24)
    why = why or ("Morning hours stay as they are." if hour < 12 else f"Add 12 to the hours of the afternoon: {hour}.")
    return Pick(
        stem=asked,
        key=_four(at, f"{why} {twelve(at)} is {military(at)}."),
        wrongs=tuple(_four(other, error) for other, error in _shuffled_after_first(chance, wrongs)),
        expected=0.8,
    )


def from_military(chance: Chance, _: Materials) -> Pick | None:
    """Four digits as a time of 12 hours"""
    at = chance.below(24 * 12) * 5
    takes = "Up to 1159 the hours stay as they are; " if at < 12 * HOUR else "From 1300 on, 12 is taken off the hours; "
    wrongs = [
        (at + 12 * HOUR, "Twelve hours off: AM and PM were mixed up."),
        *(
            (at + extra * HOUR, f"{takes}this is {abs(extra)} {'more' if extra > 0 else 'less'}.")
            for extra in (1, 2, -1, -2, -10)
        ),
    ]
    asked = chance.pick(
        (
            f"A note was written at {military(at)}. What time is this for the patient?",
            f"An appointment stands in the system at {military(at)}. Which time should the patient be told?",
        )
    )
    return Pick(
        stem=asked,
        key=_told(at, f"{military(at)} is {twelve(at)}."),
        wrongs=tuple(_told(other, error) for other, error in _shuffled_after_first(chance, wrongs)),
        expected=0.8,
    )


def later(chance: Chance, _: Materials) -> Pick:
    """So many hours and minutes after a time in four digits."""
    at = chance.below(24 * 12) * 5
    hours, minutes = chance.pick(((4, 0), (6, 0), (8, 0), (12, 0), (1, 30), (2, 45), (4, 30), (3, 15)))
    end = at + hours * HOUR + minutes
    said = f"{hours} hours" if not minutes else f"{hours} hour{'s' * (hours > 1)} {minutes} minutes"
    joined = _digits(at) + 100 * hours + minutes
    wrongs = [
        (end + 12 * HOUR, "Twelve hours off."),
        (end - HOUR, "One hour too few was added."),
        (end + HOUR, "One hour too many was added."),
        (at - hours * HOUR - minutes, "The time was taken off in place of added."),
        (at + hours * HOUR - minutes, "The minutes were taken off in place of added."),
    ]
    carried = joined % 100 >= HOUR and joined < 2400
    slip = f"The digits were added as plain numbers; after 59 minutes comes the next hour, so there is no {joined:04}."
    return Pick(
        stem=f"A test was started at {military(at)} and is to be read {said} later. At which time, on a 24-hour clock,"
        " is it"
        " due?",
        key=_four(end, f"{military(at)} and {said} is {military(end)}."),
        wrongs=(
            *((Choice(f"{joined:04}", slip, joined),) if carried else ()),
            *(_four(other, error) for other, error in _shuffled_after_first(chance, wrongs)),
        ),
        expected=0.72,
    )


def _digits(minutes: int) -> int:
    return minutes // HOUR % 24 * 100 + minutes % HOUR


def _four(minutes: int, why: str) -> Choice:
    return Choice(military(minutes % (24 * HOUR)), why, _digits(minutes % (24 * HOUR)))


def _told(minutes: int, why: str) -> Choice:
    return Choice(twelve(minutes % (24 * HOUR)), why, minutes % (24 * HOUR))


def _shuffled_after_first(chance: Chance, wrongs: list[tuple[int, str]]) -> list[tuple[int, str]]:
    return [wrongs[0], *chance.shuffled(wrongs[1:])]


GENERATORS = (
    Generator(
        "appointment-sheet",
        "free times on an appointment sheet",
        "scheduling",
        ("administrative-assisting-texts",),
        {"fits": which_fits, "earliest": first_fit},
    ),
    Generator(
        "military-time",
        "the clock of 24 hours",
        "records-ehr",
        ("administrative-assisting-texts",),
        {"to-military": to_military, "from-military": from_military, "later": later},
    ),
)
