"""What the API shows of trips, parks, policies and recognitions."""

from rest_framework import serializers

from investment.api.serializers.prospect import ProspectVisitOutput
from investment.models import (
    Park,
    ParkOffer,
    PolicyEdition,
    PolicyPack,
    Recognition,
    Trip,
    TripMember,
    TripStop,
)
from qualitysup.accounts.models import User
from qualitysup.casework.api.fields import VisibleRelatedField


class TripRow(serializers.ModelSerializer):
    """A trip in a list, and as the answer to a step."""

    state_label = serializers.CharField()

    class Meta:
        model = Trip
        fields = [
            "id",
            "name",
            "destination",
            "purpose",
            "host",
            "state",
            "state_label",
            "version",
            "division",
            "leads",
            "from_on",
            "to_on",
            "budget",
            "spent",
            "report_number",
        ]


class TripMemberOutput(serializers.ModelSerializer):
    class Meta:
        model = TripMember
        fields = ["person", "post"]


class TripStopOutput(serializers.ModelSerializer):
    class Meta:
        model = TripStop
        fields = ["on", "at", "words"]


class TripDetail(TripRow):
    members = TripMemberOutput(many=True)
    programme = TripStopOutput(many=True)
    visits = ProspectVisitOutput(many=True)

    class Meta:
        model = Trip
        fields = [*TripRow.Meta.fields, "opening", "closing", "members", "programme", "visits"]


class TripInput(serializers.ModelSerializer):
    leads = VisibleRelatedField(queryset=User.objects.all())

    class Meta:
        model = Trip
        fields = ["name", "destination", "purpose", "host", "leads", "from_on", "to_on", "budget"]


class TripChange(serializers.ModelSerializer):
    leads = VisibleRelatedField(queryset=User.objects.all())

    class Meta:
        model = Trip
        fields = [*TripInput.Meta.fields, "spent", "opening", "closing"]


class ParkOfferOutput(serializers.ModelSerializer):
    class Meta:
        model = ParkOffer
        fields = ["id", "subject", "value", "words", "source", "valid_from", "valid_to"]


class ParkOutput(serializers.ModelSerializer):
    offers = ParkOfferOutput(many=True)

    class Meta:
        model = Park
        fields = ["id", "name", "level", "division", "address", "lng", "lat", "detour", "offers"]


class PolicyEditionOutput(serializers.ModelSerializer):
    class Meta:
        model = PolicyEdition
        fields = ["id", "number", "says", "source", "valid_from", "valid_to"]


class PolicyPackOutput(serializers.ModelSerializer):
    editions = PolicyEditionOutput(many=True)

    class Meta:
        model = PolicyPack
        fields = ["id", "name", "division", "editions"]


class RecognitionOutput(serializers.ModelSerializer):
    class Meta:
        model = Recognition
        fields = [
            "id",
            "division",
            "kind",
            "by",
            "occasion",
            "year",
            "on",
            "words",
            "source",
            "trip",
        ]
