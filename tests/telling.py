"""A person who tells the interview what their file says: no more, no less, and nothing that was not asked for."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from lapel.eligibility.forms import Form
from lapel.loading.writing import look
from lapel.model.record import LISTS
from lapel.model.shapes import NONE, NOT_SURE
from lapel.model.vocabulary import INJECTION_ROUTES

ENDS = ("completed", "expected", "left")


class Told:
    """What a person says to a question, from their record; entries are told in the record's order."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.told: Counter[str] = Counter()

    def says(self, place: str, offered: Collection[str], *, open_end: bool = False) -> Any:
        """Give the answer at a place: a word, several, a date as text; None when the person is not sure.

        ``offered`` are the words to choose from; a list with *not sure* in it may go on.
        """
        entry, _, name = place.rpartition(".")
        held = look(self.data, place)
        if place in LISTS or name == "accreditation":
            return self._another(place, held, bool(offered) and "no" not in offered)
        if "expected" in offered:
            ends = [end for end in ENDS if look(self.data, f"{entry}.{end}") is not None]
            return ends[0] if ends else "expected" if look(self.data, f"{entry}.expected") else held
        if held is None and look(self.data, entry) and open_end:
            return "ongoing"
        if isinstance(held, list):
            return [*(word for word in held if word in offered), *([] if self._closed(place) else [NOT_SURE])]
        if held is None and name == "injections":
            return self._all_injections(entry)
        if held not in (None, NOT_SURE) and offered and held not in offered and held != NONE:
            return "other" if "other" in offered else None
        return None if held == NOT_SURE else held

    def _another(self, place: str, held: Any, by: bool) -> str | None:
        """Tell the next entry of a list or, after the last, whether that is all."""
        no = NONE if by else "no"
        if held == NONE:
            return no
        count = self.told[place]
        if not isinstance(held, list) or count >= len(held):
            return no if self._closed(place) else None
        self.told[place] += 1
        return held[count].get("by") if by else "yes"

    def _closed(self, place: str) -> bool:
        """Whether the record says that a list holds everything there is."""
        above, _, name = place.rpartition(".")
        return name in (look(self.data, f"{above}.complete" if above else "complete") or ())

    def _all_injections(self, procedures: str) -> str | None:
        """Add up what is counted by kind, when every kind is."""
        counts = [look(self.data, f"{procedures}.{name}") for name in INJECTION_ROUTES]
        return str(sum(map(int, counts))) if None not in counts else None

    def types(self, put: Form) -> str:
        """Give the answer to a question as it is typed."""
        said = self._waived(put.subject) if put.subject else self._says(put)
        return NOT_SURE if said is None else ", ".join(said) if isinstance(said, list) else str(said)

    def _says(self, put: Form) -> Any:
        return self.says(put.step.place, [option.word for option in put.options], open_end=put.open_end)

    def _waived(self, issuer: str) -> str | None:
        """Tell whether an issuer has waived a conviction."""
        held = look(self.data, "conduct.waivers")
        said = [each.get("granted") for each in held if each.get("issuer") == issuer] if isinstance(held, list) else []
        return said[0] if said and said[0] != NOT_SURE else None
