from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.csrf import csrf_protect

from inspections.models import ChecklistVersion
from qualitysup.casework.admin import REFUSALS, words_of
from qualitysup.casework.exports import ExportMixin
from qualitysup.regions.admin import ReadOnlyAdmin, ReadOnlyInline, TownFilter
from workshops.forms.check import CheckForm
from workshops.models import Zone, ZoneCheck, ZoneCheckAnswer
from workshops.services import zone_checks

MONTHS_SHOWN = 12


class AnswerInline(ReadOnlyInline):
    model = ZoneCheckAnswer
    fields = readonly_fields = ["item", "value", "shown_result", "note"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("item")

    @admin.display(description=gettext_lazy("answer"))
    def value(self, answer):
        return answer.value or "—"

    @admin.display(description=pgettext_lazy("of a check", "result"))
    def shown_result(self, answer):
        return answer.shown_result


class CheckedZoneFilter(admin.SimpleListFilter):
    title = gettext_lazy("zone")
    parameter_name = "zone"

    def lookups(self, request, model_admin):
        return list(Zone.objects.visible_to(request.user).values_list("pk", "name")[:50])

    def queryset(self, request, rows):
        value = self.value()
        return rows.filter(zone=value) if value and value.isdecimal() else rows


class FailedFilter(admin.SimpleListFilter):
    title = gettext_lazy("what failed")
    parameter_name = "failed"

    def lookups(self, request, model_admin):
        return [("any", _("any item")), ("key", _("a key item"))]

    def queryset(self, request, rows):
        match self.value():
            case "any":
                return rows.filter(failures__gt=0)
            case "key":
                return rows.filter(key_failures__gt=0)
        return rows


@admin.register(ZoneCheck)
class ZoneCheckAdmin(ExportMixin, ReadOnlyAdmin):
    """What a zone checks itself: the list, each operator's average, and the months."""

    list_display = [
        "whom",
        "zone",
        "checked_on",
        "score",
        "failures",
        "key_failures",
        "by",
    ]
    list_display_links = ["whom"]
    list_filter = [CheckedZoneFilter, FailedFilter, TownFilter]
    date_hierarchy = "checked_on"
    ordering = ["-checked_on", "-pk"]
    search_fields = ["zone__name"]
    search_help_text = gettext_lazy("A zone or a workshop")
    export_columns = [
        ("zone__name", gettext_lazy("zone")),
        ("workshop__enterprise__name", gettext_lazy("workshop")),
        ("division__name", gettext_lazy("division")),
        "checked_on",
        "score",
        "failures",
        "key_failures",
        "note",
    ]

    class Media:
        css = {"all": ["casework/case.css", "workshops/trace.css"]}

    change_list_template = "workshops/zone_checks.html"
    fields = readonly_fields = [
        "zone",
        "workshop_link",
        "checked_on",
        "checklist_version",
        "score",
        "failures",
        "key_failures",
        "rule",
        "note",
        "by",
        "recorded_at",
    ]
    inlines = [AnswerInline]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path("record/", self.admin_site.admin_view(self.record), name=f"{name}_record"),
            path(
                "record/<int:zone>/",
                self.admin_site.admin_view(self.record),
                name=f"{name}_record_in",
            ),
            path("averages/", self.admin_site.admin_view(self.averages), name=f"{name}_averages"),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        offered = {"may_record": request.user.has_perm(zone_checks.ADD)}
        return super().changelist_view(request, offered | (extra_context or {}))

    @method_decorator(csrf_protect)
    def record(self, request, zone=None):
        """The checklist as a page, in the zone that the person runs."""
        if not request.user.has_perm(zone_checks.ADD):
            raise PermissionDenied
        zones = list(Zone.objects.visible_to(request.user).order_by("name", "pk")[:50])
        if zone is None and len(zones) == 1:
            return redirect(self._url("record_in", zones[0].pk))
        chosen = next((each for each in zones if each.pk == zone), None)
        if zone is not None and chosen is None:
            raise Http404
        version = ChecklistVersion.objects.in_force(timezone.localdate()).filter(
            checklist__code=zone_checks.CHECKLIST
        ).first()  # fmt: skip
        page = {
            **self.admin_site.each_context(request),
            "title": _("Check the zone"),
            "opts": self.opts,
            "zones": [] if chosen else zones,
            "zone": chosen,
            "version": version,
            "media": self.media,
        }
        status = 200
        if chosen and version:
            form = CheckForm(
                request.POST if request.method == "POST" else None, zone=chosen, version=version
            )
            page["form"] = form
            if request.method == "POST" and form.is_valid():
                try:
                    check = zone_checks.record(
                        by=request.user,
                        zone=chosen,
                        checklist_version=version,
                        **form.cleaned_data,
                    )
                except REFUSALS as refusal:
                    page["reasons"], status = words_of(refusal), 409
                else:
                    words = _("The check is recorded: %d points.") % check.score
                    self.message_user(request, words)
                    return redirect(self._url("change", check.pk))
        return TemplateResponse(request, "workshops/zone_check.html", page, status=status)

    def averages(self, request):
        """Each operator's average this year, and the zone's month by month."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        today = timezone.localdate()
        rows = ZoneCheck.objects.visible_to(request.user)
        of_year = rows.checked_between(today.replace(month=1, day=1), today)
        page = {
            **self.admin_site.each_context(request),
            "title": _("Checks of the zone: averages"),
            "opts": self.opts,
            "year": today.year,
            "operators": list(of_year.by_workshop()),
            "months": list(rows.by_month().order_by("-month")[:MONTHS_SHOWN]),
            "media": self.media,
        }
        return TemplateResponse(request, "workshops/zone_check_averages.html", page)

    def _url(self, view, *args):
        name = f"{self.opts.app_label}_{self.opts.model_name}_{view}"
        return reverse(f"{self.admin_site.name}:{name}", args=args)

    @admin.display(description=gettext_lazy("what was checked"))
    def whom(self, check):
        return str(check.workshop or _("what all of them use"))

    @admin.display(description=gettext_lazy("workshop"))
    def workshop_link(self, check):
        if check.workshop is None:
            return _("what all of them use")
        return format_html('<a href="{}">{}</a>', check.workshop.get_absolute_url(), check.workshop)
