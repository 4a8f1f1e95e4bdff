"""Units, temperature, weight, height and the body mass index."""

from fractions import Fraction

from lapel.exam.chance import Chance
from lapel.exam.generators.making import Generator, Sum, Wrong, amount, result, written
from lapel.model.materials import Materials
from lapel.model.value import Value

LB_IN_KG = Fraction(22, 10)
CM_IN_INCH = Fraction(254, 100)

CLINICAL = ("clinical-assisting-texts",)
DOSAGE = ("pharmacology-texts",)


# Metric and household units


class Metric(Value):
    """Two metric units: one of the larger is ``factor`` of the smaller; amounts of the larger as they occur at work."""

    large: str
    small: str
    factor: int
    amounts: tuple[str, ...]
    of: str


METRIC = (
    Metric("g", "mg", 1000, ("0.25", "0.5", "0.75", "1.5", "1.2", "2", "0.1", "0.4", "2.5"), "a dose of an antibiotic"),
    Metric("mg", "mcg", 1000, ("0.025", "0.05", "0.075", "0.1", "0.125", "0.15", "0.2", "0.25"), "a dose of a drug"),
    Metric("L", "mL", 1000, ("0.25", "0.5", "0.75", "1.2", "1.5", "2", "2.4"), "what a patient drank"),
    Metric("kg", "g", 1000, ("2.8", "3.1", "3.25", "3.4", "3.65", "4.1"), "a newborn's weight"),
    Metric("m", "cm", 100, ("1.52", "1.6", "1.68", "1.75", "1.83", "0.74", "0.98"), "a patient's height"),
    Metric("cm", "mm", 10, ("0.6", "0.8", "1.2", "1.5", "2.4", "3.5"), "the length of a wound"),
)


def to_smaller(chance: Chance, _: Materials) -> Sum:
    """A larger metric unit to a smaller one."""
    pair = chance.pick(METRIC)
    return _metric(chance, pair, Fraction(chance.pick(pair.amounts)), down=True)


def to_larger(chance: Chance, _: Materials) -> Sum:
    """A smaller metric unit to a larger one."""
    pair = chance.pick(METRIC)
    return _metric(chance, pair, Fraction(chance.pick(pair.amounts)) * pair.factor, down=False)


def _metric(chance: Chance, pair: Metric, given: Fraction, *, down: bool) -> Sum:
    have, want = (pair.large, pair.small) if down else (pair.small, pair.large)
    answer = given * pair.factor if down else given / pair.factor
    said = amount(given, have)
    asked = chance.pick(
        (
            f"A record gives {pair.of} as {said}, and the form asks for {NAMES[want]}. How many {NAMES[want]} is this?",
            f"A medical assistant reads {said} for {pair.of}. How much is this in {NAMES[want]}?",
        )
    )
    sign, back = ("×", "÷") if down else ("÷", "×")
    turned = given / pair.factor if down else given * pair.factor
    wrongs = (
        Wrong(turned, f"Wrong way round: {back} {pair.factor:,} in place of {sign} {pair.factor:,}."),
        Wrong(answer * 10, "Decimal slip of one place: ten times too much."),
        Wrong(answer / 10, "Decimal slip of one place: a tenth of the right amount."),
        Wrong(answer * 100, "Decimal slip of two places: a hundred times too much."),
        Wrong(answer / 100, "Decimal slip of two places: a hundredth of the right amount."),
    )
    return Sum(
        stem=asked,
        answer=answer,
        unit=want,
        why=f"1 {pair.large} is {pair.factor:,} {pair.small}. {written(given)} {sign} {pair.factor:,} ="
        f" {amount(answer, want)}.",
        wrongs=wrongs,
        places=6,
        expected=0.72 if down else 0.66,
        absurd=10**6,
        dose=True,
    )


NAMES = {
    "g": "grams",
    "mg": "milligrams",
    "mcg": "micrograms",
    "L": "liters",
    "mL": "milliliters",
    "kg": "kilograms",
    "m": "meters",
    "cm": "centimeters",
    "mm": "millimeters",
}

