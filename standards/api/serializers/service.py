"""What the API shows of the institute's services, and accepts."""

from rest_framework import serializers

from enterprises.models import Enterprise
from qualitysup.casework.api.fields import VisibleRelatedField
from qualitysup.casework.api.parts import DeadlineOutput, deadlines_of
from qualitysup.casework.api.viewsets import StepInput
from standards.models import FirmCode, Institute, Service, ServiceRequest
from standards.results import result_of


class ServiceRequestRow(serializers.ModelSerializer):
    class Meta:
        model = ServiceRequest
        fields = [
            "id",
            "service",
            "institute",
            "enterprise",
            "client",
            "subject",
            "division",
            "state",
            "asked_on",
            "accepted_on",
            "checked_on",
            "verdict",
            "reported_on",
            "number",
            "accreditation",
            "fee",
            "paid_on",
            "ended_on",
        ]


class FoundOutput(serializers.Serializer):
    what = serializers.CharField()
    found = serializers.CharField()
    verdict = serializers.CharField()


class ServiceRequestDetail(ServiceRequestRow):
    found = serializers.SerializerMethodField()
    deadlines = serializers.SerializerMethodField()

    class Meta:
        model = ServiceRequest
        fields = [*ServiceRequestRow.Meta.fields, "found", "deadlines"]

    def get_found(self, request) -> FoundOutput(many=True):
        """Line by line, once it is signed off."""
        signed = request.state == ServiceRequest.State.REPORTED
        return FoundOutput(result_of(request).rows if signed else (), many=True).data

    def get_deadlines(self, request) -> DeadlineOutput(many=True):
        return DeadlineOutput(deadlines_of(request), many=True).data


class ServiceRequestInput(serializers.Serializer):
    service = serializers.ChoiceField(choices=Service.choices)
    institute = VisibleRelatedField(queryset=Institute.objects.all())
    enterprise = VisibleRelatedField(queryset=Enterprise.objects.all(), required=False)
    client = serializers.CharField(max_length=100, required=False, allow_blank=True)
    subject = serializers.CharField(max_length=200)
    asked_on = serializers.DateField()
    fee = serializers.DecimalField(max_digits=10, decimal_places=2, required=False, min_value=0)
    paid_on = serializers.DateField(required=False)
    marked = serializers.BooleanField(required=False)


class ServiceNotedInput(StepInput):
    note = serializers.CharField(help_text="What, or why.")


class FirmCodeRow(serializers.ModelSerializer):
    class Meta:
        model = FirmCode
        fields = [
            "id",
            "code",
            "holder",
            "enterprise",
            "division",
            "granted_on",
            "valid_to",
            "cancelled_on",
        ]
