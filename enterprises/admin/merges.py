from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from enterprises.models import MergeRecord
from enterprises.services import merging
from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.regions.admin import ReadOnlyAdmin


@admin.register(MergeRecord)
class MergeRecordAdmin(HistoryMixin, ReadOnlyAdmin):
    change_form_template = "enterprises/merge_record.html"

    list_display = ["__str__", "by", "at", "undone_at", "undone_by"]
    list_select_related = ["survivor", "duplicate", "by", "undone_by"]
    date_hierarchy = None
    fields = ["survivor", "duplicate", "by", "at", "undone_at", "undone_by"]

    def get_urls(self):
        route = path(
            "<int:pk>/undo/",
            self.admin_site.admin_view(require_POST(self.undo)),
            name="enterprises_mergerecord_undo",
        )
        return [route, *super().get_urls()]

    def undo(self, request, pk):
        record = self.get_object(request, str(pk))
        if record is None:
            raise Http404
        try:
            merging.undo(record, by=request.user)
        except TransitionRefused as refusal:
            self.message_user(request, refusal.reason, messages.ERROR)
            return redirect("admin:enterprises_mergerecord_change", pk)
        self.message_user(request, _("The merge is undone."), messages.SUCCESS)
        return redirect(record.duplicate)
