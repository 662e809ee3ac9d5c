"""What managers watch of inspections; every figure opens the rows that it counts."""

from django.db.models import Count, Value
from django.db.models.functions import Concat, Left
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise
from enterprises.models.enterprise import RiskClass
from inspections.models import (
    Campaign,
    Complaint,
    Disclosure,
    Draw,
    DrawnEnterprise,
    Patrol,
    RectificationOrder,
    RiskScore,
    Sample,
    TestResult,
    Visit,
    VisitAnswer,
)
from inspections.querysets.sampling import by_town
from qualitysup.dashboard.registry import Breakdown, Indicator, Line, register
from qualitysup.regions import codes
from qualitysup.regions.models import Division
from qualitysup.states import Tone

SUBJECT = _("Campaigns and orders")
VISITS = _("Visits")
SEE_ORDERS = "inspections.view_rectificationorder"
SHOWN = 20
State = RectificationOrder.State


def orders(user):
    return RectificationOrder.objects.visible_to(user)


def url(model, **filters) -> str:
    return f"{reverse(f'admin:inspections_{model}_changelist')}?{urlencode(filters)}"


def orders_url(**filters):
    return lambda user: url("rectificationorder", **filters)


def by_state(user) -> list[Line]:
    counted = dict(orders(user).open().order_by().values_list("state").annotate(Count("pk")))
    return [
        Line(str(state.label), counted[state], url("rectificationorder", state__exact=state))
        for state in State
        if state in counted
    ]


def open_by_town(user) -> list[Line]:
    length = codes.LENGTHS["town"]
    town = Concat(Left("division_id", length), Value("0" * (12 - length)))
    rows = orders(user).open().order_by().values(town=town).annotate(found=Count("pk"))
    rows = list(rows.order_by("-found", "town")[:SHOWN])
    names = Division.objects.in_bulk([row["town"] for row in rows])
    return [
        Line(
            str(names.get(row["town"], row["town"])),
            row["found"],
            url("rectificationorder", standing="open", division=row["town"]),
        )
        for row in rows
    ]


register(
    Indicator(
        key="campaigns-open",
        subject=SUBJECT,
        name=_("Campaigns under way"),
        definition=_("Opened, and neither concluded nor cancelled."),
        rows=lambda user: Campaign.objects.visible_to(user).under_way(),
        url=lambda user: url("campaign", state__exact="open"),
        permission="inspections.view_campaign",
        tone=Tone.INFO,
        order=10,
    ),
    Indicator(
        key="orders-open",
        subject=SUBJECT,
        name=_("Orders open"),
        definition=_("Issued, and neither resumed, revoked nor withdrawn."),
        rows=lambda user: orders(user).open(),
        url=orders_url(standing="open"),
        permission=SEE_ORDERS,
        tone=Tone.INFO,
        order=20,
    ),
    Indicator(
        key="orders-overdue",
        subject=SUBJECT,
        name=_("Orders overdue"),
        definition=_("Orders of which a term has run out that somebody still owes."),
        rows=lambda user: orders(user).overdue(),
        url=orders_url(standing="overdue"),
        permission=SEE_ORDERS,
        tone=Tone.LATE,
        order=30,
    ),
    Indicator(
        key="reinspections-next",
        subject=SUBJECT,
        name=_("Re-inspections to call"),
        definition=_("Reported as rectified, or the day after announcement or halt has come."),
        rows=lambda user: orders(user).to_reinspect(),
        url=orders_url(standing="reinspect"),
        permission=SEE_ORDERS,
        tone=Tone.SOON,
        order=40,
    ),
    Indicator(
        key="orders-halted",
        subject=SUBJECT,
        name=_("Production halted"),
        definition=_(
            "By agreement, by decision or under seal; not the stop of the same product by law."
        ),
        rows=lambda user: orders(user).halted(),
        url=orders_url(standing="halted"),
        permission=SEE_ORDERS,
        tone=Tone.HOLD,
        order=50,
    ),
    Indicator(
        key="orders-resumed",
        subject=SUBJECT,
        name=_("Production resumed"),
        definition=_("Orders that ended with a passed re-inspection."),
        rows=lambda user: orders(user).filter(state=State.CLOSED),
        url=orders_url(state__exact=State.CLOSED),
        permission=SEE_ORDERS,
        tone=Tone.GOOD,
        order=60,
    ),
    Indicator(
        key="results-without-order",
        subject=SUBJECT,
        name=_("Failed results without an order"),
        definition=_("A failed test result calls for an order (产品质量法 17)."),
        rows=lambda user: TestResult.objects.visible_to(user).failed_without_order(),
        url=lambda user: url("testresult", order="none"),
        permission="inspections.view_testresult",
        tone=Tone.SOON,
        order=70,
    ),
    Breakdown(
        key="orders-by-state",
        subject=SUBJECT,
        name=_("Open orders by state"),
        definition=_("In the order in which the law lets them move."),
        heads=(_("state"), _("orders")),
        lines=by_state,
        permission=SEE_ORDERS,
        order=10,
    ),
    Breakdown(
        key="orders-by-town",
        subject=SUBJECT,
        name=_("Open orders by town"),
        definition=_("Where the parties lie; the most first."),
        heads=(_("town or street"), _("orders open")),
        lines=open_by_town,
        permission=SEE_ORDERS,
        order=20,
    ),
)

