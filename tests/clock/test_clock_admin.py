import datetime as dt

import pytest
from django.urls import reverse

from qualitysup.accounts.roles import Role
from qualitysup.clock.models import CalendarDay, CalendarYear, Deadline, ReminderStage, TermRule
from qualitysup.clock.services import deadlines
from qualitysup.notices.models import Notice
from tests.clock.factories import DeadlineFactory
from tests.factories import BEIJIAO, HUANGSHI, StationFactory, UserFactory

D = dt.date.fromisoformat
LIST = "admin:clock_deadline_changelist"


@pytest.fixture
def as_(client):
    def as_(person):
        client.force_login(person, backend="qualitysup.accounts.backends.RoleBackend")
        return client

    return as_


def page_of(deadline):
    return reverse("admin:clock_deadline_change", args=[deadline.pk])


def listed(response):
    return {row.pk for row in response.context["cl"].result_list}


# --- Deadlines -----------------------------------------------------------------------------------


def test_deadlines_are_listed_by_how_they_stand(as_, officer, on_day):
    late = DeadlineFactory(
        started_on=D("2026-02-01"), nominal_on=D("2026-04-01"), due_on=D("2026-04-01")
    )
    soon = DeadlineFactory()
    met = DeadlineFactory(met_on=D("2026-04-20"))
    paused = DeadlineFactory(paused=True, nominal_on=None, due_on=None, alarm_on=None)
    with on_day("2026-05-01"):
        browser = as_(officer)
        expected = {
            "": {late, soon, paused},
            "overdue": {late},
            "soon": {soon},
            "suspended": {paused},
            "ended": {met},
            "all": {late, soon, met, paused},
        }
        for due, rows in expected.items():
            response = browser.get(reverse(LIST), {"due": due} if due else {})
            assert listed(response) == {row.pk for row in rows}, due


def test_the_list_shows_the_persons_divisions_only(as_, officer):
    here = DeadlineFactory()
    there = DeadlineFactory(division_id=HUANGSHI)

    browser = as_(officer)

    assert listed(browser.get(reverse(LIST))) == {here.pk}
    assert browser.get(page_of(there)).status_code == 404


def test_the_list_costs_the_same_for_two_rows_and_twelve(as_, officer, django_assert_num_queries):
    DeadlineFactory.create_batch(2)
    browser = as_(officer)
    browser.get(reverse(LIST))
    with django_assert_num_queries(7) as two:
        browser.get(reverse(LIST))
    DeadlineFactory.create_batch(10)
    with django_assert_num_queries(len(two)):
        assert len(listed(browser.get(reverse(LIST)))) == 12


def test_a_deadline_says_how_its_date_came_about(as_, officer):
    row = deadlines.start(StationFactory(), "correct", on=D("2026-03-02"), holder=officer)

    page = as_(officer).get(page_of(row)).content.decode()

    assert "60 calendar days end on 2026-05-01 Fri." in page
    assert "Labour Day" in page


@pytest.mark.parametrize("door", ["add", "delete"])
def test_deadlines_begin_and_end_with_their_cases_only(as_, chief, door):
    row = DeadlineFactory()
    arguments = [] if door == "add" else [row.pk]

    response = as_(chief).get(reverse(f"admin:clock_deadline_{door}", args=arguments))

    assert response.status_code == 403


def change(row, **facts):
    """What the deadline's form sends: one new change, and who is responsible."""
    return {
        "holder": row.holder_id,
        "changes-TOTAL_FORMS": 1,
        "changes-INITIAL_FORMS": 0,
        **{f"changes-0-{name}": value for name, value in facts.items()},
    }


@pytest.fixture
def running(officer, on_day):
    with on_day("2026-03-02"):
        return deadlines.start(
            StationFactory(), "case-decision", on=D("2026-03-02"), holder=officer
        )


def test_a_section_head_suspends_and_extends_on_the_deadlines_page(as_, chief, running, on_day):
    with on_day("2026-03-20"):
        browser = as_(chief)
        facts = {"kind": "suspension", "on": "2026-03-12", "reason": "检验鉴定"}
        browser.post(page_of(running), change(running, **facts))
        facts = {"kind": "resumption", "on": "2026-03-19", "reason": "鉴定完毕"}
        browser.post(page_of(running), change(running, **facts))
        facts = {"kind": "extension", "on": "2026-03-20", "amount": 30, "reason": "案情复杂"}
        browser.post(page_of(running), change(running, **facts))

    running.refresh_from_db()
    assert running.nominal_on == D("2026-03-02") + dt.timedelta(90 + 7 + 30)
    assert [row.by for row in running.changes.all()] == [chief] * 3


