"""What is typed into publicity: the text, and where it was published."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brands.models import Honour, PublicityChannel, WordingRule
from qualitysup.casework.forms import CaseForm, StepForm


class HonourChoiceField(forms.ModelChoiceField):
    """An honour by its holder as well: of one kind there are many."""

    def label_from_instance(self, honour):
        return f"{honour.title} {honour.number}".strip()


def held_by_whom(by, *, also=None):
    """The honours that stand where this person works, and the one that was chosen before."""
    seen = Honour.objects.visible_to(by)
    honours = seen.held() | seen.filter(pk=also)
    return honours.for_list().order_by("enterprise__name", "kind", "-granted_on", "pk")


def offer_honours(form, by):
    """The choices that this person has; an honour is entered and looked at on its own page."""
    if field := form.fields.get("honour"):
        field.queryset = held_by_whom(by, also=form.instance.honour_id)
        wrapper = field.widget
        wrapper.can_add_related = wrapper.can_change_related = wrapper.can_view_related = False


class PublicityItemForm(CaseForm):
    """The text, looked at as it is typed: see ``static/brands/wording.js``."""

    class Meta:
        field_classes = {"honour": HonourChoiceField}
        widgets = {
            "text": forms.Textarea({"rows": 8, "class": "vLargeTextField"}),
            "headline": forms.TextInput({"class": "vTextField"}),
        }

    def offer(self, by):
        offer_honours(self, by)


class WordingForm(forms.Form):
    """A text on its way, for a look at its words."""

    honour = forms.ModelChoiceField(queryset=Honour.objects.none())
    headline = forms.CharField(required=False, max_length=200)
    text = forms.CharField(required=False, max_length=20_000)

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        honours = Honour.objects.visible_to(by).select_related("enterprise", "kind")
        self.fields["honour"].queryset = honours


class NotedForm(StepForm):
    """A step that is not taken without words."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True


class PublicationForm(forms.Form):
    """Where it was published; what replaces an earlier record says so."""

    channel = forms.ChoiceField(
        label=gettext_lazy("Channel"), choices=PublicityChannel.Channel.choices
    )
    where = forms.CharField(
        label=gettext_lazy("Where"),
        max_length=300,
        help_text=gettext_lazy("The address of the page, or paper and number."),
    )
    published_on = forms.DateField(
        label=gettext_lazy("Published on"),
        initial=timezone.localdate,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    reach = forms.IntegerField(
        label=gettext_lazy("People reached"),
        required=False,
        min_value=0,
        max_value=2_000_000_000,
        help_text=gettext_lazy("Empty where nobody counted."),
    )
    reach_source = forms.CharField(
        label=gettext_lazy("Who counted"), max_length=120, required=False
    )
    replaces = forms.ModelChoiceField(
        queryset=PublicityChannel.objects.none(),
        label=gettext_lazy("In place of"),
        required=False,
        help_text=gettext_lazy("A record that is wrong; it stays to be read."),
    )

    def __init__(self, *args, item, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["replaces"].queryset = item.channels.standing().order_by("-pk")

    def clean(self):
        typed = super().clean()
        if (typed.get("reach") is None) != (not typed.get("reach_source")):
            words = gettext_lazy("Say who counted; without a count leave both empty.")
            self.add_error("reach_source", words)
        return typed


class WordingRuleForm(forms.ModelForm):
    class Meta:
        model = WordingRule
        fields = ["words", "unless", "law", "why", "valid_from", "valid_to", "confidence"]

    def clean_unless(self):
        unless, words = self.cleaned_data["unless"], self.cleaned_data.get("words", "")
        for each in unless:
            if words not in each:
                raise ValidationError(
                    _("“%(longer)s” does not hold “%(words)s”."),
                    params={"longer": each, "words": words},
                )
        return unless
