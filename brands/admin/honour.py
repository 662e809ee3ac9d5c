"""Honours in the admin: which stand, for how long and by what, and whether they are protected."""

from django.contrib import admin, messages
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.csrf import csrf_protect

from brands.forms import honour as forms
from brands.honour_page import HonourPage
from brands.models import Honour, HonourPeriod
from brands.querysets.honour import EXPIRING_DAYS
from brands.services import honours
from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import RefusalsOnTheForm
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ReadOnlyInline, ScopedAdmin, TownFilter
from qualitysup.states import Tone, days_left, state


class HonourStandingFilter(admin.SimpleListFilter):
    """How honours stand today, by the queries that the worklists and the dashboard use."""

    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    NAMED = [
        ("held", pgettext_lazy("of an honour", "held")),
        ("expiring", gettext_lazy("last day within 90 days")),
        ("run-out", pgettext_lazy("of an honour", "run out")),
        ("at-risk", gettext_lazy("at risk: an order is open")),
        ("ended", gettext_lazy("ended")),
        ("protected", gettext_lazy("a patrol is planned")),
        ("unprotected", gettext_lazy("no patrol is planned")),
        ("patrol-overdue", gettext_lazy("a patrol is overdue")),
    ]

    def lookups(self, request, model_admin):
        return self.NAMED

    def queryset(self, request, rows):
        return rows.standing(self.value())


class AsOfFilter(admin.SimpleListFilter):
    """What stood on a day: ``?on=2008-06-30``, typed into the filter itself."""

    title = gettext_lazy("as of a day")
    parameter_name = "on"
    template = "brands/as_of_filter.html"

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        try:
            self.day = parse_date(self.value() or "")
        except ValueError:
            self.day = None
        if self.value() and self.day is None:
            messages.error(request, _("Give the day as 2008-06-30."))
        # What else the list is narrowed by stays when a day is chosen.
        self.others = [
            (name, value)
            for name, value in request.GET.items()
            if name not in (self.parameter_name, "p", "e")
        ]

    def lookups(self, request, model_admin):
        return [("", "")]

    def queryset(self, request, rows):
        if not self.value():
            return rows
        return rows.as_of(self.day) if self.day else rows.none()

    def choices(self, changelist):
        yield {
            "selected": self.day is None,
            "display": self.day.isoformat() if self.day else _("All"),
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "others": self.others,
        }