OPENNESS = _("Results to the public")
COMPLAINTS = _("Complaints and clues")
RISK = _("Risk classes")


def disclosures(user):
    return Disclosure.objects.visible_to(user)


def complaints(user):
    return Complaint.objects.visible_to(user)


def in_time(rows) -> str | None:
    """The share of what was published that was published in its term; unknown before the first."""
    published = rows.count()
    if not published:
        return None
    return f"{100 * (published - rows.published_late().count()) // published}"


def by_class(user) -> list[Line]:
    counted = dict(
        Enterprise.objects.visible_to(user)
        .operating()
        .order_by()
        .values_list("risk_class")
        .annotate(Count("pk"))
    )
    listed = reverse("admin:enterprises_enterprise_changelist")
    return [
        Line(
            str(RiskClass(letter).label) if letter else str(_("not assessed")),
            counted[letter],
            f"{listed}?{urlencode({'risk_class__exact': letter, 'status__exact': 'operating'})}",
        )
        for letter in ("A", "B", "C", "D", "")
        if letter in counted
    ]


register(
    Indicator(
        key="disclosures-waiting",
        subject=OPENNESS,
        name=_("To be published"),
        definition=_("Results that were formed and are neither published nor refused."),
        rows=lambda user: disclosures(user).waiting(),
        url=lambda user: url("disclosure", standing="waiting"),
        permission="inspections.view_disclosure",
        tone=Tone.SOON,
        order=10,
    ),
    Indicator(
        key="disclosures-overdue",
        subject=OPENNESS,
        name=_("Overdue to publish or withdraw"),
        definition=_(
            "Twenty working days after the result, or three after the annulment, are over."
        ),
        rows=lambda user: disclosures(user).overdue(),
        url=lambda user: url("disclosure", standing="overdue"),
        permission="inspections.view_disclosure",
        tone=Tone.LATE,
        order=20,
    ),
    Indicator(
        key="disclosures-shown",
        subject=OPENNESS,
        name=_("Shown to the public now"),
        definition=_("Published, and neither withdrawn nor past their time."),
        rows=lambda user: disclosures(user).in_force(),
        url=lambda user: url("disclosure", standing="shown"),
        permission="inspections.view_disclosure",
        tone=Tone.GOOD,
        order=30,
    ),
    Indicator(
        key="disclosures-in-time",
        subject=OPENNESS,
        name=_("Published in time"),
        definition=_("Of all that was ever published, the share published within its term."),
        rows=lambda user: disclosures(user).exclude(published_on=None),
        value=in_time,
        url=lambda user: url("disclosure", standing="late"),
        permission="inspections.view_disclosure",
        unit="%",
        order=40,
    ),
    Indicator(
        key="complaints-open",
        subject=COMPLAINTS,
        name=_("Complaints and clues open"),
        definition=_("Registered, and neither closed, refused nor joined to another."),
        rows=lambda user: complaints(user).open(),
        url=lambda user: url("complaint", standing="open"),
        permission="inspections.view_complaint",
        tone=Tone.INFO,
        order=10,
    ),
    Indicator(
        key="complaints-overdue",
        subject=COMPLAINTS,
        name=_("Complaints and clues overdue"),
        definition=_("A term to accept, check, mediate or answer has run out."),
        rows=lambda user: complaints(user).overdue(),
        url=lambda user: url("complaint", standing="overdue"),
        permission="inspections.view_complaint",
        tone=Tone.LATE,
        order=20,
    ),
    Indicator(
        key="risk-pending",
        subject=RISK,
        name=_("Risk classes to decide"),
        definition=_("The latest scoring proposes another class, and nobody has decided yet."),
        rows=lambda user: RiskScore.objects.visible_to(user).pending(),
        url=lambda user: url("riskscore", my="pending"),
        permission="inspections.view_riskscore",
        tone=Tone.SOON,
        order=10,
    ),
    Breakdown(
        key="enterprises-by-class",
        subject=RISK,
        name=_("Operating enterprises by risk class"),
        definition=_("As decided; a proposal counts once it is confirmed."),
        heads=(_("risk class"), _("enterprises")),
        lines=by_class,
        permission="enterprises.view_enterprise",
        order=10,
    ),
)


