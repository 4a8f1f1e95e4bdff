"""What a school's own words say of its program, where no field of the source does."""

from collections.abc import Mapping

from lapel.model.program import Claim, Offering, Subject
from lapel.model.value import replace
from lapel.programs.topics import Curriculum, Hit, hits, lines_of

PRACTICUM = "practicum"


def curriculum_of(offering: Offering) -> Curriculum:
    """Give what an offering says it teaches: its title and what the school writes of it, which is never all."""
    lines = (offering.title, *lines_of(offering.text))
    return Curriculum(lines, source="what the school says in its listing")


def with_claims(offering: Offering, subjects: Mapping[str, Subject]) -> Offering:
    """Fill what the text of an offering says, and leave what it does not say unknown: silence is not a no."""
    found = hits(curriculum_of(offering), subjects)
    clinical = _first(found, subjects, "clinical")
    administrative = _first(found, subjects, "administrative")
    return replace(
        offering,
        clinical=_claim(offering.clinical, clinical, offering),
        administrative=_claim(offering.administrative, administrative, offering),
        practicum=_claim(offering.practicum, found.get(PRACTICUM), offering),
    )


def _first(found: Mapping[str, Hit], subjects: Mapping[str, Subject], side: str) -> Hit | None:
    return next((hit for name, hit in found.items() if subjects[name].side == side), None)


def _claim(known: Claim, hit: Hit | None, offering: Offering) -> Claim:
    if known.said is not None or hit is None:
        return known
    return Claim(True, f"the listing says “{hit.words}”", offering.cite)
