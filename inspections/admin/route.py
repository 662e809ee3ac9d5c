from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from inspections.forms import route as forms
from inspections.models import Round
from inspections.services import routes
from qualitysup.casework.admin import REFUSALS, words_of
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ScopedAdmin
from qualitysup.wording import in_a_row

CHANGE = "inspections.change_round"


@admin.register(Round)
class RoundAdmin(TaskPages, ScopedAdmin):
    """A person's visits of a day on the planner's screen: the way, and putting it in order."""

    tasks = {"shorten": "shorten"}
    list_display = ["person", "on", "stop_count", "km", "by_hand", "division"]
    list_filter = ["on"]
    ordering = ["-on", "-pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        move = path(
            "<int:pk>/move/<int:stop>/<slug:way>/",
            self.admin_site.admin_view(require_POST(self.move)),
            name="inspections_round_move",
        )
        window = path(
            "<int:pk>/window/<int:stop>/",
            self.admin_site.admin_view(self.window),
            name="inspections_round_window",
        )
        return [move, window, *super().get_urls()]

    @method_decorator(csrf_protect)
    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form, reasons = forms.RoundForm(request.POST or None, by=request.user), []
        if request.method == "POST" and form.is_valid():
            try:
                return redirect(routes.plan(by=request.user, **form.cleaned_data))
            except REFUSALS as refusal:
                reasons = words_of(refusal)
        context = self._context(request, _("Plan a round"), form=form, reasons=reasons)
        return TemplateResponse(request, "inspections/plan_round.html", context)

    @method_decorator(csrf_protect)
    def change_view(self, request, object_id, form_url="", extra_context=None):
        found = self.get_object(request, object_id)
        if found is None:
            raise Http404
        context = self._context(
            request,
            str(found),
            round=found,
            stops=list(found.stops.for_page()),
            may_change=request.user.has_perm(CHANGE),
        )
        return TemplateResponse(request, "inspections/round.html", context)

    def move(self, request, pk, stop, way):
        found = self.row(request, pk)
        self.need(request, CHANGE)
        stop = get_object_or_404(found.stops.select_related("round"), pk=stop)
        try:
            routes.move(stop, by=request.user, places=-1 if way == "up" else 1)
        except REFUSALS as refusal:
            self.message_user(request, in_a_row(words_of(refusal)), "error")
        return redirect(found)

    @method_decorator(csrf_protect)
    def shorten(self, request, pk):
        found = self.row(request, pk)
        self.need(request, CHANGE)
        if request.method == "POST":
            routes.shorten(found, by=request.user)
            self.message_user(request, _("The stops are in the order of the shortest way."))
        return redirect(found)

    @method_decorator(csrf_protect)
    def window(self, request, pk, stop):
        found = self.row(request, pk)
        self.need(request, CHANGE)
        stop = get_object_or_404(found.stops.select_related("enterprise"), pk=stop)
        initial = {"opens_at": stop.opens_at, "closes_at": stop.closes_at, "stay": stop.minutes}
        form, reasons = forms.WindowForm(request.POST or None, initial=initial), []
        if request.method == "POST" and form.is_valid():
            try:
                routes.set_window(stop, by=request.user, **form.cleaned_data)
                return redirect(found)
            except REFUSALS as refusal:
                reasons = words_of(refusal)
        title = _("When %s can be visited") % stop.enterprise
        context = self._context(request, title, form=form, reasons=reasons)
        return TemplateResponse(request, "inspections/plan_round.html", context)

    def _context(self, request, title, **more):
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "media": self.media,
            **more,
        }

    @admin.display(description=gettext_lazy("stops"), ordering="stop_count")
    def stop_count(self, found):
        return found.stop_count
