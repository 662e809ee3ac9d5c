from rest_framework import serializers

from inspections.models import Laboratory


class LaboratoryOutput(serializers.ModelSerializer):
    """A laboratory, and until when it is accredited (CMA)."""

    class Meta:
        model = Laboratory
        fields = ["id", "name", "cma_number", "cma_valid_to", "contact", "phone", "address"]


class LaboratoryInput(serializers.ModelSerializer):
    class Meta:
        model = Laboratory
        fields = ["name", "cma_number", "cma_valid_to", "contact", "phone", "address"]


class LaboratoryChange(LaboratoryInput):
    """What is not sent stays."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, partial=True, **kwargs)
