"""What products are made to, and how far trades keep what is mandatory for them."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action

from qualitysup.casework.api.filters import ScopedFilter
from qualitysup.casework.api.viewsets import ScopedViewSet
from standards.api.serializers import execution as shapes
from standards.models import Execution, TradeStandard
from standards.services import executions

# As the list of the admin names them.
STANDING = ["open", "in-force", "outdated", "in-transition", "replaced"]


class ExecutionFilter(ScopedFilter):
    enterprise = filters.NumberFilter(field_name="product__enterprise_id")
    standard = filters.NumberFilter(field_name="standard_id")
    standing = filters.ChoiceFilter(
        choices=[(key, key) for key in STANDING], method="that_stand", help_text="As of today."
    )
    search = filters.CharFilter(method="find", help_text="Product, enterprise or standard.")

    class Meta:
        model = Execution
        fields = ["enterprise", "standard", "division", "standing", "search"]

    def that_stand(self, rows, name, key):
        return rows.standing(key)

    def find(self, rows, name, text):
        return rows.search(text)


class ExecutionViewSet(ScopedViewSet):
    """That a product is made to a standard, from when and until when."""

    queryset = Execution.objects.all()
    serializer_class = shapes.ExecutionRow
    filterset_class = ExecutionFilter

    def get_queryset(self):
        return super().get_queryset().for_list()

    def retrieve(self, request, pk):
        return self.answer(self.get_object())

    def _told(self, execution, **more):
        return self.answer(self.get_queryset().get(pk=execution.pk), **more)

    @extend_schema(request=shapes.ExecutionInput)
    def create(self, request):
        given = self.understood(shapes.ExecutionInput)
        made = executions.enter(Execution(**given), by=request.user)
        return self._told(made, status_code=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.ExecutionSwitchInput)
    @action(detail=True, methods=["post"])
    def switch(self, request, pk):
        """From a day on it is made to another standard; answers with the new row."""
        given = self.understood(shapes.ExecutionSwitchInput)
        return self._told(executions.switch(self.get_object(), by=request.user, **given))

    @extend_schema(request=shapes.ExecutionEndInput)
    @action(detail=True, methods=["post"])
    def end(self, request, pk):
        """It is made to it no longer."""
        given = self.understood(shapes.ExecutionEndInput)
        return self._told(executions.end(self.get_object(), by=request.user, **given))


class TradeStandardViewSet(ScopedViewSet):
    """Mandatory standards by trade, with how many of its enterprises keep them."""

    queryset = TradeStandard.objects.all()
    serializer_class = shapes.TradeStandardRow

    def get_queryset(self):
        return super().get_queryset().for_list().with_coverage(self.request.user)

    def retrieve(self, request, pk):
        return self.answer(self.get_object())
