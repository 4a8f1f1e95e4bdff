"""Pulse and respirations from a count or a drawn strip; blood pressure from a drawn dial."""

from collections.abc import Iterable
from fractions import Fraction

from lapel.exam.chance import Chance
from lapel.exam.drawings import Dials, Strip
from lapel.exam.generators.making import Choice, Generator, Pick, Sum, Wrong
from lapel.model.materials import Materials

BEATS = "beats per minute"
BREATHS = "breaths per minute"


# Counts


def pulse(chance: Chance, _: Materials) -> Sum | None:
    """A regular pulse, counted for part of a minute."""
    seconds = chance.pick((10, 15, 20, 30))
    count = 4 + chance.below(60)
    rate = count * 60 // seconds
    if not 48 <= rate <= 130:
        return None
    asked = chance.pick(
        (
            f"A medical assistant counts {count} beats of a regular radial pulse in {seconds} seconds. What is the"
            " pulse"
            " in beats per minute?",
            f"A patient's pulse is even. In {seconds} seconds, {count} beats are felt at the wrist. Which pulse per"
            " minute"
            " should be recorded?",
        )
    )
    return _counted(asked, count, seconds, BEATS, 0.85)


def respirations(chance: Chance, _: Materials) -> Sum | None:
    """Regular breathing, counted for half a minute or a quarter."""
    seconds = chance.pick((15, 30))
    count = 3 + chance.below(14)
    rate = count * 60 // seconds
    if not 10 <= rate <= 28:
        return None
    asked = (
        f"A patient breathes evenly. A medical assistant sees the chest rise {count} times in {seconds} seconds. What"
        " is the"
        " respiratory rate in breaths per minute?"
    )
    return _counted(asked, count, seconds, BREATHS, 0.84)


def _counted(asked: str, count: int, seconds: int, unit: str, expected: float) -> Sum:
    times = 60 // seconds
    wrongs = [
        *(
            Wrong(Fraction(count * other), f"Multiplied by {other}, as for a count of {60 // other} seconds.")
            for other in (2, 3, 4, 6)
            if other != times
        ),
        Wrong(Fraction(count), f"This is the count of {seconds} seconds, not of a minute."),
        Wrong(Fraction(count + seconds), "Count and seconds were added."),
        Wrong(Fraction((count - 1) * times), "One too few was counted.", True),
        Wrong(Fraction((count + 1) * times), "One too many was counted.", True),
    ]
    answer = Fraction(count * times)
    why = f"60 ÷ {seconds} = {times}. {count} × {times} = {count * times} {unit}."
    return Sum(stem=asked, answer=answer, unit=unit, why=why, wrongs=tuple(wrongs), expected=expected)


def deficit(chance: Chance, _: Materials) -> Sum:
    """The pulse deficit, from an apical and a radial count."""
    radial = 60 + chance.below(50)
    lost = 4 + chance.below(24)
    apical = radial + lost
    wrongs = (
        Wrong(Fraction(apical), "This is the apical pulse alone."),
        Wrong(Fraction(radial), "This is the radial pulse alone."),
        Wrong(Fraction(apical + radial), "The two counts were added in place of subtracted."),
        Wrong(Fraction(apical + radial, 2), "This is the mean of the two counts."),
        Wrong(Fraction(2 * lost), "The difference was doubled; both counts are of a full minute.", True),
        Wrong(Fraction(lost, 2), "The difference was halved.", True),
        Wrong(Fraction(lost - 2), "A slip in the subtraction.", True),
        Wrong(Fraction(lost + 10), "A slip of ten in the subtraction.", True),
    )
    return Sum(
        stem=f"Two people count for one full minute: the apical pulse is {apical} and the radial pulse {radial}. What"
        " is the"
        " pulse deficit?",
        answer=Fraction(lost),
        unit="beats",
        why=f"Apical less radial: {apical} − {radial} = {lost} beats a minute that do not reach the wrist.",
        wrongs=tuple(wrong for wrong in wrongs if wrong.value != lost),
        absurd=40,
        expected=0.7,
    )


# A strip

SMALL = 5
"""Small boxes in a large one."""
ROW, CLEAR = 10, Fraction(1, 4)
"""Large boxes in a row of the drawing, and how far from its ends a beat stands."""
SIX_SECONDS = 30
"""Large boxes in 6 seconds."""


