"""Programs → plain data of a published, stable shape: found, shown, side by side."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from lapel.eligibility.verdict import ANSWERS, Verdict
from lapel.model.citation import Citation
from lapel.model.credential import Catalogue
from lapel.model.dates import LAST_DATE, PartialDate, month_end
from lapel.model.figure import Figure
from lapel.model.program import KINDS, Claim, Offering, ProgramGuide, Told
from lapel.model.record import When
from lapel.programs.appraise import Appraisal, KindAnswer
from lapel.programs.factors import accredited_on
from lapel.programs.opens import Openings
from lapel.programs.outcomes import MEASURES
from lapel.programs.search import WISHES, Found, Match
from lapel.programs.topics import STATUSES
from lapel.reports.holding_json import amount_data
from lapel.reports.json_parts import (
    CITE,
    DAY,
    FLAG,
    MAYBE_DAY,
    MAYBE_TEXT,
    TEXT,
    TRUTH,
    TRUTHS,
    catalogue_data,
    cite_data,
    day_data,
    list_of,
    named,
    shape,
)


def programs_data(
    catalogue: Catalogue,
    *,
    on: date,
    found: Found | None = None,
    appraised: Sequence[Appraisal] = (),
    sources: Sequence[Citation] = (),
    guide: ProgramGuide | None = None,
    kinds: Sequence[KindAnswer] = (),
) -> dict[str, Any]:
    """Give what `lapel programs` answers as plain data; `programs_schema` describes it.

    ``found`` is there after a search, ``guide`` and ``kinds`` where no data was added.
    """
    return {
        "on": on.isoformat(),
        "catalogue": catalogue_data(catalogue),
        "found": _found(found) if found else None,
        "programs": [_appraisal(one, on) for one in appraised],
        "add": [_place(place) for place in guide.places.values()] if guide else [],
        "kinds": [_kind(one, on) for one in kinds],
        "sources": [cite_data(cite, on) for cite in sources],
    }


def _found(found: Found) -> dict[str, Any]:
    wishes = found.wishes
    near = wishes.near
    return {
        "wishes": {
            "field": wishes.field,
            "near": near.name if near else None,
            "within": wishes.within,
            "state": wishes.state or None,
            "kinds": list(wishes.kinds),
            "max_cost": wishes.most_cost,
            "max_months": wishes.most_months,
            "delivery": wishes.delivery or None,
            "evening": wishes.evening,
            "opens": wishes.opens or None,
        },
        "total": found.total,
        "fits": [_match(match) for match in found.fits],
        "perhaps": [_match(match) for match in found.perhaps],
        "left_out": [{"wish": out.wish, "count": out.count, "alone": out.alone} for out in found.left_out],
    }


def _match(match: Match) -> dict[str, Any]:
    offering = match.offering
    return {
        "id": offering.id,
        "title": offering.title,
        "school": offering.institution.name,
        "miles": None if match.miles is None else round(match.miles, 2),
        "unknown": list(match.unknown),
    }


def _appraisal(one: Appraisal, on: date) -> dict[str, Any]:
    return {
        **_offering(one.offering, on),
        "accredited_on_your_days": TRUTHS[accredited_on(one.offering, one.openings.enrollment)],
        "score": _score(one, on),
        "openings": _openings(one.openings),
        "ask": [
            {
                "place": question.place,
                "text": question.text,
                "credentials": list(question.credentials),
                "settles": round(question.settles, 4),
            }
            for question in one.openings.ask
        ],
        "outcomes": [
            {
                "measure": out.measure,
                "scope": out.scope,
                **_told(out.told, on),
                "sectors": [
                    {"cip": one.cip, "kind": one.kind, "control": one.control, "value": getattr(one, out.measure).value}
                    for one in out.sectors
                ],
            }
            for out in one.outcomes
        ],
        "topics": [
            {
                "list": coverage.list.id,
                "name": coverage.list.name,
                "topics": [
                    {
                        "name": topic.topic.name,
                        "status": topic.status,
                        "hits": [{"subject": hit.subject, "words": hit.words, "line": hit.line} for hit in topic.hits],
                        "missing": list(topic.missing),
                    }
                    for topic in coverage.topics
                ],
                "cite": [cite_data(cite, on) for cite in coverage.list.cite],
            }
            for coverage in one.coverages
        ],
        "plan_step": _own(one),
    }


def _own(one: Appraisal) -> dict[str, Any] | None:
    own = one.own
    if own is None:
        return None
    return {
        "step": own.step,
        "because": own.because,
        "price": own.price,
        "months": {"least": own.least, "most": own.most},
        "hours_per_week": own.hours_per_week,
    }


def _offering(offering: Offering, on: date) -> dict[str, Any]:
    school = offering.institution
    return {
        "id": offering.id,
        "title": offering.title,
        "school": {
            "id": school.id,
            "name": school.name,
            "city": school.city,
            "state": school.state,
            "zip": school.zip,
            "latitude": school.latitude,
            "longitude": school.longitude,
            "placed_by": school.placed or None,
            "control": school.control or None,
            "website": school.website or None,
            "ids": [{"kind": kind, "value": value} for kind, value in school.ids],
        },
        "closed": school.closed or offering.closed or None,
        "cip": offering.cip,
        "kind": offering.kind or None,
        "award": offering.award or None,
        "months": {"least": offering.length.least, "most": offering.length.most, "about": offering.length.about},
        "clock_hours": _told(offering.clock_hours, on),
        "price": _told(offering.price, on),
        "prices": [{"part": name, **_told(told, on)} for name, told in offering.prices],
        "school_price": _told(offering.school_price, on),
        "delivery": offering.delivery or None,
        "evening": _claim(offering.evening),
        "clinical": _claim(offering.clinical),
        "administrative": _claim(offering.administrative),
        "practicum": _claim(offering.practicum),
        "practicum_hours": _told(offering.practicum_hours, on),
        "placement": _claim(offering.placement),
        "employed": _told(offering.employed, on),
        "completions": [{"year": year, **_told(told, on)} for year, told in offering.completions],
        "accreditation": [
            {
                "by": row.by,
                "from": _said(row.starts),
                "last": _said(row.last),
                "as_of": day_data(row.as_of),
                "matched": row.matched,
                "cite": [cite_data(cite, on) for cite in row.cite],
            }
            for row in offering.accreditation
        ],
        "leads_to": offering.leads_to or None,
        "notes": list(offering.notes),
        "cite": [cite_data(cite, on) for cite in offering.cite],
    }


def _said(said: When) -> str | None:
    """Give a day, month or year as ISO 8601; any other range of days as an interval."""
    if isinstance(said, PartialDate) and not (said.earliest.day == 1 and said.latest == month_end(said.latest)):
        return f"{said.earliest}/{said.latest}"
    return str(said) if said else None


def _figure(figure: Figure) -> dict[str, Any]:
    why = "" if figure.value is not None else figure.why or "not reported"
    return {"value": figure.value, "bound": figure.bound or None, "why": why or None}


def _told(told: Told, on: date) -> dict[str, Any]:
    return {**_figure(told.figure), "about": told.about, "cite": [cite_data(cite, on) for cite in told.cite]}


def _claim(claim: Claim) -> dict[str, Any]:
    return {"said": claim.said, "how": claim.how}


def _score(one: Appraisal, on: date) -> dict[str, Any]:
    return {
        "low": round(one.score.low, 2),
        "high": round(one.score.high, 2),
        "factors": [
            {
                "factor": factor.factor.id,
                "name": factor.factor.name,
                "weight": factor.weight,
                "low": round(factor.points[0], 2),
                "high": round(factor.points[1], 2),
                "parts": [
                    {
                        "part": part.part.id,
                        "name": part.part.name,
                        "share": part.part.share,
                        "low": round(float(part.reading.low), 4),
                        "high": round(float(part.reading.high), 4),
                        "says": part.reading.says,
                        "cite": [cite_data(cite, on) for cite in part.reading.cite],
                    }
                    for part in factor.parts
                ],
            }
            for factor in one.score.factors
        ],
    }


def _openings(openings: Openings) -> dict[str, Any]:
    days = openings.enrollment
    ends = days.ends
    first = ends.earliest if isinstance(ends, PartialDate) else ends
    last = ends.latest if isinstance(ends, PartialDate) else ends
    return {
        "from_a_record": openings.own,
        "starts": day_data(days.starts if isinstance(days.starts, date) else None),
        "ends": {"earliest": day_data(first), "latest": None if last == LAST_DATE else day_data(last)},
        "credentials": [
            {
                "credential": opening.credential.id,
                "name": opening.credential.name,
                "without": _verdict(opening.before),
                "with": _verdict(opening.after.verdict),
                "way": opening.after.best.route.id if opening.after.best else None,
                "confirm": opening.credential.confirm,
            }
            for opening in openings.openings
        ],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "answer": verdict.answer,
        "from": day_data(verdict.starts),
        "until": day_data(verdict.until),
        "firm": verdict.firm,
    }


def _place(place: Any) -> dict[str, Any]:
    return {
        "id": place.id,
        "name": place.name,
        "gives": place.gives,
        "where": place.where,
        "look_for": place.look_for,
        "note": place.note,
    }


def _kind(answer: KindAnswer, on: date) -> dict[str, Any]:
    return {
        "kind": answer.kind.id,
        "name": answer.kind.name,
        "about": answer.kind.about,
        "note": answer.kind.note,
        "steps": [
            {
                "step": one.step.id,
                "name": one.step.name,
                "takes": None if one.step.open_ended else str(one.step.takes),
                "costs": [
                    {"what": cost.what, "amount": amount_data(cost.amount), "unpaid_hours": cost.unpaid_hours}
                    for cost in one.step.costs
                ],
                "opens": [{"credential": credential.id, **_verdict(verdict)} for credential, verdict in one.opens],
            }
            for one in answer.steps
        ],
        "cite": [cite_data(cite, on) for cite in answer.kind.cite],
    }


def programs_schema() -> dict[str, Any]:
    """Give the published JSON Schema (2020-12) of `programs_data`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lapel programs",
        **shape(
            on=DAY,
            catalogue=shape(version=TEXT, sha256=TEXT),
            found=_or_null("found"),
            programs=list_of("program"),
            add=list_of("place"),
            kinds=list_of("kind"),
            sources=list_of("cite"),
        ),
        "$defs": {"cite": CITE, **_search_defs(), **_program_defs(), **_person_defs()},
    }


