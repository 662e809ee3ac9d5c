from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from qualitysup.audit.admin import HistoryMixin
from qualitysup.evidence.models import Attachment
from qualitysup.regions.admin import ReadOnlyAdmin


@admin.register(Attachment)
class AttachmentAdmin(HistoryMixin, ReadOnlyAdmin):
    """Every attachment, withdrawn ones too. Added and withdrawn on the page of its case."""

    list_display = [
        "name",
        "caption",
        "kind",
        "division",
        "uploaded_at",
        "uploaded_by",
        "withdrawn",
    ]
    list_filter = ["kind", "uploaded_at"]
    list_select_related = ["division", "uploaded_by"]
    # There may be a million: only what an index finds.
    search_fields = ["file__sha256__exact"]
    search_help_text = _("The SHA-256 of the file")

    @admin.display(description=_("withdrawn"), boolean=True)
    def withdrawn(self, attachment):
        return attachment.withdrawn_at is not None
