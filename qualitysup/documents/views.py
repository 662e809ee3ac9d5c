"""Issued papers to take away. Elsewhere is not found; every download is written down."""

import io

from django.contrib.auth.decorators import permission_required
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from qualitysup.audit.models import AccessLog
from qualitysup.audit.services import access
from qualitysup.documents.models import IssuedDocument
from qualitysup.documents.services import contents, pdfs

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


def docx(request, pk):
    return _download(request, pk, lambda document: document.docx_id, DOCX, as_attachment=True)


def pdf(request, pk):
    return _download(request, pk, pdfs.made_for, PDF, as_attachment=False)


@require_safe
@never_cache
@permission_required("documents.view_issueddocument", raise_exception=True)
def _download(request, pk, content_of, content_type, *, as_attachment):
    document = get_object_or_404(IssuedDocument.objects.visible_to(request.user), pk=pk)
    data = contents.read(content_of(document))
    extension = "docx" if content_type == DOCX else "pdf"
    access.record(
        by=request.user,
        action=AccessLog.Action.DOWNLOAD,
        target=document,
        detail=extension,
        request=request,
    )
    # FileResponse writes the Chinese name as RFC 5987 asks.
    response = FileResponse(
        io.BytesIO(data),
        as_attachment=as_attachment,
        filename=f"{document.number}.{extension}",
        content_type=content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
