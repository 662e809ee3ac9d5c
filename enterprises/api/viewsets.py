from drf_spectacular.utils import extend_schema
from rest_framework import status

from enterprises.api.filters import EnterpriseFilter
from enterprises.api.serializers import (
    EnterpriseCreation,
    EnterpriseInput,
    EnterpriseOutput,
    EnterpriseRow,
)
from enterprises.models import Enterprise
from enterprises.services import register
from qualitysup.casework.api.etags import expected_version
from qualitysup.casework.api.viewsets import ScopedViewSet, if_match


class EnterpriseViewSet(ScopedViewSet):
    """The register: lists without merged duplicates; a merged one names its survivor."""

    queryset = Enterprise.objects.all()
    filterset_class = EnterpriseFilter
    ordering = ["-pk"]

    def get_queryset(self):
        queryset = super().get_queryset()
        return queryset.for_list() if self.action == "list" else queryset.for_api_detail()

    def get_serializer_class(self):
        return EnterpriseRow if self.action == "list" else EnterpriseOutput

    @extend_schema(request=EnterpriseCreation, responses={201: EnterpriseOutput})
    def create(self, request):
        """Register an enterprise; a likely duplicate is refused until it is said not to be one."""
        given = self.understood(EnterpriseCreation)
        confirmed = given.pop("not_a_duplicate")
        enterprise = register.save(Enterprise(**given), by=request.user, confirmed=confirmed)
        return self.answer(self.get_queryset().get(pk=enterprise.pk), status.HTTP_201_CREATED)

    @extend_schema(
        request=EnterpriseInput, responses=EnterpriseOutput, parameters=[if_match(required=True)]
    )
    def partial_update(self, request, pk=None):
        """Change some fields of the version that was read (``If-Match``)."""
        enterprise = self.get_object()
        version = expected_version(request)
        for name, value in self.understood(EnterpriseInput).items():
            setattr(enterprise, name, value)
        register.save(enterprise, by=request.user, version=version)
        return self.answer(self.get_queryset().get(pk=enterprise.pk))
