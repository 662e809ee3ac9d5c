"""Penalties that are decided apart from an order."""

from rest_framework import serializers

from enterprises.models import Enterprise
from inspections.api.serializers.order import EnterpriseName
from inspections.models import Penalty
from qualitysup.casework.api.fields import VisibleRelatedField

DECIDED = [
    "number",
    "kind",
    "amount",
    "restricted_months",
    "violation",
    "content",
    "basis",
    "decided_on",
    "served_on",
]


class PenaltyOutput(serializers.ModelSerializer):
    enterprise = EnterpriseName()

    class Meta:
        model = Penalty
        fields = [
            "id",
            "division",
            "enterprise",
            "party_name",
            "party_uscc",
            *DECIDED,
            "annulled_on",
            "annulled_because",
        ]


class PenaltyInput(serializers.ModelSerializer):
    enterprise = VisibleRelatedField(queryset=Enterprise.objects.all())

    class Meta:
        model = Penalty
        fields = ["enterprise", *DECIDED]
        # The database says it, in the model's own words.
        validators = []
        extra_kwargs = {"number": {"validators": []}}


class ServedInput(serializers.Serializer):
    on = serializers.DateField()


class AnnulledPenaltyInput(serializers.Serializer):
    note = serializers.CharField(max_length=300)
    on = serializers.DateField(required=False)
