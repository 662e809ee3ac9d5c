from django.contrib import admin
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.csrf import csrf_protect

from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import RefusalsOnTheForm
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ScopedAdmin, TownFilter
from qualitysup.states import days_left
from workshops.admin.ledger import entered
from workshops.forms.slaughter import VerifyForm
from workshops.models import PaperValidity, QuarantinePaper, SlaughterPlant
from workshops.services import plants


class PlantStandingFilter(admin.SimpleListFilter):
    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("verify", _("to be verified")), ("expired", _("certificate expired"))]

    def queryset(self, request, rows):
        match self.value():
            case "verify":
                return rows.to_verify()
            case "expired":
                return rows.expired()
        return rows


@admin.register(SlaughterPlant)
class SlaughterPlantAdmin(ExportMixin, TaskPages, RefusalsOnTheForm, HistoryMixin, ScopedAdmin):
    tasks = {"verify": "verify"}

    list_display = [
        "name",
        "shown_state",
        "species",
        "certificate_number",
        "sign_number",
        "issued_by",
        "expiry",
        "verified_on",
    ]
    list_filter = [PlantStandingFilter, "species"]
    ordering = ["name", "pk"]
    search_fields = ["name"]
    search_help_text = gettext_lazy("Name, or the number of certificate or sign plate")
    export_columns = [
        "name",
        "species",
        "certificate_number",
        "sign_number",
        "issued_by",
        "valid_from",
        "valid_to",
        "verified_on",
        ("division__name", gettext_lazy("division")),
    ]

    change_form_template = "casework/beside.html"
    fields = [
        "name",
        "division",
        "enterprise",
        "zone",
        "species",
        "certificate_number",
        "sign_number",
        "issued_by",
        "valid_from",
        "valid_to",
        "verified_on",
        "verified_by",
    ]
    readonly_fields = ["verified_on", "verified_by"]
    autocomplete_fields = ["division", "enterprise"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        plants.keep(obj, by=request.user)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        may = request.user.has_perm("workshops.verify_slaughterplant")
        if obj is not None and may and obj.verified_on is None:
            context["beside"] = [(self._url("verify", obj.pk), _("Verify"))]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @method_decorator(csrf_protect)
    def verify(self, request, pk):
        """Certificate and sign plate are compared with what the city published."""
        plant = self.row(request, pk)
        self.need(request, "workshops.verify_slaughterplant")

        def take(typed):
            plants.verify(plant, by=request.user, **typed)
            return _("Verified. Its expiry is a deadline from now on.")

        return self.ask(
            request,
            plant,
            VerifyForm(request.POST or None),
            title=_("Verify certificate and sign plate"),
            button=_("Verified"),
            take=take,
            basis="生猪屠宰管理条例 9、10",
            words=_(
                "The certificate %(certificate)s and the sign plate %(sign)s are on the list that "
                "%(issuer)s published."
            )
            % {
                "certificate": plant.certificate_number,
                "sign": plant.sign_number,
                "issuer": plant.issued_by,
            },
            words_label=_("What is verified"),
        )

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, plant):
        return plant.shown_state

    @admin.display(description=pgettext_lazy("of a paper", "valid until"), ordering="valid_to")
    def expiry(self, plant):
        return format_html("{} {}", plant.valid_to.isoformat(), days_left(plant.valid_to))


@admin.register(PaperValidity)
class PaperValidityAdmin(HistoryMixin, ScopedAdmin):
    """For how long each kind of quarantine paper is good; a change is a new row from its day."""

    list_display = ["kind", "days", "valid_from", "valid_to", "legal_basis", "confidence"]
    list_filter = ["kind"]

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(QuarantinePaper)
class QuarantinePaperAdmin(HistoryMixin, ScopedAdmin):
    """To be looked at; papers are written down with the goods that they came with."""

    list_display = ["number", "kind", "issued_on", "valid_to", "workshop", "issuer", "entered_at"]
    list_filter = ["kind", "issued_on", TownFilter]
    search_fields = ["number"]
    search_help_text = gettext_lazy("Number, or where the animals came from")
    ordering = ["-issued_on", "-pk"]
    readonly_fields = ["entered_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=gettext_lazy("entered at"), ordering="recorded_at")
    def entered_at(self, paper):
        return entered(paper.recorded_at, paper.days_late)
