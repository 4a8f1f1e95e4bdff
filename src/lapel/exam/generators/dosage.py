"""Doses: tablets, liquids, doses by a child's weight, drop rates, and the mark of a syringe."""

from fractions import Fraction

from lapel.exam.chance import Chance
from lapel.exam.drawings import Syringe
from lapel.exam.generators.making import Generator, Point, Sum, Template, Wrong, amount, decimals, result, written
from lapel.model.exam import Option
from lapel.model.materials import Drug, Materials

LB_IN_KG = Fraction(22, 10)
MOST_TABLETS = 4
MOST_IM = 3
"""mL in one muscle of an adult."""
MOST_ORAL = 20
"""mL of a liquid at once."""
LEAST_DRAWN, LEAST_POURED = Fraction(1, 10), Fraction(1)
SOURCES = ("pharmacology-texts", "fda-labels")


def _of(form: tuple[str, ...], materials: Materials) -> list[Drug]:
    return [drug for drug in materials.drugs.values() if drug.form in form]


def _drawn(chance: Chance, drugs: list[Drug]) -> tuple[Drug, Fraction, Fraction]:
    drug = chance.pick(drugs)
    return drug, Fraction(chance.pick(drug.doses)), Fraction(chance.pick(drug.strengths))


# Tablets and capsules


def tablets(chance: Chance, materials: Materials) -> Sum | None:
    """The order and the label are in one unit."""
    drug, dose, strength = _drawn(chance, _of(("tablet", "capsule"), materials))
    return _tablets(chance, drug, dose, strength, amount(dose, drug.unit), "")


def tablets_converted(chance: Chance, materials: Materials) -> Sum | None:
    """The order is in the next larger unit."""
    drug, dose, strength = _drawn(chance, _of(("tablet", "capsule"), materials))
    larger = {"mg": "g", "mcg": "mg"}[drug.unit]
    ordered = amount(dose / 1000, larger)
    if dose % 50 or (drug.unit == "mg" and dose < 500):
        return None
    return _tablets(chance, drug, dose, strength, ordered, f"{ordered} is {amount(dose, drug.unit)}. ")


def _tablets(chance: Chance, drug: Drug, dose: Fraction, strength: Fraction, ordered: str, first: str) -> Sum | None:
    many = f"{drug.form}s"
    answer = dose / strength
    halves = answer.denominator == 2 and drug.halves
    if answer == 1 or answer > MOST_TABLETS or (answer.denominator != 1 and not halves):
        return None
    label = amount(strength, drug.unit)
    how = " The tablets are scored." if halves else ""
    asked = chance.pick(
        (
            f"The order is {drug.name} {ordered} by mouth. The bottle is labeled {label} per {drug.form}.{how} How many"
            f" {many} make one dose?",
            f"A patient is to take {drug.name} {ordered} for each dose. On hand are {many} of {label} each.{how} How"
            f" many {many} should be given?",
            f"Before giving {drug.name}, a medical assistant reads the order, {ordered} by mouth, and the label,"
            f" {label} in each {drug.form}.{how} How many {many} are needed?",
        )
    )
    worked = f"{first}{amount(dose, drug.unit)} ÷ {label} per {drug.form} = {amount(answer, many)}."
    wrongs = [
        Wrong(1 / answer, f"Inverted ratio: the label was divided by the order ({label} ÷ {amount(dose, drug.unit)})."),
        Wrong(10 * answer, "Decimal slip: ten times the right number. So many for one dose is a sign to stop."),
        Wrong(answer / 10, "Decimal slip: a tenth of the right number."),
        Wrong(Fraction(1), f"The strength of the label was taken for the dose: one {drug.form} holds {label}."),
        Wrong(2 * answer, "The right number was doubled; the order is for one dose.", True),
        Wrong(answer + 1, f"One {drug.form} too many: count how often the strength fits into the order.", True),
        Wrong(answer / 2, "Half of the right number; the dose would be too small.", True),
    ]
    return Sum(
        stem=asked,
        answer=answer,
        unit=many,
        why=worked,
        wrongs=tuple(wrongs),
        places=0 if answer.denominator == 1 else 1,
        expected=0.62 if first else 0.78,
        dose=True,
    )


# Liquids


def liquid(chance: Chance, materials: Materials) -> Sum | None:
    """A liquid by mouth, labeled in so many mg for 5 mL."""
    drug, dose, strength = _drawn(chance, _of(("liquid",), materials))
    answer = dose / strength * drug.volume
    if answer > MOST_ORAL or answer < LEAST_POURED:
        return None
    ordered, label = amount(dose, drug.unit), f"{amount(strength, drug.unit)} per {amount(drug.volume, 'mL')}"
    asked = chance.pick(
        (
            f"The provider orders {drug.name} {ordered} by mouth. The bottle is labeled {label}. How many milliliters"
            " make one dose?",
            f"A patient needs {ordered} of liquid {drug.name}. The label says {label}. How many milliliters should be"
            " measured in the oral syringe?",
            f"A medical assistant shows a parent how to measure {drug.name} {ordered} from a liquid of {label}. Up to"
            " how many milliliters should the oral syringe be filled?",
        )
    )
    return _volume(asked, drug, dose, strength, answer, expected=0.66)


