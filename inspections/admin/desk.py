"""A visit typed in at the desk: two pages, and the same service that phones send to."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from inspections.forms.visit import BeginForm, DeskForm
from inspections.models import Visit
from inspections.services import visits
from qualitysup.casework.admin import words_of
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.evidence.services import files


def enter(page, request):
    """Ask where and on which checklist, then what was found."""
    begun = BeginForm(request.GET if "enterprise" in request.GET else None, by=request.user)
    if not begun.is_bound or not begun.is_valid():
        context = {"form": begun, "title": _("Record a visit"), "media": page.media + begun.media}
        return _show(page, request, "inspections/visit_begin.html", context)
    where = begun.cleaned_data
    version = where["version"]
    form = DeskForm(
        request.POST or None,
        request.FILES or None,
        by=request.user,
        version=version,
        initial={"inspectors": [request.user.pk], "place": where["enterprise"].address},
    )
    reasons = []
    if request.method == "POST":
        received, reasons = _take(form, where, by=request.user)
        if received is not None:
            return _received(page, request, received)
    context = {
        "form": form,
        "title": _("Record a visit"),
        "enterprise": where["enterprise"],
        "kind": dict(begun.fields["kind"].choices)[where["kind"]],
        "version": version,
        "reasons": reasons,
        "media": page.media + form.media,
    }
    status = 409 if reasons else 200
    return _show(page, request, "inspections/visit_desk.html", context, status=status)


def _show(page, request, template, context, status=200):
    context = {**page.admin_site.each_context(request), "opts": page.opts, **context}
    return TemplateResponse(request, template, context, status=status)


def _take(form, where, *, by):
    """Store the photos, then receive the visit; what is refused stays on the form."""
    is_valid = form.is_valid()
    _store_photos(form, by=by)
    if not is_valid or form.errors:
        return None, []
    sent = form.packet(kind=where["kind"], enterprise=where["enterprise"])
    try:
        return visits.receive(UUID(str(form.cleaned_data["uuid"])), sent, by=by, device="desk"), []
    except ValidationError as refusal:
        faults = (
            refusal.message_dict if hasattr(refusal, "error_dict") else {"": list(refusal.messages)}
        )
        form.refuse(faults)
    except TransitionRefused as refusal:
        return None, words_of(refusal)
    except Visit.DoesNotExist:
        raise Http404 from None
    return None, []


def _store_photos(form, *, by):
    """Keep photos at once: a browser does not send them again when a form is refused."""
    for key in [*(item.key for item in form.asked), "signed"]:
        name = "signed" if key == "signed" else f"photos-{key}"
        hashes = form.hashes(key)
        for upload in form.cleaned_data.get(name) or []:
            try:
                sha256, _size = files.digest(upload)
                files.receive(upload, sha256, by=by)
            except ValidationError as refusal:
                form.add_error(name, refusal.messages)
            else:
                hashes = [*hashes, sha256] if sha256 not in hashes else hashes
        form.keep(key, hashes)


def _received(page, request, received):
    if received.in_conflict:
        messages.warning(request, _("This visit was recorded with other content before."))
        return redirect(received.packet.get_absolute_url())
    messages.success(request, _("The visit is recorded."))
    return redirect(received.visit.get_absolute_url())
