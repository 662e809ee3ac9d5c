"""Boundaries of divisions from a GeoJSON file of the bureau's own: all of it or nothing."""

import json
from dataclasses import dataclass, field
from math import isfinite

from django.db import transaction
from django.utils.translation import gettext as _

from qualitysup.regions import codes, shapes
from qualitysup.regions.models import Boundary, Division

CODES = (6, 9, 12)
# As surveyors give degrees, to ten centimetres; metres are rounded as well.
DIGITS = 6


class BadFile(ValueError):
    """What is wrong with a file, feature by feature."""

    def __init__(self, *faults: str):
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass
class Imported:
    added: int = 0
    changed: int = 0
    same: int = 0
    # Divisions beside those of the file of which there is still no boundary.
    missing: list[Division] = field(default_factory=list)


@transaction.atomic
def import_boundaries(content: bytes, *, source: str, code_property: str = "code") -> Imported:
    """Keep the boundary of each division that the file has; a second time changes nothing."""
    found = _read(_features(content), code_property)
    done = Imported()
    kept = {one.division_id: one for one in Boundary.objects.filter(division__in=found).locked()}
    for code, shape in found.items():
        known = kept.get(code)
        if known is not None and known.shape == shape:
            done.same += 1
            continue
        Boundary.objects.update_or_create(
            division_id=code, defaults={"shape": shape, "source": source}
        )
        done.added += known is None
        done.changed += known is not None
    beside = {codes.parent(code) for code in found}
    without = Division.objects.filter(parent__in=beside, valid_to=None, boundary=None)
    done.missing = list(without.order_by("pk"))
    return done


def _features(content):
    try:
        read = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BadFile(_("This is no JSON: %s") % error) from None
    features = read.get("features") if isinstance(read, dict) else None
    if not isinstance(features, list) or not features:
        raise BadFile(_("This is no GeoJSON with features."))
    return features


def _read(features, code_property):
    """The simplified shapes by code; every fault of the file is told at once."""
    divisions = _Divisions(code_property)
    found, faults = {}, []
    for number, feature in enumerate(features, start=1):
        try:
            division = divisions.of(feature)
            if division.pk in found:
                raise BadFile(_("%s is in the file twice") % division)
            found[division.pk] = _shape(feature)
        except BadFile as fault:
            faults.append(_("Feature %(number)d: %(fault)s.") % {"number": number, "fault": fault})
    if faults:
        raise BadFile(*faults)
    return found


class _Divisions:
    """Which division a feature is: by its code, or by a name that only one has."""

    def __init__(self, code_property):
        self.code_property = code_property
        self._by_code = {one.pk: one for one in Division.objects.all()}
        self._by_name: dict[str, list[Division]] = {}
        for one in self._by_code.values():
            if one.valid_to is None:
                self._by_name.setdefault(one.name, []).append(one)

    def of(self, feature):
        told = feature.get("properties") if isinstance(feature, dict) else None
        told = told if isinstance(told, dict) else {}
        code = str(told.get(self.code_property) or "").strip()
        if code:
            return self._of_code(code)
        name = str(told.get("name") or "").strip()
        named = self._by_name.get(name, [])
        if len(named) == 1:
            return named[0]
        if named:
            raise BadFile(_("“%s” is the name of several divisions; give codes") % name)
        words = {"property": self.code_property, "name": name}
        raise BadFile(_("no “%(property)s”, and no division is called “%(name)s”") % words)

    def _of_code(self, code):
        if len(code) in CODES and code.ljust(12, "0") in self._by_code:
            return self._by_code[code.ljust(12, "0")]
        raise BadFile(_("no division has the code “%s”") % code)


def _shape(feature):
    geometry = feature.get("geometry")
    geometry = geometry if isinstance(geometry, dict) else {}
    kind, parts = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(parts, list):
        raise BadFile(_("only a Polygon or a MultiPolygon has a boundary"))
    polygons = [parts] if kind == "Polygon" else parts
    if not all(isinstance(polygon, list) for polygon in polygons):
        raise BadFile(_("a ring is a list of positions"))
    rings = [_ring(ring) for polygon in polygons for ring in polygon]
    if not rings:
        raise BadFile(_("its boundary is empty"))
    return [[list(point) for point in ring] for ring in shapes.simple(rings)]


def _ring(ring):
    try:
        points = [(round(float(p[0]), DIGITS), round(float(p[1]), DIGITS)) for p in ring]
    except (TypeError, ValueError, LookupError, OverflowError):
        raise BadFile(_("a position is two numbers")) from None
    if not all(isfinite(number) for point in points for number in point):
        raise BadFile(_("a position is two numbers"))
    if len(points) < 4 or points[0] != points[-1]:
        raise BadFile(_("a ring has four positions or more and ends where it begins"))
    if not shapes.area(points):
        raise BadFile(_("a ring has no area"))
    return points
