"""What a phone takes along, in the shapes of docs/field-app.md."""

from rest_framework import serializers

from qualitysup.accounts.models import User


class MeOutput(serializers.ModelSerializer):
    """Whose phone it is."""

    name = serializers.CharField(source="full_name")
    station = serializers.CharField(source="station.name", allow_null=True, default=None)

    class Meta:
        model = User
        fields = ["id", "name", "badge_number", "badge_valid_to", "station"]
