"""Which figures somebody wants to be sent, how often, and from where on each is marked."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from qualitysup.dashboard import registry
from qualitysup.dashboard.forms import DivisionField
from qualitysup.dashboard.pages import subject_name
from qualitysup.regions.models import Division
from qualitysup.reports.models import Subscription, SubscriptionLine
from qualitysup.reports.services import subscriptions


class SubscriptionForm(forms.ModelForm):
    """The name and the rhythm, and one row for every figure that the person may see."""

    place = DivisionField(
        Division.objects.none(),
        label=Subscription._meta.get_field("place").verbose_name,
        required=False,
        empty_label=_("all that you see"),
    )

    class Meta:
        model = Subscription
        fields = ["name", "rhythm", "place"]

    def __init__(self, data, *, user, instance=None):
        super().__init__(data, instance=instance or Subscription(by=user), label_suffix="")
        seen = Division.objects.visible_to(user)
        # Villages are looked at on the dashboard; nobody scrolls thousands of them.
        self.fields["place"].queryset = seen.exclude(level=Division.Level.VILLAGE)
        chosen = {line.indicator: line for line in self._lines()}
        self.rows = []
        for one in registry.indicators_for(user):
            self._add_row(one, chosen.get(one.key))

    def _lines(self):
        return self.instance.lines.all() if self.instance.pk else ()

    def _add_row(self, one, line):
        bound = {"max_digits": 12, "decimal_places": 2, "required": False}
        names = [f"{part}:{one.key}" for part in ("pick", "above", "below")]
        self.fields[names[0]] = forms.BooleanField(
            label=one.name, required=False, initial=line is not None
        )
        for name, words in zip(names[1:], (_("above"), _("below")), strict=True):
            self.fields[name] = forms.DecimalField(
                **bound,
                label=words,
                initial=line and getattr(line, name.partition(":")[0]),
                widget=forms.NumberInput({"aria-label": f"{one.name}: {words}", "step": "any"}),
            )
        self.rows.append((one, names))

    @property
    def groups(self):
        """By subject: its name, whether any is chosen, and its rows of bound fields."""
        found: dict[str, list] = {}
        for one, names in self.rows:
            found.setdefault(one.subject, []).append((one, [self[name] for name in names]))
        return [
            (subject_name(subject), any(pick.value() for _one, (pick, *_) in rows), rows)
            for subject, rows in found.items()
        ]

    def clean_name(self):
        # The form has no field for the person, so that Django leaves out the constraint itself.
        name, mine = self.cleaned_data["name"], Subscription.objects.filter(by=self.instance.by)
        if mine.filter(name=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("You have a subscription of this name."))
        return name

    def clean(self):
        super().clean()
        count = len(self.lines())
        if not count:
            raise ValidationError(_("Choose at least one figure."), code="none")
        if count > subscriptions.MOST:
            words = ngettext("Choose at most %d figure.", "Choose at most %d figures.", count)
            raise ValidationError(words % subscriptions.MOST, code="many")
        return self.cleaned_data

    def lines(self) -> list[SubscriptionLine]:
        """What was chosen; a bound alone chooses its figure too."""
        found = []
        for one, names in self.rows:
            pick, above, below = (self.cleaned_data.get(name) for name in names)
            if pick or isinstance(above, Decimal) or isinstance(below, Decimal):
                found.append(SubscriptionLine(indicator=one.key, above=above, below=below))
        return found

    def save(self):
        # What had ended with its place goes on with another one.
        self.instance.is_active = True
        return subscriptions.keep(self.instance, self.lines())
