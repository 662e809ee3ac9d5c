"""Freezing and drawing in the background: asked for by a person, done by a worker, found again."""

import datetime as dt

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from inspections.models import Draw, DrawCandidate, DrawJob
from inspections.services import draws
from inspections.workflow.draw import DRAW
from qualitysup.audit.actor import Door, acting
from qualitysup.casework.workflow import TransitionRefused, refuse_if
from qualitysup.notices.models import Kind
from qualitysup.notices.services import owing

State = DrawJob.State
SERVICES = {DrawJob.Kind.FREEZE: draws.freeze, DrawJob.Kind.DRAW: draws.draw}
# The work is one transaction under the draw's own lock: of two workers one finds it done, so that
# none has to be told from the other, as ``casework.leases`` does where work has many pieces.
LEASE = dt.timedelta(minutes=10)
MAX_ATTEMPTS = 3


def ask(draw, kind, *, by, note="", version=None, **words) -> DrawJob:
    """Have a step of a draw taken; refused at once where the step itself would be."""
    with transaction.atomic():
        draw = Draw.objects.for_step(draw.pk)
        refuse_if(
            version is not None and int(version) != draw.version,
            "stale",
            _("Somebody changed this case meanwhile. Look at it again first."),
        )
        DRAW.check(draw, kind, by=by)
        refuse_if(draw.jobs.unfinished().exists(), "under_work", _("This is being done already."))
        return DrawJob.objects.create(
            draw=draw, kind=kind, by=by, note=note, expected=_expected(draw, kind)
        )


def _expected(draw, kind) -> int:
    if kind == DrawJob.Kind.DRAW:
        return draw.pool_size
    return draws.pools.within(draw).count()


def run(job_id: int, *, door=Door.TASK) -> DrawJob | None:
    """Do what was asked for. Running it twice, even at once, changes nothing."""
    job = _claim(job_id)
    if job is None:
        return None
    language = job.by.language or settings.LANGUAGE_CODE
    with override(language), acting(job.by, door=door, where=f"draw {job.draw_id}"):
        try:
            with transaction.atomic():
                SERVICES[DrawJob.Kind(job.kind)](job.draw, by=job.by, note=job.note)
                _end(job, State.DONE)
        except TransitionRefused as refused:
            with transaction.atomic():
                _end(job, State.REFUSED, refusal=refused.reason)
    job.refresh_from_db()
    return job


@transaction.atomic
def _claim(job_id) -> DrawJob | None:
    job = DrawJob.objects.abandoned().locked().filter(pk=job_id).first()
    if job is None:
        return None
    job.attempts += 1
    if job.attempts > MAX_ATTEMPTS:
        job.state = State.REFUSED
        job.refusal = _("It failed %d times; the log of the worker says why.") % MAX_ATTEMPTS
        job.finished_at = timezone.now()
    else:
        job.state, job.claimed_until = State.RUNNING, timezone.now() + LEASE
        job.counted_from = _last_candidate()
    job.save()
    return job if job.state == State.RUNNING else None


def _end(job, state, *, refusal=""):
    """Write down how it ended, unless another worker was quicker, and tell who asked."""
    job = DrawJob.objects.locked().get(pk=job.pk)
    if job.is_finished:
        return
    job.state, job.refusal = state, refusal
    job.claimed_until, job.finished_at = None, timezone.now()
    job.save()
    owing.owe(
        [job.by],
        topic=f"draw:{job.pk}",
        stage=job.state,
        kind=Kind.WORK,
        subject=f"{job.draw.name}: {job.get_kind_display()} – {job.get_state_display()}",
        body=refusal or job.draw.name,
        url=job.draw.get_absolute_url(),
        division=job.draw.division,
    )


def progress(job) -> int:
    """How many candidates are written so far, also inside a transaction that is still open.

    A sequence counts past the end of transactions, which nothing else does.
    """
    if job.state == State.DONE:
        return job.expected
    if job.state != State.RUNNING or job.kind != DrawJob.Kind.FREEZE:
        return 0
    return min(job.expected, max(0, _last_candidate() - job.counted_from))


def _last_candidate() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(pg_sequence_last_value(pg_get_serial_sequence(%s, 'id')), 0)",
            [DrawCandidate._meta.db_table],
        )
        return cursor.fetchone()[0]
