"""One form for each ledger: the operator writes down what came in or was made, on a phone."""

from django.contrib import messages
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from qualitysup.casework.admin import words_of
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.wording import in_a_row
from workshops.forms import ledger as forms
from workshops.models import Lot
from workshops.services import ledgers, lots, papers
from workshops.services.keeping import workshops_of

Kind = Lot.Kind


class EntryForms:
    """For the admin of lots: the form of an entry while it is written, all of it afterwards."""

    form = forms.PurchaseForm
    FORMS = {Kind.PURCHASED: forms.PurchaseForm, Kind.SLAUGHTERED: forms.SlaughterForm}
    PAPERS = ["plant", *forms.PaperFields.NAMES, "quality_certificate"]
    GOODS = ["product", "spec", "quantity", "unit"]
    LIFE = ["shelf_life_days", "best_before"]
    FACTS = [
        "kind",
        "workshop",
        "zone",
        "product",
        "category",
        "spec",
        "batch",
        "how_much",
        "left",
        "made_on",
        "entered_at",
        "produced_on",
        "shelf_life_days",
        "best_before",
        "supplier_name",
        "supplier_address",
        "supplier_contact",
        "supplier_licence",
        "conformity_proof",
        "plant",
        "quarantine_paper",
        "quality_certificate",
        "held_because",
        "keep_until",
        "created_by",
    ]

    def _kind(self, request, obj=None):
        asked = obj.kind if obj else request.GET.get("kind")
        return asked if asked in Kind.values else Kind.PURCHASED

    def _is_entry(self, request, obj):
        """Whether it is still being written: then the page is a form, and short."""
        return obj is None or (
            obj.state in self.editable_states and self.has_change_permission(request, obj)
        )

    def get_fieldsets(self, request, obj=None):
        if not self._is_entry(request, obj):
            filled = [
                name
                for name in self.FACTS
                if not hasattr(Lot, name) or name in self.readonly_fields or _has(obj, name)
            ]
            return [(None, {"fields": filled})]
        where = [] if obj else ["workshop"]
        match self._kind(request, obj):
            case Kind.PRODUCED:
                boxes = [forms.box_of(lot.pk) for lot in self._sources(request, obj)]
                nothing = "" if boxes else _("Nothing that may go in is in stock.")
                return [
                    (None, {"fields": [*where, *self.GOODS, "made_on", "batch", *self.LIFE]}),
                    (
                        _("What went in"),
                        {
                            "fields": boxes,
                            "classes": ["boxes"],
                            "description": nothing,
                        },
                    ),
                    (
                        pgettext("of a form", "More"),
                        {"fields": ["category"], "classes": ["collapse"]},
                    ),
                ]
            case Kind.SLAUGHTERED:
                return [
                    (None, {"fields": [*where, *self.GOODS, "made_on", *self.LIFE]}),
                    (_("Papers of the meat"), {"fields": self.PAPERS}),
                ]
        supplier = ["supplier_name", "supplier_address", "supplier_contact", "supplier_licence"]
        goods = [*self.GOODS, "made_on", "batch", "produced_on", *self.LIFE, "conformity_proof"]
        return [
            (None, {"fields": [*where, *goods]}),
            (_("Supplier"), {"fields": supplier}),
            (_("Papers of the meat"), {"fields": self.PAPERS, "classes": ["collapse"]}),
            (pgettext("of a form", "More"), {"fields": ["category"], "classes": ["collapse"]}),
        ]

    def get_inlines(self, request, obj):
        return [] if self._is_entry(request, obj) else super().get_inlines(request, obj)

    def get_form(self, request, obj=None, change=False, **kwargs):
        kind = self._kind(request, obj)
        if not self._is_entry(request, obj):
            kwargs["form"] = forms.EntryForm
        elif kind == Kind.PRODUCED:
            kwargs["form"] = forms.production_form(
                self._sources(request, obj),
                obj.inputs.values_list("source", "quantity") if obj else (),
            )
        else:
            kwargs["form"] = self.FORMS[kind]
        form = super().get_form(request, obj, change=change, **kwargs)
        form.by, form.kind = request.user, kind
        return form

    def _sources(self, request, obj=None):
        """What is in stock and may go in; asked once a page."""
        if not hasattr(request, "sources"):
            mine = [obj.workshop_id] if obj else workshops_of(request.user).values("pk")
            stock = Lot.objects.filter(workshop__in=mine)
            usable = stock.usable_on(timezone.localdate())
            if obj:
                usable = usable | stock.filter(uses__lot=obj)
                usable = usable.exclude(pk=obj.pk).distinct()
            request.sources = list(usable.order_by("best_before", "pk")[: forms.OFFERED])
        return request.sources

    TITLES = {
        Kind.PURCHASED: gettext_lazy("Record a purchase"),
        Kind.SLAUGHTERED: gettext_lazy("Record meat from slaughter"),
        Kind.PRODUCED: gettext_lazy("Record what was made"),
    }

    def add_view(self, request, form_url="", extra_context=None):
        title = {"title": self.TITLES[self._kind(request)]}
        return super().add_view(request, form_url, {**title, **(extra_context or {})})

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == "plant":
            field.queryset = field.queryset.verified()
        return field

    def get_changeform_initial_data(self, request):
        """Again like last time: all but the day, the quantity and the papers."""
        initial = super().get_changeform_initial_data(request)
        like = initial.pop("like", "")
        if like.isdigit():
            lot = self.get_queryset(request).filter(pk=like).first()
            if lot is not None:
                initial |= {"workshop": lot.workshop_id, **ledgers.again(lot)}
        return initial

    def has_add_permission(self, request):
        return super().has_add_permission(request) and workshops_of(request.user).exists()

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        if obj is None or not may or request.method not in ("GET", "HEAD"):
            return may
        return self.keeps(request, obj.workshop)

    def save_model(self, request, obj, form, change):
        with transaction.atomic():
            facts = self._typed(request, form, obj)
            if change:
                self._check_editable(obj)
                for name in ("plant", "quarantine_paper"):
                    if name in facts:
                        setattr(obj, name, facts[name])
                inputs = form.inputs() if obj.kind == Kind.PRODUCED else None
                version = form.cleaned_data["version"]
                ledgers.save_entry(obj, by=request.user, version=version, inputs=inputs)
            else:
                lot = ledgers.enter(by=request.user, kind=form.kind, **facts)
                obj.pk = lot.pk
                obj._state.adding = False
                obj.refresh_from_db()
        self._go_on(request, obj)

    def _typed(self, request, form, obj):
        columns = {field.name for field in Lot._meta.fields}
        facts = {
            name: value
            for name, value in form.cleaned_data.items()
            if name in columns and name != "version"
        }
        if isinstance(form, forms.ProductionForm):
            facts["inputs"] = form.inputs()
        elif (paper := form.paper()) is not None:
            workshop = facts.get("workshop") or obj.workshop
            facts["quarantine_paper"] = papers.record(by=request.user, workshop=workshop, **paper)
        return facts

    def _go_on(self, request, lot):
        """What is in order goes on at once; what is not stays written down, with the reason."""
        try:
            lots.take_in(lot, by=request.user) if lot.is_input else lots.make(lot, by=request.user)
        except TransitionRefused as refusal:
            text = _("Written down, but not taken in yet: %s") % in_a_row(words_of(refusal))
            self.message_user(request, text, messages.WARNING)


def _has(lot, name):
    return getattr(lot, name) not in (None, "")
