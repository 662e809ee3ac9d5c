"""What the API shows of the trace of a lot."""

from rest_framework import serializers

from workshops.tracing import Direction


class TracedLotOutput(serializers.Serializer):
    """One lot of a trace; another operator's has no more than its place in it."""

    lot = serializers.IntegerField(source="step.lot")
    direction = serializers.ChoiceField(Direction.choices, source="step.direction")
    depth = serializers.IntegerField(source="step.depth", help_text="Steps away.")
    product = serializers.CharField(source="lot.product", default=None, allow_null=True)
    batch = serializers.CharField(source="lot.batch", default=None, allow_null=True)
    workshop = serializers.IntegerField(source="lot.workshop_id", default=None, allow_null=True)
    workshop_name = serializers.CharField(
        source="lot.workshop.enterprise.name", default=None, allow_null=True
    )
    state = serializers.CharField(source="lot.state", default=None, allow_null=True)
    buyers = serializers.IntegerField()


class TracedSaleOutput(serializers.Serializer):
    sale = serializers.IntegerField(source="pk")
    lot = serializers.IntegerField(source="lot_id")
    buyer_name = serializers.CharField()
    buyer_address = serializers.CharField()
    buyer_contact = serializers.CharField()
    quantity = serializers.DecimalField(max_digits=12, decimal_places=3)
    sold_on = serializers.DateField()


class LinkOutput(serializers.Serializer):
    source = serializers.IntegerField()
    made = serializers.IntegerField()


class TraceOutput(serializers.Serializer):
    """Both ways from one lot: the nearest lots and latest buyers, and how many there are in all."""

    lot = serializers.IntegerField()
    total = serializers.IntegerField(help_text="Lots in all, itself among them.")
    lots = TracedLotOutput(many=True)
    links = LinkOutput(many=True)
    buyers_total = serializers.IntegerField()
    buyers = TracedSaleOutput(many=True)
