"""Practice: the next item, calibration and the forecast of reviews, beside plain NumPy, catsim, mirt and fsrs."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Row, functions
from lapel.exam.calibration import calibrate
from lapel.exam.memory import Forgetting, Memory, forecast
from lapel.exam.response import items, probabilities
from lapel.exam.selection import AIM, CEILING, Stop, next_item, opened, pool, practice, unexposed

Array = NDArray[np.float64]
THETA = 0.3


def bank(count: int, seed: int = 1) -> tuple[Array, Array]:
    """Draw slopes and difficulties of a 2PL bank."""
    chance = np.random.default_rng(seed)
    return np.exp(chance.normal(0.0, 0.3, count)), chance.normal(0.0, 1.0, count)


def plain_next(a: Array, b: Array, theta: float, given: NDArray[np.intp]) -> int:
    """The next item as one would write it in NumPy: the peer."""
    p = 1.0 / (1.0 + np.exp(-a * (theta - b)))
    told = a**2 * p * (1.0 - p)
    told[given] = -np.inf
    return int(told.argmax())


def catsim_next(a: Array, b: Array, theta: float, given: NDArray[np.intp]) -> Callable[[], Any]:
    """The next item by catsim's maximum information selector."""
    from catsim.irt import normalize_item_bank
    from catsim.item_bank import ItemBank
    from catsim.selection import MaxInfoSelector

    known = ItemBank(normalize_item_bank(np.stack([a, b], axis=1)))
    had = [int(one) for one in given]
    selector = MaxInfoSelector()
    return lambda: selector.select(item_bank=known, administered_items=had, est_theta=theta)


def next_items() -> list[Row]:
    """The next item of banks of three sizes, twenty items into the practice."""
    rows: list[Row] = []
    for count in (500, 5_000, 50_000):
        a, b = bank(count)
        choices, given = pool(items(a, b)), np.arange(0, 200, 10)
        outlined = pool(items(a, b), np.arange(count) % 3, [53, 19, 18])
        by_catsim = catsim_next(a, b, THETA, given)
        chosen = next_item(choices, THETA, given)
        assert chosen is not None
        assert chosen.item == plain_next(a, b, THETA, given) == int(by_catsim())
        measured = functions(
            {
                f"{count:,} items by plain NumPy (peer)": partial(plain_next, a, b, THETA, given),
                f"{count:,} items": partial(next_item, choices, THETA, given),
                f"{count:,} items in three areas": partial(next_item, outlined, THETA, given),
                f"{count:,} items by catsim (peer)": by_catsim,
            },
            runs=100,
        )
        base = measured[0].middle
        aims = ("", "≤ 2× plain NumPy", "", "≥ 20× of ours")
        rows += [
            Row(row.what, row.middle, row.least, row.most, f"{row.middle / base:.2f}×", row.memory, aim)
            for row, aim in zip(measured, aims, strict=True)
        ]
    return rows


def sample(persons: int, count: int, seed: int = 1) -> tuple[Array, Array, Array]:
    """Simulate answers; gives them with the slopes and difficulties they came from."""
    a, b = bank(count, seed)
    chance = np.random.default_rng(seed + 1)
    p = probabilities(items(a, b), chance.normal(size=persons))
    return (chance.random(p.shape) < p).astype(float), a, b


def plain_em(data: Array, limit: float = 1e-4) -> tuple[Array, Array]:
    """EM as one would write it in NumPy, for whole answers: the peer. 121 points, two Newton steps a round."""
    points = np.linspace(-6, 6, 121)
    mass = np.exp(-0.5 * points**2)
    mass /= mass.sum()
    share = data.mean(axis=0)
    a, d = np.ones(len(share)), np.log(share / (1 - share))
    for _ in range(500):
        p = 1 / (1 + np.exp(-(a[:, None] * points + d[:, None])))
        logs = data @ np.log(p / (1 - p)) + np.log(1 - p).sum(axis=0) + np.log(mass)
        weights = np.exp(logs - logs.max(axis=1, keepdims=True))
        weights /= weights.sum(axis=1, keepdims=True)
        number, right = weights.sum(axis=0), data.T @ weights
        old = a, d
        for _ in range(2):
            p = 1 / (1 + np.exp(-(a[:, None] * points + d[:, None])))
            left, spread = right - number * p, number * p * (1 - p)
            ga, gd = left @ points, left.sum(axis=1)
            aa, ad, dd = spread @ points**2, spread @ points, spread.sum(axis=1)
            below = aa * dd - ad**2
            a, d = a + (dd * ga - ad * gd) / below, d + (aa * gd - ad * ga) / below
        if max(np.abs(a - old[0]).max(), np.abs(d - old[1]).max()) < limit:
            break
    return a, d


