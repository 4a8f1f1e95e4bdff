"""The engines that can carry out an order: a row each."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from lapel.batch.running import Order, Telling
from lapel.model.value import Value


class Engine(Value):
    """One way to decide everyone: what it is, and the module whose ``run`` does it.

    ``run(order, out, told=…, **options)`` writes into ``out`` and gives the manifest; ``options`` names what else it
    takes.
    """

    about: str
    module: str
    options: tuple[str, ...]

    def run(self, order: Order, out: Path, *, told: Telling | None = None, **given: Any) -> dict[str, Any]:
        """Decide everyone and give the manifest; raises `Problems` as the engine's own ``run`` does."""
        ran: dict[str, Any] = import_module(self.module).run(order, out, told=told, **given)
        return ran


ENGINES: Mapping[str, Engine] = {
    "process": Engine("processes of this machine", "lapel.batch.running", ("workers",)),
    "spark": Engine("a Spark cluster, or Spark on this machine", "lapel.batch.spark", ("master",)),
}
