"""Files that phones saved because they found no signal, taken in at a desk."""

from django import forms
from django.contrib import admin
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from inspections import tasks
from inspections.admin.pages import CSS
from inspections.models import PhoneExport
from inspections.services import phone_exports
from qualitysup import states
from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import REFUSALS, words_of
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ReadOnlyAdmin

STANDINGS = {
    "received": (states.Tone.GOOD, gettext_lazy("received")),
    "there": (states.Tone.GOOD, gettext_lazy("was here already")),
    "incomplete": (states.Tone.SOON, gettext_lazy("arriving")),
    "conflict": (states.Tone.HOLD, gettext_lazy("to be decided")),
    "refused": (states.Tone.LATE, gettext_lazy("refused")),
    "draft": (states.Tone.PLAIN, gettext_lazy("draft")),
}


class PhoneFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File of the phone"),
        widget=forms.ClearableFileInput({"accept": ".zip,application/zip"}),
        help_text=gettext_lazy(
            "In the app: Me, then “Save what was not sent to a file”. The phone keeps it as well."
        ),
    )


@admin.register(PhoneExport)
class PhoneExportAdmin(TaskPages, HistoryMixin, ReadOnlyAdmin):
    """What became of each record stands on the page of its file."""

    tasks = {"drafts": "download_drafts", "progress": "progress"}
    change_form_template = "inspections/phone_export.html"
    fields = ["name"]
    list_display = ["name", "shown_state", "person", "records", "imported_by", "imported_at"]
    list_select_related = ["imported_by"]
    list_filter = [("imported_at", admin.DateFieldListFilter)]
    ordering = ["-imported_at", "-pk"]

    class Media:
        css = {"all": CSS}

    def has_add_permission(self, request):
        return request.user.has_perm("inspections.submit_visit")

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, export):
        return export.shown_state

    @method_decorator(csrf_protect)
    def add_view(self, request, form_url="", extra_context=None):
        self.need(request, "inspections.submit_visit")
        form = PhoneFileForm(request.POST or None, request.FILES or None)
        reasons = []
        if request.method == "POST" and form.is_valid():
            try:
                export = phone_exports.submit(form.cleaned_data["file"], by=request.user)
            except REFUSALS as refusal:
                reasons = words_of(refusal)
            else:
                tasks.start_phone_export(export)
                return redirect(export.get_absolute_url())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Take in the file of a phone"),
            "opts": self.opts,
            "form": form,
            "reasons": reasons,
            "media": self.media + form.media,
        }
        return TemplateResponse(
            request, "inspections/phone_file.html", context, status=409 if reasons else 200
        )

    def progress(self, request, pk):
        """Asked every second by the page, until the file is taken in."""
        export = self.row(request, pk)
        counts = {"done": len(export.report), "rows": export.records}
        return JsonResponse(counts | {"finished": export.is_finished})

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context["lines"] = [
                line | {"standing": states.state(*STANDINGS[line["state"]])} for line in obj.report
            ]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def download_drafts(self, request, pk):
        """What was not handed in, with its photos, for whoever wrote it."""
        export = self.row(request, pk)
        if not export.drafts:
            raise Http404
        return FileResponse(
            export.drafts.open(),
            as_attachment=True,
            filename=f"drafts-{export.pk}.zip",
            content_type="application/zip",
        )
