"""The blocks of a claim form: a form filled in beside the facts, with one thing wrong."""

from lapel.exam.chance import Chance
from lapel.exam.drawings import Claim
from lapel.exam.generators.making import Generator, Point
from lapel.exam.generators.people import FIRST, SURNAMES
from lapel.model.exam import Option
from lapel.model.materials import Materials

PLACES = {
    "patient-name": "The block at the top left that names the person treated",
    "insured-id": "The block at the top right with the number from the card",
    "diagnosis-codes": "The block in the middle that tells why the visit was needed",
    "procedure-codes": "The lines below it that tell what was done",
    "provider-signature": "The block at the bottom left that the provider signs",
    "billing-provider": "The block at the bottom right that tells whom to pay",
}
RIGHT = {
    "patient-name": "The name agrees with the card.",
    "insured-id": "The number agrees with the card.",
    "diagnosis-codes": "The diagnosis agrees with the note.",
    "procedure-codes": "The procedure agrees with the note.",
    "provider-signature": "The provider has signed.",
    "billing-provider": "The practice and its number agree with the facts.",
}
DIAGNOSES = ("E11.9", "I10", "J02.9", "J45.909", "M54.50", "N39.0", "R05.9", "Z00.00", "K21.9", "H66.90")
PROCEDURES = ("99202", "99203", "99212", "99213", "99214", "36415", "93000", "81002", "87880", "94010")
PRACTICES = ("Elm Street Clinic", "Harbor Family Care", "Lakeview Practice", "North Park Clinic", "Sunrise Care")


def wrong_block(chance: Chance, _: Materials) -> Point:
    """Point at the block that does not agree with the facts."""
    first, surname = chance.pick(FIRST), chance.pick(SURNAMES)
    number = "".join(str(chance.below(10)) for _ in range(9))
    letters = chance.pick(("XQ", "HB", "KT", "ZW"))
    diagnosis, other_diagnosis = chance.sample(DIAGNOSES, 2)
    procedure, other_procedure = chance.sample(PROCEDURES, 2)
    practice, other_practice = chance.sample(PRACTICES, 2)
    provider = f"{chance.pick(FIRST)} {chance.pick(SURNAMES)}, MD"
    right = {
        "patient-name": f"{surname}, {first}",
        "insured-id": f"{letters}{number}",
        "diagnosis-codes": diagnosis,
        "procedure-codes": procedure,
        "provider-signature": f"signed: {provider}",
        "billing-provider": practice,
    }
    swapped = _swapped(number)
    errors = {
        "patient-name": (f"{first}, {surname}", "Surname and given name stand in the wrong order."),
        "diagnosis-codes": (other_diagnosis, f"The note says {diagnosis}, and the form {other_diagnosis}."),
        "procedure-codes": (other_procedure, f"The note says {procedure}, and the form {other_procedure}."),
        "provider-signature": ("", "The block is empty; an unsigned claim is sent back."),
        "billing-provider": (other_practice, f"{practice} is to be paid, and the form names {other_practice}."),
    }
    if swapped != number:
        said = "Two digits are swapped: the payer will not find the member."
        errors["insured-id"] = (f"{letters}{swapped}", said)
    key = chance.pick(sorted(errors))
    blocks = {**right, key: errors[key][0]}
    return Point(
        stem=f"The card: {surname}, {first}; ID {letters}{number}. The note: diagnosis {diagnosis}, procedure"
        f" {procedure}. The"
        f" claim is signed by {provider}, for {practice}. Which part of the drawn form must be corrected?",
        options=tuple(
            Option(name, place, errors[key][1] if name == key else RIGHT[name]) for name, place in PLACES.items()
        ),
        key=key,
        picture="claim-form",
        drawing=Claim(tuple(blocks.items())),
        expected=0.7,
    )


def _swapped(number: str) -> str:
    """Swap the first two neighbors of the second half that differ."""
    for at in range(len(number) // 2, len(number) - 1):
        if number[at] != number[at + 1]:
            return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    return number


REJECTED = (
    (
        "insured-id",
        "The payer answers that it knows no member with this number.",
        "the number that ties the patient to a policy",
    ),
    ("diagnosis-codes", "The payer asks for the medical reason of a test.", "the reason of a service"),
    ("procedure-codes", "The payer asks which service the charge is for.", "the services and their charges"),
    (
        "provider-signature",
        "The payer sends the claim back because nobody vouches for it.",
        "the provider's word for the claim",
    ),
    ("billing-provider", "The payer asks for the NPI of the practice that it is to pay.", "whom to pay"),
    ("patient-name", "The payer asks who in the family was treated.", "the person who was treated"),
)


def block_asked_for(chance: Chance, _: Materials) -> Point:
    """Point at the block that answers what the payer asks."""
    key, said, _about = chance.pick(REJECTED)
    holds = {name: about for name, _, about in REJECTED}
    when = chance.pick(
        ("A claim comes back.", "Two weeks after a claim was sent, a letter comes.", "A claim is pending.")
    )
    asked = chance.pick(
        (
            "Which part of the claim form holds the answer?",
            "At which part of the drawn form should the answer be looked for?",
        )
    )
    return Point(
        stem=f"{when} {said} {asked}",
        options=tuple(Option(name, place, f"This part holds {holds[name]}.") for name, place in PLACES.items()),
        key=key,
        picture="claim-form",
        drawing=Claim(tuple((name, "") for name in PLACES)),
        expected=0.7,
    )


GENERATORS = (
    Generator(
        "claim-form",
        "the blocks of a claim form",
        "insurance-billing",
        ("cms-1500", "administrative-assisting-texts"),
        {"wrong-block": wrong_block, "asked-for": block_asked_for},
    ),
)
