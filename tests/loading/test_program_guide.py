"""The catalogue's files on choosing a program: mistakes are told with file and line."""

from pathlib import Path

from offers import guide

from lapel.loading.catalogue import Reading, source
from lapel.loading.programs import program_guide
from lapel.model.located import Problems

SOURCES = "a-page: {title: A page, kind: official, retrieved: 2026-01-01, review_by: 2027-01-01}\n"
CITE = "cite: [{source: a-page, confidence: O}]"


def problems(folder: Path, **files: str) -> Problems:
    (folder / "careers").mkdir(exist_ok=True)
    (folder / "sources.yaml").write_text(SOURCES, "utf-8")
    for name, text in files.items():
        (folder / "careers" / f"{name.replace('_', '-')}.yaml").write_text(text, "utf-8")
    reading = Reading(folder)
    program_guide(reading, "careers", reading.mapping("sources", source))
    return reading.problems


def test_the_shares_of_a_factor_come_to_one(tmp_path: Path) -> None:
    part = "parts: {price: {name: Price, share: 0.4, best: 1, worst: 2, ask: How much?}}"
    found = problems(tmp_path, programs_factors=f"cost:\n  name: Cost\n  why: It is paid.\n  {part}\n  {CITE}\n")
    assert "found 0.4, expected parts whose shares come to 1" in str(found)


def test_a_topic_names_subjects_that_are_there(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        topics_subjects="anatomy: {name: anatomy, aliases: [anatomy]}\n",
        topics_lists=f"a-list:\n  name: A list\n  topics: [{{name: anatomy, subjects: [anatomi]}}]\n  {CITE}\n",
    )
    assert "topics-lists.yaml:3" in str(found)
    assert "Did you mean 'anatomy'?" in str(found)


def test_every_part_of_a_factor_can_be_read_and_asked_for() -> None:
    from lapel.programs.factors import READERS

    parts = [part for factor in guide().factors.values() for part in factor.parts]
    assert {part.id for part in parts} == set(READERS)
    assert all(part.ask for part in parts)


def test_every_list_and_sector_has_a_source() -> None:
    known = guide()
    for group in (known.lists.values(), known.sectors, known.kinds.values(), known.factors.values()):
        assert all(getattr(one, "cite", ()) for one in group)
