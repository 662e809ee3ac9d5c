"""Disclosures, complaints and risk scores: what the API shows of them, and what their steps ask."""

from rest_framework import serializers

from enterprises.models import Enterprise
from inspections.api.serializers.order import EnterpriseName
from inspections.api.serializers.step import NotedInput
from inspections.models import Complainant, Complaint, Disclosure, RiskRun, RiskScore
from inspections.scoring import sentences
from qualitysup.accounts.models import User
from qualitysup.casework.api.fields import VisibleRelatedField
from qualitysup.casework.api.viewsets import StepInput

# --- Disclosures ---------------------------------------------------------------------------------


class DisclosureRow(serializers.ModelSerializer):
    """A result on its way to the public."""

    state_label = serializers.CharField()
    enterprise = EnterpriseName()

    class Meta:
        model = Disclosure
        fields = [
            "id",
            "kind",
            "state",
            "state_label",
            "version",
            "enterprise",
            "party_name",
            "party_uscc",
            "title",
            "division",
            "legal_basis",
            "formed_on",
            "published_on",
            "shown_until",
            "annulled_on",
            "withdrawn_on",
            "ground",
        ]


class RedactionShape(serializers.Serializer):
    text = serializers.CharField(max_length=500)
    why = serializers.ChoiceField(
        ["person", "id_number", "phone", "account", "secret", "other"], default="other"
    )


class DisclosureDetail(DisclosureRow):
    """With the facts, what is blacked out in them, and what goes or went out."""

    redactions = RedactionShape(many=True)
    facts = serializers.DictField()
    published = serializers.DictField(allow_null=True)

    class Meta:
        model = Disclosure
        fields = [*DisclosureRow.Meta.fields, "facts", "redactions", "published"]


class RedactionsInput(serializers.Serializer):
    redactions = RedactionShape(many=True, max_length=100)


class RefusedInput(NotedInput):
    ground = serializers.ChoiceField(Disclosure.Ground.choices)


class AnnulledInput(NotedInput):
    annulled_on = serializers.DateField(required=False)


# --- Complaints ----------------------------------------------------------------------------------


class ComplaintRow(serializers.ModelSerializer):
    """A complaint or clue in a list. Who told it is not here."""

    state_label = serializers.CharField()
    enterprise = EnterpriseName(allow_null=True)
    holder = serializers.CharField(source="holder.full_name", default=None, read_only=True)

    class Meta:
        model = Complaint
        fields = [
            "id",
            "kind",
            "source",
            "source_number",
            "state",
            "state_label",
            "version",
            "received_on",
            "enterprise",
            "enterprise_name",
            "division",
            "product",
            "holder",
            "has_contact",
            "accepted_on",
            "checked_on",
            "result",
            "answered_on",
            "closed_on",
        ]


class ComplaintDetail(ComplaintRow):
    class Meta:
        model = Complaint
        fields = [*ComplaintRow.Meta.fields, "text", "finding", "answer", "duplicate_of"]


class ComplainantShape(serializers.ModelSerializer):
    class Meta:
        model = Complainant
        fields = ["name", "phone", "address"]


class ComplaintInput(serializers.ModelSerializer):
    enterprise = VisibleRelatedField(
        queryset=Enterprise.objects.all(), required=False, allow_null=True
    )
    complainant = ComplainantShape(required=False)

    class Meta:
        model = Complaint
        fields = [
            "kind",
            "source",
            "source_number",
            "received_on",
            "enterprise",
            "enterprise_name",
            "product",
            "text",
            "complainant",
        ]
        # The database says it, in the model's own words.
        validators = []


class ComplaintChange(serializers.ModelSerializer):
    """What may be corrected while it is looked into; the enterprise may be found later."""

    enterprise = VisibleRelatedField(
        queryset=Enterprise.objects.all(), required=False, allow_null=True
    )

    class Meta:
        model = Complaint
        fields = ["source_number", "enterprise", "enterprise_name", "product", "text"]
        validators = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, partial=True, **kwargs)


class AssignInput(StepInput):
    to = VisibleRelatedField(queryset=User.objects.all())


class JoinInput(StepInput):
    to = VisibleRelatedField(queryset=Complaint.objects.all())


class ExtendCheckInput(NotedInput):
    days = serializers.IntegerField(min_value=1, max_value=15, default=15)


class FoundInput(StepInput):
    result = serializers.ChoiceField(Complaint.Result.choices)
    finding = serializers.CharField()


class AnswerInput(StepInput):
    answer = serializers.CharField()


# --- Risk scores ---------------------------------------------------------------------------------


class RiskRunOutput(serializers.ModelSerializer):
    class Meta:
        model = RiskRun
        fields = ["id", "division", "month", "as_of", "state", "total", "done", "weights"]


class RiskScoreOutput(serializers.ModelSerializer):
    """A score with its explanation, factor by factor."""

    enterprise = EnterpriseName()
    explanation = serializers.SerializerMethodField()

    class Meta:
        model = RiskScore
        fields = [
            "id",
            "run",
            "division",
            "enterprise",
            "points",
            "parts",
            "explanation",
            "current_class",
            "proposed_class",
            "decision",
            "why",
        ]

    def get_explanation(self, score) -> list[str]:
        return sentences(score.parts)


class DecisionInput(serializers.Serializer):
    why = serializers.CharField(required=False, allow_blank=True, default="")
