"""The history of a record in the admin, and the auditor's two lists."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from qualitysup.accounts.models import User
from qualitysup.audit import selectors
from qualitysup.audit.forms import ChangesFilter
from qualitysup.audit.models import AccessLog
from qualitysup.audit.services import access
from qualitysup.regions.admin import ReadOnlyAdmin

ENTRIES_ON_A_PAGE = 20


class HistoryMixin:
    """Before ``ScopedAdmin``: the history page shows every change of every field.

    For whoever may see the record, and for the auditor of its division. Django's own log, which
    knows only what went through the admin, is not written.
    """

    object_history_template = "audit/history.html"

    def history_view(self, request, object_id, extra_context=None):
        record = self.get_object(request, unquote(object_id))
        if record is None or selectors.history_model(self.model) is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not (
            self.has_view_or_change_permission(request, record)
            or request.user.has_perm("audit.view_changes")
        ):
            raise PermissionDenied
        states = selectors.history_of(record)
        page = Paginator(states, ENTRIES_ON_A_PAGE).get_page(request.GET.get("page"))
        # One more than shown: what the last entry of the page was before.
        shown = list(states[max(page.start_index() - 1, 0) : page.end_index() + 1])
        pairs = list(zip(shown, [*shown[1:], None], strict=True))[:ENTRIES_ON_A_PAGE]
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of %(record)s") % {"record": record},
            "entries": selectors.entries(pairs),
            "page": page,
            "object": record,
            "opts": self.opts,
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)

    def log_addition(self, request, obj, message):
        pass

    def log_change(self, request, obj, message):
        pass

    def log_deletions(self, request, queryset):
        pass


class WhoFilter(admin.RelatedFieldListFilter):
    """People of the auditor's divisions; a DISTINCT over the log would read all of it."""

    def field_choices(self, field, request, model_admin):
        people = User.objects.visible_to(request.user).order_by("username")
        return [(person.pk, str(person)) for person in people]


@admin.register(AccessLog)
class AccessLogAdmin(ReadOnlyAdmin):
    list_display = ["at", "by", "action", "target_name", "count", "door", "address", "detail"]
    list_filter = ["action", "door", "at", ("by", WhoFilter)]
    list_select_related = ["by"]
    search_fields = ["target_name", "detail", "=by__username"]
    change_list_template = "audit/access_log.html"

    def get_urls(self):
        changes = self.admin_site.admin_view(self.changes_view)
        return [path("changes/", changes, name="audit_changes"), *super().get_urls()]

    def changes_view(self, request):
        """Every change of every kept table, for the auditor."""
        if not request.user.has_perm("audit.view_changes"):
            raise PermissionDenied
        form = ChangesFilter(request.GET, user=request.user)
        entries, older = [], None
        if form.is_valid():
            entries, older = selectors.changes(
                request.user,
                **form.cleaned_data,
                after=selectors.Place.parse(request.GET.get("after", "")),
            )
        access.record(
            by=request.user,
            action=AccessLog.Action.READ,
            detail=f"changes {request.GET.urlencode()}",
            count=len(entries),
            request=request,
        )
        context = {
            **self.admin_site.each_context(request),
            "title": _("All changes"),
            "form": form,
            "entries": entries,
            "older": older,
            "opts": self.opts,
        }
        return TemplateResponse(request, "audit/changes.html", context)
