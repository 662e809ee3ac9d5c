"""Who is told what of a deadline, in which words."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from qualitysup.clock.models.reminder import Audience
from qualitysup.clock.terms import Duty
from qualitysup.notices.channels import language_of
from qualitysup.notices.models import Kind, Notice
from qualitysup.notices.services import owing


def reminder(deadline, moment, person) -> Notice:
    """One stage of a deadline for one person."""
    with override(language_of(person)):
        headline, body = _headline(deadline, moment), _body(deadline)
    return owing.written(
        person,
        topic=f"deadline:{deadline.pk}",
        stage=moment.stage,
        kind=_kind(deadline, moment),
        about=moment.on,
        subject=f"{headline} – {deadline.title}",
        body=body,
        url=deadline.path,
        division_id=deadline.division_id,
    )


def handed_over(deadlines, person, *, by, at) -> Notice:
    """The deadlines that somebody is responsible for from now on."""
    with override(language_of(person)):
        count = len(deadlines)
        subject = ngettext(
            "%(by)s handed %(count)d deadline to you",
            "%(by)s handed %(count)d deadlines to you",
            count,
        ) % {"by": by, "count": count}
        lines = [f"{_day(d.due_on)}  {d.rule.label} – {d.title}" for d in deadlines]
    return owing.written(
        person,
        topic=f"handed-over:{by.pk}",
        stage=at.isoformat(),
        kind=Kind.ASSIGNED,
        subject=subject,
        body="\n".join(lines),
        url=deadlines[0].path if count == 1 else "",
        division_id=deadlines[0].division_id if count == 1 else None,
    )


def _kind(deadline, moment):
    if moment.offset <= 0 or deadline.rule.duty == Duty.LAPSE:
        return Kind.REMINDER
    return Kind.OVERDUE if moment.audience == Audience.HOLDER else Kind.ESCALATION


def _headline(deadline, moment):
    """As it is today: after an outage a reminder of last week must not say "7 days left"."""
    watched, today = deadline.alarm_on, timezone.localdate()
    words = {"term": deadline.rule.label, "day": _day(watched)}
    if moment.opens and today <= watched:
        return _("%(term)s: possible now, until %(day)s") % words
    if today == watched:
        return _("%(term)s: due today, %(day)s") % words
    days = abs((watched - today).days)
    if today < watched:
        words["left"] = ngettext("%d day left", "%d days left", days) % days
        return _("%(term)s: due on %(day)s, %(left)s") % words
    if deadline.rule.duty == Duty.LAPSE:
        return _("%(term)s: ended on %(day)s") % words
    words["late"] = ngettext("%d day", "%d days", days) % days
    return _("%(term)s: was due on %(day)s, late by %(late)s") % words


def _body(deadline):
    lines = [deadline.title, _("Due on: %s") % _day(deadline.due_on)]
    if deadline.nominal_on != deadline.due_on:
        lines.append(
            _("Nominal day, before it moves for a holiday: %s") % _day(deadline.nominal_on)
        )
    if deadline.window_from:
        lines.append(_("Not before: %s") % _day(deadline.window_from))
    if deadline.provisional:
        lines.append(_("Provisional: the holidays of the year are not announced yet."))
    if deadline.holder:
        lines.append(_("Responsible: %s") % deadline.holder)
    lines.append(_("Legal basis: %s.") % deadline.rule.legal_basis)
    return "\n".join(lines)


def _day(day):
    return date_format(day, "Y-m-d D") if day else "—"
