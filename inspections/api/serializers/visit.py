"""What the API shows of visits and of the checklists that they are made on."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from inspections import checklist_files
from inspections.api.serializers.order import EnterpriseName
from inspections.models import (
    ChecklistVersion,
    Sample,
    Visit,
    VisitAnswer,
    VisitFollowUp,
    VisitProposal,
)
from inspections.services import visits
from qualitysup.casework.api.parts import DocumentOutput, documents_of
from qualitysup.casework.api.shapes import shown


class VisitRow(serializers.ModelSerializer):
    """A visit in a list. Both clocks: what the phone claimed, and when we received it."""

    enterprise = EnterpriseName()
    checklist = serializers.CharField(
        source="checklist_version.checklist.name", allow_null=True, default=None
    )

    class Meta:
        model = Visit
        fields = [
            "uuid",
            "id",
            "state",
            "kind",
            "errand",
            "enterprise",
            "party_name",
            "division",
            "checklist",
            "checklist_version",
            "started_at",
            "ended_at",
            "received_at",
            "finished_at",
            "outcome",
            "disposition",
            "failed_count",
        ]


class AnswerOutput(serializers.ModelSerializer):
    item = serializers.CharField(source="item.key")
    question = serializers.CharField(source="item.text")
    photos = serializers.SerializerMethodField()

    class Meta:
        model = VisitAnswer
        fields = ["item", "question", "verdict", "number", "text", "note", "failed", "photos"]

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_photos(self, answer):
        return [photo.pk for photo in answer.photos.all()]


class InspectorOutput(serializers.Serializer):
    id = serializers.IntegerField(source="inspector_id")
    name = serializers.CharField(source="inspector.full_name")
    badge_number = serializers.CharField()
    paper_reason = serializers.CharField(help_text="Why this one signs on paper, if so.")


class AdditionOutput(serializers.Serializer):
    about = serializers.CharField()
    text = serializers.CharField()
    reason = serializers.CharField()
    by = serializers.CharField(source="by.full_name")
    at = serializers.DateTimeField()


class FollowUpOutput(serializers.Serializer):
    """What the visit entails: done, or why not yet, or closed by a person."""

    name = serializers.CharField()
    label = serializers.CharField()
    state = serializers.ChoiceField(VisitFollowUp.Standing.choices, source="standing")
    words = serializers.CharField(help_text="Why it could not be done, or why it was closed.")
    attempts = serializers.IntegerField()
    refusal = serializers.CharField()
    next_try_at = serializers.DateTimeField(allow_null=True)
    done_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    closed_by = serializers.CharField(source="closed_by.full_name", allow_null=True, default=None)
    close_reason = serializers.CharField()


class OwedOutput(serializers.Serializer):
    """What follows from a visit, as a phone tells its inspector."""

    name = serializers.CharField()
    label = serializers.CharField()
    state = serializers.ChoiceField(VisitFollowUp.Standing.choices, source="standing")
    words = serializers.CharField()


class SheetOutput(serializers.Serializer):
    """What became of a sampling sheet: its number, once it is issued."""

    uuid = serializers.UUIDField(allow_null=True)
    id = serializers.IntegerField()
    state = serializers.ChoiceField(Sample.State.choices)
    state_label = serializers.CharField()
    number = serializers.CharField()


class ProposalOutput(serializers.ModelSerializer):
    item = serializers.CharField(source="answer.item.key", allow_null=True, default=None)

    class Meta:
        model = VisitProposal
        fields = ["item", "kind", "text", "days", "claimed_due_on", "due_on"]


class VisitDetail(VisitRow):
    """A visit with its people, answers and additions, and the papers issued of it.

    It says all that the receipt of its first packet says, for a phone that lost the answer.
    """

    number = serializers.CharField(source="first_packet.receipt_number", default="")
    sha256 = serializers.CharField(source="first_packet.sha256", default="")
    missing = serializers.SerializerMethodField()
    samples = SheetOutput(many=True, source="samples.all")
    proposals = ProposalOutput(many=True, source="proposals.all")
    inspectors = InspectorOutput(many=True, source="inspections.all")
    answers = AnswerOutput(many=True, source="answers.all")
    additions = AdditionOutput(many=True, source="additions.all")
    follow_ups = FollowUpOutput(many=True, source="follow_ups.all")
    documents = serializers.SerializerMethodField()

    class Meta:
        model = Visit
        fields = [
            *VisitRow.Meta.fields,
            "number",
            "sha256",
            "missing",
            "samples",
            "proposals",
            "place",
            "lng",
            "lat",
            "accuracy",
            "present",
            "witness",
            "rights_told",
            "signature_refused",
            "summary",
            "inspectors",
            "answers",
            "additions",
            "follow_ups",
            "documents",
        ]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_missing(self, visit):
        return visits.missing(visit) if visit.first_packet and not visit.finished_at else []

    @extend_schema_field(DocumentOutput(many=True))
    def get_documents(self, visit):
        return shown(DocumentOutput, documents_of(visit))


class ReceiptOutput(serializers.Serializer):
    """What a phone keeps of a packet that arrived; ``missing`` is what it still has to send."""

    uuid = serializers.UUIDField(source="visit.uuid")
    id = serializers.IntegerField(source="visit.pk")
    number = serializers.CharField(
        source="packet.receipt_number",
        help_text="To be read aloud: of the visit, and four digits of what was sent.",
    )
    state = serializers.ChoiceField(Visit.State.choices, source="visit.state")
    sha256 = serializers.CharField(
        source="packet.sha256", help_text="Of the packet as canonical JSON."
    )
    received_at = serializers.DateTimeField(source="packet.received_at")
    finished_at = serializers.DateTimeField(source="visit.finished_at", allow_null=True)
    missing = serializers.ListField(
        child=serializers.CharField(), help_text="SHA-256 of the files that have not come."
    )
    enterprise = EnterpriseName(source="visit.enterprise")
    follow_ups = OwedOutput(many=True)
    samples = SheetOutput(many=True)


class ChecklistVersionOutput(serializers.ModelSerializer):
    """A version whole, as its file is, with the key that a packet names."""

    checklist = serializers.SerializerMethodField()

    class Meta:
        model = ChecklistVersion
        fields = ["id", "number", "published_on", "checklist"]

    @extend_schema_field(checklist_files.ChecklistShape)
    def get_checklist(self, version):
        return checklist_files.written(version)
