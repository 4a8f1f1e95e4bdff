"""A reform is a few plain lines over the catalogue; what is wrong with one is said with its file and line."""

from pathlib import Path
from shutil import copy

import pytest

from lapel.loading.compiled import CATALOGUE_DIR, load_catalogue, load_reform
from lapel.loading.overlay import differences
from lapel.model.located import Problems
from lapel.model.rule import Rule
from lapel.rules import nodes

EXAMPLES = sorted(Path("examples/reforms").glob("*.yaml"))

AMOUNT = "rules.five-of-seven-years.experience.amount"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue with one credential of the real one: it is read faster."""
    root = tmp_path_factory.mktemp("small") / "catalog"
    for part in ("credentials/amt/rma-amt.yaml", "sources/amt.yaml", "accreditors.yaml", "issuers.yaml"):
        (root / part).parent.mkdir(parents=True, exist_ok=True)
        copy(CATALOGUE_DIR / part, root / part)
    # Bodies are cited from everywhere.
    (root / "accreditors.yaml").write_text(
        "".join(
            f"{name}: {{name: {name}, full_name: {name}, kind: approver}}\n" for name in load_catalogue().accreditors
        ),
        encoding="utf-8",
    )
    return root


def reform(folder: Path, *changes: str) -> Path:
    """Write a reform; each change begins on a line of its own, the first on line 3."""
    file = folder / "reform.yaml"
    text = "".join(f"  - {{credential: rma-amt, {change}}}\n" for change in changes)
    file.write_text(f"reform: A try\nchanges:\n{text}", encoding="utf-8")
    return file


def test_the_examples_are_reforms() -> None:
    assert len(EXAMPLES) == 2
    for file in EXAMPLES:
        changed = {found.credential for found in differences(file)}
        assert changed == {"rma-amt"}
        before, after = load_catalogue(), load_reform(file)
        assert before.credentials["rma-amt"].routes != after.credentials["rma-amt"].routes
        assert before.credentials["cma-aama"] == after.credentials["cma-aama"]
        assert before.sha256 != after.sha256


def test_a_named_rule_is_changed_wherever_it_is_used() -> None:
    found = differences(EXAMPLES[1])
    assert (found[0].path, found[0].was, found[0].now) == (AMOUNT, "5 years", "3 years")
    routes = load_reform(EXAMPLES[1]).credentials["rma-amt"].routes
    rule = next(route.rule for route in routes if route.id == "work-experience")
    assert isinstance(rule, nodes.Dated)
    capped = [leaf for leaf in leaves(rule) if isinstance(leaf, nodes.Experience) and leaf.cap]
    assert [leaf.years.count for leaf in capped if leaf.years] == [3, 3]


def leaves(rule: Rule) -> list[Rule]:
    below = nodes.children(rule)
    return [rule] if not below else [leaf for part in below for leaf in leaves(part)]


def test_a_version_is_added_and_taken_out(small: Path, tmp_path: Path) -> None:
    found = differences(EXAMPLES[0])
    assert found[-1].path == "routes[work-experience].versions[2027-01-01]"
    assert found[-1].was is None
    file = reform(tmp_path, "at: 'routes[work-experience].versions[2023-01-01]', remove: true")
    with pytest.raises(Problems) as caught:
        load_reform(file, small)
    assert "'three-of-seven-years', which nothing uses" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            "at: rules.five-of-sevn-years.experience.amount, becomes: 3 years",
            ":3: changes[0].at: found 'five-of-sevn-years', which is not in 'rules' of rma-amt",
        ),
        (
            "at: 'routes[work-experience].versions[2011-03-01]', remove: true",
            "found '2011-03-01', which is not in 'routes[work-experience].versions' of rma-amt",
        ),
        (f"at: {AMOUNT}, was: 4 years, becomes: 3 years", ":3: changes[0].was: found '4 years', expected what stands"),
        (f"at: {AMOUNT}, becomes: 3 yeers", ":3: changes[0].becomes: found '3 yeers', expected"),
        (f"at: {AMOUNT}, becomes: 3 years, remove: true", "found becomes and remove, expected one of becomes"),
        (f"at: {AMOUNT}", "found a change that does nothing, expected one of becomes, add, remove"),
        (f"at: {AMOUNT}, add: 3 years", "Use 'becomes' to put another value in its place."),
        ("at: rules..x, remove: true", "found 'rules..x', expected a place such as"),
        ("at: rules.five-of-seven-years.surprise, add: 1", "found the operators experience, surprise, expected"),
        ("at: rules.an-instructor, remove: true", "rma-amt.yaml:1026: routes[7].versions[0].rule.all[0].use: found"),
        ("at: rules.an-instructor, remove: true", "This comes of the reform "),
        ("at: rules.attempts-left.says, becomes: '', was: x", ":3: changes[0].was: found 'x', expected what stands"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(small: Path, tmp_path: Path, change: str, says: str) -> None:
    with pytest.raises(Problems) as caught:
        load_reform(reform(tmp_path, change), small)
    assert says in str(caught.value)


def test_two_changes_of_one_place_are_refused(small: Path, tmp_path: Path) -> None:
    file = reform(tmp_path, f"at: {AMOUNT}, becomes: 3 years", "at: rules.five-of-seven-years, remove: true")
    with pytest.raises(Problems, match=r"reform.yaml:3: .*the change on line 4 is about as well"):
        load_reform(file, small)


def test_a_credential_that_is_not_there_is_named(small: Path, tmp_path: Path) -> None:
    file = tmp_path / "reform.yaml"
    file.write_text("reform: A try\nchanges:\n  - {credential: rma-am, at: id, becomes: x}\n", encoding="utf-8")
    with pytest.raises(Problems, match=r"reform.yaml:3: .*'rma-am', expected the id .* Did you mean 'rma-amt'\?"):
        load_reform(file, small)


def test_a_citation_of_a_reform_needs_its_source(small: Path, tmp_path: Path) -> None:
    file = tmp_path / "reform.yaml"
    text = EXAMPLES[0].read_text(encoding="utf-8")
    file.write_text(text.replace("example-proposal:", "another-proposal:"), encoding="utf-8")
    with pytest.raises(Problems, match="'example-proposal', expected the id of a source"):
        load_reform(file, small)
