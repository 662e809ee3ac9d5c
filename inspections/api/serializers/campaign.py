"""Campaigns, their enterprises and figures, and what is recorded of them."""

from rest_framework import serializers

from enterprises.models import Enterprise
from inspections.api.serializers.order import EnterpriseName, ItemInput
from inspections.models import (
    Campaign,
    Consultation,
    Participation,
    QualityMeeting,
    WorkGroup,
    WorkGroupVisit,
)
from qualitysup.accounts.models import User
from qualitysup.casework.api.fields import LARGEST, VisibleRelatedField, VisibleRowsField
from qualitysup.casework.api.viewsets import StepInput
from qualitysup.regions.models import Division


class CampaignRow(serializers.ModelSerializer):
    """A campaign in a list, and as the answer to a step."""

    state_label = serializers.CharField()
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
