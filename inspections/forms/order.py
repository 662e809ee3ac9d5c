"""What is typed into results and orders, and what their steps ask."""

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inspections.models import Halt
from qualitysup.accounts.models import User
from qualitysup.accounts.roles import Role
from qualitysup.casework.forms import CaseForm, RefusableForm, StepForm
from qualitysup.clock.services import deadlines
from qualitysup.wording import in_a_row

CASE_STAFF = (Role.CASE_OFFICER, Role.INSPECTOR, Role.SECTION_HEAD, Role.BUREAU_LEADER)


def staff(user):
    """Who may be put to work on a case by this person."""
    return User.objects.beside(user).holding(*CASE_STAFF).order_by("full_name", "pk")


def words(rows=3, **attrs):
    return forms.Textarea(attrs={"rows": rows, **attrs})


# --- Steps of an order ---------------------------------------------------------------------------


class NotedForm(StepForm):
    """A step that is not taken without words."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True


class ExtendForm(NotedForm):
    days = forms.IntegerField(label=gettext_lazy("Extended by (days)"), min_value=1, max_value=1000)


class AgreedHaltForm(StepForm):
    months = forms.IntegerField(label=gettext_lazy("Months"), min_value=1, max_value=120, initial=6)
    scope = forms.ChoiceField(
        label=gettext_lazy("Scope"), choices=Halt.Scope.choices, initial=Halt.Scope.WHOLE
    )
    requirements = forms.CharField(
        label=gettext_lazy("Requirements"),
        required=False,
        widget=words(),
        help_text=gettext_lazy("One a line; printed in the notice."),
    )


class HaltForm(AgreedHaltForm):
    """The halt that is a penalty; the legal review comes before the decision."""

    legal_review = forms.CharField(label=gettext_lazy("Legal review"), widget=words())


class CallForm(StepForm):
    planned_on = forms.DateField(
        label=gettext_lazy("Planned for"), initial=timezone.localdate, required=False
    )


class AnnounceForm(StepForm):
    announcement = forms.CharField(
        label=gettext_lazy("Announcement"),
        max_length=120,
        help_text=gettext_lazy("Its number or title, as the province published it."),
    )
    announced_on = forms.DateField(
        label=gettext_lazy("Announced on"),
        help_text=gettext_lazy("The window of the next re-inspection is counted from here."),
    )


class HearingForm(StepForm):
    hearing_on = forms.DateField(label=gettext_lazy("Day of the hearing"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        earliest = deadlines.computed("hearing-notice", timezone.localdate()).due
        self.fields["hearing_on"].help_text = _("Told today, not before %(day)s.") % {
            "day": earliest.isoformat()
        }


class FindingWidget(forms.MultiWidget):
    template_name = "inspections/finding.html"

    def decompress(self, value):
        return ["yes" if value[0] else "no", value[1]] if value else [None, ""]


class FindingField(forms.MultiValueField):
    """Whether one item is put right, and in which words: ``(passed, words)``."""

    CHOICES = [("yes", gettext_lazy("put right")), ("no", gettext_lazy("not put right"))]

    def __init__(self, **kwargs):
        super().__init__(
            fields=[forms.ChoiceField(choices=self.CHOICES), forms.CharField(required=False)],
            widget=FindingWidget([forms.RadioSelect(choices=self.CHOICES), words(2)]),
            require_all_fields=False,
            **kwargs,
        )

    def compress(self, values):
        return (values[0] == "yes", values[1]) if values else None


def known_of(item):
    """What is known of an item before it is looked at: its own day, and what was told."""
    if item.due_on and item.due_on < timezone.localdate():
        yield _("It was to be put right by %s.") % item.due_on.isoformat()
    elif item.due_on:
        yield _("It is not due yet: it has time until %s.") % item.due_on.isoformat()
    if item.measures:
        yield _("Measures told: %s") % item.measures


class ConclusionForm(StepForm):
    """What a re-inspection found: only of the items that it carried forward."""

    inspectors = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        label=gettext_lazy("Inspectors"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("At least two, each with a badge valid on the day."),
    )
    report_number = forms.CharField(
        label=gettext_lazy("Number of the test report"), max_length=60, required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        badged = Q(badge_valid_to__gte=timezone.localdate()) & ~Q(badge_number="")
        self.fields["inspectors"].queryset = staff(self.by).filter(badged)
        reinspection = self.case.reinspections.under_way().first()
        carried = reinspection.items.select_related("item") if reinspection else []
        self.carried = {f"item-{entry.item_id}": entry.item for entry in carried}
        for name, item in self.carried.items():
            self.fields[name] = FindingField(label=item, help_text=in_a_row(known_of(item)))
        self.order_fields(self.carried)

    def clean(self):
        typed = super().clean()
        typed["findings"] = {
            item.pk: typed.pop(name) for name, item in self.carried.items() if name in typed
        }
        return typed


# --- Orders, results and campaigns themselves ----------------------------------------------------


class OrderForm(CaseForm):
    class Meta:
        widgets = {"findings": words(5), "violated": words(2), "basis": words(2)}


class ResultForm(RefusableForm):
    def clean(self):
        typed = super().clean()
        if typed.get("passed") is False and not typed.get("failed_items"):
            self.add_error("failed_items", _("Name what failed, one item a line."))
        return typed


class ProgressForm(forms.Form):
    """How far the enterprise has come with one item."""

    percent_done = forms.IntegerField(label=gettext_lazy("Done (%)"), min_value=0, max_value=100)
    measures = forms.CharField(
        label=gettext_lazy("Measures taken"), required=False, widget=words(2)
    )


class ObjectionForm(forms.Form):
    filed_on = forms.DateField(
        label=gettext_lazy("Filed on"),
        initial=timezone.localdate,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    reasons = forms.CharField(label=gettext_lazy("Reasons"), widget=words())


class ObjectionDecisionForm(forms.Form):
    upheld = forms.TypedChoiceField(
        label=gettext_lazy("Decision"),
        choices=[("yes", gettext_lazy("upheld")), ("no", gettext_lazy("dismissed"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(label=gettext_lazy("Reasons"), widget=words())
    on = forms.DateField(
        label=gettext_lazy("Day"),
        initial=timezone.localdate,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
