"""Programs on offer, put together from the data that was added.

Schools are one where their official ids agree, and only then. A program of New Jersey's list stays beside one of IPEDS
at the same school: nothing says that they are the same.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from lapel.model.citation import Citation
from lapel.model.dates import PartialDate, parse_date
from lapel.model.figure import Figure
from lapel.model.program import (
    MEDICAL_ASSISTING,
    NOT_ACCREDITED,
    Accreditation,
    Claim,
    Delivery,
    Institution,
    Kind,
    Length,
    Offering,
    Told,
)
from lapel.model.shapes import UNSHOWN
from lapel.model.value import Value, replace
from lapel.programs.search import Spot
from lapel.reference.etpl import MONEY
from lapel.reference.store import Store, figure_of

IPEDS_ID = re.compile(r"ipeds-\d+-(?P<field>\d\d\.\d{4})-.+", re.ASCII)

SETS = ("ipeds", "etpl", "accreditation")
"""Data sets of which one must be there for any program to be known."""

TITLES: Mapping[str, str] = {
    "51.0707": "Health information technology",
    "51.0710": "Medical office assistant",
    "51.0713": "Medical coding",
    "51.0716": "Medical administrative assistant",
    "51.0801": "Medical assistant",
    "51.1009": "Phlebotomy",
    "51.3801": "Registered nursing",
    "51.3901": "Practical nursing",
    "51.3902": "Nursing assistant",
}

# An academic year may be as short as nine months, and award levels are told in academic years.
LEVELS: Mapping[str, tuple[Kind, str, float | None, float | None]] = {
    "1": ("certificate", "certificate, under 1 year", None, 12),
    "20": ("certificate", "certificate, under 12 weeks", None, 2.8),
    "21": ("certificate", "certificate, 12 weeks to under 1 year", 2.8, 12),
    "2": ("certificate", "certificate, 1 to under 2 academic years", 9, 24),
    "4": ("certificate", "certificate, 2 to under 4 academic years", 18, 48),
    "3": ("associate", "associate degree", 12, None),
    "5": ("bachelor", "bachelor's degree", 24, None),
}
"""Award levels of IPEDS: kind, words, and months from least to most."""

SCORECARD_LEVELS: Mapping[Kind, str] = {"certificate": "1", "associate": "2", "bachelor": "3"}

CALENDAR: Mapping[str, tuple[float | None, float | None]] = {
    "1": (None, 0.1),
    "2": (None, 0.1),
    "3": (0.1, 0.3),
    "4": (0.5, 0.7),
    "5": (0.9, 2.6),
    "6": (3, 5),
    "7": (6, 12),
    "8": (13, 24),
    "9": (36, 48),
    "10": (48, None),
}
"""Lengths by the codes of New Jersey's list, in months: 6 is 3 to 5 months, 7 is 6 to 12, 8 is 13 to 24."""

OF_ZIP = "the middle of its ZIP code area"

ACCREDITORS: Mapping[str, str] = {
    "caahep": "caahep",
    "commission on accreditation of allied health education programs": "caahep",
    "maerb": "caahep",
    "abhes": "abhes",
    "accrediting bureau of health education schools": "abhes",
    "none": NOT_ACCREDITED,
    "not accredited": NOT_ACCREDITED,
}


Row = dict[str, Any]

SCHOOL = (
    *("unitid", "name", "aliases", "city", "state", "zip", "opeid", "ein", "website", "control", "closed_on"),
    *("closed_in", "latitude", "longitude"),
)
LISTED = (
    *("edition", "cip", "programid", "providerid", "title", "provider", "ein", "city", "state", "zip", "website"),
    *("hours", "hours_mark", "calendar", "award", "leads_to", "approval", "description", "features", "help"),
    *("evening", "hybrid", "remote", "in_person", "status", "provider_status"),
    *(column for name in ("total", *MONEY) for column in (name, f"{name}_mark")),
)
"""Columns read of the directory of schools, and of the state's list."""


class Gathered(Value):
    """The programs of a field, and the editions they come from."""

    offerings: tuple[Offering, ...]
    sources: tuple[Citation, ...]


