"""What to go over again, and when: items that were missed, in one queue across all ways of studying.

An item enters the queue when it is first missed, and from then on every answer to it counts as a review, wherever it
was given. When it is due follows from FSRS (free spaced repetition, version 6; the package `fsrs`), without its fuzz,
so that the same history gives the same queue. Answers of a mock exam that is going on are not in it: they would tell.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from lapel.exam.events import Answered
from lapel.exam.evidence import Sessions, answers
from lapel.model.value import Value

WANTED = 0.9
"""The chance of remembering at which an item is due."""

SOON = timedelta(minutes=10)
"""When an item that was just missed is due."""


class Card(Value):
    """An item of the queue: when it is due, how often it was missed, how long it is remembered (days to 90 %).

    ``missed`` tells of the last answer.
    """

    item: str
    due: datetime
    last: datetime
    reviews: int
    misses: int
    stability: float
    missed: bool


def cards(sessions: Sessions, key: Callable[[str], str] = str) -> list[Card]:
    """Give the queue, what is due first; ``key`` names what an item stands for, as a seed stands for its generator."""
    found: dict[str, list[Answered]] = {}
    for event in answers(sessions):
        name = key(event.item)
        if name in found or not event.right:
            found.setdefault(name, []).append(event)
    made = [_card(name, number, events) for number, (name, events) in enumerate(found.items())]
    return sorted(made, key=lambda card: (card.due, card.item))


def _card(name: str, number: int, events: Sequence[Answered]) -> Card:
    from fsrs import Card as Memory
    from fsrs import Rating, Scheduler

    scheduler = Scheduler(
        desired_retention=WANTED, learning_steps=(SOON,), relearning_steps=(SOON,), enable_fuzzing=False
    )
    memory = Memory(card_id=number, due=events[0].at)
    for event in events:
        memory, _ = scheduler.review_card(memory, Rating.Good if event.right else Rating.Again, event.at)
    misses = sum(not event.right for event in events)
    return Card(
        name, memory.due, events[-1].at, len(events), misses, float(memory.stability or 0.0), not events[-1].right
    )


def due(queue: Sequence[Card], *, now: datetime) -> list[Card]:
    """List the cards that are due, the longest due first."""
    return [card for card in queue if card.due <= now]


def to_review(queue: Sequence[Card], *, now: datetime, had: Collection[str] = ()) -> list[Card]:
    """List what to go over now: what is due, then what was missed last time, though it is due in some minutes only.

    ``had`` is what this session showed: of it only what is due again comes.
    """
    fresh = [card for card in queue if card.missed and card.item not in had and card.due > now]
    return [*due(queue, now=now), *fresh]


def due_by_day(queue: Sequence[Card], *, now: datetime, days: int) -> list[int]:
    """Count the cards that fall due in each of the coming days of 24 hours; those overdue come in the first."""
    counts = [0] * days
    for card in queue:
        day = max(0, (card.due - now) // timedelta(days=1))
        if day < days:
            counts[day] += 1
    return counts
