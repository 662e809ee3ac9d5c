"""An application for a registration is filed: by the desk, or by the operator."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from qualitysup.accounts.roles import Role
from qualitysup.clock.models import Deadline
from qualitysup.documents.models import IssuedDocument
from qualitysup.notices.models import Notice
from tests.factories import BEIJIAO, CHENCUN
from tests.workshops.factories.registration import (
    ROAST,
    checked,
    desk,
    filed,
    granted,
    registered,
    unregistered,
)
from tests.workshops.factories.zone import ZoneFactory, acts_for, ahead, category
from tests.workshops.registering import on, paper, refused
from tests.workshops.terms import open_terms
from workshops.models import Application, Registration, RegistrationPeriod
from workshops.services import applications, filing

pytestmark = pytest.mark.django_db
State, Kind = Application.State, Application.Kind


# --- Filing ---------------------------------------------------------------------------------------


@on(2026, 3, 2)
def test_what_is_filed_has_five_working_days_to_be_accepted(officer):
    made = unregistered()

    application = filing.file(
        by=officer, workshop=made, kind=Kind.NEW, foods=[(category(ROAST), " 烧  鹅 ")]
    )

    assert application.state == State.FILED
    assert application.division_id == BEIJIAO
    assert application.needs_site_check
    assert application.officer == officer
    assert [variety.name for variety in application.varieties.all()] == ["烧 鹅"]
    assert open_terms(application) == {"registration-acceptance": dt.date(2026, 3, 9)}


def test_an_application_is_not_recorded_before_it_came(officer):
    refused("future", filed, by=officer, filed_on=ahead(1))


def test_an_inspector_files_nothing(inspector):
    refused("forbidden", filed, by=inspector)


def test_one_application_of_a_kind_is_under_way_at_a_time():
    made = unregistered()
    filed(made)
    with pytest.raises(ValidationError, match="under way"), transaction.atomic():
        filed(made)


def test_a_workshop_that_can_still_renew_needs_no_new_registration():
    registration = registered(until=ahead(31))
    reason = refused("registered_already", filed, registration.workshop)
    assert registration.number in reason

    with time_machine.travel(timezone.now() + dt.timedelta(days=2)):
        assert filed(registration.workshop).state == State.FILED


def test_a_renewal_is_applied_for_thirty_days_before_expiry_and_not_later():
    registration = registered(until=ahead(30))
    renewal = filed(registration.workshop, kind=Kind.RENEWAL)
    assert renewal.registration == registration
    assert not renewal.needs_site_check
    # What the certificate is to list is what is made.
    assert [v.name for v in renewal.varieties.all()] == ["测试食品0401"]

    late = registered(until=ahead(29))
    reason = refused("too_late_to_renew", filed, late.workshop, kind=Kind.RENEWAL)
    assert "a new application is needed" in reason
    assert ahead(-1).isoformat() in reason


def test_a_renewal_that_came_in_time_and_is_recorded_later_is_in_time():
    registration = registered(until=ahead(20))
    renewal = filed(registration.workshop, kind=Kind.RENEWAL, filed_on=ahead(-10))
    assert renewal.filed_on == ahead(-10)


@pytest.mark.parametrize("kind", [Kind.RENEWAL, Kind.CHANGE])
def test_nothing_is_renewed_or_changed_without_a_registration(kind):
    facts = {"changes": ["equipment"], "changed_on": ahead(0)} if kind == Kind.CHANGE else {}
    refused("not_registered", filed, unregistered(), kind=kind, **facts)
    refused("expired", filed, registered(until=ahead(-1)).workshop, kind=kind, **facts)


def test_whoever_asked_for_a_renewal_is_not_reminded_to_ask():
    registration = registered(until=ahead(200))
    assert set(open_terms(registration)) == {
        "registration-renewal-opens",
        "registration-renewal",
        "registration-expiry",
    }

    renewal = filed(registration.workshop, kind=Kind.RENEWAL)
    assert set(open_terms(registration)) == {"registration-expiry"}

    applications.withdraw(renewal, by=desk())
    assert open_terms(registration)["registration-renewal"] == ahead(170)
    assert open_terms(registration)["registration-renewal-opens"] == ahead(110)


@on(2026, 3, 9)
def test_a_change_is_applied_for_within_three_working_days_and_a_late_one_is_kept_as_such():
    facts = {"kind": Kind.CHANGE, "changes": ["equipment"]}
    in_time = filed(registered(until=ahead(400)).workshop, changed_on=dt.date(2026, 3, 4), **facts)
    late = filed(registered(until=ahead(400)).workshop, changed_on=dt.date(2026, 3, 3), **facts)

    assert (in_time.apply_by, in_time.late) == (dt.date(2026, 3, 9), False)
    assert (late.apply_by, late.late) == (dt.date(2026, 3, 6), True)
    assert set(Application.objects.late()) == {late}
    # It goes on like any other, and the notice says so.
    applications.accept(late, by=desk())
    assert "本次申请已逾期" in paper(late, "registration_acceptance")
    assert "2026年3月6日" in paper(late, "registration_acceptance")


def test_a_change_says_what_changes_and_since_when():
    made = registered(until=ahead(400)).workshop
    refused("nothing_changes", filed, made, kind=Kind.CHANGE, changed_on=ahead(0))
    refused("nothing_changes", filed, made, kind=Kind.CHANGE, changes=["layout"])
    for facts in (
        {"changes": ["name"]},
        {"changes": ["move"]},
        {"changes": ["layout"], "new_name": "新名"},
        {"changes": ["layout"], "new_address": "新址"},
        {"changes": ["address"], "new_address": "新址", "new_division_id": CHENCUN},
    ):
        with pytest.raises(ValidationError), transaction.atomic():
            filed(made, kind=Kind.CHANGE, changed_on=ahead(0), **facts)


@pytest.mark.parametrize(
    ("change", "looked_at"),
    [
        ("name", False),
        ("address", False),
        ("move", True),
        ("variety", True),
        ("layout", True),
        ("equipment", True),
    ],
)
def test_what_changes_decides_whether_the_site_is_checked(change, looked_at):
    facts = {
        "name": {"new_name": "测试新名作坊"},
        "address": {"new_address": "测试路9号"},
        "move": {"new_address": "测试路9号"},
        "variety": {"foods": [(category(ROAST), "叉烧")]},
    }.get(change, {})
    made = registered(until=ahead(400)).workshop
    application = filed(made, kind=Kind.CHANGE, changes=[change], changed_on=ahead(0), **facts)
    assert application.needs_site_check == looked_at


def test_other_varieties_are_a_change_of_varieties():
    made = registered(until=ahead(400)).workshop
    refused("varieties_stay", filed, made, kind=Kind.RENEWAL, foods=[(category(ROAST), "叉烧")])


def test_an_application_is_corrected_until_it_is_accepted(officer, inspector):
    made = registered(until=ahead(400)).workshop
    application = filed(made, by=officer, kind=Kind.CHANGE, changes=["layout"], changed_on=ahead(0))
    application.changed_on = ahead(-30)
    kept = filing.keep(application, by=officer, version=0)
    assert kept.late
    assert kept.version == 1

    refused("stale", filing.keep, kept, by=officer, version=0)
    refused("forbidden", filing.keep, kept, by=inspector)
    kept.filed_on = ahead(-1)
    refused("another_application", filing.keep, kept, by=officer)

    kept = applications.accept(Application.objects.get(pk=kept.pk), by=officer)
    refused("wrong_state", filing.keep, kept, by=officer)
    refused("wrong_state", filing.set_varieties, kept, [], by=officer)


def test_varieties_are_named_anew_until_it_is_accepted(officer):
    application = filed(by=officer)
    filing.set_varieties(application, [(category("2501"), "豆腐")], by=officer, version=0)
    assert [v.category_id for v in application.varieties.all()] == ["2501"]
    refused("stale", filing.set_varieties, application, [], by=officer, version=0)


# --- The operator's own hand ----------------------------------------------------------------------


def test_an_operator_files_for_their_own_workshop_and_the_desk_is_told(officer):
    made = unregistered()
    operator = acts_for(made.enterprise)

    application = filed(made, by=operator)

    assert application.officer is None
    assert Deadline.objects.of(application).get().holder is None
    notice = Notice.objects.get(recipient=officer, topic=f"workshops.application:{application.pk}")
    assert str(made) in notice.subject
    assert applications.accept(application, by=officer).officer == officer


def test_an_operator_files_for_nobody_else_and_on_no_other_day():
    made, other = unregistered(), unregistered()
    operator = acts_for(made.enterprise)
    refused("forbidden", filed, other, by=operator)
    refused("past", filed, made, by=operator, filed_on=ahead(-1))


def test_a_zone_operator_files_nothing_for_those_who_move_in():
    zone = ZoneFactory()
    made = unregistered()
    refused("forbidden", filed, made, by=acts_for(zone.lead, Role.ZONE_OPERATOR))


def test_an_operator_sees_and_withdraws_their_own_application_and_no_other():
    own, other = filed(), filed()
    operator = acts_for(own.workshop.enterprise)

    assert list(Application.objects.visible_to(operator)) == [own]
    assert list(own.log.model.objects.visible_to(operator)) == []
    withdrawn = applications.withdraw(own, by=operator)
    assert withdrawn.state == State.WITHDRAWN
    assert list(own.log.model.objects.visible_to(operator)) == [own.log.get()]
    assert other not in Application.objects.visible_to(operator)


def test_an_operator_reads_their_certificate_and_nobody_elses():
    own, other = granted(), granted()
    operator = acts_for(own.workshop.enterprise)

    seen = IssuedDocument.objects.visible_to(operator)
    assert {document.case_id for document in seen} == {own.pk}
    assert {document.kind for document in seen} == {
        "registration_acceptance",
        "workshop_registration",
    }
    assert list(Registration.objects.visible_to(operator)) == [own.registration]
    assert list(RegistrationPeriod.objects.visible_to(operator)) == [own.period]
    assert other.registration != own.registration


def test_an_operator_is_told_how_their_application_ended_and_why():
    by = desk()
    refused_one = checked(by=by, passed=False, findings="污水直排")
    operator = acts_for(refused_one.workshop.enterprise)

    applications.refuse(refused_one, by=by, note="场所不符合要求。")

    notice = Notice.objects.get(recipient=operator)
    assert notice.body == "场所不符合要求。"
    assert str(refused_one.workshop) in notice.subject
    assert notice.url == refused_one.get_absolute_url()
