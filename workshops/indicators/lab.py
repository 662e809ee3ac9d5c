"""What is tested of lots, planned against done; what fails, before moving in and after; recalls."""

from functools import partial

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qualitysup.dashboard.registry import SHOWN, Breakdown, Line, figure_of, register
from qualitysup.dashboard.timing import on, standing
from qualitysup.states import Tone
from workshops.models import LotTest, Recall, RecallLine, RequiredTest, ZoneCheck

THEME = _("Laboratory and recalls")
MONTHS = 12

planned = partial(figure_of, RequiredTest, theme=THEME)
tested = partial(figure_of, LotTest, theme=THEME)


def this_year(required):
    return required.owed().filter(year=timezone.localdate().year)


def failed_by_month(lens) -> list[Line]:
    """The latest months first; each leads to what failed in it."""
    months = lens.rows(LotTest).by_month().order_by("-month")[:MONTHS]
    return [
        Line(
            _("%(month)s: %(tested)s tested")
            % {
                "month": f"{row['month']:%Y-%m}",
                "tested": row["passed_count"] + row["failed_count"],
            },
            row["failed_count"],
            lens.list_url(
                LotTest,
                standing="failed",
                reported_on__year=row["month"].year,
                reported_on__month=row["month"].month,
            ),
        )
        for row in months
    ]


def missed_by_workshop(lens) -> list[Line]:
    rows = this_year(lens.rows(RequiredTest)).by_workshop()
    return [
        Line(
            _("%(name)s: %(done)s of %(planned)s made") % row,
            row["missed"],
            lens.list_url(
                RequiredTest,
                year=timezone.localdate().year,
                standing="missed",
                workshop__id__exact=row["workshop"],
            ),
        )
        for row in rows.filter(missed__gt=0).order_by("-missed", "name", "workshop")[:SHOWN]
    ]


register(
    planned(
        "required-tests-planned",
        _("Mandatory tests planned"),
        _("Owed by operators by a day of the period, without those that were called off."),
        lambda required: required.owed(),
        timing=on("due_on"),
        tone=Tone.INFO,
        order=10,
    ),
    planned(
        "required-tests-done",
        _("Mandatory tests made"),
        _("Of those planned: reported, whatever the result; late ones are among them."),
        lambda required: required.owed().done(),
        timing=on("due_on"),
        tone=Tone.GOOD,
        order=20,
    ),
    planned(
        "required-tests-missed",
        _("Mandatory tests missed"),
        _("Not reported by their day; one that is made late stays missed."),
        lambda required: required.missed(),
        timing=on("due_on"),
        headline=True,
        tone=Tone.LATE,
        order=30,
    ),
    tested(
        "lot-failures-before",
        _("Failure rate before moving in"),
        _("Reports on lots that were sampled before their operator moved into a zone."),
        lambda tests: tests.standing().before_moving_in(),
        timing=on("reported_on"),
        value=lambda tests: tests.failure_rate(),
        unit="%",
        tone=Tone.PLAIN,
        order=40,
    ),
    tested(
        "lot-failures-after",
        _("Failure rate after moving in"),
        _("Reports on lots that were sampled while their operator worked in a zone."),
        lambda tests: tests.standing().after_moving_in(),
        timing=on("reported_on"),
        value=lambda tests: tests.failure_rate(),
        unit="%",
        tone=Tone.GOOD,
        order=50,
    ),
    figure_of(
        Recall,
        "recalls-opened",
        _("Recalls opened"),
        _("Opened in the period, whatever became of them."),
        lambda recalls: recalls.all(),
        timing=on("opened_on"),
        by=("level",),
        theme=THEME,
        order=58,
    ),
    figure_of(
        Recall,
        "recalls-open",
        _("Recalls not closed"),
        _("Opened, and not closed on the day: some lot or buyer of them is not settled."),
        lambda recalls: recalls.all(),
        timing=standing("opened_on", "closed_on"),
        theme=THEME,
        tone=Tone.LATE,
        order=60,
    ),
    figure_of(
        RecallLine,
        "recalls-recovered",
        _("Came back of what was recalled"),
        _("Of what each buyer had bought, averaged over those of whom it is known."),
        lambda lines: lines.recovered(),
        theme=THEME,
        value=lambda lines: lines.recovered_share(),
        unit="%",
        tone=Tone.INFO,
        order=65,
    ),
    figure_of(
        ZoneCheck,
        "zone-checks-average",
        _("Average of the zone's own checks"),
        _("Points out of 100, of operators and of what all of them use."),
        lambda checks: checks.all(),
        timing=on("checked_on"),
        theme=THEME,
        value=lambda checks: checks.average(),
        tone=Tone.INFO,
        order=70,
    ),
    Breakdown(
        key="lots-failed-by-month",
        theme=THEME,
        name=_("Lots failed by month"),
        definition=_("By the day of the report; what a later report corrected is not counted."),
        heads=(_("month"), _("failed")),
        lines=failed_by_month,
        permission="workshops.view_lottest",
        order=10,
    ),
    Breakdown(
        key="required-tests-by-workshop",
        theme=THEME,
        name=_("Mandatory tests missed by operator"),
        definition=_("Of those planned for this year; the most first."),
        heads=(_("workshop"), _("missed")),
        lines=missed_by_workshop,
        permission="workshops.view_requiredtest",
        order=20,
    ),
)
