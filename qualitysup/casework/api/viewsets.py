"""The bases of every API route: scoped, paged, and for cases drawn from the workflow table."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from qualitysup.casework.api.etags import ETagMixin, etag, expected_version
from qualitysup.casework.api.shapes import shape, shown
from qualitysup.casework.workflow import WORKFLOWS

IF_MATCH = "If-Match"


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
        # A method that is not there is refused as such, whoever asks.
        verb = self.verbs.get(method, "view") if self.action else "view"
        if self.action == "create":
            verb = self.create_verb
        return f"{meta.app_label}.{verb}_{meta.model_name}"

    def get_queryset(self):
        return super().get_queryset().visible_to(self.request.user)

    def filter_queryset(self, queryset):
        """Filters choose rows of a list; one row by its key is not searched for."""
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    # As ListModelMixin has it, but for the serializer. Its description is that of the viewset.
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(shown(self.get_serializer_class(), page))

    def answer(self, row, status_code=status.HTTP_200_OK) -> Response:
        """The row as the API shows it, read as the detail page reads it."""
        data = shape(self.get_serializer_class()).to_representation(row)
        response = Response(data, status=status_code)
        if hasattr(row, "version"):
            response["ETag"] = etag(row)
        return response

    def understood(self, given) -> dict:
        """What was sent, as this input serializer understands it."""
        words = given(data=self.request.data, context=self.get_serializer_context())
        words.is_valid(raise_exception=True)
        return words.validated_data


class StepInput(serializers.Serializer):
    """What every step accepts; a subject's step may ask for more."""

    on = serializers.DateField(
        required=False, help_text="The day on which it was done; today unless told."
    )
    note = serializers.CharField(required=False, allow_blank=True, default="")
    override = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        help_text="The reason for passing a guard that may be overridden.",
    )


class StepOutlook(serializers.Serializer):
    """A step from where the case stands, and what is still in the way of it."""

    step = serializers.CharField()
    label = serializers.CharField()
    legal_basis = serializers.CharField()
    possible = serializers.BooleanField()
    overridable = serializers.BooleanField()
    code = serializers.CharField()
    reason = serializers.CharField()


class CaseViewSet(ScopedViewSet):
    """A case and its steps: ``POST …/{id}/<step>/`` for every row of the workflow table.

    ``steps`` maps a step's name to ``(service, input serializer)``. ``draft`` and ``save_draft``
    are such pairs for ``POST …/`` and ``PATCH …/{id}/``; the latter needs ``If-Match``.
    """

    steps: dict = {}
    draft: tuple | None = None
    save_draft: tuple | None = None

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        for name, (service, given) in cls.steps.items():
            setattr(cls, name, _step(name, service, given))
        if cls.draft:
            cls.create = _create(*cls.draft)
        if cls.save_draft:
            cls.partial_update = _partial_update(*cls.save_draft)

    @extend_schema(responses=StepOutlook(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
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
                "overridable": refusal is not None and refusal.overridable,
                "code": refusal.code if refusal else "",
                "reason": refusal.reason if refusal else "",
            }
            for step, refusal in workflow.outlook(case, by=request.user)
        ]
        return Response(found)


def if_match(*, required):
    words = "The ETag that was read; the request fails with 412 if the case moved on since."
    return OpenApiParameter(IF_MATCH, str, "header", required=required, description=words)


def _step(name, service, given):
    @extend_schema(
        request=given, parameters=[if_match(required=False)], description=service.__doc__
    )
    def take(self, request, pk=None):
        case = self.get_object()
        words = self.understood(given)
        version = expected_version(request, required=False)
        case = service(case, by=request.user, version=version, **words)
        return self.answer(self.get_queryset().get(pk=case.pk))

    take.__name__ = name
    return action(detail=True, methods=["post"], url_path=name.replace("_", "-"), url_name=name)(
        take
    )


def _create(service, given):
    @extend_schema(request=given, description=service.__doc__)
    def create(self, request):
        case = service(by=request.user, **self.understood(given))
        return self.answer(self.get_queryset().get(pk=case.pk), status.HTTP_201_CREATED)

    return create


def _partial_update(service, given):
    @extend_schema(request=given, parameters=[if_match(required=True)], description=service.__doc__)
    def partial_update(self, request, pk=None):
        case = self.get_object()
        version = expected_version(request)
        for name, value in self.understood(given).items():
            setattr(case, name, value)
        service(case, by=request.user, version=version)
        return self.answer(self.get_queryset().get(pk=case.pk))

    return partial_update
