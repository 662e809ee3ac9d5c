"""Study reports: asking for one with the bureau's own words, watching it being made, taking it."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from qualitysup.audit.models import AccessLog
from qualitysup.audit.services import access
from qualitysup.dashboard.pages import subject_name
from qualitysup.documents.services import contents
from qualitysup.documents.views import file_response
from qualitysup.reports import tasks
from qualitysup.reports.forms.report import ReportForm, TextsForm
from qualitysup.reports.models import StudyReport
from qualitysup.reports.services import reports as making
from qualitysup.reports.services import texts

PAGE = 20

managers = permission_required("dashboard.view_dashboard", raise_exception=True)


@require_safe
@managers
def reports(request):
    """A person's own reports, the last asked for first."""
    rows = StudyReport.objects.visible_to(request.user).for_list()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.about = about(row)
    return render(request, "reports/reports.html", {"title": _("Study reports"), "page": page})


@managers
def new(request):
    """Choose what to report on and write the texts; then have it made."""
    is_sent = request.method == "POST"
    form = ReportForm(request.POST if is_sent else request.GET, request.user)
    is_asked, written = form.is_valid(), None
    try:
        # What was typed is shown again, whatever is wrong with the rest.
        if is_asked or is_sent:
            subject = form.cleaned_data.get("subject", "")
            written = TextsForm(request.POST or None, form.lens, subject)
        if is_sent and is_asked and written.is_valid() and written.save():
            return _after_saving(request, form)
    except texts.NoHome as refusal:
        form.add_error("place", refusal)
    form.offer(form.lens)
    context = {"title": _("New study report"), "form": form, "texts": written}
    return render(request, "reports/new.html", context, status=400 if form.errors else 200)


def _after_saving(request, form):
    asked = form.cleaned_data
    if "make" not in request.POST:
        messages.success(request, _("The texts are kept for this period."))
        query = {"subject": asked["subject"], "number": asked["number"]} | form.lens.asked
        return redirect(f"{request.path}?{urlencode(query)}")
    report = making.ask(form.lens, subject=asked["subject"], number=asked["number"])
    tasks.start(report)
    return redirect(report)


@require_safe
@managers
def report(request, pk):
    found = _found(request, pk)
    found.about = about(found)
    context = {"title": _("Study report"), "report": found, "lens": making.lens_of(found)}
    return render(request, "reports/report.html", context)


@require_safe
@managers
@never_cache
def progress(request, pk):
    found = _found(request, pk)
    return JsonResponse({"done": found.done, "rows": found.steps, "finished": found.is_finished})


@require_POST
@managers
def cancel(request, pk):
    found = _found(request, pk)
    if making.cancel(found.pk, by=request.user):
        messages.success(request, _("The report is cancelled; nothing of it is left."))
    else:
        messages.error(request, _("The report was finished already."))
    return redirect(found)


@require_safe
@managers
@never_cache
def docx(request, pk):
    return _download(request, pk, "docx")


@require_safe
@managers
@never_cache
def pdf(request, pk):
    return _download(request, pk, "pdf")


def _download(request, pk, extension):
    found = _found(request, pk)
    content_id = getattr(found, f"{extension}_id")
    if content_id is None:
        raise Http404
    access.record(
        by=request.user,
        action=AccessLog.Action.DOWNLOAD,
        target=found,
        detail=extension,
        request=request,
    )
    return file_response(contents.read(content_id), f"{about(found)} {found}.{extension}")


def _found(request, pk):
    return get_object_or_404(StudyReport.objects.visible_to(request.user).for_list(), pk=pk)


def about(report) -> str:
    """What it tells of: a subject or all, and where."""
    subject = subject_name(report.subject) if report.subject else _("All subjects")
    return f"{subject} {report.place}" if report.place else str(subject)