# --- Random draws --------------------------------------------------------------------------------

DRAWS = _("Random draws")


def drawn(user):
    return DrawnEnterprise.objects.visible_to(user)


def drawn_indicator(key, name, definition, rows, tone, order, **filters):
    return Indicator(
        key=key,
        subject=DRAWS,
        name=name,
        definition=definition,
        rows=rows,
        url=lambda user: url("drawnenterprise", **filters),
        permission="inspections.view_drawnenterprise",
        tone=tone,
        order=order,
    )


register(
    Indicator(
        key="draws-under-way",
        subject=DRAWS,
        name=_("Draws under way"),
        definition=_("Drawn, and not every check of them is concluded."),
        rows=lambda user: Draw.objects.visible_to(user).under_way(),
        url=lambda user: url("draw", state__in="drawn,under_way"),
        permission="inspections.view_draw",
        tone=Tone.INFO,
        order=10,
    ),
    drawn_indicator(
        "drawn-open",
        _("Drawn, to be checked"),
        _("Enterprises that were drawn and not checked yet."),
        lambda user: drawn(user).to_check(),
        Tone.SOON,
        20,
        standing="open",
    ),
    drawn_indicator(
        "drawn-overdue",
        _("Drawn, overdue"),
        _("Not checked by the end of the period of their draw."),
        lambda user: drawn(user).overdue(),
        Tone.LATE,
        30,
        standing="overdue",
    ),
    drawn_indicator(
        "drawn-checked",
        _("Drawn and checked"),
        _("Enterprises whose check by random draw is done."),
        lambda user: drawn(user).done(),
        Tone.GOOD,
        40,
        state__exact="done",
    ),
    drawn_indicator(
        "drawn-found",
        _("Checked by draw, something found"),
        _("Checks by random draw in which an item failed."),
        lambda user: drawn(user).found(),
        Tone.LATE,
        50,
        standing="found",
    ),
)


def visits(user):
    return Visit.objects.visible_to(user).finished()


def failed_items(user) -> list[Line]:
    """What fails most often, whichever version asked it."""
    answers = VisitAnswer.objects.visible_to(user).filter(failed=True, visit__state="finished")
    counted = answers.order_by().values("item__key", "item__text").annotate(found=Count("pk"))
    return [
        Line(row["item__text"], row["found"], url("visit", standing="found"))
        for row in counted.order_by("-found", "item__key", "item__text")[:SHOWN]
    ]


register(
    Indicator(
        key="visits",
        subject=VISITS,
        name=_("Visits"),
        definition=_("Finished: every part of them has arrived."),
        rows=visits,
        url=lambda user: url("visit", state__exact="finished"),
        permission="inspections.view_visit",
        tone=Tone.INFO,
        order=10,
    ),
    Indicator(
        key="visits-found",
        subject=VISITS,
        name=_("Visits that found something"),
        definition=_("Visits in which at least one item failed."),
        rows=lambda user: visits(user).with_findings(),
        url=lambda user: url("visit", standing="found"),
        permission="inspections.view_visit",
        tone=Tone.SOON,
        order=20,
    ),
    Breakdown(
        key="visits-failed-items",
        subject=VISITS,
        name=_("What fails most often"),
        definition=_("Failed items of finished visits, the most frequent first."),
        heads=(_("item"), _("times failed")),
        lines=failed_items,
        permission="inspections.view_visit",
        order=30,
    ),
)


