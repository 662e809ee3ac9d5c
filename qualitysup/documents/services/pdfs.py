"""The PDF twin of an issued paper, made from the very bytes of its Word file."""

from qualitysup.documents import pdf
from qualitysup.documents.models import Content, IssuedDocument
from qualitysup.documents.services import contents


def made_for(document) -> str:
    """The hash of the twin, made when somebody first asks for it.

    The same Word file always gives the same PDF, so making it twice at once keeps one.
    """
    if document.pdf_id is None:
        twin = Content.objects.keep(pdf.convert(contents.read(document.docx_id)))
        IssuedDocument.objects.filter(pk=document.pk, pdf=None).update(pdf_id=twin)
        document.pdf_id = twin
    return document.pdf_id
