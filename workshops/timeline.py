"""What workshops tell of the enterprise that runs them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises import timeline
from enterprises.timeline import Entry
from workshops.models import (
    Application,
    LotTest,
    RecallLine,
    Registration,
    Relocation,
    RequiredTest,
    SurveyRecord,
)


@timeline.register("registration", gettext_lazy("registrations of a workshop"))
def registrations(enterprise_ids, user):
    if not user.has_perm("workshops.view_registration"):
        return
    seen = Registration.objects.visible_to(user).filter(workshop__enterprise__in=enterprise_ids)
    for registration in seen.prefetch_related("periods"):
        url = registration.get_absolute_url()
        for period in registration.periods.all():
            words = {"number": registration, "day": period.ends_on.isoformat()}
            told = {
                period.Origin.GRANT: _("Registered until %(day)s: %(number)s"),
                period.Origin.RENEWAL: _("Registration renewed until %(day)s: %(number)s"),
                period.Origin.DEEMED: _("Deemed renewed until %(day)s: %(number)s"),
            }[period.origin]
            yield Entry(period.starts_on, told % words, url)
        if registration.ended_on:
            words = {"number": registration, "reason": registration.ended_because}
            told = _("Registration ended: %(number)s (%(reason)s)") % words
            yield Entry(registration.ended_on, told, url)


@timeline.register("application", gettext_lazy("applications for registration"))
def applications(enterprise_ids, user):
    if not user.has_perm("workshops.view_application"):
        return
    seen = Application.objects.visible_to(user).filter(workshop__enterprise__in=enterprise_ids)
    for application in seen:
        url, kind = application.get_absolute_url(), application.get_kind_display()
        told = _("Applied late for: %(kind)s") if application.late else _("Applied for: %(kind)s")
        yield Entry(application.filed_on, told % {"kind": kind}, url)
        if application.decided_on and not told_by_its_period(application):
            ended = {"kind": kind, "state": application.state_label}
            yield Entry(application.decided_on, _("%(kind)s: %(state)s") % ended, url)


def told_by_its_period(application) -> bool:
    """A grant or a renewal begins a period; a change does not."""
    granted = application.state in (application.State.GRANTED, application.State.DEEMED)
    return granted and application.kind != application.Kind.CHANGE


@timeline.register("survey", gettext_lazy("special surveys"))
def surveys(enterprise_ids, user):
    if not user.has_perm("workshops.view_surveyrecord"):
        return
    seen = SurveyRecord.objects.visible_to(user).filter(workshop__enterprise__in=enterprise_ids)
    for record in seen:
        told = (
            _("Surveyed, conditions complete: %(score)s of 100 points")
            if record.complete
            else _("Surveyed, conditions incomplete: %(score)s of 100 points")
        )
        yield Entry(record.surveyed_on, told % {"score": record.score}, record.get_absolute_url())


@timeline.register("lot-test", gettext_lazy("tests of lots"))
def lot_tests(enterprise_ids, user):
    """Mandatory tests, made or missed, and whatever failed; release tests that passed are many."""
    if not user.has_perm("workshops.view_lottest"):
        return
    seen = LotTest.objects.visible_to(user).reported()
    seen = seen.filter(lot__workshop__enterprise__in=enterprise_ids).select_related("lot")
    for test in seen.exclude(purpose=LotTest.Purpose.RELEASE, passed=True):
        told = _("Test passed: %(lot)s (%(number)s)")
        if not test.passed:
            told = _("Test failed: %(lot)s (%(number)s)")
        words = {"lot": test.lot, "number": test.number}
        yield Entry(test.reported_on, told % words, test.get_absolute_url())
    owed = RequiredTest.objects.visible_to(user).missed()
    for required in owed.filter(workshop__enterprise__in=enterprise_ids):
        told = _("Mandatory test missed: %s") % required.why
        yield Entry(required.missed_on, told, required.get_absolute_url())


@timeline.register("recall", gettext_lazy("recalls"))
def recalls(enterprise_ids, user):
    """Of its own lots, whoever made what failed."""
    if not user.has_perm("workshops.view_recall"):
        return
    lines = RecallLine.objects.visible_to(user).lots().select_related("recall", "lot")
    for line in lines.filter(lot__workshop__enterprise__in=enterprise_ids):
        told = {"lot": line.lot, "how": line.get_direction_display()}
        url = line.recall.get_absolute_url()
        yield Entry(line.recall.opened_on, _("Recall: %(lot)s (%(how)s)") % told, url)


@timeline.register("relocation", gettext_lazy("relocations into a zone"))
def relocations(enterprise_ids, user):
    if not user.has_perm("workshops.view_relocation"):
        return
    seen = Relocation.objects.visible_to(user).filter(workshop__enterprise__in=enterprise_ids)
    for relocation in seen.for_list():
        url, zone = relocation.get_absolute_url(), {"zone": relocation.zone}
        for day, words in (
            (relocation.agreed_on, _("Agreed to move into %(zone)s")),
            (relocation.waiting_since, _("On the waiting list of %(zone)s")),
            (relocation.moved_in_on, _("Moved into %(zone)s")),
            (relocation.moved_out_on, _("Moved out of %(zone)s")),
        ):
            if day:
                yield Entry(day, words % zone, url)
