import datetime as dt
import time

import pytest
from django.conf import settings as loaded
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy

from qualitysup.celery import app
from qualitysup.notices.models import Delivery, Kind, Notice, Preference
from qualitysup.notices.services import inbox, owing
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return UserFactory(username="person", email="person@example.com")


def test_the_same_stage_is_owed_to_a_person_once(owe, person):
    assert len(owe(person)) == 1
    assert owe(person) == []

    assert Notice.objects.count() == Delivery.objects.count() == 1


def test_another_stage_topic_or_person_is_another_notice(owe, person):
    owe(person)
    owe(person, stage="-3")
    owe(person, topic="deadline:2")
    owe(UserFactory())

    assert Notice.objects.count() == 4


def test_of_several_people_only_the_new_ones_are_told(owe, person):
    owe(person)
    newcomer = UserFactory()

    assert [notice.recipient for notice in owe(person, newcomer)] == [newcomer]


def test_nothing_is_sent_if_the_transaction_is_undone(
    owe, person, mailoutbox, django_capture_on_commit_callbacks
):
    def owe_and_fail():
        with transaction.atomic():
            owe(person)
            raise ZeroDivisionError

    with (
        django_capture_on_commit_callbacks(execute=True) as published,
        pytest.raises(ZeroDivisionError),
    ):
        owe_and_fail()

    assert not published
    assert not mailoutbox
    assert not Notice.objects.exists()


def test_it_is_sent_on_commit(owe, person, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        owe(person, body="请处理", url="/admin/x/")

    assert [letter.to for letter in mailoutbox] == [["person@example.com"]]
    assert mailoutbox[0].body == "请处理\n\nhttp://localhost:8000/admin/x/"
    assert Delivery.objects.get().sent_at


def test_without_an_address_the_inbox_is_all_there_is(owe):
    owe(UserFactory(email=""))

    assert Notice.objects.count() == 1
    assert not Delivery.objects.exists()


def test_without_a_mail_server_no_letter_is_owed(owe, person, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = ""

    owe(person)

    assert not Delivery.objects.exists()


def test_each_configured_chat_is_a_delivery_of_its_own(owe, person, settings):
    settings.CHAT_CHANNELS = ["json://127.0.0.1:1/a", "json://127.0.0.1:1/b"]

    owe(person)

    assert sorted(Delivery.objects.values_list("channel", flat=True)) == ["chat", "chat", "email"]
    assert not Delivery.objects.filter(target__contains="json").exists()


def test_a_subject_is_one_line_in_the_readers_language(owe):
    chinese = UserFactory(language="zh-hans")
    english = UserFactory(language="en")

    owe(chinese, english, subject=gettext_lazy("yes,no,maybe"))
    owe(english, topic="t", subject="one\r\nBcc: somebody@example.com " + "长" * 300)

    subjects = dict(
        Notice.objects.filter(topic="deadline:1").values_list("recipient__language", "subject")
    )
    assert subjects["en"] == "yes,no,maybe"
    assert subjects["zh-hans"] != "yes,no,maybe"
    line = Notice.objects.get(topic="t").subject
    assert line.startswith("one Bcc: somebody@example.com 长")
    assert len(line) == 250


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_a_notice_leads_to_a_page_of_ours_only(owe, person, url):
    with pytest.raises(IntegrityError, match="notice_page_is_ours"), transaction.atomic():
        owe(person, url=url)


def test_owing_a_hundred_costs_what_owing_one_costs(owe, django_assert_num_queries):
    owe(UserFactory(email="a@example.com"))  # warms nothing that is counted
    people = [UserFactory(email=f"p{n}@example.com") for n in range(100)]

    with django_assert_num_queries(3) as one:
        owe(people[0], topic="one")
    with django_assert_num_queries(len(one)):
        owe(*people, topic="many")


# --- Preferences ---------------------------------------------------------------------------------


def test_what_somebody_switched_off_stays_in_the_inbox_only(owe, person):
    inbox.choose(person, {("decision", "email")}, channels=["email"])

    owe(person, kind=Kind.REMINDER)
    owe(person, kind=Kind.DECISION, topic="case:1")

    assert Notice.objects.count() == 2
    assert Delivery.objects.get().notice.kind == Kind.DECISION


@pytest.mark.parametrize("kind", [Kind.OVERDUE, Kind.ESCALATION])
def test_overdue_notices_cannot_be_switched_off(owe, person, kind):
    inbox.choose(person, set(), channels=["email"])
    with pytest.raises(IntegrityError, match="overdue_stays_on"), transaction.atomic():
        Preference.objects.create(person=person, kind=kind, channel="email", wanted=False)

    owe(person, kind=kind)

    assert Delivery.objects.count() == 1


def test_choosing_again_replaces_the_choice(person):
    inbox.choose(person, set(), channels=["email"])
    inbox.choose(person, {("reminder", "email")}, channels=["email"])

    refused = Preference.objects.refused_by([person.pk])
    assert (person.pk, "reminder", "email") not in refused
    assert (person.pk, "decision", "email") in refused


# --- Many at once --------------------------------------------------------------------------------


def test_few_go_out_one_by_one_and_many_wait_for_the_digest(owe, person):
    for n in range(owing.SINGLY_PER_DAY + 3):
        owe(person, topic=f"deadline:{n}")

    assert Delivery.objects.pending().count() == owing.SINGLY_PER_DAY
    assert Delivery.objects.held_back().count() == 3


def test_what_is_overdue_never_waits_and_is_not_counted(owe, person):
    for n in range(owing.SINGLY_PER_DAY + 3):
        owe(person, topic=f"deadline:{n}", kind=Kind.OVERDUE)
    owe(person, topic="deadline:99")

    assert not Delivery.objects.held_back().exists()


def test_yesterdays_notices_do_not_count(owe, person, time_machine):
    time_machine.move_to(dt.datetime(2026, 5, 4, 12))
    for n in range(owing.SINGLY_PER_DAY + 1):
        owe(person, topic=f"deadline:{n}")
    time_machine.move_to(dt.datetime(2026, 5, 5, 12))

    owe(person, topic="deadline:99")

    assert not Delivery.objects.get(notice__topic="deadline:99").held


# --- No broker -----------------------------------------------------------------------------------


@pytest.fixture
def no_broker(monkeypatch):
    """Celery as in production, and nobody at the broker's door."""
    monkeypatch.setitem(app.conf, "task_always_eager", False)
    monkeypatch.setitem(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    # The application keeps a connection to the one it knew.
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)


def test_without_a_broker_the_request_goes_on_and_the_next_minute_sends(
    owe, person, no_broker, mailoutbox, django_capture_on_commit_callbacks, caplog
):
    began = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        owe(person)

    assert time.monotonic() - began < 1
    assert "No broker for 1 deliveries" in caplog.text
    assert not mailoutbox
    assert Notice.objects.count() == 1

    app.tasks["notices.resend"]()

    assert len(mailoutbox) == 1


def test_the_beat_schedule_names_tasks_that_exist():
    app.loader.import_default_modules()
    names = {entry["task"] for entry in loaded.CELERY_BEAT_SCHEDULE.values()}
    ours = {"clock.sweep_deadlines", "clock.check_calendar", "notices.resend"}

    assert ours | {"notices.send_digests"} <= names & set(app.tasks)
