"""What is typed of the institute's services: what is asked for, and what was found."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import Enterprise
from qualitysup.casework.forms import CaseForm, RefusableForm
from standards.forms.catalogue import NumberField, day
from standards.models import (
    BarcodeCheck,
    FirmCode,
    Institute,
    LabelFinding,
    LabelItem,
    ServiceRequest,
    Standard,
    Translation,
)
from standards.services import checks, requests

# What an enterprise's account is asked for.
OF_A_PARTY = ("institute", *requests.ASKED_BY_A_PARTY)


class ServiceRequestForm(CaseForm):
    """An enterprise's account asks for its own, and says nothing of the money."""

    asked_on = day(label=_("Asked on"), initial=timezone.localdate)
    paid_on = day(label=_("Paid on"), required=False)

    class Meta:
        model = ServiceRequest
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

    def offer(self, by):
        if field := self.fields.get("institute"):
            rows = Institute.objects.all() if by.is_party else Institute.objects.visible_to(by)
            field.queryset = rows.order_by("pk")
            field.initial = field.queryset.values_list("pk", flat=True).first()
        if field := self.fields.get("enterprise"):
            field.queryset = Enterprise.objects.visible_to(by).operating().order_by("pk")
            if by.is_party:
                field.required = True
                field.widget = forms.Select(choices=field.choices)
                field.initial = field.queryset.values_list("pk", flat=True).first()


class BarcodeForm(forms.ModelForm):
    """The number, a photo that is read at once, and what the verifier shows."""

    typed = forms.CharField(
        label=_("Number under the symbol"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    photo = forms.ImageField(
        label=_("Photo of the symbol"),
        required=False,
        help_text=_("One symbol alone, straight from above. It is read at once."),
        widget=forms.FileInput({"accept": "image/*", "capture": "environment"}),
    )

    class Meta:
        model = BarcodeCheck
        fields = ["grade", "grade_needed", "verifier"]

    field_order = ["typed", "photo", "grade", "grade_needed", "verifier"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["typed"].initial = self.instance.typed
        elif last := BarcodeCheck.objects.order_by("-pk").first():
            self.initial["grade_needed"] = last.grade_needed


# What is said to each item of a label.
PARTS = ("verdict", "flaw", "remark")


class LabelForm(forms.ModelForm):
    """First the food and its day; then, under the edition of that day, item by item."""

    produced_on = day(label=_("Produced on"))
    edition = forms.ModelChoiceField(
        Standard.objects.none(),
        label=_("Checked against"),
        required=False,
        empty_label=_("the edition that applied on that day"),
    )

    class Meta:
        model = LabelFinding.check_of.field.related_model
        fields = ["product", "specification"]

    class Media:
        css = {"all": ["standards/label.css"]}

    field_order = ["product", "specification", "produced_on", "edition"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["produced_on"].initial = self.instance.produced_on
        self.fields["edition"].queryset = Standard.objects.filter(series=checks.LABELS)
        self.items = []
        produced_on = self._value_of("produced_on", self.instance.produced_on)
        allowed = checks.editions_for(produced_on) if produced_on else []
        if not allowed:
            return
        chosen = self._value_of("edition", None)
        edition = chosen if chosen in allowed else allowed[0]
        self.fields["edition"].initial = edition
        self.items = list(LabelItem.objects.filter(edition=edition.number).order_by("position"))
        there = {}
        if self.instance.pk:
            there = {row.position: row for row in self.instance.findings.all()}
        for item in self.items:
            self._ask(item, there.get(item.position))

    def _value_of(self, name, otherwise):
        """What is typed already, as far as it can be read."""
        if not self.is_bound:
            return otherwise
        try:
            return self.fields[name].clean(self.data.get(name))
        except forms.ValidationError:
            return None

    def _ask(self, item, found):
        verdict, flaw, remark = (f"{part}-{item.position}" for part in PARTS)
        self.fields[verdict] = forms.ChoiceField(
            label=pgettext_lazy("of a check", "Verdict"),
            choices=[("", "—"), *LabelFinding.Verdict.choices],
            initial=found.verdict if found else "",
            required=False,
        )
        self.fields[flaw] = forms.ChoiceField(
            label=_("Which flaw"),
            choices=[("", "—"), *LabelFinding.Flaw.choices],
            initial=found.flaw if found else "",
            required=False,
        )
        self.fields[remark] = forms.CharField(
            label=_("Remark"),
            max_length=200,
            initial=found.remark if found else "",
            required=False,
        )

    @property
    def food(self):
        return [self[name] for name in self.field_order]

    @property
    def answers(self):
        """Each item with its fields: verdict, flaw, remark."""
        for item in self.items:
            yield item, [self[f"{part}-{item.position}"] for part in PARTS]

    def clean(self):
        """The items show up once the day is known; only then can they be answered."""
        if self.items and f"verdict-{self.items[0].position}" not in self.data:
            self.add_error(None, _("Now say how the label does on each item below."))
        return super().clean()

    @property
    def said(self) -> dict[int, dict]:
        return {
            item.position: {
                part: self.cleaned_data.get(f"{part}-{item.position}", "") for part in PARTS
            }
            for item in self.items
        }


class NoveltyForm(forms.Form):
    numbers = forms.CharField(
        label=_("Numbers of standards"),
        help_text=_("One a line, in any spelling; without a year, whatever applies under it."),
        widget=forms.Textarea({"rows": 12, "spellcheck": "false"}),
    )


class TranslationForm(forms.ModelForm):
    text = forms.FileField(label=_("The translation"), required=False)

    class Meta:
        model = Translation
        fields = ["document", "source", "target", "characters", "translator", "reviewer"]


class FirmCodeForm(RefusableForm):
    granted_on = day(label=_("Registered or renewed on"))
    cancelled_on = day(label=pgettext_lazy("of a firm code", "Cancelled on"), required=False)

    class Meta:
        model = FirmCode
        fields = ["code", "holder", "enterprise", "division"]


class LabelItemForm(forms.ModelForm):
    """Found by the number as the catalogue writes it, however it is typed."""

    edition = NumberField(label=pgettext_lazy("of a standard", "Edition"), max_length=80)

    class Meta:
        model = LabelItem
        fields = ["position", "name", "asked", "basis"]
