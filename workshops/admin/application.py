"""Applications for a registration: filed, looked at, decided."""

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qualitysup import states
from qualitysup.casework.admin import CaseAdmin, StepAction
from qualitysup.casework.exports import ExportMixin
from qualitysup.regions.admin import ScopedInline, TownFilter
from qualitysup.wording import listed
from workshops.forms import registration as forms
from workshops.models import Application, ApplicationVariety
from workshops.services import applications, filing

State, Kind, Change = Application.State, Application.Kind, Application.Change


class ApplicationStandingFilter(admin.SimpleListFilter):
    """How applications stand today, by the queries that home counts with."""

    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("open", gettext_lazy("open")),
            ("decide", gettext_lazy("to be decided")),
            ("check", gettext_lazy("site to be checked")),
            ("overdue", gettext_lazy("overdue")),
            ("late", gettext_lazy("change applied for late")),
            ("late-open", gettext_lazy("change applied for late, undecided")),
            ("certify", gettext_lazy("deemed renewed, without a certificate")),
        ]

    def queryset(self, request, rows):
        match self.value():
            case "open":
                return rows.open()
            case "decide":
                return rows.awaiting()
            case "check":
                return rows.to_check()
            case "overdue":
                return rows.overdue()
            case "late":
                return rows.late()
            case "late-open":
                return rows.late().open()
            case "certify":
                return rows.to_certify()
        return rows


def to_the_workshop(workshop):
    return format_html('<a href="{}">{}</a>', workshop.get_absolute_url(), workshop)


class PlainPickers:
    """What is chosen is kept by others: no page of theirs opens from a form of these."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            for deed in ("add", "change", "delete", "view"):
                setattr(field.widget, f"can_{deed}_related", False)
        return field


class VarietyInline(PlainPickers, ScopedInline):
    """What the certificate is to list, typed until the application is accepted."""

    model = ApplicationVariety
    form = forms.VarietyForm
    verbose_name_plural = gettext_lazy("varieties of food")
    fields = ["category", "name"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("category")

    def get_extra(self, request, obj=None, **kwargs):
        return 3 if obj is None else 1

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and self._typed(request, obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self._typed(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self._typed(request, obj)

    def _typed(self, request, obj):
        """A renewal lists what is made; a form left open is refused by the service, in words."""
        return kind_of(request, obj) != Kind.RENEWAL and (
            obj is None or obj.state == State.FILED or request.method == "POST"
        )


def kind_of(request, application):
    """Which kind a page is about: the application's own, or the one that was chosen for a new."""
    if application is not None:
        return Kind(application.kind)
    asked = request.GET.get("kind")
    return Kind(asked) if asked in Kind.values else Kind.NEW