class PeriodInline(ReadOnlyInline):
    model = HonourPeriod
    fields = ["how", "said_on", "starts_on", "ends_on", "by_what", "entered_by", "entered_at"]
    readonly_fields = ["how", "by_what", "entered_at"]
    ordering = ["pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("rule", "entered_by")

    @admin.display(description=pgettext_lazy("of a period of an honour", "how it came"))
    def how(self, period):
        return period.get_origin_display()

    @admin.display(description=gettext_lazy("rule or paper"))
    def by_what(self, period):
        return period.rule.basis if period.rule_id else period.basis


@admin.register(Honour)
class HonourAdmin(ExportMixin, TaskPages, RefusalsOnTheForm, HistoryMixin, ScopedAdmin):
    """An honour is granted once; later only what is told of it is put right."""

    tasks = {"review": "review", "revoke": "revoke", "give-up": "give_up"}

    list_display = [
        "name",
        "holder",
        "brand",
        "shown_state",
        "number",
        "granted_on",
        "expiry",
        "patrol",
    ]
    list_display_links = ["name"]
    list_filter = [HonourStandingFilter, AsOfFilter, "kind", TownFilter]
    date_hierarchy = "granted_on"
    ordering = ["-granted_on", "-pk"]
    search_fields = ["number"]
    search_help_text = gettext_lazy("Holder, product, brand or certificate number")
    export_columns = [
        ("enterprise__name", gettext_lazy("enterprise")),
        ("enterprise__uscc", gettext_lazy("unified social credit code")),
        ("enterprise__division__name", gettext_lazy("division")),
        ("kind__name", gettext_lazy("kind of honour")),
        "product",
        "brand",
        "number",
        "granted_on",
        "valid_from",
        "valid_to",
        "state",
        "ended_on",
        "ended_because",
        "source",
    ]

    form = forms.GrantForm
    change_form_template = "brands/honour.html"
    autocomplete_fields = ["enterprise", "officer"]
    inlines = [PeriodInline]
    # The kind of a grant, whose it is and its days stay as they are.
    GRANTED = ["kind", "holder_link", "product", "granted_on", "validity"]
    ENDED = ["ended_on", "ended_because"]

    class Media:
        css = {"all": ["casework/case.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).for_list().with_patrols()

    def lookup_allowed(self, lookup, value, request):
        return lookup == "enterprise__id__exact" or super().lookup_allowed(lookup, value, request)

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is not None:
            kwargs["form"] = type("Correction", (RefusalsOnTheForm.form,), {})
        form = super().get_form(request, obj, change=change, **kwargs)
        for name in {"kind", "enterprise"} & set(form.base_fields):
            # Kinds and enterprises are entered on pages of their own.
            picker = form.base_fields[name].widget
            picker.can_add_related = picker.can_change_related = picker.can_view_related = False
        return form

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            grant = [*forms.GrantForm.Meta.fields[:6], ("last_day", "basis"), "source", "officer"]
            return [(None, {"fields": grant})]
        ended = self.ENDED if obj.ended_on else []
        told = ["brand", "number", "source", "officer"]
        return [(None, {"fields": [*self.GRANTED, *told, *ended]})]

    def get_readonly_fields(self, request, obj=None):
        return [*self.GRANTED, *self.ENDED] if obj else []

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        if change:
            honours.correct(obj, by=request.user)
            return
        last, basis = form.cleaned_data["last_day"], form.cleaned_data["basis"]
        honours.grant(obj, by=request.user, valid_to=last, basis=basis)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context |= {
                "page": HonourPage(obj, by=request.user),
                "beside": self._beside(request.user, obj),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _beside(self, user, honour):
        if honour.state != Honour.State.HELD:
            return []
        pages = []
        if user.has_perm("brands.extend_honour") and honour.valid_to:
            pages.append((self._url("review", honour.pk), _("Record a re-review")))
        if user.has_perm("brands.end_honour"):
            pages.append((self._url("revoke", honour.pk), _("Record that it was revoked")))
            pages.append((self._url("give_up", honour.pk), _("Record that it was given up")))
        for model, words in (
            ("publicityitem", _("Write publicity")),
            ("counterfeitclue", _("Register a counterfeit clue")),
        ):
            if user.has_perm(f"brands.add_{model}"):
                url = reverse(f"admin:brands_{model}_add", query={"honour": honour.pk})
                pages.append((url, words))
        return pages

    # --- Beside it -------------------------------------------------------------------------------

    @method_decorator(csrf_protect)
    def review(self, request, pk):
        honour = self.row(request, pk)
        self.need(request, "brands.extend_honour")

        def take(typed):
            found = honours.review(honour, by=request.user, **typed)
            return _("It is valid until %s.") % found.valid_to.isoformat()

        return self.ask(
            request,
            honour,
            forms.ReviewForm(request.POST or None),
            title=_("Record a re-review"),
            button=_("Record"),
            take=take,
            words=_("until %s") % honour.valid_to.isoformat() if honour.valid_to else "",
            words_label=_("Valid so far"),
        )

    @method_decorator(csrf_protect)
    def revoke(self, request, pk):
        title = _("Record that it was revoked")
        return self._end(request, pk, honours.revoke, title, _("That it was revoked is recorded."))

    @method_decorator(csrf_protect)
    def give_up(self, request, pk):
        title = _("Record that it was given up")
        return self._end(
            request, pk, honours.give_up, title, _("That it was given up is recorded.")
        )

    def _end(self, request, pk, service, title, told):
        honour = self.row(request, pk)
        self.need(request, "brands.end_honour")

        def take(typed):
            service(honour, by=request.user, **typed)
            return told

        form = forms.EndForm(request.POST or None)
        return self.ask(request, honour, form, title=title, button=_("Record"), take=take)

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("honour"), ordering="kind")
    def name(self, honour):
        return str(honour)

    @admin.display(description=gettext_lazy("holder"), ordering="enterprise__name")
    def holder(self, honour):
        return honour.enterprise.name

    @admin.display(description=gettext_lazy("holder"))
    def holder_link(self, honour):
        firm = honour.enterprise
        return format_html('<a href="{}">{}</a>', firm.get_absolute_url(), firm)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, honour):
        return honour.shown_state

    @admin.display(description=gettext_lazy("last day valid"), ordering="valid_to")
    def expiry(self, honour):
        if honour.valid_to is None:
            return _("without end")
        stands = honour.stood_on(timezone.localdate())
        near = stands and (honour.valid_to - timezone.localdate()).days <= EXPIRING_DAYS
        left = days_left(honour.valid_to) if near else ""
        return format_html('<span class="nowrap">{}</span> {}', honour.valid_to, left)

    @admin.display(description=gettext_lazy("valid"))
    def validity(self, honour):
        last = honour.valid_to or _("without end")
        return format_html("{} – {}", honour.valid_from, last)

    @admin.display(description=gettext_lazy("next patrol"), ordering="next_patrol")
    def patrol(self, honour):
        if not honour.stood_on(timezone.localdate()):
            return "—"
        return shown_patrol(honour.next_patrol)


def shown_patrol(due_on):
    """The day of the next patrol as a list shows it, or that there is none."""
    if due_on is None:
        return state(Tone.SOON, _("none planned"))
    late = due_on < timezone.localdate()
    left = days_left(due_on) if late else ""
    return format_html('<span class="nowrap">{}</span> {}', due_on, left)
