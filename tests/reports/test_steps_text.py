"""The steps of the catalogue as text."""

import pytest

from lapel.loading.compiled import load_catalogue
from lapel.reports.steps_text import step_text, steps_text

STEPS = load_catalogue().steps


def test_the_list_names_each_step_with_its_time_and_price() -> None:
    text = steps_text(STEPS.values(), width=80)
    assert all(f"{name}: " in text for name in STEPS)
    assert "CPR class and card: not known" in text
    assert "takes 9 to 12 months" in text


@pytest.mark.parametrize("name", sorted(STEPS))
def test_a_step_is_shown_with_its_sources_inside_80_columns(name: str) -> None:
    text = step_text(STEPS[name], width=80)
    assert "source: " in text
    assert max(map(len, text.splitlines())) <= 80
