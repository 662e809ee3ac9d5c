from django.contrib import admin
from django.http import HttpResponseNotAllowed
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from inspections.admin.pages import to_the_enterprise
from inspections.forms import openness as forms
from inspections.forms.order import NotedForm
from inspections.models import Complainant, Complaint
from inspections.services import complaints
from qualitysup import states
from qualitysup.casework.admin import CaseAdmin, StepAction
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import TownFilter

State = Complaint.State
TELL = ("name", "phone", "address")


class ComplaintStandingFilter(admin.SimpleListFilter):
    """How complaints stand today, by the queries that home and the dashboard count with."""

    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("open", gettext_lazy("open")),
            ("overdue", gettext_lazy("overdue")),
            ("mine", gettext_lazy("assigned to me")),
            ("unmatched", gettext_lazy("enterprise not found yet")),
        ]

    def queryset(self, request, rows):
        match self.value():
            case "open":
                return rows.open()
            case "overdue":
                return rows.overdue()
            case "mine":
                return rows.held_by(request.user)
            case "unmatched":
                return rows.unmatched()
        return rows


@admin.register(Complaint)
class ComplaintAdmin(ExportMixin, TaskPages, CaseAdmin):
    steps = {
        "accept": StepAction(complaints.accept, bulk=True),
        "refuse": StepAction(complaints.refuse, NotedForm),
        "join": StepAction(complaints.join, forms.JoinForm),
        "assign": StepAction(complaints.assign, forms.AssignForm, bulk=True),
        "reassign": StepAction(complaints.reassign, forms.AssignForm),
        "extend": StepAction(complaints.extend, forms.ExtendCheckForm),
        "check": StepAction(complaints.check, forms.FoundForm),
        "reply": StepAction(complaints.reply, forms.AnswerForm),
        "close": StepAction(complaints.close, bulk=True),
    }
    tasks = {"contact": "show_contact", "led-to": "led_to"}
    editable_states = (State.REGISTERED, State.ACCEPTED, State.ASSIGNED)
    draft = staticmethod(complaints.register)
    save_draft = staticmethod(complaints.keep)

    list_display = [
        "name",
        "kind",
        "about",
        "shown_state",
        "source",
        "received_on",
        "in_charge",
        "division",
    ]
    list_filter = [ComplaintStandingFilter, "state", "kind", "source", TownFilter]
    ordering = ["-pk"]
    search_fields = ["source_number"]
    search_help_text = gettext_lazy("The number at the source, or what finds the enterprise")
    # Who complained is not among them, and never will be.
    export_columns = [
        "source_number",
        "kind",
        "source",
        "received_on",
        "enterprise_name",
        ("enterprise__name", gettext_lazy("enterprise")),
        ("division__name", gettext_lazy("division")),
        "product",
        "state",
        "accepted_on",
        "checked_on",
        "result",
        "answered_on",
        "closed_on",
        ("holder__full_name", gettext_lazy("officer in charge")),
    ]

    form = forms.ComplaintForm
    change_form_template = "inspections/complaint.html"
    autocomplete_fields = ["enterprise"]
    TOLD = [
        "kind",
        "source",
        "source_number",
        "received_on",
        "enterprise",
        "enterprise_name",
        "product",
        "text",
    ]
    CAME = [
        "accepted_on",
        "checked_on",
        "result",
        "finding",
        "answered_on",
        "answer",
        "closed_on",
        "joined_to",
    ]
    readonly_fields = ["firm", "division", "in_charge", "joined_to", *CAME[:-1]]

    class Media:
        css = {"all": ["inspections/inspections.css", "inspections/openness.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            told = [f"complainant_{name}" for name in TELL]
            return [
                (None, {"fields": self.TOLD}),
                (_("Who told it"), {"fields": told}),
            ]
        told = self.TOLD
        if obj.state not in self.editable_states:
            told = ["firm" if name == "enterprise" else name for name in told]
        come = [name for name in self.CAME if getattr(obj, ALIAS.get(name, name))]
        shown = [(None, {"fields": [*told, "division", "in_charge"]})]
        return [*shown, (_("What came of it"), {"fields": come})] if come else shown

    def get_readonly_fields(self, request, obj=None):
        # Kind and day are what its terms run by.
        return [*self.readonly_fields, *(["kind", "received_on"] if obj else [])]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            # The form's own fields are no columns of the table.
            kwargs["fields"] = self.TOLD
        return super().get_form(request, obj, change=change, **kwargs)

    def save_model(self, request, obj, form, change):
        if change:
            return super().save_model(request, obj, form, change)
        typed = dict(form.cleaned_data)
        del typed["version"]
        who = {name: typed.pop(f"complainant_{name}") for name in TELL}
        made = complaints.register(by=request.user, complainant=who, **typed)
        obj.pk = made.pk
        obj._state.adding = False
        obj.refresh_from_db()

    # --- Pages beside the steps ------------------------------------------------------------------

    @method_decorator([never_cache, csrf_protect])
    def show_contact(self, request, pk):
        """Who complained, for one look that is written down."""
        complaint = self.row(request, pk)
        self.need(request, "inspections.view_contact")
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        known = complaints.contact(complaint, by=request.user, request=request)
        request.method = "GET"
        return self.change_view(request, str(pk), extra_context={"complainant": known})

    @method_decorator(csrf_protect)
    def led_to(self, request, pk):
        complaint = self.row(request, pk)
        self.need(request, complaints.CHECK)
        form = forms.LedToForm(request.POST or None, complaint=complaint, by=request.user)

        def take(typed):
            for target in filter(None, typed.values()):
                complaints.led_to(complaint, target, by=request.user)
            return _("What it led to is linked.")

        return self.ask(
            request, complaint, form, title=_("What it led to"), button=_("Link"), take=take
        )

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            known = Complainant.objects.filter(complaint=obj).first()
            context |= {
                "beside": self._beside(request.user, obj),
                "masked": known.masked if known else "",
                "may_see_contact": known and request.user.has_perm("inspections.view_contact"),
                "contact_url": self._url("contact", obj.pk),
                "consequences": [
                    (link.target_type.name, link.target, address_of(link.target))
                    for link in obj.consequences.select_related("target_type").prefetch_related(
                        "target"
                    )
                ],
                "duplicates": obj.duplicates.order_by("pk"),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _beside(self, user, complaint):
        if complaint.enterprise_id and user.has_perm(complaints.CHECK):
            return [(self._url("led_to", complaint.pk), _("What it led to"))]
        return []

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("number"), ordering="source_number")
    def name(self, complaint):
        return str(complaint)

    @admin.display(description=pgettext_lazy("of a complaint", "about"))
    def about(self, complaint):
        if complaint.enterprise_id:
            return complaint.enterprise.name
        return format_html(
            "{} {}",
            complaint.enterprise_name,
            states.state(states.Tone.SOON, _("not found yet")),
        )

    @admin.display(description=gettext_lazy("enterprise"))
    def firm(self, complaint):
        return to_the_enterprise(complaint.enterprise) if complaint.enterprise_id else None

    @admin.display(description=gettext_lazy("officer in charge"), ordering="holder__full_name")
    def in_charge(self, complaint):
        return complaint.holder or "—"

    @admin.display(description=gettext_lazy("joined to"))
    def joined_to(self, complaint):
        other = complaint.duplicate_of
        return format_html('<a href="{}">{}</a>', other.get_absolute_url(), other)


ALIAS = {"joined_to": "duplicate_of_id"}


def address_of(target) -> str:
    meta = target._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[target.pk])
