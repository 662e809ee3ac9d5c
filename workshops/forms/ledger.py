"""What is typed into the ledgers: short, and with what was typed last time at hand.

The forms are for a phone as much as for a desk: what the ledger knows already is offered, what the
law asks for is asked for, and the rest waits until somebody wants it.
"""

from django import forms
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from qualitysup.casework.forms import CaseForm, RefusableForm
from workshops.models import Lot, QuarantinePaper, Sale
from workshops.quantities import plain
from workshops.services import ledgers
from workshops.services.keeping import workshops_of

# More than this is not read on a phone; what is older is taken first.
OFFERED = 40
QUANTITY = {"max_digits": 12, "decimal_places": 3, "min_value": 0}


class Suggesting(forms.TextInput):
    """A line of text with what was typed there before; nothing of it is binding."""

    def __init__(self, suggestions=(), attrs=None):
        super().__init__(attrs)
        self.suggestions = suggestions

    def render(self, name, value, attrs=None, renderer=None):
        box = super().render(name, value, {**(attrs or {}), "list": f"{name}-known"}, renderer)
        known = format_html_join(
            "", '<option value="{}"></option>', ((s,) for s in self.suggestions)
        )
        return format_html('{}<datalist id="{}-known">{}</datalist>', box, name, known)


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


def without_side_doors(form, *names):
    """A short form has no buttons that add or change the rows it chooses from."""
    for name in names:
        widget = form.fields[name].widget if name in form.fields else None
        for side_door in ("can_add_related", "can_change_related", "can_view_related"):
            if hasattr(widget, side_door):
                setattr(widget, side_door, False)


