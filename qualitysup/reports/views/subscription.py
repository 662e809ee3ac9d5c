"""Subscriptions: a person's own, what the next one would say, and what one said."""

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from qualitysup.reports.forms.subscription import SubscriptionForm
from qualitysup.reports.models import Subscription
from qualitysup.reports.services import subscriptions as service
from qualitysup.reports.views.report import PAGE, managers


@require_safe
@managers
def subscriptions(request):
    rows = Subscription.objects.visible_to(request.user).for_list().order_by("name", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(
        request, "reports/subscriptions.html", {"title": _("Subscriptions"), "page": page}
    )


@managers
def new(request):
    return _edit(request, None, _("New subscription"))


@managers
def edit(request, pk):
    return _edit(request, _found(request, pk), _("Change the subscription"))


def _edit(request, subscription, title):
    form = SubscriptionForm(request.POST or None, user=request.user, instance=subscription)
    if request.method == "POST" and form.is_valid():
        return redirect(form.save())
    context = {"title": title, "form": form, "subscription": subscription}
    status = 400 if form.errors else 200
    return render(request, "reports/subscription_form.html", context, status=status)


@require_safe
@managers
def subscription(request, pk):
    """What it says of the last period, or of the one that a notice told of."""
    found = _found(request, pk)
    period = service.last_period(found.rhythm, _day_after(request.GET.get("until")))
    context = {
        "title": found.name,
        "subscription": found,
        "digest": service.digest(found, period) if service.is_seen(found) else None,
    }
    return render(request, "reports/subscription.html", context)


@require_POST
@managers
def pause(request, pk):
    """Stop it, or go on; what was not sent meanwhile is not sent later."""
    found = _found(request, pk)
    found.is_active = not found.is_active
    found.save(update_fields=["is_active"])
    return redirect("subscriptions")


@require_POST
@managers
def delete(request, pk):
    found = _found(request, pk)
    found.delete()
    messages.success(request, _("“%(name)s” is no longer sent") % {"name": found.name})
    return redirect("subscriptions")


def _found(request, pk):
    rows = Subscription.objects.visible_to(request.user).select_related("by", "place")
    return get_object_or_404(rows, pk=pk)


def _day_after(until) -> dt.date:
    """The period that ended on a day is the last one of the day after."""
    try:
        return dt.date.fromisoformat(until) + dt.timedelta(1)
    except (TypeError, ValueError, OverflowError):
        return timezone.localdate()