def six_seconds(chance: Chance, _: Materials) -> Sum | None:
    """R waves of a 6-second strip, at uneven distances: ten times as many a minute."""
    count = 5 + chance.below(8)
    mean = Fraction(SIX_SECONDS, count)
    start = mean / 2
    # Each wave strays by up to a fifth of the distance, in steps of a small box at most.
    beats = tuple(_grid(start + mean * n + mean * (chance.below(41) - 20) / 100) for n in range(count))
    if not _clear(beats):
        return None
    wrongs = [
        Wrong(Fraction(count), "This is the number of R waves in 6 seconds, not in a minute."),
        Wrong(Fraction(count * 6), "Multiplied by 6; a strip of 6 seconds goes into a minute 10 times."),
        Wrong(Fraction(count * 12), "Multiplied by 12, as for a strip of 5 seconds."),
        Wrong(Fraction(count * 20), "Multiplied by 20, as for a strip of 3 seconds."),
        Wrong(Fraction((count - 1) * 10), "The spaces between the R waves were counted, not the waves."),
        Wrong(Fraction((count + 1) * 10), "One R wave too many was counted.", True),
    ]
    return Sum(
        stem="The drawn strip lasts 6 seconds, and its rhythm is uneven. By counting R waves, what is the heart rate"
        " in beats"
        " per minute?",
        answer=Fraction(count * 10),
        unit=BEATS,
        why=f"{count} R waves × 10 = {count * 10} beats per minute.",
        wrongs=tuple(wrongs),
        picture="rhythm-strip",
        drawing=Strip(SIX_SECONDS, beats),
        expected=0.6,
    )


def _clear(beats: Iterable[Fraction]) -> bool:
    """Whether no beat stands where a row of the drawn strip ends, to be seen twice or missed."""
    return all(CLEAR < beat % ROW < ROW - CLEAR for beat in beats)


def _grid(place: Fraction) -> Fraction:
    """Move a place to the nearest small box."""
    return Fraction(round(place * SMALL), SMALL)


def large_boxes(chance: Chance, _: Materials) -> Sum:
    """An even rhythm: 300 over the large boxes between R waves."""
    return _even(chance, chance.pick((3, 4, 5, 6)) * SMALL)


def small_boxes(chance: Chance, _: Materials) -> Sum:
    """An even rhythm whose R waves stand on no line: 1,500 over the small boxes between them."""
    return _even(chance, chance.pick((12, 13, 14, 16, 17, 18, 19, 21, 22, 23, 24, 26, 28)))


def _even(chance: Chance, small: int) -> Sum:
    large = small % SMALL == 0
    boxes = 25
    starts = range(SMALL, small + SMALL, SMALL if large else 1)
    rows = [tuple(Fraction(place, SMALL) for place in range(start, boxes * SMALL - 1, small)) for start in starts]
    beats = chance.pick([row for row in rows if _clear(row)])
    rate = Fraction(1500, small)
    wrongs = [
        Wrong(Fraction(1500 * SMALL, small), "1,500 was divided by large boxes; it goes with small ones."),
        Wrong(Fraction(1500, small + SMALL), "One large box too many was counted between the R waves."),
        Wrong(Fraction(1500, small - SMALL), "One large box too few was counted between the R waves."),
        Wrong(Fraction(600 * SMALL, small), "600 was used in place of 300."),
        Wrong(Fraction(len(beats) * 10), "This is the rule for a strip of 6 seconds; the strip drawn is shorter."),
    ]
    how = f"300 ÷ {small // SMALL} large boxes" if large else f"1,500 ÷ {small} small boxes"
    rounded_to = "" if rate.denominator == 1 else ", rounded"
    return Sum(
        stem="The rhythm on the drawn strip is even, and the paper runs at 25 mm per second. By the boxes from one R"
        " wave to"
        " the next, what is the heart rate in beats per minute?",
        answer=rate,
        unit=BEATS,
        why=f"{how} between R waves = {_whole(rate)} beats per minute{rounded_to}.",
        wrongs=tuple(wrongs),
        picture="rhythm-strip",
        drawing=Strip(boxes, beats),
        expected=0.55,
    )


