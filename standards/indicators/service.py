"""The institute's services: what waits, what was done in a year, and how long it took."""

from datetime import timedelta
from functools import partial

from django.db.models import Avg, Count, F
from django.utils.translation import gettext_lazy as _

from qualitysup.dashboard.registry import Breakdown, Line, figure_of, register
from qualitysup.dashboard.timing import on
from qualitysup.states import Tone
from standards.indicators.institute import THEME
from standards.models import FirmCode, Service, ServiceRequest

figure = partial(figure_of, ServiceRequest, theme=THEME)


def mean_days(requests) -> str | None:
    """From the day it was accepted to the day of the report, weekends and all."""
    mean = requests.aggregate(mean=Avg(F("reported_on") - F("accepted_on")))["mean"]
    return None if mean is None else f"{mean / timedelta(1):.1f}"


def by_service(lens) -> list[Line]:
    """What each service has open; its list has the same."""
    opened = lens.rows(ServiceRequest).filter(state__in=ServiceRequest.OPEN_STATES)
    counted = dict(opened.order_by().values_list("service").annotate(count=Count("pk")))
    states = ",".join(ServiceRequest.OPEN_STATES)
    return [
        Line(
            words,
            counted[service],
            lens.list_url(ServiceRequest, service__exact=service, state__in=states),
        )
        for service, words in Service.choices
        if service in counted
    ]


register(
    figure(
        "services-waiting",
        _("Services at the counter"),
        _("Asked for, and accepted by nobody yet."),
        lambda requests: requests.waiting(),
        order=40,
    ),
    figure(
        "services-under-way",
        _("Services being worked on"),
        _("Accepted, and not reported yet."),
        lambda requests: requests.under_way(),
        order=50,
    ),
    figure(
        "services-overdue",
        _("Services whose promised day has passed"),
        _("The working days that the institute promises are over."),
        lambda requests: requests.overdue(),
        tone=Tone.LATE,
        order=60,
    ),
    figure(
        "services-reported",
        _("Reports made"),
        _("Signed off in the period."),
        lambda requests: requests.reported(),
        timing=on("reported_on"),
        by=("service",),
        tone=Tone.GOOD,
        order=70,
    ),
    figure(
        "services-turnaround",
        _("Days from acceptance to report"),
        _("The mean of the reports of the period, in calendar days."),
        lambda requests: requests.reported(),
        timing=on("reported_on"),
        value=mean_days,
        order=80,
    ),
    figure_of(
        FirmCode,
        "firm-codes-expiring",
        _("Firm codes to be renewed within three months"),
        _("They stand, and their last three months have begun."),
        lambda codes: codes.expiring(),
        theme=THEME,
        tone=Tone.SOON,
        order=90,
    ),
    Breakdown(
        key="services-open",
        theme=THEME,
        name=_("Open services by kind"),
        definition=_("At the counter, being worked on, or to be signed off."),
        heads=(_("service"), _("open")),
        lines=by_service,
        permission="standards.view_servicerequest",
        order=20,
    ),
)