def injection(chance: Chance, materials: Materials) -> Sum | None:
    """An injection into a muscle, labeled in mg or mcg for 1 mL."""
    drug, dose, strength = _drawn(chance, _of(("injection",), materials))
    answer = dose / strength
    if answer > MOST_IM or answer < LEAST_DRAWN or answer == 1:
        return None
    ordered, label = amount(dose, drug.unit), f"{amount(strength, drug.unit)} per mL"
    asked = chance.pick(
        (
            f"The order is {drug.name} {ordered} {drug.route} for an adult. The vial is labeled {label}. How many"
            " milliliters should be drawn up?",
            f"A medical assistant is to give an adult {drug.name} {ordered} {drug.route}. On hand is a vial of {label}."
            " What volume should be in the syringe?",
        )
    )
    return _volume(asked, drug, dose, strength, answer, expected=0.68)


def _volume(
    asked: str, drug: Drug, dose: Fraction, strength: Fraction, exact: Fraction, *, expected: float
) -> Sum | None:
    places = min(decimals(exact), 2 if drug.form == "injection" else 1)
    ordered, label = amount(dose, drug.unit), amount(strength, drug.unit)
    times = f" × {drug.volume} mL" if drug.volume != 1 else ""
    per = label if drug.volume != 1 else f"{label} per mL"
    wrongs = [
        Wrong(
            strength / dose * drug.volume, f"Inverted ratio: the label was divided by the order ({label} ÷ {ordered})."
        ),
        Wrong(10 * exact, "Decimal slip: ten times the right volume, which could do great harm."),
        Wrong(exact / 10, "Decimal slip: a tenth of the right volume."),
        Wrong(2 * exact, "The right volume was doubled; the order is for one dose.", True),
        Wrong(exact / 2, "Half of the right volume; the dose would be too small.", True),
    ]
    if drug.volume != 1:
        left_out = f"The {drug.volume} mL of the label was left out ({ordered} ÷ {label})."
        wrongs.insert(0, Wrong(dose / strength, left_out))
        wrongs.append(Wrong(exact + drug.volume, f"The {drug.volume} mL of the label was added on top."))
    else:
        wrongs.append(Wrong(exact + 1, "The 1 mL of the label was added on top."))
    return Sum(
        stem=asked,
        answer=exact,
        unit="mL",
        why=f"{ordered} ÷ {per}{times} = {result(exact, places, 'mL')}.",
        wrongs=tuple(wrongs),
        places=places,
        expected=expected,
        dose=True,
    )


# By weight


def by_weight_kg(chance: Chance, materials: Materials) -> Sum | None:
    """The weight is in kilograms; the milligrams of one dose are asked for."""
    return _by_weight(chance, materials, pounds=False, volume=False)


def by_weight_lb(chance: Chance, materials: Materials) -> Sum | None:
    """The weight is in pounds; the milligrams of one dose are asked for."""
    return _by_weight(chance, materials, pounds=True, volume=False)


def by_weight_volume(chance: Chance, materials: Materials) -> Sum | None:
    """The weight is in pounds or kilograms; the milliliters of one dose are asked for."""
    return _by_weight(chance, materials, pounds=chance.below(2) == 0, volume=True)