def mirt_fit(data: Array) -> Any:
    """The fit of PyPI's mirt at 121 points, with its own way to stop and without standard errors."""
    import mirt

    return mirt.fit_mirt(data.astype(int), model="2PL", n_quadpts=121, compute_standard_errors=False)


def calibration() -> list[Row]:
    """5,000 persons and 300 items, 2PL, 121 points."""
    data, a, b = sample(5_000, 300)
    fitted = calibrate(data, errors=False, limit=1e-4)
    plain = plain_em(data)
    apart = max(np.abs(fitted.slope - plain[0]).max(), np.abs(fitted.intercept - plain[1]).max())
    of_a, of_b = (float(np.sqrt(np.square(x - y).mean())) for x, y in ((fitted.a, a), (fitted.b, b)))
    measured = functions(
        {
            "plain NumPy EM (peer)": partial(plain_em, data),
            "the same limit, 1e-4": partial(calibrate, data, errors=False, limit=1e-4),
            "as it is used: 1e-6, and standard errors": partial(calibrate, data),
        },
        runs=5,
        warm=1,
    )
    measured += functions({"mirt of PyPI (peer)": partial(mirt_fit, data)}, runs=1, warm=0)
    base = measured[0].middle
    aims = (
        f"ours differs by {apart:.1e}",
        f"≤ 1.5×; RMSE a {of_a:.3f} (≤ 0.05), b {of_b:.3f} (≤ 0.06)",
        "",
        "≥ 2× of ours",
    )
    return [
        Row(row.what, row.middle, row.least, row.most, f"{row.middle / base:.2f}×", row.memory, aim)
        for row, aim in zip(measured, aims, strict=True)
    ]


def reviews() -> list[Row]:
    """Forecasts of reviews: a collection over 60 days, beside the package's scheduler card by card."""
    from fsrs import Card, Rating, Scheduler, State

    chance, forgetting = np.random.default_rng(1), Forgetting()
    count = 200_000
    memory = Memory(np.exp(chance.normal(2.0, 1.0, count)), chance.uniform(1.0, 10.0, count))
    ages = chance.integers(0, 20, count)
    done = int(forecast(forgetting, memory, ages, 60, np.random.default_rng(2))[0].sum())
    start, scheduler = datetime(2026, 11, 1, tzinfo=UTC), Scheduler(enable_fuzzing=False)
    cards = [
        Card(card_id=k, state=State.Review, stability=float(s), difficulty=float(d), due=start, last_review=start)
        for k, (s, d) in enumerate(zip(memory.stability[:5_000], memory.difficulty[:5_000], strict=True))
    ]
    later = start + timedelta(days=9)
    measured = functions(
        {
            f"{done:,} reviews of 200,000 cards in 60 days": lambda: forecast(
                forgetting, memory, ages, 60, np.random.default_rng(2)
            ),
            "5,000 reviews by the package fsrs (peer)": lambda: [
                scheduler.review_card(card, Rating.Good, later) for card in cards
            ],
        },
        runs=7,
        warm=1,
    )
    return [
        Row(row.what, row.middle, row.least, row.most, f"{number / row.middle / 1000:.2f} M reviews/s", row.memory, aim)
        for row, number, aim in zip(measured, (done, 5_000), ("≥ 1 M reviews/s", ""), strict=True)
    ]


def exposure() -> list[Row]:
    """Practice on a 500-item bank with an outline: 2,000 learners, 40 items each; the share of them is in the aim."""
    chance = np.random.default_rng(1)
    a, b = bank(500)
    shares = np.array([53, 19, 18]) / 90
    choices = pool(items(a, b), chance.choice(3, 500, p=shares), shares)
    seen, errors, apart = unexposed(500), [], 0.0
    stop = Stop(longest=40, shortest=40)

    def learner() -> None:
        nonlocal seen, apart
        p = probabilities(choices.bank, chance.normal())
        held = practice(
            choices, lambda item: bool(chance.random() < p[item]), stop=stop, open_items=opened(seen, chance)
        )
        seen = seen.after(held.given)
        errors.append(held.known.error)
        number = np.bincount(choices.area[list(held.given)], minlength=3)
        apart = max(apart, float(np.abs(number - 40 * choices.shares).max()))

    (row,) = functions({"a session of 40 items, 500 items, three areas": learner}, runs=1_990)
    precise = float((np.array(errors) <= 0.30).mean())
    told = (
        f"exposure {seen.highest:.3f} (≤ {CEILING}, steered to {CEILING * AIM:.2f});"
        f" SE ≤ 0.30: {precise:.1%} (≥ 95 %); areas within {apart:.2f} items"
    )
    return [Row(row.what, row.middle, row.least, row.most, "", row.memory, told)]
