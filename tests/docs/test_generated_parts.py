"""What the pages show of the code is what the code does."""

import re
from typing import Any

Pages = dict[str, str]


def test_every_generated_part_and_picture_is_fresh(generator: dict[str, Any]) -> None:
    stale = [path.name for path in generator["stale"]()]
    assert not stale, f"run 'make docs': {', '.join(stale)}"


def test_the_readme_shows_what_make_demo_runs(generator: dict[str, Any], pages: Pages) -> None:
    makefile = (generator["ROOT"] / "Makefile").read_text()
    [command] = re.findall(r"^demo:.*\n\t@?\$\(BIN\)/(lapel .*)$", makefile, re.MULTILINE)
    assert f"<!-- generated: {command} -->" in pages["README.md"]


def test_every_generated_part_is_closed(pages: Pages) -> None:
    for page, text in pages.items():
        opened = len(re.findall(r"^<!-- generated: ", text, re.MULTILINE))
        assert opened == len(re.findall(r"^<!-- end -->$", text, re.MULTILINE)), page
