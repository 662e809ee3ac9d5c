"""Clues of counterfeits."""

from django_filters import rest_framework as filters

from brands.api.serializers import counterfeit as shapes
from brands.api.serializers.publicity import NotedInput
from brands.models import CounterfeitClue
from brands.services import counterfeits
from qualitysup.casework.api.filters import ScopedFilter, YesNoFilter
from qualitysup.casework.api.viewsets import CaseViewSet, StepInput


class CounterfeitClueFilter(ScopedFilter):
    state = filters.MultipleChoiceFilter(choices=CounterfeitClue.State.choices)
    source = filters.MultipleChoiceFilter(choices=CounterfeitClue.Source.choices)
    honour = filters.NumberFilter(field_name="honour_id")
    overdue = YesNoFilter(method="is_overdue")
    search = filters.CharFilter(
        method="find", help_text="Holder, certificate number, maker or seller, place."
    )

    class Meta:
        model = CounterfeitClue
        fields = ["state", "source", "honour", "division", "overdue", "search"]

    def is_overdue(self, rows, name, wanted):
        overdue = rows.overdue()
        return overdue if wanted else rows.exclude(pk__in=overdue.values("pk"))

    def find(self, rows, name, text):
        return rows.search(text)


class CounterfeitClueViewSet(CaseViewSet):
    """Clues that goods are sold under another's honour, up to the inspectors and back."""

    queryset = CounterfeitClue.objects.for_list()
    serializer_class = shapes.CounterfeitClueRow
    filterset_class = CounterfeitClueFilter
    draft = counterfeits.register, shapes.CounterfeitClueInput
    save_draft = counterfeits.keep, shapes.CounterfeitClueChange
    steps = {
        "verify": (counterfeits.verify, shapes.VerdictInput),
        "transfer": (counterfeits.transfer, StepInput),
        "drop": (counterfeits.drop, NotedInput),
        "extend": (counterfeits.extend, shapes.ExtendCheckInput),
    }

    def get_serializer_class(self):
        return shapes.CounterfeitClueRow if self.action == "list" else shapes.CounterfeitClueDetail
