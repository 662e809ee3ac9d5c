from drf_spectacular.utils import extend_schema
from rest_framework import status

from inspections.api.serializers import laboratory as shapes
from inspections.models import Laboratory
from inspections.services import sampling
from qualitysup.casework.api.viewsets import ScopedViewSet


class LaboratoryViewSet(ScopedViewSet):
    """Laboratories and how long they are accredited."""

    queryset = Laboratory.objects.all()
    serializer_class = shapes.LaboratoryOutput

    def retrieve(self, request, pk):
        """One laboratory."""
        return self.answer(self.get_object())

    @extend_schema(request=shapes.LaboratoryInput, responses={201: shapes.LaboratoryOutput})
    def create(self, request):
        """Enter a laboratory."""
        laboratory = Laboratory(**self.understood(shapes.LaboratoryInput))
        kept = sampling.keep_laboratory(laboratory, by=request.user)
        return self.answer(kept, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.LaboratoryChange)
    def partial_update(self, request, pk):
        """Change what is known of a laboratory, such as the end of its accreditation."""
        laboratory = self.get_object()
        for name, value in self.understood(shapes.LaboratoryChange).items():
            setattr(laboratory, name, value)
        return self.answer(sampling.keep_laboratory(laboratory, by=request.user))