def gather(store: Store, field: str = MEDICAL_ASSISTING) -> Gathered:
    """Put together every program whose field begins with a CIP code."""
    return _Gathering(store, field).all()


def offering_of(store: Store, name: str) -> Offering | None:
    """Look up one program by its id; None when there is none."""
    return next((one for one in gather(store, field_of(store, name)).offerings if one.id == name), None)


def field_of(store: Store, name: str) -> str:
    """Tell the field of study in which a program is to be looked for, by its id."""
    if found := IPEDS_ID.fullmatch(name):
        return found["field"]
    if name.startswith("nj-"):
        rows = store.rows("etpl", "programs", "cip", "WHERE programid = ?", [name.removeprefix("nj-")])
        return f"{rows[0][0][:2]}.{rows[0][0][2:]}" if rows else MEDICAL_ASSISTING
    return MEDICAL_ASSISTING


def spot_of(store: Store, zip_code: str) -> Spot | None:
    """Find where a ZIP code lies; None when it is no area of the Gazetteer, or that was not added."""
    places = _places(store, [zip_code])
    return Spot(zip_code, *places[zip_code]) if zip_code in places else None


def _places(store: Store, zips: Iterable[str]) -> dict[str, tuple[float, float]]:
    wanted = sorted(set(zips))
    if not wanted or not store.has("zips"):
        return {}
    edition = store.of("zips")[-1].edition
    found = store.rows(
        "zips", "places", "zip, latitude, longitude", "WHERE zip IN (SELECT unnest(?))", [wanted], edition=edition
    )
    return {code: (latitude, longitude) for code, latitude, longitude in found}


def near_zips(store: Store, zip_code: str) -> list[str]:
    """List ZIP codes that have a place and share the first three digits: for a code that has none."""
    found = store.rows("zips", "places", "DISTINCT zip", "WHERE zip LIKE ? ORDER BY zip LIMIT 5", [f"{zip_code[:3]}%"])
    return [code for (code,) in found]


def clean(text: str | None) -> str:
    """Take out of a text what would act on a terminal."""
    return UNSHOWN.sub(" ", text or "").strip()