@admin.register(Application)
class ApplicationAdmin(ExportMixin, PlainPickers, CaseAdmin):
    steps = {
        "accept": StepAction(applications.accept, forms.AcceptForm, bulk=True),
        "turn_away": StepAction(applications.turn_away, forms.ReasonForm),
        "check": StepAction(applications.check, forms.CheckForm),
        "grant": StepAction(applications.grant, bulk=True),
        "refuse": StepAction(applications.refuse, forms.ReasonForm),
        "withdraw": StepAction(applications.withdraw),
        "deem": StepAction(applications.deem),
        "certify": StepAction(applications.certify, bulk=True),
    }
    editable_states = (State.FILED,)
    draft = staticmethod(filing.file)
    save_draft = staticmethod(filing.keep)

    list_display = [
        "name",
        "party",
        "kind",
        "shown_state",
        "due",
        "filed",
        "officer",
        "division",
    ]
    list_filter = [ApplicationStandingFilter, "state", "kind", TownFilter]
    ordering = ["-pk"]
    search_fields = ["number"]
    search_help_text = gettext_lazy("A number, or the name, number or initials of the workshop")
    export_columns = [
        "number",
        "kind",
        "state",
        ("workshop__enterprise__name", gettext_lazy("workshop")),
        ("registration__number", gettext_lazy("registration number")),
        ("division__name", gettext_lazy("division")),
        "filed_on",
        "changed_on",
        "late",
        "accepted_on",
        "checked_on",
        "site_passed",
        "decided_on",
        "certified_on",
        ("officer__full_name", gettext_lazy("officer in charge")),
    ]

    form = forms.ApplicationForm
    change_form_template = "workshops/application.html"
    inlines = [VarietyInline]
    autocomplete_fields = ["workshop", "new_division"]
    CHANGED = ["changes", "changed_on", "new_name", "new_address", "new_division"]
    ASKED = {
        Kind.NEW: ["workshop", "filed_on", "zone", "explanation"],
        Kind.RENEWAL: ["workshop", "filed_on", "explanation"],
        Kind.CHANGE: ["workshop", "filed_on", *CHANGED, "zone", "explanation"],
    }
    # A place is the bureau's word, and so is the day on which a paper came.
    OF_THE_DESK = ("filed_on", "new_division", "zone")
    CAME = [
        "accepted_on",
        "needs_site_check",
        "site_check",
        "checked_on",
        "site_findings",
        "decided_on",
        "decided_by",
        "reasons",
        "certificate_number",
        "certified_on",
    ]
    readonly_fields = [
        "firm",
        "kind",
        "of_registration",
        "division",
        "in_charge",
        "what_changes",
        "in_time",
        "site_check",
        *(name for name in CAME if name != "site_check"),
    ]

    class Media:
        css = {"all": ["workshops/registration.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        return found and Application.objects.for_detail().get(pk=found.pk)

    def get_fieldsets(self, request, obj=None):
        asked = self.ASKED[kind_of(request, obj)]
        if request.user.is_party:
            asked = [name for name in asked if name not in self.OF_THE_DESK]
        if obj is None:
            return [(None, {"fields": asked})]
        told = [name for name in asked if name not in ("workshop", "filed_on")]
        if obj.state != State.FILED:
            told = ["what_changes" if name == "changes" else name for name in told]
            told = [name for name in told if getattr(obj, ALIAS.get(name, name))]
        head = ["firm", "kind", "of_registration", "filed_on", "in_time"]
        head = [name for name in head if name != "of_registration" or obj.registration_id]
        head = [name for name in head if name != "in_time" or obj.apply_by]
        come = [
            name
            for name in self.CAME
            if getattr(obj, ALIAS.get(name, name)) not in (None, "", False)
        ]
        shown = [(None, {"fields": [*head, *told, "division", "in_charge"]})]
        return [*shown, (_("What came of it"), {"fields": come})] if come else shown

    def get_readonly_fields(self, request, obj=None):
        # Of another workshop or day it would be another application.
        return [*self.readonly_fields, *(["filed_on"] if obj else [])]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.by, form.asks = request.user, flatten_fieldsets(self.get_fieldsets(request, obj))
        return form

    def get_changeform_initial_data(self, request):
        return {name: request.GET[name] for name in ("workshop",) if name in request.GET}

    def save_model(self, request, obj, form, change):
        if not change:
            form.cleaned_data["kind"] = kind_of(request, None)
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        """What is on the screen is what is applied for."""
        foods = [
            (row.cleaned_data["category"], row.cleaned_data["name"])
            for row in formset.forms
            if row.cleaned_data.get("category") and not row.cleaned_data.get("DELETE")
        ]
        formset.new_objects = formset.changed_objects = formset.deleted_objects = []
        if formset.has_changed():
            filing.set_varieties(form.instance, foods, by=request.user)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is None:
            here = kind_of(request, None)
            asked = request.GET.get("workshop")
            context["title"] = _("Apply for: %s") % here.label
            context["kinds"] = [
                (Application.url_to_apply(kind, asked), kind.label, kind == here) for kind in Kind
            ]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("number"), ordering="number")
    def name(self, application):
        return str(application)

    @admin.display(description=gettext_lazy("workshop"), ordering="workshop__enterprise__name")
    def party(self, application):
        return application.workshop

    @admin.display(description=gettext_lazy("due"), ordering="due_on")
    def due(self, application):
        if application.due_on is None:
            return "—"
        left = states.days_left(application.due_on)
        return format_html("{} {}", application.due_on.isoformat(), left)

    @admin.display(description=gettext_lazy("filed on"), ordering="filed_on")
    def filed(self, application):
        if not application.late:
            return application.filed_on.isoformat()
        return format_html("{} {}", application.filed_on.isoformat(), late_mark())

    @admin.display(description=gettext_lazy("workshop"))
    def firm(self, application):
        return to_the_workshop(application.workshop)

    @admin.display(description=gettext_lazy("registration"))
    def of_registration(self, application):
        registration = application.registration
        url = registration.get_absolute_url()
        link = format_html('<a href="{}">{}</a>', url, registration)
        return format_html("{} {}", link, registration.shown_state)

    @admin.display(description=gettext_lazy("officer in charge"))
    def in_charge(self, application):
        return application.officer or "—"

    @admin.display(description=gettext_lazy("what changes"))
    def what_changes(self, application):
        return listed(Change(change).label for change in application.changes)

    @admin.display(description=gettext_lazy("to be applied for by"))
    def in_time(self, application):
        if application.late:
            return format_html("{} {}", application.apply_by.isoformat(), late_mark())
        return application.apply_by.isoformat()

    @admin.display(description=gettext_lazy("site check"))
    def site_check(self, application):
        visit = application.visit
        link = format_html('<a href="{}">{}</a>', visit.get_absolute_url(), visit)
        if application.site_passed:
            return format_html("{} {}", link, states.state(states.Tone.GOOD, _("passed")))
        return format_html("{} {}", link, states.state(states.Tone.LATE, _("not passed")))


ALIAS = {"what_changes": "changes", "site_check": "visit_id"}


def late_mark():
    return states.state(states.Tone.LATE, _("applied for late"))