def _by_weight(chance: Chance, materials: Materials, *, pounds: bool, volume: bool) -> Sum | None:
    drug = chance.pick([drug for drug in materials.drugs.values() if drug.by_weight])
    way = chance.pick(drug.by_weight)
    kg = Fraction(way.kg[0] + chance.below(way.kg[1] - way.kg[0] + 1))
    strength = Fraction(chance.pick(drug.strengths))
    times = way.per_day or 1
    mg = Fraction(way.mg)
    dose = mg * kg / times
    exact = dose / strength * drug.volume if volume else dose
    places = 1 if volume else 0
    if (volume and not LEAST_POURED <= exact <= MOST_ORAL) or (not volume and exact.denominator != 1):
        return None
    weight = amount(kg * LB_IN_KG, "lb") if pounds else amount(kg, "kg")
    rate = f"{amount(mg, 'mg')}/kg"
    split = f" a day, split into {_word(times)} equal doses" if way.per_day else " for each dose"
    label = f" The bottle is labeled {amount(strength, 'mg')} per {drug.volume} mL." if volume else ""
    asked = chance.pick(
        (
            f"A child weighs {weight}. The order is {drug.name} {rate}{split}.{label} How many"
            f" {'milliliters' if volume else 'milligrams'} make one dose?",
            f"For a child who weighs {weight}, the provider orders {drug.name} {rate} by mouth{split}.{label} How many"
            f" {'milliliters' if volume else 'milligrams'} should be in each dose?",
        )
    )
    hint = " Use 2.2 lb to the kilogram." if pounds else ""
    steps = [f"{weight} ÷ 2.2 = {amount(kg, 'kg')}."] if pounds else []
    steps.append(f"{amount(kg, 'kg')} × {rate} = {amount(mg * kg, 'mg')}{' a day' * (times > 1)}.")
    if times > 1:
        steps.append(f"{amount(mg * kg, 'mg')} ÷ {times} doses = {amount(dose, 'mg')} in each.")
    if volume:
        said = f"{amount(dose, 'mg')} ÷ {amount(strength, 'mg')} × {drug.volume} mL"
        steps.append(f"{said} = {result(exact, places, 'mL')}.")
    wrongs = _weight_wrongs(exact, times, pounds)
    if volume:
        left_out = f"The {drug.volume} mL of the label was left out."
        wrongs.insert(1, Wrong(exact / drug.volume, left_out))
        upside = "Inverted ratio: the label was divided by the dose."
        wrongs.insert(2, Wrong(strength / dose * drug.volume, upside))
    return Sum(
        stem=f"{asked}{hint}",
        answer=exact,
        unit="mL" if volume else "mg",
        why=" ".join(steps),
        wrongs=tuple(wrongs),
        places=places,
        expected=0.46 if volume and pounds else 0.55,
        dose=True,
    )


def _weight_wrongs(exact: Fraction, times: int, pounds: bool) -> list[Wrong]:
    wrongs = [
        Wrong(10 * exact, "Decimal slip: ten times the dose, which could do great harm."),
        Wrong(exact / 10, "Decimal slip: a tenth of the dose."),
        Wrong(2 * exact, "The dose was doubled.", True),
        Wrong(exact / 2, "The dose was halved.", True),
    ]
    if pounds:
        forgot = "Pounds were used as if they were kilograms: more than twice the dose."
        wrongs.insert(0, Wrong(exact * LB_IN_KG, forgot))
        wrongs.insert(1, Wrong(exact * LB_IN_KG**2, "Pounds were multiplied by 2.2 in place of divided."))
    else:
        wrongs.insert(0, Wrong(exact / LB_IN_KG, "The weight was divided by 2.2, but it was in kilograms already."))
        wrongs.insert(1, Wrong(exact * LB_IN_KG, "The weight was changed to pounds; the order is by kilogram."))
    if times > 1:
        wrongs.insert(0, Wrong(exact * times, "The amount of the whole day was not split into its doses."))
        wrongs.insert(
            2, Wrong(exact * times**2, "The amount of the day was multiplied by the doses in place of divided.")
        )
    return wrongs


def _word(number: int) -> str:
    return ("zero", "one", "two", "three", "four")[number]


# Drops


def drop_rate(chance: Chance, _: Materials) -> Sum | None:
    """Drops a minute, for a volume over hours or minutes."""
    factor = chance.pick((10, 15, 20, 60))
    volume = chance.pick((50, 100, 150, 250, 500, 750, 1000))
    minutes = chance.pick((20, 30, 45, 60, 90, 120, 180, 240, 300, 360, 480, 600, 720))
    answer = Fraction(volume * factor, minutes)
    hourly = Fraction(volume * 60, minutes)
    # A person counts the drops; a liter an hour is as fast as a line runs.
    if not 8 <= answer <= 120 or hourly > 1000:
        return None
    over = amount(Fraction(minutes, 60), "hours") if minutes >= 120 else f"{minutes} minutes"
    asked = chance.pick(
        (
            f"A nurse asks a medical assistant to check her math: {amount(volume, 'mL')} of IV fluid is to run over"
            f" {over} through tubing of {factor} drops per mL. What is the rate in drops per minute?",
            f"An IV order is for {amount(volume, 'mL')} of normal saline over {over}. The tubing delivers {factor}"
            " drops"
            " per mL. How many drops per minute is this?",
        )
    )
    other = 20 if factor != 20 else 10
    wrongs = [
        Wrong(
            Fraction(volume, minutes), f"The drop factor was left out: these are mL per minute ({volume} ÷ {minutes})."
        ),
        Wrong(hourly, "These are mL per hour, not drops per minute."),
        Wrong(answer * 60, "Hours were not changed to minutes."),
        Wrong(Fraction(volume * other, minutes), f"A factor of {other} was used; this tubing has {factor}."),
        Wrong(2 * answer, "The result was doubled: check the time.", True),
        Wrong(answer / 2, "The result was halved: check the time.", True),
        Wrong(10 * answer, "Decimal slip: ten times the rate."),
    ]
    return Sum(
        stem=asked,
        answer=answer,
        unit="drops per minute",
        why=f"{written(volume)} mL × {factor} drops per mL ÷ {minutes} minutes ="
        f" {result(answer, 0, 'drops per minute')}.",
        wrongs=tuple(wrongs),
        expected=0.5,
    )