class _Gathering:
    """One run of `gather`."""

    def __init__(self, store: Store, field: str) -> None:
        self.store, self.field = store, field
        self.cites: dict[tuple[str, str], Citation] = {}
        self.schools: dict[str, Institution] = {}
        self.prices = self._school_prices()
        self.results = self._scorecard()

    def all(self) -> Gathered:
        """Everything: IPEDS, the state's list, then the accreditation lists over both."""
        self.schools = {school.id: school for school in self._schools()}
        offerings = [*self._ipeds(), *self._etpl()]
        offerings = _Lists(self, offerings).matched()
        return Gathered(tuple(offerings), tuple(self.cites.values()))

    def cite(self, dataset: str, edition: str) -> Citation:
        """Cite an edition, with one value for all that rests on it."""
        key = dataset, edition
        if key not in self.cites:
            cite = self.store.cite(dataset, edition)
            if dataset == "accreditation":  # A list that somebody made is no official page.
                cite = Citation(replace(cite.source, kind="secondary"), "S", cite.review_by)
            self.cites[key] = cite
        return self.cites[key]

    def newest(self, dataset: str, table: str) -> str:
        """The newest edition that has a table; empty when there is none."""
        return next((e.edition for e in reversed(self.store.of(dataset)) if table in e.rows), "")

    def named(self, dataset: str, table: str, names: Sequence[str], rest: str, *given: Any, edition: str) -> list[Row]:
        """Ask a table for rows whose columns go by name."""
        found = self.store.rows(dataset, table, ", ".join(names), rest, given, edition=edition)
        return [dict(zip(names, row, strict=True)) for row in found]

    # IPEDS

    def _schools(self) -> Iterator[Institution]:
        edition = self.newest("ipeds", "schools")
        if not edition:
            return
        closed = self._not_operating()
        rows = self.named("ipeds", "schools", SCHOOL, "", edition=edition)
        lost = _places(self.store, (row["zip"] for row in rows if row["latitude"] is None and row["zip"]))
        for row in rows:
            own = (row["latitude"], row["longitude"])
            known = None not in own
            place = own if known else lost.get(row["zip"], (None, None))
            ids = (("UNITID", row["unitid"]), ("OPEID", row["opeid"]), ("EIN", row["ein"]))
            yield Institution(
                f"ipeds-{row['unitid']}",
                clean(row["name"]),
                clean(row["city"]),
                row["state"] or "",
                row["zip"] or "",
                place[0],
                place[1],
                "the school" if known else OF_ZIP if place[0] is not None else "",
                row["control"] or "",
                clean(row["website"]),
                _closed(row["closed_on"], row["closed_in"]) or closed.get(row["unitid"], ""),
                tuple((kind, value) for kind, value in ids if value),
                tuple(filter(None, map(clean, (row["aliases"] or "").split("|")))),
                (self.cite("ipeds", edition),),
            )

    def _not_operating(self) -> dict[str, str]:
        edition = self.newest("scorecard", "institutions")
        rows = self.store.rows("scorecard", "institutions", "unitid", "WHERE operating = '0'", edition=edition)
        return {unitid: f"not operating, by College Scorecard ({edition})" for (unitid,) in rows}

    def _ipeds(self) -> Iterator[Offering]:
        rows = self.store.rows(
            "ipeds",
            "completions",
            "unitid, cip, level, year, edition, awards, awards_mark",
            "WHERE starts_with(cip, ?) AND major = '1'"
            " ORDER BY unitid, cip, level, year, length(edition) DESC, edition",
            [self.field],
        )
        if not rows:
            return
        newest = max(row[3] for row in rows)
        groups: dict[tuple[str, str, str], dict[int, Told]] = {}
        for unitid, cip, level, year, edition, awards, mark in rows:
            told = Told(figure_of(awards, mark), (self.cite("ipeds", edition),), f"school year ending {year}")
            groups.setdefault((unitid, cip, level), {})[year] = told
        for (unitid, cip, level), years in groups.items():
            yield self._offered(unitid, cip, level, years, newest)

    def _offered(
        self,
        unitid: str,
        cip: str,
        level: str,
        years: Mapping[int, Told],
        newest: int,
    ) -> Offering:
        kind, award, least, most = LEVELS.get(level, ("other", f"award level {level}", None, None))
        unnamed = Institution(
            f"ipeds-{unitid}", f"School {unitid} (its name is not in the data)", ids=(("UNITID", unitid),)
        )
        last = max(years)
        cite = years[last].cite
        missing = Told(Figure(why="not in College Scorecard" if self.results else "College Scorecard was not added"))
        told = self._by_field(unitid, cip, kind) or (missing,) * 3
        return Offering(
            f"ipeds-{unitid}-{cip}-{level}",
            TITLES.get(cip, f"Program in field {cip}"),
            self.schools.get(f"ipeds-{unitid}", unnamed),
            cip,
            kind,
            award,
            Length(least, most, "by its award level, not the school's own figure", cite),
            price=Told(Figure(why="IPEDS files read here hold no price")),
            school_price=self.prices.get(unitid, Told()),
            completions=tuple(sorted(years.items())),
            earnings_1yr=told[0],
            earnings_4yr=told[1],
            debt=told[2],
            closed="" if last == newest else f"last listed for the school year ending {last}",
            cite=cite,
        )

    def _school_prices(self) -> dict[str, Told]:
        edition = self.newest("scorecard", "institutions")
        if not edition:
            return {}
        cite = (self.cite("scorecard", edition),)
        about = "a year on average after grants, over the whole school and not for this program"
        rows = self.store.rows("scorecard", "institutions", "unitid, net_price, net_price_mark", edition=edition)
        return {unitid: Told(figure_of(price, mark), cite, about) for unitid, price, mark in rows}

    def _scorecard(self) -> dict[tuple[str, str, str], tuple[Told, Told, Told]]:
        edition = self.newest("scorecard", "fields")
        if not edition:
            return {}
        cite = (self.cite("scorecard", edition),)
        field = self.field.replace(".", "")[:4]
        rows = self.store.rows(
            "scorecard",
            "fields",
            "unitid, cip, level, earnings_1yr, earnings_1yr_mark, earnings_4yr, earnings_4yr_mark, debt, debt_mark",
            "WHERE starts_with(cip, ?) AND unitid <> ''",
            [field],
            edition=edition,
        )
        return {
            (unitid, cip, level): (
                Told(figure_of(one, m1), cite, f"field {cip}, which mixes several programs"),
                Told(figure_of(four, m4), cite, f"field {cip}, which mixes several programs"),
                Told(figure_of(debt, md), cite, f"field {cip}, which mixes several programs"),
            )
            for unitid, cip, level, one, m1, four, m4, debt, md in rows
        }

    def _by_field(self, unitid: str, cip: str, kind: Kind) -> tuple[Told, Told, Told] | None:
        """What College Scorecard has on a school's programs of a field and kind, this one among them."""
        return self.results.get((unitid, cip.replace(".", "")[:4], SCORECARD_LEVELS.get(kind, "")))

    # New Jersey's list

    def _etpl(self) -> Iterator[Offering]:
        rest = "WHERE starts_with(cip, ?) ORDER BY programid, edition"
        rows = self.named("etpl", "programs", LISTED, rest, self.field.replace(".", ""), edition="")
        newest = {row["programid"]: row for row in rows}
        if not newest:
            return
        places = _places(self.store, (row["zip"] for row in newest.values() if row["zip"]))
        by_ein = self._by_ein()
        results = self._results()
        for row in newest.values():
            yield self._listed(row, self._provider(row, places, by_ein), results)

    def _by_ein(self) -> dict[tuple[str, str], list[Institution]]:
        found: dict[tuple[str, str], list[Institution]] = {}
        for school in self.schools.values():
            ein = dict(school.ids).get("EIN")
            if ein:
                found.setdefault((ein, school.city.casefold()), []).append(school)
        return found

    def _results(self) -> dict[tuple[str, str], Told]:
        edition = self.newest("etpl", "outcomes")
        if not edition:
            return {}
        rows = self.store.rows("etpl", "outcomes", "providerid, cip, employed_2, employed_2_mark", edition=edition)
        cite = (self.cite("etpl", edition),)
        about = f"at work two quarters after they finished, whole school and field ({edition})"
        return {
            (provider, cip): Told(figure_of(None if share is None else round(share * 100, 1), mark), cite, about)
            for provider, cip, share, mark in rows
        }

    def _provider(
        self,
        row: Row,
        places: Mapping[str, tuple[float, float]],
        by_ein: Mapping[tuple[str, str], Sequence[Institution]],
    ) -> Institution:
        """The school of IPEDS with the same employer number in the same city, where there is just one; else its own."""
        name, city, ein = clean(row["provider"]), clean(row["city"]), row["ein"] or ""
        same = by_ein.get((ein, city.casefold()), ())
        if len(same) == 1:
            return replace(same[0], also=(*same[0].also, name))
        place = places.get(row["zip"] or "", (None, None))
        return Institution(
            f"nj-{row['providerid']}",
            name or f"Provider {row['providerid']} (its name is not in the data)",
            city,
            row["state"] or "",
            row["zip"] or "",
            place[0],
            place[1],
            OF_ZIP if place[0] is not None else "",
            website=clean(row["website"]),
            ids=(("NJ provider", row["providerid"]), *((("EIN", ein),) if ein else ())),
            cite=(self.cite("etpl", row["edition"]),),
        )

    def _listed(self, row: Row, school: Institution, results: Mapping[tuple[str, str], Told]) -> Offering:
        cite = (self.cite("etpl", row["edition"]),)

        def amount(name: str) -> Told:
            return Told(figure_of(row[name], row[f"{name}_mark"]), cite)

        cip, unitid = row["cip"], dict(school.ids).get("UNITID", "")
        kind = _kind(row["award"], f"{row['title']} {row['provider']}")
        least, most = CALENDAR.get(row["calendar"] or "", (None, None))
        unmatched = Told(Figure(why="not known: the state's list has no College Scorecard number"))
        not_listed = Told(Figure(why="not in the state's results" if results else "the state's results were not added"))
        told = self._by_field(unitid, cip, kind) or (unmatched,) * 3
        gone = [said for said in (row["status"], row["provider_status"]) if said and said.casefold() != "approved"]
        return Offering(
            f"nj-{row['programid']}",
            clean(row["title"]) or "Program without a name",
            school,
            f"{cip[:2]}.{cip[2:]}",
            kind,
            clean(row["award"]),
            Length(least, most, "as the state's list has it", cite),
            amount("hours"),
            replace(amount("total"), figure=_price(amount("total").figure)),
            tuple((name, amount(name)) for name in MONEY),
            self.prices.get(unitid, Told()),
            _delivery(row["title"], hybrid=row["hybrid"], remote=row["remote"], in_person=row["in_person"]),
            _flag(row["evening"], "the school has evening classes", "the school has no evening classes", cite),
            placement=_flag(row["help"], "the school says so in the state's list", "by the state's list", cite),
            earnings_1yr=told[0],
            earnings_4yr=told[1],
            debt=told[2],
            employed=results.get((row["providerid"], cip), not_listed),
            text="\n".join(filter(None, (clean(row["description"]), clean(row["features"])))),
            leads_to=clean(row["leads_to"]),
            closed=f"{gone[0].casefold()} in the state's list of {row['edition']}" if gone else "",
            notes=(APPROVAL.format(clean(row["approval"])),) if row["approval"] else (),
            cite=cite,
        )


