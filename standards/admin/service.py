"""The institute's services in the admin: the counter's queue, and what was found."""

from django.contrib import admin
from django.http import Http404
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csrf import csrf_protect

from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import CaseAdmin, RefusalsOnTheForm, StepAction
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ScopedAdmin, TownFilter
from qualitysup.states import state
from standards.forms import service as forms
from standards.forms.filing import NotedForm
from standards.models import BarcodePrefix, FirmCode, LabelItem, Service, ServiceRequest
from standards.results import VERDICTS, result_of
from standards.services import checks, firm_codes, requests
from standards.workflow.service import WORK

State = ServiceRequest.State


class RequestStandingFilter(admin.SimpleListFilter):
    """By the queries that worklists and the dashboard use."""

    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("waiting", gettext_lazy("at the counter")),
            ("under-way", gettext_lazy("being worked on")),
            ("overdue", gettext_lazy("its promised day has passed")),
            ("reported-year", gettext_lazy("reported within a year")),
        ]

    def queryset(self, request, rows):
        return rows.standing(self.value())


# The page on which the result of each service is entered.
RESULTS = {
    Service.BARCODE: ("barcode", gettext_lazy("Enter the barcode check")),
    Service.LABEL: ("label", gettext_lazy("Enter the label check")),
    Service.NOVELTY: ("novelty", gettext_lazy("Look up the standards")),
    Service.TRANSLATION: ("translation", gettext_lazy("Enter the translation")),
}


@admin.register(ServiceRequest)
class ServiceRequestAdmin(ExportMixin, TaskPages, CaseAdmin):
    steps = {
        "accept": StepAction(requests.accept, bulk=True),
        "decline": StepAction(requests.decline, NotedForm),
        "finish": StepAction(requests.finish),
        "send_back": StepAction(requests.send_back, NotedForm),
        "report": StepAction(requests.report, bulk=True),
        "withdraw": StepAction(requests.withdraw, NotedForm),
    }
    tasks = {
        "barcode": "enter_barcode",
        "label": "enter_label",
        "novelty": "enter_novelty",
        "translation": "enter_translation",
    }
    editable_states = tuple(requests.KEPT)
    draft = staticmethod(requests.draft)
    save_draft = staticmethod(requests.keep)

    list_display = [
        "shown_name",
        "client",
        "shown_state",
        "shown_verdict",
        "asked_on",
        "worker",
        "reported_on",
        "institute",
    ]
    list_filter = [RequestStandingFilter, "service", "state", "verdict", TownFilter]
    date_hierarchy = "asked_on"
    ordering = ["-pk"]
    search_fields = ["number"]
    search_help_text = gettext_lazy("Report number, client, or what it is about")
    export_columns = [
        "number",
        "service",
        "client",
        ("enterprise__uscc", gettext_lazy("unified social credit code")),
        "subject",
        "state",
        "verdict",
        "fee",
        "paid_on",
        "asked_on",
        "accepted_on",
        "checked_on",
        "reported_on",
    ]

    form = forms.ServiceRequestForm
    change_form_template = "standards/service_request.html"
    autocomplete_fields = ["enterprise"]
    fields = [
        "service",
        "institute",
        "enterprise",
        "client",
        "subject",
        "asked_on",
        "fee",
        "paid_on",
        "marked",
    ]
    COME = [
        "worker",
        "accepted_on",
        "checked_by",
        "checked_on",
        "signed_by",
        "reported_on",
        "number",
        "accreditation",
        "ended_on",
    ]
    readonly_fields = COME

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_autocomplete_fields(self, request):
        return [] if request.user.is_party else self.autocomplete_fields

    def get_list_display(self, request):
        """Whoever acts for an enterprise knows whose it is, and not who works on it."""
        hidden = ("client", "worker") if request.user.is_party else ()
        return [name for name in self.list_display if name not in hidden]

    def get_fields(self, request, obj=None):
        asked = self.fields
        if request.user.is_party:
            asked = [name for name in asked if name in forms.OF_A_PARTY]
            shown = [n for n in ("reported_on", "number") if obj and getattr(obj, n)]
            return [*asked, *shown]
        return [*asked, *(name for name in self.COME if obj and getattr(obj, name))]

    def get_readonly_fields(self, request, obj=None):
        kept = requests.KEPT.get(obj.state, ()) if obj else ()
        return [*self.readonly_fields, *(name.removesuffix("_id") for name in kept)]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context["beside"] = self._beside(request.user, obj)
            # What was found is told once it is signed.
            if obj.state == State.REPORTED or not request.user.is_party:
                context["result"] = result_of(obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _beside(self, user, obj):
        if obj.state != State.WORKING or not user.has_perm(WORK):
            return []
        slug, words = RESULTS[obj.service]
        return [(self._url(slug, obj.pk), words)]

    # --- What was found --------------------------------------------------------------------------

    def _enter(self, request, pk, service, form, take, template=""):
        """The page of one service's result; of another service's request there is none."""
        asked = self.row(request, pk)
        self.need(request, WORK)
        if asked.service != service:
            raise Http404
        _slug, words = RESULTS[service]
        return self.ask(
            request,
            asked,
            form(asked),
            title=words,
            button=_("Keep"),
            take=take(asked),
            template=template,
        )

    @method_decorator(csrf_protect)
    def enter_barcode(self, request, pk):
        def form(asked):
            there = getattr(asked, "barcode", None)
            return forms.BarcodeForm(request.POST or None, request.FILES or None, instance=there)

        def take(asked):
            def keep(typed):
                check = checks.check_barcode(asked, by=request.user, **typed)
                wrong = sum(each["ok"] is False for each in check.found)
                if not wrong:
                    return _("The check is kept: nothing is wrong.")
                words = ngettext("%d thing is wrong.", "%d things are wrong.", wrong) % wrong
                return f"{_('The check is kept.')} {words}"

            return keep

        return self._enter(request, pk, Service.BARCODE, form, take)

    @method_decorator(csrf_protect)
    def enter_label(self, request, pk):
        forms_made = []

        def form(asked):
            there = getattr(asked, "label", None)
            forms_made.append(forms.LabelForm(request.POST or None, instance=there))
            return forms_made[0]

        def take(asked):
            def keep(typed):
                facts = {
                    name: typed[name]
                    for name in ("product", "specification", "produced_on", "edition")
                }
                said = forms_made[0].said
                checks.check_label(asked, by=request.user, said=said, **facts)
                return _("The check is kept.")

            return keep

        page = "standards/label_check.html"
        return self._enter(request, pk, Service.LABEL, form, take, page)

    @method_decorator(csrf_protect)
    def enter_novelty(self, request, pk):
        def form(asked):
            there = "\n".join(line.number for line in asked.lines.order_by("position"))
            return forms.NoveltyForm(request.POST or None, initial={"numbers": there})

        def take(asked):
            def keep(typed):
                lines = checks.look_up(
                    asked, by=request.user, numbers=typed["numbers"].splitlines()
                )
                words = ngettext(
                    "%d standard is looked up.", "%d standards are looked up.", len(lines)
                )
                return words % len(lines)

            return keep

        return self._enter(request, pk, Service.NOVELTY, form, take)

    @method_decorator(csrf_protect)
    def enter_translation(self, request, pk):
        def form(asked):
            there = getattr(asked, "translation", None)
            return forms.TranslationForm(
                request.POST or None, request.FILES or None, instance=there
            )

        def take(asked):
            def keep(typed):
                checks.translate(asked, by=request.user, **typed)
                return _("The translation is kept.")

            return keep

        return self._enter(request, pk, Service.TRANSLATION, form, take)

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("service request"), ordering="service")
    def shown_name(self, asked):
        return str(asked)

    @admin.display(description=gettext_lazy("verdict"), ordering="verdict")
    def shown_verdict(self, asked):
        if not asked.verdict:
            return "—"
        return state(VERDICTS[asked.verdict], asked.get_verdict_display())


