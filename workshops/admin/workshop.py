"""The register of workshops in the admin: its list, and each workshop on one page."""

from django.contrib import admin
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from qualitysup.audit.admin import HistoryMixin
from qualitysup.audit.models import AccessLog
from qualitysup.audit.services import access as reading
from qualitysup.casework.admin import RefusalsOnTheForm
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ScopedAdmin, TownFilter
from workshops.admin.workshop_filters import (
    CertificateFilter,
    LedgerFilter,
    TradeFilter,
    WhereFilter,
)
from workshops.forms import workshop as forms
from workshops.models import Workshop
from workshops.services import register, varieties, workers
from workshops.workshop_page import WorkshopPage, shown_certificate


@admin.register(Workshop)
class WorkshopAdmin(ExportMixin, TaskPages, RefusalsOnTheForm, HistoryMixin, ScopedAdmin):
    tasks = {
        "edit": "edit",
        "variety": "add_variety",
        "stop": "end_variety",
        "worker": "add_worker",
        "left": "worker_left",
        "certificate": "add_certificate",
        "close": "close",
    }

    list_display = [
        "page",
        "shown_trade",
        "division",
        "fringe",
        "shown_conditions",
        "score",
        "shown_certificate",
        "shown_status",
    ]
    list_display_links = None
    list_filter = [
        TownFilter,
        TradeFilter,
        CertificateFilter,
        "conditions",
        "status",
        WhereFilter,
        LedgerFilter,
        "fringe",
    ]
    ordering = ["-pk"]
    search_fields = ["enterprise__name"]
    search_help_text = gettext_lazy("A piece of the name, the code, or pinyin initials (md → 美的)")
    export_columns = [
        "enterprise__name",
        "enterprise__uscc",
        ("division__code", gettext_lazy("division code")),
        "division__name",
        "enterprise__address",
        ("trade__name", gettext_lazy("trade")),
        "operator_kind",
        "operator_name",
        "enterprise__phone",
        "fringe",
        "floor_area",
        "headcount",
        "status",
        "closed_on",
        "surveyed_on",
        "score",
        "conditions",
        ("registration_number", gettext_lazy("registration number")),
        ("registered_to", gettext_lazy("registered until")),
    ]

    form = forms.WorkshopForm
    change_form_template = "workshops/workshop.html"

    class Media:
        css = {"all": ["casework/case.css", "workshops/workshop.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def has_change_permission(self, request, obj=None):
        """What is changed is changed on the pages beside it."""
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fields(self, request, obj=None):
        entered = forms.WorkshopForm
        return forms.EDITED if obj else [*entered.declared, *entered.Meta.fields]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.by = request.user
        return form

    def save_model(self, request, obj, form, change):
        entered = register.register(by=request.user, **form.told())
        obj.pk, obj.enterprise = entered.pk, entered.enterprise
        obj._state.adding = False
        obj.refresh_from_db()

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            # Telephone numbers and health certificates of people are on this page.
            reading.record(
                by=request.user, action=AccessLog.Action.READ, target=obj, request=request
            )
            context["page"] = WorkshopPage(obj, by=request.user)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    # --- Pages beside it -------------------------------------------------------------------------

    @method_decorator(csrf_protect)
    def edit(self, request, pk):
        self.need(request, "workshops.change_workshop")
        workshop = self.row(request, pk)
        form = forms.EditForm(request.POST or None, instance=workshop)

        def take(typed):
            register.change(form.instance, by=request.user, version=typed["version"])
            return _("The changes are kept.")

        return self.ask(
            request, workshop, form, title=_("Edit the workshop"), button=_("Keep"), take=take
        )

    def _beside(self, request, pk, permission, form, *, title, button, told, take, basis=""):
        """A page that asks one thing of a workshop and calls its service with it."""
        self.need(request, permission)
        workshop = self.row(request, pk)

        def taken(typed):
            take(workshop, typed)
            return told

        return self.ask(
            request,
            workshop,
            form(request.POST or None, workshop=workshop, initial=request.GET.dict()),
            title=title,
            button=button,
            take=taken,
            basis=basis,
        )

    @method_decorator(csrf_protect)
    def add_variety(self, request, pk):
        return self._beside(
            request,
            pk,
            "workshops.add_variety",
            forms.VarietyForm,
            title=_("Enter a variety of food"),
            button=_("Enter it"),
            told=_("It is in the register."),
            take=lambda workshop, typed: varieties.begin(workshop, by=request.user, **typed),
            basis=_("the negative lists of the province and the city"),
        )

    @method_decorator(csrf_protect)
    def end_variety(self, request, pk):
        return self._beside(
            request,
            pk,
            "workshops.change_variety",
            forms.StopForm,
            title=_("A variety is not made any more"),
            button=_("Record it"),
            told=_("It is recorded."),
            take=lambda workshop, typed: varieties.end(
                typed["variety"], by=request.user, until=typed["until"]
            ),
        )

    @method_decorator(csrf_protect)
    def add_worker(self, request, pk):
        return self._beside(
            request,
            pk,
            "workshops.add_worker",
            forms.WorkerForm,
            title=_("Add a worker"),
            button=_("Add"),
            told=_("The worker is in the register."),
            take=lambda workshop, typed: workers.join(workshop, by=request.user, **typed),
            basis="食品安全法 45",
        )

    @method_decorator(csrf_protect)
    def worker_left(self, request, pk):
        return self._beside(
            request,
            pk,
            "workshops.change_worker",
            forms.LeftForm,
            title=_("A worker has left"),
            button=_("Record it"),
            told=_("It is recorded."),
            take=lambda workshop, typed: workers.leave(
                typed["worker"], by=request.user, on=typed["on"]
            ),
        )

    @method_decorator(csrf_protect)
    def add_certificate(self, request, pk):
        return self._beside(
            request,
            pk,
            "workshops.add_healthcertificate",
            forms.CertificateForm,
            title=_("Enter a health certificate"),
            button=_("Enter it"),
            told=_("The certificate is entered; its last day is watched."),
            take=lambda workshop, typed: workers.certify(
                typed.pop("worker"), by=request.user, **typed
            ),
            basis="食品安全法 45",
        )

    @method_decorator(csrf_protect)
    def close(self, request, pk):
        return self._beside(
            request,
            pk,
            "workshops.close_workshop",
            forms.CloseForm,
            title=_("Close the workshop for good"),
            button=_("Close it"),
            told=_("The workshop is closed."),
            take=lambda workshop, typed: register.close(workshop, by=request.user, **typed),
        )

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("name"), ordering="enterprise__name")
    def page(self, workshop):
        return format_html('<a href="{}">{}</a>', workshop.get_absolute_url(), workshop)

    @admin.display(description=gettext_lazy("trade"), ordering="trade")
    def shown_trade(self, workshop):
        return workshop.trade.name

    @admin.display(description=gettext_lazy("production conditions"), ordering="conditions")
    def shown_conditions(self, workshop):
        return workshop.shown_conditions

    @admin.display(description=gettext_lazy("registration"), ordering="registered_to")
    def shown_certificate(self, workshop):
        return shown_certificate(workshop.registered_to)

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def shown_status(self, workshop):
        return workshop.shown_status
