from celery import shared_task

from qualitysup.evidence.models import StoredFile


@shared_task(name="evidence.make_previews")
def make_previews(file_id: int) -> None:
    from qualitysup.evidence.services import previews

    if stored := StoredFile.objects.filter(pk=file_id).first():
        previews.make(stored)


@shared_task(name="evidence.sweep")
def sweep() -> None:
    from qualitysup.evidence.services import files

    files.sweep()
    files.remove_left_over()
