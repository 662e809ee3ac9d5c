"""What the API shows of campaigns, results and orders, and what it accepts."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from enterprises.models import Enterprise
from inspections.models import (
    Campaign,
    Consultation,
    Halt,
    Objection,
    OrderItem,
    Participation,
    QualityMeeting,
    RectificationOrder,
    Reinspection,
    TestResult,
    WorkGroup,
    WorkGroupVisit,
)
from qualitysup.accounts.models import User
from qualitysup.casework.api.fields import LARGEST, VisibleRelatedField, VisibleRowsField
from qualitysup.casework.api.parts import (
    DeadlineOutput,
    DocumentOutput,
    deadlines_of,
    documents_of,
)
from qualitysup.casework.api.viewsets import StepInput
from qualitysup.regions.models import Division


class EnterpriseName(serializers.ModelSerializer):
    class Meta:
        model = Enterprise
        fields = ["id", "name", "uscc"]


# --- Rectification orders ------------------------------------------------------------------------


class OrderRow(serializers.ModelSerializer):
    """An order in a list, and as the answer to a step."""

    state_label = serializers.CharField(source="get_state_display")
    enterprise = EnterpriseName()
    officer = serializers.CharField(source="officer.full_name")
    due_on = serializers.DateField(
        allow_null=True, help_text="The first day that must not be missed."
    )

    class Meta:
        model = RectificationOrder
        fields = [
            "id",
            "number",
            "state",
            "state_label",
            "version",
            "enterprise",
            "party_name",
            "division",
            "campaign",
            "test_result",
            "product",
            "standard",
            "officer",
            "issued_on",
            "due_on",
            "closed_on",
        ]


class ItemOutput(serializers.Serializer):
    id = serializers.IntegerField()
    position = serializers.IntegerField()
    kind = serializers.ChoiceField(OrderItem.Kind.choices)
    requirement = serializers.CharField()
    clause = serializers.CharField()
    percent_done = serializers.IntegerField()
    measures = serializers.CharField()
    verified_on = serializers.DateField(allow_null=True)


class FindingOutput(serializers.Serializer):
    item = serializers.IntegerField()
    passed = serializers.BooleanField(allow_null=True)
    finding = serializers.CharField()


class ReinspectionOutput(serializers.Serializer):
    round = serializers.ChoiceField(Reinspection.Round.choices)
    called_on = serializers.DateField()
    planned_on = serializers.DateField()
    held_on = serializers.DateField(allow_null=True)
    inspectors = serializers.ListField(child=serializers.CharField())
    report_number = serializers.CharField()
    passed = serializers.BooleanField(allow_null=True)
    note = serializers.CharField()
    findings = FindingOutput(many=True)


class HaltOutput(serializers.Serializer):
    kind = serializers.ChoiceField(Halt.Kind.choices)
    scope = serializers.ChoiceField(Halt.Scope.choices)
    started_on = serializers.DateField()
    planned_until = serializers.DateField(allow_null=True)
    requirements = serializers.CharField()
    override = serializers.CharField()
    ended_on = serializers.DateField(allow_null=True)


class ObjectionOfOrder(serializers.Serializer):
    id = serializers.IntegerField()
    filed_on = serializers.DateField()
    due_on = serializers.DateField()
    reasons = serializers.CharField()
    decision = serializers.ChoiceField(Objection.Decision.choices)
    decided_on = serializers.DateField(allow_null=True)
    decision_reasons = serializers.CharField()


class OrderDetail(OrderRow):
    """An order with all that hangs on it."""

    items = ItemOutput(many=True, source="item_rows")
    reinspections = ReinspectionOutput(many=True, source="reinspection_rows")
    halts = HaltOutput(many=True, source="halt_rows")
    objections = ObjectionOfOrder(many=True, source="objection_rows")
    deadlines = serializers.SerializerMethodField()
    documents = serializers.SerializerMethodField()

    class Meta:
        model = RectificationOrder
        fields = [
            *OrderRow.Meta.fields,
            "findings",
            "violated",
            "basis",
            "party_uscc",
            "party_address",
            "party_representative",
            "reported_on",
            "escalated_on",
            "announced_on",
            "announcement",
            "filed_on",
            "hearing_notified_on",
            "hearing_requested_on",
            "hearing_notice_on",
            "hearing_on",
            "legal_review",
            "halted_on",
            "halt_months",
            "halt_until",
            "passed_on",
            "items",
            "reinspections",
            "halts",
            "objections",
            "deadlines",
            "documents",
        ]

    @extend_schema_field(DeadlineOutput(many=True))
    def get_deadlines(self, order):
        return DeadlineOutput(deadlines_of(order), many=True).data

    @extend_schema_field(DocumentOutput(many=True))
    def get_documents(self, order):
        return DocumentOutput(documents_of(order), many=True).data


class ItemInput(serializers.ModelSerializer):
    class Meta:
        model = OrderItem
        fields = ["kind", "requirement", "clause"]


class ItemsInput(serializers.Serializer):
    items = ItemInput(many=True, allow_empty=False, max_length=200)


class OrderInput(serializers.ModelSerializer):
    """A draft; its items may come with it."""

    enterprise = VisibleRelatedField(queryset=Enterprise.objects.all())
    campaign = VisibleRelatedField(queryset=Campaign.objects.all(), required=False, allow_null=True)
    test_result = VisibleRelatedField(
        queryset=TestResult.objects.all(), required=False, allow_null=True
    )
    items = ItemInput(many=True, required=False, max_length=200)

    class Meta:
        model = RectificationOrder
        fields = [
            "enterprise",
            "campaign",
            "test_result",
            "product",
            "standard",
            "findings",
            "violated",
            "basis",
            "items",
        ]


class OrderChange(OrderInput):
    """What may be corrected in a draft."""

    items = None

    class Meta(OrderInput.Meta):
        fields = [name for name in OrderInput.Meta.fields if name != "items"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, partial=True, **kwargs)


class ProgressInput(serializers.Serializer):
    item = serializers.IntegerField(min_value=1, max_value=LARGEST)
    percent_done = serializers.IntegerField(min_value=0, max_value=100)
    measures = serializers.CharField(allow_blank=True)


# --- What the steps of an order ask --------------------------------------------------------------


class NotedInput(StepInput):
    """A step that is not taken without words."""

    note = serializers.CharField()


class ExtendInput(NotedInput):
    days = serializers.IntegerField(min_value=1, max_value=1000)


class AgreedHaltInput(StepInput):
    months = serializers.IntegerField(min_value=1, max_value=120, default=6)
    scope = serializers.ChoiceField(Halt.Scope.choices, default=Halt.Scope.WHOLE)
    requirements = serializers.CharField(required=False, allow_blank=True, default="")


class HaltInput(StepInput):
    months = serializers.IntegerField(min_value=1, max_value=120)
    legal_review = serializers.CharField()
    scope = serializers.ChoiceField(Halt.Scope.choices, default=Halt.Scope.WHOLE)
    requirements = serializers.CharField(required=False, allow_blank=True, default="")


class CallInput(StepInput):
    planned_on = serializers.DateField(required=False)


class AnnounceInput(StepInput):
    announcement = serializers.CharField(max_length=120)
    announced_on = serializers.DateField(required=False)


class HearingInput(StepInput):
    hearing_on = serializers.DateField()


class FindingInput(serializers.Serializer):
    item = serializers.IntegerField(min_value=1, max_value=LARGEST)
    passed = serializers.BooleanField()
    finding = serializers.CharField(required=False, allow_blank=True, default="")


class ConclusionInput(StepInput):
    """What a re-inspection found of each item that it carried forward."""

    inspectors = VisibleRowsField(queryset=User.objects.all())
    findings = FindingInput(many=True)
    report_number = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=60
    )

    def validate_findings(self, findings):
        return {row["item"]: (row["passed"], row["finding"]) for row in findings}


# --- Results and objections ----------------------------------------------------------------------


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


# --- Campaigns -----------------------------------------------------------------------------------


class CampaignRow(serializers.ModelSerializer):
    """A campaign in a list, and as the answer to a step."""

    state_label = serializers.CharField(source="get_state_display")
    enterprises = serializers.IntegerField(source="enterprise_count")
    orders_open = serializers.IntegerField(source="open_count")
    orders_resumed = serializers.IntegerField(source="resumed_count")

    class Meta:
        model = Campaign
        fields = [
            "id",
            "name",
            "state",
            "state_label",
            "version",
            "division",
            "product",
            "standard",
            "starts_on",
            "ends_on",
            "opened_on",
            "closed_on",
            "enterprises",
            "orders_open",
            "orders_resumed",
        ]


class CampaignDetail(CampaignRow):
    towns = serializers.PrimaryKeyRelatedField(many=True, read_only=True)

    class Meta:
        model = Campaign
        fields = [*CampaignRow.Meta.fields, "background", "conclusion", "towns"]


class CampaignInput(serializers.ModelSerializer):
    division = VisibleRelatedField(queryset=Division.objects.all())
    towns = VisibleRowsField(
        queryset=Division.objects.all(), child=serializers.CharField(), allow_empty=False
    )

    class Meta:
        model = Campaign
        fields = [
            "name",
            "division",
            "product",
            "standard",
            "towns",
            "background",
            "starts_on",
            "ends_on",
        ]


class CampaignChange(CampaignInput):
    division = None

    class Meta(CampaignInput.Meta):
        fields = [name for name in CampaignInput.Meta.fields if name != "division"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, partial=True, **kwargs)


class ConclusionOfCampaign(StepInput):
    conclusion = serializers.CharField()


class EnterprisesInput(serializers.Serializer):
    enterprises = VisibleRowsField(queryset=Enterprise.objects.all(), allow_empty=False)


class AddedOutput(serializers.Serializer):
    """How many are new in the campaign; the others were in it already."""

    added = serializers.IntegerField()
    enterprises = serializers.IntegerField()


class ParticipationOutput(serializers.ModelSerializer):
    """Where an enterprise stood and stands; growth is null where a figure is missing."""

    enterprise = EnterpriseName()
    sales_growth = serializers.DecimalField(None, 2, allow_null=True)
    staff_growth = serializers.DecimalField(None, 2, allow_null=True)

    class Meta:
        model = Participation
        fields = [
            "enterprise",
            "work_group",
            "added_on",
            "pass_rate_before",
            "pass_rate_after",
            "sales_before",
            "sales_after",
            "sales_growth",
            "staff_before",
            "staff_after",
            "staff_growth",
        ]


class FiguresInput(serializers.ModelSerializer):
    """The figures of one enterprise of the campaign; what is left out stays as it is."""

    enterprise = serializers.IntegerField(min_value=1, max_value=LARGEST)

    class Meta:
        model = Participation
        fields = [
            "enterprise",
            "pass_rate_before",
            "pass_rate_after",
            "sales_before",
            "sales_after",
            "staff_before",
            "staff_after",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.required = name == "enterprise"


class BeforeAfterOutput(serializers.Serializer):
    """One figure over the enterprises that stated it both before and after.

    Growth is in percent; that of the pass rate, a percentage itself, in points.
    """

    figure = serializers.CharField(source="name")
    stated = serializers.IntegerField()
    before = serializers.DecimalField(None, 2, allow_null=True)
    after = serializers.DecimalField(None, 2, allow_null=True)
    growth = serializers.DecimalField(None, 2, allow_null=True)


class FiguresOutput(serializers.Serializer):
    enterprises = serializers.IntegerField()
    figures = BeforeAfterOutput(many=True)


class ConsultationRecord(serializers.ModelSerializer):
    class Meta:
        model = Consultation
        fields = ["id", "kind", "body", "held_on", "people", "opinion", "summary"]


class MeetingRecord(serializers.ModelSerializer):
    class Meta:
        model = QualityMeeting
        fields = ["id", "held_on", "place", "attendees", "analysis", "measures"]


class WorkGroupOutput(serializers.ModelSerializer):
    leader = serializers.CharField(source="leader.full_name")
    members = serializers.SerializerMethodField()
    enterprises = serializers.SerializerMethodField()

    class Meta:
        model = WorkGroup
        fields = ["id", "name", "leader", "members", "enterprises"]

    def get_members(self, group) -> list[str]:
        return [person.full_name for person in group.members.all()]

    def get_enterprises(self, group) -> list[int]:
        return [row.enterprise_id for row in group.participations.all()]


class WorkGroupInput(serializers.Serializer):
    name = serializers.CharField(max_length=60)
    leader = VisibleRelatedField(queryset=User.objects.all())
    members = VisibleRowsField(queryset=User.objects.all(), required=False)
    enterprises = VisibleRowsField(queryset=Enterprise.objects.all(), required=False)


class VisitOutput(serializers.ModelSerializer):
    enterprise = serializers.IntegerField(source="participation.enterprise_id")

    class Meta:
        model = WorkGroupVisit
        fields = ["id", "work_group", "enterprise", "visited_on", "findings", "help_given"]


class VisitInput(serializers.ModelSerializer):
    work_group = serializers.IntegerField(min_value=1, max_value=LARGEST)
    enterprise = serializers.IntegerField(min_value=1, max_value=LARGEST)

    class Meta:
        model = WorkGroupVisit
        fields = ["work_group", "enterprise", "visited_on", "findings", "help_given"]


class DraftOrdersInput(serializers.Serializer):
    findings = serializers.CharField()
    items = ItemInput(many=True, required=False, max_length=200)


class RefusedOutput(serializers.Serializer):
    id = serializers.IntegerField()
    code = serializers.CharField()
    reason = serializers.CharField()


class BulkOutput(serializers.Serializer):
    """What became of each order; one that was refused says why, the others went on."""

    done = serializers.ListField(child=serializers.IntegerField())
    refused = RefusedOutput(many=True)
