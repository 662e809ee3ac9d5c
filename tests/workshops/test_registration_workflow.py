"""An application for a registration: every step, and every reason why not."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from enterprises.models import FormerName
from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import WORKFLOWS, TransitionRefused
from qualitysup.celery import app
from qualitysup.clock.models import Deadline
from qualitysup.clock.services import deadlines
from qualitysup.documents import rendering
from qualitysup.documents.models import IssuedDocument
from qualitysup.documents.services import contents
from qualitysup.notices.models import Notice
from tests.factories import BEIJIAO, CHENCUN, UserFactory
from tests.inspections.factories import VisitFactory
from tests.workshops.factories.registration import (
    ROAST,
    accepted,
    checked,
    desk,
    filed,
    granted,
    registered,
    unregistered,
    visited,
)
from tests.workshops.factories.zone import (
    UnitFactory,
    ZoneFactory,
    acts_for,
    ahead,
    category,
    moved_in,
)
from workshops.models import (
    Application,
    HealthCertificate,
    NegativeEntry,
    NegativeList,
    Registration,
    RegistrationPeriod,
    Worker,
)
from workshops.services import applications, registrations

pytestmark = pytest.mark.django_db
State, Kind, Change = Application.State, Application.Kind, Application.Change
FOSHAN = "440600000000"
NOON = dt.time(4)  # UTC


def on(year, month, day):
    return time_machine.travel(dt.datetime(year, month, day, 4, tzinfo=dt.UTC), tick=False)


def refused(code, service, *args, **words):
    with pytest.raises(TransitionRefused) as refusal, transaction.atomic():
        service(*args, **words)
    assert refusal.value.code == code
    return refusal.value.reason


def open_terms(row):
    return {deadline.term: deadline.due_on for deadline in Deadline.objects.of(row).open()}


def words_of(document):
    return rendering.text_of(contents.read(document.docx_id))


def paper(application, kind):
    return words_of(IssuedDocument.objects.of(application).get(kind=kind))


# --- The table ------------------------------------------------------------------------------------

OPEN = {"filed", "accepted", "checked"}
TABLE = {
    "accept": {"filed"},
    "turn_away": {"filed"},
    "check": {"accepted", "checked"},
    "grant": {"accepted", "checked"},
    "refuse": {"accepted", "checked"},
    "withdraw": OPEN,
    "deem": OPEN,
    "certify": {"deemed"},
}


def test_each_step_starts_from_its_own_states_and_no_others(leader):
    by = UserFactory(roles=[Role.CASE_OFFICER, Role.SECTION_HEAD, Role.BUREAU_LEADER])
    application = filed()
    workflow = WORKFLOWS["workshops.Application"]
    assert set(workflow.steps) == set(TABLE)

    for step, sources in TABLE.items():
        for state in State.values:
            application.state = state
            try:
                workflow.check(application, step, by=by)
            except TransitionRefused as refusal:
                possible = refusal.code != "wrong_state"
            else:
                possible = True
            assert possible == (state in sources), (step, state)


@pytest.mark.parametrize(
    ("role", "steps"),
    [
        (Role.CASE_OFFICER, {"accept", "turn_away", "check", "withdraw"}),
        (Role.INSPECTOR, {"check"}),
        (Role.SECTION_HEAD, set(TABLE)),
        (Role.BUREAU_LEADER, {"grant", "refuse", "deem", "certify"}),
        (Role.WORKSHOP_OPERATOR, {"withdraw"}),
        (Role.ZONE_OPERATOR, set()),
        (Role.AUDITOR, set()),
        (Role.SYSTEM_ADMINISTRATOR, set()),
    ],
)
def test_each_role_takes_its_own_steps(role, steps):
    person = UserFactory(roles=[role])
    table = WORKFLOWS["workshops.Application"].steps.values()
    assert {step.name for step in table if person.has_perm(step.permission)} == steps


def test_only_time_takes_a_step_with_nobody():
    application = filed()
    refused("forbidden", applications.accept, application, by=None)


# --- Filing ---------------------------------------------------------------------------------------


@on(2026, 3, 2)
def test_what_is_filed_has_five_working_days_to_be_accepted(officer):
    made = unregistered()

    application = applications.file(
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
    kept = applications.keep(application, by=officer, version=0)
    assert kept.late
    assert kept.version == 1

    refused("stale", applications.keep, kept, by=officer, version=0)
    refused("forbidden", applications.keep, kept, by=inspector)
    kept.filed_on = ahead(-1)
    refused("another_application", applications.keep, kept, by=officer)

    kept = applications.accept(Application.objects.get(pk=kept.pk), by=officer)
    refused("wrong_state", applications.keep, kept, by=officer)
    refused("wrong_state", applications.set_varieties, kept, [], by=officer)


def test_varieties_are_named_anew_until_it_is_accepted(officer):
    application = filed(by=officer)
    applications.set_varieties(application, [(category("2501"), "豆腐")], by=officer, version=0)
    assert [v.category_id for v in application.varieties.all()] == ["2501"]
    refused("stale", applications.set_varieties, application, [], by=officer, version=0)


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


# --- Accepting, checking, deciding ----------------------------------------------------------------


@on(2026, 3, 2)
def test_accepting_starts_twenty_working_days_and_issues_the_notice(officer):
    application = applications.accept(filed(), by=officer)

    assert application.state == State.ACCEPTED
    assert application.accepted_on == dt.date(2026, 3, 2)
    assert open_terms(application) == {"registration-decision": dt.date(2026, 3, 30)}
    assert application.number.startswith("顺市监坊受〔2026〕")
    said = paper(application, "registration_acceptance")
    assert "本局将于2026年3月30日前作出决定" in said
    assert "烧鹅（0401" in said
    assert "现场核查" in said


def test_a_doubt_has_a_renewal_checked_on_site():
    renewal = filed(registered(until=ahead(100)).workshop, kind=Kind.RENEWAL)
    assert applications.accept(renewal, by=desk(), site_check=True).needs_site_check


def test_nothing_is_accepted_without_a_variety_or_for_a_closed_workshop(officer):
    refused("varieties_named", applications.accept, filed(foods=[]), by=officer)
    application = filed()
    close(application.workshop)
    refused("workshop_open", applications.accept, application, by=officer)


def close(made):
    type(made).objects.filter(pk=made.pk).update(
        status="closed", closed_on=ahead(0), closed_because="歇业"
    )


def test_who_turns_an_application_away_says_why(officer):
    application = filed()
    refused("no_reason", applications.turn_away, application, by=officer, note=" ")

    application = applications.turn_away(application, by=officer, note="未附平面图。\n请补正。")

    assert application.state == State.REFUSED
    assert open_terms(application) == {}
    assert "未附平面图。\n请补正。" in paper(application, "registration_not_accepted")


def test_the_site_is_checked_by_a_visit_to_that_workshop_since_the_application_came(inspector):
    application = accepted(filed_on=ahead(-3))
    check = {"by": inspector, "passed": True}
    elsewhere = VisitFactory()
    before = visited(application, days_ago=5)
    nobody_there = visited(application, outcome="unreachable")
    consulted = visited(application, kind="consultation")

    refused("other_party", applications.check, application, visit=elsewhere, **check)
    refused("other_day", applications.check, application, visit=before, **check)
    refused("not_looked_at", applications.check, application, visit=nobody_there, **check)
    refused("not_looked_at", applications.check, application, visit=consulted, **check)
    refused(
        "no_findings",
        applications.check,
        application,
        by=inspector,
        visit=visited(application),
        passed=False,
    )

    application = applications.check(application, visit=visited(application), **check)
    assert application.state == State.CHECKED
    assert application.site_passed


def test_a_renewal_that_needs_no_check_has_none():
    renewal = filed(registered(until=ahead(100)).workshop, kind=Kind.RENEWAL)
    renewal = applications.accept(renewal, by=desk())
    refused(
        "to_be_checked", applications.check, renewal, by=desk(), visit=visited(renewal), passed=True
    )


@on(2026, 3, 2)
def test_a_grant_registers_for_three_years_under_the_number_of_the_certificate():
    by = desk()
    application = granted(by=by)

    registration = application.registration
    assert application.state == State.GRANTED
    assert registration.number == application.certificate_number
    assert registration.number.startswith("顺市监坊登〔2026〕")
    assert (registration.valid_from, registration.valid_to) == (
        dt.date(2026, 3, 2),
        dt.date(2029, 3, 2),
    )
    assert registration.covers(dt.date(2029, 3, 2))
    assert not registration.covers(dt.date(2029, 3, 3))
    period = registration.periods.get()
    assert (period.origin, period.application) == ("grant", application)
    assert open_terms(registration) == {
        "registration-renewal-opens": dt.date(2028, 12, 2),
        "registration-renewal": dt.date(2029, 1, 31),
        "registration-expiry": dt.date(2029, 3, 2),
    }
    assert {d.holder for d in Deadline.objects.of(registration)} == {by}
    assert open_terms(application) == {}
    said = paper(application, "workshop_registration")
    assert f"登记证编号：{registration.number}" in said
    assert "2026年3月2日至2029年3月2日" in said
    assert "2029年1月31日前（含当日）" in said


def test_nothing_is_granted_before_the_site_check_is_passed():
    by = desk()
    application = accepted(by=by)
    assert "has not been checked" in refused(
        "site_check_passed", applications.grant, application, by=by
    )

    application = applications.check(
        application, by=by, visit=visited(application), passed=False, findings="生熟未分开"
    )
    assert "生熟未分开" in refused("site_check_passed", applications.grant, application, by=by)

    # Put right, looked at again, granted.
    application = applications.check(application, by=by, visit=visited(application), passed=True)
    assert applications.grant(application, by=by).state == State.GRANTED


def test_the_database_grants_nothing_without_its_site_check_either():
    application = accepted()
    with pytest.raises(IntegrityError, match="granted_once_its_site_passed"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(
            state="granted", decided_on=ahead(0), registration=registered(until=ahead(9))
        )


def negative_list(**facts):
    edition = NegativeList.objects.create(
        division_id=FOSHAN,
        title="测试市食品小作坊禁止目录",
        legal_basis="测试",
        confidence="M",
        **{"valid_from": ahead(-30), "valid_to": ahead(400)} | facts,
    )
    return edition


def test_what_the_negative_list_in_force_forbids_is_not_granted():
    by = desk()
    NegativeList.objects.all().delete()
    application = checked(by=by)
    NegativeEntry.objects.create(list=negative_list(), category=category(ROAST), products=["鹅"])

    reason = refused("nothing_forbidden", applications.grant, application, by=by)

    assert "烧鹅（测试市食品小作坊禁止目录" in reason
    NegativeEntry.objects.update(products=["鸭"])
    assert applications.grant(application, by=by).state == State.GRANTED


def test_a_list_that_is_over_forbids_nothing():
    by = desk()
    NegativeList.objects.all().delete()
    application = checked(by=by)
    over = negative_list(valid_to=ahead(-1))
    NegativeEntry.objects.create(list=over, category=category(ROAST))
    assert applications.grant(application, by=by).state == State.GRANTED


def test_an_approved_zone_is_excepted_and_a_planned_one_is_not():
    by = desk()
    NegativeList.objects.all().delete()
    NegativeEntry.objects.create(
        list=negative_list(), category=category(ROAST), allowed_in_zone=True
    )
    outside, planned = checked(by=by), checked(by=by, zone=ZoneFactory(planned=True))
    inside = checked(by=by, zone=ZoneFactory())

    for application in (outside, planned):
        reason = refused("nothing_forbidden", applications.grant, application, by=by)
        assert "Inside an approved zone" in reason
    assert applications.grant(inside, by=by).state == State.GRANTED
    assert inside.workshop.varieties.get(name="烧鹅").exception is not None


def test_what_a_zone_allows_is_renewed_inside_it_and_not_outside():
    by = desk()
    NegativeList.objects.all().delete()
    NegativeEntry.objects.create(
        list=negative_list(valid_from=ahead(-10)), category=category(ROAST), allowed_in_zone=True
    )
    outside, inside = registered(until=ahead(60)), registered(until=ahead(60))
    moved_in(UnitFactory(), by=by, workshop=inside.workshop)
    renewals = [accepted(each.workshop, by=by, kind=Kind.RENEWAL) for each in (outside, inside)]

    refused("nothing_forbidden", applications.grant, renewals[0], by=by)
    assert applications.grant(renewals[1], by=by).state == State.GRANTED


def test_workers_without_a_health_certificate_stop_a_grant_until_the_leader_gives_a_reason(leader):
    by = desk()
    application = checked(by=by)
    worker = Worker.objects.create(workshop=application.workshop, name="李测试")
    assert "李测试" in refused("staff_certified", applications.grant, application, by=by)
    refused("staff_certified", applications.grant, application, by=leader)

    application = applications.grant(application, by=leader, override="当日补证，已核对原件")

    assert application.state == State.GRANTED
    assert application.log.get(name="grant").override == "当日补证，已核对原件"
    assert worker.certificates.count() == 0


def test_with_valid_health_certificates_nothing_stands_in_the_way():
    by = desk()
    application = checked(by=by)
    worker = Worker.objects.create(workshop=application.workshop, name="李测试")
    HealthCertificate.objects.create(
        worker=worker,
        division_id=BEIJIAO,
        number="健1",
        issued_on=ahead(-10),
        valid_to=ahead(300),
    )
    assert applications.grant(application, by=by, override="不需要").state == State.GRANTED
    assert application.log.get(name="grant").override == ""


def test_a_workshop_that_closed_meanwhile_is_not_registered():
    by = desk()
    application = checked(by=by)
    close(application.workshop)
    refused("workshop_open", applications.grant, application, by=by)


def test_a_refusal_gives_its_reasons_on_paper():
    by = desk()
    application = checked(by=by, passed=False, findings="污水直排")
    application = applications.refuse(application, by=by, note="场所不符合要求。")

    assert (application.state, application.reasons) == (State.REFUSED, "场所不符合要求。")
    said = paper(application, "registration_refusal")
    assert "不符合要求。污水直排" in said
    assert "场所不符合要求。" in said
    assert "行政复议" in said
    assert open_terms(application) == {}


def test_a_refused_step_changes_nothing_and_logs_nothing():
    by = desk()
    application = accepted(by=by)
    before = (application.version, application.log.count(), IssuedDocument.objects.count())
    refused("site_check_passed", applications.grant, application, by=by)
    application.refresh_from_db()
    after = (application.version, application.log.count(), IssuedDocument.objects.count())
    assert after == before
    assert not Registration.objects.exists()


def test_a_stale_page_loses():
    by = desk()
    application = checked(by=by)
    refused("stale", applications.grant, application, by=by, version=application.version - 1)


# --- Renewing and changing ------------------------------------------------------------------------


@on(2026, 3, 2)
def test_a_renewal_follows_without_a_gap_and_keeps_number_and_history():
    by = desk()
    registration = registered(until=dt.date(2026, 5, 1), since=dt.date(2023, 5, 1), by=by)
    renewal = accepted(registration.workshop, by=by, kind=Kind.RENEWAL)

    renewal = applications.grant(renewal, by=by)

    renewed = Registration.objects.get(pk=registration.pk)
    assert renewed.number == registration.number
    assert (renewed.valid_from, renewed.valid_to) == (dt.date(2023, 5, 1), dt.date(2029, 5, 1))
    assert [
        (period.starts_on, period.ends_on, period.origin) for period in renewed.periods.all()
    ] == [
        (dt.date(2023, 5, 1), dt.date(2026, 5, 1), "grant"),
        (dt.date(2026, 5, 2), dt.date(2029, 5, 1), "renewal"),
    ]
    # The registration as it was is in its history, and the periods are never written again.
    assert [row.valid_to for row in renewed.history.order_by("pgh_id")] == [
        dt.date(2026, 5, 1),
        dt.date(2029, 5, 1),
    ]
    assert open_terms(renewed)["registration-expiry"] == dt.date(2029, 5, 1)
    said = paper(renewal, "workshop_registration")
    assert f"登记证编号：{registration.number}" in said
    assert renewal.certificate_number in said
    assert "2023年5月1日至2029年5月1日" in said


def test_periods_of_a_registration_do_not_overlap():
    registration = registered(until=ahead(100))
    with pytest.raises(IntegrityError, match="periods_do_not_overlap"), transaction.atomic():
        RegistrationPeriod.objects.create(
            registration=registration, starts_on=ahead(100), ends_on=ahead(200), origin="grant"
        )
    registration.refresh_from_db()
    assert registration.valid_to == ahead(100)


def test_a_period_that_is_added_moves_its_registration_whoever_adds_it():
    registration = registered(until=ahead(100))
    RegistrationPeriod.objects.create(
        registration=registration, starts_on=ahead(101), ends_on=ahead(300), origin="grant"
    )
    registration.refresh_from_db()
    assert registration.valid_to == ahead(300)


def test_a_period_is_never_written_again_and_a_registration_keeps_its_number():
    registration = registered(until=ahead(100))
    period = registration.periods.get()
    for change in (
        lambda: RegistrationPeriod.objects.filter(pk=period.pk).update(ends_on=ahead(500)),
        period.delete,
        lambda: Registration.objects.filter(pk=registration.pk).update(number="别的号"),
    ):
        with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
            change()


def test_a_change_of_name_leaves_number_and_validity_and_renames_the_workshop():
    by = desk()
    registration = registered(until=ahead(400), by=by)
    old = registration.workshop.enterprise.name
    change = accepted(
        registration.workshop,
        by=by,
        kind=Kind.CHANGE,
        changes=["name"],
        changed_on=ahead(0),
        new_name="测试新名作坊",
    )

    change = applications.grant(change, by=by)

    changed = Registration.objects.get(pk=registration.pk)
    assert (changed.number, changed.valid_from, changed.valid_to) == (
        registration.number,
        registration.valid_from,
        registration.valid_to,
    )
    assert changed.periods.count() == 1
    assert changed.workshop.enterprise.name == "测试新名作坊"
    assert FormerName.objects.get(enterprise=changed.workshop.enterprise).name == old
    said = paper(change, "workshop_registration")
    assert "测试新名作坊" in said
    assert registration.number in said


def test_a_move_takes_the_registration_and_its_deadlines_along():
    by = desk()
    registration = registered(until=ahead(400), by=by)
    change = checked(
        registration.workshop,
        by=by,
        kind=Kind.CHANGE,
        changes=["move"],
        changed_on=ahead(0),
        new_address="陈村镇测试路1号",
        new_division_id=CHENCUN,
    )
    applications.grant(change, by=by)

    moved = Registration.objects.get(pk=registration.pk)
    assert moved.division_id == CHENCUN
    assert moved.workshop.division_id == CHENCUN
    assert moved.workshop.enterprise.address == "陈村镇测试路1号"
    open_ones = Deadline.objects.of(moved).open()
    assert {deadline.division_id for deadline in open_ones} == {CHENCUN}
    assert open_ones.count() == 3
    # The case stays where it was worked.
    change.refresh_from_db()
    assert change.division_id == BEIJIAO


def test_other_varieties_are_made_from_the_grant_on():
    by = desk()
    registration = registered(until=ahead(400), by=by)
    change = checked(
        registration.workshop,
        by=by,
        kind=Kind.CHANGE,
        changes=["variety"],
        changed_on=ahead(0),
        foods=[(category("2501"), "豆腐")],
    )
    applications.grant(change, by=by)

    made = registration.workshop.varieties
    assert [variety.name for variety in made.open()] == ["豆腐"]
    assert made.get(name="测试食品0401").until == ahead(-1)


def test_a_new_registration_takes_the_place_of_one_that_was_not_renewed():
    by = desk()
    old = registered(until=ahead(10), by=by)
    application = granted(old.workshop, by=by)

    old.refresh_from_db()
    assert old.state == Registration.State.CANCELLED
    assert old.ended_on == ahead(0)
    assert application.registration.number in old.ended_because
    assert open_terms(old) == {}
    assert list(Registration.objects.in_force()) == [application.registration]
    assert list(Registration.objects.covering(ahead(0))) == [application.registration]


# --- What time does -------------------------------------------------------------------------------


def renewal_before(expiry_in=30, **facts):
    registration = registered(until=ahead(expiry_in))
    return filed(registration.workshop, kind=Kind.RENEWAL, **facts)


def beat():
    """What the schedule starts, by the name under which it starts it."""
    app.loader.import_default_modules()
    task = app.tasks[app.conf.beat_schedule["deem-renewals"]["task"]]
    task.apply(throw=True)


def test_a_renewal_undecided_at_expiry_is_deemed_granted_by_the_beat_task():
    renewal = renewal_before()
    registration = renewal.registration
    last = registration.valid_to

    with time_machine.travel(dt.datetime.combine(last, NOON, dt.UTC)):
        beat()
        renewal.refresh_from_db()
        assert renewal.state == State.FILED

    with time_machine.travel(dt.datetime.combine(last + dt.timedelta(days=1), NOON, dt.UTC)):
        beat()
        beat()

        renewal.refresh_from_db()
        registration.refresh_from_db()
        assert renewal.state == State.DEEMED
        [log] = renewal.log.all()
        assert (log.name, log.by) == ("deem", None)
        assert "视为准予延续" in log.legal_basis
        period = registration.periods.latest("starts_on")
        assert (period.origin, period.starts_on) == ("deemed", last + dt.timedelta(days=1))
        assert registration.valid_to == period.ends_on
        assert registration.covers(timezone.localdate())
        assert open_terms(renewal) == {}
        assert list(Application.objects.to_certify()) == [renewal]

        # Somebody signs the certificate afterwards, once.
        by = desk()
        renewal = applications.certify(renewal, by=by)
        assert registration.number in paper(renewal, "workshop_registration")
        assert list(Application.objects.to_certify()) == []
        assert WORKFLOWS["workshops.Application"].available(renewal, by=by) == []


def test_a_renewal_is_not_decided_after_the_expiry_in_its_stead():
    by = desk()
    renewal = applications.accept(renewal_before(), by=by)
    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        reason = refused("registration_stands", applications.grant, renewal, by=by)
        assert "deemed renewed" in reason


def test_neither_a_change_nor_a_decided_or_withdrawn_renewal_is_ever_deemed():
    by = desk()
    withdrawn = applications.withdraw(renewal_before(), by=by)
    refused_one = applications.turn_away(renewal_before(), by=by, note="不符")
    done = applications.grant(applications.accept(renewal_before(), by=by), by=by)
    change = filed(
        registered(until=ahead(30)).workshop,
        kind=Kind.CHANGE,
        changes=["layout"],
        changed_on=ahead(0),
    )
    revoked = renewal_before()
    registrations.revoke(revoked.registration, by=by, because="行政处罚决定")
    expected = {a.pk: a.state for a in (withdrawn, refused_one, done, change, revoked)}

    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        beat()
        assert dict(Application.objects.values_list("pk", "state")) == expected
        refused("undecided_at_expiry", applications.deem, change, by=None)
        refused("undecided_at_expiry", applications.deem, revoked, by=None)


def test_one_that_cannot_be_deemed_does_not_stop_the_others(monkeypatch):
    one, other = renewal_before(), renewal_before()
    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        taken = applications.deem

        def quicker(application, *, by):
            if application == one:
                raise TransitionRefused("wrong_state", "Somebody was quicker.")
            return taken(application, by=by)

        monkeypatch.setattr(applications, "deem", quicker)
        assert applications.deem_due() == 1
    other.refresh_from_db()
    assert other.state == State.DEEMED


# --- Registrations of their own -------------------------------------------------------------------


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
