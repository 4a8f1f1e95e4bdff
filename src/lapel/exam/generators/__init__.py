"""Questions without end: a generator turns a seed into a question that is provably right, and the same each time.

A module holds the generators of a subject in its ``GENERATORS``; adding one is a line there. Wrong answers come from
named errors, so that the feedback can name what went wrong.
"""

from collections.abc import Mapping

from lapel.exam.generators import claims, dosage, filing, measures, money, scheduling, vitals, words
from lapel.exam.generators.making import Generator, Made, make_item
from lapel.model.materials import Materials

SUBJECTS = (dosage, measures, vitals, words, scheduling, filing, money, claims)
GENERATORS: Mapping[str, Generator] = {one.id: one for subject in SUBJECTS for one in subject.GENERATORS}


def make(name: str, seed: int, materials: Materials) -> Made:
    """Make the question of a seed by the generator of this name.

    Raises `KeyError` where there is no such generator, and `ValueError` for a seed below 0.
    """
    return make_item(GENERATORS[name], seed, materials)
