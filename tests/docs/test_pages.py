"""The pages hold together: links, commands, words."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

Pages = dict[str, str]

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)


def prose(text: str) -> str:
    """A page without its code blocks."""
    return FENCE.sub("", text)


def own(pages: Pages) -> Iterator[tuple[str, str]]:
    """What each page's writer wrote: no code blocks, and nothing that comes from the code or the catalogue."""
    for page, text in pages.items():
        yield page, prose(re.sub(r"^<!-- generated: .*?^<!-- end -->$", "", text, flags=re.DOTALL | re.MULTILINE))


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", prose(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def links(pages: Pages) -> Iterator[tuple[str, str]]:
    for page, text in pages.items():
        for target in LINK.findall(prose(text)):
            if not target.startswith(("http:", "https:", "mailto:")):
                yield page, target


def test_every_link_inside_the_project_leads_somewhere(pages: Pages) -> None:
    broken = []
    for page, link in links(pages):
        target, _, anchor = link.partition("#")
        path = (ROOT / page).parent / target if target else ROOT / page
        if not path.exists() or (anchor and anchor not in anchors(path.read_text())):
            broken.append(f"{page}: {link}")
    assert not broken


def test_every_page_can_be_reached_from_the_readme(pages: Pages) -> None:
    onward: dict[str, set[str]] = {page: set() for page in pages}
    for page, link in links(pages):
        path = ((ROOT / page).parent / link.partition("#")[0]).resolve()
        inside = path.rglob("*.md") if path.is_dir() else [path]
        onward[page] |= {below.relative_to(ROOT).as_posix() for below in inside if below.is_relative_to(ROOT)}
    reached, pending = set(), ["README.md"]
    while pending:
        page = pending.pop()
        if page in onward and page not in reached:
            reached.add(page)
            pending += onward[page]
    assert set(pages) - reached == set()


def test_every_make_verb_named_in_a_page_exists(pages: Pages) -> None:
    verbs = set(re.findall(r"^([a-z0-9-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        verb for text in pages.values() for verb in re.findall(r"(?:^|[`$] ?)make ([a-z0-9-]+)", text, re.MULTILINE)
    }
    assert {"demo", "test", "docs"} <= named
    assert named <= verbs


def test_the_readme_starts_with_the_two_commands(pages: Pages) -> None:
    first = pages["README.md"].split("```")[1]
    assert re.findall(r"^\$ (make \w+)", first, re.MULTILINE) == ["make demo", "make test"]


@pytest.mark.parametrize("path", [r"/home/", r"/tmp/", r"/root/", r"/Users/", r"[A-Z]:\\"])
def test_no_page_names_a_place_on_somebodys_machine(path: str, pages: Pages) -> None:
    assert [page for page, text in pages.items() if re.search(rf"(?<![\w.]){path}", text)] == []


def test_letters_never_stand_without_their_issuer(pages: Pages) -> None:
    bare = re.compile(r"(?<![\w“-])(?:CMA|RMA|NCMA|CCMA|CMAC|CMAA|CMLA|CPT|CET)\b(?!\s+\(|-)")
    found = [
        f"{page}: {text[m.start() - 30 : m.end() + 20]!r}" for page, text in own(pages) for m in bare.finditer(text)
    ]
    assert not found


BRITISH = re.compile(
    r"\b(programmes?|enrol(?!l)\w*|licence|organis\w+|recognis\w+|colour\w*|behaviour\w*|centres?|speciality|practise\w*)\b",
    re.IGNORECASE,
)


def test_pages_are_spelled_as_in_america(pages: Pages) -> None:
    found = {(page, m[0]) for page, text in own(pages) for m in BRITISH.finditer(text)}
    assert not found


def test_dates_go_by_their_house_names(pages: Pages) -> None:
    others = re.compile(r"\b(start_date|end_date|valid_from|valid_to|valid_until|effective_from|effective_date)\b")
    assert [page for page, text in pages.items() if others.search(text)] == []
    for page in ("docs/where-things-go.md", "docs/reference/glossary.md"):
        assert all(re.search(rf"(`|\*\*){name}(`|\*\*)", pages[page]) for name in ("on", "starts", "ends")), page


def terms(pages: Pages) -> list[str]:
    return re.findall(r"^\| \*\*(.+?)\*\* \|", pages["docs/reference/glossary.md"], re.MULTILINE)


def test_every_word_of_the_glossary_is_used(pages: Pages) -> None:
    others = " ".join(text for page, text in pages.items() if page != "docs/reference/glossary.md").lower()
    unused = [t for t in terms(pages) if t not in others and t.replace(" ", "_") not in others]
    assert not unused


def test_the_glossary_is_in_order_and_names_a_word_once(pages: Pages) -> None:
    heads = re.split(r"^## ", pages["docs/reference/glossary.md"], flags=re.MULTILINE)[1:]
    for part in heads:
        listed = re.findall(r"^\| \*\*(.+?)\*\* \|", part, re.MULTILINE)
        assert listed == sorted(listed)
    assert len(terms(pages)) == len(set(terms(pages)))


def test_every_decision_has_its_number(generator: dict[str, Any]) -> None:
    numbers = []
    for path in sorted((generator["DOCS"] / "decisions").glob("*.md")):
        number = int(path.name[:4])
        assert path.read_text().startswith(f"# {number}. "), path.name
        numbers.append(number)
    assert numbers == list(range(1, len(numbers) + 1))