class EntryForm(CaseForm):
    """One lot as of a day; ``by`` and ``kind`` are set by the page that shows it."""

    by = None
    kind = ""

    class Meta:
        model = Lot
        fields: list[str] = []
        widgets = {
            "made_on": Day,
            "produced_on": Day,
            "best_before": Day,
            "quantity": forms.NumberInput({"step": "any", "inputmode": "decimal"}),
            "shelf_life_days": forms.NumberInput({"inputmode": "numeric"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.kind = self.instance.kind or self.kind
        if "workshop" in self.fields:
            self._offer_workshops()
        workshops = [self.instance.workshop_id] if self.instance.pk else workshops_of(self.by)
        known = Lot.objects.filter(workshop__in=workshops, kind=self.kind)
        self._suggest("product", known.order_by().values_list("product", flat=True).distinct())
        without_side_doors(self, "workshop", "category", "plant")
        self._suggest("supplier_name", (lot.supplier_name for lot in known.last_suppliers()[:20]))

    def _offer_workshops(self):
        mine = workshops_of(self.by)
        field = self.fields["workshop"]
        field.queryset = mine
        if len(mine) == 1:
            field.initial, field.widget = mine[0].pk, forms.HiddenInput()

    def _name_the_day(self, label):
        self.fields["made_on"].label, self.fields["made_on"].help_text = label, ""

    def _suggest(self, name, suggestions):
        if name in self.fields:
            self.fields[name].widget = Suggesting(list(suggestions)[:50])
            self.fields[name].widget.attrs["class"] = "vTextField"


class PaperFields(forms.Form):
    """The quarantine paper as it lies before the operator; written down once per number."""

    paper_kind = forms.ChoiceField(
        label=gettext_lazy("Quarantine paper"),
        choices=[("", "---------"), *QuarantinePaper.Kind.choices],
        required=False,
    )
    paper_number = forms.CharField(label=gettext_lazy("Its number"), max_length=60, required=False)
    paper_issued_on = forms.DateField(label=gettext_lazy("Issued on"), required=False, widget=Day)
    paper_valid_to = forms.DateField(
        label=gettext_lazy("Valid until"),
        required=False,
        widget=Day,
        help_text=gettext_lazy("Only if the paper says less than its kind may have."),
    )
    paper_issuer = forms.CharField(label=gettext_lazy("Issued by"), max_length=120, required=False)
    paper_origin = forms.CharField(label=gettext_lazy("Origin"), max_length=200, required=False)
    NAMES = tuple(base_field for base_field in (
        "paper_kind", "paper_number", "paper_issued_on", "paper_valid_to", "paper_issuer",
        "paper_origin",
    ))  # fmt: skip
    NEEDED = ("paper_kind", "paper_number", "paper_issued_on", "paper_issuer", "paper_origin")

    def _show_paper(self):
        paper = self.instance.quarantine_paper
        if paper is not None:
            for name in ("kind", "number", "issued_on", "valid_to", "issuer", "origin"):
                self.fields[f"paper_{name}"].initial = getattr(paper, name)

    def _check_paper(self, typed):
        given = [name for name in self.NEEDED if typed.get(name)]
        if given and len(given) < len(self.NEEDED):
            for name in set(self.NEEDED) - set(given):
                self.add_error(name, _("The paper says this as well."))

    def paper(self) -> dict | None:
        """What is to be written down of the paper, or ``None``."""
        typed = self.cleaned_data
        if not typed.get("paper_number"):
            return None
        return {name.removeprefix("paper_"): typed[name] for name in self.NAMES}


class PurchaseForm(PaperFields, EntryForm):
    kind = Lot.Kind.PURCHASED

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._name_the_day(_("Received on"))
        self.fields["supplier_name"].required = True
        for name in ("supplier_address", "supplier_contact"):
            self.fields[name].help_text = _("Left empty: as it was last time.")
        self._show_paper()

    def clean(self):
        typed = super().clean()
        self._check_paper(typed)
        return typed


class SlaughterForm(PaperFields, EntryForm):
    kind = Lot.Kind.SLAUGHTERED

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._name_the_day(_("Slaughtered or received on"))
        self.fields["plant"].required = True
        self._show_paper()

    def clean(self):
        typed = super().clean()
        self._check_paper(typed)
        return typed


class ProductionForm(EntryForm):
    """What was made, and of what: one box for each lot that is in stock."""

    kind = Lot.Kind.PRODUCED
    sources: dict[int, Lot] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._name_the_day(pgettext("of goods", "Made on"))
        self.fields["batch"].help_text = _("Left empty: the day, and a number if there are more.")

    def clean(self):
        typed = super().clean()
        if not self.inputs():
            self.add_error(None, _("Say what it was made of."))
        return typed

    def inputs(self) -> list:
        """Pairs of a lot and how much of it went in."""
        typed = self.cleaned_data
        return [
            (source, typed[box_of(pk)])
            for pk, source in self.sources.items()
            if typed.get(box_of(pk))
        ]


def box_of(pk) -> str:
    return f"input_{pk}"


def production_form(sources, used=()):
    """The form with a box for each of these lots; ``used`` is what is written there already."""
    used = dict(used)
    boxes = {
        box_of(lot.pk): forms.DecimalField(
            label=_("%(product)s %(batch)s")
            % {"product": lot.product, "batch": lot.batch or lot.made_on.isoformat()},
            help_text=_("left: %(left)s %(unit)s; best before %(day)s")
            % {
                "left": plain(lot.remaining + used.get(lot.pk, 0)),
                "unit": lot.unit,
                "day": lot.best_before.isoformat() if lot.best_before else "—",
            },
            required=False,
            initial=used.get(lot.pk),
            widget=forms.NumberInput({"step": "any", "inputmode": "decimal"}),
            **QUANTITY,
        )
        for lot in sources
    }
    return type(
        "ProductionForm", (ProductionForm,), {**boxes, "sources": {lot.pk: lot for lot in sources}}
    )


class SaleForm(RefusableForm):
    """One step forward; a buyer that was named before need not be spelled out again."""

    by = None

    class Meta:
        model = Sale
        fields: list[str] = []
        widgets = {
            "sold_on": Day,
            "quantity": forms.NumberInput({"step": "any", "inputmode": "decimal"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "lot" not in self.fields:
            return
        mine = workshops_of(self.by)
        lots = Lot.objects.filter(workshop__in=mine).for_sale(timezone.localdate())
        self.fields["lot"].queryset = lots.order_by("best_before", "pk")
        self.fields["lot"].label_from_instance = lot_with_remainder
        if not lots.exists():
            self.fields["lot"].help_text = _("Nothing that is released is left to be sold.")
        without_side_doors(self, "lot", "buyer_workshop")
        self.fields["buyer_workshop"].queryset = ledgers.buyers_for(mine)
        for name in ("buyer_name", "buyer_address", "buyer_contact"):
            self.fields[name].required = False
            self.fields[name].help_text = _("Left empty: as it was last time.")
        self.fields["buyer_name"].help_text = _("Left empty: the operator chosen above.")
        buyers = Sale.objects.filter(lot__workshop__in=mine).last_buyers()[:30]
        widget = Suggesting([sale.buyer_name for sale in buyers], {"class": "vTextField"})
        self.fields["buyer_name"].widget = widget
        self.order_fields(["lot", "buyer_workshop", "buyer_name"])

    def clean(self):
        typed = super().clean()
        if not (typed.get("buyer_name") or typed.get("buyer_workshop")):
            self.add_error("buyer_name", _("Say who bought it."))
        return typed


def lot_with_remainder(lot):
    return _("%(lot)s: %(left)s %(unit)s left") % {
        "lot": lot,
        "left": plain(lot.remaining),
        "unit": lot.unit,
    }


class CorrectionForm(forms.Form):
    field = forms.ChoiceField(label=gettext_lazy("What was wrong"))
    instead = forms.CharField(
        label=gettext_lazy("What is right"),
        max_length=200,
        help_text=gettext_lazy("A day as 2026-11-22."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)

    def __init__(self, *args, lot, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [
            (name, f"{Lot._meta.get_field(name).verbose_name}: {getattr(lot, name) or '—'}")
            for name in ledgers.CORRECTABLE
        ]


class LateInputForm(forms.Form):
    source = forms.ModelChoiceField(Lot.objects.none(), label=gettext_lazy("What went in"))
    quantity = forms.DecimalField(label=gettext_lazy("Quantity"), **QUANTITY)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)

    def __init__(self, *args, lot, **kwargs):
        super().__init__(*args, **kwargs)
        there = Lot.objects.of(lot.workshop_id).filter(remaining__gt=0, made_on__lte=lot.made_on)
        field = self.fields["source"]
        field.queryset = there.exclude(pk=lot.pk).exclude(state__in=["recorded", "turned_away"])
        field.label_from_instance = lot_with_remainder


class TakeBackForm(forms.Form):
    quantity = forms.DecimalField(
        label=gettext_lazy("Quantity"),
        help_text=gettext_lazy("How much of it was written by mistake."),
        **QUANTITY,
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


class TakeOverForm(forms.Form):
    received_on = forms.DateField(
        label=gettext_lazy("Received on"), initial=timezone.localdate, widget=Day
    )
