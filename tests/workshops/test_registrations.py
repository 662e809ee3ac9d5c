"""Registrations of their own: of older papers, ended, expiring."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from qualitysup.casework.workflow import WORKFLOWS
from qualitysup.clock.services import deadlines
from tests.workshops.factories.registration import (
    accepted,
    checked,
    desk,
    filed,
    registered,
    unregistered,
)
from tests.workshops.factories.zone import ahead
from tests.workshops.registering import refused
from tests.workshops.terms import open_terms
from workshops.models import Application, Registration
from workshops.services import registrations

pytestmark = pytest.mark.django_db
Kind = Application.Kind


def test_a_registration_of_an_older_paper_is_entered_once(officer, inspector):
    made = unregistered()
    facts = {"number": "粤坊0001", "valid_from": ahead(-100), "valid_to": ahead(900)}
    refused("forbidden", registrations.take_over, made, by=inspector, **facts)
    registration = registrations.take_over(made, by=officer, **facts)
    assert registration.periods.get().application is None

    with pytest.raises(ValidationError, match="in use already"), transaction.atomic():
        registrations.take_over(unregistered(), by=officer, **facts)
    assert Registration.objects.count() == 1


def test_no_older_paper_is_entered_beside_a_registration_in_force(officer):
    made = registered(until=ahead(10)).workshop
    facts = {"number": "粤坊0002", "valid_from": ahead(-100), "valid_to": ahead(900)}
    refused("registered_already", registrations.take_over, made, by=officer, **facts)


def test_a_registration_ends_for_a_reason_and_once(officer):
    by = desk()
    registration = registered(until=ahead(100))
    refused("forbidden", registrations.cancel, registration, by=officer, because="歇业")
    refused("no_reason", registrations.cancel, registration, by=by, because=" ")
    refused("future", registrations.cancel, registration, by=by, because="歇业", on=ahead(1))

    registration = registrations.cancel(registration, by=by, because="歇业")

    assert (registration.state, registration.ended_on) == ("cancelled", ahead(0))
    assert not registration.covers(ahead(0))
    assert open_terms(registration) == {}
    refused("ended", registrations.revoke, registration, by=by, because="再来")


def test_what_is_expiring_leaves_the_list_when_its_renewal_is_asked_for():
    near, far = registered(until=ahead(80)), registered(until=ahead(200))
    over = registered(until=ahead(-1))
    assert list(Registration.objects.expiring(90)) == [near]
    assert list(Registration.objects.expired()) == [over]
    assert far in Registration.objects.in_force()

    filed(near.workshop, kind=Kind.RENEWAL)
    assert list(Registration.objects.expiring(90)) == []


def test_the_days_of_a_renewal_are_dated_rows_that_say_how_sure_they_are():
    registration = registered(until=ahead(200))
    last_day = deadlines.of(registration, "registration-renewal").rule
    opens = deadlines.of(registration, "registration-renewal-opens").rule
    assert (last_day.apply_before, last_day.confidence) == (30, "F")
    assert (opens.apply_before, opens.confidence) == (90, "M")


def test_nobody_is_offered_a_step_that_is_not_for_this_kind():
    by = desk()
    workflow = WORKFLOWS["workshops.Application"]
    renewal = accepted(registered(until=ahead(60)).workshop, by=by, kind=Kind.RENEWAL)

    def offered(application):
        return [step.name for step, _refusal in workflow.outlook(application, by=by)]

    assert offered(renewal) == ["grant", "refuse", "withdraw", "deem"]
    assert offered(checked(by=by)) == ["grant", "check", "refuse", "withdraw"]
