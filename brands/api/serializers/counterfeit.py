"""What the API shows of clues of counterfeits, and what it accepts."""

from rest_framework import serializers

from brands.api.serializers.publicity import NotedInput
from brands.models import CounterfeitClue, Honour
from enterprises.models import Enterprise
from qualitysup.accounts.models import User
from qualitysup.casework.api.fields import VisibleRelatedField
from qualitysup.casework.api.parts import DeadlineOutput, deadlines_of
from qualitysup.casework.api.viewsets import StepInput
from qualitysup.regions.models import Division


class CounterfeitClueRow(serializers.ModelSerializer):
    """A clue in a list, and as the answer to a step."""

    state_label = serializers.CharField()
    holder = serializers.CharField(source="honour.enterprise.name")
    about = serializers.CharField(help_text="Maker or seller, from the register or as named.")

    class Meta:
        model = CounterfeitClue
        fields = [
            "id",
            "honour",
            "holder",
            "division",
            "state",
            "state_label",
            "version",
            "source",
            "received_on",
            "about",
            "verdict",
            "verified_on",
            "complaint",
            "closed_on",
        ]


class CounterfeitClueDetail(CounterfeitClueRow):
    deadlines = serializers.SerializerMethodField()

    class Meta:
        model = CounterfeitClue
        fields = [
            *CounterfeitClueRow.Meta.fields,
            "seen_in",
            "place",
            "url",
            "enterprise",
            "enterprise_name",
            "text",
            "statement",
            "outcome",
            "officer",
            "deadlines",
        ]

    def get_deadlines(self, clue) -> DeadlineOutput(many=True):
        return DeadlineOutput(deadlines_of(clue), many=True).data


class CounterfeitClueInput(serializers.ModelSerializer):
    honour = VisibleRelatedField(queryset=Honour.objects.select_related("enterprise", "kind"))
    seen_in = VisibleRelatedField(
        queryset=Division.objects.all(),
        required=False,
        allow_null=True,
        help_text="Elsewhere: write the place in words.",
    )
    enterprise = VisibleRelatedField(
        queryset=Enterprise.objects.all(), required=False, allow_null=True
    )
    officer = VisibleRelatedField(queryset=User.objects.all(), required=False, allow_null=True)

    class Meta:
        model = CounterfeitClue
        fields = [
            "honour",
            "source",
            "received_on",
            "seen_in",
            "place",
            "url",
            "enterprise",
            "enterprise_name",
            "text",
            "officer",
        ]
        # The database says it, in the model's own words.
        validators = []


class CounterfeitClueChange(CounterfeitClueInput):
    """What may be corrected before it is transferred."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, partial=True, **kwargs)


class VerdictInput(StepInput):
    verdict = serializers.ChoiceField(CounterfeitClue.Verdict.choices)
    statement = serializers.CharField()


class ExtendCheckInput(NotedInput):
    days = serializers.IntegerField(min_value=1, max_value=15, default=15)
