"""What a reader of single files cannot see: whether the catalogue holds together.

Every check yields problems with file and line, or for what has no line of its own the file of the credential.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

from lapel.loading.careers import examine_careers
from lapel.loading.catalogue import PARTS, examine_catalogue
from lapel.loading.compiled import CAREERS, CATALOGUE_DIR
from lapel.loading.overlay import read_overlay
from lapel.loading.roles import lint_roles
from lapel.loading.tree import read_tree
from lapel.model.citation import Citation
from lapel.model.credential import Catalogue, Credential, Document, Step
from lapel.model.dates import parse_date
from lapel.model.located import Located, Problem, Problems
from lapel.model.rule import Rule
from lapel.model.shapes import did_you_mean
from lapel.model.value import Value, replace
from lapel.rules import nodes

BODY_FACTS = ("approved_by", "waived_by", "organization")
"""Facts that name an accreditor, an approver or an issuer."""


def lint_catalogue(root: Path = CATALOGUE_DIR) -> tuple[Problem, ...]:
    """List everything wrong with a catalogue, in the order of files and lines; empty when it is sound."""
    catalogue, problems = examine_catalogue(root)
    _credentials(_trees(root, "credentials"), catalogue, problems)
    _catalogue_wide(root, catalogue, problems)
    _careers(root, catalogue, problems)
    return tuple(sorted(set(problems.found), key=lambda p: (p.file, p.line, p.path)))


def linted_reform(reform: Path, root: Path = CATALOGUE_DIR) -> Catalogue:
    """Read the catalogue under an overlay; raises `Problems` with whatever is wrong with a credential then."""
    overlay = read_overlay(reform)
    catalogue, problems = examine_catalogue(root, overlay)
    trees = list(_trees(root, "credentials"))
    for tree in trees:
        overlay.over(tree, Problems())
    _credentials(trees, catalogue, problems)
    problems.found = list(dict.fromkeys(_of_the_reform(problem, reform) for problem in problems.found))
    problems.raise_if_any()
    return catalogue


def _of_the_reform(problem: Problem, reform: Path) -> Problem:
    """Say what a problem at a line of the catalogue comes from: its own lines are sound."""
    if problem.file == str(reform):
        return problem
    return replace(problem, hint=f"{problem.hint} This comes of the reform {reform}.".strip())


def _credentials(trees: Iterable[Located], catalogue: Catalogue, problems: Problems) -> None:
    for tree in trees:
        credential = catalogue.credentials.get(Path(tree.file).stem)
        if credential is not None:
            faults = (fault for check in CHECKS for fault in check(credential, catalogue))
            problems.found += [_problem(tree, *fault) for fault in faults]
        for look in TREE_CHECKS:
            look(tree, problems)


def _trees(root: Path, name: str) -> Iterator[Located]:
    """The files of one part of a catalogue, as far as they can be read: their mistakes have been reported."""
    for path in sorted([*root.glob(f"{name}.yaml"), *(root / name).rglob("*.yaml")]):
        with suppress(Problems):
            yield read_tree(path, shown=str(path.relative_to(root.parent)), problems=Problems())


Fault = tuple[str, str, str, str]
"""Where in the file (a text that stands on the line), what was found, what was expected, a hint."""


def _problem(tree: Located, where: str, found: str, expected: str, hint: str) -> Problem:
    """Make a problem at the first place of a credential's file whose value or name is ``where``."""
    place = _find(tree, where)
    return Problem(tree.file, place.line if place else 1, place.path if place else where, found, expected, hint)


def _find(node: Located, wanted: str) -> Located | None:
    if node.text == wanted:
        return node
    for name, below in (node.fields or {}).items():
        if name == wanted:
            return below
        found = _find(below, wanted)
        if found:
            return found
    return next((found for item in node.items or () if (found := _find(item, wanted))), None)


def _rules(credential: Credential) -> Iterator[Rule]:
    """Every rule of a credential, from the top down."""
    pending: list[Rule] = [route.rule for route in (*credential.routes, *credential.keep)]
    pending += [value.when for value in credential.values if value.when]
    while pending:
        rule = pending.pop()
        yield rule
        pending += nodes.children(rule)