def _whole(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


# A dial


def dial(chance: Chance, _: Materials) -> Pick | None:
    """Read an aneroid dial at the first and the last sound."""
    systolic = 2 * (47 + chance.below(40))
    diastolic = 2 * (27 + chance.below(24))
    if not 26 <= systolic - diastolic <= 80 or not (systolic % 20 and diastolic % 20):
        return None
    right = (systolic, diastolic)
    ones = (_by_ones(systolic), _by_ones(diastolic))
    errors = [
        (ones, "Each short mark was taken as 1 mm Hg; between two numbers are ten marks of 2 mm Hg."),
        (
            (_near(systolic, 10), _near(diastolic, 10)),
            "The readings were rounded to the nearest 10; read to the nearest 2.",
        ),
        ((systolic + 20, diastolic + 20), "The needle was read from the next number up, 20 mm Hg too high."),
        ((systolic - 20, diastolic - 20), "The needle was read from the number before, 20 mm Hg too low."),
        ((_mirror(systolic), _mirror(diastolic)), "The marks were counted back from the number after the needle."),
    ]
    errors = [(pair, why) for pair, why in errors if pair != right and pair[0] - pair[1] >= 16]
    why = f"The first sound is heard at {systolic} mm Hg and the last at {diastolic} mm Hg; each short mark is 2 mm Hg."
    asked = chance.pick(
        (
            "The drawing shows the dial of a cuff at the first sound and at the last sound. Which blood pressure"
            " should be"
            " recorded?",
            "While the cuff deflates, the needle stands as drawn at the first sound and then at the last one. What is"
            " the"
            " blood pressure?",
        )
    )
    return Pick(
        stem=asked,
        key=_reading(right, why),
        wrongs=tuple(_reading(pair, said) for pair, said in chance.shuffled(errors)),
        picture="pressure-dial",
        drawing=Dials(systolic, diastolic),
        expected=0.66,
    )


def _reading(pair: tuple[int, int], why: str) -> Choice:
    return Choice(f"{pair[0]}/{pair[1]} mm Hg", why, pair)


def _by_ones(value: int) -> int:
    below = value // 20 * 20
    return below + (value - below) // 2


def _near(value: int, step: int) -> int:
    return (value + step // 2) // step * step


def _mirror(value: int) -> int:
    below = value // 20 * 20
    return below + 20 - (value - below)


def pulse_pressure(chance: Chance, _: Materials) -> Sum:
    """The difference of systolic and diastolic pressure."""
    diastolic = 2 * (27 + chance.below(24))
    gap = 2 * (13 + chance.below(25))
    systolic = diastolic + gap
    wrongs = (
        Wrong(Fraction(systolic + diastolic), "The two readings were added in place of subtracted."),
        Wrong(Fraction(systolic + diastolic, 2), "This is the mean of the two readings."),
        Wrong(Fraction(systolic), "This is the systolic pressure alone."),
        Wrong(Fraction(diastolic), "This is the diastolic pressure alone."),
        Wrong(Fraction(gap, 2), "The difference was halved.", True),
        Wrong(Fraction(gap - 10), "A slip of ten in the subtraction.", True),
        Wrong(Fraction(gap + 10), "A slip of ten in the subtraction.", True),
    )
    return Sum(
        stem=f"A patient's blood pressure is {systolic}/{diastolic} mm Hg. What is the pulse pressure?",
        answer=Fraction(gap),
        unit="mm Hg",
        why=f"Systolic less diastolic: {systolic} − {diastolic} = {gap} mm Hg.",
        wrongs=wrongs,
        expected=0.66,
    )


GENERATORS = (
    Generator(
        "pulse",
        "pulse and respirations from a count",
        "intake-vitals",
        ("clinical-assisting-texts",),
        {"pulse": pulse, "respirations": respirations, "deficit": deficit},
    ),
    Generator(
        "rhythm-strip",
        "heart rate from a drawn strip",
        "ekg",
        ("aha-ecg", "ecg-texts"),
        {"six-seconds": six_seconds, "large-boxes": large_boxes, "small-boxes": small_boxes},
    ),
    Generator(
        "blood-pressure",
        "blood pressure from a drawn dial",
        "intake-vitals",
        ("aha-bp-measurement", "clinical-assisting-texts"),
        {"dial": dial, "pulse-pressure": pulse_pressure},
    ),
)
