"""What is typed into a laboratory's report, and into what is called off."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inspections.models import Laboratory
from qualitysup.casework.forms import RefusableForm
from workshops.models import LotTest, LotTestItem

DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")
# Rows that are offered beside those of the last report.
SPARE = 4
MOST_ITEMS = 60


class SampleForm(RefusableForm):
    """A lot is sampled: where it is made in a zone, the laboratory is the zone's own."""

    class Meta:
        model = LotTest
        fields = ["lot", "purpose", "laboratory", "sampled_on", "quantity", "note"]
        widgets = {"sampled_on": DAY, "note": forms.Textarea({"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "laboratory" not in self.fields:
            return  # looked at only
        laboratory = self.fields["laboratory"]
        laboratory.required = False
        laboratory.queryset = Laboratory.objects.accredited(timezone.localdate())
        laboratory.empty_label = _("the zone's own laboratory")
        self.fields["sampled_on"].initial = timezone.localdate


class ItemForm(forms.Form):
    """One line of a report; a line that is left empty is no line."""

    name = forms.CharField(label=gettext_lazy("Item"), max_length=80)
    limit = forms.CharField(label=gettext_lazy("Limit"), max_length=60)
    value = forms.CharField(label=gettext_lazy("Value found"), max_length=60)
    passed = forms.TypedChoiceField(
        label=gettext_lazy("Judgement"),
        choices=[("", "—"), ("yes", gettext_lazy("conforms")), ("no", gettext_lazy("fails"))],
        coerce=lambda word: word == "yes",
    )
    method = forms.CharField(label=gettext_lazy("Method"), max_length=80, required=False)

    def has_changed(self):
        """What the last report of this product asked is offered, and means nothing by itself."""
        if not self.is_bound:
            return False
        typed = (self.data.get(self.add_prefix(name), "") for name in ("value", "passed"))
        return super().has_changed() and any(text.strip() for text in typed)


class Items(forms.BaseFormSet):
    def clean(self):
        names = [row["name"] for row in self.rows()]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise forms.ValidationError(_("“%s” is in the report twice.") % twice[0])

    def rows(self) -> list[dict]:
        return [form.cleaned_data for form in self.forms if form.has_changed() and form.is_valid()]


class ReportForm(forms.Form):
    """The report as a whole: its number and day, and a line for every item."""

    number = forms.CharField(label=gettext_lazy("Report number"), max_length=60)
    reported_on = forms.DateField(
        label=gettext_lazy("Reported on"), initial=timezone.localdate, widget=DAY
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, data=None, *, test):
        super().__init__(data)
        known = [{"name": name, "limit": limit} for name, limit in asked_last(test)]
        rows = forms.formset_factory(
            ItemForm, formset=Items, extra=SPARE, max_num=MOST_ITEMS, absolute_max=MOST_ITEMS
        )
        self.items = rows(data, initial=known, prefix="items")

    def is_valid(self):
        return super().is_valid() and self.items.is_valid()

    def clean(self):
        typed = super().clean()
        if self.items.is_valid():
            typed["items"] = self.items.rows()
        return typed


class CorrectionForm(ReportForm):
    correction = forms.CharField(
        label=gettext_lazy("Why it is corrected"), widget=forms.Textarea({"rows": 2})
    )
    field_order = ["correction"]


def asked_last(test) -> list[tuple[str, str]]:
    """The items and limits of the report that this corrects, or of the last on such a product."""
    earlier = LotTest.objects.reported().filter(
        lot__product=test.lot.product, purpose=test.purpose, division=test.division_id
    )
    last = test if test.reported_on else earlier.order_by("-pk").first()
    if last is None:
        return []
    items = LotTestItem.objects.filter(test=last).order_by("position")
    return list(items.values_list("name", "limit"))


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why it is called off"),
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
    )
