"""Titles of places, with their re-reviews, and the league of counties."""

from django.contrib import admin
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.csrf import csrf_protect

from brands import league
from brands.forms import title as forms
from brands.models import LeagueEntry, RegionalTitle, TitleReview
from brands.services import titles
from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import RefusalsOnTheForm
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ReadOnlyInline, ScopedAdmin
from qualitysup.states import days_left


class TitleStandingFilter(admin.SimpleListFilter):
    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("kept", pgettext_lazy("of a regional title", "held")),
            ("review", gettext_lazy("re-review within 180 days")),
            ("withdrawn", pgettext_lazy("of a regional title", "withdrawn")),
        ]

    def queryset(self, request, rows):
        match self.value():
            case "kept":
                return rows.kept()
            case "review":
                return rows.review_due()
            case "withdrawn":
                return rows.exclude(withdrawn_on=None)
        return rows


class ReviewInline(ReadOnlyInline):
    model = TitleReview
    fields = ["year", "source", "entered_by", "entered_at"]
    readonly_fields = ["entered_by", "entered_at"]
    ordering = ["year"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("entered_by")


@admin.register(RegionalTitle)
class RegionalTitleAdmin(ExportMixin, TaskPages, RefusalsOnTheForm, HistoryMixin, ScopedAdmin):
    tasks = {"review": "review", "withdraw": "withdraw"}

    list_display = [
        "shown_name",
        "division",
        "trade",
        "shown_state",
        "granted_year",
        "next_review",
        "grantor",
        "confidence",
    ]
    list_filter = [TitleStandingFilter, "confidence"]
    ordering = ["division", "name", "pk"]
    search_fields = ["name"]
    search_help_text = gettext_lazy("Title or who granted it")
    export_columns = [
        "name",
        ("division__name", gettext_lazy("place")),
        "trade",
        "grantor",
        "granted_year",
        "review_due_on",
        "withdrawn_on",
        "source",
        "confidence",
    ]

    change_form_template = "casework/beside.html"
    fields = [
        "name",
        "division",
        "trade",
        "grantor",
        "granted_year",
        "source",
        "confidence",
        "review_due_on",
        "officer",
    ]
    WITHDRAWN = ["withdrawn_on", "withdrawn_because"]
    autocomplete_fields = ["division", "officer"]
    inlines = [ReviewInline]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def get_fields(self, request, obj=None):
        return [*self.fields, *self.WITHDRAWN] if obj and obj.withdrawn_on else self.fields

    def get_readonly_fields(self, request, obj=None):
        # The day of the next re-review is moved by the re-review.
        settled = ["division", "review_due_on"] if obj and obj.review_due_on else ["division"]
        return [*self.WITHDRAWN, *(settled if obj else [])]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.withdrawn_on)

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        titles.keep(obj, by=request.user)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None and self.has_change_permission(request, obj):
            context["beside"] = [
                (self._url("review", obj.pk), _("Record a re-review")),
                (self._url("withdraw", obj.pk), _("Record that it was withdrawn")),
            ]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @method_decorator(csrf_protect)
    def review(self, request, pk):
        title = self.row(request, pk)
        self.need(request, "brands.change_regionaltitle")

        def take(typed):
            titles.review(title, by=request.user, **typed)
            return _("The re-review is recorded.")

        form = forms.ReviewForm(request.POST or None)
        words = _("Record a re-review")
        return self.ask(request, title, form, title=words, button=_("Record"), take=take)

    @method_decorator(csrf_protect)
    def withdraw(self, request, pk):
        title = self.row(request, pk)
        self.need(request, "brands.change_regionaltitle")

        def take(typed):
            titles.withdraw(title, by=request.user, **typed)
            return _("That it was withdrawn is recorded.")

        form = forms.WithdrawForm(request.POST or None)
        words = _("Record that it was withdrawn")
        return self.ask(request, title, form, title=words, button=_("Record"), take=take)

    @admin.display(description=gettext_lazy("regional title"), ordering="name")
    def shown_name(self, title):
        return title.name

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, title):
        return title.shown_state

    @admin.display(description=gettext_lazy("next re-review"), ordering="review_due_on")
    def next_review(self, title):
        if title.review_due_on is None or title.withdrawn_on:
            return "—"
        due_on = title.review_due_on
        return format_html('<span class="nowrap">{}</span> {}', due_on, days_left(due_on))


@admin.register(LeagueEntry)
class LeagueEntryAdmin(ExportMixin, HistoryMixin, ScopedAdmin):
    list_display = ["place", "kind", "year", "rank", "count", "source", "confidence"]
    list_filter = ["kind", "year", "confidence"]
    ordering = ["kind", "-year", "rank", "place", "pk"]
    search_fields = ["place"]
    search_help_text = gettext_lazy("County")
    export_columns = [
        ("kind__name", gettext_lazy("kind of honour")),
        "year",
        "place",
        "rank",
        "count",
        "source",
        "confidence",
    ]
    fields = ["kind", "year", "place", "rank", "count", "source", "confidence"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_fields(self, request, obj=None):
        return [*self.fields, "running"] if obj else self.fields

    def get_readonly_fields(self, request, obj=None):
        return ["kind", "year", "place", "running"] if obj else []

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=gettext_lazy("years running"))
    def running(self, entry):
        return league.told(entry.kind, entry.place) or "—"