APPROVAL = "The school writes of accreditation: “{}”. Ask whether that is the school or the program."


def _closed(on: str | None, year: str | None) -> str:
    if on:
        return f"closed on {clean(on)}"
    return f"closed or merged in {clean(year)}" if year else ""


def _price(total: Figure) -> Figure:
    """A price; 0 in the list is a price that was not said."""
    return Figure(why="not reported (0 in the list)") if total.value == 0 else total


def _kind(award: str | None, names: str) -> Kind:
    said = (award or "").casefold().replace(" ", "")
    if "apprenticeship" in names.casefold():
        return "apprenticeship"
    for word, kind in KIND_WORDS:
        if word in said:
            return kind
    return ""


KIND_WORDS: tuple[tuple[str, Kind], ...] = (
    ("associate", "associate"),
    ("bachelor", "bachelor"),
    ("master", "other"),
    ("doctor", "other"),
    ("certificat", "certificate"),
    ("diploma", "certificate"),
)


def _delivery(title: str | None, *, hybrid: bool | None, remote: bool | None, in_person: bool | None) -> Delivery:
    named = (title or "").casefold()
    if hybrid or "hybrid" in named:
        return "hybrid"
    if remote or "online" in named:
        return "online"
    return "in-person" if in_person else ""


def _flag(code: str | None, yes: str, no: str, cite: tuple[Citation, ...]) -> Claim:
    """A yes (1) or a no (2) of New Jersey's list."""
    said = {"1": True, "2": False}.get(code or "")
    return Claim() if said is None else Claim(said, yes if said else no, cite)


