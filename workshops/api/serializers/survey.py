"""What the API shows of surveys, and what it accepts."""

from rest_framework import serializers

from inspections.models import ChecklistVersion
from qualitysup.accounts.models import User
from qualitysup.casework.api.fields import VisibleRelatedField, VisibleRowsField
from qualitysup.casework.api.parts import DeadlineOutput, deadlines_of
from qualitysup.casework.api.viewsets import StepInput
from qualitysup.regions.models import Division
from workshops.models import Survey, SurveyRecord, SurveyVillage, Trade, Workshop, Zone


class SurveyRow(serializers.ModelSerializer):
    """A survey in a list, and as the answer to a step: how far it has come, what it found."""

    state_label = serializers.CharField()
    villages = serializers.IntegerField(source="village_count")
    villages_waiting = serializers.IntegerField(source="waiting_count")
    found = serializers.IntegerField(source="record_count")
    incomplete = serializers.IntegerField(source="incomplete_count")

    class Meta:
        model = Survey
        fields = [
            "id",
            "name",
            "state",
            "state_label",
            "version",
            "division",
            "starts_on",
            "ends_on",
            "opened_on",
            "closed_on",
            "villages",
            "villages_waiting",
            "found",
            "incomplete",
        ]


class SurveyDetail(SurveyRow):
    trades = serializers.PrimaryKeyRelatedField(many=True, read_only=True)
    people = serializers.PrimaryKeyRelatedField(many=True, read_only=True)
    deadlines = serializers.SerializerMethodField()

    class Meta:
        model = Survey
        fields = [
            *SurveyRow.Meta.fields,
            "checklist_version",
            "trades",
            "officer",
            "people",
            "conclusion",
            "deadlines",
        ]

    def get_deadlines(self, survey) -> DeadlineOutput(many=True):
        return DeadlineOutput(deadlines_of(survey), many=True).data


class SurveyInput(serializers.ModelSerializer):
    division = VisibleRelatedField(queryset=Division.objects.all(), help_text="A town or street.")
    checklist_version = VisibleRelatedField(queryset=ChecklistVersion.objects.all())
    trades = VisibleRowsField(queryset=Trade.objects.all(), allow_empty=False)
    people = VisibleRowsField(queryset=User.objects.all(), required=False)

    class Meta:
        model = Survey
        fields = [
            "name",
            "division",
            "checklist_version",
            "trades",
            "starts_on",
            "ends_on",
            "people",
        ]


class SurveyChange(SurveyInput):
    division = None

    class Meta(SurveyInput.Meta):
        fields = [name for name in SurveyInput.Meta.fields if name != "division"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, partial=True, **kwargs)


class ConclusionOfSurvey(StepInput):
    conclusion = serializers.CharField()


class SurveyVillageOutput(serializers.ModelSerializer):
    """A village of a survey: how it stands, and what was found in it."""

    name = serializers.CharField(source="village.name")
    standing = serializers.ChoiceField(SurveyVillage.Standing.choices)
    found = serializers.IntegerField()
    incomplete = serializers.IntegerField()

    class Meta:
        model = SurveyVillage
        fields = [
            "village",
            "name",
            "standing",
            "looked_at_on",
            "none_found",
            "passed_over_because",
            "found",
            "incomplete",
        ]


class VillagesInput(serializers.Serializer):
    """Villages by their codes, and what became of them; passed over they need the reason."""

    villages = serializers.ListField(
        child=serializers.CharField(max_length=12), allow_empty=False, max_length=1000
    )
    on = serializers.DateField(required=False, default=None, allow_null=True)
    none_found = serializers.BooleanField(default=False)
    passed_over_because = serializers.CharField(
        max_length=200, required=False, allow_blank=True, default=""
    )


class SurveyRecordRow(serializers.ModelSerializer):
    """What a survey found at one workshop."""

    workshop_name = serializers.CharField(source="workshop.enterprise.name")
    trade = serializers.CharField(source="workshop.trade.name")

    class Meta:
        model = SurveyRecord
        fields = [
            "id",
            "survey",
            "workshop",
            "workshop_name",
            "trade",
            "division",
            "visit",
            "surveyed_on",
            "score",
            "key_failures",
            "failures",
            "complete",
        ]


class SurveyRecordDetail(SurveyRecordRow):
    reasons = serializers.ListField(child=serializers.CharField(), source="reasons_in_words")
    answers = serializers.DictField(child=serializers.CharField())

    class Meta:
        model = SurveyRecord
        fields = [*SurveyRecordRow.Meta.fields, "rule", "reasons", "answers", "note"]


class PaperInput(serializers.Serializer):
    """A paper form typed in: the answers by the keys of the form's items."""

    survey = VisibleRelatedField(queryset=Survey.objects.all())
    workshop = VisibleRelatedField(queryset=Workshop.objects.all())
    on = serializers.DateField()
    answers = serializers.DictField(child=serializers.CharField(max_length=2000))
    note = serializers.CharField(required=False, allow_blank=True, default="")


class ZoneAsked(serializers.Serializer):
    zone = VisibleRelatedField(queryset=Zone.objects.all())


class RankedOutput(SurveyRecordRow):
    """A candidate for relocation: its rank, its points, and what they are made of."""

    rank = serializers.IntegerField()
    points = serializers.IntegerField()
    why = serializers.ListField(child=serializers.DictField())
    words = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = SurveyRecord
        fields = ["rank", "points", *SurveyRecordRow.Meta.fields, "why", "words"]


class ProposeInput(serializers.Serializer):
    """Records of the ranking of a zone that are to be proposed for it."""

    zone = VisibleRelatedField(queryset=Zone.objects.all())
    records = serializers.ListField(
        child=serializers.IntegerField(min_value=1), allow_empty=False, max_length=100
    )


class RefusedRecord(serializers.Serializer):
    id = serializers.IntegerField()
    code = serializers.CharField()
    reason = serializers.CharField()


class ProposedOutput(serializers.Serializer):
    """The relocations that are proposed now, and the records that were refused, with the reason."""

    done = serializers.ListField(child=serializers.IntegerField())
    refused = RefusedRecord(many=True)
