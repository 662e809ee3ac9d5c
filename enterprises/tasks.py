from celery import shared_task

from enterprises.models import ImportJob
from enterprises.services import importing


@shared_task(name="enterprises.run_import")
def run_import(job_id: int) -> None:
    importing.run(job_id)


@shared_task(name="enterprises.resume_imports")
def resume_imports() -> None:
    """Jobs that never reached a worker, or whose worker died."""
    for job_id in ImportJob.objects.abandoned().order_by("pk").values_list("pk", flat=True):
        run_import.delay(job_id)
