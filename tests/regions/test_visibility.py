import pytest
from django.contrib.auth.models import AnonymousUser

from qualitysup.accounts.models import Station
from qualitysup.regions import codes
from tests.factories import CHENCUN, HUANGSHI, SHUNDE, StationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "seen"),
    [
        (SHUNDE, True),  # the officer's own district
        (CHENCUN, True),  # a town inside it
        ("440606101001", True),  # a village inside that
        ("440600000000", False),  # the city above it
        (HUANGSHI, False),  # another city
    ],
)
def test_a_person_sees_their_division_and_what_lies_below(code, seen, officer):
    station = StationFactory(division_id=code)

    assert (station in Station.objects.visible_to(officer)) == seen


def test_a_town_inspector_does_not_see_the_next_town():
    inspector = UserFactory(divisions=[CHENCUN])
    here, there = StationFactory(division_id=CHENCUN), StationFactory(division_id="440606102000")

    assert set(Station.objects.visible_to(inspector)) == {here}
    assert there not in Station.objects.visible_to(inspector)


@pytest.mark.parametrize(
    "nobody",
    [
        lambda: AnonymousUser(),
        lambda: UserFactory(divisions=[]),
        lambda: UserFactory(is_active=False),
    ],
    ids=["anonymous", "unassigned", "inactive"],
)
def test_scoping_fails_closed(nobody):
    StationFactory()

    assert not Station.objects.visible_to(nobody()).exists()


def test_scope_is_one_prefix_match_on_the_rows_own_column(officer):
    sql = str(Station.objects.visible_to(officer).query)

    assert "JOIN" not in sql
    assert "LIKE 440606%" in sql


@pytest.mark.parametrize(
    ("code", "level", "prefix", "parent"),
    [
        ("440000000000", "province", "44", None),
        ("440600000000", "city", "4406", "440000000000"),
        ("440606000000", "county", "440606", "440600000000"),
        ("440606101000", "town", "440606101", "440606000000"),
        ("440606101001", "village", "440606101001", "440606101000"),
    ],
)
def test_a_code_is_its_own_path(code, level, prefix, parent):
    assert (codes.level(code), codes.prefix(code), codes.parent(code)) == (level, prefix, parent)
    assert codes.path(code)[-1] == code
    assert codes.path(code)[:-1] == (codes.path(parent) if parent else [])
