from contextlib import suppress

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST
from kombu.exceptions import OperationalError

from enterprises import imports, tasks
from enterprises.forms import UploadForm
from enterprises.models import ImportJob
from enterprises.services import importing
from qualitysup.audit.models import AccessLog
from qualitysup.audit.services import access
from qualitysup.casework.exports import XLSX
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.regions.admin import ReadOnlyAdmin

SHOWN_REJECTS = 50


@admin.register(ImportJob)
class ImportJobAdmin(ReadOnlyAdmin):
    """Upload, look at what would happen, confirm, watch it happen; then mend what was rejected."""

    list_display = [
        "name",
        "shown_kind",
        "shown_state",
        "rows",
        "created",
        "updated",
        "rejected",
        "created_at",
    ]

    def has_add_permission(self, request):
        return bool(imports.for_person(request.user))

    @admin.display(description=gettext_lazy("what is imported"), ordering="kind")
    def shown_kind(self, job):
        return imports.of(job.kind).name

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, job):
        return job.shown_state

    def get_urls(self):
        def route(address, view, name):
            name = f"enterprises_importjob_{name}"
            return path(f"<int:pk>/{address}/", self.admin_site.admin_view(view), name=name)

        return [
            route("progress", self.progress, "progress"),
            route("confirm", require_POST(self.confirm), "confirm"),
            route("rejects", self.rejects, "rejects"),
            *super().get_urls(),
        ]

    @method_decorator(csrf_protect)
    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(
            request.POST or None,
            request.FILES or None,
            initial={"kind": request.GET.get("kind")},
            by=request.user,
        )
        if request.method == "POST" and form.is_valid():
            job = importing.submit(by=request.user, **form.cleaned_data)
            start(job)
            return redirect(job)
        context = self._context(request, _("Import a table"), form=form)
        return TemplateResponse(request, "enterprises/upload.html", context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        job = self._job(request, object_id)
        importable = imports.of(job.kind)
        context = self._context(
            request,
            job.name,
            job=job,
            importable=importable,
            columns=[(header, importable.meaning(field)) for header, field in job.columns.items()],
            rejected_rows=job.rejected_rows.all()[:SHOWN_REJECTS],
            shown_rejects=SHOWN_REJECTS,
        )
        return TemplateResponse(request, "enterprises/import.html", context)

    def progress(self, request, pk):
        """Polled by ``import.js`` until the job is finished."""
        job = self._job(request, pk)
        return JsonResponse({**job.counts, "done": job.done, "finished": job.is_finished})

    def confirm(self, request, pk):
        job = self._job(request, pk)
        try:
            start(importing.confirm(job, by=request.user))
        except TransitionRefused as refusal:
            self.message_user(request, refusal.reason, messages.ERROR)
        return redirect(job)

    def rejects(self, request, pk):
        job = self._job(request, pk)
        if not job.rejects:
            raise Http404
        access.record(
            by=request.user,
            action=AccessLog.Action.DOWNLOAD,
            target=job,
            count=job.rejected,
            request=request,
        )
        return FileResponse(
            job.rejects.open("rb"),
            as_attachment=True,
            filename=_("rejected rows of %s.xlsx") % job.name.rpartition(".")[0],
            content_type=XLSX,
        )

    def _job(self, request, pk):
        job = self.get_object(request, str(pk))
        if job is None:
            raise Http404
        if not request.user.has_perm(imports.of(job.kind).permission):
            raise PermissionDenied
        return job

    def _context(self, request, title, **more):
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "changelist": reverse("admin:enterprises_importjob_changelist"),
            **more,
        }


def start(job):
    """Tell a worker; with no broker, ``enterprises.resume_imports`` finds the job in a minute."""

    def publish():
        with suppress(OperationalError):
            tasks.run_import.delay(job.pk)

    transaction.on_commit(publish)
