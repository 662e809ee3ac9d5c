"""A report is made once, by whoever is alive, as its maker sees things, or not at all."""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from qualitysup.accounts.roles import Role
from qualitysup.casework import leases
from qualitysup.dashboard.lens import Lens
from qualitysup.dashboard.periods import Period
from qualitysup.documents.models import Content
from qualitysup.notices.models import Notice
from qualitysup.regions.models import Division
from qualitysup.reports import composing, tasks
from qualitysup.reports.models import StudyReport
from qualitysup.reports.services import reports, texts
from tests.clock.factories import ON, DeadlineFactory
from tests.doors.conftest import wait_until
from tests.factories import BEIJIAO, CHENCUN, HUANGSHI, SHUNDE, UserFactory
from tests.reports.conftest import made, paragraphs_of, rows_of

pytestmark = pytest.mark.django_db


def lens_of(user, place=None, year=None):
    today = timezone.localdate()
    since = dt.date(year or today.year, 1, 1)
    until = dt.date(year, 12, 31) if year else today
    return Lens(user, Period(since, until), place and Division.objects.get(pk=place))


@pytest.fixture
def lens(manager):
    return lens_of(manager)


def overdue(place):
    day = timezone.localdate() - dt.timedelta(3)
    DeadlineFactory(due_on=day, nominal_on=day, started_on=min(ON, day), division_id=place)


# --- What it says ---------------------------------------------------------------------------------


def test_a_report_says_the_figures_of_the_page_as_its_maker_sees_them():
    for place in (CHENCUN, CHENCUN, BEIJIAO, HUANGSHI):
        overdue(place)

    def told(user, place=None):
        _report, word = made(lens_of(user, place), subject="clock")
        return {row[0]: row[1] for row in rows_of(word) if len(row) == 5}["逾期"]

    of_shunde = UserFactory(roles=[Role.SECTION_HEAD], divisions=[SHUNDE])
    of_beijiao = UserFactory(roles=[Role.SECTION_HEAD], divisions=[BEIJIAO], home_id=BEIJIAO)
    of_huangshi = UserFactory(roles=[Role.SECTION_HEAD], divisions=[HUANGSHI], home_id=HUANGSHI)
    assert [told(one) for one in (of_shunde, of_beijiao, of_huangshi)] == ["3", "1", "1"]
    assert told(of_shunde, CHENCUN) == "2"


def test_subjects_that_one_may_not_see_are_not_told_of():
    person = UserFactory(roles=[Role.BRAND_OFFICER])

    report, word = made(lens_of(person))

    assert {part["subject"] for part in report.parts} == set(composing.subjects(person))
    assert "招商引资" not in "".join(paragraphs_of(word))


def test_what_is_known_for_today_only_is_left_out_of_another_day(lens, manager):
    overdue(CHENCUN)
    past = lens_of(manager, year=2020)

    part = composing.compose(past, "clock", brief=False)

    figures = [one for theme in part["themes"] for one in theme["figures"]]
    assert all(one["figure"] != "—" for one in figures)


def test_words_that_somebody_wrote_stand_under_their_heading(lens):
    texts.keep(lens, "opening", "开头第一段。\n\n第二段。", read="")
    texts.keep(lens, "clock", "期限情况的话。", read="")
    texts.keep(lens, "closing", "特此报告。", read="")

    _report, word = made(lens, subject="clock")

    said = paragraphs_of(word)
    order = [
        said.index(words) for words in ("开头第一段。", "第二段。", "期限情况的话。", "特此报告。")
    ]
    assert order == sorted(order)
    assert (
        said.index("期限情况的话。")
        == next(place for place, words in enumerate(said) if words.startswith("一、")) + 1
    )


# --- Once, and to its end -------------------------------------------------------------------------


def test_asked_for_twice_it_is_one_report_until_it_is_finished(lens):
    first = reports.ask(lens, subject="clock")

    assert reports.ask(lens, subject="clock") == first
    assert reports.ask(lens, subject="clock", number="顺市监报〔2026〕3号") != first
    reports.run(first.pk)
    assert reports.ask(lens, subject="clock") != first


def test_the_database_keeps_it_to_one_at_a_time(lens):
    report = reports.ask(lens)
    report.pk = None

    with pytest.raises(IntegrityError, match="study_report_once_at_a_time"), transaction.atomic():
        report.save(force_insert=True)


def test_run_twice_it_is_made_and_told_once(lens, manager):
    report, _word = made(lens)

    assert reports.run(report.pk) is None
    assert Notice.objects.filter(recipient=manager).count() == 1
    assert report.done == report.steps == len(composing.subjects(manager)) + 1


def test_a_killed_worker_is_followed_by_one_that_goes_on(lens, monkeypatch):
    report = reports.ask(lens)
    compose, told = composing.compose, []

    def dies_at_the_third(lens, subject, *, brief):
        told.append(subject)
        if len(told) == 3:
            raise MemoryError
        return compose(lens, subject, brief=brief)

    monkeypatch.setattr(composing, "compose", dies_at_the_third)
    with pytest.raises(MemoryError):
        reports.run(report.pk)
    assert reports.run(report.pk) is None  # still held
    StudyReport.objects.filter(pk=report.pk).update(claimed_until=timezone.now())

    finished = reports.run(report.pk)

    assert finished.state == "done"
    # The third was begun twice, and none was told twice.
    assert sorted(told) == sorted([*composing.subjects(lens.user), told[2]])
    assert [part["subject"] for part in finished.parts] == composing.subjects(lens.user)


