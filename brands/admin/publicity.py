"""Publicity in the admin: the text and what stands against it, its publications, the rules."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.forms import Script
from django.http import HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from brands import wording_check
from brands.forms import publicity as forms
from brands.models import PublicityItem, WordingRule
from brands.services import publicity
from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import CaseAdmin, StepAction
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ScopedAdmin, TownFilter

State = PublicityItem.State


class PublicityStandingFilter(admin.SimpleListFilter):
    """What everybody reads, by the queries that the public page and the dashboard use."""

    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("shown", gettext_lazy("on the public page")),
            ("off-page", gettext_lazy("released, its honour ended")),
            ("this-year", gettext_lazy("released this year")),
        ]

    def queryset(self, request, rows):
        match self.value():
            case "shown":
                return rows.on_page()
            case "off-page":
                return rows.off_page()
            case "this-year":
                return rows.released_since(timezone.localdate().replace(month=1, day=1))
        return rows


@admin.register(PublicityItem)
class PublicityItemAdmin(ExportMixin, TaskPages, CaseAdmin):
    steps = {
        "submit": StepAction(publicity.submit),
        "approve": StepAction(publicity.approve),
        "release": StepAction(publicity.release),
        "send_back": StepAction(publicity.send_back, forms.NotedForm),
        "withdraw": StepAction(publicity.withdraw, forms.NotedForm),
    }
    tasks = {"publish": "publish"}
    editable_states = (State.DRAFT,)
    draft = staticmethod(publicity.draft)
    save_draft = staticmethod(publicity.save)

    list_display = [
        "headline",
        "enterprise",
        "told_honour",
        "shown_state",
        "author",
        "released_on",
        "division",
    ]
    list_filter = [PublicityStandingFilter, "state", TownFilter]
    date_hierarchy = "released_on"
    ordering = ["-pk"]
    search_fields = ["headline"]
    search_help_text = gettext_lazy("Headline, holder, product or certificate number")
    export_columns = [
        "headline",
        ("honour__enterprise__name", gettext_lazy("enterprise")),
        ("honour__kind__name", gettext_lazy("kind of honour")),
        ("honour__product", gettext_lazy("product")),
        "state",
        ("created_by__full_name", gettext_lazy("author")),
        ("first_approver__full_name", gettext_lazy("first approved by")),
        ("second_approver__full_name", gettext_lazy("released by")),
        "released_on",
        "withdrawn_on",
        "withdrawn_because",
    ]

    form = forms.PublicityItemForm
    change_form_template = "brands/publicity.html"
    fields = ["honour", "headline", "text"]
    readonly_fields = [
        "division",
        "author",
        "first_approver",
        "second_approver",
        "released_on",
        "withdrawn_on",
        "withdrawn_because",
        "enterprise",
    ]

    class Media:
        css = {"all": ["brands/publicity.css"]}
        js = [Script("brands/wording.js", type="module")]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_fields(self, request, obj=None):
        if obj is None:
            return self.fields
        come = [name for name in self.readonly_fields[2:-1] if getattr(obj, name)]
        return ["enterprise", *self.fields, "author", *come]

    def has_change_permission(self, request, obj=None):
        """Its author alone writes it; to others it is shown."""
        reads = request.method in ("GET", "HEAD")
        theirs = obj is None or obj.created_by_id == request.user.pk or not reads
        return theirs and super().has_change_permission(request, obj)

    # --- Its page --------------------------------------------------------------------------------

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["wording_url"] = self._url("wording")
        if obj is not None:
            said = {"headline": obj.headline, "text": obj.text}
            open_to_change = obj.state not in (State.RELEASED, State.WITHDRAWN)
            context |= {
                "beside": self._beside(request.user, obj),
                "objections": wording_check.of(obj.honour, **said),
                "looks": open_to_change,
                "channels": obj.channels.select_related("entered_by", "replaced_by"),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _beside(self, user, item):
        if item.released_on and user.has_perm(publicity.PUBLISH):
            return [(self._url("publish", item.pk), _("Record a publication"))]
        return []

    def get_urls(self):
        look = self.admin_site.admin_view(self.look_at_words)
        return [
            path("wording/", look, name="brands_publicityitem_wording"),
            *super().get_urls(),
        ]

    @method_decorator(csrf_protect)
    def look_at_words(self, request):
        """What stands against a text while it is typed; nothing is kept."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not request.user.has_perm(publicity.CHANGE):
            raise PermissionDenied
        form = forms.WordingForm(request.POST, by=request.user)
        found = wording_check.of(**form.cleaned_data) if form.is_valid() else []
        context = {"objections": found, "unknown": not form.is_valid()}
        return TemplateResponse(request, "brands/wording.html", context)

    @method_decorator(csrf_protect)
    def publish(self, request, pk):
        item = self.row(request, pk)
        self.need(request, publicity.PUBLISH)
        form = forms.PublicationForm(request.POST or None, item=item)

        def take(typed):
            publicity.publish(item, by=request.user, **typed)
            return _("The publication is recorded.")

        title = _("Record a publication")
        return self.ask(request, item, form, title=title, button=_("Record"), take=take)

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("enterprise"), ordering="honour__enterprise__name")
    def enterprise(self, item):
        firm = item.honour.enterprise
        return format_html('<a href="{}">{}</a>', firm.get_absolute_url(), firm)

    @admin.display(description=gettext_lazy("honour"))
    def told_honour(self, item):
        return str(item.honour)

    @admin.display(description=gettext_lazy("author"), ordering="created_by__full_name")
    def author(self, item):
        return item.created_by


@admin.register(WordingRule)
class WordingRuleAdmin(HistoryMixin, ScopedAdmin):
    """Words that are not used; a rule that ends gets a last day and stays."""

    form = forms.WordingRuleForm
    list_display = ["words", "law", "why", "valid_from", "valid_to", "confidence"]
    list_filter = ["law", "confidence"]
    ordering = ["law", "words", "pk"]
    search_fields = ["words"]
    search_help_text = gettext_lazy("Words, law or why")

    def has_delete_permission(self, request, obj=None):
        return False
