"""The page on which a laboratory's table of results is tried out and recorded."""

import io

from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect

from inspections import tasks
from inspections.forms.sample import ResultsFileForm
from inspections.services import lab_results, results_tables
from inspections.workflow.sample import TEST
from qualitysup.casework.exports import XLSX


class LabResultsPage:
    """For the admin of samples: ``results/`` beside its list."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_results"
        own = path("results/", self.admin_site.admin_view(self.lab_results), name=name)
        return [own, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        offered = {"may_test": request.user.has_perm(TEST)}
        return super().changelist_view(request, offered | (extra_context or {}))

    @method_decorator(csrf_protect)
    def lab_results(self, request):
        if not request.user.has_perm(TEST):
            raise PermissionDenied
        form = ResultsFileForm(request.POST or None, request.FILES or None)
        page = {
            **self.admin_site.each_context(request),
            "title": _("Results from a laboratory"),
            "opts": self.opts,
            "form": form,
            "at_once": lab_results.AT_ONCE,
            "media": self.media + form.media,
        }
        status = 200
        if request.method == "POST" and form.is_valid():
            wanted = request.POST.get("do")
            file = form.cleaned_data["file"]
            try:
                header, rows = lab_results.read(file)
            except lab_results.TableRefused as refused:
                page["reasons"], status = refused.messages, 409
            else:
                if len(rows) > lab_results.AT_ONCE:
                    return redirect(self._laid_before_a_worker(file.name, header, rows, request))
                lab_results.take(rows, by=request.user, dry_run=wanted != "record")
                if wanted == "rejects":
                    return self._rejects(header, rows)
                bad, known = sum(bool(row.problem) for row in rows), sum(row.known for row in rows)
                page |= {
                    "rows": rows,
                    "recorded": wanted == "record",
                    "bad": bad,
                    "known": known,
                    "good": len(rows) - bad - known,
                }
        return TemplateResponse(request, "inspections/lab_results.html", page, status=status)

    def _laid_before_a_worker(self, name, header, rows, request):
        table = results_tables.keep(name, header, rows, by=request.user)
        tasks.start_results(table)
        return table

    def _rejects(self, header, rows):
        return rejects_of(header, (row for row in rows if row.problem))


def rejects_of(header, rows):
    """The workbook of the rows to correct, to be mended and sent again."""
    file = io.BytesIO()
    lab_results.write_rejects(file, header, rows)
    name = _("rows to correct")
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
