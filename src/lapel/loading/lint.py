"""What a reader of single files cannot see: whether the catalogue holds together.

Every check yields problems with file and line, or for what has no line of its own the file of the credential.
"""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from lapel.loading.catalogue import CATALOGUE_DIR, PARTS, examine_catalogue
from lapel.loading.tree import read_tree
from lapel.model.citation import Citation
from lapel.model.credential import Catalogue, Credential, Document, Step
from lapel.model.dates import FIRST_DATE, LAST_DATE
from lapel.model.located import Located, Problem, Problems
from lapel.model.rule import Rule
from lapel.model.shapes import did_you_mean
from lapel.model.value import Value
from lapel.rules import nodes

BODY_FACTS = ("approved_by", "waived_by", "organization")
"""Facts that name an accreditor, an approver or an issuer."""


def lint_catalogue(root: Path = CATALOGUE_DIR) -> tuple[Problem, ...]:
    """List everything wrong with a catalogue, in the order of files and lines; empty when it is sound."""
    catalogue, problems = examine_catalogue(root)
    found = list(problems.found)
    for credential in catalogue.credentials.values():
        finder = Finder(root, credential)
        for check in CHECKS:
            found += [finder.problem(*parts) for parts in check(credential, catalogue)]
    found += [Problem(_file(root, name), 1, name, *rest) for name, *rest in _catalogue_wide(catalogue)]
    return tuple(sorted(set(found), key=lambda p: (p.file, p.line, p.path)))


Fault = tuple[str, str, str, str]
"""Where in the file (a text that stands on the line), what was found, what was expected, a hint."""


class Finder:
    """Finds the line of a name in a credential's file."""

    def __init__(self, root: Path, credential: Credential) -> None:
        path = root / "credentials" / credential.issuer / f"{credential.id}.yaml"
        if not path.exists():
            path = next((root / "credentials").glob(f"*/{credential.id}.yaml"))
        self.file = str(path.relative_to(root.parent))
        try:
            self.tree = read_tree(path, shown=self.file)
        except Problems:
            self.tree = Located({}, file=self.file, line=1)

    def problem(self, where: str, found: str, expected: str, hint: str) -> Problem:
        """Make a problem at the first place whose value or name is ``where``."""
        place = _find(self.tree, where)
        return Problem(self.file, place.line if place else 1, place.path if place else where, found, expected, hint)


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


def _file(root: Path, name: str) -> str:
    return str((root / f"{name.partition(' ')[0]}.yaml").relative_to(root.parent))


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


def _unreachable(credential: Credential, catalogue: Catalogue) -> Iterator[Fault]:
    for rule in _rules(credential):
        if isinstance(rule, nodes.Dated):
            for version in rule.versions:
                if not FIRST_DATE <= version.starts <= LAST_DATE:
                    yield str(version.starts), str(version.starts), f"a start from {FIRST_DATE} to {LAST_DATE}", ""


def _repeated_ids(credential: Credential, catalogue: Catalogue) -> Iterator[Fault]:
    for what, ids in (
        ("route", [route.id for route in (*credential.routes, *credential.keep)]),
        ("value", [value.id for value in credential.values]),
    ):
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            yield name, f"the {what} id {name!r} twice", "each id once", ""


def _fees_of_unknown_routes(credential: Credential, catalogue: Catalogue) -> Iterator[Fault]:
    known = [route.id for route in (*credential.routes, *credential.keep)]
    for value in credential.values:
        for name in value.routes:
            if name not in known:
                yield name, repr(name), "the id of a route", did_you_mean(name, known)


def _silent_conditions(credential: Credential, catalogue: Catalogue) -> Iterator[Fault]:
    """A condition that a person may read has to say something."""
    for route in (*credential.routes, *credential.keep):
        for part in _conjuncts(route.rule):
            if not part.notes.says and not isinstance(part, (nodes.NotKnown, nodes.All, nodes.Use)):
                yield (
                    route.id,
                    f"a condition of route {route.id!r} without 'says'",
                    "a plain sentence for the reader",
                    "",
                )


def _conjuncts(rule: Rule) -> Iterator[Rule]:
    if rule.notes.says:
        yield rule
    elif isinstance(rule, (nodes.Dated, nodes.All, nodes.Use)):
        for part in nodes.children(rule):
            yield from _conjuncts(part)
    else:
        yield rule


def _uncited(credential: Credential, catalogue: Catalogue) -> Iterator[Fault]:
    for route in (*credential.routes, *credential.keep):
        items: tuple[Document | Step, ...] = (*route.documents, *route.steps)
        for item in items:
            if not item.cite:
                yield item.what, "no citation", "a citation ('cite')", ""
    for happening in credential.history:
        if not happening.cite:
            yield happening.what, "no citation", "a citation ('cite')", ""


def _missing_issuer_page(credential: Credential, catalogue: Catalogue) -> Iterator[Fault]:
    if credential.kind != "certification" and credential.state is None:
        yield "kind", f"a {credential.kind} without a state", "the field 'state'", ""
    if not credential.routes:
        yield "routes", "no routes", "one route or more", ""


Check = Callable[[Credential, Catalogue], Iterator[Fault]]

CHECKS: tuple[Check, ...] = (
    _unknown_credentials,
    _unknown_bodies,
    _unreachable,
    _repeated_ids,
    _fees_of_unknown_routes,
    _silent_conditions,
    _uncited,
    _missing_issuer_page,
)


def _catalogue_wide(catalogue: Catalogue) -> Iterator[tuple[str, str, str, str]]:
    for name in catalogue.credentials:
        if name not in catalogue.coverage:
            yield f"coverage {name}", "no entry", f"an entry for {name!r} with {', '.join(PARTS)}", ""
    for name in catalogue.coverage:
        if name not in catalogue.credentials:
            yield (
                f"coverage {name}",
                repr(name),
                "the id of a credential",
                did_you_mean(name, list(catalogue.credentials)),
            )
    for state in catalogue.states.values():
        for name in state.credentials:
            if name not in catalogue.credentials:
                hint = did_you_mean(name, list(catalogue.credentials))
                yield f"states {state.code}", repr(name), "the id of a credential", hint
    cited = {cite.source.id for cite in citations(catalogue)}
    for name in catalogue.sources:
        if name not in cited:
            yield f"sources {name}", "a source that nothing cites", "a source that is used", ""
    for source in catalogue.sources.values():
        if not source.url and not source.where:
            yield f"sources {source.id}", "neither 'url' nor 'where'", "a way to find the source", ""
        if source.review_by <= source.retrieved:
            yield f"sources {source.id}", f"review_by {source.review_by}", f"a day after {source.retrieved}", ""


def citations(catalogue: Catalogue) -> Iterator[Citation]:
    """Every citation of a catalogue, wherever it stands."""
    yield from _cited(tuple(catalogue.credentials.values()))
    yield from _cited(tuple(catalogue.accreditors.values()))
    yield from _cited(tuple(catalogue.states.values()))
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
