"""Firm codes of barcodes: two years, renewed in their last three months."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from qualitysup.clock.models import Deadline
from standards.models import FirmCode
from standards.services import firm_codes
from tests.standards.checked import NUMBER
from tests.standards.factories import (
    FirmCodeFactory,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def in_2026(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC))


def code(**facts):
    return FirmCode(
        **{"code": "6901234", "holder": "甲", "division_id": "440606000000"}
        | {"granted_on": dt.date(2025, 3, 1)}
        | facts
    )


def test_a_firm_code_lasts_two_years_and_is_renewed_in_its_last_three_months(desk_officer, in_2026):
    kept = firm_codes.keep(code(), by=desk_officer)

    (owed,) = Deadline.objects.of(kept)
    assert kept.valid_to == owed.due_on == dt.date(2027, 2, 28)
    assert owed.window_from == dt.date(2026, 12, 2)


def test_a_renewal_moves_its_last_day_on(desk_officer, in_2026):
    kept = firm_codes.keep(code(granted_on=dt.date(2024, 12, 1)), by=desk_officer)
    kept.granted_on = dt.date(2026, 10, 1)

    firm_codes.keep(kept, by=desk_officer)

    met, running = Deadline.objects.of(kept).order_by("pk")
    assert (met.met_on, running.met_on) == (dt.date(2026, 10, 1), None)
    assert kept.valid_to == dt.date(2028, 9, 30)


def test_a_cancelled_code_owes_nothing(desk_officer, in_2026):
    kept = firm_codes.keep(code(), by=desk_officer)
    kept.cancelled_on = dt.date(2026, 1, 1)

    firm_codes.keep(kept, by=desk_officer)

    assert not Deadline.objects.of(kept).open().exists()
    assert not kept.stood_on(dt.date(2026, 1, 1))


@pytest.mark.parametrize("wrong", ["690123", "69012345678", "690123x"])
def test_a_code_of_another_length_is_refused(desk_officer, wrong):
    with pytest.raises(ValidationError):
        firm_codes.keep(code(code=wrong), by=desk_officer)


def test_of_two_lengths_the_longer_code_is_the_holders():
    FirmCodeFactory(code="6901234")
    longer = FirmCodeFactory(code="69012345")

    assert FirmCode.objects.of(NUMBER).order_by("-code").first() == longer
