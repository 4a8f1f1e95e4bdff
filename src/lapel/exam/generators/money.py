"""What a patient owes, what a ledger comes to, and how old a balance is. Money is in exact cents."""

from datetime import date, timedelta
from fractions import Fraction

from lapel.exam.chance import Chance
from lapel.exam.generators.making import Choice, Generator, Pick, Sum, Wrong, written
from lapel.exam.generators.people import SURNAMES
from lapel.model.materials import Materials
from lapel.rules.wording import long_date

MOST_APART = 30
"""A wrong amount of money may be farther from the right one than a dose."""


def dollars(value: Fraction | int) -> str:
    """Write an amount of money.

    >>> dollars(Fraction(4550, 100)), dollars(1200)
    ('$45.50', '$1,200.00')
    """
    return f"${written(value, 2)}"


def _money(
    asked: str, answer: Fraction, why: str, wrongs: list[Wrong], *, expected: float, level: str = "apply"
) -> Sum:
    return Sum(
        stem=asked,
        answer=answer,
        unit="dollars",
        before="$",
        why=why,
        wrongs=tuple(wrongs),
        places=2,
        fixed=True,
        absurd=MOST_APART,
        expected=expected,
        level="analyze" if level == "analyze" else "apply",
    )


def _charge(chance: Chance) -> tuple[Fraction, Fraction]:
    """Draw a billed charge and the lower amount that the plan allows."""
    allowed = Fraction(60 + 5 * chance.below(90))
    return allowed + 10 * (1 + chance.below(12)), allowed


# The patient's share


def coinsurance(chance: Chance, _: Materials) -> Sum:
    """The deductible is met; the patient pays a share of the allowed amount."""
    billed, allowed = _charge(chance)
    percent = chance.pick((10, 15, 20, 25, 30))
    answer = allowed * percent / 100
    wrongs = [
        Wrong(billed * percent / 100, "The share was taken of the billed charge; it is of the allowed amount."),
        Wrong(allowed - answer, "This is the plan's share, not the patient's."),
        Wrong(billed - allowed, "This is the write-off, which a provider in the network does not collect."),
        Wrong(answer + billed - allowed, "The write-off was added; a provider in the network does not collect it."),
        Wrong(allowed, "This is the whole allowed amount; the plan pays its share of it."),
        Wrong(answer / 10, "Decimal slip: a tenth of the share."),
        Wrong(answer * 10, "Decimal slip: ten times the share."),
    ]
    asked = chance.pick(
        (
            f"A provider in the network bills {dollars(billed)}, and the plan allows {dollars(allowed)}. The"
            " deductible is met"
            f" and the coinsurance is {percent}%. What does the patient owe?",
            f"For a visit in the network, the charge is {dollars(billed)} and the allowed amount {dollars(allowed)}."
            " The patient,"
            f" whose deductible is met, pays {percent}% coinsurance. How much is that?",
        )
    )
    why = f"{percent}% of the allowed amount: {dollars(allowed)} × {percent} ÷ 100 = {dollars(answer)}."
    return _money(asked, answer, why, wrongs, expected=0.6)


def deductible(chance: Chance, _: Materials) -> Sum:
    """Part of the deductible is left: it comes first, then the share of the rest."""
    billed, allowed = _charge(chance)
    percent = chance.pick((10, 20, 25, 30))
    left = Fraction(10 * (1 + chance.below(12)))
    if left >= allowed:
        left = allowed - 40
    answer = left + (allowed - left) * percent / 100
    wrongs = [
        Wrong(allowed * percent / 100, "The deductible that is left was forgotten."),
        Wrong(left, "This is the deductible alone; the coinsurance of the rest was forgotten."),
        Wrong((allowed - left) * percent / 100, "This is the coinsurance alone; the deductible was forgotten."),
        Wrong(left + allowed * percent / 100, "The coinsurance was taken of the whole amount, not of the rest."),
        Wrong(left + (billed - left) * percent / 100, "The billed charge was used in place of the allowed amount."),
        Wrong(allowed - answer, "This is what the plan pays."),
    ]
    asked = (
        f"In the network, a charge of {dollars(billed)} is allowed at {dollars(allowed)}. Of the patient's deductible"
        f" {dollars(left)} is left, and after it the coinsurance is {percent}%. What does the patient owe?"
    )
    why = (
        f"First the deductible, {dollars(left)}. Of the rest, {dollars(allowed)} − {dollars(left)} ="
        f" {dollars(allowed - left)},"
        f" {percent}% is {dollars((allowed - left) * percent / 100)}. Together {dollars(answer)}."
    )
    return _money(asked, answer, why, wrongs, expected=0.45, level="analyze")


