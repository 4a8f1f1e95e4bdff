"""Topics against lists: by which words, and the difference between not covered and not said."""

from hypothesis import given, settings
from hypothesis import strategies as st
from offers import guide, offering, yes

from lapel.model.program import TopicList
from lapel.programs.claims import curriculum_of, with_claims
from lapel.programs.topics import Curriculum, coverages, hits, lines_of, merged

COURSES = """
MA 101 Anatomy and Physiology I
MA 102 Medical Terminology
MA 110 Medical Office Procedures
MA 120 Insurance Billing
MA 130 Medical Law and Ethics
MA 140 Pharmacology and Administration of Medications
MA 150 Clinical Laboratory Procedures
MA 160 Phlebotomy
MA 190 Externship (160 hours)
"""


def against(name: str, curriculum: Curriculum) -> dict[str, str]:
    known = guide()
    [found] = coverages(curriculum, [known.lists[name]], known.subjects)
    return {topic.topic.name: topic.status for topic in found.topics}


def test_the_lists_have_ten_six_fourteen_and_four_topics() -> None:
    lists = guide().lists
    assert {name: len(one.topics) for name, one in lists.items()} == {
        "aama-approved": 10,
        "alternative-pathway": 6,
        "accredited": 14,
        "both-kinds": 4,
    }


def test_a_course_list_is_held_against_the_ten_topics() -> None:
    # By hand: billing is insurance but not coding; nothing of records, accounts, computers or first aid is said.
    assert against("aama-approved", Curriculum(lines_of(COURSES))) == {
        "human anatomy": "covered",
        "medical terminology": "covered",
        "pharmacology": "covered",
        "first aid": "not said",
        "laboratory techniques": "covered",
        "giving medicine": "covered",
        "coding and insurance processing": "in part",
        "record-keeping and accounting": "not said",
        "computer competency": "not said",
        "medical law and ethics": "covered",
    }


def test_what_a_complete_list_does_not_name_is_not_covered() -> None:
    said = against("alternative-pathway", Curriculum(lines_of(COURSES), complete=True))
    assert said == {
        "anatomy and physiology": "covered",
        "pharmacology": "covered",
        "infection control": "not covered",
        "applied mathematics": "not covered",
        "theory and technique of IM, ID and SC injections": "not covered",
        "theory and technique of phlebotomy": "covered",
    }


def test_the_matching_can_be_seen() -> None:
    found = hits(Curriculum(lines_of(COURSES)), guide().subjects)
    assert (found["giving-medicine"].words, found["giving-medicine"].line) == (
        "Administration of Medications",
        "MA 140 Pharmacology and Administration of Medications",
    )
    assert found["insurance"].words == "Insurance"
    assert "accounting" not in found


def test_topics_of_a_record_count_by_their_ids() -> None:
    topics = (
        "anatomy",
        "physiology",
        "pharmacology",
        "infection-control",
        "applied-mathematics",
        "injections",
        "phlebotomy",
    )
    said = against("alternative-pathway", Curriculum(subjects=topics))
    assert set(said.values()) == {"covered"}


def test_a_word_inside_another_word_is_no_match() -> None:
    found = hits(Curriculum(("Lawful claimants recoding billings-free outlaws",)), guide().subjects)
    assert set(found) <= {"insurance"}  # "billings" is the plural of billing, as a word of its own


def test_silence_of_a_listing_is_not_a_no() -> None:
    subjects = guide().subjects
    one = with_claims(
        offering(title="Medical Assistant", text="Students take vital signs.\nExternship included."), subjects
    )
    assert one.clinical.said is True
    assert one.clinical.how == "the listing says “vital signs”"
    assert one.administrative.said is None
    assert one.practicum.said is True


def test_a_field_of_the_source_goes_before_the_words_of_the_listing() -> None:
    one = with_claims(offering(text="vital signs", clinical=yes("a list says so")), guide().subjects)
    assert one.clinical.how == "a list says so"


def test_curricula_of_several_sources_are_put_together() -> None:
    one = merged([Curriculum(("Anatomy",), source="a"), Curriculum(), Curriculum((), ("law",), True, "b")])
    assert one == Curriculum(("Anatomy",), ("law",), True, "a; b")
    assert curriculum_of(offering(title="A", text="B\n\nC")).lines == ("A", "B", "C")


words = st.sampled_from(["anatomy", "first", "aid", "law", "ethics", "billing", "coding", "and", "of", "2", "—"])


@given(st.lists(st.lists(words, max_size=5).map(" ".join), max_size=4), st.lists(words, max_size=4).map(" ".join))
@settings(max_examples=15)
def test_more_lines_never_cover_less(lines: list[str], more: str) -> None:
    known = guide()
    rank = ("not said", "in part", "covered")
    for one in known.lists.values():
        before, after = (_ranks(one, Curriculum(tuple(said)), rank) for said in (lines, [*lines, more]))
        assert all(early <= late for early, late in zip(before, after, strict=True))


def _ranks(one: TopicList, curriculum: Curriculum, rank: tuple[str, ...]) -> list[int]:
    [found] = coverages(curriculum, [one], guide().subjects)
    return [rank.index(topic.status) for topic in found.topics]


@given(st.text(alphabet="abcdeéß AB-&'\n", max_size=40), st.sampled_from(sorted(guide().subjects)))
@settings(max_examples=15)
def test_words_are_found_in_any_text_as_they_stand_there(noise: str, name: str) -> None:
    alias = guide().subjects[name].aliases[0]
    line = f"{noise} {alias} {noise}"
    found = hits(Curriculum((line,)), guide().subjects)
    assert name in found
    assert found[name].words in line
