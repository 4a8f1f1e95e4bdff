"""One question of QTI 3.0 → plain data in the catalogue's form, or the reason why it cannot be taken over."""

import re
from collections.abc import Mapping

from lapel.loading.intake import Incoming
from lapel.loading.qti_names import INTERACTIONS, ITEM_SPACE, WORKING
from lapel.loading.qti_words import BESIDE, FEEDBACK, Unfit, Words, short
from lapel.loading.xml import Element
from lapel.model.value import Value

OPTION_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
IMAGES = ("img", "object", "picture")
ANSWERS = {
    "one-best": ("single", ("identifier",)),
    "multi-select": ("multiple", ("identifier",)),
    "ordering": ("ordered", ("identifier",)),
    "hotspot": ("single", ("identifier",)),
    "numeric": ("single", ("float", "integer")),
}
"""The cardinality and the base types that the answer to a kind has."""


def read_question(root: Element, place: str, own: str) -> Incoming:
    """Read one question; whatever it has that is not of the subset makes it unfit.

    ``own`` is its name where it does not say one itself.
    """
    name = root.get("identifier") or own
    try:
        _of_the_subset(root)
        return _Question(root, place, name).read()
    except Unfit as unfit:
        return Incoming(name, place, unfit=str(unfit))


def _of_the_subset(root: Element) -> None:
    expected = "expected <qti-assessment-item> (QTI 3.0)"
    if root.tag in ("assessmentItem", "questestinterop"):
        raise Unfit(f"line {root.line}: found <{root.tag}>, which is of an older QTI, {expected}.")
    if root.tag != "qti-assessment-item":
        raise Unfit(f"line {root.line}: found <{root.tag[:60]}>, {expected}.")
    if root.space != ITEM_SPACE:
        raise Unfit(f"line {root.line}: found the namespace {root.space[:80]!r}, expected {ITEM_SPACE!r}.")
    if root.get("adaptive") == "true":
        raise Unfit(f'line {root.line}: found a question that adapts itself, expected adaptive="false".')
    for element in root.every("qti-template-processing", "qti-template-declaration", "qti-assessment-stimulus-ref"):
        raise Unfit(f"line {element.line}: found <{element.tag}>, expected a question that stands by itself.")


