"""Where figures come from: data that was added, and the catalogue's small table for the rest."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from lapel.careers.pay import Quoted, quote, same_place
from lapel.loading.compiled import load_careers
from lapel.model.careers import Careers
from lapel.model.occupation import NATION, Area, AreaKind, Prices, Projection
from lapel.model.value import replace

if TYPE_CHECKING:
    from lapel.reference.beside import Around
    from lapel.reference.store import Store


class Figures:
    """The figures at hand. Added data is opened when it is first needed, and asked only where there is any."""

    def __init__(self, careers: Careers | None = None, store: "Store | None" = None) -> None:
        self.careers = careers or load_careers()
        if store is not None:
            self.store = store

    @cached_property
    def store(self) -> "Store":
        """The data that was added."""
        from lapel.reference.store import Store

        return Store()

    def here(self, socs: Sequence[str], area: Area) -> tuple[Quoted, ...]:
        """Give the figures of occupations in one place, all years, all settings together."""
        own = (w for w in self.careers.wages if w.soc in socs and not w.industry and same_place(w.area, area))
        if not self.store.has("oews", "wages"):
            return quote(own, ())
        from lapel.reference.pay import wages_of

        return quote(own, wages_of(self.store, socs, area=area))

    def newest(self, soc: str, area: Area = NATION) -> Quoted | None:
        """Give the newest figures of an occupation in one place; None where there are none."""
        return max(self.here((soc,), area), key=lambda quoted: quoted.wages.year, default=None)

    def everywhere(self, soc: str, year: int, kinds: Sequence[AreaKind]) -> tuple[Quoted, ...]:
        """Give the figures of one occupation in every place of these kinds, in one year."""
        own = (w for w in self.careers.wages if (w.soc, w.year) == (soc, year) and w.area.kind in kinds)
        if not self.store.has("oews", "wages"):
            return quote(own, ())
        from lapel.reference.beside import everywhere

        return quote(own, everywhere(self.store, soc, year, kinds))

    def settings(self, soc: str, year: int) -> tuple[Quoted, ...]:
        """Give the figures of one occupation in the nation by setting, in one year: added ones, where there are any."""
        own = (w for w in self.careers.wages if (w.soc, w.year) == (soc, year) and w.industry)
        if not self.store.has("oews", "wages"):
            return quote(own, ())
        from lapel.reference.beside import settings

        added = settings(self.store, soc, year)
        return quote(() if added else own, added)

    def projections(self, socs: Sequence[str]) -> tuple[Projection, ...]:
        """Give the editions of the projections that were added."""
        if not self.store.has("projections", "occupations"):
            return ()
        from lapel.reference.pay import projections_of

        return projections_of(self.store, socs)

    @cached_property
    def prices(self) -> Prices | None:
        """The consumer prices: added ones, where there are some, with what the catalogue remarks on that index."""
        own = self.careers.prices
        if not self.store.has("cpi"):
            return own
        from lapel.reference.pay import prices

        added = prices(self.store)
        if added is None or own is None or added.series != own.series:
            return added or own
        return replace(added, note=" ".join(filter(None, (own.note, added.note))), name=added.name or own.name)

    @cached_property
    def areas(self) -> tuple[Area, ...]:
        """Every place for which there may be a figure: those that were added, and those of the catalogue."""
        found = {(w.area.kind, w.area.state): w.area for w in self.careers.wages}
        if not self.store.has("oews", "areas"):
            return tuple(found.values())
        from lapel.reference.pay import areas

        added = {(a.kind, a.state if a.kind == "state" else a.code): a for a in areas(self.store)}
        return tuple({**found, **added}.values())

    def around(self, zip_code: str) -> "Around | None":
        """Say where a ZIP code is taken to lie; None where no data that was added tells."""
        if not self.store.has("ipeds", "schools"):
            return None
        from lapel.reference.beside import around

        return around(self.store, zip_code)
