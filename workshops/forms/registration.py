"""What is typed into applications and registrations, and what their steps ask."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inspections.models import Visit
from qualitysup.casework.forms import CaseForm, RefusableForm, StepForm
from workshops.models import Application, ApplicationVariety, FoodCategory, Registration, Zone
from workshops.services.keeping import workshops_of
from workshops.workflow.registration import LOOKED_AT


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


def words(rows=3):
    return forms.Textarea(attrs={"rows": rows})


# --- An application -------------------------------------------------------------------------------


class ApplicationForm(CaseForm):
    """One of the three kinds; ``by`` and ``asks`` are set by the page that shows it."""

    by = None
    # The fields that the page shows.
    asks = ()

    changes = forms.MultipleChoiceField(
        label=gettext_lazy("What changes"),
        choices=Application.Change.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "A move and other varieties, layout, process or major equipment are checked on site."
        ),
    )

    class Meta:
        model = Application
        fields: list[str] = []
        widgets = {"filed_on": Day, "changed_on": Day, "explanation": words()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "changes" not in self.asks:
            del self.fields["changes"]
        if "workshop" in self.fields:
            self._offer_workshops(self.fields["workshop"])
        if "zone" in self.fields:
            standing = (Zone.State.APPROVED, Zone.State.OPERATING)
            self.fields["zone"].queryset = self.fields["zone"].queryset.filter(state__in=standing)
        if "changed_on" in self.fields:
            self.fields["changed_on"].required = True
            self.fields["changed_on"].help_text = _(
                "It is applied for within three working days; later is taken too, and said so."
            )

    def _offer_workshops(self, field):
        """Whoever acts for one workshop need not look for it."""
        if self.by.is_party:
            own = workshops_of(self.by)
            field.queryset, field.widget = own, forms.Select(choices=())
            field.widget.choices = field.choices
            if len(own) == 1:
                field.initial = own[0].pk


class VarietyForm(forms.ModelForm):
    class Meta:
        model = ApplicationVariety
        fields = ["category", "name"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = FoodCategory.objects.for_varieties()


# --- Its steps ------------------------------------------------------------------------------------


class ReasonForm(StepForm):
    """A step that is not taken without words; they are printed in its paper."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True
        self.fields["note"].label = _("Reasons")
        self.fields["note"].help_text = _("They are printed in the notice to the applicant.")


class AcceptForm(StepForm):
    site_check = forms.BooleanField(
        label=gettext_lazy("Have the site checked all the same"),
        required=False,
        help_text=gettext_lazy("The rules do not ask for it here; a doubt may."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.case is not None and self.case.needs_site_check:
            del self.fields["site_check"]


class VisitField(forms.ModelChoiceField):
    def label_from_instance(self, visit):
        day = timezone.localdate(visit.started_at).isoformat()
        found = {"day": day, "kind": visit.get_kind_display(), "failed": visit.failed_count}
        return _("%(day)s, %(kind)s, %(failed)d failed items") % found


class CheckForm(StepForm):
    """Which visit checked the site, and whether the place is fit for what is to be made."""

    visit = VisitField(
        queryset=Visit.objects.none(),
        label=gettext_lazy("Visit"),
        help_text=gettext_lazy("Finished visits to this workshop since the application came."),
    )
    passed = forms.TypedChoiceField(
        label=gettext_lazy("Outcome"),
        choices=[("yes", gettext_lazy("passed")), ("no", gettext_lazy("not passed"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    findings = forms.CharField(
        label=gettext_lazy("Findings"),
        required=False,
        widget=words(),
        help_text=gettext_lazy("What was wanting, if it was not passed."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        made = Visit.objects.visible_to(self.by).finished()
        self.fields["visit"].queryset = made.filter(
            enterprise=self.case.workshop.enterprise_id,
            kind__in=LOOKED_AT,
            started_at__date__gte=self.case.filed_on,
        ).order_by("-started_at", "-pk")


# --- A registration -------------------------------------------------------------------------------


class TakeOverForm(RefusableForm):
    """A registration that an older paper proves."""

    class Meta:
        model = Registration
        fields = ["workshop", "number", "valid_from", "valid_to"]
        widgets = {"valid_from": Day, "valid_to": Day}


class EndForm(forms.Form):
    because = forms.CharField(label=gettext_lazy("Reason"), max_length=200, widget=words(2))
    on = forms.DateField(label=gettext_lazy("Day"), initial=timezone.localdate, widget=Day)
