"""Publicity: what everybody reads, what was released month by month, and whom it reached."""

from functools import partial

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brands.models import PublicityChannel, PublicityItem
from qualitysup.dashboard.registry import Breakdown, Line, figure_of, register
from qualitysup.dashboard.timing import on
from qualitysup.states import Tone

THEME = _("Publicity of honours")
MONTHS = 12

figure = partial(figure_of, PublicityItem, theme=THEME)


def this_year(items):
    return items.released_since(timezone.localdate().replace(month=1, day=1))


def people_reached(items) -> int | None:
    return PublicityChannel.objects.filter(item__in=items).reached()


def released_by_month(lens) -> list[Line]:
    """The last months in which anything was released."""
    months = lens.rows(PublicityItem).by_month().order_by("-month")
    last = reversed(months.values_list("month", "items")[:MONTHS])
    return [
        Line(
            f"{month:%Y-%m}",
            count,
            lens.list_url(
                PublicityItem, released_on__year=month.year, released_on__month=month.month
            ),
        )
        for month, count in last
    ]


register(
    figure(
        "publicity-shown",
        _("Items on the public page"),
        _("Released, and the honour that they tell of stands."),
        lambda items: items.on_page(),
        tone=Tone.GOOD,
        order=10,
    ),
    figure(
        "publicity-off-page",
        _("Items off the page"),
        _("Released once; since then the honour ended or ran out."),
        lambda items: items.off_page(),
        tone=Tone.SOON,
        order=20,
    ),
    figure(
        "publicity-released",
        _("Items released"),
        _("Approved by two in the period, withdrawn ones among them."),
        lambda items: items.all(),
        timing=on("released_on"),
        tone=Tone.INFO,
        order=30,
    ),
    figure(
        "publicity-reached",
        _("People reached"),
        _("By what was released in the period, as far as anybody counted."),
        lambda items: items.all(),
        timing=on("released_on"),
        value=people_reached,
        order=40,
    ),
    Breakdown(
        key="publicity-by-month",
        theme=THEME,
        name=_("Released by month"),
        definition=_("Items approved by two, by the month of their release; the latest first."),
        heads=(_("month"), _("items")),
        lines=released_by_month,
        permission="brands.view_publicityitem",
        order=10,
        kind="column",
    ),
)
