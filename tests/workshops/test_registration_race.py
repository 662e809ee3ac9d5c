"""Two officers at the same moment: one registration, one number, one certificate."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from qualitysup.casework.workflow import TransitionRefused
from qualitysup.documents.models import IssuedDocument
from tests.inspections.clients import at_once
from tests.workshops.factories.registration import (
    accepted,
    checked,
    desk,
    filed,
    registered,
    unregistered,
)
from tests.workshops.factories.zone import ahead
from workshops.models import Application, Registration, RegistrationPeriod
from workshops.services import applications, registrations

pytestmark = pytest.mark.django_db(transaction=True)


def trying(service, *args, **words):
    def attempt():
        try:
            return getattr(service(*args, **words), "state", "done")
        except TransitionRefused as refusal:
            return refusal.code

    return attempt


def test_two_officers_who_grant_at_once_make_one_registration():
    application = checked()

    outcome = at_once(*(trying(applications.grant, application, by=by) for by in (desk(), desk())))

    assert sorted(outcome) == ["granted", "wrong_state"]
    assert Registration.objects.filter(workshop=application.workshop).count() == 1
    assert IssuedDocument.objects.filter(kind="workshop_registration").count() == 1
    assert application.log.filter(name="grant").count() == 1


def test_a_grant_and_a_refusal_at_once_leave_one_decision():
    application = checked()

    outcome = at_once(
        trying(applications.grant, application, by=desk()),
        trying(applications.refuse, application, by=desk(), note="不符合要求"),
    )

    assert "wrong_state" in outcome
    application.refresh_from_db()
    registered_now = Registration.objects.filter(workshop=application.workshop).count()
    assert registered_now == (1 if application.state == "granted" else 0)


def test_a_renewal_is_deemed_once_however_many_workers_run():
    registration = registered(until=ahead(30))
    renewal = filed(registration.workshop, kind=Application.Kind.RENEWAL)

    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        outcome = at_once(*(trying(applications.deem, renewal, by=None) for _each in range(3)))

    assert sorted(outcome) == ["deemed", "wrong_state", "wrong_state"]
    assert RegistrationPeriod.objects.filter(registration=registration).count() == 2


def test_a_grant_and_an_older_paper_at_once_leave_one_registration_in_force():
    by = desk()
    made = unregistered()
    application = checked(made, by=by)
    facts = {"number": "粤坊9999", "valid_from": ahead(-100), "valid_to": ahead(900)}

    outcome = at_once(
        trying(applications.grant, application, by=by),
        trying(registrations.take_over, made, by=desk(), **facts),
    )

    assert Registration.objects.in_force().filter(workshop=made).count() == 1
    # Whoever comes second is refused: by the step's guard, or by the table's constraint.
    assert outcome in (
        ["granted", "registered_already"],
        ["not_registered_otherwise", "in_force"],
        ["registered_already", "in_force"],
    )


def test_two_renewals_granted_at_once_wait_for_each_other_and_not_for_nothing():
    """Two workshops: their certificates draw from one series without a gap."""
    by = desk()
    two = [
        accepted(registered(until=ahead(60)).workshop, by=by, kind=Application.Kind.RENEWAL)
        for _each in range(2)
    ]

    outcome = at_once(*(trying(applications.grant, renewal, by=by) for renewal in two))

    assert outcome == ["granted", "granted"]
    papers = IssuedDocument.objects.filter(kind="workshop_registration")
    assert sorted(papers.values_list("seq", flat=True)) == [1, 2]
