from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from qualitysup.notices.models import PRESSING, Channel, Kind, Notice, Preference
from qualitysup.notices.services import inbox as reading

PAGE = 30


@require_safe
def inbox(request, than=None):
    """A person's notices, newest first. A page is found from the row before it, at any depth."""
    everything = Notice.objects.inbox(request.user)
    read_too = request.GET.get("show") == "all"
    rows = everything if read_too else everything.unread()
    if than:
        rows = rows.older_than(get_object_or_404(everything, pk=than))
    rows = list(rows[: PAGE + 1])
    context = {
        "title": _("Inbox"),
        "notices": rows[:PAGE],
        "older": rows[PAGE - 1] if len(rows) > PAGE else None,
        "read_too": read_too,
        "first_page": than is None,
    }
    return render(request, "notices/inbox.html", context)


@require_POST
def open_notice(request, pk):
    """It is read now; on to the page that it is about."""
    notice = get_object_or_404(Notice.objects.inbox(request.user), pk=pk)
    reading.read(notice)
    return redirect(notice.url or "inbox")


@require_POST
def read_all(request):
    count = reading.read_all(request.user)
    messages.success(request, ngettext("%d notice is read.", "%d notices are read.", count) % count)
    return redirect("inbox")


def preferences(request):
    """What a person wants outside the inbox; overdue notices come in any case."""
    channels = reading.open_channels()
    if request.method == "POST":
        wanted = {tuple(value.split(":", 1)) for value in request.POST.getlist("wanted")}
        reading.choose(request.user, wanted, channels=channels)
        messages.success(request, _("Your choice is kept."))
        return redirect("notice-preferences")
    refused = Preference.objects.refused_by([request.user.pk])
    rows = [
        (
            kind.label,
            [
                (f"{kind}:{channel}", (request.user.pk, kind, channel) not in refused, channel)
                for channel in channels
            ],
        )
        for kind in reading.CHOOSABLE
    ]
    context = {
        "title": _("What I am sent"),
        "channels": [Channel(channel).label for channel in channels],
        "rows": rows,
        "pressing": [Kind(kind).label for kind in PRESSING],
    }
    return render(request, "notices/preferences.html", context)
