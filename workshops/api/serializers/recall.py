"""What the API shows of recalls and their lines, and what it accepts."""

from rest_framework import serializers

from qualitysup.casework.api.fields import VisibleRelatedField
from qualitysup.casework.api.viewsets import StepInput
from workshops.models import Lot, LotTest, Recall, RecallLine


class NotedInput(StepInput):
    """A step that is not taken without words."""

    note = serializers.CharField()


class RecallRow(serializers.ModelSerializer):
    state_label = serializers.CharField()
    product = serializers.CharField(source="lot.product")
    batch = serializers.CharField(source="lot.batch")
    workshop = serializers.IntegerField(source="lot.workshop_id")
    workshop_name = serializers.CharField(source="lot.workshop.enterprise.name")
    officer = serializers.CharField(source="officer.full_name")
    lines = serializers.IntegerField(source="line_count")
    open_lines = serializers.IntegerField(source="open_count")

    class Meta:
        model = Recall
        fields = [
            "id",
            "state",
            "state_label",
            "version",
            "division",
            "zone",
            "lot",
            "product",
            "batch",
            "workshop",
            "workshop_name",
            "test",
            "level",
            "reason",
            "officer",
            "opened_on",
            "notified_on",
            "closed_on",
            "order",
            "lines",
            "open_lines",
        ]


class RecallInput(serializers.Serializer):
    lot = VisibleRelatedField(queryset=Lot.objects.all())
    reason = serializers.CharField()
    level = serializers.ChoiceField(Recall.Level.choices, default=Recall.Level.FIRST)
    test = VisibleRelatedField(
        queryset=LotTest.objects.all(), required=False, allow_null=True, default=None
    )


class OrderOutput(serializers.Serializer):
    """The bureau's order that was drafted."""

    order = serializers.IntegerField()


class LineRow(serializers.ModelSerializer):
    product = serializers.CharField(source="lot.product")
    batch = serializers.CharField(source="lot.batch")
    workshop_name = serializers.CharField(source="lot.workshop.enterprise.name")
    buyer_name = serializers.CharField(source="sale.buyer_name", default=None, allow_null=True)
    buyer_contact = serializers.CharField(
        source="sale.buyer_contact", default=None, allow_null=True
    )
    sold = serializers.DecimalField(
        source="sale.quantity", max_digits=12, decimal_places=3, default=None, allow_null=True
    )
    is_open = serializers.BooleanField()

    class Meta:
        model = RecallLine
        fields = [
            "id",
            "recall",
            "lot",
            "product",
            "batch",
            "workshop_name",
            "sale",
            "buyer_name",
            "buyer_contact",
            "sold",
            "direction",
            "depth",
            "held",
            "outcome",
            "notified_on",
            "notified_how",
            "recovered",
            "settled_on",
            "note",
            "is_open",
        ]


class TellInput(serializers.Serializer):
    notified_on = serializers.DateField(required=False)
    notified_how = serializers.CharField(max_length=80)


class TellAllOutput(serializers.Serializer):
    told = serializers.IntegerField()


class RecoverInput(serializers.Serializer):
    recovered = serializers.DecimalField(max_digits=12, decimal_places=3, min_value=0)
    settled_on = serializers.DateField(required=False)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class SettleInput(serializers.Serializer):
    outcome = serializers.ChoiceField(RecallLine.Outcome.choices)
    settled_on = serializers.DateField(required=False)
    note = serializers.CharField(max_length=300)
