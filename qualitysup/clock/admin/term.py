from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from qualitysup.audit.admin import HistoryMixin
from qualitysup.clock.explaining import quantity
from qualitysup.clock.forms import OwnNameForm
from qualitysup.clock.models import ReminderStage, TermRule
from qualitysup.clock.services import deadlines
from qualitysup.regions.admin import ScopedAdmin


@admin.register(TermRule)
class TermRuleAdmin(HistoryMixin, ScopedAdmin):
    """What the law changes is a new rule; one that was used only ends."""

    form = OwnNameForm
    list_display = [
        "label",
        "term",
        "valid_from",
        "valid_to",
        "length",
        "duty",
        "legal_basis",
        "confidence",
    ]
    list_filter = ["duty", "confidence", "unit"]
    search_fields = ["^term", "name", "legal_basis"]
    fieldsets = [
        (None, {"fields": ["term", "name", "valid_from", "valid_to"]}),
        (
            _("Length"),
            {"fields": ["amount", "unit", "window_to", "rolls", "duty", "by_decision"]},
        ),
        (_("Extension"), {"fields": ["extensions", "extension_limit", "apply_before"]}),
        (_("Basis"), {"fields": ["legal_basis", "confidence", "note"]}),
    ]

    def get_fieldsets(self, request, obj=None):
        if self.has_change_permission(request, obj):
            return self.fieldsets
        (_title, first), *others = self.fieldsets
        shown = ["label" if name == "name" else name for name in first["fields"]]
        return [(None, {"fields": shown}), *others]

    def get_readonly_fields(self, request, obj=None):
        if obj is None or not obj.deadlines.exists():
            return []
        fields = [name for _title, options in self.fieldsets for name in options["fields"]]
        return [name for name in fields if name not in TermRule.CHANGEABLE_WHEN_USED]

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("name"), ordering="name")
    def label(self, rule):
        return rule.label

    @admin.display(description=_("length"), ordering="amount")
    def length(self, rule):
        words = quantity(rule.amount, rule.unit)
        return f"{words} … {quantity(rule.window_to, rule.unit)}" if rule.window_to else words


@admin.register(ReminderStage)
class ReminderStageAdmin(HistoryMixin, ScopedAdmin):
    list_display = ["__str__", "offset", "audience"]
    list_filter = ["audience"]
    fields = ["offset", "audience"]
    actions = None

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        self._reschedule(request)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        self._reschedule(request)

    def _reschedule(self, request):
        moved = deadlines.reschedule()
        if moved:
            words = ngettext(
                "The next reminder of %d deadline moved.",
                "The next reminders of %d deadlines moved.",
                moved,
            )
            self.message_user(request, words % moved, messages.INFO)
