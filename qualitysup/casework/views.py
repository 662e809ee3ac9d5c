from django.shortcuts import render
from django.utils.translation import gettext as _

from qualitysup.accounts.roles import Role
from qualitysup.casework import health
from qualitysup.casework.home import board


def home(request):
    """Today's work of whoever asks; whoever keeps the machine sees how it runs."""
    context = {"title": _("Today's work"), "board": board(request.user)}
    if request.user.holds(Role.SYSTEM_ADMINISTRATOR):
        context["health"] = health.checks()
    return render(request, "site/home.html", context)


def field(request):
    """What an inspector goes out for, on a phone: every row, not only the first."""
    lists = board(request.user, shown=50, in_field=True)
    context = {
        "title": _("Today's round"),
        "board": lists,
        "anything": any(found.count for found in lists),
    }
    return render(request, "site/field_work.html", context)
