"""Special surveys, their villages, what they found, and who should move first."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from qualitysup.casework.api.etags import expected_version
from qualitysup.casework.api.filters import ScopedFilter, YesNoFilter
from qualitysup.casework.api.shapes import shown
from qualitysup.casework.api.viewsets import CaseViewSet, ScopedViewSet, StepInput, if_match
from workshops.api.serializers import survey as shapes
from workshops.models import Survey, SurveyRecord
from workshops.services import candidates, survey_records, surveys

ZONE = OpenApiParameter("zone", int, required=True, description="The zone that it is made for.")


class SurveyFilter(ScopedFilter):
    state = filters.MultipleChoiceFilter(choices=Survey.State.choices)
    search = filters.CharFilter(field_name="name", lookup_expr="contains")

    class Meta:
        model = Survey
        fields = ["state", "division", "search"]


class SurveyViewSet(CaseViewSet):
    """Special surveys of towns, carried from village to village."""

    queryset = Survey.objects.all()
    serializer_class = shapes.SurveyRow
    filterset_class = SurveyFilter
    draft = surveys.draft, shapes.SurveyInput
    steps = {
        "open": (surveys.open_survey, StepInput),
        "close": (surveys.close, shapes.ConclusionOfSurvey),
    }

    def get_queryset(self):
        rows = super().get_queryset().for_list()
        return rows.prefetch_related("trades", "people") if self.action == "retrieve" else rows

    def get_serializer_class(self):
        return shapes.SurveyDetail if self.action == "retrieve" else shapes.SurveyRow

    @extend_schema(request=shapes.SurveyChange, parameters=[if_match(required=True)])
    def partial_update(self, request, pk):
        """Keep what was changed; under way, only the end and the surveyors still change."""
        survey, version = self.get_object(), expected_version(request)
        given = self.understood(shapes.SurveyChange)
        lists = {name: given.pop(name) for name in ("trades", "people") if name in given}
        for name, value in given.items():
            setattr(survey, name, value)
        surveys.save(survey, by=request.user, version=version, **lists)
        return self.answer(self.get_queryset().get(pk=survey.pk))

    @extend_schema(responses=shapes.SurveyVillageOutput(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def villages(self, request, pk):
        """Every village of the town, how it stands, and what was found in it."""
        rows = self.get_object().villages.visible_to(request.user).for_list()
        return Response(shown(shapes.SurveyVillageOutput, rows))

    @extend_schema(request=shapes.VillagesInput, responses=shapes.SurveyVillageOutput(many=True))
    @villages.mapping.post
    def settle_villages(self, request, pk):
        """Some villages were looked at on a day, or are passed over for a reason."""
        survey, given = self.get_object(), self.understood(shapes.VillagesInput)
        rows = survey.villages.visible_to(request.user).filter(village__in=given["villages"])
        absent = set(given["villages"]) - set(rows.values_list("village", flat=True))
        if absent:
            raise ValidationError({"villages": [f"Not found: {min(absent)}."]})
        if because := given["passed_over_because"]:
            surveys.pass_over(rows, by=request.user, because=because)
        else:
            surveys.look_at(rows, by=request.user, on=given["on"], none_found=given["none_found"])
        return self.villages(request, pk)


class SurveyRecordFilter(ScopedFilter):
    survey = filters.NumberFilter(field_name="survey_id")
    workshop = filters.NumberFilter(field_name="workshop_id")
    trade = filters.NumberFilter(field_name="workshop__trade_id")
    complete = YesNoFilter()
    search = filters.CharFilter(method="find", help_text="What finds the enterprise.")

    class Meta:
        model = SurveyRecord
        fields = ["survey", "workshop", "trade", "division", "complete"]

    def find(self, rows, name, text):
        return rows.search(text)


class SurveyRecordViewSet(ScopedViewSet):
    """What surveys found. A finished visit of a survey makes its record by itself."""

    queryset = SurveyRecord.objects.all()
    serializer_class = shapes.SurveyRecordRow
    filterset_class = SurveyRecordFilter

    def get_queryset(self):
        return super().get_queryset().for_list()

    def get_serializer_class(self):
        detailed = self.action in ("retrieve", "create")
        return shapes.SurveyRecordDetail if detailed else shapes.SurveyRecordRow

    def retrieve(self, request, pk):
        return self.answer(self.get_object())

    @extend_schema(request=shapes.PaperInput, responses={201: shapes.SurveyRecordDetail})
    def create(self, request):
        """Type in a form that was filled in on paper."""
        given = self.understood(shapes.PaperInput)
        survey, workshop = given.pop("survey"), given.pop("workshop")
        record = survey_records.enter(survey, workshop, by=request.user, **given)
        return self.answer(self.get_queryset().get(pk=record.pk), status.HTTP_201_CREATED)

    @extend_schema(parameters=[ZONE], responses=shapes.RankedOutput(many=True), filters=False)
    @action(detail=False, methods=["get"], filterset_class=None, pagination_class=None)
    def ranking(self, request):
        """Who of the zone's town should move in first: incomplete ones lead, then the points."""
        asked = shapes.ZoneAsked(data=request.query_params, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        found = candidates.ranked(asked.validated_data["zone"], by=request.user)
        return Response(shown(shapes.RankedOutput, found.explained(found.rows)))

    @extend_schema(request=shapes.ProposeInput, responses=shapes.ProposedOutput)
    @ranking.mapping.post
    def propose(self, request):
        """Propose these records of the ranking for the zone, each with its reasons."""
        given = self.understood(shapes.ProposeInput)
        proposed, refused = candidates.propose(given["zone"], given["records"], by=request.user)
        answer = {
            "done": [relocation.pk for relocation in proposed],
            "refused": [
                {"id": record.pk, "code": refusal.code, "reason": refusal.reason}
                for record, refusal in refused
            ],
        }
        return Response(shapes.ProposedOutput(answer).data)
