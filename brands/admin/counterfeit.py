"""Clues of counterfeits in the admin: what was seen, the holder's word, the inspectors' result."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy, pgettext_lazy

from brands.forms import counterfeit as forms
from brands.models import CounterfeitClue
from brands.services import counterfeits
from qualitysup.casework.admin import CaseAdmin, StepAction
from qualitysup.casework.exports import ExportMixin
from qualitysup.regions.admin import TownFilter

State = CounterfeitClue.State


class CounterfeitStandingFilter(admin.SimpleListFilter):
    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("open", gettext_lazy("open")),
            ("to-check", gettext_lazy("to check")),
            ("overdue", gettext_lazy("overdue")),
            ("mine", gettext_lazy("mine to check")),
        ]

    def queryset(self, request, rows):
        match self.value():
            case "open":
                return rows.open()
            case "to-check":
                return rows.to_check()
            case "overdue":
                return rows.overdue()
            case "mine":
                return rows.of_person(request.user)
        return rows


@admin.register(CounterfeitClue)
class CounterfeitClueAdmin(ExportMixin, CaseAdmin):
    steps = {
        "verify": StepAction(counterfeits.verify, forms.VerdictForm),
        "transfer": StepAction(counterfeits.transfer, bulk=True),
        "drop": StepAction(counterfeits.drop, forms.NotedForm),
        "extend": StepAction(counterfeits.extend, forms.ExtendForm),
    }
    editable_states = (State.REGISTERED, State.VERIFIED)
    draft = staticmethod(counterfeits.register)
    save_draft = staticmethod(counterfeits.keep)

    list_display = [
        "name",
        "enterprise_honoured",
        "misused",
        "about",
        "shown_state",
        "received_on",
        "in_charge",
    ]
    list_filter = [CounterfeitStandingFilter, "state", "source", "verdict", TownFilter]
    date_hierarchy = "received_on"
    ordering = ["-pk"]
    search_fields = ["enterprise_name"]
    search_help_text = gettext_lazy("Holder, certificate number, maker or seller, place")
    export_columns = [
        "id",
        ("honour__enterprise__name", gettext_lazy("holder of the honour")),
        ("honour__kind__name", gettext_lazy("kind of honour")),
        ("honour__number", gettext_lazy("certificate number")),
        "source",
        "received_on",
        "place",
        "url",
        ("enterprise__name", gettext_lazy("maker or seller")),
        "enterprise_name",
        "state",
        "verdict",
        "verified_on",
        "closed_on",
        "outcome",
    ]

    form = forms.CounterfeitClueForm
    autocomplete_fields = ["seen_in", "enterprise"]
    SEEN = [
        "honour",
        "source",
        "received_on",
        "seen_in",
        "place",
        "url",
        "enterprise",
        "enterprise_name",
        "text",
        "officer",
    ]
    CAME = ["verdict", "verified_on", "statement", "inspectors_clue", "closed_on", "outcome"]
    readonly_fields = ["division", "holder_link", "honour_link", *CAME]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [(None, {"fields": self.SEEN})]
        # What its term and its division go by stays.
        seen = ["holder_link", "honour_link", *self.SEEN[1:], "division"]
        come = [name for name in self.CAME if getattr(obj, ALIAS.get(name, name))]
        shown = [(None, {"fields": seen})]
        return [*shown, (gettext_lazy("What came of it"), {"fields": come})] if come else shown

    def get_readonly_fields(self, request, obj=None):
        return [*self.readonly_fields, *(["honour", "received_on"] if obj else [])]

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("number"), ordering="pk")
    def name(self, clue):
        return str(clue)

    @admin.display(description=gettext_lazy("holder of the honour"))
    def enterprise_honoured(self, clue):
        return clue.honour.enterprise.name

    @admin.display(description=gettext_lazy("holder of the honour"))
    def holder_link(self, clue):
        firm = clue.honour.enterprise
        return format_html('<a href="{}">{}</a>', firm.get_absolute_url(), firm)

    @admin.display(description=gettext_lazy("honour that is misused"))
    def misused(self, clue):
        return str(clue.honour)

    @admin.display(description=gettext_lazy("honour that is misused"))
    def honour_link(self, clue):
        honour = clue.honour
        return format_html('<a href="{}">{}</a>', honour.get_absolute_url(), honour)

    @admin.display(description=pgettext_lazy("of a counterfeit clue", "maker or seller"))
    def about(self, clue):
        return clue.about or "—"

    @admin.display(description=gettext_lazy("officer in charge"), ordering="officer__full_name")
    def in_charge(self, clue):
        return clue.officer or "—"

    @admin.display(description=gettext_lazy("clue of the inspectors"))
    def inspectors_clue(self, clue):
        complaint = clue.complaint
        return format_html(
            '<a href="{}">{}</a> {}',
            complaint.get_absolute_url(),
            complaint,
            complaint.shown_state,
        )


ALIAS = {"inspectors_clue": "complaint_id"}
