"""What a generated picture shows, as data: what is to be read off is here, and never in the words of a question."""

from fractions import Fraction

from lapel.model.value import Value


class Dials(Value):
    """Two looks at the dial of a blood pressure cuff, in mm Hg: at the first sound heard and at the last one."""

    systolic: int
    diastolic: int


class Strip(Value):
    """A rhythm strip of ``boxes`` large boxes, each 0.2 s wide; ``beats`` are the places of its R waves, in boxes."""

    boxes: int
    beats: tuple[Fraction, ...]


class Sheet(Value):
    """A page of an appointment book: ``rows`` of ``minutes`` each, from their start; a name, or nothing where free."""

    minutes: int
    rows: tuple[tuple[str, str], ...]


class Claim(Value):
    """A claim form filled in: what stands in each of its blocks, by the id of the block."""

    blocks: tuple[tuple[str, str], ...]


class Syringe(Value):
    """The empty 3 mL syringe, with its marks to choose from."""


Drawing = Dials | Strip | Sheet | Claim | Syringe
