"""Campaigns: list, detail, steps, and all that belongs to one."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from inspections import figures
from inspections.api import filters
from inspections.api.serializers import campaign as shapes
from inspections.api.serializers import step as asked
from inspections.models import Campaign, Consultation, QualityMeeting, WorkGroupVisit
from inspections.services import campaigns
from qualitysup.casework.api.etags import expected_version
from qualitysup.casework.api.viewsets import CaseViewSet, StepInput, if_match


class CampaignViewSet(CaseViewSet):
    """Campaigns, and what belongs to one: enterprises, consultations, meetings, groups, visits."""

    queryset = Campaign.objects.all()
    serializer_class = shapes.CampaignRow
    filterset_class = filters.CampaignFilter
    draft = campaigns.draft, shapes.CampaignInput
    steps = {
        "open": (campaigns.open_campaign, StepInput),
        "close": (campaigns.close, shapes.ConclusionOfCampaign),
        "cancel": (campaigns.cancel, asked.NotedInput),
    }

    def get_queryset(self):
        seen = super().get_queryset().for_list()
        return seen.prefetch_related("towns") if self.action == "retrieve" else seen

    def get_serializer_class(self):
        return shapes.CampaignDetail if self.action == "retrieve" else shapes.CampaignRow

    @extend_schema(request=shapes.CampaignChange, parameters=[if_match(required=True)])
    def partial_update(self, request, pk):
        """Keep what was changed of a campaign that is not concluded."""
        campaign, version = self.get_object(), expected_version(request)
        given = self.understood(shapes.CampaignChange)
        towns = given.pop("towns", None)
        for name, value in given.items():
            setattr(campaign, name, value)
        campaigns.save(campaign, by=request.user, version=version, towns=towns)
        return self.answer(self.get_queryset().get(pk=campaign.pk))

    # --- Enterprises and their figures -----------------------------------------------------------

    @extend_schema(responses=shapes.ParticipationOutput(many=True), filters=False)
    @action(detail=True, methods=["get"], filterset_class=None)
    def enterprises(self, request, pk):
        """The enterprises of the campaign, each with its figures before and after."""
        rows = self._seen(self.get_object().participations).for_list()
        return self._page(rows, shapes.ParticipationOutput)

    @extend_schema(request=shapes.EnterprisesInput, responses=shapes.AddedOutput)
    @enterprises.mapping.post
    def add_enterprises(self, request, pk):
        """Bring enterprises into the campaign; those in it already stay as they are."""
        campaign, given = self.get_object(), self.understood(shapes.EnterprisesInput)
        campaigns.add_enterprises(campaign, given["enterprises"], by=request.user)
        now = campaign.participations.count()
        added = {"added": now - campaign.enterprise_count, "enterprises": now}
        return Response(shapes.AddedOutput(added).data)

    @extend_schema(responses=shapes.FiguresOutput, filters=False)
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def figures(self, request, pk):
        """Before and after of the whole campaign; growth is null where it can't be known."""
        return self._figures(self.get_object())

    @extend_schema(request=shapes.FiguresInput, responses=shapes.ParticipationOutput)
    @figures.mapping.patch
    def record_figures(self, request, pk):
        """Note the figures of one enterprise of the campaign."""
        campaign, given = self.get_object(), self.understood(shapes.FiguresInput)
        row = get_object_or_404(campaign.participations, enterprise=given.pop("enterprise"))
        campaigns.record_figures(row, by=request.user, **given)
        row = campaign.participations.for_list().get(pk=row.pk)
        return Response(shapes.ParticipationOutput(row).data)

    def _figures(self, campaign):
        count, found = figures.of(self._seen(campaign.participations))
        return Response(shapes.FiguresOutput({"enterprises": count, "figures": found}).data)

    # --- What is recorded of a campaign ----------------------------------------------------------

    @extend_schema(responses=shapes.ConsultationRecord(many=True), filters=False)
    @action(detail=True, methods=["get"], filterset_class=None)
    def consultations(self, request, pk):
        """The talks with the chamber of commerce and the government."""
        return self._page(self._seen(self.get_object().consultations), shapes.ConsultationRecord)

    @extend_schema(
        request=shapes.ConsultationRecord,
        responses={201: shapes.ConsultationRecord},
    )
    @consultations.mapping.post
    def record_consultation(self, request, pk):
        """Record a consultation; a halt by agreement needs one of each kind."""
        return self._keep(Consultation, shapes.ConsultationRecord)

    @extend_schema(responses=shapes.MeetingRecord(many=True), filters=False)
    @action(detail=True, methods=["get"], filterset_class=None, url_path="quality-meetings")
    def quality_meetings(self, request, pk):
        """The quality analysis meetings (18号令 art. 50)."""
        return self._page(self._seen(self.get_object().quality_meetings), shapes.MeetingRecord)

    @extend_schema(request=shapes.MeetingRecord, responses={201: shapes.MeetingRecord})
    @quality_meetings.mapping.post
    def record_meeting(self, request, pk):
        """Record a quality analysis meeting."""
        return self._keep(QualityMeeting, shapes.MeetingRecord)

    @extend_schema(responses=shapes.WorkGroupOutput(many=True), filters=False)
    @action(detail=True, methods=["get"], filterset_class=None, url_path="work-groups")
    def work_groups(self, request, pk):
        """The work groups sent in, with their members and enterprises."""
        groups = self._seen(self.get_object().work_groups).select_related("leader")
        return self._page(
            groups.prefetch_related("members", "participations"), shapes.WorkGroupOutput
        )

    @extend_schema(request=shapes.WorkGroupInput, responses={201: shapes.WorkGroupOutput})
    @work_groups.mapping.post
    def form_group(self, request, pk):
        """Send a work group into enterprises of the campaign."""
        given = self.understood(shapes.WorkGroupInput)
        group = campaigns.form_group(self.get_object(), by=request.user, **given)
        return Response(shapes.WorkGroupOutput(group).data, status.HTTP_201_CREATED)

    @extend_schema(responses=shapes.VisitOutput(many=True), filters=False)
    @action(detail=True, methods=["get"], filterset_class=None)
    def visits(self, request, pk):
        """The visits of the work groups."""
        rows = self._seen(self.get_object().work_group_visits).select_related("participation")
        return self._page(rows, shapes.VisitOutput)

    @extend_schema(request=shapes.VisitInput, responses={201: shapes.VisitOutput})
    @visits.mapping.post
    def record_visit(self, request, pk):
        """Record what a work group found and helped with."""
        campaign, given = self.get_object(), self.understood(shapes.VisitInput)
        group = get_object_or_404(campaign.work_groups, pk=given.pop("work_group"))
        row = get_object_or_404(campaign.participations, enterprise=given.pop("enterprise"))
        visit = WorkGroupVisit(campaign=campaign, work_group=group, participation=row, **given)
        visit = campaigns.keep_record(visit, by=request.user)
        return Response(shapes.VisitOutput(visit).data, status.HTTP_201_CREATED)

    # --- Orders of a campaign --------------------------------------------------------------------

    @extend_schema(request=shapes.DraftOrdersInput, responses={201: shapes.BulkOutput})
    @action(detail=True, methods=["post"], url_path="draft-orders")
    def draft_orders(self, request, pk):
        """Draft an order for every enterprise of the campaign that has none."""
        given = self.understood(shapes.DraftOrdersInput)
        drafted = campaigns.draft_orders(self.get_object(), by=request.user, **given)
        return self._bulk(drafted, [], status.HTTP_201_CREATED)

    @extend_schema(request=StepInput, responses=shapes.BulkOutput)
    @action(detail=True, methods=["post"], url_path="issue-drafts")
    def issue_drafts(self, request, pk):
        """Issue the drafts of the campaign, each with its own number, at most 100 at once."""
        given = self.understood(StepInput)
        issued, refused = campaigns.issue_drafts(self.get_object(), by=request.user, **given)
        return self._bulk(issued, refused)

    @extend_schema(request=asked.AgreedHaltInput, responses=shapes.BulkOutput)
    @action(detail=True, methods=["post"], url_path="agree-halts")
    def agree_halts(self, request, pk):
        """Halt every enterprise under an issued order of the campaign, as was agreed."""
        given = self.understood(asked.AgreedHaltInput)
        halted, refused = campaigns.agree_halts(self.get_object(), by=request.user, **given)
        return self._bulk(halted, refused)

    def _bulk(self, done, refused, status_code=status.HTTP_200_OK):
        answer = {
            "done": [order.pk for order in done],
            "refused": [
                {"id": order.pk, "code": refusal.code, "reason": refusal.reason}
                for order, refusal in refused
            ],
        }
        return Response(shapes.BulkOutput(answer).data, status_code)

    def _keep(self, model, shape):
        row = model(campaign=self.get_object(), **self.understood(shape))
        row = campaigns.keep_record(row, by=self.request.user)
        return Response(shape(row).data, status.HTTP_201_CREATED)

    def _seen(self, parts):
        """Of a campaign that is held above, whoever it reaches into sees their own enterprises."""
        return parts.visible_to(self.request.user)

    def _page(self, rows, shape):
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(shape(page, many=True).data)
