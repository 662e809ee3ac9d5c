"""Pages outside the admin: an inspector's own round of the day, on a phone."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inspections.models import Round
from inspections.services import routes
from qualitysup.casework.admin import REFUSALS, words_of
from qualitysup.wording import in_a_row

CHANGE = "inspections.change_round"


def my_round(request):
    """Today's stops in the order of the way; asking for it brings in what was assigned since."""
    if not request.user.has_perm("inspections.view_round"):
        raise PermissionDenied
    if request.method == "POST":
        try:
            routes.plan(request.user, timezone.localdate(), by=request.user)
        except REFUSALS as refusal:
            messages.error(request, in_a_row(words_of(refusal)))
        return redirect("inspections:my-round")
    found = Round.objects.of(request.user).filter(on=timezone.localdate()).first()
    context = {
        "title": _("My round today"),
        "round": found,
        "stops": list(found.stops.for_page()) if found else [],
        "may_change": request.user.has_perm(CHANGE),
    }
    return render(request, "inspections/my_round.html", context)


@require_POST
def move_stop(request, pk, stop, way):
    found = get_object_or_404(Round.objects.of(request.user), pk=pk)
    stop = get_object_or_404(found.stops.select_related("round"), pk=stop)
    try:
        routes.move(stop, by=request.user, places=-1 if way == "up" else 1)
    except REFUSALS as refusal:
        messages.error(request, in_a_row(words_of(refusal)))
    return redirect("inspections:my-round")
