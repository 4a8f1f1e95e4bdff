"""Distance over the ground between two places, in miles."""

from math import asin, cos, radians, sin, sqrt

EARTH = 3958.8
"""Mean radius of the earth in miles (IUGG, 6371.0 km)."""


def miles(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Give the great-circle distance between two points in degrees, by the haversine formula.

    The earth is taken as a ball: real distances differ by up to half a percent, and roads are longer.

    >>> round(miles(40.7128, -74.0060, 34.0522, -118.2437))
    2446
    """
    first, second = radians(latitude), radians(other_latitude)
    half = sin((second - first) / 2) ** 2
    half += cos(first) * cos(second) * sin(radians(other_longitude - longitude) / 2) ** 2
    return 2 * EARTH * asin(sqrt(min(1.0, half)))