def _unknown_credentials(credential: Credential, catalogue: Catalogue) -> Iterator[Fault]:
    for rule in _rules(credential):
        named: tuple[str, ...] = ()
        if isinstance(rule, (nodes.Failures, nodes.Waited)):
            named = (rule.exam,)
        elif isinstance(rule, nodes.Fact) and rule.name in ("id", "exam") and isinstance(rule.value, tuple):
            named = rule.value
        yield from _not_in(named, catalogue.credentials, "the id of a credential")


def _unknown_bodies(credential: Credential, catalogue: Catalogue) -> Iterator[Fault]:
    bodies = {*catalogue.accreditors, *catalogue.issuers}
    for rule in _rules(credential):
        if isinstance(rule, nodes.Accredited):
            yield from _not_in(rule.by, catalogue.accreditors, "the id of an accreditor")
        elif isinstance(rule, nodes.Fact) and rule.name in BODY_FACTS and isinstance(rule.value, tuple):
            yield from _not_in(rule.value, bodies, "the id of an accreditor or issuer")
    if credential.issuer not in catalogue.issuers:
        yield from _not_in((credential.issuer,), catalogue.issuers, "the id of an issuer")


def _not_in(names: tuple[str, ...], known: object, expected: str) -> Iterator[Fault]:
    listed = list(known)  # type: ignore[call-overload]
    for name in names:
        if name not in listed:
            yield name, repr(name), expected, did_you_mean(name, listed)


def _fees_of_unknown_routes(credential: Credential, catalogue: Catalogue) -> Iterator[Fault]:
    known = [route.id for route in (*credential.routes, *credential.keep)]
    for value in credential.values:
        for name in value.routes:
            if name not in known:
                yield name, repr(name), "the id of a route", did_you_mean(name, known)


def _uncited(credential: Credential, catalogue: Catalogue) -> Iterator[Fault]:
    for route in (*credential.routes, *credential.keep):
        items: tuple[Document | Step, ...] = (*route.documents, *route.steps)
        for item in items:
            if not item.cite:
                yield item.what, "no citation", "a citation ('cite')", ""
    for happening in credential.history:
        if not happening.cite:
            yield happening.what, "no citation", "a citation ('cite')", ""


def _counting(credential: Credential, catalogue: Catalogue) -> Iterator[Fault]:
    """What learning counts toward must be asked for somewhere, and name bodies, areas and ways that exist."""
    counting = credential.counting
    if counting is None:
        return
    due = "term" if counting.cycle == "term" else "year"
    if not any(value.topic == "renewal" and value.due == due for value in credential.values):
        yield "counting", f"no value of topic renewal with 'due: {due}'", "one that says how much is needed", ""
    bodies = {*catalogue.accreditors, *catalogue.issuers}
    named = [body for line in counting.approval for body in line.by] + [card.approved_by for card in counting.cards]
    yield from _not_in(tuple(named), bodies, "the id of an accreditor or issuer")
    ways = [route.id for route in credential.keep]
    yield from _not_in(tuple(line.way for line in counting.deadlines), ways, "the id of a route under 'keep'")
    areas = [line.area for line in counting.areas]
    yield from _not_in(tuple(card.area for card in counting.cards), areas, "one of the areas")


def _missing_issuer_page(credential: Credential, catalogue: Catalogue) -> Iterator[Fault]:
    if credential.kind != "certification" and credential.state is None:
        yield "kind", f"a {credential.kind} without a state", "the field 'state'", ""
    if not credential.routes:
        yield "routes", "no routes", "one route or more", ""


Check = Callable[[Credential, Catalogue], Iterator[Fault]]

CHECKS: tuple[Check, ...] = (
    _unknown_credentials,
    _unknown_bodies,
    _fees_of_unknown_routes,
    _uncited,
    _counting,
    _missing_issuer_page,
)


