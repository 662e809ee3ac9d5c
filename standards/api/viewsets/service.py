"""The institute's services with their steps, and the firm codes that its checks lean on."""

from django_filters import rest_framework as filters

from qualitysup.casework.api.filters import ScopedFilter
from qualitysup.casework.api.viewsets import CaseViewSet, ScopedViewSet, StepInput
from standards.api.serializers import service as shapes
from standards.models import FirmCode, ServiceRequest
from standards.services import requests

# As the list of the admin names them.
STANDING = ["waiting", "under-way", "overdue", "reported-year"]
CODE_STANDING = ["expiring", "expired"]


class ServiceRequestFilter(ScopedFilter):
    state = filters.MultipleChoiceFilter(choices=ServiceRequest.State.choices)
    enterprise = filters.NumberFilter(field_name="enterprise_id")
    standing = filters.ChoiceFilter(
        choices=[(key, key) for key in STANDING], method="that_stand", help_text="As of today."
    )
    search = filters.CharFilter(method="find", help_text="Number, client or subject.")

    class Meta:
        model = ServiceRequest
        fields = ["state", "service", "enterprise", "division", "standing", "search"]

    def that_stand(self, rows, name, key):
        return rows.standing(key)

    def find(self, rows, name, text):
        return rows.search(text)


class ServiceRequestViewSet(CaseViewSet):
    """What firms ask of the institute, from the counter to a numbered report."""

    queryset = ServiceRequest.objects.all()
    serializer_class = shapes.ServiceRequestRow
    filterset_class = ServiceRequestFilter
    draft = (requests.draft, shapes.ServiceRequestInput)
    steps = {
        "accept": (requests.accept, StepInput),
        "decline": (requests.decline, shapes.ServiceNotedInput),
        "finish": (requests.finish, StepInput),
        "send_back": (requests.send_back, shapes.ServiceNotedInput),
        "report": (requests.report, StepInput),
        "withdraw": (requests.withdraw, shapes.ServiceNotedInput),
    }

    def get_queryset(self):
        return super().get_queryset().for_list()

    def get_serializer_class(self):
        rows = self.action == "list"
        return shapes.ServiceRequestRow if rows else shapes.ServiceRequestDetail

    def retrieve(self, request, pk):
        return self.answer(self.get_object())


class FirmCodeFilter(ScopedFilter):
    standing = filters.ChoiceFilter(
        choices=[(key, key) for key in CODE_STANDING], method="that_stand", help_text="As of today."
    )
    search = filters.CharFilter(method="find", help_text="The code's first digits, or its holder.")

    class Meta:
        model = FirmCode
        fields = ["enterprise", "division", "standing", "search"]

    def that_stand(self, rows, name, key):
        return rows.standing(key)

    def find(self, rows, name, text):
        return rows.search(text)


class FirmCodeViewSet(ScopedViewSet):
    """Which firm holds which code of barcodes, and until when."""

    queryset = FirmCode.objects.all()
    serializer_class = shapes.FirmCodeRow
    filterset_class = FirmCodeFilter

    def retrieve(self, request, pk):
        return self.answer(self.get_object())
