from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from qualitysup.accounts.roles import Role
from qualitysup.casework import finding, health
from qualitysup.casework import home as today
from qualitysup.lists import list_url


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


def search(request):
    """What the one box finds, kind by kind; a number typed whole leads straight to its page."""
    kinds = finding.findables_for(request.user)
    if not kinds:
        raise PermissionDenied
    text, was_cut = finding.asked(request.GET.get("q", ""))
    found = finding.find(request.user, text, among=kinds)
    if page := finding.page_of(found, text):
        return redirect(page)
    context = {
        "title": _("Search"),
        "looked_for": text,
        "was_cut": was_cut,
        "longest": finding.LONGEST,
        "is_enough": finding.is_enough(text),
        "found": found,
        "kinds": kinds,
        "first_list": list_url(kinds[0].model),
    }
    return render(request, "site/search.html", context)