HOUSEHOLD = (
    ("teaspoon", "teaspoons", 5, (1, 2, 3, 4)),
    ("tablespoon", "tablespoons", 15, (1, 2, 3)),
    ("fluid ounce", "fluid ounces", 30, (2, 3, 4, 6, 8, 10, 12)),
    ("cup", "cups", 240, (2, 3, 4, 5)),
)


def household(chance: Chance, _: Materials) -> Sum | None:
    """A household measure to milliliters."""
    one, many, size, counts = chance.pick(HOUSEHOLD)
    count = chance.pick(counts)
    said = f"{count} {one if count == 1 else many}"
    answer = Fraction(count * size)
    asked = chance.pick(
        (
            f"A patient took {said} of a liquid. Taking 1 {one} as {size} mL, how many milliliters should be recorded?",
            f"An intake record is kept in metric units, with 1 {one} as {size} mL. A patient drank {said} of a liquid."
            " How"
            " many milliliters is this?",
        )
    )
    others = [Wrong(Fraction(count * other), f"This takes a {name} for a {one}.") for name, _, other, _ in HOUSEHOLD]
    wrongs = [
        *(other for other in others if other.value != answer),
        Wrong(Fraction(size, count), f"Inverted ratio: {size} mL was divided by {count}."),
        Wrong(Fraction(size + count), "The numbers were added in place of multiplied."),
        Wrong(10 * answer, "Decimal slip: ten times the amount."),
        Wrong(answer / 10, "Decimal slip: a tenth of the amount."),
    ]
    why = f"{count} × {size} mL = {amount(answer, 'mL')}."
    return Sum(stem=asked, answer=answer, unit="mL", why=why, wrongs=tuple(wrongs), expected=0.75, dose=True)


def to_household(chance: Chance, _: Materials) -> Sum | None:
    """Milliliters to fluid ounces or teaspoons."""
    one, many, size, counts = chance.pick(HOUSEHOLD[:3])
    count = chance.pick(counts)
    volume = Fraction(count * size)
    if count == 1:
        return None
    asked = (
        f"A measuring cup shows {amount(volume, 'mL')}. A patient asks what this is in {many}. Taking 1 {one} as {size}"
        f" mL, how many {many} is it?"
    )
    wrongs = [
        *(
            Wrong(volume / other, f"This divides by the {other} mL of a {name}.")
            for name, _, other, _ in HOUSEHOLD
            if other != size
        ),
        Wrong(volume * size, "Multiplied in place of divided."),
        Wrong(Fraction(10 * count), "Decimal slip: ten times the amount."),
        Wrong(Fraction(2 * count), "The result was doubled.", True),
        Wrong(Fraction(count + 1), "One too many: check the division.", True),
        Wrong(Fraction(count, 2), "The result was halved.", True),
    ]
    why = f"{amount(volume, 'mL')} ÷ {size} mL = {written(count)} {many}."
    return Sum(stem=asked, answer=Fraction(count), unit=many, why=why, wrongs=tuple(wrongs), expected=0.7)


# Temperature


def to_celsius(chance: Chance, _: Materials) -> Sum:
    """Degrees Fahrenheit to degrees Celsius."""
    f = Fraction(950 + chance.below(101), 10)
    c = (f - 32) * 5 / 9
    wrongs = [
        Wrong(f * 5 / 9 - 32, "32 was taken off after × 5/9, not before."),
        Wrong(f * 5 / 9, "32 was not taken off first."),
        Wrong((f - 32) * 9 / 5, "9/5 was used in place of 5/9."),
        Wrong((f + 32) * 5 / 9, "32 was added in place of taken off."),
        Wrong((f - 30) / 2, "This is the rule of thumb (less 30, then half), which is not close enough."),
        Wrong(f - 32, "Only 32 was taken off; × 5/9 was left out."),
        Wrong(c - 1, "A slip of one degree in the subtraction.", True),
        Wrong(c + 1, "A slip of one degree in the subtraction.", True),
    ]
    asked = chance.pick(
        (
            f"A thermometer shows {amount(f, '°F', 1)}. The record is kept in degrees Celsius. What should be entered?",
            f"A parent read a temperature of {amount(f, '°F', 1)} at home. What is this in degrees Celsius?",
        )
    )
    left = amount(f - 32, "", 1)
    why = f"{written(f, 1)} − 32 = {left}. {left} × 5/9 = {result(c, 1, '°C', fixed=True)}."
    return _temperature(asked, c, "°C", why, wrongs)


