"""Disclosures, complaints and risk scores."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from inspections.api.serializers import openness as shapes
from inspections.api.serializers.step import NotedInput
from inspections.models import Complaint, Disclosure, RiskRun, RiskScore
from inspections.redaction import Redaction
from inspections.services import complaints, disclosures, risk
from qualitysup.casework.api.etags import expected_version
from qualitysup.casework.api.filters import ScopedFilter, YesNoFilter
from qualitysup.casework.api.viewsets import CaseViewSet, ScopedViewSet, StepInput, if_match


class DisclosureFilter(ScopedFilter):
    state = filters.MultipleChoiceFilter(choices=Disclosure.State.choices)
    kind = filters.MultipleChoiceFilter(choices=Disclosure.Kind.choices)
    enterprise = filters.NumberFilter(field_name="enterprise_id")
    overdue = YesNoFilter(method="is_overdue")

    class Meta:
        model = Disclosure
        fields = ["state", "kind", "enterprise", "division", "overdue"]

    def is_overdue(self, rows, name, wanted):
        overdue = rows.overdue()
        return overdue if wanted else rows.exclude(pk__in=overdue.values("pk"))


class DisclosureViewSet(CaseViewSet):
    """Results on their way to the public. They are queued by themselves when they are formed."""

    queryset = Disclosure.objects.for_list()
    serializer_class = shapes.DisclosureRow
    filterset_class = DisclosureFilter
    # What is put is what is blacked out.
    verbs = {"PUT": "redact"}
    steps = {
        "approve": (disclosures.approve, StepInput),
        "send_back": (disclosures.send_back, NotedInput),
        "publish": (disclosures.publish, StepInput),
        "refuse": (disclosures.refuse, shapes.RefusedInput),
        "annul": (disclosures.annul, shapes.AnnulledInput),
        "withdraw": (disclosures.withdraw, NotedInput),
        "expire": (disclosures.expire, StepInput),
    }

    def get_serializer_class(self):
        return shapes.DisclosureRow if self.action == "list" else shapes.DisclosureDetail

    @extend_schema(request=shapes.RedactionsInput, parameters=[if_match(required=True)])
    @action(detail=True, methods=["put"])
    def redactions(self, request, pk):
        """Replace what is blacked out, before the publication is approved."""
        disclosure = self.get_object()
        given = self.understood(shapes.RedactionsInput)
        disclosures.redact(
            disclosure,
            by=request.user,
            redactions=[Redaction(**row) for row in given["redactions"]],
            version=expected_version(request),
        )
        return self.answer(self.get_queryset().get(pk=disclosure.pk))


class ComplaintFilter(ScopedFilter):
    state = filters.MultipleChoiceFilter(choices=Complaint.State.choices)
    kind = filters.MultipleChoiceFilter(choices=Complaint.Kind.choices)
    enterprise = filters.NumberFilter(field_name="enterprise_id")
    overdue = YesNoFilter(method="is_overdue")
    search = filters.CharFilter(
        method="find", help_text="The number at the source, or what finds the enterprise."
    )

    class Meta:
        model = Complaint
        fields = ["state", "kind", "enterprise", "division", "overdue", "search"]

    def is_overdue(self, rows, name, wanted):
        overdue = rows.overdue()
        return overdue if wanted else rows.exclude(pk__in=overdue.values("pk"))

    def find(self, rows, name, text):
        return rows.search(text)


class ComplaintViewSet(CaseViewSet):
    """Complaints, reports and clues. Who told them is shown singly, and every look is logged."""

    queryset = Complaint.objects.for_list()
    serializer_class = shapes.ComplaintRow
    filterset_class = ComplaintFilter
    draft = complaints.register, shapes.ComplaintInput
    save_draft = complaints.keep, shapes.ComplaintChange
    steps = {
        "accept": (complaints.accept, StepInput),
        "refuse": (complaints.refuse, NotedInput),
        "join": (complaints.join, shapes.JoinInput),
        "assign": (complaints.assign, shapes.AssignInput),
        "reassign": (complaints.reassign, shapes.AssignInput),
        "extend": (complaints.extend, shapes.ExtendCheckInput),
        "check": (complaints.check, shapes.FoundInput),
        "reply": (complaints.reply, shapes.AnswerInput),
        "close": (complaints.close, StepInput),
    }

    def get_serializer_class(self):
        return shapes.ComplaintRow if self.action == "list" else shapes.ComplaintDetail

    @extend_schema(request=None, responses=shapes.ComplainantShape)
    @action(detail=True, methods=["post"])
    def contact(self, request, pk):
        """Who told it, for those who may know; the look is written down."""
        known = complaints.contact(self.get_object(), by=request.user, request=request)
        response = Response(shapes.ComplainantShape(known).data)
        response["Cache-Control"] = "no-store"
        return response


class RiskRunFilter(ScopedFilter):
    class Meta:
        model = RiskRun
        fields = ["month", "state", "division"]


class RiskRunViewSet(ScopedViewSet):
    """The monthly scorings."""

    queryset = RiskRun.objects.all()
    serializer_class = shapes.RiskRunOutput
    filterset_class = RiskRunFilter


class RiskScoreFilter(ScopedFilter):
    run = filters.NumberFilter(field_name="run_id")
    enterprise = filters.NumberFilter(field_name="enterprise_id")
    decision = filters.MultipleChoiceFilter(choices=RiskScore.Decision.choices)

    class Meta:
        model = RiskScore
        fields = ["run", "enterprise", "decision", "division"]


class RiskScoreViewSet(ScopedViewSet):
    """What was counted of each enterprise, and the class that it proposes."""

    queryset = RiskScore.objects.for_list()
    serializer_class = shapes.RiskScoreOutput
    filterset_class = RiskScoreFilter

    @extend_schema(request=shapes.DecisionInput)
    @action(detail=True, methods=["post"])
    def confirm(self, request, pk):
        """Take over the proposed class."""
        return self._decide(risk.confirm)

    @extend_schema(request=shapes.DecisionInput)
    @action(detail=True, methods=["post"])
    def keep(self, request, pk):
        """Leave the class as it is, and say why."""
        return self._decide(risk.keep)

    def _decide(self, service):
        score, given = self.get_object(), self.understood(shapes.DecisionInput)
        service(score, by=self.request.user, **given)
        return self.answer(self.get_queryset().get(pk=score.pk))
