"""How hard the properties are tried (the same examples everywhere, or many new ones), and where catalogues are kept."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

settings.register_profile(
    "default", max_examples=24, derandomize=True, deadline=None, suppress_health_check=SLOW_IS_FINE
)
settings.register_profile("ci", settings.get_profile("default"), max_examples=75)
settings.register_profile("thorough", max_examples=2000, deadline=None, suppress_health_check=SLOW_IS_FINE)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder for the compiled catalogues of a test run and of all its processes, out of the user's cache."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "catalogues"
    folder.mkdir(mode=0o700, exist_ok=True)
    return str(folder)


@pytest.fixture(scope="session", autouse=True)
def _read_once(shared_cache: str) -> Iterator[None]:
    """Let a process read each catalogue once: hundreds of commands run in it, and each would read them again."""
    from lapel.loading import compiled

    read, known = compiled._compiled, {}

    def once(kind: str, shape: Any, digest: str, made: Callable[[], Any]) -> Any:
        if os.environ.get("LAPEL_CACHE") != shared_cache:
            return read(kind, shape, digest, made)
        if (kind, digest) not in known:
            known[kind, digest] = read(kind, shape, digest, made)
        return known[kind, digest]

    compiled._compiled = once  # type: ignore[assignment]
    yield
    compiled._compiled = read


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, shared_cache: str) -> None:
    monkeypatch.setenv("LAPEL_CACHE", shared_cache)
    monkeypatch.setenv("LAPEL_DATA", f"{shared_cache}/no-data")
    monkeypatch.setenv("LAPEL_STUDY", f"{shared_cache}/no-study")
