"""Papers and forms to take away. Every download of a paper is written down."""

import io

from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from qualitysup.audit.models import AccessLog
from qualitysup.audit.services import access
from qualitysup.documents import kinds
from qualitysup.documents.models import IssuedDocument, Template
from qualitysup.documents.services import contents, pdfs, templates

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@require_safe
@never_cache
def docx(request, pk):
    document = _document(request, pk)
    return _download(request, document, contents.read(document.docx_id), "docx")


@require_safe
@never_cache
def pdf(request, pk):
    document = _document(request, pk)
    return _download(request, document, contents.read(pdfs.made_for(document)), "pdf")


@require_safe
@permission_required("documents.view_template", raise_exception=True)
def template(request, pk):
    """The form itself, to be changed in Word and uploaded as the next version."""
    form = get_object_or_404(Template.objects.visible_to(request.user), pk=pk)
    name = f"{form.title} v{form.version}.docx"
    return file_response(contents.read_template(form.content_id), name)


@require_safe
@permission_required("documents.view_template", raise_exception=True)
def template_sample(request, pk):
    form = get_object_or_404(Template.objects.visible_to(request.user), pk=pk)
    if form.kind not in kinds.KINDS:
        raise Http404
    return file_response(templates.sample_of(form), f"{form.title} v{form.version}.pdf")


@permission_required("documents.view_issueddocument", raise_exception=True)
def _document(request, pk):
    return get_object_or_404(IssuedDocument.objects.visible_to(request.user), pk=pk)


def _download(request, document, data, extension):
    access.record(
        by=request.user,
        action=AccessLog.Action.DOWNLOAD,
        target=document,
        detail=extension,
        request=request,
    )
    return file_response(data, f"{document.number}.{extension}")


def file_response(data: bytes, name: str):
    """A PDF opens in the browser, a Word file is saved; both by their Chinese name (RFC 5987)."""
    extension = name.rpartition(".")[2]
    response = FileResponse(
        io.BytesIO(data),
        as_attachment=extension != "pdf",
        filename=name,
        content_type=TYPES[extension],
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
