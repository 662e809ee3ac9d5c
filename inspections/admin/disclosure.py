from django.contrib import admin
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from enterprises.models import Enterprise
from inspections import publicity, redaction
from inspections.admin.pages import to_the_enterprise
from inspections.forms import openness as forms
from inspections.forms.order import NotedForm
from inspections.models import Disclosure, PublicPage
from inspections.services import disclosures
from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import CaseAdmin, RefusalsOnTheForm, StepAction
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ScopedAdmin, TownFilter


class PublicityFilter(admin.SimpleListFilter):
    """How disclosures stand, by the queries that the dashboard counts with."""

    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("waiting", gettext_lazy("to be published")),
            ("overdue", gettext_lazy("overdue")),
            ("late", gettext_lazy("published late")),
            ("shown", gettext_lazy("shown to the public now")),
        ]

    def queryset(self, request, rows):
        match self.value():
            case "waiting":
                return rows.waiting()
            case "overdue":
                return rows.overdue()
            case "late":
                return rows.published_late()
            case "shown":
                return rows.in_force()
        return rows


@admin.register(Disclosure)
class DisclosureAdmin(ExportMixin, TaskPages, CaseAdmin):
    """Results wait here by themselves; nothing is added by hand and nothing edited."""

    steps = {
        "approve": StepAction(disclosures.approve, bulk=True),
        "send_back": StepAction(disclosures.send_back, NotedForm),
        "publish": StepAction(disclosures.publish, bulk=True),
        "refuse": StepAction(disclosures.refuse, forms.RefuseDisclosureForm, bulk=True),
        "annul": StepAction(disclosures.annul, forms.AnnulForm),
        "withdraw": StepAction(disclosures.withdraw, NotedForm),
        "expire": StepAction(disclosures.expire),
    }
    tasks = {"redact": "redact"}

    list_display = [
        "title",
        "kind",
        "shown_state",
        "formed_on",
        "published_on",
        "shown_until",
        "division",
    ]
    list_filter = [PublicityFilter, "state", "kind", TownFilter]
    ordering = ["-pk"]
    search_fields = ["title"]
    search_help_text = gettext_lazy("What finds the enterprise: name, number or initials")
    export_columns = [
        "kind",
        "title",
        "party_name",
        "party_uscc",
        ("division__name", gettext_lazy("division")),
        "state",
        "formed_on",
        "published_on",
        "shown_until",
        "annulled_on",
        "withdrawn_on",
        "legal_basis",
    ]

    change_form_template = "inspections/disclosure.html"
    fields = readonly_fields = [
        "kind",
        "came_from",
        "firm",
        "party_name",
        "party_uscc",
        "legal_basis",
        "formed_on",
        "prepared_by_whom",
        "approved_by_whom",
        "published_on",
        "shown_until",
        "annulled_on",
        "withdrawn_on",
        "ground",
    ]

    class Media:
        css = {"all": ["inspections/inspections.css", "inspections/openness.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        return queryset.filter(enterprise__in=Enterprise.objects.search(search_term)), False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def get_fields(self, request, obj=None):
        always = self.fields[:7]
        return [*always, *(name for name in self.fields[7:] if self._has(obj, name))]

    def _has(self, disclosure, name):
        return bool(getattr(disclosure, name.removesuffix("_whom"), None))

    # --- Redactions ------------------------------------------------------------------------------

    @method_decorator(csrf_protect)
    def redact(self, request, pk):
        """What is blacked out, with the facts before and after."""
        disclosure = self.row(request, pk)
        self.need(request, "inspections.redact_disclosure")
        proposals = redaction.propose(disclosure.facts, disclosures.people(disclosure))
        form = forms.RedactForm(request.POST or None, disclosure=disclosure, proposals=proposals)

        def take(typed):
            disclosures.redact(
                disclosure,
                by=request.user,
                redactions=form.redactions(),
                version=typed["version"],
            )
            return _("The redactions are kept. Look at what goes out.")

        return self.ask(
            request,
            disclosure,
            form,
            title=_("Black out"),
            button=_("Keep"),
            take=take,
            basis="处罚信息公示规定 6",
        )

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            after = dict(publicity.lines(obj.published or disclosures.preview(obj)))
            context |= {
                "beside": self._beside(request.user, obj),
                "before_after": [
                    (label, value, after.get(label, ""))
                    for label, value in publicity.lines(obj.facts)
                ],
                "redactions": [
                    (row["text"], redaction.Reason(row["why"]).label) for row in obj.redactions
                ],
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _beside(self, user, disclosure):
        may = user.has_perm("inspections.redact_disclosure")
        if may and disclosure.state == Disclosure.State.QUEUED:
            return [(self._url("redact", disclosure.pk), _("Black out"))]
        return []

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("enterprise"))
    def firm(self, disclosure):
        return to_the_enterprise(disclosure.enterprise)

    @admin.display(description=gettext_lazy("came from"))
    def came_from(self, disclosure):
        source = disclosure.source
        page = getattr(source, "get_absolute_url", None) or getattr(
            getattr(source, "order", None), "get_absolute_url", None
        )
        return format_html('<a href="{}">{}</a>', page(), source) if page else source

    @admin.display(description=gettext_lazy("prepared by"))
    def prepared_by_whom(self, disclosure):
        return disclosure.prepared_by

    @admin.display(description=gettext_lazy("approved by"))
    def approved_by_whom(self, disclosure):
        return disclosure.approved_by


@admin.register(PublicPage)
class PublicPageAdmin(RefusalsOnTheForm, HistoryMixin, ScopedAdmin):
    """The bureau leader opens a bureau's results to everybody, and closes them again."""

    list_display = ["bureau", "division", "is_open", "opened_by_whom", "opened_at"]
    list_select_related = ["division", "opened_by"]
    ordering = ["division"]
    autocomplete_fields = ["division"]
    fields = [
        "division",
        "bureau",
        "introduction",
        "contact",
        "is_open",
        "opened_by_whom",
        "opened_at",
    ]
    readonly_fields = ["opened_by_whom", "opened_at"]

    def get_readonly_fields(self, request, obj=None):
        return [*self.readonly_fields, "division"] if obj else self.readonly_fields

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        disclosures.open_page(obj, by=request.user, is_open=obj.is_open)

    @admin.display(description=gettext_lazy("opened by"))
    def opened_by_whom(self, page):
        return page.opened_by