def test_a_refused_change_says_why_and_keeps_what_was_typed(as_, chief, running, on_day):
    with on_day("2026-03-20"):
        facts = {"kind": "extension", "on": "2026-03-20", "amount": 60, "reason": "案情复杂"}
        response = as_(chief).post(page_of(running), change(running, **facts))

    page = response.content.decode()
    assert response.status_code == 200
    assert "at most 30 calendar days long." in page
    assert "案情复杂" in page
    assert not running.changes.exists()


def test_an_officer_sees_a_deadline_and_moves_nothing(as_, officer, running):
    browser = as_(officer)
    facts = {"kind": "suspension", "on": "2026-03-12", "reason": "检验鉴定"}

    assert browser.get(page_of(running)).status_code == 200
    assert browser.post(page_of(running), change(running, **facts)).status_code == 403
    assert not running.changes.exists()


def test_handing_over_one_deadline_on_its_page(as_, chief, running):
    heir = UserFactory()

    as_(chief).post(page_of(running), change(running) | {"holder": heir.pk})

    running.refresh_from_db()
    assert running.holder == heir
    assert Notice.objects.get().recipient == heir


def test_handing_over_many_asks_to_whom_and_tells_them_once(as_, chief):
    rows = DeadlineFactory.create_batch(3)
    heir = UserFactory()
    chosen = {"action": "hand_over", "_selected_action": [row.pk for row in rows]}

    asked = as_(chief).post(reverse(LIST), chosen)
    done = as_(chief).post(reverse(LIST), chosen | {"to": heir.pk}, follow=True)

    assert all(row.title in asked.content.decode() for row in rows)
    assert "3 deadlines handed over." in done.content.decode()
    assert Deadline.objects.filter(holder=heir).count() == 3
    assert Notice.objects.filter(recipient=heir).count() == 1


def test_handing_over_is_not_the_officers_to_do(as_, officer):
    row = DeadlineFactory()
    chosen = {"action": "hand_over", "_selected_action": [row.pk], "to": officer.pk}

    as_(officer).post(reverse(LIST), chosen)

    row.refresh_from_db()
    assert row.holder != officer


def test_nothing_is_handed_to_somebody_out_of_sight(as_, stranger):
    chief = UserFactory(roles=[Role.SECTION_HEAD], divisions=[BEIJIAO], home_id=BEIJIAO)
    row = DeadlineFactory(division_id=BEIJIAO)
    chosen = {"action": "hand_over", "_selected_action": [row.pk], "to": stranger.pk}

    as_(chief).post(reverse(LIST), chosen)

    row.refresh_from_db()
    assert row.holder != stranger


# --- The calendar --------------------------------------------------------------------------------


@pytest.fixture
def sysadmin(db):
    return UserFactory(username="sysadmin", roles=[Role.SYSTEM_ADMINISTRATOR])


def year_form(*days):
    form = {"year": 2027, "announced": "on", "days-TOTAL_FORMS": len(days), "days-INITIAL_FORMS": 0}
    for n, (day, kind) in enumerate(days):
        form |= {f"days-{n}-day": day, f"days-{n}-kind": kind, f"days-{n}-name": "元旦"}
    return form


def test_typing_in_a_year_moves_the_deadlines_that_waited_for_it(as_, sysadmin, officer):
    row = deadlines.start(StationFactory(), "disclose", on=D("2026-12-04"), holder=officer)
    days = [("2027-01-01", "holiday"), ("2027-01-02", "make_up")]

    response = as_(sysadmin).post(
        reverse("admin:clock_calendaryear_add"), year_form(*days), follow=True
    )

    assert "1 open deadline moved." in response.content.decode()
    row.refresh_from_db()
    assert (row.due_on, row.provisional) == (D("2027-01-02"), False)


def test_a_day_of_another_year_is_refused_in_words(as_, sysadmin):
    response = as_(sysadmin).post(
        reverse("admin:clock_calendaryear_add"), year_form(("2028-01-01", "holiday"))
    )

    assert "This day lies in another year." in response.content.decode()
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_one_day_is_added_and_taken_away_by_hand(as_, sysadmin, officer):
    row = deadlines.start(StationFactory(), "service", on=D("2026-11-02"), holder=officer)
    browser = as_(sysadmin)

    form = {"day": "2026-11-05", "kind": "holiday", "name": "台风"}
    browser.post(reverse("admin:clock_calendarday_add"), form)
    row.refresh_from_db()
    assert row.due_on == D("2026-11-12")

    added = CalendarDay.objects.get(day="2026-11-05")
    browser.post(reverse("admin:clock_calendarday_delete", args=[added.pk]), {"post": "yes"})
    row.refresh_from_db()
    assert row.due_on == D("2026-11-11")