class _Row(Value):
    """A row of an accreditation list."""

    edition: str
    school: str
    program: str
    accreditor: str
    starts: str
    ends: str
    unitid: str
    opeid: str
    city: str
    state: str
    as_of: str
    award: str


class _Lists:
    """Accreditation lists over offerings: a row goes to the school it names, by id or by a name that only one has."""

    def __init__(self, gathering: _Gathering, offerings: Iterable[Offering]) -> None:
        self.gathering = gathering
        self.offerings = list(offerings)
        self.schools: dict[str, Institution] = dict(gathering.schools)
        self.schools.update({one.institution.id: one.institution for one in self.offerings})

    def matched(self) -> list[Offering]:
        """Give the offerings with the rows about them, and an offering of its own for a row that fits none."""
        for number, row in enumerate(self._rows()):
            self._place(number, row)
        return self.offerings

    def _rows(self) -> list[_Row]:
        names = "school, program, accreditor, starts, ends, unitid, opeid, city, state, as_of, award"
        rows = self.gathering.store.rows("accreditation", "periods", f"edition, {names}", "ORDER BY edition, number")
        read = [_Row(*(clean(cell) for cell in row)) for row in rows]
        newest = {_accreditor(row.accreditor): row.edition for row in read}
        kept = [row for row in read if newest[_accreditor(row.accreditor)] == row.edition]
        return [row for row in kept if self._of_field(row)]

    def _of_field(self, row: _Row) -> bool:
        """Whether a row is about a program of the field asked for; one without a program is about medical assisting."""
        medical = not row.program or "medical assist" in row.program.casefold()
        return MEDICAL_ASSISTING.startswith(self.gathering.field) if medical else False

    def _place(self, number: int, row: _Row) -> None:
        school, how = self._school(row)
        entry = self._entry(row, how)
        fits = [
            index
            for index, one in enumerate(self.offerings)
            if school and one.institution.id == school.id and one.cip == MEDICAL_ASSISTING and _awards(row, one)
        ]
        if not row.award and len({self.offerings[index].kind for index in fits}) > 1:
            entry = replace(entry, matched=f"{how}; the row names no award, so ask whether it covers this one")
        for index in fits:
            one = self.offerings[index]
            self.offerings[index] = replace(one, accreditation=(*one.accreditation, entry))
        if fits:
            return
        unknown = Institution(f"list-{number + 1}", row.school, row.city, row.state.upper(), cite=entry.cite)
        note = "" if school else how
        self.offerings.append(
            Offering(
                f"list-{number + 1}",
                row.program or TITLES[MEDICAL_ASSISTING],
                school or unknown,
                MEDICAL_ASSISTING,
                _kind(row.award, ""),
                row.award,
                accreditation=(entry if school else replace(entry, matched=""),),
                notes=(note,) if note else (),
                cite=entry.cite,
            )
        )

    def _school(self, row: _Row) -> tuple[Institution | None, str]:
        """Find the one school of a row, and say how; None, and why, where there is none or more than one."""
        for kind, value, digits in (("UNITID", row.unitid, 6), ("OPEID", row.opeid, 8)):
            if value:
                found = [s for s in self.schools.values() if _same_id(dict(s.ids).get(kind, ""), value, digits)]
                found = self._in_town(found, row) if len(found) > 1 else found
                if len(found) == 1:
                    return found[0], f"by {kind} {value}"
                if found:
                    return None, f"{len(found)} schools have the {kind} {value}: give the city, or the UNITID."
        wanted = _plain_name(row.school)
        found = [s for s in self.schools.values() if wanted in map(_plain_name, (s.name, *s.also))]
        found = self._in_town(found, row)
        if len(found) == 1:
            where = " and ".join(filter(None, ("city" if row.city else "", "state" if row.state else "")))
            more = f", {where}" if where else " alone"
            return found[0], f"by its name{more}, not by an official id: make sure that it is this campus"
        if found:
            return None, f"{len(found)} schools have this name: write the UNITID into the list to say which it is."
        return None, "No school in the data has this name or id: its place, price and results are not known."

    def _in_town(self, schools: Iterable[Institution], row: _Row) -> list[Institution]:
        return [
            school
            for school in schools
            if (not row.state or school.state.casefold() == row.state.casefold())
            and (not row.city or school.city.casefold() == row.city.casefold())
        ]

    def _entry(self, row: _Row, how: str) -> Accreditation:
        cite = (self.gathering.cite("accreditation", row.edition),)
        starts, last = (parse_date(text) if text else None for text in (row.starts, row.ends))
        seen = parse_date(row.as_of or row.edition)
        as_of = seen.earliest if isinstance(seen, PartialDate) else seen
        return Accreditation(_accreditor(row.accreditor), starts, last, as_of, how, cite)


def _awards(row: _Row, offering: Offering) -> bool:
    """Whether a row covers an offering's award: any, where the row names none."""
    kind = _kind(row.award, "")
    return not kind or not offering.kind or kind == offering.kind


def _accreditor(name: str) -> str:
    return ACCREDITORS.get(name.casefold(), name)


def _same_id(held: str, wanted: str, digits: int) -> bool:
    if not held:
        return False
    if digits == 8 and len(wanted) <= 6:
        return held[:6] == wanted.zfill(6)
    return held == wanted.zfill(digits)


def _plain_name(name: str) -> str:
    """Reduce a school's name to its words: small letters, no signs, no leading "the".

    >>> _plain_name("The Example College, Inc."), _plain_name("Example College Inc")
    ('example college inc', 'example college inc')
    """
    words = re.findall(r"[a-z0-9]+", name.casefold())
    return " ".join(words[1:] if words[:1] == ["the"] else words)