class _Question:
    """A question that is being read; ``words`` notes what had no place."""

    def __init__(self, root: Element, place: str, name: str) -> None:
        self.root = root
        self.place = place
        self.name = name
        self.words = Words()

    def read(self) -> Incoming:
        interaction, kind = self._interaction()
        answer = interaction.get("response-identifier")
        declared = next((one for one in self.root.elements if self._declares(one, answer)), None)
        if declared is None:
            raise Unfit(f"line {interaction.line}: found no declaration of the response {answer!r}, expected one.")
        if kind == "one-best" and declared.get("cardinality") == "multiple":
            kind = "multi-select"
        self._check(kind, declared)
        right = _right(declared)
        if not right:
            raise Unfit(f"line {declared.line}: found no right answer, expected <qti-correct-response>.")
        rules = _rules(self.root, answer)
        feedback = self._feedback()
        data: dict[str, object] = {"kind": kind} if kind != "one-best" else {}
        data["stem"] = self._stem(interaction)
        if kind == "numeric":
            data |= self._number(right, rules, feedback)
        else:
            data |= self._choice(kind, interaction, right, rules, feedback)
        if len(set(self.words.pictures)) > 1:
            raise Unfit(f"line {self.root.line}: found {len(self.words.pictures)} pictures, expected one at most.")
        data["picture"] = next(iter(self.words.pictures), "")
        self._leave_out(declared, rules, feedback)
        told = {field: value for field, value in data.items() if value not in ("", [], {})}
        return Incoming(self.name, self.place, told, left=tuple(dict.fromkeys(self.words.left)))

    def _interaction(self) -> tuple[Element, str]:
        body = self.root.first("qti-item-body")
        if body is None:
            raise Unfit(f"line {self.root.line}: found no <qti-item-body>, expected the question in it.")
        known = {tag: kind for kind, tag in reversed(INTERACTIONS.items())}
        tags = ", ".join(f"<{tag}>" for tag in dict.fromkeys(INTERACTIONS.values()))
        found = [one for one in body.every() if one.tag.endswith("-interaction")]
        if unknown := next((one for one in found if one.tag not in known), None):
            raise Unfit(f"line {unknown.line}: found <{unknown.tag}>, expected one of {tags}.")
        if len(found) != 1:
            told = "nothing to answer" if not found else f"{len(found)} interactions"
            raise Unfit(f"line {body.line}: found {told}, expected one of {tags}, once.")
        return found[0], known[found[0].tag]

    def _declares(self, element: Element, answer: str) -> bool:
        return element.tag == "qti-response-declaration" and element.get("identifier") == answer

    def _check(self, kind: str, declared: Element) -> None:
        """Refuse a declaration that does not fit the kind."""
        cardinality, types = ANSWERS[kind]
        found = (declared.get("cardinality"), declared.get("base-type"))
        if found[0] != cardinality or found[1] not in types:
            words = f"an answer that is {found[0]} and of the type {found[1]}"
            expected = f"{cardinality} and {' or '.join(types)} for <{INTERACTIONS[kind]}>"
            raise Unfit(f"line {declared.line}: found {words}, expected {expected}.")

    def _stem(self, interaction: Element) -> str:
        body, prompt = self.root.first("qti-item-body"), interaction.first("qti-prompt")
        assert body is not None
        return "\n".join(filter(None, (self.words.read(body, interaction), self.words.read(prompt) if prompt else "")))

    # Answers

    def _choice(
        self, kind: str, interaction: Element, right: list[str], rules: "list[Rule]", feedback: dict[str, str]
    ) -> dict[str, object]:
        tag = "qti-hotspot-choice" if kind == "hotspot" else "qti-simple-choice"
        if kind == "hotspot":
            for image in interaction.elements:
                if image.tag in IMAGES:
                    self.words.picture(image)
        choices = [one for one in interaction.elements if one.tag == tag]
        known = (tag, "qti-prompt", *IMAGES)
        self.words.left += [f"left out: <{one.tag}>" for one in interaction.elements if one.tag not in known]
        names = self._option_ids([one.get("identifier") for one in choices], kind)
        options: dict[str, dict[str, str]] = {}
        for one in choices:
            own = one.get("identifier")
            text = one.get("hotspot-label") if kind == "hotspot" else self.words.read(one, option=True)
            why = feedback.pop(own, "") or self._inline(one)
            options[names[own]] = {key: value for key, value in (("text", text), ("why", why)) if value}
        shown = _shown(rules, feedback)
        if kind in ("one-best", "hotspot") and len(right) == 1 and shown in feedback and right[0] in names:
            options[names[right[0]]].setdefault("why", feedback.pop(shown))
        key = [names.get(name, name) for name in right]
        return {"options": options, "key": key[0] if len(key) == 1 else key}

    def _option_ids(self, own: list[str], kind: str) -> dict[str, str]:
        """Give each option its id here; where theirs are not of our form, letters."""
        if len(set(own)) != len(own):
            raise Unfit(f"line {self.root.line}: found options with the same identifier, expected each once.")
        kept = {name: name.removeprefix("_") for name in own}
        if kind == "hotspot" or all(OPTION_ID.fullmatch(name) for name in kept.values()):
            return kept
        if len(own) > len(LETTERS):
            raise Unfit(f"line {self.root.line}: found {len(own)} options, expected {len(LETTERS)} at most.")
        self.words.left.append(f"its options are lettered a to {LETTERS[len(own) - 1]} here")
        return dict(zip(own, LETTERS, strict=False))

    def _inline(self, choice: Element) -> str:
        """A reason that stands inside an option."""
        found = [self.words.read(one) for one in choice.every(*FEEDBACK)]
        return "\n".join(filter(None, found))

    def _number(self, right: list[str], rules: "list[Rule]", feedback: dict[str, str]) -> dict[str, object]:
        working = _shown(rules, feedback) or WORKING
        if other := next((rule.value for rule in rules if rule.value and rule.scores), ""):
            raise Unfit(f"line {self.root.line}: found {other} scoring beside {right[0]}, expected one right number.")
        errors = []
        for rule in rules:
            named = [name for name in rule.shows if name != working and name in feedback]
            if rule.value and named:
                errors.append({"value": rule.value, "why": feedback.pop(named[0])})
        return {
            "answer": right[0],
            "unit": self.words.unit,
            "tolerance": next((rule.tolerance for rule in rules if rule.right), ""),
            "why": feedback.pop(working, ""),
            "errors": errors,
        }

    # Reasons, and what is left

    def _feedback(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for one in self.root.elements:
            if one.tag == "qti-modal-feedback" and one.get("show-hide") == "hide":
                self.words.left.append(f"left out: feedback that is shown unless something happens ({short(one.text)})")
            elif one.tag == "qti-modal-feedback":
                found[one.get("identifier")] = self.words.read(one)
        return found

    def _leave_out(self, declared: Element, rules: "list[Rule]", feedback: Mapping[str, str]) -> None:
        self.words.left += [f"left out: <{one.tag}>" for one in self.root.elements if one.tag in BESIDE]
        for name, text in feedback.items():
            self.words.left.append(f"left out: the feedback {name!r} ({short(text)}), which belongs to no option here")
        if not self._whole_or_nothing(rules):
            self.words.left.append("left out: its own way of scoring; here the whole right answer counts, nothing else")
        elif declared.first("qti-mapping"):
            self.words.left.append("left out: points for parts of the answer (<qti-mapping>)")

    def _whole_or_nothing(self, rules: "list[Rule]") -> bool:
        """Whether the right answer scores and nothing else does, as far as the branches that are known tell."""
        processing = self.root.first("qti-response-processing")
        if processing is None or processing.get("template").removesuffix(".xml").endswith("/match_correct"):
            return True
        mapped = next(processing.every("qti-map-response", "qti-map-response-point"), None)
        return mapped is None and any(r.right for r in rules) and not any(r.scores for r in rules if not r.right)


def _right(declared: Element) -> list[str]:
    """The right answer; where only points are given, all that have some."""
    if correct := declared.first("qti-correct-response"):
        return [one.text for one in correct.elements if one.tag == "qti-value"]
    mapped = declared.first("qti-mapping")
    entries = mapped.elements if mapped else []
    points = {one.get("map-key"): one.get("mapped-value") for one in entries if one.tag == "qti-map-entry"}
    return [key for key, value in points.items() if _positive(value)]


def _positive(text: str) -> bool:
    try:
        return float(text) > 0
    except ValueError:
        return False


class Rule(Value):
    """A branch of the scoring: that of the right answer or of a ``value``, what it shows, and whether it scores."""

    right: bool
    value: str
    tolerance: str
    shows: tuple[str, ...]
    scores: bool


def _rules(root: Element, answer: str) -> list[Rule]:
    """The branches that compare the answer with the right one, or with a number; others say nothing here."""
    processing = root.first("qti-response-processing")
    found = []
    for branch in processing.every("qti-response-if", "qti-response-else-if") if processing else ():
        test = branch.elements[0] if branch.elements else None
        if test is None or test.tag not in ("qti-match", "qti-equal"):
            continue
        given, right, value = (test.first(tag) for tag in ("qti-variable", "qti-correct", "qti-base-value"))
        if given is None or given.get("identifier") != answer or (right is None and value is None):
            continue
        shows = tuple(base.text for base in _set(branch) if base.get("base-type") == "identifier")
        number = "" if right is not None or value is None else value.text
        scores = any(_positive(base.text) for base in _set(branch) if base.get("base-type") in ("float", "integer"))
        found.append(Rule(right is not None, number, _tolerance(test), shows, scores))
    return found


def _shown(rules: list[Rule], feedback: Mapping[str, str]) -> str:
    """Name the feedback that goes with the right answer; nothing where there is none."""
    return next((name for rule in rules if rule.right for name in rule.shows if name in feedback), "")


def _set(branch: Element) -> list[Element]:
    """The values that a branch sets outcomes to, where they are written out."""
    sets = (one for one in branch.elements if one.tag == "qti-set-outcome-value")
    return [base for one in sets for base in one.every("qti-base-value")]


def _tolerance(test: Element) -> str:
    mode, said = test.get("tolerance-mode") or "exact", test.get("tolerance").split()
    if test.tag == "qti-match" or mode == "exact":
        return ""
    if mode != "absolute" or len(set(said)) != 1:
        told = f"the tolerance {mode} {' '.join(said)}".strip()
        raise Unfit(f"line {test.line}: found {told}, expected one absolute number, the same up and down.")
    return said[0] if _positive(said[0]) else ""
