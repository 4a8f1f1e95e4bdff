"""Items from elsewhere: each taken, with every change told, or refused, with the reason."""

from typing import Any

import pytest
from exam_items import CLEAN

from lapel.loading.compiled import load_exams
from lapel.loading.intake import Given, Incoming, Intake, take
from lapel.loading.items_file import item_data
from lapel.model.exam import Item
from lapel.model.value import replace

BANK = load_exams()
ITEMS = tuple(BANK.items.values())
SOURCE = "osha-fire-extinguishers"


def incoming(name: str = "coding-901", **said: Any) -> Incoming:
    """A question as another form may have it."""
    data = {**{key: value for key, value in CLEAN.items() if key != "id"}, "sources": [SOURCE], **said}
    return Incoming(name, f"there:{name}", data)


def one(intake: Intake) -> Item:
    assert not intake.refused
    return intake.taken[0].item


def told(intake: Intake) -> tuple[str, ...]:
    return intake.taken[0].told


def why(intake: Intake) -> str:
    assert not intake.taken
    [refused] = intake.refused
    return "\n".join(refused.why)


def test_everything_that_comes_is_taken_or_refused() -> None:
    came = [Incoming(item.id, item.id, item_data(item), item.topic) for item in ITEMS]
    found = take([*came, incoming(level=""), Incoming("x", "x", unfit="no")], BANK)
    assert (found.count, len(found.taken), len(found.refused)) == (len(ITEMS) + 2, len(ITEMS), 2)
    assert [one.item for one in found.taken] == [replace(item, status="draft") for item in ITEMS]


def test_what_is_taken_is_a_draft_whatever_it_says() -> None:
    found = take([incoming(status="active")], BANK)
    assert one(found).status == "draft"
    assert told(found) == ("its status is draft now; it was active",)


def test_an_id_of_ours_is_kept_and_another_gets_the_next_number() -> None:
    last = max(int(name[-3:]) for name in BANK.items if name.startswith("coding-"))
    found = take([incoming("Q 1"), incoming("coding-901"), incoming("")], BANK, Given(topic="coding"))
    assert [one.item.id for one in found.taken] == ["coding-902", "coding-901", "coding-903"]
    assert last < 901
    assert "came with 'Q 1', which is no id such as coding-001; this one is new" in found.taken[0].told
    assert "came with no id; this one is new" in found.taken[2].told


def test_the_topic_that_a_question_names_comes_before_the_one_given() -> None:
    named = replace(incoming("Q1"), topic="ekg")
    assert one(take([named], BANK, Given(topic="coding"))).topic == "ekg"


def test_no_topic_no_level_and_no_estimate_are_refused_with_what_to_do() -> None:
    assert why(take([incoming("Q1")], BANK)) == (
        "found no topic, expected one of the catalogue's. --topic gives one, such as --topic body-systems."
    )
    assert "found the topic 'knitting', which the catalogue has not" in why(
        take([replace(incoming("Q1"), topic="knitting")], BANK)
    )
    bare = incoming(level="", expected="")
    said = {key: value for key, value in bare.data.items() if value != ""}
    reasons = why(take([replace(bare, data=said)], BANK))
    assert "expected the field 'level'. --level gives one for all items without it, such as --level apply." in reasons
    assert "--expected gives one for all items without it, such as --expected 0.7." in reasons
    found = take([replace(bare, data=said)], BANK, Given(level="recall", expected="0.6"))
    assert (one(found).level, one(found).expected) == ("recall", 0.6)
    assert told(found)[:2] == (
        "said no 'level'; it is recall, as --level says",
        "said no 'expected'; it is 0.6, as --expected says",
    )


def test_what_is_given_changes_nothing_that_is_said() -> None:
    assert one(take([incoming()], BANK, Given(level="recall", expected="0.1"))).level == "apply"


def test_a_source_and_an_enemy_that_are_not_here_are_left_out_with_a_word() -> None:
    found = take([incoming(sources=[SOURCE, "my-book"], enemies=["coding-001", "Q9"])], BANK)
    assert (one(found).sources, one(found).enemies) == ((SOURCE,), ("coding-001",))
    assert "left out: the source 'my-book', which the catalogue has not" in told(found)
    assert "left out: the enemy 'Q9', which the catalogue has not" in told(found)


def test_enemies_go_by_their_new_ids() -> None:
    found = take([incoming("Q1", enemies=["Q2"]), incoming("Q2")], BANK, Given(topic="coding"))
    first, second = found.taken
    assert first.item.enemies == (second.item.id,)
    assert not any("left out" in said for said in first.told)


def test_a_second_item_of_an_id_is_refused_with_the_place_of_the_first() -> None:
    found = take([incoming(), replace(incoming(), place="elsewhere")], BANK)
    assert len(found.taken) == 1
    assert found.refused[0].why == (
        "found the id 'coding-901' again (first at there:coding-901), expected each id once.",
    )


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"key": "z"}, "key: found z, expected one of its options: a, b, c, d."),
        ({"key": []}, "key: found no right answer, expected one."),
        ({"options": {}}, "options: found none, expected what to choose from."),
        ({"kind": "numeric", "options": {}, "key": []}, "answer: found no right number, expected one."),
        ({"kind": "essay"}, "kind: found 'essay', expected one of one-best, multi-select, ordering, numeric, hotspot."),
        ({"stem": "x" * 2001}, "stem: found 2001 characters, expected at most 2000 characters."),
        ({"stem": "a\x1b[2J"}, "stem: found the character U+001B, expected text without control characters."),
        ({"expected": "7"}, "expected: found '7', expected a number from 0 to 1."),
    ],
)
def test_what_nobody_could_answer_or_read_is_refused(said: dict[str, Any], reason: str) -> None:
    assert why(take([incoming(**said)], BANK)) == reason


def test_a_question_that_the_catalogue_has_is_said_to_be_there() -> None:
    held = BANK.items["coding-001"]
    same = Incoming(held.id, "x", item_data(held))
    other = Incoming(held.id, "x", item_data(replace(held, stem="Another question?")))
    assert "the catalogue has the same question" in told(take([same], BANK))
    assert "the catalogue has another question or version under this id (version 1)" in told(take([other], BANK))


def test_a_topic_with_no_free_number_is_told() -> None:
    full = {f"coding-{number:03}": ITEMS[0] for number in range(1, 1000)}
    crowded = replace(BANK, items=full)
    assert why(take([incoming("Q1", enemies=[])], crowded, Given(topic="coding"))) == (
        "found no free id of the topic 'coding', expected one up to 999."
    )
