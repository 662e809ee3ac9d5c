"""Registrations of workshops and the applications for them, over the API."""

from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action

from qualitysup.casework.api.etags import expected_version
from qualitysup.casework.api.filters import ScopedFilter
from qualitysup.casework.api.viewsets import CaseViewSet, ScopedViewSet, StepInput, if_match
from workshops import validity
from workshops.api.serializers import registration as shapes
from workshops.models import Application, Registration
from workshops.services import applications, filing, registrations


class RegistrationFilter(ScopedFilter):
    state = filters.MultipleChoiceFilter(choices=Registration.State.choices)
    workshop = filters.NumberFilter(field_name="workshop_id")
    valid_on = filters.DateFilter(method="is_valid_on", help_text="A day that it covers.")
    standing = filters.ChoiceFilter(
        method="stands", choices=[(name, name) for name in ("expiring", "expired")]
    )
    search = filters.CharFilter(method="find", help_text="A number, or what finds the workshop.")

    class Meta:
        model = Registration
        fields = ["state", "workshop", "valid_on", "division", "standing", "search"]

    def is_valid_on(self, rows, name, day):
        return rows.covering(day)

    def stands(self, rows, name, standing):
        if standing == "expired":
            return rows.expired()
        return rows.expiring(validity.invited_before(on=timezone.localdate()))

    def find(self, rows, name, text):
        return rows.search(text)


class RegistrationViewSet(ScopedViewSet):
    """食品生产加工小作坊登记证: read by whoever sees the workshop; they come of applications."""

    queryset = Registration.objects.for_list()
    serializer_class = shapes.RegistrationRow
    filterset_class = RegistrationFilter

    def get_serializer_class(self):
        return shapes.RegistrationDetail if self.action == "retrieve" else shapes.RegistrationRow

    @extend_schema(request=shapes.OldRegistrationInput, responses={201: shapes.RegistrationRow})
    def create(self, request):
        """Enter a registration that an older paper proves."""
        given = self.understood(shapes.OldRegistrationInput)
        return self.answer(
            registrations.take_over(by=request.user, **given), status.HTTP_201_CREATED
        )

    @extend_schema(request=shapes.EndInput)
    @action(detail=True, methods=["post"])
    def cancel(self, request, pk):
        """注销: at the operator's wish, because the workshop closed, or because it expired."""
        return self._ended(registrations.cancel)

    @extend_schema(request=shapes.EndInput)
    @action(detail=True, methods=["post"])
    def revoke(self, request, pk):
        """吊销, as a penalty decided."""
        return self._ended(registrations.revoke)

    def _ended(self, service):
        given = self.understood(shapes.EndInput)
        ended = service(self.get_object(), by=self.request.user, **given)
        return self.answer(self.get_queryset().get(pk=ended.pk))


class ApplicationFilter(ScopedFilter):
    kind = filters.MultipleChoiceFilter(choices=Application.Kind.choices)
    state = filters.MultipleChoiceFilter(choices=Application.State.choices)
    workshop = filters.NumberFilter(field_name="workshop_id")
    registration = filters.NumberFilter(field_name="registration_id")
    standing = filters.ChoiceFilter(
        method="stands",
        choices=[
            (name, name)
            for name in ("open", "awaiting", "to_check", "overdue", "late", "to_certify")
        ],
    )
    search = filters.CharFilter(method="find", help_text="A number, or what finds the workshop.")

    class Meta:
        model = Application
        fields = [
            "kind",
            "state",
            "workshop",
            "registration",
            "division",
            "standing",
            "search",
        ]

    def stands(self, rows, name, standing):
        return getattr(rows, standing)()

    def find(self, rows, name, text):
        return rows.search(text)


class ApplicationViewSet(CaseViewSet):
    """Applications for a registration, its renewal or its change.

    The desk files them, and operators do for their own workshop, as of the day they send them.
    """

    queryset = Application.objects.all()
    serializer_class = shapes.ApplicationRow
    filterset_class = ApplicationFilter
    draft = filing.file, shapes.ApplicationInput
    save_draft = filing.keep, shapes.ApplicationChange
    steps = {
        "accept": (applications.accept, shapes.AcceptInput),
        "turn_away": (applications.turn_away, shapes.ReasonInput),
        "check": (applications.check, shapes.CheckInput),
        "grant": (applications.grant, StepInput),
        "refuse": (applications.refuse, shapes.ReasonInput),
        "withdraw": (applications.withdraw, StepInput),
        "deem": (applications.deem, StepInput),
        "certify": (applications.certify, StepInput),
    }

    def get_queryset(self):
        seen = super().get_queryset()
        return seen.for_detail() if self.action == "retrieve" else seen.for_list()

    def get_serializer_class(self):
        return shapes.ApplicationDetail if self.action == "retrieve" else shapes.ApplicationRow

    @extend_schema(request=shapes.FoodsInput, parameters=[if_match(required=True)])
    @action(detail=True, methods=["put"])
    def foods(self, request, pk):
        """Say anew what the certificate is to list, until the application is accepted."""
        application = self.get_object()
        given = self.understood(shapes.FoodsInput)
        filing.set_varieties(
            application, given["foods"], by=request.user, version=expected_version(request)
        )
        return self.answer(self.get_queryset().get(pk=application.pk))
