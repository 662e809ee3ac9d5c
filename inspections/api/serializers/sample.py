"""What the API shows of samples, plans and laboratories, and what their steps ask."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from enterprises.models import Enterprise
from inspections.api.serializers.order import EnterpriseName
from inspections.api.serializers.result import TestResultOutput
from inspections.api.serializers.step import NotedInput
from inspections.models import (
    Campaign,
    DrawnEnterprise,
    Laboratory,
    Patrol,
    Sample,
    SamplingPlan,
)
from qualitysup.accounts.models import User
from qualitysup.casework.api.fields import VisibleRelatedField, VisibleRowsField
from qualitysup.casework.api.parts import DeadlineOutput, DocumentOutput, deadlines_of, documents_of
from qualitysup.casework.api.shapes import shown
from qualitysup.casework.api.viewsets import StepInput


class SamplingPlanOutput(serializers.ModelSerializer):
    """A plan, and what was done of it."""

    drawn = serializers.IntegerField(source="drawn_count")
    tested = serializers.IntegerField(source="tested_count")
    failed = serializers.IntegerField(source="failed_count")

    class Meta:
        model = SamplingPlan
        fields = [
            "id",
            "division",
            "name",
            "product",
            "standard",
            "starts_on",
            "ends_on",
            "ordered_by",
            "superior",
            "batches",
            "times_per_enterprise",
            "drawn",
            "tested",
            "failed",
        ]


class SampleRow(serializers.ModelSerializer):
    """A sample in a list, and as the answer to a step."""

    state_label = serializers.CharField()
    enterprise = EnterpriseName()
    passed = serializers.BooleanField(source="result.passed", default=None, allow_null=True)
    order = serializers.IntegerField(source="order_id", allow_null=True)
    due_on = serializers.DateField(
        allow_null=True, help_text="The first day that must not be missed."
    )

    class Meta:
        model = Sample
        fields = [
            "id",
            "number",
            "state",
            "state_label",
            "version",
            "enterprise",
            "division",
            "plan",
            "drawn",
            "patrol",
            "campaign",
            "product",
            "standard",
            "laboratory",
            "passed",
            "order",
            "drawn_on",
            "due_on",
            "closed_on",
        ]


SHEET = [
    "producer",
    "producer_name",
    "producer_address",
    "producer_elsewhere",
    "model",
    "trademark",
    "batch",
    "made_on",
    "base_quantity",
    "sample_quantity",
    "backup_quantity",
    "unit",
    "place",
    "place_detail",
    "seals",
    "price_paid",
    "samplers",
    "signed_by",
    "signature_refused",
]


class SampleDetail(SampleRow):
    """A sample with its sheet, its result and all that hangs on it."""

    result = TestResultOutput(allow_null=True)
    deadlines = serializers.SerializerMethodField()
    documents = serializers.SerializerMethodField()

    class Meta:
        model = Sample
        fields = [
            *SampleRow.Meta.fields,
            *SHEET,
            "party_name",
            "party_uscc",
            "party_address",
            "party_representative",
            "refusal",
            "sent_on",
            "received_on",
            "backup_place",
            "backup_spoiled",
            "reported_on",
            "result",
            "notified_on",
            "notice_received_on",
            "objected_on",
            "objection_due_on",
            "objected_by",
            "objection_reasons",
            "decided_on",
            "decision_reasons",
            "retest_laboratory",
            "retest_sent_on",
            "retest_report_number",
            "retest_passed",
            "referred_on",
            "referred_to",
            "deadlines",
            "documents",
        ]

    @extend_schema_field(DeadlineOutput(many=True))
    def get_deadlines(self, sample):
        return shown(DeadlineOutput, deadlines_of(sample))

    @extend_schema_field(DocumentOutput(many=True))
    def get_documents(self, sample):
        return shown(DocumentOutput, documents_of(sample))


class SampleInput(serializers.ModelSerializer):
    """A sheet that is being filled in."""

    enterprise = VisibleRelatedField(queryset=Enterprise.objects.all())
    producer = VisibleRelatedField(
        queryset=Enterprise.objects.all(), required=False, allow_null=True
    )
    plan = VisibleRelatedField(queryset=SamplingPlan.objects.all(), required=False, allow_null=True)
    drawn = VisibleRelatedField(
        queryset=DrawnEnterprise.objects.all(), required=False, allow_null=True
    )
    patrol = VisibleRelatedField(queryset=Patrol.objects.all(), required=False, allow_null=True)
    campaign = VisibleRelatedField(queryset=Campaign.objects.all(), required=False, allow_null=True)
    samplers = VisibleRowsField(queryset=User.objects.all())

    class Meta:
        model = Sample
        fields = [
            "enterprise",
            "plan",
            "drawn",
            "patrol",
            "campaign",
            "product",
            "standard",
            *SHEET,
        ]


class SampleChange(SampleInput):
    """What is changed of a sheet that was not issued; what is not sent stays."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, partial=True, **kwargs)


class RefusalInput(NotedInput):
    refusal = serializers.ChoiceField(Sample.Refusal.choices)


class SendInput(StepInput):
    laboratory = VisibleRelatedField(queryset=Laboratory.objects.all())
    backup_place = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=120
    )


class RetestOrderInput(StepInput):
    laboratory = VisibleRelatedField(queryset=Laboratory.objects.all())


class ReportInput(StepInput):
    report_number = serializers.CharField(max_length=60)


class TestReportInput(ReportInput):
    __test__ = False

    tested_on = serializers.DateField(required=False)


class FailureInput(TestReportInput):
    failed_items = serializers.CharField(help_text="One a line.")


class ObjectInput(StepInput):
    reasons = serializers.CharField()
    applicant = serializers.ChoiceField(Sample.Applicant.choices, default=Sample.Applicant.PARTY)


class ReferInput(StepInput):
    authority = serializers.CharField(max_length=80)
