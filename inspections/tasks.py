"""What runs by itself or takes long: thin, by key, and harmless when it is done twice."""

from contextlib import suppress

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from inspections import notifications
from inspections.models import DrawJob, PhoneExport, PlanRun, ResultsTable
from inspections.services import (
    disclosures,
    draw_jobs,
    follow_ups,
    patrols,
    phone_exports,
    planning,
    plans,
    results_tables,
    risk,
    visits,
)
from qualitysup.evidence.services import files


def start(run):
    """Tell a worker of a scoring; with no broker, ``inspections.score_risk`` finds it."""

    def publish():
        with suppress(OperationalError):
            work_on_scoring.delay(run.pk)

    transaction.on_commit(publish)


@shared_task(name="inspections.work_on_scoring")
def work_on_scoring(run_id: int) -> None:
    risk.work(run_id)


@shared_task(name="inspections.score_risk")
def score_risk() -> None:
    """This month's scoring of every bureau, and what a killed worker left behind."""
    for run_id in risk.start_due():
        work_on_scoring.delay(run_id)


@shared_task(name="inspections.expire_disclosures")
def expire_disclosures() -> None:
    disclosures.expire_due()


def start_plan(plan):
    """Tell a worker of the run of a plan; with no broker, ``resume_plans`` finds it."""

    def publish():
        with suppress(OperationalError):
            for run_id in plan.runs.filter(state__in=PlanRun.UNFINISHED).values_list("pk"):
                run_plan.delay(*run_id)

    transaction.on_commit(publish)


def compute_plan(plan, **words):
    """The step that begins a computation, for the admin and the API, and the worker told of it."""
    plan = plans.compute(plan, **words)
    start_plan(plan)
    return plan


def adopt_plan(plan, **words):
    plan = plans.adopt(plan, **words)
    start_plan(plan)
    return plan


@shared_task(name="inspections.run_plan")
def run_plan(run_id: int) -> None:
    planning.run(run_id)


@shared_task(name="inspections.resume_plans")
def resume_plans() -> None:
    """Runs that never reached a worker, or whose worker died."""
    for run_id in PlanRun.objects.abandoned().order_by("pk").values_list("pk", flat=True):
        run_plan.delay(run_id)


@shared_task(name="inspections.note_missed_patrols")
def note_missed_patrols() -> None:
    patrols.note_missed()


@shared_task(name="inspections.finish_visits")
def finish_visits() -> None:
    """Visits that are whole, and what finished ones still entail."""
    visits.finish_arrived()
    follow_ups.sweep()


@shared_task(name="inspections.name_left_over")
def name_left_over() -> None:
    """Tell the desk of files that were sent and that nothing names."""
    notifications.left_over(files.nobodys_of_all())


def start_draw_job(job):
    """Tell a worker of a pool or a draw; with no broker, ``inspections.resume_draws`` finds it."""

    def publish():
        with suppress(OperationalError):
            work_on_draw.delay(job.pk)

    transaction.on_commit(publish)


def freeze_pool(draw, **words):
    """The step in the background, for the admin and the API, and the worker told of it."""
    start_draw_job(draw_jobs.ask(draw, "freeze", **words))
    return draw


def make_draw(draw, **words):
    start_draw_job(draw_jobs.ask(draw, "draw", **words))
    return draw


@shared_task(name="inspections.work_on_draw")
def work_on_draw(job_id: int) -> None:
    draw_jobs.run(job_id)


@shared_task(name="inspections.resume_draws")
def resume_draws() -> None:
    """Jobs that never reached a worker, or whose worker died."""
    for job_id in DrawJob.objects.abandoned().order_by("pk").values_list("pk", flat=True):
        work_on_draw.delay(job_id)


def start_results(table):
    """Tell a worker of a table of results; with no broker, ``resume_results`` finds it."""

    def publish():
        with suppress(OperationalError):
            work_on_results.delay(table.pk)

    transaction.on_commit(publish)


@shared_task(name="inspections.work_on_results")
def work_on_results(table_id: int) -> None:
    results_tables.run(table_id)


@shared_task(name="inspections.resume_results")
def resume_results() -> None:
    """Tables that never reached a worker, or whose worker died."""
    for table_id in ResultsTable.objects.unfinished().order_by("pk").values_list("pk", flat=True):
        work_on_results.delay(table_id)


def start_phone_export(export):
    """Tell a worker of a phone's file; with no broker, ``resume_phone_exports`` finds it."""

    def publish():
        with suppress(OperationalError):
            work_on_phone_export.delay(export.pk)

    transaction.on_commit(publish)


@shared_task(name="inspections.work_on_phone_export")
def work_on_phone_export(export_id: int) -> None:
    phone_exports.run(export_id)


@shared_task(name="inspections.resume_phone_exports")
def resume_phone_exports() -> None:
    """Files that never reached a worker, or whose worker died."""
    left = PhoneExport.objects.abandoned().order_by("pk").values_list("pk", flat=True)
    for export_id in left:
        work_on_phone_export.delay(export_id)
