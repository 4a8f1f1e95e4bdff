"""The self-check on O*NET data that was added: the newest release that has a part, and the catalogue for the rest."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from lapel.careers.skills import target_of, together
from lapel.cli import main
from lapel.loading.compiled import load_careers
from lapel.model.advice import MEDICAL_ASSISTANTS, Profile
from lapel.reference.add import add
from lapel.reference.duties import duty_profile
from lapel.reference.store import Store

ADVICE = load_careers().advice
ONET = Path(__file__).parents[3] / "shared" / "data" / "onet"
ON = date(2026, 11, 21)
DUTIES = ADVICE.duties.values()
ACTIVITIES = sorted({name for duty in DUTIES for name in duty.activities})
TASKS = sorted({name for duty in DUTIES for name in duty.tasks})
ELEMENTS = sorted({name for duty in DUTIES for name in duty.elements})

TASK_TABLE = """O*NET-SOC Code\tTask ID\tTask\tTask Type\tIncumbents Responding\tDate\tDomain Source
31-9092.00\t2035\tChange dressings on wounds.\tSupplemental\t57\t08/2031\tIncumbent
31-9092.00\t2034\tSchedule appointments for patients.\tCore\t57\t08/2031\tIncumbent
99-9999.00\t1\tDo a thing.\tn/a\tn/a\t08/2031\tAnalyst
"""
BELONGS = """O*NET-SOC Code\tTask ID\tDWA ID\tDate\tDomain Source
31-9092.00\t2035\t4.A.4.a.5.I03.D11\t03/2031\tAnalyst
31-9092.00\t2034\t4.A.2.b.5.I03.D02\t03/2031\tAnalyst
99-9999.00\t1\t4.A.2.b.5.I03.D02\t03/2031\tAnalyst
"""
RATINGS = "\t".join(
    (
        *("O*NET-SOC Code", "Element ID", "Element Name", "Scale ID", "Data Value", "N", "Standard Error"),
        *("Lower CI Bound", "Upper CI Bound", "Recommend Suppress", "Not Relevant", "Date", "Domain Source"),
    )
)
RATED = (
    "31-9092.00\t2.A.1.b\tActive Listening\tIM\t4.50\t8\t0.1\t4.4\t4.6\tN\tn/a\t08/2031\tAnalyst\n"
    "31-9092.00\t2.A.1.b\tActive Listening\tLV\t3.00\t8\t0.1\t2.9\t3.1\tN\tN\t08/2031\tAnalyst\n"
    "31-9092.00\t2.A.1.d\tSpeaking\tIM\t4.00\t8\t0.1\t3.9\t4.1\tY\tn/a\t08/2031\tAnalyst\n"
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Two releases: 40.0 with tasks only, 39.0 with ratings only."""
    for name, files in {
        "db_40_0_text": {"Task Statements.txt": TASK_TABLE, "Tasks to DWAs.txt": BELONGS},
        "db_39_0_text": {"Skills.txt": f"{RATINGS}\n{RATED}"},
    }.items():
        (tmp_path / name).mkdir()
        for file, text in files.items():
            (tmp_path / name / file).write_text(text)
    folder = tmp_path / "data"
    told = add([tmp_path / "db_40_0_text", tmp_path / "db_39_0_text"], folder, on=ON)
    assert {one.outcome for one in told} == {"added"}
    return Store(folder)


def profile_of(store: Store, code: str) -> Profile | None:
    return duty_profile(store, code, activities=ACTIVITIES, tasks=TASKS, elements=ELEMENTS)


def test_each_part_comes_from_the_newest_release_that_has_it(store: Store) -> None:
    found = profile_of(store, MEDICAL_ASSISTANTS)
    assert found is not None
    assert dict(found.tasks) == {"2035": "supplemental", "2034": "core"}
    assert dict(found.activities) == {"4.A.4.a.5.I03": "supplemental", "4.A.2.b.5.I03": "core"}
    assert dict(found.importance) == {"2.A.1.b": Decimal("4.5")}
    assert [cite.source.title for cite in found.cite] == [
        store.cite("onet", "40.0").source.title,
        store.cite("onet", "39.0").source.title,
    ]


def test_a_type_that_is_not_published_is_listed_and_a_suppressed_value_is_not_known(store: Store) -> None:
    strange = profile_of(store, "99-9999.00")
    assert strange is not None
    assert dict(strange.activities) == {"4.A.2.b.5.I03": "listed"}
    assert strange.importance == ()
    assert profile_of(store, "11-1111.00") is None


def test_what_added_data_lacks_the_catalogue_gives(store: Store) -> None:
    added, own = profile_of(store, "99-9999.00"), ADVICE.profiles[MEDICAL_ASSISTANTS]
    found = together(added, own)
    assert found is not None
    assert added is not None
    assert (found.activities, found.importance) == (added.activities, own.importance)
    assert set(found.cite) == {*added.cite, *own.cite}
    assert together(None, own) is own
    whole = profile_of(store, MEDICAL_ASSISTANTS)
    assert together(whole, own) is whole


def test_the_page_says_which_data_it_rests_on(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = tmp_path / "me.yaml"
    record.write_text("skills: [{id: directions, level: not-yet}]\n")
    assert main(["skills", str(record), "--on", "2026-11-21"]) == 0
    out = capsys.readouterr().out
    assert "the small table of the catalog" in out
    assert "importance 3.88 of 5" in " ".join(out.split())
    monkeypatch.setenv("LAPEL_DATA", str(store.folder))
    assert main(["skills", str(record), "--on", "2026-11-21"]) == 0
    out = capsys.readouterr().out
    assert "O*NET is read from the data that you added." in out
    assert "importance 4.50 of 5" in " ".join(out.split())


@pytest.mark.skipif(
    not ONET.is_dir(), reason="the folder shared/data/onet with O*NET's files is not beside the project"
)
def test_the_real_files_say_what_the_catalogue_s_table_says(tmp_path: Path) -> None:
    text, excel = ONET / "db_30_1_text", ONET / "db_29_excel"
    files = [text / "Task Statements.txt", text / "Tasks to DWAs.txt", excel / "Skills.xlsx", excel / "Knowledge.xlsx"]
    add(files, tmp_path, on=ON)
    store = Store(tmp_path)
    for code, own in ADVICE.profiles.items():
        found = profile_of(store, code)
        assert found is not None, code
        assert dict(found.activities) == dict(own.activities), code
        assert dict(found.importance) == dict(own.importance), code
        if own.tasks:
            assert dict(found.tasks) == dict(own.tasks)
    assert target_of(ADVICE).added == ()
