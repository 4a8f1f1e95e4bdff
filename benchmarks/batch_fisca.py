"""OpenFisca-core as a peer: people with given columns, and formulas over them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

DAY = "2026-11-22"
"""The one day asked about; this OpenFisca cannot work formulas out for eternity."""

Given = tuple[type, Any]
Formula = Callable[[Any, Any], Any]


def simulation(people: int, given: Mapping[str, Given], formulas: Mapping[str, Formula]) -> Any:
    """Make a simulation of people: their columns as kind and values, and formulas for yes-or-no variables."""
    build: Any = build_entity
    person = build(key="person", plural="persons", label="a person", is_person=True)
    system = TaxBenefitSystem([person])

    def add(name: str, kind: type, **more: Any) -> None:
        about = {"value_type": kind, "entity": person, "definition_period": DateUnit.DAY, "label": name}
        system.add_variable(type(name, (Variable,), {**about, **more}))

    for name, (kind, _) in given.items():
        add(name, kind)
    for name, formula in formulas.items():
        add(name, bool, formula=formula)
    made: Any = SimulationBuilder().build_default_simulation(system, count=people)
    for name, (kind, values) in given.items():
        made.set_input(name, DAY, values.astype("datetime64[D]") if kind is date else values)
    return made


def told(made: Any, formulas: Iterable[str], wanted: Iterable[str]) -> list[Any]:
    """Work the wanted variables out anew."""
    for name in formulas:
        made.delete_arrays(name)
    return [made.calculate(name, DAY) for name in wanted]
