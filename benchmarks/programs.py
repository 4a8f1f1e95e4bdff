"""``lapel programs find``: a search over many generated programs, beside DuckDB and a plain loop asked for the same."""

import tempfile
from collections.abc import Callable
from datetime import date
from functools import partial
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from random import Random
from statistics import quantiles
from time import perf_counter

import duckdb

from benchmarks.measure import Row
from lapel.model.figure import Figure, figure
from lapel.model.program import Institution, Length, Offering, Told
from lapel.programs.search import Found, Shelf, Wishes
from lapel.reference.add import add
from lapel.reference.schools import spot_of
from lapel.reference.store import Store

MANY = 10_000
ZIPS = 34_000
RUNS = 200
WITHIN, COST, MONTHS = 25.0, 8000.0, 12.0
Place = tuple[float, float]


def places(chance: Random) -> list[tuple[str, Place]]:
    """ZIP codes spread over the land, as the file of the Census Bureau holds them."""
    return [(f"{at:05}", (chance.uniform(25, 49), chance.uniform(-124, -67))) for at in range(501, 501 + ZIPS)]


def programs(chance: Random, zips: list[tuple[str, Place]]) -> list[Offering]:
    """Programs at those places; a third has no price, a fifth no length, one in a hundred no place."""
    found = []
    for at in range(MANY):
        code, (latitude, longitude) = chance.choice(zips)
        spot = (None, None) if chance.random() < 0.01 else (latitude, longitude)
        school = Institution(f"s{at}", f"School {at}", zip=code, latitude=spot[0], longitude=spot[1])
        price = Figure(why="not reported") if chance.random() < 1 / 3 else figure(float(chance.randint(900, 32_000)))
        least = chance.randint(3, 24)
        length = Length() if chance.random() < 0.2 else Length(least, least + chance.randint(0, 6))
        kind = chance.choice(("certificate", "certificate", "associate"))
        found.append(Offering(f"p{at}", "Medical assistant", school, "51.0801", kind, "", length, price=Told(price)))  # type: ignore[arg-type]
    return found


def asked(store: Store, shelf: Shelf, code: str) -> Found:
    """All of the search: where the ZIP code lies, every wish, who is left out by which, the order."""
    wishes = Wishes(
        near=spot_of(store, code), within=WITHIN, kinds=("certificate",), most_cost=COST, most_months=MONTHS
    )
    return shelf.find(wishes)


def by_loop(where: dict[str, Place], offered: list[Offering], code: str) -> list[str]:
    """The peer without an index: every distance worked out, and only those that surely fit."""
    north, east = where[code]
    fits = []
    for one in offered:
        latitude, longitude = one.institution.latitude, one.institution.longitude
        price, most = one.price.figure.value, one.length.most
        if latitude is None or longitude is None or price is None or most is None:
            continue
        half = sin(radians(latitude - north) / 2) ** 2
        half += cos(radians(north)) * cos(radians(latitude)) * sin(radians(longitude - east) / 2) ** 2
        if 7917.6 * asin(sqrt(half)) <= WITHIN and one.kind == "certificate" and price <= COST and most <= MONTHS:
            fits.append(one.id)
    return fits


SQL = """SELECT id FROM offered, (SELECT latitude AS north, longitude AS east FROM zips WHERE zip = ?)
    WHERE kind = 'certificate' AND price <= ? AND most <= ? AND 7917.6 * asin(sqrt(
        pow(sin(radians(latitude - north) / 2), 2)
        + cos(radians(north)) * cos(radians(latitude)) * pow(sin(radians(longitude - east) / 2), 2))) <= ?"""


def by_duckdb(con: duckdb.DuckDBPyConnection, code: str) -> list[str]:
    """The peer in SQL: only those that surely fit, without who was left out or what is not known."""
    return [name for (name,) in con.execute(SQL, [code, COST, MONTHS, WITHIN]).fetchall()]


def loaded(zips: list[tuple[str, Place]], offered: list[Offering]) -> duckdb.DuckDBPyConnection:
    """The same programs and places as tables in memory."""
    con = duckdb.connect()
    con.execute("CREATE TABLE zips (zip VARCHAR, latitude DOUBLE, longitude DOUBLE)")
    con.execute("INSERT INTO zips SELECT unnest(?), unnest(?), unnest(?)", [list(column) for column in _columns(zips)])
    con.execute(
        "CREATE TABLE offered (id VARCHAR, kind VARCHAR, price DOUBLE, most DOUBLE, latitude DOUBLE, longitude DOUBLE)"
    )
    rows = [
        (o.id, o.kind, o.price.figure.value, o.length.most, o.institution.latitude, o.institution.longitude)
        for o in offered
    ]
    con.execute(
        f"INSERT INTO offered SELECT {', '.join(['unnest(?)'] * 6)}",
        [list(column) for column in zip(*rows, strict=True)],
    )
    return con


def _columns(zips: list[tuple[str, Place]]) -> tuple[list[object], ...]:
    return [code for code, _ in zips], [spot[0] for _, spot in zips], [spot[1] for _, spot in zips]


def search() -> list[Row]:
    """Warm searches from many ZIP codes; the last column of times is the 95th percentile, which the aim is about."""
    chance = Random(5)
    zips = places(chance)
    offered = programs(chance, zips)
    codes = [chance.choice(zips)[0] for _ in range(RUNS)]
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "2026_Gaz_zcta_national.txt"
        lines = [f"{code}\t{spot[0]:.6f}\t{spot[1]:.6f}" for code, spot in zips]
        file.write_text("\n".join(("GEOID\tINTPTLAT\tINTPTLONG", *lines, "")), encoding="utf-8")
        add([file], Path(name) / "data", on=date(2026, 11, 22))
        store, con = Store(Path(name) / "data"), loaded(zips, offered)
        where, shelf = dict(zips), Shelf(offered)
        for code in codes[:20]:
            ours = sorted(match.offering.id for match in asked(store, shelf, code).fits)
            assert ours == sorted(by_loop(where, offered, code)) == sorted(by_duckdb(con, code))
        cases: dict[str, Callable[[str], object]] = {
            f"{MANY:,} programs, {ZIPS:,} ZIP codes, five wishes": partial(asked, store, shelf),
            "the same with the shelf set up anew": lambda code: asked(store, Shelf(offered), code),
            "those that surely fit by a plain loop (peer)": partial(by_loop, where, offered),
            "those that surely fit by DuckDB, tables in memory (peer)": partial(by_duckdb, con),
        }
        return _timed(cases, codes)


def _timed(cases: dict[str, Callable[[str], object]], codes: list[str]) -> list[Row]:
    taken: dict[str, list[float]] = {name: [] for name in cases}
    for code in codes:
        for name, case in cases.items():
            started = perf_counter()
            case(code)
            taken[name].append((perf_counter() - started) * 1000)
    rows = []
    for index, (name, times) in enumerate(taken.items()):
        cuts = quantiles(times, n=20)
        aim = "p95 ≤ 20 ms" if index == 0 else ""
        rows.append(Row(f"{name}: to p95", cuts[9], min(times), cuts[18], aim=aim))
    return rows