def test_the_calendar_is_read_by_officers_and_changed_by_those_who_keep_it(
    as_, officer, leader, sysadmin
):
    url = reverse("admin:clock_calendarday_add")

    assert as_(officer).get(reverse("admin:clock_calendarday_changelist")).status_code == 200
    assert as_(officer).get(url).status_code == 403
    assert as_(leader).get(url).status_code == 200
    assert as_(sysadmin).get(url).status_code == 200
    assert as_(sysadmin).get(reverse(LIST)).status_code == 403


# --- Terms and stages ----------------------------------------------------------------------------


def test_a_rule_that_was_used_only_ends(as_, leader):
    used = DeadlineFactory().rule
    unused = TermRule.objects.get(term="halt-period")

    fields = {}
    for rule in (used, unused):
        page = as_(leader).get(reverse("admin:clock_termrule_change", args=[rule.pk]))
        fields[rule] = set(page.context["adminform"].form.fields)

    assert fields[used] == {"valid_to", "name", "note"}
    assert "amount" in fields[unused]


def test_a_rule_that_overlaps_another_is_refused_in_words(as_, leader):
    form = {
        "term": "correct",
        "name": "correction ordered",
        "valid_from": "2027-01-01",
        "amount": 90,
        "unit": "day",
        "rolls": "on",
        "duty": "party",
        "extensions": 0,
        "legal_basis": "新办法 46",
        "confidence": "L",
    }

    response = as_(leader).post(reverse("admin:clock_termrule_add"), form)

    assert "Another rule for this term" in response.content.decode()


CHINESE = {"accept-language": "zh-hans"}


@pytest.fixture
def rule(db):
    return TermRule.objects.get(term="halt-period")


@pytest.mark.parametrize("role", [Role.BUREAU_LEADER, Role.INSPECTOR])
def test_the_pages_of_terms_and_days_speak_the_readers_language(as_, rule, role):
    browser = as_(UserFactory(roles=[role]))
    for url, english, chinese in (
        (reverse("admin:clock_termrule_change", args=[rule.pk]), rule.name, "停业整顿"),
        (reverse("admin:clock_calendarday_change", args=["2026-10-01"]), "National Day", "国庆节"),
        (reverse("admin:clock_calendaryear_change", args=[2026]), "National Day", "国庆节"),
    ):
        page = browser.get(url, headers=CHINESE).content.decode()
        assert chinese in page, url
        assert english not in page, url


def test_a_name_left_alone_stays_as_it_is_stored(as_, rule):
    browser = as_(UserFactory(roles=[Role.BUREAU_LEADER]))
    url = reverse("admin:clock_termrule_change", args=[rule.pk])
    shown = browser.get(url, headers=CHINESE).context["adminform"].form
    typed = {name: shown[name].value() for name in shown.fields}
    # A box that is not ticked is not sent.
    typed = {name: value for name, value in typed.items() if str(value) not in ("None", "False")}

    browser.post(url, typed | {"note": "已核对"}, headers=CHINESE)
    kept = TermRule.objects.get(pk=rule.pk)
    assert (kept.name, kept.note) == (rule.name, "已核对")

    browser.post(url, typed | {"name": "停产期限"}, headers=CHINESE)
    assert TermRule.objects.get(pk=rule.pk).name == "停产期限"


def test_a_rule_is_not_deleted(as_, leader):
    rule = TermRule.objects.first()

    response = as_(leader).get(reverse("admin:clock_termrule_delete", args=[rule.pk]))

    assert response.status_code == 403


def test_a_new_stage_moves_the_next_reminders(as_, leader, officer, on_day):
    with on_day("2026-03-02"):
        row = deadlines.start(StationFactory(), "correct", on=D("2026-03-02"), holder=officer)
        as_(leader).post(
            reverse("admin:clock_reminderstage_add"), {"offset": -14, "audience": "holder"}
        )

    row.refresh_from_db()
    assert row.next_reminder_at.date() == D("2026-04-22")
    assert ReminderStage.objects.filter(offset=-14).exists()


@pytest.mark.parametrize("name", ["calendaryear", "calendarday", "termrule", "reminderstage"])
def test_every_list_opens_and_costs_the_same_however_long(
    as_, leader, name, django_assert_num_queries
):
    browser, url = as_(leader), reverse(f"admin:clock_{name}_changelist")
    assert browser.get(url).status_code == 200
    with django_assert_num_queries(COST[name]):
        browser.get(url)


COST = {"calendaryear": 5, "calendarday": 7, "termrule": 5, "reminderstage": 5}
