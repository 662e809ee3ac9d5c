from celery import shared_task

from qualitysup.documents.models import IssuedDocument
from qualitysup.documents.services import pdfs


@shared_task(name="documents.make_pdf")
def make_pdf(document_id: int) -> None:
    """Make the twin while nobody waits; the first download makes what this could not."""
    pdfs.made_for(IssuedDocument.objects.get(pk=document_id))
