"""The bases of every API route: scoped, paged, and for cases drawn from the workflow table."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from qualitysup.casework.api.etags import ETagMixin, etag, expected_version
from qualitysup.casework.workflow import WORKFLOWS


class MayLook(BasePermission):
    """Reading needs the model's view permission; what writes is decided by the service's own."""

    def has_permission(self, request, view):
        needed = view.permission_for(request.method)
        return bool(request.user and request.user.has_perm(needed))


class ScopedViewSet(ETagMixin, GenericViewSet):
    """Rows inside the person's divisions; anything else is not found."""

    permission_classes = [MayLook]
    # HTTP method → permission codename prefix; a step's own permission is checked by its workflow.
    verbs = {"PUT": "change", "PATCH": "change", "DELETE": "delete"}
    create_verb = "add"

    def permission_for(self, method):
        meta = self.queryset.model._meta
        verb = self.verbs.get(method, "view")
        if self.action == "create":
            verb = self.create_verb
        return f"{meta.app_label}.{verb}_{meta.model_name}"

    def get_queryset(self):
        return super().get_queryset().visible_to(self.request.user)

    def answer(self, row, status_code=status.HTTP_200_OK) -> Response:
        """The row as the API shows it, read as the detail page reads it."""
        response = Response(self.get_serializer(row).data, status=status_code)
        if hasattr(row, "version"):
            response["ETag"] = etag(row)
        return response


class StepInput(serializers.Serializer):
    """What every step accepts; a subject's step may ask for more."""

    note = serializers.CharField(required=False, allow_blank=True, default="")
    override = serializers.CharField(required=False, allow_blank=True, default="")


class CaseViewSet(ScopedViewSet):
    """A case and its steps: ``POST …/{id}/<step>/`` for every row of the workflow table.

    ``steps`` maps a step's name to ``(service, input serializer)``.
    """

    steps: dict = {}

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        for name, (service, given) in cls.steps.items():
            setattr(cls, name, _step_action(name, service, given))

    @action(detail=True, methods=["get"])
    def available(self, request, pk=None):
        """The steps that this person may take now, and what stands in the way of the others."""
        case = self.get_object()
        workflow = WORKFLOWS[case._meta.label]
        found = [
            {
                "step": step.name,
                "label": str(step.label),
                "legal_basis": step.legal_basis,
                "possible": refusal is None,
                "reason": refusal.reason if refusal else "",
            }
            for step, refusal in workflow.outlook(case, by=request.user)
        ]
        return Response(found)


def _step_action(name, service, given):
    @extend_schema(request=given, description=_("Take this step."))
    def take(self, request, pk=None):
        case = self.get_object()
        words = given(data=request.data, context=self.get_serializer_context())
        words.is_valid(raise_exception=True)
        version = expected_version(request, required=False)
        case = service(case, by=request.user, version=version, **words.validated_data)
        return self.answer(self.get_queryset().get(pk=case.pk))

    take.__name__ = name
    return action(detail=True, methods=["post"], url_path=name.replace("_", "-"), url_name=name)(
        take
    )
