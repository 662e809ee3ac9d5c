from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.utils.translation import gettext as _

from qualitysup.dashboard.registry import measure


@permission_required("dashboard.view_dashboard", raise_exception=True)
def dashboard(request):
    context = {"title": _("Dashboard"), "subjects": measure(request.user)}
    return render(request, "dashboard/dashboard.html", context)
