"""Study reports in the background: asked for, told subject by subject, set, or called off.

A worker that died is followed by one that goes on with the next subject. A report that was called
off is let go by its worker at the next subject, and nothing of it is left.
"""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qualitysup.audit.actor import Door, acting
from qualitysup.casework import leases
from qualitysup.casework.leases import Lease, Superseded
from qualitysup.dashboard.lens import Lens
from qualitysup.dashboard.periods import Period
from qualitysup.documents import pdf
from qualitysup.documents.models import Agency, Content
from qualitysup.notices.models import Kind
from qualitysup.notices.services import owing
from qualitysup.reports import composing, paper
from qualitysup.reports.models import StudyReport
from qualitysup.reports.services import texts
from qualitysup.wording import for_the_record

State = StudyReport.State

LEASE = Lease(dt.timedelta(minutes=10), attempts=3)


@transaction.atomic
def ask(lens: Lens, *, subject: str = "", number: str = "") -> StudyReport:
    """Ask for a report; the same one that is being made already is that one.

    The task that makes it is the caller's to start. Raises ``texts.NoHome``.
    """
    told = _subjects(lens.user, subject)
    report, _is_new = StudyReport.objects.unfinished().get_or_create(
        by=lens.user,
        subject=subject,
        since=lens.period.since,
        until=lens.period.until,
        place=lens.place,
        number=number,
        # Each subject, and the setting.
        defaults={"division": texts.home_of(lens), "steps": len(told) + 1},
    )
    return report


def run(report_id: int, *, door=Door.TASK) -> StudyReport | None:
    """Make a report, or go on with it. Running it twice, even at once, changes nothing."""
    report = LEASE.claim(StudyReport.objects, report_id)
    if report is None:
        return None
    with for_the_record(), acting(report.by, door=door, where=f"study report {report.pk}"):
        try:
            if LEASE.is_hopeless(report):
                _fail(report)
            else:
                _tell(report)
                _set(report)
        except Superseded:
            return None
    report.refresh_from_db()
    return report


@transaction.atomic
def cancel(report_id: int, *, by) -> bool:
    """Call a report off; ``False`` where it is finished already, and stays as it is."""
    report = StudyReport.objects.visible_to(by).locked().get(pk=report_id)
    if report.is_finished:
        return False
    _end(report, State.CANCELLED)
    report.save()
    return True


def _subjects(user, subject) -> list[str]:
    return [one for one in composing.subjects(user) if subject in ("", one)]


def lens_of(report) -> Lens:
    return Lens(report.by, Period(report.since, report.until), report.place)


def _tell(report):
    """Every subject that no worker before has told, each kept when it is done."""
    lens = lens_of(report)
    subjects = _subjects(report.by, report.subject)
    told = {part["subject"] for part in report.parts}
    for subject in subjects:
        if subject in told:
            continue
        part = composing.compose(lens, subject, brief=not report.subject)
        with LEASE.held(report) as held:
            held.parts.append(part)
            held.done, held.steps = len(held.parts), len(subjects) + 1
            held.attempts = 0
        report.parts = held.parts


def _set(report):
    docx = paper.write(facts(report))
    made = pdf.convert(docx)
    with LEASE.held(report) as held:
        held.docx_id = Content.objects.keep(docx)
        held.pdf_id = Content.objects.keep(made)
        held.done = held.steps
        leases.end(held, State.DONE)
        _notify(held, _("Your study report is ready"))


def _fail(report):
    with LEASE.held(report) as held:
        _end(held, State.FAILED)
        words = gettext("It failed %d times; the log of the worker says why.")
        held.failure = words % LEASE.attempts
        _notify(held, _("Your study report could not be made"))


def _end(report, state):
    leases.end(report, state)
    report.parts = []


def facts(report) -> dict:
    """What the paper says; the day under it is the day on which it is made."""
    agency = Agency.objects.of(report.division_id).first()
    named = {part["subject"]: part["name"] for part in report.parts}
    return {
        "agency": agency.name if agency else str(report.division),
        "number": report.number,
        "place": str(report.place) if report.place else "",
        "about": named.get(report.subject, "") or "质量监督工作",
        "since": report.since.isoformat(),
        "until": report.until.isoformat(),
        "issued_on": timezone.localdate().isoformat(),
        "texts": texts.written(lens_of(report)),
        "parts": report.parts,
    }


def _notify(report, words):
    owing.owe(
        [report.by],
        topic=f"study-report:{report.pk}",
        kind=Kind.WORK,
        subject=format_lazy("{words}: {report}", words=words, report=str(report)),
        body=report.failure,
        url=reverse("report", args=[report.pk]),
        division=report.division,
    )
