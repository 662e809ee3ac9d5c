"""What surveys found, workshop by workshop, and the ranking of who should move first."""

import tempfile

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csrf import csrf_protect

from qualitysup.audit.admin import HistoryMixin
from qualitysup.audit.models import AccessLog
from qualitysup.audit.services import access
from qualitysup.casework.admin import REFUSALS, words_of
from qualitysup.casework.exports import XLSX, ExportMixin, write_workbook
from qualitysup.regions.admin import ReadOnlyAdmin, TownFilter
from qualitysup.wording import listed
from workshops.forms.survey import RankingForm, zones_of
from workshops.models import SurveyRecord
from workshops.services import candidates

ON_A_PAGE = 50


@admin.register(SurveyRecord)
class SurveyRecordAdmin(ExportMixin, HistoryMixin, ReadOnlyAdmin):
    list_display = [
        "workshop_name",
        "trade",
        "division",
        "surveyed_on",
        "score",
        "key_failures",
        "conditions",
        "survey",
    ]
    list_filter = [
        "complete",
        ("survey", admin.RelatedOnlyFieldListFilter),
        ("workshop__trade", admin.RelatedOnlyFieldListFilter),
        "workshop__fringe",
        TownFilter,
    ]
    date_hierarchy = "surveyed_on"
    ordering = ["-surveyed_on", "-pk"]
    search_fields = ["=workshop__enterprise__uscc"]
    search_help_text = gettext_lazy("What finds the enterprise: name, number or initials")
    export_columns = [
        ("workshop__enterprise__name", gettext_lazy("workshop")),
        ("workshop__trade__name", gettext_lazy("trade")),
        ("division__name", gettext_lazy("division")),
        ("survey__name", gettext_lazy("special survey")),
        "surveyed_on",
        "score",
        "key_failures",
        "failures",
        "complete",
        "note",
    ]

    class Media:
        css = {"all": ["casework/case.css", "workshops/survey.css"]}

    view_on_site = False
    change_form_template = "workshops/survey_record.html"
    change_list_template = "workshops/survey_record_list.html"
    fields = [
        "workshop",
        "survey",
        "division",
        "surveyed_on",
        "visit",
        "score",
        "rule",
        "conditions",
        "why",
        "on_paper",
        "note",
        "recorded_by",
        "recorded_at",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_search_results(self, request, rows, term):
        return (rows.search(term), False) if term else (rows, False)

    def get_fields(self, request, obj=None):
        unused = {"visit", "on_paper", "note"} - (
            {"visit"} if obj and obj.visit_id else {"on_paper"}
        )
        if obj and obj.note:
            unused.discard("note")
        return [name for name in self.fields if name not in unused]

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        views = [("ranking/", self.ranking), ("ranking/export/", self.export_ranking)]
        own = [
            path(route, self.admin_site.admin_view(view), name=f"{name}_{view.__name__}")
            for route, view in views
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        may = request.user.has_perm(candidates.RANK)
        offered = [(self._url("ranking"), _("Rank for relocation"))] if may else []
        return super().changelist_view(request, {"beside": offered} | (extra_context or {}))

    def _url(self, view):
        return reverse(
            f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{view}"
        )

    # --- The ranking -----------------------------------------------------------------------------

    @method_decorator(csrf_protect)
    def ranking(self, request):
        """Who should move into a zone first, and why; ticked ones are proposed."""
        form, found, reasons = self._ranked(request)
        if request.method == "POST" and found is not None:
            if not request.user.has_perm("workshops.add_relocation"):
                raise PermissionDenied
            self._propose(request, found.zone)
            return redirect(request.get_full_path())
        shown = Paginator(found.rows if found else [], ON_A_PAGE).get_page(request.GET.get("page"))
        page = {
            **self.admin_site.each_context(request),
            "title": _("Ranking for relocation"),
            "opts": self.opts,
            "form": form,
            "found": found,
            "page": shown,
            "rows": found.explained(shown, first=shown.start_index()) if found else [],
            "may_propose": request.user.has_perm("workshops.add_relocation"),
            "export_url": f"{self._url('export_ranking')}?zone={found.zone.pk}" if found else "",
            "reasons": reasons,
            "media": self.media,
        }
        return TemplateResponse(request, "workshops/ranking.html", page)

    def _ranked(self, request):
        """The form, the ranking of the zone that it names or of the newest, and refusals."""
        if not request.user.has_perm(candidates.RANK):
            raise PermissionDenied
        newest = zones_of(request.user).first()
        form = RankingForm(
            request.GET if "zone" in request.GET else None,
            by=request.user,
            initial={"zone": newest},
        )
        zone = form.cleaned_data.get("zone") if form.is_valid() else None
        zone = zone or (None if form.is_bound else newest)
        if zone is None:
            return form, None, []
        try:
            return form, candidates.ranked(zone, by=request.user), []
        except REFUSALS as refusal:
            return form, None, words_of(refusal)

    def _propose(self, request, zone):
        keys = [int(key) for key in request.POST.getlist("record") if key.isdecimal()]
        proposed, refused = candidates.propose(zone, keys, by=request.user)
        if proposed:
            words = ngettext(
                "%d workshop is proposed for the zone.",
                "%d workshops are proposed for the zone.",
                len(proposed),
            )
            self.message_user(request, words % len(proposed), messages.SUCCESS)
        for record, refusal in refused:
            words = listed([record.workshop, refusal.reason])
            self.message_user(request, words, messages.WARNING)
        if not proposed and not refused:
            self.message_user(request, _("Tick those who are to be proposed."), messages.WARNING)

    def export_ranking(self, request):
        """The whole ranking as a workbook, each row with its reasons."""
        _form, found, reasons = self._ranked(request)
        if found is None:
            self.message_user(request, listed(reasons), messages.ERROR)
            return redirect(self._url("ranking"))
        rows = found.explained(found.rows)
        access.record(
            by=request.user,
            action=AccessLog.Action.EXPORT,
            count=len(rows),
            detail=f"{self.opts.label} ranking xlsx {found.zone}",
            request=request,
        )
        header = [
            _("rank"),
            _("workshop"),
            _("trade"),
            _("division"),
            _("production conditions"),
            _("points"),
            _("surveyed on"),
            _("score"),
            _("key items that failed"),
            _("reasons"),
        ]
        file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
        write_workbook(file, header, (as_cells(record) for record in rows))
        file.seek(0)
        name = f"{_('Ranking for relocation')} {timezone.localdate():%Y-%m-%d}.xlsx"
        return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("workshop"), ordering="workshop__enterprise__name")
    def workshop_name(self, record):
        return record.workshop

    @admin.display(description=gettext_lazy("trade"), ordering="workshop__trade__name")
    def trade(self, record):
        return record.workshop.trade

    @admin.display(description=gettext_lazy("production conditions"), ordering="complete")
    def conditions(self, record):
        return record.shown_conditions

    @admin.display(description=gettext_lazy("reasons"))
    def why(self, record):
        return lines(record.reasons_in_words)

    @admin.display(description=gettext_lazy("as it stood on paper"))
    def on_paper(self, record):
        return lines(
            f"{item.text} {record.answer_in_words(item)}"
            for item in record.survey.checklist_version.items()
            if item.key in record.answers
        )


def lines(words):
    items = format_html_join("", "<li>{}</li>", ((each,) for each in words))
    return format_html('<ul class="survey-reasons">{}</ul>', items) if items else "—"


def as_cells(record) -> list:
    conditions = _("conditions complete") if record.complete else _("conditions incomplete")
    return [
        record.rank,
        record.workshop.enterprise.name,
        record.workshop.trade.name,
        record.division.name,
        conditions,
        record.points,
        record.surveyed_on,
        record.score,
        record.key_failures,
        listed(record.words),
    ]
