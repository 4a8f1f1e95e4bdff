"""How long something takes: a range of calendar time, or of business days."""

from datetime import date, timedelta

from lapel.model.dates import Duration, add, format_duration, parse_duration
from lapel.model.value import Value

NOT_KNOWN = "not known"


class Span(Value):
    """From ``least`` to ``most`` of calendar time; both None when the time is not known.

    With ``business`` the days are Mondays to Fridays; holidays are not left out.
    """

    least: Duration | None = None
    most: Duration | None = None
    business: bool = False

    @property
    def known(self) -> bool:
        """Whether there is a figure."""
        return self.most is not None

    def __str__(self) -> str:
        if self.least is None or self.most is None:
            return NOT_KNOWN
        if self.business:
            least, most = self.least.count, self.most.count
            return f"{most} business days" if least == most else f"{least} to {most} business days"
        if self.least == self.most:
            return str(self.most)
        return f"{self.least.count if self.least.unit == self.most.unit else self.least} to {self.most}"

    def after(self, start: date, *, quick: bool = False) -> date:
        """Give the day on which it is over, begun on a day; the day itself where the time is not known.

        It takes the longest time of the range, or with ``quick`` the shortest.
        """
        length = self.least if quick else self.most
        if length is None:
            return start
        if self.business:
            return _business(start, length.count)
        return add(start, length)


def _business(start: date, count: int) -> date:
    day = start
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


AT_ONCE = Span(Duration(0, "days"), Duration(0, "days"))


def parse_span(text: str) -> Span:
    """Read ``12 months``, ``9 to 12 months``, ``5 to 7 business days`` or ``not known``.

    >>> str(parse_span("9 to 12 months"))
    '9 to 12 months'

    Months and years end on the last day of a month that has no such day. Raises ValueError saying what was found and
    expected.
    """
    if text == NOT_KNOWN:
        return Span()
    words = text.replace(" business ", " ")
    first, _, last = words.rpartition(" to ")
    try:
        most = _clamped(last)
        least = _clamped(first if " " in first else f"{first} {last.split()[1]}") if first else most
    except (ValueError, IndexError):
        expected = "'12 months', '9 to 12 months', '5 to 7 business days' or 'not known'"
        raise ValueError(f"found {text!r}, expected a time such as {expected}") from None
    if least.count > most.count and least.unit == most.unit:
        raise ValueError(f"found {text!r}, expected the shorter time first")
    return Span(least, most, words != text)


def _clamped(text: str) -> Duration:
    duration = parse_duration(text)
    return (
        duration if duration.unit == "days" else parse_duration(f"{format_duration(duration).split(' error')[0]} clamp")
    )
