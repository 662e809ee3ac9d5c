"""What finished visits entail: owed with the finish, tried at once and again, closed by hand."""

import datetime as dt
import logging

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from inspections import follow_ups
from inspections.models import VisitFollowUp
from qualitysup.audit.actor import Door, acting
from qualitysup.casework.workflow import TransitionRefused, refuse_if
from qualitysup.wording import in_a_row

log = logging.getLogger(__name__)

SETTLE = "inspections.settle_visitfollowup"
FIRST_PAUSE = dt.timedelta(minutes=1)
LONGEST_PAUSE = dt.timedelta(days=1)
A_SWEEP = 200


def owe(visit) -> None:
    """Write down what follows, in the transaction that finishes the visit."""
    VisitFollowUp.objects.bulk_create(
        (VisitFollowUp(visit=visit, name=name) for name in follow_ups.wanted_by(visit)),
        ignore_conflicts=True,
    )


def attempt_all(visit) -> None:
    """Try all that is still owed of one visit, each by itself."""
    for pk in visit.follow_ups.open().values_list("pk", flat=True):
        attempt(pk)


def sweep() -> int:
    """Try again what is due; how many of it were done."""
    due = VisitFollowUp.objects.due().select_related("visit__received_by")[:A_SWEEP]
    done = 0
    for owed in due:
        sender, where = owed.visit.received_by, f"visit {owed.visit_id}"
        with acting(sender, door=Door.TASK, where=where):
            done += attempt(owed.pk).done_at is not None
    return done


@transaction.atomic
def attempt(pk: int) -> VisitFollowUp:
    """Do one of them, or keep in words why not; one that ended is left alone."""
    owed = VisitFollowUp.objects.locked().select_related("visit").get(pk=pk)
    if not owed.is_open:
        return owed
    owed.attempts += 1
    refusal = _tried(owed)
    if refusal:
        pause = FIRST_PAUSE * 2 ** min(owed.attempts, 12)
        owed.next_try_at = timezone.now() + min(pause, LONGEST_PAUSE)
    else:
        owed.done_at, owed.next_try_at = timezone.now(), None
    owed.refusal = refusal
    owed.save(update_fields=["attempts", "refusal", "done_at", "next_try_at"])
    return owed


def _tried(owed) -> str:
    """Why it could not be done; nothing once it is."""
    follow_up = owed.follow_up
    with override(settings.LANGUAGE_CODE):
        if follow_up is None:
            return _("Nothing here does this any more; close it, with the reason.")
        try:
            with transaction.atomic():
                follow_up.do(owed.visit, *owed.part)
                # Keys that are judged at the end of a transaction are judged here, not with the
                # row that says what came of it.
                connection.check_constraints()
        except Exception as refusal:  # noqa: BLE001  whatever it is, the visit stays finished
            return _in_words(refusal, follow_up)
    return ""


def _in_words(refusal, follow_up) -> str:
    basis = _("Legal basis: %s.") % follow_up.basis if follow_up.basis else ""
    if isinstance(refusal, TransitionRefused):
        words = refusal.reason
    elif isinstance(refusal, ValidationError):
        words = in_a_row(refusal.messages)
    else:
        log.exception("Follow-up %s failed.", follow_up.name, exc_info=refusal)
        return _("An error that nobody foresaw (%s); the log says more.") % (type(refusal).__name__)
    return in_a_row(filter(None, [words, basis]))


# --- By a person ---------------------------------------------------------------------------------


def try_again(owed, *, by) -> VisitFollowUp:
    """Try now what is owed, without waiting for the next sweep."""
    _check_may_settle(by)
    return attempt(owed.pk)


@transaction.atomic
def close(owed, *, by, reason: str) -> VisitFollowUp:
    """It is not done any more, or was done by hand: the reason says which."""
    _check_may_settle(by)
    owed = VisitFollowUp.objects.locked().get(pk=owed.pk)
    refuse_if(not owed.is_open, "ended", _("This was done or closed already."))
    refuse_if(not reason.strip(), "no_reason", _("Say in a few words why, or what."))
    owed.closed_at, owed.closed_by, owed.close_reason = timezone.now(), by, reason.strip()[:200]
    owed.next_try_at = None
    owed.save(update_fields=["closed_at", "closed_by", "close_reason", "next_try_at"])
    return owed


def _check_may_settle(by):
    refuse_if(
        not by.has_perm(SETTLE), "forbidden", _("You may not settle what follows from visits.")
    )
