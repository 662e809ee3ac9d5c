"""What the API shows of lots, sales, plants and papers, and what their steps ask."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from qualitysup.casework.api.fields import LARGEST, VisibleRelatedField
from qualitysup.casework.api.viewsets import StepInput
from workshops.models import (
    FoodCategory,
    Lot,
    LotCorrection,
    LotInput,
    PaperValidity,
    QuarantinePaper,
    Sale,
    SlaughterPlant,
    Workshop,
)
from workshops.services import ledgers
from workshops.services.keeping import workshops_of

QUANTITY = {"max_digits": 12, "decimal_places": 3}


class NotedInput(StepInput):
    """A step that is not taken without words."""

    note = serializers.CharField()


class PlantOutput(serializers.ModelSerializer):
    class Meta:
        model = SlaughterPlant
        fields = [
            "id",
            "division",
            "name",
            "enterprise",
            "zone",
            "species",
            "certificate_number",
            "sign_number",
            "issued_by",
            "valid_from",
            "valid_to",
            "verified_on",
        ]


class VerifyInput(serializers.Serializer):
    on = serializers.DateField(required=False)


class PaperOutput(serializers.ModelSerializer):
    """A quarantine paper; ``recorded_at`` is the server's moment beside the claimed day."""

    class Meta:
        model = QuarantinePaper
        fields = [
            "id",
            "workshop",
            "zone",
            "kind",
            "number",
            "issued_on",
            "valid_to",
            "issuer",
            "origin",
            "recorded_at",
            "days_late",
            "keep_until",
        ]

    days_late = serializers.IntegerField()


class QuarantinePaperInput(serializers.Serializer):
    workshop = VisibleRelatedField(queryset=Workshop.objects.all())
    kind = serializers.ChoiceField(QuarantinePaper.Kind.choices)
    number = serializers.CharField(max_length=60)
    issued_on = serializers.DateField()
    issuer = serializers.CharField(max_length=120)
    origin = serializers.CharField(max_length=200)
    valid_to = serializers.DateField(required=False, allow_null=True, default=None)


class PaperValidityOutput(serializers.ModelSerializer):
    class Meta:
        model = PaperValidity
        fields = ["id", "kind", "days", "valid_from", "valid_to", "legal_basis", "confidence"]


class InputOutput(serializers.ModelSerializer):
    """What went into a lot; a counter-entry takes back part of another."""

    product = serializers.CharField(source="source.product")

    class Meta:
        model = LotInput
        fields = ["id", "source", "product", "quantity", "corrects", "reason", "recorded_at"]


class CorrectionOutput(serializers.ModelSerializer):
    class Meta:
        model = LotCorrection
        fields = ["id", "field", "was", "instead", "quantity_change", "reason", "recorded_at"]


class LotRow(serializers.ModelSerializer):
    """A lot in a list, and as the answer to a step."""

    state_label = serializers.CharField()
    workshop_name = serializers.CharField(source="workshop.enterprise.name")
    days_late = serializers.IntegerField(
        help_text="How many days after the claimed one the server heard of it."
    )

    class Meta:
        model = Lot
        fields = [
            "id",
            "kind",
            "state",
            "state_label",
            "version",
            "division",
            "workshop",
            "workshop_name",
            "zone",
            "product",
            "category",
            "spec",
            "batch",
            "quantity",
            "remaining",
            "unit",
            "made_on",
            "created_at",
            "days_late",
            "best_before",
            "keep_until",
            "held_because",
        ]


class LotDetail(LotRow):
    inputs = serializers.SerializerMethodField()
    corrections = serializers.SerializerMethodField()

    class Meta:
        model = Lot
        fields = [
            *LotRow.Meta.fields,
            "produced_on",
            "shelf_life_days",
            "supplier_name",
            "supplier_address",
            "supplier_contact",
            "supplier_licence",
            "conformity_proof",
            "sale",
            "plant",
            "quarantine_paper",
            "quality_certificate",
            "inputs",
            "corrections",
        ]

    @extend_schema_field(InputOutput(many=True))
    def get_inputs(self, lot):
        return InputOutput(lot.inputs.select_related("source"), many=True).data

    @extend_schema_field(CorrectionOutput(many=True))
    def get_corrections(self, lot):
        return CorrectionOutput(lot.corrections.all(), many=True).data