def milliliters_an_hour(chance: Chance, _: Materials) -> Sum | None:
    """The rate of a pump."""
    volume = chance.pick((50, 100, 150, 250, 500, 750, 1000))
    minutes = chance.pick((20, 30, 45, 90, 120, 180, 240, 300, 360, 480, 600))
    answer = Fraction(volume * 60, minutes)
    if answer > 500 or answer < 25:
        return None
    over = amount(Fraction(minutes, 60), "hours") if minutes >= 120 else f"{minutes} minutes"
    wrongs = [
        Wrong(10 * answer, "Decimal slip: ten times the rate."),
        Wrong(answer / 10, "Decimal slip: a tenth of the rate."),
        Wrong(Fraction(volume * minutes, 60), "The volume was multiplied by the time in place of divided."),
        Wrong(Fraction(volume), "This is the whole volume, not what runs in one hour."),
        Wrong(2 * answer, "The rate was doubled: check the time.", True),
        Wrong(answer / 2, "The rate was halved: check the time.", True),
        Wrong(Fraction(volume, minutes), "These are mL per minute, not mL per hour."),
    ]
    per = f"{minutes} minutes × 60 minutes per hour" if minutes < 120 else over
    return Sum(
        stem=f"A pump is to give {amount(volume, 'mL')} of IV fluid over {over}. A nurse asks a medical assistant to"
        " check"
        " the setting. How many mL per hour is right?",
        answer=answer,
        unit="mL per hour",
        why=f"{written(volume)} mL ÷ {per} = {result(answer, 0, 'mL per hour')}.",
        wrongs=tuple(wrongs),
        expected=0.62,
    )


# The mark of a syringe

MARKS = tuple(Fraction(half, 2) for half in range(1, 6))


def syringe(chance: Chance, materials: Materials) -> Point | None:
    """Point at the mark of a 3 mL syringe."""
    drug, dose, strength = _drawn(chance, _of(("injection",), materials))
    answer = dose / strength
    if answer not in MARKS:
        return None
    ordered, label = amount(dose, drug.unit), amount(strength, drug.unit)
    options = tuple(
        Option(
            f"mark-{written(mark).replace('.', '-')}",
            f"The mark at {amount(mark, 'mL')}",
            _mark_why(mark, dose, strength, drug),
        )
        for mark in MARKS
    )
    return Point(
        stem=f"The order is {drug.name} {ordered} {drug.route} for an adult. The vial is labeled {label} per mL. Up to"
        " which mark of the 3 mL syringe should the drug be drawn?",
        options=options,
        key=f"mark-{written(answer).replace('.', '-')}",
        expected=0.66,
        picture="syringe-3ml",
        drawing=Syringe(),
    )


def _mark_why(mark: Fraction, dose: Fraction, strength: Fraction, drug: Drug) -> str:
    ordered, holds = amount(dose, drug.unit), amount(mark * strength, drug.unit)
    if mark * strength == dose:
        return f"{ordered} ÷ {amount(strength, drug.unit)} per mL = {amount(mark, 'mL')}."
    inverted = ": the ratio was inverted" if mark == strength / dose else ""
    return f"This holds {holds}, {'more' if mark * strength > dose else 'less'} than the {ordered} ordered{inverted}."


def _generator(name: str, title: str, templates: dict[str, Template]) -> Generator:
    return Generator(name, title, "dosage-calculation", SOURCES, templates)


GENERATORS = (
    _generator(
        "dose-tablets", "tablets and capsules for a dose", {"same-unit": tablets, "converted": tablets_converted}
    ),
    _generator(
        "dose-liquids", "milliliters for a dose, by mouth or injected", {"by-mouth": liquid, "injected": injection}
    ),
    _generator("dose-syringe", "the mark of a syringe", {"mark": syringe}),
    _generator(
        "dose-by-weight",
        "a child's dose by weight",
        {"kilograms": by_weight_kg, "pounds": by_weight_lb, "volume": by_weight_volume},
    ),
    _generator(
        "drop-rates", "drops a minute and milliliters an hour", {"drops": drop_rate, "hourly": milliliters_an_hour}
    ),
)