def _below(node: Located, *names: str) -> list[Located]:
    """The entries of lists in a mapping."""
    return [item for name in names for item in (_field(node, name).items or ())]


def _field(node: Located, name: str) -> Located:
    return (node.fields or {}).get(name, NOTHING)


NOTHING = Located("")


def _repeated_ids(credential: Located, problems: Problems) -> None:
    for names in (("routes", "keep"), ("values",)):
        seen: dict[str | None, int] = {}
        for entry in _below(credential, *names):
            identity = _field(entry, "id")
            if identity.text and identity.text in seen:
                problems.add(identity, f"an id of its own (line {seen[identity.text]} has it)")
            seen.setdefault(identity.text, identity.line)


def _silent_conditions(credential: Located, problems: Problems) -> None:
    """A condition that a person may read has to say something."""
    for route in _below(credential, "routes", "keep"):
        for version in _below(route, "versions"):
            for part in _conjuncts(_field(version, "rule"), credential, ()):
                operator = ", ".join(part.fields or ())
                problems.add(part, "'says': a plain sentence for the reader", found=f"{operator!r} without 'says'")


def _conjuncts(rule: Located, credential: Located, used: tuple[str | None, ...]) -> Iterator[Located]:
    """The conditions of a rule that say nothing themselves, nor does what they are part of."""
    fields = rule.fields or {}
    if not fields or "says" in fields or "not_known" in fields:
        return
    parts = [rule]
    if "all" in fields:
        parts = _below(rule, "all")
    elif "dated" in fields:
        parts = [_field(version, "rule") for version in _below(fields["dated"], "versions")]
    elif "use" in fields:
        name = fields["use"].text
        parts = [] if name in used else [_field(_field(credential, "rules"), name or "")]
        used = (*used, name)
    for part in parts:
        if part is rule:
            yield rule
        else:
            yield from _conjuncts(part, credential, used)


def _unreachable(credential: Located, problems: Problems) -> None:
    """A version inside another is never in force when their times do not meet, wherever it is used."""
    reached: dict[int, bool] = {}
    found: dict[int, Located] = {}
    pending: list[tuple[Located, str | None, Window]] = []
    for route in _below(credential, "routes", "keep"):
        by = _field(route, "picked_by").text
        pending += [(_field(version, "rule"), by, window) for version, window in _windows(_below(route, "versions"))]
    seen = set()
    while pending:
        rule, by, window = pending.pop()
        if (id(rule), by, window) in seen:
            continue
        seen.add((id(rule), by, window))
        fields = rule.fields or {}
        if name := _field(rule, "use").text:
            pending.append((_field(_field(credential, "rules"), name), by, window))
        if "dated" in fields:
            inner = _field(fields["dated"], "by").text
            for version, (starts, ends) in _windows(_below(fields["dated"], "versions")):
                start, end = (max(starts, window[0]), min(ends, window[1])) if inner == by else (starts, ends)
                reached[id(version)] = reached.get(id(version), False) or start < end
                found[id(version)] = version
                pending.append((_field(version, "rule"), inner, (start, end)))
        else:
            pending += [(part, by, window) for part in (rule.items or list(fields.values()))]
    for key, version in found.items():
        if not reached[key]:
            starts_at = _field(version, "starts")
            problems.add(starts_at, "a version that can be in force", found=f"{starts_at.text!r}, outside its version")


Window = tuple[date, date]


def _windows(versions: list[Located]) -> list[tuple[Located, Window]]:
    """Versions, each with the first day on which it is in force and the first on which it no longer is."""
    dated = []
    for version in versions:
        with suppress(ValueError):
            starts = parse_date(_field(version, "starts").text or "")
            if isinstance(starts, date):
                dated.append((version, starts))
    ends = [starts for _, starts in dated[1:]] + [date.max]
    return [(version, (starts, end)) for (version, starts), end in zip(dated, ends, strict=False)]


TREE_CHECKS: tuple[Callable[[Located, Problems], None], ...] = (_repeated_ids, _silent_conditions, _unreachable)