class UsedInput(serializers.Serializer):
    """So much of a lot in stock went in."""

    source = VisibleRelatedField(queryset=Lot.objects.all())
    quantity = serializers.DecimalField(**QUANTITY)


ENTRY = [
    "product",
    "category",
    "spec",
    "batch",
    "quantity",
    "unit",
    "made_on",
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
]


class LotEntry(serializers.ModelSerializer):
    """A lot that is written down; ``go_on`` takes it in, or closes its making, at once."""

    workshop = VisibleRelatedField(queryset=Workshop.objects.all())
    category = VisibleRelatedField(
        queryset=FoodCategory.objects.all(), required=False, allow_null=True
    )
    plant = VisibleRelatedField(
        queryset=SlaughterPlant.objects.all(), required=False, allow_null=True
    )
    quarantine_paper = VisibleRelatedField(
        queryset=QuarantinePaper.objects.all(), required=False, allow_null=True
    )
    inputs = UsedInput(many=True, required=False)
    go_on = serializers.BooleanField(default=False)

    class Meta:
        model = Lot
        fields = ["kind", "workshop", *ENTRY, "inputs", "go_on"]

    def validate_inputs(self, inputs):
        return [(row["source"], row["quantity"]) for row in inputs]


class LotChange(LotEntry):
    """What is changed of an entry on its own day; what is not sent stays."""

    workshop = None
    go_on = None

    class Meta:
        model = Lot
        fields = [*ENTRY, "inputs"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, partial=True, **kwargs)


class LateInput(serializers.Serializer):
    source = VisibleRelatedField(queryset=Lot.objects.all())
    quantity = serializers.DecimalField(**QUANTITY)
    reason = serializers.CharField(max_length=200)


class CorrectionInput(serializers.Serializer):
    field = serializers.ChoiceField(ledgers.CORRECTABLE)
    instead = serializers.CharField(max_length=200)
    reason = serializers.CharField(max_length=200)


class SaleOutput(serializers.ModelSerializer):
    product = serializers.CharField(source="lot.product")
    batch = serializers.CharField(source="lot.batch")
    unit = serializers.CharField(source="lot.unit")
    seller = serializers.CharField(source="lot.workshop.enterprise.name")
    taken_in = serializers.IntegerField(source="taken_in.pk", default=None, allow_null=True)
    days_late = serializers.IntegerField()

    class Meta:
        model = Sale
        fields = [
            "id",
            "division",
            "lot",
            "product",
            "batch",
            "seller",
            "quantity",
            "unit",
            "sold_on",
            "buyer_name",
            "buyer_address",
            "buyer_contact",
            "buyer_workshop",
            "taken_in",
            "corrects",
            "reason",
            "recorded_at",
            "days_late",
            "keep_until",
        ]


class SaleInput(serializers.Serializer):
    """``buyer_workshop`` is another operator of the zone, who can take it into its own ledger."""

    lot = VisibleRelatedField(queryset=Lot.objects.all())
    quantity = serializers.DecimalField(**QUANTITY)
    sold_on = serializers.DateField(required=False)
    buyer_name = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    buyer_address = serializers.CharField(
        max_length=200, required=False, allow_blank=True, default=""
    )
    buyer_contact = serializers.CharField(
        max_length=60, required=False, allow_blank=True, default=""
    )
    buyer_workshop = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=LARGEST
    )

    def validate_buyer_workshop(self, key):
        """A neighbour is not otherwise visible: only what the form would offer is found."""
        if key is None:
            return None
        mine = workshops_of(self.context["request"].user)
        found = ledgers.buyers_for(mine).filter(pk=key).first()
        if found is None:
            raise serializers.ValidationError(_("Not found: %s.") % key)
        return found


class TakeBackInput(serializers.Serializer):
    quantity = serializers.DecimalField(**QUANTITY)
    reason = serializers.CharField(max_length=200)


class TakeOverInput(serializers.Serializer):
    received_on = serializers.DateField(required=False)
