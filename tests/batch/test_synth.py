"""Synthetic people: lives that hold together, as many facts missing as asked, the same for the same seed."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from itertools import pairwise
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapel.batch.checking import Checker
from lapel.batch.findings import Findings
from lapel.batch.places import places
from lapel.batch.reading import open_people
from lapel.batch.schema import records_of
from lapel.batch.synth import BLOCK, Missing, people
from lapel.batch.synth.building import EPOCH, add_months
from lapel.batch.synth.certified import TERMS as CATALOGUE_TERMS
from lapel.batch.synth.dice import Dice, table_of
from lapel.batch.synth.files import FORMS, write
from lapel.batch.synth.lives import CERTIFICATES
from lapel.batch.synth.shares import FILE, load_shares, read_shares
from lapel.loading.compiled import load_careers, load_catalogue
from lapel.loading.records import parse_record, record_data
from lapel.model.dates import add, parse_duration
from lapel.model.located import Problems

ON = date(2026, 11, 21)
CERTAIN = Missing(0, 0, 0, 0)
TERMS = {"cma-aama": "60 months clamp month-end", "ccma-nha": "24 months clamp", "rma-amt": "36 months clamp"}
TERMS |= {"ncma-ncct": "60 months clamp", "cpt-nha": "24 months clamp", "ma-c-interim-wa": "12 months clamp"}


@cache
def made(n: int = 30_000, seed: int = 1, missing: Missing = CERTAIN) -> pa.Table:
    return people(n, seed=seed, on=ON, missing=missing)


@cache
def rows() -> list[dict[str, Any]]:
    """Some people as plain data, each date as its day."""
    return [_days(row) for row in made(2_000).to_pylist()]


def _days(value: Any) -> Any:
    if isinstance(value, list):
        return [_days(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"earliest", "latest"}:
        assert value["earliest"] == value["latest"]
        return value["earliest"]
    return {name: _days(below) for name, below in value.items()}


def is_about(count: int, of: int, share: float) -> bool:
    """Whether a count lies within five standard deviations of what a share asks for."""
    return abs(count - of * share) <= 5 * sqrt(of * share * (1 - share)) + of / 65_536 + 1e-9


def checked(table: pa.Table) -> tuple[Any, list[pa.Array], Findings]:
    findings = Findings()
    ids, columns = Checker(places(every=True)).check(table.combine_chunks().to_batches()[0], findings)
    return ids, columns, findings


# Valid


@pytest.mark.parametrize("missing", [CERTAIN, Missing(), Missing(0.9, 0.9, 0.9, 0.9)])
def test_every_synthetic_person_passes_the_checks_of_a_table(missing: Missing) -> None:
    table = made(missing=missing)
    table.validate(full=True)
    ids, _, findings = checked(table)
    assert findings.table("made", np.arange(1, len(ids) + 1), ids).to_pylist() == []


def test_every_synthetic_person_is_a_record_that_the_reader_takes() -> None:
    frame = pl.from_arrow(made(40, missing=Missing()))
    assert isinstance(frame, pl.DataFrame)
    for record in records_of(frame):
        assert parse_record(record_data(record)).birth == record.birth


# Lives


def test_nobody_works_or_trains_before_fourteen_and_nothing_begins_after_the_day() -> None:
    for row in rows():
        grown = row["birth"] + timedelta(days=14 * 366)
        for name in ("work", "programs", "military"):
            for entry in row[name]:
                assert grown <= entry["started"] <= ON, (row["person"], name)
        for name, day in (("certificates", "earned"), ("exams", "taken"), ("cards", "issued")):
            assert all(grown <= entry[day] <= ON for entry in row[name]), (row["person"], name)
        assert ON - row["birth"] < timedelta(days=70 * 366)


def test_a_certificate_has_a_passed_sitting_and_runs_by_the_terms_of_its_issuer() -> None:
    renewed = 0
    for row in rows():
        passed = {(exam["exam"], exam["taken"]) for exam in row["exams"] if exam["result"] == "pass"}
        for held in row["certificates"]:
            if held["id"] not in TERMS:
                continue
            if held["id"] != "ma-c-interim-wa":
                assert (held["id"], held["earned"]) in passed
            term = parse_duration("12 months clamp" if held["provisional"] else TERMS[held["id"]])
            last, cycles = held["earned"], 0
            if held["renewed"]:
                assert held["earned"] < held["renewed"] <= ON
                renewed += 1
                months = (held["renewed"].year - last.year) * 12 + held["renewed"].month - last.month
                cycles, rest = divmod(months, term.months)
                assert (cycles > 0, rest) == (True, 0)
            whole = parse_duration(f"{(cycles + 1) * term.months} months clamp")
            expected = add(last, whole)
            if term.anchor == "month-end":
                expected = add(expected, parse_duration("0 months clamp month-end"))
            assert held["expires"] == expected, row["person"]
    assert renewed > 100


def test_terms_are_those_of_the_catalogue() -> None:
    credentials = load_catalogue().credentials
    for name, term in zip(CERTIFICATES, CATALOGUE_TERMS, strict=True):
        [validity] = [value for value in credentials[name].values if value.id == "validity"]
        known = validity.versions[-1].value
        assert (known["months"] if isinstance(known, Mapping) else 0) == term, name


def test_sittings_of_one_exam_keep_the_waits_of_its_issuer_and_end_with_a_pass() -> None:
    waits = {"cma-aama": (1, 1), "ccma-nha": (30, 30, 365), "rma-amt": (45, 45, 45), "ncma-ncct": (30, 90, 365)}
    most = Counter[str]()
    for row in rows():
        first = row["exams"][0]["exam"] if row["exams"] else ""
        sat = [exam for exam in row["exams"] if exam["exam"] == first]
        for number, (early, late) in enumerate(pairwise(sat)):
            assert early["result"] == "fail"
            assert (late["taken"] - early["taken"]).days >= waits[first][number]
        most[first] = max(most[first], len(sat))
    assert {name: most[name] for name in waits} == {"cma-aama": 3, "ccma-nha": 4, "rma-amt": 4, "ncma-ncct": 4}


def test_accreditation_is_lost_and_gained_before_during_and_after_the_enrolment() -> None:
    seen = Counter[str]()
    for row in rows():
        for program in row["programs"]:
            over = program["completed"] or program["expected"]
            for period in program["accreditation"]:
                assert period["starts"] <= ON
                assert period["ends"] is None or period["starts"] < period["ends"] <= ON
                if period["starts"] > program["started"]:
                    seen["gained during" if period["starts"] <= over else "gained after"] += 1
                    assert (period["starts"] - over).days < 36 * 30.5
                elif period["ends"] is None:
                    seen["held"] += 1
                else:
                    after = "lost after" if period["ends"] > over else "lost during"
                    seen["lost before" if period["ends"] <= program["started"] else after] += 1
    assert all(
        seen[case] > 10
        for case in ("held", "gained during", "gained after", "lost during", "lost after", "lost before")
    ), seen


def test_all_sorts_of_people_and_states_are_among_them() -> None:
    table = made()
    assert set(table["state"].to_pylist()) >= {"WA", "CA", "NJ", "CT", "SD", "AZ", "MA", "WY", "PR"}
    seen = Counter[str]()
    for row in rows():
        spells = [spell for spell in row["work"] if spell["kind"] == "paid"]
        seen["overlap"] += any(late["started"] < (early["ended"] or ON) for early, late in pairwise(spells))
        seen["gap"] += any(
            early["ended"] and (late["started"] - early["ended"]).days > 30 for early, late in pairwise(spells)
        )
        seen["part time"] += any(not spell["full_time"] for spell in spells)
        seen["unpaid"] += any(spell["kind"] == "volunteer" for spell in row["work"])
        seen["no program"] += bool(spells) and not row["programs"]
        seen["student"] += any(program["expected"] for program in row["programs"])
        seen["left"] += any(program["left"] for program in row["programs"])
        seen["pupil"] += row["school"]["student"]
        seen["military"] += bool(row["military"])
        seen["four spells"] += len(spells) > 3
        seen["felony"] += row["conduct"]["felony"]
        seen["waiver"] += bool(row["conduct"]["waivers"])
        seen["member"] += bool(row["memberships"])
        seen["planned"] += any(course["planned"] for course in row["learning"])
        for held in row["certificates"]:
            seen[held["id"]] += 1
            seen["lapsed"] += held["expires"] is not None and held["expires"] < ON
    assert min(seen[name] for name in (*TERMS, "ma-c-wa", "lapsed", "overlap", "gap", "waiver", "planned")) > 4, seen
    assert len(seen) >= 22


# Shares


def test_states_follow_the_employment_of_medical_assistants() -> None:
    counts = Counter(made()["state"].to_pylist())
    for state, share in load_shares()["state"].shares:
        assert is_about(counts[state], 30_000, share), state
    # By hand, from the table of May 2025: 117,060 in California and 66,110 in Florida.
    shares = dict(load_shares()["state"].shares)
    assert shares["CA"] / shares["FL"] == pytest.approx(117_060 / 66_110)


def test_exams_are_passed_as_often_as_the_sources_say() -> None:
    passed: Mapping[str, list[bool]] = {name: [] for name in ("cma-aama", "ccma-nha", "ncma-ncct", "rma-amt")}
    for row in made(8_000)["exams"].to_pylist():
        sat = [entry for entry in row if entry["exam"] == row[0]["exam"]] if row else []
        if sat:
            passed[sat[0]["exam"]].append(sat[0]["result"] == "pass")
    for name, share in {"cma-aama": 0.62, "ccma-nha": 0.77, "ncma-ncct": 0.60, "rma-amt": 0.65}.items():
        assert is_about(sum(passed[name]), len(passed[name]), share), name
        assert load_shares()[f"pass-{name}"].of("pass") == pytest.approx(share)


def test_awards_and_convictions_come_up_as_often_as_asked() -> None:
    felonies = pc.sum(pc.struct_field(made()["conduct"], "felony")).as_py()
    assert is_about(felonies, 30_000, 0.012)
    grown = [p for row in rows() for p in row["programs"][:1] if p["kind"] != "high-school" and not p["left"]]
    # 4,799 associate degrees of 52,806 awards in 2023-24.
    assert is_about(sum(p["award"] == "associate" for p in grown), len(grown), 4_799 / 52_806)


def test_every_share_cites_a_source_or_says_that_it_is_assumed() -> None:
    for name, share in load_shares().items():
        assert share.cite or share.assumed, name
        assert sum(weight for _, weight in share.shares) == pytest.approx(1), name


def test_a_share_without_a_source_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "shares.yaml"
    file.write_text("entries:\n  felony:\n    what: A felony\n    shares: {yes: 1, no: 99}\n")
    with pytest.raises(Problems) as raised:
        read_shares(file, load_careers())
    assert str(raised.value) == (
        "shares.yaml:3: entries.felony: found neither, "
        "expected where the shares come from: 'cite', or 'assumed' with the reason"
    )
    assert FILE.exists()


# Missing facts


def _whens(table: pa.Table) -> Any:
    for row in table.drop_columns(["person", "as_of"]).to_pylist():
        yield from _bounds(row)


def _bounds(value: Any) -> Any:
    if isinstance(value, dict) and value.keys() == {"earliest", "latest"}:
        yield value["earliest"], value["latest"]
    elif isinstance(value, (dict, list)):
        for below in value.values() if isinstance(value, dict) else value:
            yield from _bounds(below)


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 1])
def test_as_many_dates_are_vague_as_asked_and_all_of_them_hold_the_day(share: float) -> None:
    vague = list(_whens(made(500, missing=Missing(dates=share, fields=0, lists=0, ends=0))))
    exact = list(_whens(made(500)))
    assert len(vague) == len(exact)
    assert all(early <= day <= late for (early, late), (day, _) in zip(vague, exact, strict=True))
    assert is_about(sum(early < late for early, late in vague), len(vague), share)
    years = sum(early.month < late.month for early, late in vague)
    assert is_about(years, len(vague), share / 3)
    assert all(early.day == 1 and (late + timedelta(days=1)).day == 1 for early, late in vague if early < late)


SURE = {
    *("programs.id", "programs.completed", "programs.expected", "programs.left", "programs.accreditation.by"),
    *("programs.accreditation.ends", "programs.procedures.name", "programs.procedures.amount", "work.ended"),
    *("military.completed", "military.expected", "certificates.id", "exams.exam", "cards.kind", "learning.kind"),
    *("learning.unit", "learning.amount", "learning.areas.name", "learning.areas.amount", "learning.planned"),
    *("learning.used_for.credential", "memberships.organization", "memberships.ends", "conduct.waivers.issuer"),
    *("person", "as_of"),
}
"""What is always said: it names an entry, or leaving it out would say something else."""


def _said(value: Any, path: str = "") -> Any:
    """Go through all fields, and whether they are said."""
    if isinstance(value, list):
        for item in value:
            yield from _said(item, path)
    elif isinstance(value, dict) and value.keys() != {"earliest", "latest"}:
        for name, below in value.items():
            if isinstance(below, (list, dict)) and not (isinstance(below, dict) and "earliest" in below):
                yield from _said(below, f"{path}.{name}")
            else:
                yield f"{path}.{name}".removeprefix("."), below is not None


@pytest.mark.parametrize("share", [0.05, 0.4, 1])
def test_as_many_fields_are_unsaid_as_asked_and_what_must_be_said_is(share: float) -> None:
    whole = made(400).to_pylist()
    less = made(400, missing=Missing(dates=0, fields=share, lists=0, ends=0)).to_pylist()
    kept = dropped = 0
    for before, after in zip(_said(whole), _said(less), strict=True):
        assert before[0] == after[0]
        if not before[1] or before[0] in SURE:
            assert before[1] is after[1], before
        elif after[1]:
            kept += 1
        else:
            dropped += 1
    assert is_about(dropped, kept + dropped, share)


@pytest.mark.parametrize("share", [0, 0.3, 1])
def test_as_many_lists_are_not_marked_complete_as_asked(share: float) -> None:
    named = made(3_000, missing=Missing(dates=0, fields=0, lists=share, ends=0))["complete"].to_pylist()
    assert is_about(8 * 3_000 - sum(map(len, named)), 8 * 3_000, share)


@pytest.mark.parametrize("share", [0, 0.25, 1])
def test_as_many_open_ends_are_unsure_as_asked(share: float) -> None:
    table = made(2_500, missing=Missing(dates=0, fields=0, lists=0, ends=share))
    spells = [spell for row in table["work"].to_pylist() for spell in row]
    going_on = [spell for spell in spells if spell["ended"] is None]
    assert is_about(sum(spell["unsure"] == ["ended"] for spell in going_on), len(going_on), share)
    assert not any(spell["unsure"] for spell in spells if spell["ended"] is not None)


# The same people


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    assert people(100, seed=7, on=ON).equals(people(100, seed=7, on=ON))
    assert not people(100, seed=8, on=ON).equals(people(100, seed=7, on=ON))


def test_the_first_people_are_the_same_however_many_are_made() -> None:
    several = made(BLOCK + 10)
    assert several.num_rows == BLOCK + 10
    assert several[:50].equals(made(50))
    assert several[BLOCK:].equals(made(30_000)[BLOCK : BLOCK + 10])
    assert people(0, on=ON).schema == several.schema


def test_these_people_are_the_ones_that_were_published() -> None:
    """Whoever changes them changes the people of everybody who gave a seed: say so in the changelog."""
    assert sha256(repr(made(50, missing=Missing()).to_pylist()).encode()).hexdigest()[:16] == PUBLISHED


PUBLISHED = "135fab05fa8f0eba"


@given(st.integers(-20_000, 40_000), st.integers(0, 500))
def test_months_are_added_as_the_model_adds_them(day: int, months: int) -> None:
    plain = add(date.fromordinal(day + EPOCH), parse_duration(f"{months} months clamp"))
    assert add_months(np.array([day], np.int32), months)[0] == plain.toordinal() - EPOCH


@given(st.lists(st.integers(0, 1_000), min_size=1, max_size=60).filter(any))
def test_a_table_gives_each_answer_its_share_of_the_throws(shares: list[int]) -> None:
    counts = np.bincount(table_of(shares), minlength=len(shares))
    assert np.abs(counts / 65_536 - np.array(shares) / sum(shares)).max() <= 1 / 65_536


@given(st.integers(0, 10_000), st.integers(-30_000, 30_000), st.integers(-5, 30_000))
def test_numbers_between_two_bounds_stay_between_them(seed: int, first: int, width: int) -> None:
    thrown = Dice(seed, 0, 0).between(200, first, first + width)
    assert thrown.min() >= first
    assert thrown.max() <= max(first, first + width)


# Files


@pytest.mark.parametrize("partitions", [1, 3])
@pytest.mark.parametrize("form", list(FORMS))
def test_people_read_back_from_files_are_the_people_that_were_made(tmp_path: Path, form: str, partitions: int) -> None:
    out = tmp_path / ("people" if form == "tables" or partitions > 1 else f"people.{form}")
    files = write(out, 150, form=form, seed=3, on=ON, missing=Missing(), partitions=partitions)
    assert all(file.is_file() for file in files)
    assert [file.name for file in tmp_path.iterdir()] == [out.name]
    source = open_people(out, every=True)
    chunks = [chunk for part in source.partitions() for chunk in source.read(part)]
    assert sum(chunk.rejected for chunk in chunks) == 0
    found = [row for chunk in chunks for row in chunk.people.to_pylist()]
    ids, columns, _ = checked(people(150, seed=3, on=ON))
    names = ("person", *(place.path for place in places(every=True)))
    whole = pa.table([ids, *columns], names=names).to_pylist()
    assert [_seen(row) for row in found] == [_seen(row) for row in whole]


def _seen(value: Any) -> Any:
    """Tell nothing from an empty list or entry: the files do not."""
    if isinstance(value, dict):
        return {name: told for name, below in sorted(value.items()) if (told := _seen(below)) not in (None, [], {})}
    return [_seen(item) for item in value] if isinstance(value, list) else value


def test_a_file_that_stands_there_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "people.parquet"
    out.write_text("mine")
    with pytest.raises(Problems, match="found something of that name, expected a new name"):
        write(out, 10, form="parquet", seed=1, on=ON, missing=CERTAIN)
    assert out.read_text() == "mine"


@pytest.mark.parametrize("form", list(FORMS))
def test_nothing_is_left_behind_when_writing_is_stopped(tmp_path: Path, form: str) -> None:
    def stop(made: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "people", 10, form=form, seed=1, on=ON, missing=CERTAIN, told=stop)
    assert list(tmp_path.iterdir()) == []


def test_row_groups_hold_what_a_batch_reads_at_once(tmp_path: Path) -> None:
    out = tmp_path / "people.parquet"
    said: list[int] = []
    write(out, 65_536 + 5, form="parquet", seed=1, on=ON, missing=CERTAIN, told=said.append)
    about = pq.ParquetFile(out).metadata
    assert [about.row_group(group).num_rows for group in range(about.num_row_groups)] == [65_536, 5]
    assert said == [65_536, 65_541]
