"""Projections, prices, classifications and O*NET: small files of the shapes they have been published in."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from reference_files import added, refused, write_book, write_csv, write_zip

from lapel.model.figure import Figure
from lapel.reference.pay import followed, prices, projections_of
from lapel.reference.work import profile, titles

TABLE_2024: list[Sequence[object]] = [
    ["Table 1.2 Occupational projections, 2024–2034, and worker characteristics, 2024 (Employment in thousands)"],
    [
        "2024 National Employment Matrix title",
        "2024 National Employment Matrix code",
        "Occupation type",
        "Employment, 2024",
        "Employment, 2034",
        "Employment change, numeric, 2024–34",
        "Employment change, percent, 2024–34",
        "Percent self employed, 2024",
        "Occupational openings, 2024–34 annual average",
        "Median annual wage, dollars, 2024[1]",
        "Typical education needed for entry",
        "Work experience in a related occupation",
        "Typical on-the-job training needed to attain competency in the occupation",
    ],
    ["Total, all occupations", "00-0000", "Summary", 169956.1, 175167.9, 5211.8, 3.1, 5.8, 18863.3, 49500, *"———"],
    [
        "    Surgeons[2]",
        "29-1240",
        "Line item",
        66.2,
        68.8,
        2.6,
        3.9,
        "—",
        2.0,
        ">=$239,200",
        "Doctoral",
        "None",
        "Internship",
    ],
    [
        "    Medical assistants",
        "31-9092",
        "Line item",
        811,
        912.2,
        101.2,
        12.5,
        0.9,
        112.3,
        44200,
        "Award",
        "None",
        "None",
    ],
    ["Footnotes:"],
    ["[1] Data are from the Occupational Employment and Wage Statistics program"],
]
TWO_ROWS_2019: list[Sequence[object]] = [
    ["Table 1.7 Occupational projections, 2019–29, and worker characteristics, 2019 (Numbers in thousands)"],
    [
        "2019 National Employment Matrix title",
        "2019 National Employment Matrix code",
        "Occupation type",
        "Employment",
        None,
        "Employment change, 2019–29",
        None,
        "Percent self employed, 2019",
        "Occupational openings, 2019–29 annual average",
        "Median annual wage, 2019(1)",
        "Typical education needed for entry",
        "Work experience in a related occupation",
        "Typical on-the-job training needed to attain competency in the occupation",
    ],
    [None, None, None, 2019, 2029, "Number", "Percent", *[None] * 6],
    [
        "Medical assistants",
        "31-9092",
        "Line item",
        725.2,
        864.4,
        139.2,
        19.2,
        0.5,
        92.8,
        34800,
        "Award",
        "None",
        "None",
    ],
]
EXPORT: list[Sequence[object]] = [
    [
        "Occupation Title",
        "Occupation Code",
        "Employment 2022",
        "Employment 2032",
        "Employment Change, 2022-2032",
        "Employment Percent Change, 2022-2032",
        "Occupational Openings, 2022-2032 Annual Average",
        "Median Annual Wage 2023",
        "Typical Entry-Level Education",
        "Education Code",
        "Work Experience in a Related Occupation",
        "Workex Code",
        "Typical on-the-job Training",
        "trCode",
    ],
    [
        *("Medical assistants    * Chiropractor Assistant* Ocular Care Aide", '="31-9092"', "764.4", "870.2", "105.9"),
        *("13.9", "114.6", "42,000", "Postsecondary nondegree award", 5, "None", 4, "None", 6),
    ],
    [
        "Actors    * Actress",
        '="27-2011"',
        "1,050.6",
        "54.7",
        "4.1",
        "8.2",
        "7.0",
        "N/A",
        "Some college",
        4,
        "None",
        4,
        "x",
        3,
    ],
]


def test_the_workbook_of_projections_is_read_with_its_dashes_and_bounds(tmp_path: Path) -> None:
    third: list[Sequence[object]] = [
        TABLE_2024[0],
        [*TABLE_2024[1][:2], "Employment, 2024"],
        ["Nurses", "29-1171", 320.4],
    ]
    book = write_book(tmp_path / "occupation.xlsx", **{"Table_1__2": TABLE_2024, "Table_1__3": third})
    store = added(tmp_path / "s", book)
    (found,) = projections_of(store, "31-9092")
    assert (found.edition, found.title, found.base, found.end) == ("2024-34", "Medical assistants", 2024, 2034)
    assert (found.jobs, found.jobs_then, found.growth) == (Figure(811), Figure(912.2), Figure(12.5))
    assert (found.openings, found.median, found.education) == (Figure(112.3), Figure(44200), "Award")
    (surgeons,) = projections_of(store, "29-1240")
    assert surgeons.title == "Surgeons"
    assert surgeons.median == Figure(239200, bound="at least")
    assert projections_of(store, "00-0000")[0].education == ""
    assert store.rows("projections", "occupations", "self_employed_mark", "WHERE soc = '29-1240'") == [
        ("not available",)
    ]


def test_a_header_in_two_rows_is_read(tmp_path: Path) -> None:
    book = write_book(tmp_path / "occupation.xlsx", **{"Table_1__7": TWO_ROWS_2019})
    (found,) = projections_of(added(tmp_path / "s", book), "31-9092")
    assert (found.edition, found.growth, found.openings) == ("2019-29", Figure(19.2), Figure(92.8))
    assert (found.jobs, found.jobs_then, found.median) == (Figure(725.2), Figure(864.4), Figure(34800))


def test_of_two_tables_with_the_same_rows_the_fuller_one_is_read(tmp_path: Path) -> None:
    shorter: list[Sequence[object]] = [
        [cell for at, cell in enumerate(row) if at < 7 or at == 8] for row in TWO_ROWS_2019
    ]
    book = write_book(tmp_path / "occupation.xlsx", **{"Table_1__2": shorter, "Table_1__7": TWO_ROWS_2019})
    (found,) = projections_of(added(tmp_path / "s", book), "31-9092")
    assert (found.growth, found.median, found.education) == (Figure(19.2), Figure(34800), "Award")
    alone = write_book(tmp_path / "alone.xlsx", **{"Table_1__2": shorter})
    (found,) = projections_of(added(tmp_path / "t", alone), "31-9092")
    assert (found.growth, found.median) == (Figure(19.2), Figure(why="not reported"))


def test_the_export_of_the_web_is_read_and_the_year_of_its_median_told(tmp_path: Path) -> None:
    store = added(tmp_path / "s", write_csv(tmp_path / "Employment Projections.csv", EXPORT))
    (found,) = projections_of(store, "31-9092")
    assert (found.edition, found.title, found.growth, found.median) == (
        "2022-32",
        "Medical assistants",
        Figure(13.9),
        Figure(42000),
    )
    assert found.note == "The median is of May 2023."
    assert projections_of(store, "27-2011")[0].median == Figure(why="not available")
    assert projections_of(store, "27-2011")[0].jobs == Figure(1050.6)
    assert store.rows("projections", "occupations", "examples", "WHERE soc = '31-9092'") == [
        ("Chiropractor Assistant* Ocular Care Aide",)
    ]


def test_editions_of_projections_stand_in_the_order_of_their_years(tmp_path: Path) -> None:
    write_csv(tmp_path / "a" / "Employment Projections.csv", EXPORT)
    write_book(tmp_path / "a" / "occupation.xlsx", **{"Table_1__2": TABLE_2024})
    store = added(tmp_path / "s", tmp_path / "a")
    assert [p.edition for p in projections_of(store, ["31-9092"])] == ["2022-32", "2024-34"]


def test_a_renamed_column_of_the_named_table_is_told_though_other_tables_fit(tmp_path: Path) -> None:
    spoiled: list[Sequence[object]] = [
        [str(c).replace("openings", "vacancies") if c else c for c in row] for row in TABLE_2024
    ]
    factors: list[Sequence[object]] = [
        ["Table 1.12 Factors affecting occupational utilization, projected 2024–34"],
        [
            "2024 National Employment Matrix occupation title",
            "2024 National Employment Matrix occupation code",
            "2024 National Employment Matrix industry title",
            "2024 National Employment Matrix industry code",
            "Factors affecting occupational utilization",
        ],
        ["Medical assistants", "31-9092", "Offices of physicians", "621100", "Demand change - share increases"],
    ]
    book = write_book(tmp_path / "occupation.xlsx", **{"Table_1__2": spoiled, "Table_1__12": factors})
    message = str(refused(tmp_path / "s", book).problems[0])
    assert "found no column 'Occupational openings annual average' (nearest: 'Occupational vacancies" in message


PRICES = "series_id\tyear\tperiod\tvalue\n" + "".join(
    f"{series}\t{year}\t{period}\t{value}\n"
    for series, year, period, value in (
        ("CUUR0000SA0", 2024, "M12", 315.605),
        ("CUUR0000SA0", 2024, "M13", 313.689),
        ("CUUR0000SA0", 2025, "M10", "-"),
        ("CUUR0000SA0", 2025, "M13", 321.943),
        ("CUUR0000SA0", 2026, "M08", 330.1),
        ("CUUR0000SAM", 2025, "M13", 588.1),
    )
)


def test_prices_are_yearly_averages_and_a_month_that_was_never_published_is_no_number(tmp_path: Path) -> None:
    (tmp_path / "cu.data.1.AllItems").write_text(PRICES)
    store = added(tmp_path / "s", tmp_path / "cu.data.1.AllItems")
    found = prices(store)
    assert found is not None
    assert found.averages == ((2024, 313.689), (2025, 321.943))
    assert found.note == "Months up to 2026-08."
    assert [e.edition for e in store.of("cpi")] == ["2026-08"]
    assert store.rows("cpi", "indexes", "index, index_mark", "WHERE period = 'M10'") == [(None, "not available")]


def test_series_of_prices_and_of_wages_have_the_same_headers_and_are_told_apart(tmp_path: Path) -> None:
    text = PRICES.replace("value\n", "value\tfootnote_codes\n", 1)
    head, *rows = text.splitlines()
    padded = [head.replace("series_id", "series_id        "), *(f"{row}\t" for row in rows)]
    (tmp_path / "cu.data.0.Current").write_text("\n".join(padded) + "\n")
    found = prices(added(tmp_path / "s", tmp_path / "cu.data.0.Current"))
    assert found is not None
    assert found.averages[-1] == (2025, 321.943)


def test_the_newest_edition_of_prices_is_asked(tmp_path: Path) -> None:
    (tmp_path / "cu1").write_text(PRICES)
    (tmp_path / "cu2").write_text(PRICES + "CUUR0000SA0\t2026\tM13\t329.5\nCUUR0000SA0\t2026\tM12\t331.0\n")
    found = prices(added(tmp_path / "s", tmp_path / "cu1", tmp_path / "cu2"))
    assert found is not None
    assert found.averages[-1] == (2026, 329.5)


FROM_2010 = [
    ["2010 SOC Code", "2010 SOC Title", "2018 SOC Code", "2018 SOC Title"],
    ["29-2071", "Medical Records and Health Information Technicians (#)", "29-2072", "Medical Records Specialists"],
    ["29-2071", "Medical Records and Health Information Technicians (#)", "29-9021", "Health Technologists (##)"],
    ["29-9099", "Practitioners, All Other (#)", "29-9021", "Health Technologists (##)"],
    ["31-1014", "Nursing Assistants", "31-1131", "Nursing Assistants"],
]


def test_codes_are_followed_over_the_years_and_it_is_said_how(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "soc_2010_to_2018_crosswalk.csv", [["Crosswalk"], [], *FROM_2010])
    store = added(tmp_path / "s", path)

    def told(soc: str) -> list[tuple[str, str, str]]:
        return [(f.soc, f.vintage, f.relation) for f in followed(store, soc)]

    assert told("29-2071") == [("29-2072", "SOC 2018", "part of"), ("29-9021", "SOC 2018", "overlaps")]
    assert told("29-2072") == [("29-2071", "SOC 2010", "wider")]
    assert told("29-9021") == [("29-2071", "SOC 2010", "overlaps"), ("29-9099", "SOC 2010", "part of")]
    assert told("31-1131") == [("31-1014", "SOC 2010", "same")]
    assert followed(store, "29-2071")[1].title == "Health Technologists"


def test_the_structure_of_the_classification_is_read_by_its_four_columns(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [
        ["2018 Standard Occupational Classification System"],
        ["Major Group", "Minor Group", "Broad Group", "Detailed Occupation", "SOC Title"],
        ["31-0000", None, None, None, "Healthcare Support Occupations"],
        [None, None, None, "31-9092", "Medical Assistants"],
    ]
    store = added(tmp_path / "s", write_book(tmp_path / "soc_structure_2018.xlsx", Sheet1=rows))
    found = store.rows("soc", "definitions", "soc, level, title", "ORDER BY soc")
    assert found == [
        ("31-0000", "Major", "Healthcare Support Occupations"),
        ("31-9092", "Detailed", "Medical Assistants"),
    ]


def test_fields_and_occupations_are_paired_once_from_the_first_of_the_sheets(tmp_path: Path) -> None:
    pairs = [
        ["CIP2020Code", "CIP2020Title", "SOC2018Code", "SOC2018Title"],
        ["51.0801", "Medical/Clinical Assistant.", "31-9092", "Medical Assistants"],
        ["51.0801", "Medical/Clinical Assistant.", "25-1071", "Health Specialties Teachers, Postsecondary"],
        ["01.0508", "Taxidermy/Taxidermist.", "99-9999", "NO MATCH"],
    ]
    turned = [[row[2], row[3], row[0], row[1]] for row in pairs]
    book = write_book(tmp_path / "CIP2020_SOC2018_Crosswalk.xlsx", **{"CIP-SOC": pairs, "SOC-CIP": turned})
    store = added(tmp_path / "s", book)
    assert [e.edition for e in store.of("cip_soc")] == ["2020-2018"]
    assert store.rows("cip_soc", "pairs", "soc, cip_title", "WHERE cip = '51.0801' ORDER BY soc") == [
        ("25-1071", "Medical/Clinical Assistant"),
        ("31-9092", "Medical/Clinical Assistant"),
    ]


# -- O*NET ------------------------------------------------------------------------------------------------------------

RATED = [
    "Element ID",
    "Element Name",
    "Scale ID",
    "Data Value",
    "N",
    "Standard Error",
    "Lower CI Bound",
    "Upper CI Bound",
]
REST = ["Recommend Suppress", "Not Relevant", "Date", "Domain Source"]
WITHOUT_TITLE = ["O*NET-SOC Code", *RATED, *REST]
WITH_TITLE = ["O*NET-SOC Code", "Title", *RATED[:2], "Scale ID", "Scale Name", *RATED[3:], *REST]


def rated(layout: list[str], missing: object) -> list[list[object]]:
    rows: list[list[object]] = [list(layout)]
    for element, name, scale, value, suppress in (
        ("2.A.1.b", "Active Listening", "IM", "3.88", "N"),
        ("2.A.1.b", "Active Listening", "LV", "3.50", "N"),
        ("2.B.1.a", "Social Perceptiveness", "IM", "4.00", "Y"),
    ):
        cells = dict(
            zip(
                ["O*NET-SOC Code", "Title", *RATED, "Scale Name", *REST],
                [
                    *("31-9092.00", "Medical Assistants", element, name, scale, value, 8, "0.125", missing, missing),
                    *("Importance", suppress, missing, "07/2017", "Analyst"),
                ],
                strict=True,
            )
        )
        rows.append([cells[header] for header in layout])
    return rows


def text_release(folder: Path, release: str, *, layout: list[str], missing: str = "n/a") -> Path:
    """A text release with some of its files."""
    write_csv(folder / "Skills.txt", rated(layout, missing), delimiter="\t")
    people = [["O*NET-SOC Code", "Title", "Description"], ["31-9092.00", "Medical Assistants", 'Do "this", and that.']]
    write_csv(folder / "Occupation Data.txt", people, delimiter="\t")
    (folder / "Occupation Data.txt").write_text("\n".join("\t".join(row) for row in people) + "\n")
    (folder / "Read Me.txt").write_text(f"O*NET {release} Database\n")
    return folder


@pytest.mark.parametrize(("layout", "missing"), [(WITH_TITLE, "n/a"), (WITHOUT_TITLE, ""), (WITHOUT_TITLE, "n/a")])
def test_both_layouts_of_a_release_load_the_same(tmp_path: Path, layout: list[str], missing: str) -> None:
    store = added(tmp_path / "s", text_release(tmp_path / "files", "29.0", layout=layout, missing=missing))
    found = profile(store, "31-9092")
    assert found is not None
    assert [(r.name, r.value, r.suppress) for r in found.skills] == [
        ("Social Perceptiveness", Figure(4.0), True),
        ("Active Listening", Figure(3.88), False),
    ]
    assert found.description == 'Do "this", and that.'
    assert found.cite[0].source.title == "O*NET Database, release 29.0"
    assert store.rows("onet", "ratings", "count(*)", "WHERE lower IS NOT NULL") == [(0,)]


def test_a_part_that_the_newest_release_lacks_comes_from_an_older_one_and_both_are_cited(tmp_path: Path) -> None:
    text_release(tmp_path / "old", "29.0", layout=WITH_TITLE)
    new = text_release(tmp_path / "new", "30.2", layout=WITH_TITLE)
    (new / "Skills.txt").unlink()
    store = added(tmp_path / "s", tmp_path / "old", new)
    found = profile(store, "31-9092.00")
    assert found is not None
    assert len(found.skills) == 2
    assert [cite.source.id for cite in found.cite] == ["onet-30-2", "onet-29-0"]
    assert profile(store, "99-9999.00") is None


def test_a_workbook_of_a_release_in_its_archive_is_known_by_the_archive(tmp_path: Path) -> None:
    book = write_book(tmp_path / "x.xlsx", Skills=rated(WITH_TITLE, None))
    store = added(tmp_path / "s", write_zip(tmp_path / "db_30_2_excel.zip", {"db_30_2_excel/Skills.xlsx": book}))
    assert [e.edition for e in store.of("onet")] == ["30.2"]


def test_a_title_leads_to_every_occupation_that_has_it(tmp_path: Path) -> None:
    folder = text_release(tmp_path / "files", "30.1", layout=WITHOUT_TITLE)
    rows = [["O*NET-SOC Code", "Alternate Title", "Short Title", "Source(s)"]]
    rows += [["31-9092.00", "Clinic Assistant", "n/a", "10"], ["31-9092.00", "Certified Medical Assistant", "CMA", "2"]]
    write_csv(folder / "Alternate Titles.txt", rows, delimiter="\t")
    reported = [
        ["O*NET-SOC Code", "Reported Job Title", "Shown in My Next Move"],
        ["31-9092.00", "Doctor's Assistant", "Y"],
    ]
    write_csv(folder / "Sample of Reported Titles.txt", reported, delimiter="\t")
    store = added(tmp_path / "s", folder)
    (found,) = titles(store, "  clinic   ASSISTANT ")
    assert (found.code, found.occupation, found.title, found.exact) == (
        "31-9092.00",
        "Medical Assistants",
        "Clinic Assistant",
        True,
    )
    assert not titles(store, "assistant")[0].exact
    assert titles(store, "astronaut") == ()


def test_a_value_beyond_every_scale_is_refused(tmp_path: Path) -> None:
    folder = text_release(tmp_path / "files", "30.1", layout=WITHOUT_TITLE)
    text = (folder / "Skills.txt").read_text().replace("3.88", "388")
    (folder / "Skills.txt").write_text(text)
    told = refused(tmp_path / "s", folder)
    assert "Skills.txt:2: Data Value: found '388', expected a number from -10 to 100" in str(told.problems[0])