def to_fahrenheit(chance: Chance, _: Materials) -> Sum:
    """Degrees Celsius to degrees Fahrenheit."""
    c = Fraction(350 + chance.below(56), 10)
    f = c * 9 / 5 + 32
    wrongs = [
        Wrong((c + 32) * 9 / 5, "32 was added before × 9/5, not after."),
        Wrong(c * 9 / 5, "32 was not added."),
        Wrong(c * 5 / 9 + 32, "5/9 was used in place of 9/5."),
        Wrong(c * 2 + 30, "This is the rule of thumb (double, then add 30), which is not close enough."),
        Wrong(c + 32, "Only 32 was added; × 9/5 was left out."),
        Wrong(f + 2, "A slip of two degrees in the sum.", True),
        Wrong(f - 2, "A slip of two degrees in the sum.", True),
    ]
    asked = chance.pick(
        (
            f"An ear thermometer is set to Celsius and shows {amount(c, '°C', 1)}. What is this in degrees Fahrenheit?",
            f"A patient's chart from abroad gives {amount(c, '°C', 1)}. What should be entered in degrees Fahrenheit?",
        )
    )
    times = c * 9 / 5
    why = f"{written(c, 1)} × 9/5 = {written(times)}. {written(times)} + 32 = {result(f, 1, '°F', fixed=True)}."
    return _temperature(asked, f, "°F", why, wrongs)


def _temperature(asked: str, answer: Fraction, unit: str, why: str, wrongs: list[Wrong]) -> Sum:
    kept = tuple(wrong for wrong in wrongs if wrong.value > 0)
    return Sum(stem=asked, answer=answer, unit=unit, why=why, wrongs=kept, places=1, fixed=True, expected=0.55)


# Weight


def to_kilograms(chance: Chance, _: Materials) -> Sum:
    """Pounds to kilograms."""
    lb = Fraction(chance.pick((95 + chance.below(206), 18 + chance.below(70))))
    kg = lb / LB_IN_KG
    asked = chance.pick(
        (
            f"A patient weighs {amount(lb, 'lb')}. The record asks for kilograms, at 2.2 lb to the kilogram. What"
            " should"
            " be entered?",
            f"The scale shows {amount(lb, 'lb')}, and a dose is ordered by kilogram. At 2.2 lb to the kilogram, what"
            " is the"
            " weight in kilograms?",
        )
    )
    wrongs = [
        Wrong(lb * LB_IN_KG, "Multiplied by 2.2 in place of divided."),
        Wrong(lb / 2, "Divided by 2 in place of 2.2."),
        Wrong(lb / Fraction(25, 10), "Divided by 2.5 in place of 2.2."),
        Wrong(lb - LB_IN_KG, "2.2 was taken off in place of divided by."),
        Wrong(kg * 10, "Decimal slip: ten times the weight."),
        Wrong(kg / 10, "Decimal slip: a tenth of the weight."),
    ]
    why = f"{written(lb)} lb ÷ 2.2 = {result(kg, 1, 'kg', fixed=True)}."
    return Sum(stem=asked, answer=kg, unit="kg", why=why, wrongs=tuple(wrongs), places=1, fixed=True, expected=0.72)


