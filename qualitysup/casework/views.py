from django.shortcuts import render
from django.utils.translation import gettext as _

from qualitysup.accounts.roles import Role
from qualitysup.casework import health
from qualitysup.casework import home as today


def home(request):
    """Today's work of whoever asks; whoever keeps the machine sees how it runs."""
    context = {"title": _("Today's work"), **today.context(request.user)}
    if request.user.holds(Role.SYSTEM_ADMINISTRATOR):
        context["health"] = health.checks()
    return render(request, "site/home.html", context)


def round_of_today(request):
    """What an inspector goes out for, on a phone: every row, not only the first."""
    lists = today.context(request.user, shown=50, in_field=True)
    return render(request, "site/field_work.html", {"title": _("Today's round"), **lists})