def test_a_report_that_every_worker_dies_of_is_given_up_and_says_so(lens, manager, monkeypatch):
    report = reports.ask(lens)
    monkeypatch.setattr(composing, "compose", lambda *args, **kwargs: 1 / 0)
    for _ in range(reports.LEASE.attempts):
        with pytest.raises(ZeroDivisionError):
            reports.run(report.pk)
        StudyReport.objects.filter(pk=report.pk).update(claimed_until=timezone.now())

    failed = reports.run(report.pk)

    assert (failed.state, failed.parts) == ("failed", [])
    assert Notice.objects.get(recipient=manager).body == failed.failure != ""


def test_a_dead_broker_loses_no_report(lens, unpublished):
    report = reports.ask(lens)

    tasks.resume()
    tasks.resume()

    assert unpublished == 2 * [report.pk]


@pytest.mark.django_db(transaction=True)
def test_a_report_cancelled_in_the_middle_leaves_nothing(lens, monkeypatch):
    """In another connection, while the worker counts: it finds out before it keeps anything."""
    report = reports.ask(lens)
    compose = composing.compose
    is_counting, is_cancelled = threading.Event(), threading.Event()

    def slow(lens, subject, *, brief):
        part = compose(lens, subject, brief=brief)
        if subject == composing.subjects(lens.user)[2]:
            is_counting.set()
            assert is_cancelled.wait(20)
        return part

    monkeypatch.setattr(composing, "compose", slow)
    ended = []

    def work():
        try:
            ended.append(reports.run(report.pk))
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    assert is_counting.wait(30)
    wait_until(lambda: StudyReport.objects.get(pk=report.pk).done == 2)

    assert reports.cancel(report.pk, by=lens.user)
    is_cancelled.set()
    worker.join(20)

    left = StudyReport.objects.get(pk=report.pk)
    assert ended == [None]
    assert (left.state, left.parts, left.docx, left.pdf) == ("cancelled", [], None, None)
    assert not Content.objects.filter(data__startswith=b"PK").exists()
    assert not Notice.objects.exists()
    # And what comes too late changes nothing.
    assert reports.run(report.pk) is None
    assert not reports.cancel(report.pk, by=lens.user)


def test_a_finished_report_is_not_cancelled(lens):
    report, _word = made(lens, subject="clock")

    assert not reports.cancel(report.pk, by=lens.user)
    report.refresh_from_db()
    assert report.state == "done"


def test_nobody_cancels_the_report_of_another(lens, chief):
    report = reports.ask(lens)

    with pytest.raises(StudyReport.DoesNotExist):
        reports.cancel(report.pk, by=chief)


def test_a_lease_that_ran_out_and_was_taken_writes_nothing(lens):
    report = reports.ask(lens, subject="clock")
    first = reports.LEASE.claim(StudyReport.objects, report.pk)
    StudyReport.objects.filter(pk=report.pk).update(claimed_until=timezone.now())
    reports.LEASE.claim(StudyReport.objects, report.pk)

    with pytest.raises(leases.Superseded):
        reports._tell(first)


# --- The words of a period ------------------------------------------------------------------------


def test_texts_are_kept_for_their_period_and_offered_to_the_next(manager):
    last, this = lens_of(manager, year=2024), lens_of(manager, year=2025)
    texts.keep(last, "opening", "去年的话。", read="")

    assert texts.written(this) == {}
    assert texts.last_written(this) == {"opening": "去年的话。"}
    texts.keep(this, "opening", "今年的话。", read="")
    assert texts.written(last) == {"opening": "去年的话。"}
    assert texts.written(this) == {"opening": "今年的话。"}


def test_two_who_write_the_same_text_do_not_lose_each_others_words(lens, chief):
    texts.keep(lens, "opening", "原来的话。", read="")
    other = Lens(chief, lens.period, lens.place)
    texts.keep(other, "opening", "另一位的话。", read="原来的话。")

    with pytest.raises(texts.ChangedMeanwhile, match="另一位的话。"):
        texts.keep(lens, "opening", "我的话。", read="原来的话。")

    assert texts.written(lens) == {"opening": "另一位的话。"}
    texts.keep(lens, "opening", "我的话。", read="另一位的话。")
    assert texts.written(other) == {"opening": "我的话。"}


def test_texts_of_one_place_are_not_those_of_another(manager):
    texts.keep(lens_of(manager, CHENCUN), "opening", "陈村的话。", read="")

    assert texts.written(lens_of(manager, BEIJIAO)) == {}
    assert texts.written(lens_of(manager)) == {}


def test_without_a_place_and_a_home_nobody_knows_whose_report_it_is():
    person = UserFactory(roles=[Role.SECTION_HEAD], home_id=None)

    with pytest.raises(texts.NoHome):
        reports.ask(lens_of(person))
