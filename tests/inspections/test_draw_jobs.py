"""Freezing and drawing in the background: asked once, done once, found again."""

import datetime as dt

import pytest
from django.utils import timezone

from inspections import tasks
from inspections.models import Draw, DrawJob
from inspections.services import draw_jobs, draws
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.notices.models import Notice
from tests.enterprises.factories import EnterpriseFactory
from tests.inspections.stories_of_draws import everybody, inspectors, promised

pytestmark = pytest.mark.django_db


def promised_to(by=None, enterprises=6):
    EnterpriseFactory.create_batch(enterprises)
    return promised(by=by or everybody())


def test_what_was_asked_for_is_done_once_however_often_it_is_run():
    inspectors()
    draw = promised_to()
    job = draw_jobs.ask(draw, "freeze", by=everybody())

    tasks.work_on_draw(job.pk)
    tasks.work_on_draw(job.pk)
    tasks.resume_draws()

    draw.refresh_from_db()
    job.refresh_from_db()
    assert (draw.state, draw.pool_size) == (Draw.State.FROZEN, 6)
    assert (job.state, job.attempts) == (DrawJob.State.DONE, 1)
    assert draw.log.filter(name="freeze").count() == 1
    assert draw_jobs.progress(job) == job.expected == 6


def test_a_draw_goes_from_promise_to_drawn_by_two_jobs():
    inspectors()
    draw = promised_to()

    for kind in ("freeze", "draw"):
        draw_jobs.run(draw_jobs.ask(draw, kind, by=everybody()).pk)

    draw.refresh_from_db()
    assert (draw.state, draw.drawn_count) == (Draw.State.DRAWN, 2)


def test_a_refusal_is_kept_and_told_to_whoever_asked():
    by = everybody()
    job = draw_jobs.ask(promised_to(by=by), "freeze", by=by)

    job = draw_jobs.run(job.pk)

    assert job.state == DrawJob.State.REFUSED
    assert "陈村" in job.refusal
    assert job.draw.state == Draw.State.COMMITTED
    notice = Notice.objects.get(topic=f"draw:{job.pk}")
    assert (notice.recipient, notice.body) == (by, job.refusal)


def test_the_same_is_not_asked_for_twice_at_once():
    draw = promised_to()
    draw_jobs.ask(draw, "freeze", by=everybody())

    with pytest.raises(TransitionRefused) as refusal:
        draw_jobs.ask(draw, "freeze", by=everybody())

    assert refusal.value.code == "under_work"


def test_who_may_not_take_the_step_cannot_ask_for_it(inspector):
    with pytest.raises(TransitionRefused) as refusal:
        draw_jobs.ask(promised_to(), "freeze", by=inspector)

    assert refusal.value.code == "forbidden"
    assert not DrawJob.objects.exists()


def test_a_job_whose_worker_died_is_taken_up_again():
    inspectors()
    job = draw_jobs.ask(promised_to(), "freeze", by=everybody())
    held = timezone.now() + dt.timedelta(minutes=5)
    DrawJob.objects.filter(pk=job.pk).update(**{"state": "running", "claimed_until": held})

    assert draw_jobs.run(job.pk) is None
    DrawJob.objects.filter(pk=job.pk).update(claimed_until=timezone.now())
    assert draw_jobs.run(job.pk).state == DrawJob.State.DONE


def test_a_job_that_kills_every_worker_is_given_up_with_a_word():
    job = draw_jobs.ask(promised_to(), "freeze", by=everybody())
    DrawJob.objects.filter(pk=job.pk).update(attempts=draw_jobs.MAX_ATTEMPTS)

    assert draw_jobs.run(job.pk) is None

    job.refresh_from_db()
    assert (job.state, job.is_finished) == (DrawJob.State.REFUSED, True)
    assert job.refusal


def test_how_far_it_is_is_seen_from_outside_while_it_is_written():
    inspectors()
    draw = promised_to()
    job = draw_jobs.ask(draw, "freeze", by=everybody())
    draw_jobs._claim(job.pk)
    job.refresh_from_db()

    assert draw_jobs.progress(job) == 0
    draws.freeze(draw, by=everybody())
    assert draw_jobs.progress(job) == 6
