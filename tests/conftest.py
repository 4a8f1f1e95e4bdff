"""How hard the properties are tried (the same examples everywhere, or many new ones), and where catalogues are kept."""

import os

import pytest
from hypothesis import HealthCheck, settings

SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

settings.register_profile(
    "default", max_examples=75, derandomize=True, deadline=None, suppress_health_check=SLOW_IS_FINE
)
settings.register_profile("ci", settings.get_profile("default"))
settings.register_profile("thorough", max_examples=2000, deadline=None, suppress_health_check=SLOW_IS_FINE)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder for the compiled catalogues of a test run, which stay out of the user's cache."""
    return str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, shared_cache: str) -> None:
    monkeypatch.setenv("LAPEL_CACHE", shared_cache)
    monkeypatch.setenv("LAPEL_DATA", f"{shared_cache}/no-data")
