"""Boundaries from a bureau's own file: all of it or nothing, and drawn where all are there."""

import json
import re

import pytest
from django.core.management import CommandError, call_command

from qualitysup.accounts.roles import Role
from qualitysup.regions import shapes
from qualitysup.regions.models import Boundary, Division
from tests.factories import BEIJIAO, CHENCUN, SHUNDE, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"


def square(x, y, side=0.1):
    ring = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
    # A point on the way that nobody would see.
    return [[*ring[:1], [x + side / 2, y + side / 1e6], *ring[1:]]]


def feature(coordinates, kind="Polygon", **properties):
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


@pytest.fixture
def given(tmp_path):
    def give(*features, name="towns.geojson", **options):
        path = tmp_path / name
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        return call_command("import_boundaries", path, **options)

    return give


def towns():
    return Division.objects.filter(parent=SHUNDE, valid_to=None)


def every_town():
    for number, town in enumerate(towns()):
        yield feature(square(113 + number / 10, 22.8), code=town.code[:9], name=town.name)


def test_towns_are_found_by_codes_of_any_length_or_by_their_name(given, capsys):
    given(
        feature(square(113.1, 22.9), code=440606101),
        feature(square(113.2, 22.9), code=BEIJIAO),
        feature([square(113.3, 22.9)], "MultiPolygon", name="乐从镇"),
    )

    assert set(Boundary.objects.values_list("division__name", flat=True)) == {
        "陈村镇",
        "北滘镇",
        "乐从镇",
    }
    said = capsys.readouterr().out
    assert "3 boundaries added, 0 changed, 0 as before." in said
    assert "大良街道 (440606005000)" in said


def test_a_shape_is_kept_without_what_nobody_would_see(given):
    given(feature(square(113.1, 22.9), code=CHENCUN))
    [ring] = Boundary.objects.get().shape
    assert len(ring) == 5
    assert ring[0] == ring[-1] == [113.1, 22.9]


def test_a_second_time_changes_nothing_and_another_shape_replaces(given, capsys):
    given(feature(square(113.1, 22.9), code=CHENCUN))
    first = Boundary.objects.get().imported_at
    given(feature(square(113.1, 22.9), code=CHENCUN))
    assert Boundary.objects.get().imported_at == first

    given(feature(square(113.5, 22.9), code=CHENCUN), name="later.geojson")

    kept = Boundary.objects.get()
    assert (kept.source, kept.shape[0][0]) == ("later.geojson", [113.5, 22.9])
    said = capsys.readouterr().out
    assert "0 boundaries added, 0 changed, 1 as before." in said
    assert "0 boundaries added, 1 changed, 0 as before." in said


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (feature(square(113, 22), code="999"), "no division has the code “999”"),
        (feature(square(113, 22), name="某镇"), "no division is called “某镇”"),
        (feature(square(113, 22), code=CHENCUN), "陈村镇 is in the file twice"),
        (feature([1, 2], "Point", code=BEIJIAO), "only a Polygon"),
        (feature([], code=BEIJIAO), "its boundary is empty"),
        (feature([[[1, 1], [2, 2], [1, 1]]], code=BEIJIAO), "four positions or more"),
        (feature([[[1, 1], [2, 1], [2, 2], [1, 2]]], code=BEIJIAO), "ends where it begins"),
        (feature([[[1, 1], [1, 1], [1, 1], [1, 1]]], code=BEIJIAO), "a ring has no area"),
        (feature([[["x", 1]]], code=BEIJIAO), "a position is two numbers"),
        (feature([[[float("nan"), 1]] * 4], code=BEIJIAO), "a position is two numbers"),
        (feature(7, code=BEIJIAO), "only a Polygon"),
        ({"type": "Feature", "properties": {"code": BEIJIAO}}, "only a Polygon"),
        ("feature", "no division is called"),
    ],
)
def test_a_bad_feature_is_named_and_nothing_is_imported(given, bad, words):
    with pytest.raises(CommandError) as refused:
        given(feature(square(113.1, 22.9), code=CHENCUN), bad)
    assert re.search(f"Feature 2: .*{words}", str(refused.value))
    assert "Nothing was imported." in str(refused.value)
    assert not Boundary.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe", "This is no JSON"),
        (b"{", "This is no JSON"),
        (b"[" * 100_000, "This is no JSON"),
        (b"[]", "no GeoJSON with features"),
        (b'{"features": []}', "no GeoJSON with features"),
    ],
)
def test_another_file_is_refused(tmp_path, content, words):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=words):
        call_command("import_boundaries", path)


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_boundaries", tmp_path / "nowhere")


def test_a_boundary_is_seen_where_its_division_is(given, leader, stranger):
    given(feature(square(113.1, 22.9), code=CHENCUN))
    assert Boundary.objects.visible_to(leader).exists()
    assert not Boundary.objects.visible_to(stranger).exists()


def test_metres_are_drawn_as_they_are_and_degrees_narrower_to_the_north():
    wide, _ = shapes.draw({"a": square(500_000, 2_500_000, 1000)})
    assert wide == "0 0 1000 1000"
    narrow, drawn = shapes.draw({"a": square(20, 60 - 0.05)})
    assert narrow == "0 0 500 1000"
    assert drawn["a"].path.startswith("M0 1000L")
    assert shapes.draw({"a": square(113, 22), "b": square(500_000, 2_500_000, 1000)}) == ("", {})


def test_the_map_is_drawn_once_every_town_has_a_boundary(client, given):
    leader = UserFactory(roles=[Role.BUREAU_LEADER])
    client.force_login(leader, backend="qualitysup.accounts.backends.RoleBackend")
    *most, last = every_town()
    given(*most)
    page = client.get("/dashboard/clock/")
    assert page.context["page"].places.map.box == ""
    assert 'class="towns towns--placed"' in page.content.decode()

    given(last)

    page = client.get("/dashboard/clock/").content.decode()
    assert page.count('<path class="shape step-0" d="M') == towns().count()
    assert "<title>陈村镇: 0</title>" in page
    assert 'class="towns' not in page