# --- What the checks lean on ----------------------------------------------------------------------


class FirmCodeStandingFilter(admin.SimpleListFilter):
    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("expiring", gettext_lazy("to be renewed within three months")),
            ("expired", gettext_lazy("run out")),
        ]

    def queryset(self, request, rows):
        return rows.standing(self.value())


@admin.register(FirmCode)
class FirmCodeAdmin(ExportMixin, RefusalsOnTheForm, HistoryMixin, ScopedAdmin):
    list_display = ["code", "holder", "shown_state", "granted_on", "valid_to", "division"]
    list_filter = [FirmCodeStandingFilter, TownFilter]
    ordering = ["code"]
    search_fields = ["^code"]
    search_help_text = gettext_lazy("Code or holder")
    export_columns = ["code", "holder", "granted_on", "valid_to", "cancelled_on"]

    form = forms.FirmCodeForm
    autocomplete_fields = ["enterprise", "division"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_fields(self, request, obj=None):
        own = ["code", "holder", "enterprise", "division", "granted_on"]
        return [*own, "valid_to", "cancelled_on"] if obj else own

    def get_readonly_fields(self, request, obj=None):
        return ["code", "valid_to"] if obj else []

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        firm_codes.keep(obj, by=request.user)

    @admin.display(description=gettext_lazy("state"), ordering="valid_to")
    def shown_state(self, code):
        return code.shown_state


@admin.register(BarcodePrefix)
class BarcodePrefixAdmin(HistoryMixin, ScopedAdmin):
    list_display = ["prefix", "firm_digits", "basis"]
    ordering = ["prefix"]

    def get_readonly_fields(self, request, obj=None):
        return ["prefix"] if obj else []

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(LabelItem)
class LabelItemAdmin(HistoryMixin, ScopedAdmin):
    """What an edition asks; a check keeps the words that it was held against."""

    form = forms.LabelItemForm
    fields = ["edition", "position", "name", "asked", "basis"]
    list_display = ["edition", "position", "name", "basis"]
    list_display_links = ["name"]
    list_filter = ["edition"]
    ordering = ["edition", "position"]
