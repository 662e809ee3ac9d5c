"""The pages of managers: the whole, and one for each subject."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import render
from django.utils.translation import gettext as _

from qualitysup.audit.models import AccessLog
from qualitysup.audit.services import access
from qualitysup.casework.exports import as_file
from qualitysup.dashboard import pages
from qualitysup.dashboard.forms import LensForm

managers = permission_required("dashboard.view_dashboard", raise_exception=True)


@managers
def dashboard(request):
    form = LensForm(request.GET, request.user)
    page = pages.whole(form.lens, request.GET.get("map", ""))
    return _page(request, form, page, _("Dashboard"), "dashboard/dashboard.html")


@managers
def subject(request, subject):
    form = LensForm(request.GET, request.user)
    page = pages.of_subject(form.lens, subject, request.GET.get("map", ""))
    if page is None:
        raise Http404
    return _page(request, form, page, page.name, "dashboard/subject.html")


@managers
def table(request, subject, key, kind):
    """One table of the page of a subject, under the same period and place, as a file."""
    form = LensForm(request.GET, request.user)
    if not form.is_valid():
        return HttpResponseBadRequest(form.errors.as_text(), content_type="text/plain")
    found = pages.table(form.lens, subject, key)
    if found is None:
        raise Http404
    access.record(
        by=request.user,
        action=AccessLog.Action.EXPORT,
        count=len(found.rows),
        detail=f"dashboard {subject} {key} {kind} {request.META.get('QUERY_STRING', '')}",
        request=request,
    )
    return as_file(found.file_name, kind, found.header, found.rows)


def _page(request, form, page, title, template):
    form.offer(page.lens)
    context = {"title": title, "form": form, "page": page, "lens": page.lens}
    return render(request, template, context, status=200 if form.is_valid() else 400)
