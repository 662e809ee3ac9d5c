import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from enterprises.models import MergeRecord
from enterprises.services import merging
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO, CHENCUN, UserFactory
from tests.workshops.factories.survey import opened, recorded
from tests.workshops.factories.workshop import (
    HealthCertificateFactory,
    VarietyFactory,
    WorkshopFactory,
)
from tests.workshops.factories.zone import COOKED_MEAT, TOFU, UnitFactory, moved_in, workshop
from workshops.models import Workshop
from workshops.services import registrations, workers

TODAY = timezone.localdate


@pytest.fixture
def desk(db):
    return UserFactory(roles=["case_officer", "section_head"])


def enter_registration(workshop, desk, number):
    return registrations.take_over(
        workshop,
        by=desk,
        number=number,
        valid_from=TODAY() - dt.timedelta(days=100),
        valid_to=TODAY() + dt.timedelta(days=900),
    )


def test_only_workshop_of_the_two_becomes_the_survivors(desk):
    workshop = WorkshopFactory()
    survivor = EnterpriseFactory(division_id=CHENCUN)
    duplicate = workshop.enterprise

    record = merging.merge(survivor, duplicate, by=desk)

    workshop.refresh_from_db()
    assert (workshop.enterprise, workshop.division_id) == (survivor, CHENCUN)
    assert workshop.status == "operating"

    merging.undo(record, by=desk)
    workshop.refresh_from_db()
    assert (workshop.enterprise, workshop.division_id) == (duplicate, BEIJIAO)


@pytest.fixture
def pair(desk):
    """Two workshops that are one, both registered, with food that both make."""
    kept, other = WorkshopFactory(), WorkshopFactory(status="suspended")
    VarietyFactory(workshop=kept, name="烧鹅")
    VarietyFactory(workshop=other, name="烧鹅")
    VarietyFactory(workshop=other, name="叉烧")
    certificate = HealthCertificateFactory(worker__workshop=other)
    workers.watch(certificate, other, by=desk)
    enter_registration(kept, desk, "粤坊1")
    enter_registration(other, desk, "粤坊2")
    return kept, other


def test_of_two_workshops_one_stays_with_what_the_other_had(desk, pair):
    kept, other = pair

    merging.merge(kept.enterprise, other.enterprise, by=desk)

    other.refresh_from_db()
    assert (other.status, other.closed_on) == ("closed", TODAY())
    assert kept.enterprise.name in other.closed_because
    assert set(kept.varieties.values_list("name", flat=True)) == {"烧鹅", "叉烧"}
    # What both made was there already.
    assert [variety.name for variety in other.varieties.all()] == ["烧鹅"]
    assert kept.workers.count() == 1
    assert kept.registrations.get().number == "粤坊1"


def test_second_registration_stays_behind_and_is_watched_no_longer(desk, pair):
    kept, other = pair

    merging.merge(kept.enterprise, other.enterprise, by=desk)

    assert not Deadline.objects.of(other.registrations.get()).open().exists()
    assert Deadline.objects.of(kept.registrations.get()).open().count() == 3


def test_registered_one_of_the_two_has_to_stay(desk):
    kept, other = WorkshopFactory(), WorkshopFactory()
    enter_registration(other, desk, "粤坊1")

    with pytest.raises(TransitionRefused) as refused:
        merging.merge(kept.enterprise, other.enterprise, by=desk)
    assert refused.value.code == "registered_one_stays"
    assert not MergeRecord.objects.exists()

    merging.merge(other.enterprise, kept.enterprise, by=desk)
    kept.refresh_from_db()
    assert kept.status == "closed"


def test_merge_that_was_a_mistake_is_taken_back_whole(desk, pair):
    kept, other = pair
    record = merging.merge(kept.enterprise, other.enterprise, by=desk)

    merging.undo(record, by=desk)

    other = Workshop.objects.get(pk=other.pk)
    assert (other.status, other.closed_on, other.closed_because) == ("suspended", None, "")
    assert set(other.varieties.values_list("name", flat=True)) == {"烧鹅", "叉烧"}
    assert (other.workers.count(), kept.workers.count()) == (1, 0)
    assert other.registrations.in_force().get().number == "粤坊2"
    assert Deadline.objects.of(other.registrations.get()).open().count() == 3


def test_latest_survey_of_the_two_is_what_the_list_shows(desk, pair):
    kept, other = pair
    recorded(opened(), other)
    other.refresh_from_db()
    assert other.surveyed_on is not None

    record = merging.merge(kept.enterprise, other.enterprise, by=desk)
    kept.refresh_from_db()
    assert (kept.surveyed_on, kept.score) == (other.surveyed_on, other.score)

    merging.undo(record, by=desk)
    kept.refresh_from_db()
    assert (kept.surveyed_on, kept.conditions) == (None, "unknown")


@pytest.fixture
def inside(desk):
    """A workshop that works in a zone, and another that turns out to be the same."""
    relocation = moved_in(UnitFactory(), by=desk)
    return relocation, workshop(division_id=BEIJIAO, makes=[COOKED_MEAT])


def test_a_place_in_a_zone_goes_along_with_its_relocation_and_comes_back(inside, desk):
    relocation, kept = inside
    other = relocation.workshop

    record = merging.merge(kept.enterprise, other.enterprise, by=desk)

    assert (kept.relocations.get(), kept.allocations.get().relocation) == (relocation, relocation)
    assert Workshop.objects.in_zone(TODAY()).get() == kept

    merging.undo(record, by=desk)

    assert (other.relocations.get(), other.allocations.get().relocation) == (relocation, relocation)
    assert Workshop.objects.in_zone(TODAY()).get() == other


def test_nobody_is_merged_into_what_makes_more_than_the_unit_is_fit_for(inside, desk):
    relocation, kept = inside
    VarietyFactory(workshop=kept, category_id=TOFU)

    with pytest.raises(TransitionRefused) as refused, transaction.atomic():
        merging.merge(kept.enterprise, relocation.workshop.enterprise, by=desk)

    assert refused.value.code == "unit_stays"
    assert relocation.allocation.unit.code in refused.value.reason