def to_pounds(chance: Chance, _: Materials) -> Sum:
    """Kilograms to pounds."""
    kg = Fraction(chance.pick((450 + chance.below(800), 80 + chance.below(300))), 10)
    lb = kg * LB_IN_KG
    asked = (
        f"A scale shows {amount(kg, 'kg', 1)}. A patient asks for the weight in pounds. At 2.2 lb to the kilogram,"
        " what is it?"
    )
    wrongs = [
        Wrong(kg / LB_IN_KG, "Divided by 2.2 in place of multiplied."),
        Wrong(kg * 2, "Multiplied by 2 in place of 2.2."),
        Wrong(kg * Fraction(25, 10), "Multiplied by 2.5 in place of 2.2."),
        Wrong(kg + LB_IN_KG, "2.2 was added in place of multiplied by."),
        Wrong(lb * 10, "Decimal slip: ten times the weight."),
        Wrong(lb / 10, "Decimal slip: a tenth of the weight."),
    ]
    why = f"{written(kg, 1)} kg × 2.2 = {result(lb, 1, 'lb', fixed=True)}."
    return Sum(stem=asked, answer=lb, unit="lb", why=why, wrongs=tuple(wrongs), places=1, fixed=True, expected=0.74)


def pounds_and_ounces(chance: Chance, _: Materials) -> Sum | None:
    """Pounds and ounces of a baby to ounces or to kilograms."""
    pounds, ounces = 5 + chance.below(16), 1 + chance.below(15)
    whole = Fraction(16 * pounds + ounces)
    said = f"{pounds} lb {ounces} oz"
    if chance.below(2):
        wrongs = [
            Wrong(Fraction(12 * pounds + ounces), "12 ounces were taken to the pound; it has 16."),
            Wrong(Fraction(10 * pounds + ounces), "10 ounces were taken to the pound; it has 16."),
            Wrong(Fraction(16 * pounds), "The ounces beyond the whole pounds were left out."),
            Wrong(Fraction(16 * (pounds + ounces)), "The ounces were multiplied by 16, too."),
            Wrong(Fraction(pounds + ounces), "Pounds and ounces were added as they stand."),
        ]
        asked = f"A baby weighs {said}. How many ounces is this?"
        why = f"{pounds} × 16 + {ounces} = {amount(whole, 'oz')}."
        return Sum(stem=asked, answer=whole, unit="oz", why=why, wrongs=tuple(wrongs), expected=0.7)
    pounds_in_all = whole / 16
    kg = pounds_in_all / LB_IN_KG
    as_point = Fraction(f"{pounds}.{ounces}")
    wrongs = [
        Wrong(as_point / LB_IN_KG, f"{ounces} oz was written as a decimal, {pounds}.{ounces} lb; an ounce is 1/16 lb."),
        Wrong(pounds_in_all * LB_IN_KG, "Multiplied by 2.2 in place of divided."),
        Wrong(Fraction(pounds) / LB_IN_KG, "The ounces were left out."),
        Wrong(pounds_in_all / 2, "Divided by 2 in place of 2.2."),
        Wrong(kg * 10, "Decimal slip: ten times the weight."),
        Wrong(kg / 10, "Decimal slip: a tenth of the weight."),
    ]
    asked = f"A baby weighs {said}. At 16 oz to the pound and 2.2 lb to the kilogram, what is the weight in kilograms?"
    in_all = amount(pounds_in_all, "lb")
    why = f"{ounces} ÷ 16 + {pounds} = {in_all}. {in_all} ÷ 2.2 = {result(kg, 2, 'kg', fixed=True)}."
    return Sum(stem=asked, answer=kg, unit="kg", why=why, wrongs=tuple(wrongs), places=2, fixed=True, expected=0.5)


# Height


def _feet(inches: int) -> str:
    return f"{inches // 12} ft {inches % 12} in" if inches % 12 else f"{inches // 12} ft"


