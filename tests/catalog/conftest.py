"""Compiled catalogues of these tests stay out of the user's cache."""

import pytest


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, shared_cache: str) -> None:
    monkeypatch.setenv("LAPEL_CACHE", shared_cache)
