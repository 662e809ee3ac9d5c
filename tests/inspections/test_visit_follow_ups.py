"""What a finished visit entails: owed, tried, refused in words, healed or closed by hand."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from inspections import follow_ups as registry
from inspections.models import Disclosure, Patrol, Visit, VisitFollowUp
from inspections.services import follow_ups, visits
from inspections.signals import visit_finished
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.evidence.models import Attachment
from tests.enterprises.factories import EnterpriseFactory
from tests.inspections.clients import api_of, browser_of, queries, told
from tests.inspections.factories import PatrolFactory, VisitFactory
from tests.inspections.packets import packet, photo, send

LIST = "/admin/inspections/visit/"


@pytest.fixture
def theme(monkeypatch):
    """The only theme that anything follows in; what it raises stands in ``theme.raises``."""

    class Theme:
        raises = None
        seen = []

        def do(self, visit):
            Disclosure.objects.count()
            if self.raises:
                raise self.raises
            self.seen.append(visit)

    it = Theme()
    it.seen = []
    trial = registry.FollowUp("trial", "The trial", "测试法 1", lambda visit: True, it.do)
    monkeypatch.setattr(registry, "FOLLOW_UPS", {"trial": trial})
    return it


def broken_key(visit):
    """A row that points at nothing: the database says so only at the end of a transaction."""
    VisitFollowUp.objects.create(visit_id=2**40, name="nowhere")


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (
            TransitionRefused("no", "The firm is closed."),
            "The firm is closed. Legal basis: 测试法 1.",
        ),
        (ValidationError(["One.", "Two."]), "One. Two. Legal basis: 测试法 1."),
        (IntegrityError("x"), "An error that nobody foresaw (IntegrityError); the log says more."),
        (RuntimeError("x"), "An error that nobody foresaw (RuntimeError); the log says more."),
    ],
)
def test_a_theme_that_refuses_undoes_nothing_and_says_why(
    inspector, colleague, theme, refusal, words
):
    theme.raises = refusal
    part = photo(1)
    send(part, inspector)

    visit = visits.receive(
        uuid.uuid4(), packet(inspector, colleague, photos=[part]), by=inspector
    ).visit

    visit.refresh_from_db()
    assert visit.state == "finished"
    assert Attachment.objects.of(visit).count() == 1
    owed = visit.follow_ups.get()
    assert (owed.attempts, owed.refusal, owed.could_not_be_done) == (1, words, True)
    assert owed.next_try_at > timezone.now()


def test_a_key_that_points_nowhere_is_refused_before_it_can_undo_the_rest(
    inspector, colleague, theme, monkeypatch
):
    trial = registry.FollowUp("trial", "The trial", "", lambda visit: True, broken_key)
    monkeypatch.setitem(registry.FOLLOW_UPS, "trial", trial)

    visit = visits.receive(uuid.uuid4(), packet(inspector, colleague), by=inspector).visit

    assert "IntegrityError" in visit.follow_ups.get().refusal
    assert not VisitFollowUp.objects.filter(name="nowhere").exists()


def test_the_last_photo_stays_when_what_follows_refuses(inspector, colleague, theme):
    theme.raises = RuntimeError("no")
    part = photo(1)
    visit = visits.receive(
        uuid.uuid4(), packet(inspector, colleague, photos=[part]), by=inspector
    ).visit

    stored, again = send(part, inspector)

    visit.refresh_from_db()
    assert (visit.state, again, stored.receipts.count()) == ("finished", False, 1)
    assert visit.follow_ups.refused().exists()


def test_what_refused_is_tried_again_later_and_later_until_it_is_done(inspector, colleague, theme):
    theme.raises = TransitionRefused("no", "Not yet.")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        visit = visits.receive(uuid.uuid4(), packet(inspector, colleague), by=inspector).visit
        assert follow_ups.sweep() == 0
        assert visit.follow_ups.get().attempts == 1  # not due yet

        pauses = []
        for _each in range(14):
            owed = visit.follow_ups.get()
            pauses.append(owed.next_try_at - timezone.now())
            clock.move_to(owed.next_try_at)
            follow_ups.sweep()
        theme.raises = None
        clock.shift(dt.timedelta(days=2))

        assert follow_ups.sweep() == 1

    assert pauses[:3] == [dt.timedelta(minutes=n) for n in (2, 4, 8)]
    assert pauses[-1] == dt.timedelta(days=1)
    owed = visit.follow_ups.get()
    assert (owed.is_open, owed.refusal, owed.next_try_at) == (False, "", None)
    assert theme.seen == [visit]
    assert follow_ups.sweep() == 0


def test_what_one_theme_refuses_the_next_does_all_the_same(inspector, colleague, chief):
    """A visit for a patrol of another firm: the patrol stays owed, the result is published."""
    patrol = PatrolFactory()
    sent = packet(inspector, colleague, enterprise=EnterpriseFactory(), errand=patrol.pk)

    visit = visits.receive(uuid.uuid4(), sent, by=inspector).visit

    states = {owed.name: owed.could_not_be_done for owed in visit.follow_ups.all()}
    assert states == {"patrol-made": True, "result-queued": False}
    assert Disclosure.objects.get().source == visit
    assert Patrol.objects.get(pk=patrol.pk).state == "planned"


def test_a_theme_that_cannot_say_whether_it_wants_a_visit_is_owed_a_try(
    inspector, colleague, theme, monkeypatch
):
    trial = registry.FollowUp("trial", "The trial", "", lambda visit: visit.nothing, theme.do)
    monkeypatch.setitem(registry.FOLLOW_UPS, "trial", trial)

    visit = visits.receive(uuid.uuid4(), packet(inspector, colleague), by=inspector).visit

    assert (visit.state, visit.follow_ups.get().name) == ("finished", "trial")


def test_a_theme_that_is_gone_leaves_its_rows_to_be_closed(officer, monkeypatch):
    visit = VisitFactory()
    owed = VisitFollowUp.objects.create(visit=visit, name="long-gone")

    follow_ups.sweep()

    owed.refresh_from_db()
    assert "close it" in owed.refusal


def test_news_of_a_visit_is_told_on_commit_and_listeners_undo_nothing(
    inspector, colleague, django_capture_on_commit_callbacks
):
    told_of = []

    def fail(sender, visit, **kwargs):
        raise RuntimeError("no")

    def hear(sender, visit, **kwargs):
        told_of.append(visit)

    for listener in (fail, hear):
        visit_finished.connect(listener)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            visit = visits.receive(uuid.uuid4(), packet(inspector, colleague), by=inspector).visit
            assert told_of == []
    finally:
        for listener in (fail, hear):
            visit_finished.disconnect(listener)

    assert told_of == [visit]
    assert Visit.objects.get().state == "finished"


# --- By hand -------------------------------------------------------------------------------------


@pytest.fixture
def refused(inspector, colleague, theme):
    theme.raises = TransitionRefused("no", "The firm is closed.")
    visit = visits.receive(uuid.uuid4(), packet(inspector, colleague), by=inspector).visit
    return visit.follow_ups.get()


def test_somebody_closes_it_with_a_reason_that_stays(officer, inspector, refused):
    with pytest.raises(TransitionRefused, match="why"):
        follow_ups.close(refused, by=officer, reason=" ")
    with pytest.raises(TransitionRefused, match="may not"):
        follow_ups.close(refused, by=inspector, reason="已手工办理")

    closed = follow_ups.close(refused, by=officer, reason="已手工办理")

    assert (closed.closed_by, closed.close_reason, closed.is_open) == (officer, "已手工办理", False)
    assert refused.history.filter(close_reason="已手工办理").exists()
    follow_ups.sweep()
    follow_ups.try_again(closed, by=officer)
    closed.refresh_from_db()
    assert (closed.attempts, closed.done_at) == (1, None)
    with pytest.raises(TransitionRefused, match="already"):
        follow_ups.close(refused, by=officer, reason="再来")


@pytest.mark.parametrize(
    "broken",
    [
        {"done_at": timezone.now()},
        {"next_try_at": None},
        {"closed_at": timezone.now(), "next_try_at": None},
    ],
)
def test_the_database_keeps_its_end_whole(refused, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        VisitFollowUp.objects.filter(pk=refused.pk).update(**broken)


def test_the_page_of_the_visit_shows_it_and_takes_it_up(officer, inspector, refused, theme):
    visit, desk = refused.visit, browser_of(officer)
    page = visit.get_absolute_url()

    text = desk.get(page).content.decode()
    assert "The trial" in text
    assert "The firm is closed. Legal basis: 测试法 1." in text
    hidden = browser_of(inspector).get(page).content.decode()
    assert "The firm is closed." in hidden
    assert "Try again" not in hidden

    again = reverse("admin:inspections_visit_follow_up_again", args=[visit.pk])
    shown = desk.post(again, {"name": "trial"}, follow=True)
    assert told(shown) == ["It could not be done: The firm is closed. Legal basis: 测试法 1."]
    theme.raises = None
    assert told(desk.post(again, {"name": "trial"}, follow=True)) == ["Done: The trial"]
    assert browser_of(inspector).post(again, {"name": "trial"}).status_code == 403
    assert desk.post(again, {"name": "none"}).status_code == 404


def test_it_is_closed_by_hand_on_a_page_that_asks_why(officer, refused):
    visit, desk = refused.visit, browser_of(officer)
    close = reverse("admin:inspections_visit_follow_up_close", args=[visit.pk])

    assert "The trial" in desk.get(close, {"name": "trial"}).content.decode()
    assert desk.get(close).status_code == 404
    desk.post(f"{close}?name=trial", {"reason": "已电话告知"})

    refused.refresh_from_db()
    assert (refused.closed_by, refused.close_reason) == (officer, "已电话告知")
    assert "已电话告知" in desk.get(visit.get_absolute_url()).content.decode()


def test_the_desk_finds_what_could_not_be_done(officer, inspector, refused):
    clean = VisitFactory()
    desk = browser_of(officer)

    rows = desk.get(LIST, {"standing": "follow-up"}).context["cl"].result_list
    home = desk.get("/").content.decode()

    assert list(rows) == [refused.visit]
    assert clean not in rows
    assert "Follow-ups of visits that could not be done" in home
    assert "The trial: The firm is closed." in home
    assert "Follow-ups of visits" not in browser_of(inspector).get("/").content.decode()


def test_a_program_sees_what_followed(officer, refused):
    client = api_of(officer)
    url = f"/api/v1/visits/{refused.visit.uuid}/"

    (row,) = client.get(url).json()["follow_ups"]

    assert (row["name"], row["done_at"], row["closed_at"]) == ("trial", None, None)
    assert row["refusal"].startswith("The firm is closed.")


@pytest.mark.parametrize("rows", [2, 12])
def test_the_filtered_list_costs_the_same_however_long_it_is(officer, rows):
    for visit in VisitFactory.create_batch(rows):
        VisitFollowUp.objects.create(visit=visit, name="gone", attempts=1, refusal="否")
    desk = browser_of(officer)
    desk.get(LIST, {"standing": "follow-up"})

    cost = queries(lambda: desk.get(LIST, {"standing": "follow-up"}))

    assert cost == COST


COST = 8