def to_centimeters(chance: Chance, _: Materials) -> Sum:
    """Feet and inches to centimeters."""
    inches = 54 + chance.below(24)
    feet, rest = divmod(inches, 12)
    cm = inches * CM_IN_INCH
    as_point = Fraction(f"{feet}.{rest}") * 12 * CM_IN_INCH
    wrongs = [
        Wrong(as_point, f"{feet} ft {rest} in was read as {feet}.{rest} feet; a foot has 12 inches."),
        Wrong((10 * feet + rest) * CM_IN_INCH, "10 inches were taken to the foot; it has 12."),
        Wrong(inches / CM_IN_INCH, "Divided by 2.54 in place of multiplied."),
        Wrong(Fraction(inches) * 2, "Multiplied by 2 in place of 2.54."),
        Wrong(Fraction(inches) * 3, "Multiplied by 3 in place of 2.54."),
        Wrong(Fraction(12 * feet) * CM_IN_INCH, "The inches beyond the whole feet were left out."),
        Wrong(cm * 10, "Decimal slip: ten times the height."),
    ]
    asked = chance.pick(
        (
            f"A patient is {_feet(inches)} tall. At 2.54 cm to the inch, what is the height in centimeters?",
            f"The height rod shows {_feet(inches)}, and the record asks for centimeters. At 2.54 cm to the inch, what"
            " should be entered?",
        )
    )
    why = f"{feet} × 12 + {rest} = {inches} in. {inches} × 2.54 = {result(cm, 1, 'cm', fixed=True)}."
    return Sum(stem=asked, answer=cm, unit="cm", why=why, wrongs=tuple(wrongs), places=1, fixed=True, expected=0.6)


def to_inches(chance: Chance, _: Materials) -> Sum:
    """Feet and inches to inches."""
    inches = 37 + chance.below(41)
    feet, rest = divmod(inches, 12)
    wrongs = [
        Wrong(Fraction(10 * feet + rest), "10 inches were taken to the foot; it has 12."),
        Wrong(Fraction(12 * feet), "The inches beyond the whole feet were left out."),
        Wrong(Fraction(12 * (feet + rest)), "The inches were multiplied by 12, too."),
        Wrong(Fraction(16 * feet + rest), "16 was taken, as for ounces in a pound; a foot has 12 inches."),
        Wrong(Fraction(feet + rest), "Feet and inches were added as they stand."),
    ]
    asked = (
        f"A patient is {_feet(inches)} tall. To work out the body mass index, the height is needed in inches. How many"
        " inches is it?"
    )
    why = f"{feet} × 12 + {rest} = {amount(inches, 'in')}."
    return Sum(stem=asked, answer=Fraction(inches), unit="in", why=why, wrongs=tuple(wrongs), expected=0.82)


def from_centimeters(chance: Chance, _: Materials) -> Sum:
    """Centimeters to inches."""
    cm = Fraction(45 + chance.below(146))
    inches = cm / CM_IN_INCH
    what = "baby is" if cm < 90 else "child is" if cm < 150 else "patient is"
    wrongs = [
        Wrong(cm * CM_IN_INCH, "Multiplied by 2.54 in place of divided."),
        Wrong(cm / 2, "Divided by 2 in place of 2.54."),
        Wrong(cm / 3, "Divided by 3 in place of 2.54."),
        Wrong(cm / LB_IN_KG, "Divided by 2.2, which belongs to pounds and kilograms."),
        Wrong(inches * 10, "Decimal slip: ten times the length."),
        Wrong(inches / 10, "Decimal slip: a tenth of the length."),
    ]
    asked = (
        f"A {what} {amount(cm, 'cm')} {'long' if cm < 90 else 'tall'}. At 2.54 cm to the inch, what is this in inches?"
    )
    why = f"{written(cm)} ÷ 2.54 = {result(inches, 1, 'in', fixed=True)}."
    return Sum(stem=asked, answer=inches, unit="in", why=why, wrongs=tuple(wrongs), places=1, fixed=True, expected=0.64)


# Body mass index

LEAST_BMI, MOST_BMI = 16, 45


