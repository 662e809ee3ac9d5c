"""Kinds of honours: how long each is valid by which rule, and when it was abolished."""

from django.contrib import admin
from django.db import transaction
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csrf import csrf_protect

from brands import league
from brands.forms import kind as forms
from brands.models import Honour, HonourKind, ValidityRule
from brands.services import honours
from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.lists import list_url
from qualitysup.regions.admin import ScopedAdmin, ScopedInline


class RuleInline(ScopedInline):
    """Rules are added; those that were decided are history."""

    model = ValidityRule
    fields = [
        "granted_from",
        "granted_until",
        "products",
        "months",
        "last_day",
        "decided_on",
        "basis",
        "confidence",
        "note",
    ]
    ordering = ["granted_from", "decided_on", "pk"]

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(HonourKind)
class HonourKindAdmin(ExportMixin, TaskPages, HistoryMixin, ScopedAdmin):
    tasks = {"abolish": "abolish", "apply-rule": "apply_rule"}

    list_display = ["name", "shown_state", "level", "grantor", "held", "abolished_on", "confidence"]
    list_filter = ["level", "of_product", "confidence"]
    ordering = ["pk"]
    search_fields = ["name", "also_called", "grantor"]
    export_columns = [
        "name",
        "level",
        "grantor",
        "of_product",
        "begun_on",
        "abolished_on",
        "basis",
        "confidence",
    ]

    change_form_template = "casework/beside.html"
    fields = [
        "name",
        "key",
        "also_called",
        "level",
        "grantor",
        "of_product",
        "begun_on",
        "basis",
        "confidence",
        "note",
    ]
    ABOLISHED = ["abolished_on", "ends_with_kind"]
    inlines = [RuleInline]

    def get_queryset(self, request):
        seen = Honour.objects.visible_to(request.user)
        return super().get_queryset(request).with_held(seen)

    def get_fields(self, request, obj=None):
        if obj is None:
            return self.fields
        more = ["shown_honours", "shown_league"]
        return [*self.fields, *(self.ABOLISHED if obj.abolished_on else []), *more]

    def get_readonly_fields(self, request, obj=None):
        # By which honours of it were entered.
        kept = ["key", "of_product"] if obj else []
        return [*kept, *self.ABOLISHED, "shown_honours", "shown_league"]

    def has_delete_permission(self, request, obj=None):
        return False

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context["beside"] = self._beside(request.user, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _beside(self, user, kind):
        pages = []
        if user.has_perm("brands.extend_honour") and kind.rules.exists():
            pages.append((self._url("apply_rule", kind.pk), _("Apply a rule of validity")))
        if user.has_perm("brands.change_honourkind") and kind.abolished_on is None:
            pages.append((self._url("abolish", kind.pk), _("Record that it was abolished")))
        return pages

    @method_decorator(csrf_protect)
    def abolish(self, request, pk):
        kind = self.row(request, pk)
        self.need(request, "brands.change_honourkind")

        def take(typed):
            ended = honours.abolish(kind, by=request.user, **typed)
            words = ngettext(
                "It is abolished; %d honour ended.", "It is abolished; %d honours ended.", ended
            )
            return words % ended

        return self.ask(
            request,
            kind,
            forms.AbolishForm(request.POST or None),
            title=_("Record that it was abolished"),
            button=_("Record"),
            take=take,
        )

    @method_decorator(csrf_protect)
    def apply_rule(self, request, pk):
        """First how many honours each rule would change; it is done and taken back to count."""
        kind = self.row(request, pk)
        self.need(request, "brands.extend_honour")

        def take(typed):
            changed = honours.apply_rule(typed["rule"], by=request.user)
            words = ngettext("%d honour was extended.", "%d honours were extended.", changed)
            return words % changed

        return self.ask(
            request,
            kind,
            forms.RuleForm(request.POST or None, kind=kind),
            title=_("Apply a rule of validity"),
            button=_("Apply it"),
            take=take,
            words="\n".join(_changes(kind, by=request.user)),
            words_label=_("What each rule would change"),
        )

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, kind):
        return kind.shown_state

    @admin.display(description=gettext_lazy("held today"), ordering="held_count")
    def held(self, kind):
        return link(kind, kind.held_count)

    @admin.display(description=gettext_lazy("held today"))
    def shown_honours(self, kind):
        return link(kind, kind.held_count)

    @admin.display(description=gettext_lazy("league of counties"))
    def shown_league(self, kind):
        return league.told(kind) or "—"


def link(kind, count):
    url = list_url(Honour, kind__id__exact=kind.pk, standing="held")
    return format_html('<a href="{}">{}</a>', url, count)


def _changes(kind, *, by):
    for rule in kind.rules.in_order():
        with transaction.atomic():
            changed = honours.apply_rule(rule, by=by)
            transaction.set_rollback(True)
        words = ngettext("%(rule)s: %(count)d honour", "%(rule)s: %(count)d honours", changed)
        yield words % {"rule": forms.told(rule), "count": changed}
