"""What is tested of lots, planned against done; what fails, before moving in and after; recalls."""

from functools import partial

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qualitysup.dashboard.registry import SHOWN, Breakdown, Line, figure_of, register
from qualitysup.lists import list_url
from qualitysup.states import Tone
from workshops.models import LotTest, Recall, RecallLine, RequiredTest, ZoneCheck

SUBJECT = _("Laboratory and recalls")
MONTHS = 12

planned = partial(figure_of, RequiredTest, subject=SUBJECT)
tested = partial(figure_of, LotTest, subject=SUBJECT)


def this_year(required):
    return required.owed().filter(year=timezone.localdate().year)


def listed(standing):
    return lambda user: {"year": timezone.localdate().year, "standing": standing}


def this_month(user) -> dict:
    today = timezone.localdate()
    return {"checked_on__year": today.year, "checked_on__month": today.month}


def failed_by_month(user) -> list[Line]:
    """The latest months first; each leads to what failed in it."""
    months = LotTest.objects.visible_to(user).by_month().order_by("-month")[:MONTHS]
    return [
        Line(
            _("%(month)s: %(tested)s tested")
            % {
                "month": f"{row['month']:%Y-%m}",
                "tested": row["passed_count"] + row["failed_count"],
            },
            row["failed_count"],
            list_url(
                LotTest,
                standing="failed",
                reported_on__year=row["month"].year,
                reported_on__month=row["month"].month,
            ),
        )
        for row in months
    ]


def missed_by_workshop(user) -> list[Line]:
    rows = this_year(RequiredTest.objects.visible_to(user)).by_workshop()
    return [
        Line(
            _("%(name)s: %(done)s of %(planned)s made") % row,
            row["missed"],
            list_url(
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
        _("Mandatory tests planned this year"),
        _("Owed by operators for this year, without those that were called off."),
        this_year,
        listed("owed"),
        tone=Tone.INFO,
        order=10,
    ),
    planned(
        "required-tests-done",
        _("Mandatory tests made this year"),
        _("Reported, whatever the result; late ones are among them."),
        lambda required: this_year(required).done(),
        listed("done"),
        tone=Tone.GOOD,
        order=20,
    ),
    planned(
        "required-tests-missed",
        _("Mandatory tests missed this year"),
        _("Not reported by their day; one that is made late stays missed."),
        lambda required: this_year(required).missed(),
        listed("missed"),
        tone=Tone.LATE,
        order=30,
    ),
    tested(
        "lot-failures-before",
        _("Failure rate before moving in"),
        _("Reports on lots that were sampled before their operator moved into a zone."),
        lambda tests: tests.standing().before_moving_in(),
        {"standing": "before"},
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
        {"standing": "after"},
        value=lambda tests: tests.failure_rate(),
        unit="%",
        tone=Tone.GOOD,
        order=50,
    ),
    figure_of(
        Recall,
        "recalls-open",
        _("Recalls not closed"),
        _("Some lot or buyer of them is not settled, or nobody closed them yet."),
        lambda recalls: recalls.open(),
        {"standing": "open"},
        subject=SUBJECT,
        tone=Tone.LATE,
        order=60,
    ),
    figure_of(
        RecallLine,
        "recalls-recovered",
        _("Came back of what was recalled"),
        _("Of what each buyer had bought, averaged over those of whom it is known."),
        lambda lines: lines.recovered(),
        {"standing": "recovered"},
        subject=SUBJECT,
        value=lambda lines: lines.recovered_share(),
        unit="%",
        tone=Tone.INFO,
        order=65,
    ),
    figure_of(
        ZoneCheck,
        "zone-checks-average",
        _("Average of the zone's own checks this month"),
        _("Points out of 100, of operators and of what all of them use."),
        lambda checks: checks.of_month(timezone.localdate()),
        this_month,
        subject=SUBJECT,
        value=lambda checks: checks.average(),
        tone=Tone.INFO,
        order=70,
    ),
    Breakdown(
        key="lots-failed-by-month",
        subject=SUBJECT,
        name=_("Lots failed by month"),
        definition=_("By the day of the report; what a later report corrected is not counted."),
        heads=(_("month"), _("failed")),
        lines=failed_by_month,
        permission="workshops.view_lottest",
        order=10,
    ),
    Breakdown(
        key="required-tests-by-workshop",
        subject=SUBJECT,
        name=_("Mandatory tests missed by operator"),
        definition=_("Of those planned for this year; the most first."),
        heads=(_("workshop"), _("missed")),
        lines=missed_by_workshop,
        permission="workshops.view_requiredtest",
        order=20,
    ),
)