def bmi_metric(chance: Chance, _: Materials) -> Sum | None:
    """From kilograms and centimeters."""
    cm, kg = Fraction(148 + chance.below(45)), Fraction(45 + chance.below(85))
    m = cm / 100
    answer = kg / m**2
    wrongs = [
        Wrong(kg / m, "The height was not squared."),
        Wrong(kg / (2 * m), "The height was doubled in place of squared."),
        Wrong(kg * LB_IN_KG / m**2, "The weight was changed to pounds first."),
        Wrong(kg / m**3, "The height was taken three times."),
        Wrong(answer * 10, "Decimal slip: ten times the index."),
        Wrong(answer / 10, "Decimal slip: a tenth of the index."),
    ]
    asked = chance.pick(
        (
            f"A patient weighs {amount(kg, 'kg')} and is {amount(cm, 'cm')} tall. What is the body mass index?",
            f"For a body mass index, a medical assistant has {amount(kg, 'kg')} and {amount(m, 'm', 2)}. What is the"
            " index?",
        )
    )
    square = m**2
    why = (
        f"{written(m, 2)} × {written(m, 2)} = {written(square)}. {written(kg)} ÷ {written(square)} ="
        f" {result(answer, 1, 'kg/m²', fixed=True)}."
    )
    return _bmi(asked, answer, why, wrongs)


def bmi_pounds(chance: Chance, _: Materials) -> Sum | None:
    """From pounds and inches, with the factor 703."""
    inches, lb = Fraction(58 + chance.below(18)), Fraction(100 + chance.below(180))
    answer = lb * 703 / inches**2
    wrongs = [
        Wrong(lb / LB_IN_KG * 703 / inches**2, "The weight was changed to kilograms, which 703 does already."),
        Wrong(lb * 703 / inches / 100, "The height was not squared, and the point slipped."),
        Wrong(lb * 730 / inches**2, "730 was used in place of 703."),
        Wrong(lb * 603 / inches**2, "603 was used in place of 703."),
        Wrong(answer * 10, "Decimal slip: ten times the index."),
        Wrong(answer / 10, "Decimal slip: a tenth of the index."),
    ]
    asked = (
        f"A patient weighs {amount(lb, 'lb')} and is {_feet(int(inches))} tall. With the factor 703 for pounds and"
        " inches,"
        " what is the body mass index?"
    )
    square = inches**2
    tall = f"{_feet(int(inches))} is {written(inches)} in. "
    why = f"{tall}{written(lb)} × 703 ÷ {written(square)} = {result(answer, 1, 'kg/m²', fixed=True)}."
    return _bmi(asked, answer, why, wrongs)


def _bmi(asked: str, answer: Fraction, why: str, wrongs: list[Wrong]) -> Sum | None:
    if not LEAST_BMI <= answer <= MOST_BMI:
        return None
    return Sum(
        stem=asked,
        answer=answer,
        unit="kg/m²",
        why=why,
        wrongs=tuple(wrongs),
        places=1,
        fixed=True,
        expected=0.5,
    )


GENERATORS = (
    Generator(
        "unit-conversion",
        "metric and household units",
        "dosage-calculation",
        DOSAGE,
        {"smaller": to_smaller, "larger": to_larger, "household": household, "to-household": to_household},
    ),
    Generator(
        "temperature",
        "degrees Fahrenheit and Celsius",
        "intake-vitals",
        CLINICAL,
        {"celsius": to_celsius, "fahrenheit": to_fahrenheit},
    ),
    Generator(
        "weight",
        "pounds, ounces and kilograms",
        "intake-vitals",
        CLINICAL,
        {"kilograms": to_kilograms, "pounds": to_pounds, "ounces": pounds_and_ounces},
    ),
    Generator(
        "height",
        "feet, inches and centimeters",
        "intake-vitals",
        CLINICAL,
        {"centimeters": to_centimeters, "inches": to_inches, "from-centimeters": from_centimeters},
    ),
    Generator(
        "body-mass-index",
        "the body mass index",
        "intake-vitals",
        CLINICAL,
        {"metric": bmi_metric, "pounds": bmi_pounds},
    ),
)
