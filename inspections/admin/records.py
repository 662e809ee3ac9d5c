"""What is recorded of a campaign: consultations, meetings, work groups and their visits."""

from inspections.admin.pages import SMALL
from inspections.forms import order as forms
from inspections.models import Consultation, QualityMeeting, WorkGroup, WorkGroupVisit
from qualitysup.regions.admin import ScopedInline


class RecordInline(ScopedInline):
    """What was recorded stays as it is; more is added below it."""

    formfield_overrides = SMALL

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ConsultationInline(RecordInline):
    model = Consultation
    fields = ["kind", "body", "held_on", "people", "opinion", "summary"]


class QualityMeetingInline(RecordInline):
    model = QualityMeeting
    fields = ["held_on", "place", "attendees", "analysis", "measures"]


class WorkGroupInline(ScopedInline):
    model = WorkGroup
    fields = ["name", "leader", "members"]
    can_delete = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("leader").prefetch_related("members")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return self._staff(super().formfield_for_foreignkey(db_field, request, **kwargs), request)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return self._staff(super().formfield_for_manytomany(db_field, request, **kwargs), request)

    def _staff(self, field, request):
        field.queryset = forms.staff(request.user)
        field.choices = list(field.choices)
        return field


class WorkGroupVisitInline(RecordInline):
    model = WorkGroupVisit
    classes = ["collapse"]
    fields = ["work_group", "participation", "visited_on", "findings", "help_given"]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related("work_group", "participation__enterprise")

    def get_formset(self, request, obj=None, **kwargs):
        request.campaign = obj
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.queryset = field.queryset.filter(campaign=request.campaign)
        if db_field.name == "participation":
            field.queryset = field.queryset.select_related("enterprise")
        field.choices = list(field.choices)
        return field
