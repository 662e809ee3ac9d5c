"""What the API shows of publicity and what stands against its words, and what it accepts."""

from rest_framework import serializers

from brands.models import Honour, PublicityChannel, PublicityItem
from qualitysup.casework.api.fields import VisibleRelatedField
from qualitysup.casework.api.viewsets import StepInput


class PublicationOutput(serializers.ModelSerializer):
    class Meta:
        model = PublicityChannel
        fields = [
            "id",
            "channel",
            "where",
            "published_on",
            "reach",
            "reach_source",
            "replaces",
        ]


class PublicityItemRow(serializers.ModelSerializer):
    """An item in a list, and as the answer to a step."""

    state_label = serializers.CharField()
    enterprise = serializers.CharField(source="honour.enterprise.name")
    author = serializers.CharField(source="created_by.full_name")
    is_shown = serializers.BooleanField(help_text="Released, and its honour stands.")

    class Meta:
        model = PublicityItem
        fields = [
            "id",
            "honour",
            "enterprise",
            "division",
            "headline",
            "state",
            "state_label",
            "version",
            "author",
            "is_shown",
            "released_on",
            "withdrawn_on",
        ]


class PublicityItemDetail(PublicityItemRow):
    channels = PublicationOutput(many=True)

    class Meta:
        model = PublicityItem
        fields = [
            *PublicityItemRow.Meta.fields,
            "text",
            "first_approver",
            "second_approver",
            "withdrawn_because",
            "channels",
        ]


class PublicityItemInput(serializers.ModelSerializer):
    honour = VisibleRelatedField(queryset=Honour.objects.select_related("enterprise", "kind"))

    class Meta:
        model = PublicityItem
        fields = ["honour", "headline", "text"]


class PublicityItemChange(PublicityItemInput):
    """What its author may still change while it is a draft."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, partial=True, **kwargs)


class NotedInput(StepInput):
    """A step that is not taken without words."""

    note = serializers.CharField()


class PublicationInput(serializers.ModelSerializer):
    replaces = VisibleRelatedField(
        queryset=PublicityChannel.objects.all(), required=False, allow_null=True
    )

    class Meta:
        model = PublicityChannel
        fields = ["channel", "where", "published_on", "reach", "reach_source", "replaces"]
        # The database says it, in the model's own words.
        validators = []


class WordingObjectionOutput(serializers.Serializer):
    """A sentence that breaks a rule; without a sentence the whole text does."""

    sentence = serializers.CharField()
    reason = serializers.CharField()
    law = serializers.CharField()
