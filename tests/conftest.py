"""How hard the properties are tried: the same examples on every machine, or many new ones."""

import os

from hypothesis import HealthCheck, settings

SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

settings.register_profile(
    "default", max_examples=100, derandomize=True, deadline=None, suppress_health_check=SLOW_IS_FINE
)
settings.register_profile("ci", settings.get_profile("default"))
settings.register_profile("thorough", max_examples=2000, deadline=None, suppress_health_check=SLOW_IS_FINE)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
