"""Honours: how many stand, of which kinds, which run out, and whether patrols protect them."""

from functools import partial

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from brands.models import Honour
from qualitysup.dashboard.registry import SHOWN, Breakdown, Line, figure_of, register
from qualitysup.lists import list_url
from qualitysup.states import Tone

SUBJECT = _("Honours")

figure = partial(figure_of, Honour, subject=SUBJECT)


def by_kind(user) -> list[Line]:
    rows = Honour.objects.visible_to(user).held().order_by()
    counted = rows.values_list("kind", "kind__name").annotate(count=Count("pk"))
    return [
        Line(name, count, list_url(Honour, kind__id__exact=kind, standing="held"))
        for kind, name, count in counted.order_by("-count", "kind")
    ]


def by_year(user) -> list[Line]:
    rows = Honour.objects.visible_to(user).by_year_and_kind()[:SHOWN]
    return [
        Line(
            f"{row['year']} {row['kind__name']}",
            row["count"],
            list_url(Honour, kind__id__exact=row["kind"], granted_on__year=row["year"]),
        )
        for row in rows
    ]


register(
    figure(
        "honours-held",
        _("Honours held"),
        _("They stand today: neither run out nor ended."),
        lambda honours: honours.held(),
        {"standing": "held"},
        tone=Tone.GOOD,
        order=10,
    ),
    figure(
        "honours-expiring",
        _("Honours that run out within 90 days"),
        _("They stand, and their last day is near."),
        lambda honours: honours.expiring(),
        {"standing": "expiring"},
        tone=Tone.SOON,
        order=20,
    ),
    figure(
        "honours-at-risk",
        _("Honours at risk"),
        _("They stand, and an order to put something right is open at their holder."),
        lambda honours: honours.at_risk(),
        {"standing": "at-risk"},
        tone=Tone.LATE,
        order=30,
    ),
    figure(
        "honours-protected",
        _("Honours protected by a patrol"),
        _("A patrol of their holder is planned, and none is overdue."),
        lambda honours: honours.protected(),
        {"standing": "protected"},
        tone=Tone.GOOD,
        order=40,
    ),
    figure(
        "honours-unprotected",
        _("Honours without a patrol"),
        _("No patrol of their holder is planned."),
        lambda honours: honours.unprotected(),
        {"standing": "unprotected"},
        tone=Tone.SOON,
        order=50,
    ),
    figure(
        "honours-patrol-overdue",
        _("Honours with an overdue patrol"),
        _("A patrol of their holder was not made by its day."),
        lambda honours: honours.patrol_overdue(),
        {"standing": "patrol-overdue"},
        tone=Tone.LATE,
        order=60,
    ),
    Breakdown(
        key="honours-by-kind",
        subject=SUBJECT,
        name=_("Honours held by kind"),
        definition=_("Those that stand today; the most first."),
        heads=(_("kind of honour"), _("honours")),
        lines=by_kind,
        permission="brands.view_honour",
        order=10,
    ),
    Breakdown(
        key="honours-by-year",
        subject=SUBJECT,
        name=_("Honours granted by year and kind"),
        definition=_("All that were ever granted, ended ones among them; the latest first."),
        heads=(_("year and kind"), _("granted")),
        lines=by_year,
        permission="brands.view_honour",
        order=20,
    ),
)
