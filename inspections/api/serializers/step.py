"""What the steps of an order ask."""

from rest_framework import serializers

from inspections.models import Halt
from qualitysup.accounts.models import User
from qualitysup.casework.api.fields import LARGEST, VisibleRowsField
from qualitysup.casework.api.viewsets import StepInput


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
