"""Test results and objections to them."""

from rest_framework import serializers

from enterprises.models import Enterprise
from inspections.api.serializers.order import EnterpriseName
from inspections.models import Campaign, Objection, RectificationOrder, TestResult
from qualitysup.casework.api.fields import VisibleRelatedField


class TestResultOutput(serializers.ModelSerializer):
    enterprise = EnterpriseName()

    class Meta:
        model = TestResult
        fields = [
            "id",
            "division",
            "enterprise",
            "campaign",
            "report_number",
            "laboratory",
            "product",
            "model",
            "standard",
            "tested_on",
            "notified_on",
            "passed",
            "failed_items",
        ]


class TestResultInput(serializers.ModelSerializer):
    enterprise = VisibleRelatedField(queryset=Enterprise.objects.all())
    campaign = VisibleRelatedField(queryset=Campaign.objects.all(), required=False, allow_null=True)

    class Meta:
        model = TestResult
        fields = [
            "enterprise",
            "campaign",
            "report_number",
            "laboratory",
            "product",
            "model",
            "standard",
            "tested_on",
            "notified_on",
            "passed",
            "failed_items",
        ]
        # The database says it, in the model's own words.
        validators = []


class ObjectionOutput(serializers.ModelSerializer):
    decided_by = serializers.CharField(source="decided_by.full_name", default=None, read_only=True)

    class Meta:
        model = Objection
        fields = [
            "id",
            "order",
            "filed_on",
            "due_on",
            "reasons",
            "decision",
            "decided_on",
            "decided_by",
            "decision_reasons",
        ]


class ObjectionInput(serializers.ModelSerializer):
    order = VisibleRelatedField(queryset=RectificationOrder.objects.all())

    class Meta:
        model = Objection
        fields = ["order", "filed_on", "reasons"]


class ObjectionDecision(serializers.Serializer):
    upheld = serializers.BooleanField()
    reasons = serializers.CharField()
    on = serializers.DateField(required=False)
