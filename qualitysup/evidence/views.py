"""Evidence in the browser: looked at re-encoded, downloaded as it came, added, withdrawn."""

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist, PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from qualitysup.audit.models import AccessLog
from qualitysup.audit.services import access
from qualitysup.evidence.forms import AttachForm, WithdrawForm
from qualitysup.evidence.models import Attachment
from qualitysup.evidence.services import files, previews


@require_safe
@cache_control(private=True, no_cache=True)
def original(request, pk):
    """The bytes as they came, for saving only: never shown as a page of ours."""
    attachment = visible_attachment(request, pk)
    access.record(
        by=request.user,
        action=AccessLog.Action.DOWNLOAD,
        target=attachment,
        detail=attachment.file.sha256,
        request=request,
    )
    response = FileResponse(
        opened_or_404(default_storage.open, attachment.file.path),
        as_attachment=True,
        filename=attachment.download_name,
        content_type=attachment.file.media_type,
    )
    return guarded(response)


@require_safe
@cache_control(private=True, max_age=3600)
def picture(request, pk, size):
    """A picture for looking at, in pixels of our own making."""
    attachment = visible_attachment(request, pk)
    if not attachment.file.is_image:
        raise Http404
    content = opened_or_404(previews.opened, attachment.file, size)
    return guarded(FileResponse(content, content_type="image/webp"))


def visible_attachment(request, pk) -> Attachment:
    standing = Attachment.objects.visible_to(request.user).standing().select_related("file")
    attachment = get_object_or_404(standing, pk=pk)
    if not request.user.has_perm("evidence.view_attachment"):
        raise PermissionDenied
    return attachment


def opened_or_404(opener, *args):
    try:
        return opener(*args)
    except FileNotFoundError:
        raise Http404(_("The file is missing from the store.")) from None


def guarded(response):
    """Whatever the bytes are, the browser takes them for nothing but what we say."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@require_POST
def attach(request, app_label, model_name, case_id):
    """Take in one upload for a case; what was typed stays when the file is refused."""
    case = visible_case(request, app_label, model_name, case_id)
    form = AttachForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            upload = form.cleaned_data.pop("file")
            attachment = files.attach(case, upload, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("file", ValidationError(refusal.messages))
        else:
            messages.success(request, _("“%(name)s” is attached.") % {"name": attachment.name})
            return redirect(way_back(request))
    context = {"form": form, "case": case, "back": way_back(request), "title": _("Add evidence")}
    return render(request, "evidence/attach.html", context, status=400)


def visible_case(request, app_label, model_name, case_id):
    """A record of any kind that lies in a division of its own, if the person may see it."""
    try:
        model = apps.get_model(app_label, model_name)
        model._meta.get_field("division")
        visible = model._default_manager.visible_to(request.user)
    except (LookupError, FieldDoesNotExist, AttributeError):
        raise Http404 from None
    case = get_object_or_404(visible, pk=case_id)
    needed = [f"{app_label}.view_{model_name}", "evidence.add_attachment"]
    if not request.user.has_perms(needed):
        raise PermissionDenied
    return case


@require_POST
def withdraw(request, pk):
    """The uploader's own, or anybody's for whoever may withdraw."""
    attachment = visible_attachment(request, pk)
    if not attachment.may_be_withdrawn_by(request.user, case=attachment.case):
        raise PermissionDenied
    form = WithdrawForm(request.POST)
    if form.is_valid():
        files.withdraw(attachment, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("“%(name)s” is withdrawn.") % {"name": attachment.name})
    else:
        messages.error(request, _("Say why the attachment is withdrawn."))
    return redirect(way_back(request))


def way_back(request) -> str:
    """The page that the form stood on, if it is one of ours."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return back if safe else "/"
