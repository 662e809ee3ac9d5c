from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from qualitysup import states
from qualitysup.accounts.models import Station
from qualitysup.audit.admin import HistoryMixin
from qualitysup.clock.explaining import explain
from qualitysup.clock.forms import ChangeFormSet, HandOverForm, colleagues
from qualitysup.clock.models import Deadline, DeadlineChange, TermRule
from qualitysup.clock.services import deadlines
from qualitysup.regions.admin import ScopedAdmin

Kind = DeadlineChange.Kind


class DueFilter(admin.SimpleListFilter):
    """How a deadline stands today. Without a choice: what still runs."""

    title = _("how it stands")
    parameter_name = "due"

    def lookups(self, request, model_admin):
        return [
            ("overdue", _("overdue")),
            ("soon", _("due within 7 days")),
            ("suspended", _("suspended")),
            ("ended", _("ended")),
            ("all", _("all, ended too")),
        ]

    def choices(self, changelist):
        running, *others = super().choices(changelist)
        return [{**running, "display": _("running")}, *others]

    def queryset(self, request, found):
        match self.value():
            case "overdue":
                return found.overdue()
            case "soon":
                return found.due_within(states.SOON)
            case "suspended":
                return found.suspended()
            case "ended":
                return found.ended()
            case "all":
                return found
        return found.open()


class MineFilter(admin.SimpleListFilter):
    title = _("responsible")
    parameter_name = "mine"

    def lookups(self, request, model_admin):
        return [("1", _("me")), ("nobody", _("nobody"))]

    def queryset(self, request, found):
        if self.value() == "1":
            return found.held_by(request.user)
        return found.filter(holder=None) if self.value() == "nobody" else found


class StationFilter(admin.SimpleListFilter):
    """Of the people of one station, or of those who belong to none."""

    title = _("station")
    parameter_name = "station"

    def lookups(self, request, model_admin):
        stations = Station.objects.visible_to(request.user).order_by("name")
        return [*((str(one.pk), one.name) for one in stations), ("none", _("no station"))]

    def queryset(self, request, found):
        if self.value() == "none":
            return found.filter(holder__station=None)
        if self.value() in dict(self.lookup_choices):
            return found.filter(holder__station=self.value())
        return found


class TermFilter(admin.SimpleListFilter):
    """By its words; the term's code is for scripts."""

    title = _("statutory term")
    parameter_name = "term"

    def lookups(self, request, model_admin):
        rules = TermRule.objects.order_by("term", "-valid_from").distinct("term")
        return [(term, gettext(name)) for term, name in rules.values_list("term", "name")]

    def queryset(self, request, found):
        return found.filter(term=self.value()) if self.value() else found


class DeadlineChangeInline(admin.TabularInline):
    """What moved the deadline; a new row is a suspension, a resumption or an extension."""

    model = DeadlineChange
    formset = ChangeFormSet
    extra = 1
    max_num = None
    fields = ["kind", "on", "amount", "reason", "legal_basis", "by", "at"]
    readonly_fields = ["by", "at"]

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user).select_related("by")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.refusal = getattr(request, "refusal", None)
        return formset

    def has_add_permission(self, request, obj):
        return bool(obj and obj.is_open) and super().has_add_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Deadline)
class DeadlineAdmin(HistoryMixin, ScopedAdmin):
    """Deadlines begin and end with the steps of their cases; here they are seen and moved."""

    list_display = [
        "title",
        "term_name",
        "division",
        "due_on",
        "standing",
        "holder",
        "is_provisional",
    ]
    list_filter = [DueFilter, MineFilter, StationFilter, "provisional", TermFilter]
    search_fields = ["title"]
    fields = [
        "case_page",
        "term_name",
        "standing",
        "explanation",
        "holder",
        "division",
        "started_on",
        "window_from",
        "nominal_on",
        "due_on",
        "is_provisional",
        "met_on",
        "voided_at",
        "void_reason",
        "next_reminder_at",
    ]
    readonly_fields = [name for name in fields if name != "holder"]
    inlines = [DeadlineChangeInline]
    actions = ["hand_over"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_hand_over_permission(self, request):
        return request.user.has_perm("clock.hand_over_deadline")

    def get_readonly_fields(self, request, obj=None):
        if obj and obj.is_open and self.has_hand_over_permission(request):
            return self.readonly_fields
        return self.fields

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "holder":
            kwargs["queryset"] = colleagues(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def changeform_view(self, request, *args, **kwargs):
        try:
            return super().changeform_view(request, *args, **kwargs)
        except deadlines.ChangeRefused as refusal:
            # Everything is rolled back; the form is shown again with what was typed.
            request.refusal = refusal
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        if "holder" in form.changed_data and obj.holder:
            deadlines.hand_over([obj], to=obj.holder, by=request.user)

    def save_formset(self, request, form, formset, change):
        for added in formset.save(commit=False):
            self._change(added, by=request.user)

    def _change(self, added, *, by):
        facts = {
            "by": by,
            "reason": added.reason,
            "on": added.on,
            "legal_basis": added.legal_basis,
        }
        match added.kind:
            case Kind.SUSPENSION:
                deadlines.suspend(added.deadline, **facts)
            case Kind.RESUMPTION:
                deadlines.resume(added.deadline, **facts)
            case Kind.EXTENSION:
                deadlines.extend(added.deadline, amount=added.amount or 0, **facts)

    @admin.action(description=_("Hand over to somebody else"), permissions=["hand_over"])
    def hand_over(self, request, chosen):
        form = HandOverForm(request.POST if "to" in request.POST else None, by=request.user)
        if form.is_valid():
            count = deadlines.hand_over(chosen, to=form.cleaned_data["to"], by=request.user)
            words = ngettext("%d deadline handed over.", "%d deadlines handed over.", count)
            self.message_user(request, words % count, messages.SUCCESS)
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Hand deadlines over"),
            "opts": self.opts,
            "form": form,
            "deadlines": chosen,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "clock/hand_over.html", context)

    @admin.display(description=_("term"), ordering="term")
    def term_name(self, deadline):
        return deadline.rule.label

    @admin.display(description=_("case"))
    def case_page(self, deadline):
        if not deadline.path:
            return deadline.title
        return format_html('<a href="{}">{}</a>', deadline.path, deadline.title)

    @admin.display(description=_("how it stands"), ordering="due_on")
    def standing(self, deadline):
        if deadline.met_on:
            return states.state(states.Tone.GOOD, _("met"))
        if deadline.voided_at:
            return states.state(states.Tone.PLAIN, _("no longer owed"))
        if deadline.has_lapsed():
            return states.state(states.Tone.PLAIN, _("ran out"))
        return states.days_left(deadline.due_on)

    @admin.display(description=_("how the date came about"))
    def explanation(self, deadline):
        return explain(deadlines.computation(deadline))

    @admin.display(description=_("provisional"), ordering="provisional")
    def is_provisional(self, deadline):
        return states.state(states.Tone.SOON, _("provisional")) if deadline.provisional else "—"
