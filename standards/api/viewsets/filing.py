"""Filings and declarations, with their steps."""

from django_filters import rest_framework as filters

from qualitysup.casework.api.filters import ScopedFilter
from qualitysup.casework.api.viewsets import CaseViewSet, StepInput
from standards.api.serializers import filing as shapes
from standards.models import Filing
from standards.querysets.filing import AGES
from standards.services import filings

# As the list of the admin names them.
STANDING = ["published", "expiring", "review-overdue", "on-replaced", *AGES]


class FilingFilter(ScopedFilter):
    state = filters.MultipleChoiceFilter(choices=Filing.State.choices)
    enterprise = filters.NumberFilter(field_name="enterprise_id")
    standing = filters.ChoiceFilter(
        choices=[(key, key) for key in STANDING], method="that_stand", help_text="As of today."
    )
    search = filters.CharFilter(method="find", help_text="Number, name or enterprise.")

    class Meta:
        model = Filing
        fields = ["state", "regime", "enterprise", "division", "standing", "search"]

    def that_stand(self, rows, name, key):
        return rows.standing(key)

    def find(self, rows, name, text):
        return rows.search(text)


class FilingViewSet(CaseViewSet):
    """What enterprises file or declare of the standards that their products are made to."""

    queryset = Filing.objects.all()
    serializer_class = shapes.FilingRow
    filterset_class = FilingFilter
    draft = (filings.draft, shapes.FilingDraftInput)
    steps = {
        "declare": (filings.declare, StepInput),
        "submit": (filings.submit, StepInput),
        "record": (filings.record, shapes.FilingRecordInput),
        "send_back": (filings.send_back, shapes.FilingNotedInput),
        "review": (filings.review, shapes.FilingNotedInput),
        "order_correction": (filings.order_correction, shapes.FilingNotedInput),
        "expose": (filings.expose, StepInput),
        "settle": (filings.settle, shapes.FilingNotedInput),
        "withdraw": (filings.withdraw, shapes.FilingNotedInput),
    }

    def get_queryset(self):
        rows = super().get_queryset().for_list()
        if self.action == "list":
            return rows
        return rows.prefetch_related("products", "standards", "items")

    def get_serializer_class(self):
        return shapes.FilingRow if self.action == "list" else shapes.FilingDetail

    def retrieve(self, request, pk):
        return self.answer(self.get_object())