def write_off(chance: Chance, _: Materials) -> Sum:
    """What a provider in the network does not collect."""
    billed, allowed = _charge(chance)
    copay = Fraction(chance.pick((15, 20, 25, 30, 40, 50)))
    answer = billed - allowed
    wrongs = [
        Wrong(billed - allowed - copay, "The copay was taken off, too; it is part of the allowed amount."),
        Wrong(billed - allowed + copay, "The copay was added; it is part of the allowed amount."),
        Wrong(billed - copay, "This is the charge less the copay."),
        Wrong(allowed - copay, "This is what the plan pays."),
        Wrong(allowed, "This is the allowed amount; the write-off is what lies above it."),
        Wrong(copay, "This is the copay."),
    ]
    asked = (
        f"A provider in the network charges {dollars(billed)}. The plan allows {dollars(allowed)}, of which the"
        " patient paid"
        f" {dollars(copay)} as a copay. How much must be written off?"
    )
    why = f"The charge less the allowed amount: {dollars(billed)} − {dollars(allowed)} = {dollars(answer)}."
    return _money(asked, answer, why, [w for w in wrongs if w.value > 0], expected=0.6)


def plan_payment(chance: Chance, _: Materials) -> Sum:
    """What the plan pays after a copay."""
    billed, allowed = _charge(chance)
    copay = Fraction(chance.pick((15, 20, 25, 30, 35, 40, 50)))
    answer = allowed - copay
    wrongs = [
        Wrong(allowed, "The copay was not taken off."),
        Wrong(billed - copay, "The copay was taken off the billed charge, not off the allowed amount."),
        Wrong(allowed + copay, "The copay was added in place of taken off."),
        Wrong(billed, "This is the billed charge."),
        Wrong(billed - allowed, "This is the write-off."),
        Wrong(copay, "This is the patient's part."),
    ]
    asked = (
        f"A plan allows {dollars(allowed)} of a charge of {dollars(billed)} and has a copay of {dollars(copay)} with"
        " nothing"
        " else due from the patient. How much will the plan pay?"
    )
    why = f"The allowed amount less the copay: {dollars(allowed)} − {dollars(copay)} = {dollars(answer)}."
    return _money(asked, answer, why, wrongs, expected=0.64)


# Ledgers


