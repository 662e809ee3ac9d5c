from rest_framework import serializers

from qualitysup.casework.api.fields import VisibleRelatedField
from qualitysup.casework.api.viewsets import StepInput
from qualitysup.regions.models import Division
from tests.casework.errands.models import Errand


class ErrandOutput(serializers.ModelSerializer):
    class Meta:
        model = Errand
        fields = ["id", "division", "state", "what", "parcels", "signed", "sent_on", "done_on"]


class ErrandInput(serializers.Serializer):
    what = serializers.CharField(max_length=80, required=False)
    parcels = serializers.IntegerField(min_value=0, required=False)


class DraftInput(ErrandInput):
    what = serializers.CharField(max_length=80)
    division = VisibleRelatedField(queryset=Division.objects.all())


class AddInput(StepInput):
    parcels = serializers.IntegerField(min_value=1)
