"""How far it is from one point to another over the ground."""

from math import asin, cos, radians, sin, sqrt

EARTH = 6371.0088  # km, the mean radius of WGS-84


def straight(one, other) -> float:
    """The straight line in km between two points ``(lng, lat)`` in degrees.

    >>> round(straight((114.305, 30.593), (115.039, 30.200)))
    83
    """
    (east, north), (east_2, north_2) = (map(radians, map(float, point)) for point in (one, other))
    half = (
        sin((north_2 - north) / 2) ** 2 + cos(north) * cos(north_2) * sin((east_2 - east) / 2) ** 2
    )
    return 2 * EARTH * asin(sqrt(half))
