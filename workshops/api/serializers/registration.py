"""What the API shows of registrations and applications, and what it accepts."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from inspections.models import Visit
from qualitysup.casework.api.fields import VisibleRelatedField
from qualitysup.casework.api.parts import DeadlineOutput, DocumentOutput, deadlines_of, documents_of
from qualitysup.casework.api.shapes import shown
from qualitysup.casework.api.viewsets import StepInput
from qualitysup.regions.models import Division
from workshops.models import (
    Application,
    ApplicationVariety,
    FoodCategory,
    Registration,
    RegistrationPeriod,
    Workshop,
    Zone,
)


class RegisteredWorkshop(serializers.ModelSerializer):
    name = serializers.CharField(source="enterprise.name")

    class Meta:
        model = Workshop
        fields = ["id", "name", "operator_name"]


# --- Registrations --------------------------------------------------------------------------------


class RegistrationRow(serializers.ModelSerializer):
    """A registration in a list; it is valid until its last day, whatever its state says later."""

    workshop = RegisteredWorkshop()
    expired = serializers.BooleanField(source="has_expired")

    class Meta:
        model = Registration
        fields = [
            "id",
            "number",
            "workshop",
            "division",
            "state",
            "valid_from",
            "valid_to",
            "expired",
            "ended_on",
            "ended_because",
        ]


class PeriodOutput(serializers.ModelSerializer):
    class Meta:
        model = RegistrationPeriod
        fields = ["starts_on", "ends_on", "origin", "application"]


class RegistrationDetail(RegistrationRow):
    periods = PeriodOutput(many=True)
    deadlines = serializers.SerializerMethodField()

    class Meta(RegistrationRow.Meta):
        fields = [*RegistrationRow.Meta.fields, "periods", "deadlines"]

    @extend_schema_field(DeadlineOutput(many=True))
    def get_deadlines(self, registration):
        return shown(DeadlineOutput, deadlines_of(registration))


class OldRegistrationInput(serializers.ModelSerializer):
    """A registration that an older paper proves."""

    workshop = VisibleRelatedField(queryset=Workshop.objects.all())

    class Meta:
        model = Registration
        fields = ["workshop", "number", "valid_from", "valid_to"]


class EndInput(serializers.Serializer):
    because = serializers.CharField(max_length=200)
    on = serializers.DateField(required=False)


# --- Applications ---------------------------------------------------------------------------------


class ApplicationRow(serializers.ModelSerializer):
    """An application in a list, and as the answer to a step."""

    workshop = RegisteredWorkshop()
    state_label = serializers.CharField()
    officer = serializers.CharField(
        source="officer.full_name",
        default=None,
        allow_null=True,
        help_text="None until somebody has taken it up.",
    )
    due_on = serializers.DateField(
        allow_null=True, help_text="The first day that must not be missed."
    )

    class Meta:
        model = Application
        fields = [
            "id",
            "number",
            "kind",
            "state",
            "state_label",
            "version",
            "workshop",
            "division",
            "registration",
            "filed_on",
            "late",
            "officer",
            "due_on",
            "decided_on",
        ]


class AppliedVarietyOutput(serializers.ModelSerializer):
    class Meta:
        model = ApplicationVariety
        fields = ["category", "name"]


class ApplicationDetail(ApplicationRow):
    varieties = AppliedVarietyOutput(many=True)
    deadlines = serializers.SerializerMethodField()
    documents = serializers.SerializerMethodField()

    class Meta(ApplicationRow.Meta):
        fields = [
            *ApplicationRow.Meta.fields,
            "changes",
            "changed_on",
            "apply_by",
            "new_name",
            "new_address",
            "new_division",
            "zone",
            "explanation",
            "accepted_on",
            "needs_site_check",
            "visit",
            "checked_on",
            "site_passed",
            "site_findings",
            "reasons",
            "certificate_number",
            "certified_on",
            "varieties",
            "deadlines",
            "documents",
        ]

    @extend_schema_field(DeadlineOutput(many=True))
    def get_deadlines(self, application):
        return shown(DeadlineOutput, deadlines_of(application))

    @extend_schema_field(DocumentOutput(many=True))
    def get_documents(self, application):
        return shown(DocumentOutput, documents_of(application))


class AppliedFoodInput(serializers.Serializer):
    category = VisibleRelatedField(queryset=FoodCategory.objects.for_varieties())
    name = serializers.CharField(max_length=60)


class FoodsInput(serializers.Serializer):
    foods = AppliedFoodInput(many=True, allow_empty=False, max_length=100)

    def validate_foods(self, foods):
        return [(food["category"], food["name"]) for food in foods]


class ApplicationInput(serializers.ModelSerializer):
    """An application of one of three kinds; ``foods`` are for a new one and other varieties."""

    workshop = VisibleRelatedField(queryset=Workshop.objects.all())
    zone = VisibleRelatedField(queryset=Zone.objects.all(), required=False, allow_null=True)
    new_division = VisibleRelatedField(
        queryset=Division.objects.all(), required=False, allow_null=True
    )
    changes = serializers.ListField(
        child=serializers.ChoiceField(Application.Change.choices), required=False, max_length=6
    )
    foods = AppliedFoodInput(many=True, required=False, max_length=100)

    class Meta:
        model = Application
        fields = [
            "workshop",
            "kind",
            "filed_on",
            "changes",
            "changed_on",
            "new_name",
            "new_address",
            "new_division",
            "zone",
            "explanation",
            "foods",
        ]

    def validate_changes(self, changes):
        return list(dict.fromkeys(changes))

    def validate_foods(self, foods):
        return [(food["category"], food["name"]) for food in foods]


class ApplicationChange(ApplicationInput):
    """What may be corrected until it is accepted."""

    workshop = foods = None

    class Meta(ApplicationInput.Meta):
        fields = [
            name
            for name in ApplicationInput.Meta.fields
            if name not in ("workshop", "kind", "filed_on", "foods")
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, partial=True, **kwargs)


class ReasonInput(StepInput):
    """A step that is not taken without words; they are printed in its paper."""

    note = serializers.CharField()


class AcceptInput(StepInput):
    site_check = serializers.BooleanField(
        default=False, help_text="Have the site checked where the rules do not ask for it."
    )


class CheckInput(StepInput):
    visit = VisibleRelatedField(queryset=Visit.objects.finished())
    passed = serializers.BooleanField()
    findings = serializers.CharField(required=False, allow_blank=True, default="")