def _or_null(name: str) -> dict[str, Any]:
    return {"anyOf": [named(name), {"type": "null"}]}


NUMBER = {"type": "number"}
MAYBE_NUMBER = {"type": ["number", "null"]}
MAYBE_WHOLE = {"type": ["integer", "null"]}
COUNT = {"type": "integer", "minimum": 0}
FIGURE: Mapping[str, Any] = {
    "value": MAYBE_NUMBER,
    "bound": {"enum": ["at least", "below", None]},
    "why": MAYBE_TEXT,
    "about": TEXT,
    "cite": list_of("cite"),
}
VERDICT: Mapping[str, Any] = {
    "answer": {"enum": list(ANSWERS)},
    "from": MAYBE_DAY,
    "until": MAYBE_DAY,
    "firm": FLAG,
}


def _search_defs() -> dict[str, Any]:
    """What was looked for and found, and what there is without data."""
    whole = {"type": "integer"}
    return {
        "found": shape(
            wishes=named("wishes"),
            total=COUNT,
            fits=list_of("match"),
            perhaps=list_of("match"),
            left_out=list_of("left_out"),
        ),
        "wishes": shape(
            field=TEXT,
            near=MAYBE_TEXT,
            within=MAYBE_NUMBER,
            state=MAYBE_TEXT,
            kinds=list_of({"enum": list(KINDS)}),
            max_cost=MAYBE_NUMBER,
            max_months=MAYBE_NUMBER,
            delivery=MAYBE_TEXT,
            evening=FLAG,
            opens=MAYBE_TEXT,
        ),
        "match": shape(id=TEXT, title=TEXT, school=TEXT, miles=MAYBE_NUMBER, unknown=list_of({"enum": list(WISHES)})),
        "left_out": shape(wish={"enum": list(WISHES)}, count=COUNT, alone=MAYBE_WHOLE),
        "place": shape(id=TEXT, name=TEXT, gives=TEXT, where=TEXT, look_for=TEXT, note=TEXT),
        "kind": shape(kind=TEXT, name=TEXT, about=TEXT, note=TEXT, steps=list_of("step"), cite=list_of("cite")),
        "step": shape(step=TEXT, name=TEXT, takes=MAYBE_TEXT, costs=list_of("cost"), opens=list_of("opens")),
        "cost": shape(what=TEXT, amount=_or_null("amount"), unpaid_hours=MAYBE_WHOLE),
        "amount": shape(low=whole, usual=whole, high=whole),
        "opens": shape(credential=TEXT, **VERDICT),
    }


