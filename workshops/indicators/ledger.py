"""Who keeps its ledgers, how fast lots go out, and what is held."""

from functools import partial

from django.db.models import Count, F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qualitysup.dashboard.registry import SHOWN, Breakdown, Line, figure_of, register
from qualitysup.dashboard.timing import on
from qualitysup.states import Tone
from workshops.models import Lot, Workshop
from workshops.querysets.lot import LOOK_BACK, SILENCE

THEME = _("Ledgers of workshops")

kept = partial(figure_of, Workshop, theme=THEME)
lots = partial(figure_of, Lot, theme=THEME)


def since(span):
    return timezone.localdate() - span


def late_by_workshop(lens) -> list[Line]:
    """Whose entries came on a later day than the one that they claim, the most first."""
    late = lens.rows(Lot).entered_late().filter(made_on__gte=since(LOOK_BACK))
    counted = late.order_by().values("workshop", name=F("workshop__enterprise__name"))
    counted = counted.annotate(found=Count("pk")).order_by("-found", "name", "workshop")
    return [
        Line(
            row["name"],
            row["found"],
            lens.list_url(
                Lot,
                standing="late",
                made_on__gte=since(LOOK_BACK).isoformat(),
                workshop__id__exact=row["workshop"],
            ),
        )
        for row in counted[:SHOWN]
    ]


register(
    kept(
        "ledgers-written",
        _("Workshops that keep their ledgers"),
        _("With an entry of the last 30 days, whatever it is of."),
        lambda workshops: workshops.open().writing(since(LOOK_BACK)),
        tone=Tone.GOOD,
        order=10,
    ),
    kept(
        "ledgers-silent",
        _("Operators in zones without an entry"),
        _("At work in a zone, and no entry of theirs is of the last 7 days."),
        lambda workshops: workshops.operating().in_zone().silent(since(SILENCE)),
        tone=Tone.LATE,
        order=20,
    ),
    lots(
        "lots-made",
        _("Lots made"),
        _("Produced in the period, by the day that their operator claims."),
        lambda rows: rows.filter(kind="produced"),
        timing=on("made_on"),
        order=25,
    ),
    lots(
        "lots-let-go-promptly",
        _("Lots let go without delay"),
        _("Of those made in the last 30 days and let go: by the second day after they were made."),
        lambda rows: rows.let_go(since(LOOK_BACK)),
        value=lambda rows: rows.prompt_share(),
        unit="%",
        tone=Tone.GOOD,
        order=30,
    ),
    lots(
        "lots-delayed",
        _("Lots that wait too long"),
        _("Made more than two days ago, and neither let go nor held."),
        lambda rows: rows.delayed(),
        tone=Tone.SOON,
        order=40,
    ),
    lots(
        "lots-held",
        _("Lots held now"),
        _("Nobody may sell them or put them into another lot."),
        lambda rows: rows.held(),
        tone=Tone.LATE,
        order=50,
    ),
    Breakdown(
        key="entries-late-by-workshop",
        theme=THEME,
        name=_("Entries made late by operator"),
        definition=_("Of the last 30 days: written on a later day than the one they are of."),
        heads=(_("workshop"), _("entries")),
        lines=late_by_workshop,
        permission="workshops.view_lot",
        order=10,
    ),
)
