"""What is typed to publish results, and to take complaints through their steps."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from inspections.forms.order import NotedForm, words
from inspections.models import Complaint, Disclosure, RectificationOrder, TestResult
from inspections.redaction import Reason, Redaction, texts
from inspections.services.complaints import CHECK
from qualitysup.accounts.models import User
from qualitysup.accounts.roles import roles_with
from qualitysup.casework.forms import CaseForm, StepForm
from qualitysup.documents.models import Agency
from qualitysup.regions.models import Division

# --- Disclosures ---------------------------------------------------------------------------------


class RefuseDisclosureForm(NotedForm):
    ground = forms.ChoiceField(
        label=gettext_lazy("Ground"), choices=Disclosure.Ground.choices, widget=forms.RadioSelect
    )


class AnnulForm(NotedForm):
    annulled_on = forms.DateField(
        label=gettext_lazy("Annulled on"),
        initial=timezone.localdate,
        help_text=gettext_lazy("It is withdrawn within three working days from here."),
    )


class RedactForm(forms.Form):
    """Which of the proposals hold, and what else is blacked out."""

    kept = forms.MultipleChoiceField(
        label=gettext_lazy("To black out"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Untick what may be read by everybody."),
    )
    by_hand = forms.CharField(
        label=gettext_lazy("Besides"),
        required=False,
        widget=words(4),
        help_text=gettext_lazy("One text a line, as it stands in the facts."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, disclosure, proposals, **kwargs):
        super().__init__(*args, **kwargs)
        self.disclosure = disclosure
        self.chosen = [Redaction(**row) for row in disclosure.redactions]
        automatic = {each.text: each for each in [*proposals, *self.chosen] if each.why != "other"}
        self.automatic = automatic
        self.fields["kept"].choices = [
            (text, f"{text} ({Reason(each.why).label})") for text, each in automatic.items()
        ]
        self.fields["kept"].initial = [each.text for each in self.chosen]
        self.fields["by_hand"].initial = "\n".join(
            each.text for each in self.chosen if each.why == "other"
        )
        self.fields["version"].initial = disclosure.version

    def clean_by_hand(self):
        typed = [line.strip() for line in self.cleaned_data["by_hand"].splitlines()]
        everything = "\n".join(texts(self.disclosure.facts))
        absent = [text for text in typed if text and text not in everything]
        if absent:
            raise forms.ValidationError(
                gettext_lazy("This does not stand in the facts: %(text)s"),
                params={"text": absent[0]},
            )
        return [Redaction(text, str(Reason.OTHER)) for text in typed if text]

    def redactions(self) -> list[Redaction]:
        kept = [self.automatic[text] for text in self.cleaned_data["kept"]]
        return [*kept, *self.cleaned_data["by_hand"]]


# --- Complaints ----------------------------------------------------------------------------------


class ComplaintForm(CaseForm):
    """A complaint as it is told, with who told it: typed here once and then kept apart."""

    class Meta:
        widgets = {"text": words(6, **{"class": "vLargeTextField"})}

    complainant_name = forms.CharField(
        label=gettext_lazy("Complainant"), max_length=60, required=False
    )
    complainant_phone = forms.CharField(
        label=gettext_lazy("Telephone"), max_length=60, required=False
    )
    complainant_address = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Kept apart; every look at it is written down."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("name", "phone", "address"):
                self.fields.pop(f"complainant_{name}", None)

    def clean(self):
        typed = super().clean()
        if not typed.get("enterprise") and not typed.get("enterprise_name"):
            self.add_error(
                "enterprise_name",
                gettext_lazy("Say whom it is about: the enterprise, or its name."),
            )
        received = typed.get("received_on")
        if received and received > timezone.localdate():
            self.add_error("received_on", gettext_lazy("It is registered once it has come in."))
        return typed


class AssignForm(StepForm):
    to = forms.ModelChoiceField(queryset=User.objects.none(), label=gettext_lazy("To whom"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        colleagues = User.objects.beside(self.by).holding(*roles_with(CHECK))
        self.fields["to"].queryset = colleagues.order_by("full_name", "pk")


class ExtendCheckForm(NotedForm):
    days = forms.IntegerField(
        label=gettext_lazy("Extended by (working days)"), min_value=1, max_value=15, initial=15
    )


class FoundForm(StepForm):
    result = forms.ChoiceField(
        label=pgettext_lazy("of a complaint", "Result"), choices=Complaint.Result.choices
    )
    finding = forms.CharField(label=gettext_lazy("What was found"), widget=words())


class AnswerForm(StepForm):
    answer = forms.CharField(
        label=pgettext_lazy("to a complainant", "Answer"),
        widget=words(),
        help_text=gettext_lazy("What the complainant was told, and how."),
    )


class JoinForm(StepForm):
    to = forms.ModelChoiceField(
        queryset=Complaint.objects.none(),
        label=gettext_lazy("The other one"),
        help_text=gettext_lazy("Open ones about the same enterprise."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.case is not None:
            alike = Complaint.objects.visible_to(self.by).alike(self.case)
            self.fields["to"].queryset = alike.select_related("enterprise").order_by("-pk")


class LedToForm(forms.Form):
    """An order or a result of the same enterprise that came of the complaint."""

    order = forms.ModelChoiceField(
        queryset=RectificationOrder.objects.none(),
        label=gettext_lazy("Rectification order"),
        required=False,
    )
    result = forms.ModelChoiceField(
        queryset=TestResult.objects.none(), label=gettext_lazy("Test result"), required=False
    )

    def __init__(self, *args, complaint, by, **kwargs):
        super().__init__(*args, **kwargs)
        of = {"enterprise": complaint.enterprise_id}
        self.fields["order"].queryset = (
            RectificationOrder.objects.visible_to(by).filter(**of).order_by("-pk")
        )
        self.fields["result"].queryset = (
            TestResult.objects.visible_to(by).filter(**of).order_by("-pk")
        )

    def clean(self):
        typed = super().clean()
        if not typed.get("order") and not typed.get("result"):
            raise forms.ValidationError(gettext_lazy("Choose what it led to."))
        return typed


class DecisionForm(forms.Form):
    """Why a proposed class is confirmed, or the present one kept."""

    why = forms.CharField(label=gettext_lazy("Why"), required=False, widget=words())

    def __init__(self, *args, needs_why, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["why"].required = needs_why


class StartRunForm(forms.Form):
    """Whose enterprises are scored: a division that the person sees, with all below it."""

    division = forms.ModelChoiceField(
        queryset=Division.objects.none(), label=gettext_lazy("Division")
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        bureaus = Agency.objects.values("division")
        self.fields["division"].queryset = Division.objects.visible_to(by).filter(pk__in=bureaus)
        self.fields["division"].initial = by.home_id