def _program_defs() -> dict[str, Any]:
    """What is known of a program."""
    return {
        "program": shape(
            id=TEXT,
            title=TEXT,
            school=named("school"),
            closed=MAYBE_TEXT,
            cip=TEXT,
            kind=MAYBE_TEXT,
            award=MAYBE_TEXT,
            months=named("months"),
            clock_hours=named("figure"),
            price=named("figure"),
            prices=list_of("price"),
            school_price=named("figure"),
            delivery=MAYBE_TEXT,
            evening=named("claim"),
            clinical=named("claim"),
            administrative=named("claim"),
            practicum=named("claim"),
            practicum_hours=named("figure"),
            placement=named("claim"),
            employed=named("figure"),
            completions=list_of("completion"),
            accreditation=list_of("accreditation"),
            leads_to=MAYBE_TEXT,
            notes=list_of(TEXT),
            cite=list_of("cite"),
            accredited_on_your_days=TRUTH,
            score=named("score"),
            openings=named("openings"),
            ask=list_of("question"),
            outcomes=list_of("outcome"),
            topics=list_of("coverage"),
            plan_step=_or_null("plan_step"),
        ),
        "school": shape(
            id=TEXT,
            name=TEXT,
            city=TEXT,
            state=TEXT,
            zip=TEXT,
            latitude=MAYBE_NUMBER,
            longitude=MAYBE_NUMBER,
            placed_by=MAYBE_TEXT,
            control=MAYBE_TEXT,
            website=MAYBE_TEXT,
            ids=list_of("official_id"),
        ),
        "official_id": shape(kind=TEXT, value=TEXT),
        "months": shape(least=MAYBE_NUMBER, most=MAYBE_NUMBER, about=TEXT),
        "figure": shape(**FIGURE),
        "price": shape(part=TEXT, **FIGURE),
        "completion": shape(year={"type": "integer"}, **FIGURE),
        "claim": shape(said={"type": ["boolean", "null"]}, how=TEXT),
        "accreditation": shape(
            **{"by": TEXT, "from": MAYBE_TEXT, "last": MAYBE_TEXT},
            as_of=MAYBE_DAY,
            matched=TEXT,
            cite=list_of("cite"),
        ),
        "outcome": shape(
            measure={"enum": list(MEASURES)},
            scope={"enum": ["program", "sector", "none"]},
            **FIGURE,
            sectors=list_of("sector"),
        ),
        "sector": shape(cip=TEXT, kind=TEXT, control=TEXT, value=NUMBER),
        "coverage": shape(list=TEXT, name=TEXT, topics=list_of("topic"), cite=list_of("cite")),
        "topic": shape(name=TEXT, status={"enum": list(STATUSES)}, hits=list_of("hit"), missing=list_of(TEXT)),
        "hit": shape(subject=TEXT, words=TEXT, line=TEXT),
    }


