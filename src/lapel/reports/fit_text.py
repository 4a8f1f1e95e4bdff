"""Is it for me → text for a terminal: the sides of the work, what leans which way, what to ask oneself."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from lapel.careers.fit import Fit, Lean
from lapel.careers.pay import Quoted
from lapel.model.advice import Aspect, Side
from lapel.model.occupation import Wages
from lapel.model.record import Record
from lapel.model.survey import EmployerView
from lapel.reports.footnotes import Footnotes
from lapel.reports.plans_text import PlanPage
from lapel.reports.school_text import service_words
from lapel.reports.skills_text import percent_words
from lapel.rules.wording import long_date

HEADS: Mapping[Side, str] = {
    "day": "The day",
    "hours": "The hours",
    "hard": "The hard sides",
    "good": "The good sides",
    "ask-yourself": "Ask yourself",
    "find-out": "How to find out",
}
MARKS: Mapping[Side, str] = {"hard": "-", "good": "+", "ask-yourself": "?", "find-out": "→"}
LEANING_WORDS = {"clinical": "clinical work", "administrative": "office work", "both": "both"}
NO_SCORE = (
    "No score and no test can tell you this. Read it, ask, and go and look. Every line has its source at the end."
)
LIKE_FOR_LIKE = (
    "These count employers, not dollars, and who asked them sells certificates. What is known of certificates and pay: "
    "lapel pay."
)


def fit_text(
    found: Fit,
    pay: Quoted | None,
    employers: Sequence[EmployerView],
    record: Record | None,
    *,
    on: date,
    program: str,
    width: int = 80,
) -> str:
    """Write it for reading; ``pay`` is that of medical assistants in the nation."""
    page, notes = PlanPage(width), Footnotes()
    page.add("Is it for me?")
    whose = f"{record.name}, asked" if record and record.name else "Asked"
    page.add(f"{whose} on {long_date(on)}")
    page.add("─" * page.width)
    page.add(NO_SCORE)
    if found.service or found.work:
        _seen(page, found)
    for side, aspects in found.sides:
        if side == "ask-yourself":
            _leans(page, notes, found)
            _pay(page, notes, pay, program)
            _employers(page, notes, employers)
        page.head(HEADS[side])
        _aspects(page, notes, side, aspects)
    page.head("Sources")
    notes.add_to(page, on)
    return str(page)


def _seen(page: PlanPage, found: Fit) -> None:
    page.head("What you have seen of it")
    for service in found.service:
        page.add(f"{service_words(service)}, without pay.", 2, "✓")
    for work in found.work:
        role = (work.role or "work").replace("-", " ")
        page.add(f"{role}{f' at {work.employer}' if work.employer else ''}.", 2, "✓")
    page.add("What you saw there tells you more than this page.", 2)


def _aspects(page: PlanPage, notes: Footnotes, side: Side, aspects: Iterable[Aspect]) -> None:
    for aspect in aspects:
        page.add(f"{aspect.name}: {aspect.says}{notes.mark(aspect.cite)}", 2, MARKS.get(side, "·"))
        if aspect.causes:
            page.add(f"It comes from: {'; '.join(aspect.causes)}.", 4)
        if aspect.note:
            page.add(aspect.note, 4)


def _leans(page: PlanPage, notes: Footnotes, found: Fit) -> None:
    page.head("Clinical or office: what the certificates lean to")
    page.add(leaning_words(found), 2)
    for lean in found.leans:
        page.add(f"{lean.credential.name}: {lean_words(lean, found)}", 2, LEAN_MARKS[lean.suits])
        for aspect in lean.said:
            page.add(aspect.says + notes.mark(aspect.cite), 4)
        for part in lean.office:
            if part.percent is not None:
                reading = f" (by the {part.reading})" if part.reading else ""
                text = f"Office work is up to {percent_words(part.percent)} of its exam{reading}."
                page.add(text + notes.mark(part.cite), 4)


LEAN_MARKS = {True: "✓", None: "·", False: "✗"}


def leaning_words(found: Fit) -> str:
    """Say to which side the person leans."""
    if found.leaning is None:
        return "Say which you would rather do: --leaning clinical, administrative or both."
    return f"You would rather do {LEANING_WORDS[found.leaning]}. Employers differ more than certificates do: ask."


def lean_words(lean: Lean, found: Fit) -> str:
    """Say what a certificate leans to, and what that means for the person."""
    text = f"leans to {LEANING_WORDS[lean.leaning]}" if lean.leaning != "both" else "covers both sides"
    if lean.disputed:
        said = next(aspect.leaning for aspect in lean.said if aspect.leaning not in (None, lean.leaning))
        assert said is not None
        return f"the sources disagree: {text}, or leans to {LEANING_WORDS[said]}."
    if lean.suits is False:
        return f"{text}, which is not the side you named."
    return f"{text}."


def _pay(page: PlanPage, notes: Footnotes, pay: Quoted | None, program: str) -> None:
    page.head("The pay")
    if pay is None:
        page.add("Not held here.", 2, "?")
    else:
        whose = "From the data that you added." if pay.added else "From the small table of the catalog."
        page.add(f"{pay_words(pay.wages)} {whose}{notes.mark(pay.wages.cite)}", 2, "·")
    page.add("By state and city, over time, and beside other jobs:", 2, "→")
    page.lines.append(f"    {program} pay medical-assistant")


def pay_words(wages: Wages) -> str:
    """Say what the middle of an occupation earns, and what the lowest and the highest tenth do."""
    spread, said = wages.annual, []
    if spread.median.exact is not None:
        said.append(f"half earn less than ${spread.median.exact:,.0f} a year")
    if spread.p10.exact is not None and spread.p90.exact is not None:
        said.append(f"one in ten less than ${spread.p10.exact:,.0f} and one in ten more than ${spread.p90.exact:,.0f}")
    what = ", ".join(said) or "not reported"
    return f"In the {wages.area.name}, May {wages.year}, before taxes: {what}."


def _employers(page: PlanPage, notes: Footnotes, employers: Sequence[EmployerView]) -> None:
    page.head("What employers say of certificates")
    for view in employers:
        page.add(f"{share_of(view)} of {view.asked}, {view.year}: {view.says}.{notes.mark(view.cite)}", 2, "·")
    page.add(LIKE_FOR_LIKE if employers else "Not held here.", 2)


def share_of(view: EmployerView) -> str:
    """Say what share of the employers asked said so; what is not reported is said to be so."""
    value = view.percent.value
    bound = {"at least": "At least ", "below": "Fewer than "}.get(view.percent.bound, "")
    return "A share that is not reported" if value is None else f"{bound}{value:g} percent"
