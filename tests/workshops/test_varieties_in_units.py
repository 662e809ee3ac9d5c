"""What a workshop begins to make fits the unit that it was given."""

import pytest
from django.db import IntegrityError, transaction

from qualitysup.casework.workflow import TransitionRefused
from tests.workshops.factories.zone import (
    CURED_MEAT,
    TOFU,
    UnitFactory,
    ahead,
    category,
    moved_in,
    planned,
)
from workshops.models import Variety
from workshops.services import relocations, varieties

pytestmark = pytest.mark.django_db


def begin(workshop, code, *, by):
    return varieties.begin(workshop, by=by, category=category(code), name=f"新品{code}")


@pytest.mark.parametrize("situation", [planned, moved_in])
def test_what_the_unit_is_not_fit_for_is_not_begun(situation, chief):
    relocation = situation(UnitFactory(), by=chief)

    with pytest.raises(TransitionRefused) as refused, transaction.atomic():
        begin(relocation.workshop, TOFU, by=chief)

    assert refused.value.code == "variety_fits_the_unit"
    assert relocation.allocation.unit.code in refused.value.reason
    assert TOFU in refused.value.reason
    assert relocation.workshop.varieties.count() == 1


def test_a_group_of_two_digits_fits_all_in_it(chief):
    relocation = planned(UnitFactory(fit_for=["04"]), by=chief)

    assert begin(relocation.workshop, CURED_MEAT, by=chief).until is None


def test_whoever_left_or_gave_the_unit_back_begins_what_it_likes(chief):
    left, given_back = moved_in(UnitFactory(), by=chief), planned(UnitFactory(), by=chief)
    relocations.move_out(left, by=chief, note="退出")
    relocations.wait(given_back, by=chief)

    for relocation in (left, given_back):
        assert begin(relocation.workshop, TOFU, by=chief).until is None


def test_past_the_service_the_database_itself_refuses_it(chief):
    workshop = moved_in(UnitFactory(), by=chief).workshop
    tofu = Variety(workshop=workshop, category=category(TOFU), name="豆腐", since=ahead(0))
    ended = Variety.objects.create(
        workshop=workshop,
        category=category(TOFU),
        name="豆干",
        since=ahead(-9),
        until=ahead(-1),
    )

    with pytest.raises(IntegrityError) as begun, transaction.atomic():
        tofu.save()
    with pytest.raises(IntegrityError) as taken_up, transaction.atomic():
        Variety.objects.filter(pk=ended.pk).update(until=None)

    for refused in (begun, taken_up):
        assert refused.value.__cause__.diag.constraint_name == "variety_fits_the_unit"