def _person_defs() -> dict[str, Any]:
    """What is worked out for the person."""
    return {
        "score": shape(low=NUMBER, high=NUMBER, factors=list_of("factor")),
        "factor": shape(factor=TEXT, name=TEXT, weight=NUMBER, low=NUMBER, high=NUMBER, parts=list_of("part")),
        "part": shape(part=TEXT, name=TEXT, share=NUMBER, low=NUMBER, high=NUMBER, says=TEXT, cite=list_of("cite")),
        "openings": shape(from_a_record=FLAG, starts=MAYBE_DAY, ends=named("last_day"), credentials=list_of("opening")),
        "last_day": shape(earliest=MAYBE_DAY, latest=MAYBE_DAY),
        "opening": shape(
            **{"credential": TEXT, "name": TEXT, "without": named("verdict"), "with": named("verdict")},
            way=MAYBE_TEXT,
            confirm=MAYBE_TEXT,
        ),
        "verdict": shape(**VERDICT),
        "question": shape(place=TEXT, text=TEXT, credentials=list_of(TEXT), settles=NUMBER),
        "plan_step": shape(
            step=TEXT, because=TEXT, price=MAYBE_WHOLE, months=named("months_to_plan"), hours_per_week=MAYBE_WHOLE
        ),
        "months_to_plan": shape(least=MAYBE_WHOLE, most=MAYBE_WHOLE),
    }