def _catalogue_wide(root: Path, catalogue: Catalogue, problems: Problems) -> None:
    # A file that is broken still has its name.
    known = {path.stem: path for path in sorted((root / "credentials").glob("*/*.yaml"))}
    covered = {name: node for tree in _trees(root, "coverage") for name, node in (tree.fields or {}).items()}
    for name, path in known.items():
        if name not in covered:
            file = str(path.relative_to(root.parent))
            problems.found.append(Problem(file, 1, "id", "no entry in coverage", f"{name!r} with {', '.join(PARTS)}"))
    for name, node in covered.items():
        if name not in known:
            problems.add(node, "the id of a credential", found=repr(name), hint=did_you_mean(name, list(known)))
    for tree in _trees(root, "states"):
        for state in (tree.fields or {}).values():
            for node in _below(state, "credentials"):
                if node.text not in known:
                    problems.add(node, "the id of a credential", hint=did_you_mean(node.text, list(known)))
    _sources(root, catalogue, problems)


def _sources(root: Path, catalogue: Catalogue, problems: Problems) -> None:
    cited = {cite.source.id for cite in citations(catalogue)}
    if problems.found:
        # What could not be read is not in the catalogue, and yet cites.
        cited |= {text for tree in _trees(root, "") for text in _source_names(tree)}
    for tree in _trees(root, "sources"):
        for name, node in (tree.fields or {}).items():
            source = catalogue.sources.get(name)
            if name not in cited:
                problems.add(node, "a source that is used", found=f"the source {name!r}, which nothing cites")
            if source and not source.url and not source.where:
                problems.add(node, "a way to find the source", found="neither 'url' nor 'where'")
            if source and source.review_by <= source.retrieved:
                problems.add(_field(node, "review_by"), f"a day after {source.retrieved}")


def _careers(root: Path, catalogue: Catalogue, problems: Problems) -> None:
    """The files on careers: whether they can be read, name what exists, and whether something cites each source."""
    careers, found = examine_careers(root)
    problems.found += found.found
    roles = {Path(tree.file).stem: tree for tree in _trees(root, f"{CAREERS}/roles")}
    paid = {wages.soc for wages in careers.wages}
    for fault in lint_roles(careers.roles, [*catalogue.steps, *careers.steps], paid):
        problems.found.append(_problem(roles[fault.role], fault.where, *fault[2:]))
    folder = f"{CAREERS}/sources"
    sources = list(_trees(root, folder))
    named = {text for tree in _trees(root, CAREERS) for text in _source_names(tree)}
    for tree in sources:
        for name, node in (tree.fields or {}).items():
            fields = node.fields or {}
            if name not in named:
                problems.add(node, "a source that is used", found=f"the source {name!r}, which nothing cites")
            if "url" not in fields and "where" not in fields:
                problems.add(node, "a way to find the source", found="neither 'url' nor 'where'")


def _source_names(node: Located) -> Iterator[str]:
    if source := _field(node, "source").text:
        yield source
    for below in node.items or (node.fields or {}).values():
        yield from _source_names(below)


def citations(catalogue: Catalogue) -> Iterator[Citation]:
    """Every citation of a catalogue, wherever it stands."""
    yield from _cited(tuple(catalogue.credentials.values()))
    yield from _cited(tuple(catalogue.accreditors.values()))
    yield from _cited(tuple(catalogue.states.values()))
    yield from _cited(tuple(catalogue.steps.values()))
    yield from _cited(catalogue.history)


def _cited(value: object) -> Iterator[Citation]:
    """Every citation inside a value, however deep."""
    if isinstance(value, Citation):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _cited(part)
    elif isinstance(value, Value):
        for name in value._fields:
            yield from _cited(getattr(value, name))


def overdue(catalogue: Catalogue, *, on: date) -> list[Citation]:
    """List the citations that should have been read again before a day, the longest overdue first."""
    late = {cite for cite in citations(catalogue) if cite.overdue(on=on)}
    return sorted(late, key=lambda cite: (cite.review_by, cite.source.id, cite.section))
