"""The same decisions for many people at once: rules over columns, on one machine or a cluster."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

    from lapel.model.credential import Catalogue


def decide(
    people: "pl.DataFrame | pa.Table",
    *,
    on: date,
    credentials: Sequence[str] = (),
    reasons: bool = False,
    routes: bool = False,
    catalogue: "Catalogue | None" = None,
) -> "pl.DataFrame":
    """Decide everyone of a table of people, in its order.

    Gives the column ``person`` and those that no rule reads, then one struct for each of ``credentials`` (none is
    all), as `lapel batch` writes them. Raises `Problems` with every bad value of the people, and KeyError for a
    credential that the catalogue does not hold.
    """
    import polars as pl
    import pyarrow as pa

    from lapel.batch.frames import checked_people
    from lapel.batch.places import places
    from lapel.batch.schema import PERSON_ID
    from lapel.batch.telling import Batch, plan
    from lapel.loading.compiled import load_catalogue

    made = plan(catalogue or load_catalogue(), on=on, only=tuple(credentials), reasons=reasons)
    table = people if isinstance(people, pa.Table) else people.to_arrow()
    known = {place.path for place in places()}
    told = []
    for chunk in checked_people(table):
        carry = [PERSON_ID, *(name for name in chunk.schema.names if name not in known and name != PERSON_ID)]
        told.append(Batch(made, chunk).table(routes=routes, carry=carry))
    frame = pl.from_arrow(pa.concat_tables(told, promote_options="permissive").unify_dictionaries())
    assert isinstance(frame, pl.DataFrame)
    return frame


__all__ = ["decide"]