def balance(chance: Chance, _: Materials) -> Sum:
    """A patient's balance after charges, payments and an adjustment."""
    before = Fraction(5 * chance.below(40))
    charge = Fraction(75 + 5 * chance.below(50))
    paid = Fraction(20 + 5 * chance.below(8))
    insurer = Fraction(10 + chance.below(int(charge - paid) // 2))
    adjusted = Fraction(5 + chance.below(20))
    answer = before + charge - paid - insurer - adjusted
    wrongs = [
        Wrong(answer + 2 * adjusted, "The adjustment was added in place of taken off."),
        Wrong(answer + adjusted, "The adjustment was left out."),
        Wrong(answer + insurer, "The plan's payment was left out."),
        Wrong(answer + paid, "The patient's payment was left out."),
        Wrong(
            before + charge + paid + insurer + adjusted, "Everything was added; payments and adjustments are taken off."
        ),
        Wrong(charge - paid - insurer - adjusted, "The balance from before was left out."),
        Wrong(answer - adjusted, "The adjustment was taken off twice."),
        Wrong(answer - paid, "The patient's payment was taken off twice."),
    ]
    start = f"an earlier balance of {dollars(before)}" if before else "no earlier balance"
    asked = (
        f"A ledger shows {start}, a charge of {dollars(charge)}, a payment of {dollars(paid)} by the patient, a plan's"
        " payment"
        f" of {dollars(insurer)} and a write-off of {dollars(adjusted)}. What is the balance now?"
    )
    why = (
        f"{dollars(before)} + {dollars(charge)} − {dollars(paid)} − {dollars(insurer)} − {dollars(adjusted)} ="
        f" {dollars(answer)}."
    )
    return _money(asked, answer, why, [w for w in wrongs if w.value > 0], expected=0.66)


def deposit(chance: Chance, _: Materials) -> Sum:
    """A day's deposit: cash less the change fund, and checks."""
    fund = Fraction(chance.pick((50, 75, 100, 150)))
    cash = fund + 20 + 5 * chance.below(60)
    checks = [Fraction(15 + 5 * chance.below(40)) for _ in range(3)]
    cards = Fraction(50 + 5 * chance.below(60))
    total = sum(checks, Fraction(0))
    answer = cash - fund + total
    wrongs = [
        Wrong(cash + total, "The change fund was deposited, too; it stays in the drawer."),
        Wrong(cash + fund + total, "The change fund was added in place of taken off."),
        Wrong(answer + cards, "Card payments were counted; they reach the account by themselves."),
        Wrong(total, "The cash was left out."),
        Wrong(cash - fund, "The checks were left out."),
        Wrong(answer - checks[0], "One check was left out."),
    ]
    shown = f"{dollars(checks[0])}, {dollars(checks[1])} and {dollars(checks[2])}"
    asked = (
        f"At closing, the drawer holds {dollars(cash)} in cash with the change fund of {dollars(fund)} in it, and"
        " checks of"
        f" {shown}. Card payments were {dollars(cards)}. How much goes on the bank deposit slip?"
    )
    why = f"{dollars(cash)} − {dollars(fund)} + {dollars(total)} in checks = {dollars(answer)}."
    return _money(asked, answer, why, wrongs, expected=0.58)


# Aging

BUCKETS = ((1, 30), (31, 60), (61, 90), (91, 120))


def bucket(chance: Chance, _: Materials) -> Pick:
    """In which column of an aging report does a balance stand?"""
    # Dates far from any real statement keep the question from going stale.
    today = date(2030, 1, 1) + timedelta(days=chance.below(3 * 365))
    age = 3 + chance.below(116)
    billed = today - timedelta(days=age)
    right = next(n for n, (low, high) in enumerate(BUCKETS) if low <= age <= high)
    choices = [Choice(f"{low}–{high} days", _aged(n, right, age), n) for n, (low, high) in enumerate(BUCKETS)]
    return Pick(
        stem=f"A patient was billed on {long_date(billed)} and has paid nothing. In which column of the aging report of"
        f" {long_date(today)} does"
        " the balance stand?",
        key=choices[right],
        wrongs=tuple(choice for n, choice in enumerate(choices) if n != right),
        expected=0.7,
    )


def _aged(column: int, right: int, age: int) -> str:
    if column == right:
        return f"From one date to the other are {age} days."
    return f"The balance is {'older' if column < right else 'younger'}: {age} days."


def overdue(chance: Chance, _: Materials) -> Sum:
    """How much of a practice's accounts is older than a limit?"""
    limit = chance.pick((30, 60, 90))
    names = chance.sample(SURNAMES, 5)
    rows = [(name, Fraction(20 + 5 * chance.below(60)), 5 + chance.below(114)) for name in names]
    total = sum((owed for _, owed, _ in rows), Fraction(0))
    old = [(name, owed) for name, owed, age in rows if age > limit]
    answer = sum((owed for _, owed in old), Fraction(0))
    others = {other: sum((owed for _, owed, age in rows if age > other), Fraction(0)) for other in (30, 60, 90, 120)}
    wrongs = [
        Wrong(total, "This is everything that is owed, of any age."),
        Wrong(total - answer, f"This is what is {limit} days old or younger."),
        *(Wrong(sum_, f"This is what is older than {other} days.") for other, sum_ in others.items() if other != limit),
        *(Wrong(answer - owed, f"The account of {name} was left out.", True) for name, owed in old),
        *(
            Wrong(answer + owed, f"The account of {name} was counted; it is {age} days old.", True)
            for name, owed, age in rows
            if age <= limit
        ),
    ]
    shown = "; ".join(f"{name} {dollars(owed)}, {age} days" for name, owed, age in rows)
    return _money(
        f"Open accounts and their ages: {shown}. How much in all is more than {limit} days old?",
        answer,
        f"{' + '.join(dollars(owed) for _, owed in old)} = {dollars(answer)} ({', '.join(name for name, _ in old)}).",
        [wrong for wrong in wrongs if wrong.value > 0],
        expected=0.62,
    )


GENERATORS = (
    Generator(
        "patient-share",
        "copay, deductible and coinsurance",
        "insurance-billing",
        ("administrative-assisting-texts",),
        {"coinsurance": coinsurance, "deductible": deductible, "write-off": write_off, "plan-payment": plan_payment},
    ),
    Generator(
        "ledger",
        "balances and deposits",
        "office-finances",
        ("administrative-assisting-texts",),
        {"balance": balance, "deposit": deposit},
    ),
    Generator(
        "aging",
        "how old balances are",
        "office-finances",
        ("administrative-assisting-texts",),
        {"column": bucket, "overdue": overdue},
    ),
)