# --- Samples -------------------------------------------------------------------------------------

SAMPLES = _("Samples")


def samples_this_year(user):
    return Sample.objects.visible_to(user).drawn_in_year()


def sample_indicator(key, name, definition, rows, standing, tone, order, **more):
    return Indicator(
        key=key,
        subject=SAMPLES,
        name=name,
        definition=definition,
        rows=rows,
        url=lambda user: url("sample", standing=standing),
        permission="inspections.view_sample",
        tone=tone,
        order=order,
        **more,
    )


def failed_by_town(user) -> list[Line]:
    towns = [row for row in by_town(samples_this_year(user)) if row["failed"]]
    towns.sort(key=lambda row: (-row["failed"], row["town"]))
    return [
        Line(
            row["name"], row["failed"], url("sample", standing="failed-year", division=row["town"])
        )
        for row in towns[:SHOWN]
    ]


register(
    sample_indicator(
        "samples-drawn",
        _("Batches sampled this year"),
        _("Drawn since 1 January, without those that were refused or discarded."),
        samples_this_year,
        "year",
        Tone.INFO,
        10,
    ),
    sample_indicator(
        "samples-pass-rate",
        _("Pass rate of samples this year"),
        _("Of the tested ones; a failure that the re-test overturned counts as passed."),
        lambda user: samples_this_year(user).tested(),
        "tested",
        Tone.GOOD,
        20,
        unit="%",
        value=lambda rows: rows.pass_rate(),
    ),
    sample_indicator(
        "samples-without-order",
        _("Failed samples without an order"),
        _("The party was told, nobody waits for a re-test, and no order stands."),
        lambda user: Sample.objects.visible_to(user).without_order(),
        "unordered",
        Tone.LATE,
        30,
    ),
    Breakdown(
        key="samples-failed-by-town",
        subject=SAMPLES,
        name=_("Failed batches by town"),
        definition=_("Drawn this year, failed and not overturned; the most first."),
        heads=(_("town or street"), _("batches failed")),
        lines=failed_by_town,
        permission="inspections.view_sample",
        order=10,
    ),
)


# --- Patrols --------------------------------------------------------------------------------------

PATROLS = _("Patrols")


def patrols_this_year(user):
    year = timezone.localdate().year
    return Patrol.objects.visible_to(user).exclude(state="cancelled").filter(due_on__year=year)


def patrol_indicator(key, name, definition, rows, standing, tone, order):
    return Indicator(
        key=key,
        subject=PATROLS,
        name=name,
        definition=definition,
        rows=rows,
        url=lambda user: url("patrol", due_on__year=timezone.localdate().year, standing=standing),
        permission="inspections.view_patrol",
        tone=tone,
        order=order,
    )


def missed_by_station(user) -> list[Line]:
    rows = patrols_this_year(user).by_station().order_by("-late", "name")
    return [
        Line(
            _("%(station)s: %(due)s due, %(in_time)s in time")
            % {**row, "station": row["name"] or _("no station")},
            row["late"],
            url("patrol", standing="missed", station=row["station"] or ""),
        )
        for row in rows[:SHOWN]
    ]


register(
    patrol_indicator(
        "patrols-due",
        _("Patrols to be made"),
        _("Owed by a day of this year, missed ones included, and not made yet."),
        lambda user: patrols_this_year(user).open(),
        "open",
        Tone.INFO,
        10,
    ),
    patrol_indicator(
        "patrols-in-time",
        _("Patrols made in time"),
        _("Made by the day on which they were due."),
        lambda user: patrols_this_year(user).done_in_time(),
        "in-time",
        Tone.GOOD,
        20,
    ),
    patrol_indicator(
        "patrols-missed",
        _("Patrols missed"),
        _("Not made by their day; one that is made late stays missed."),
        lambda user: patrols_this_year(user).missed(),
        "missed",
        Tone.LATE,
        30,
    ),
    Breakdown(
        key="patrols-by-station",
        subject=PATROLS,
        name=_("Missed patrols by station"),
        definition=_("Of those due this year; the most first."),
        heads=(_("station"), _("missed")),
        lines=missed_by_station,
        permission="inspections.view_patrol",
        order=10,
    ),
)
