"""Everything that writes a 登记证 and its periods; applications come here when they are granted."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qualitysup.casework.saving import save
from qualitysup.casework.workflow import TransitionRefused, refuse_if
from qualitysup.clock.models import Deadline
from qualitysup.clock.services import deadlines
from workshops import validity
from workshops.models import Registration, RegistrationPeriod
from workshops.workflow.registration import still_renewable

State = Registration.State
Origin = RegistrationPeriod.Origin

EXPIRY = "registration-expiry"
WATCHED = (validity.OPENS, validity.LAST_DAY, EXPIRY)


@transaction.atomic
def take_over(workshop, *, by, number, valid_from, valid_to, officer=None) -> Registration:
    """Enter a registration that an older paper proves: its number and days are what that says."""
    refuse_if(
        not by.has_perm("workshops.add_registration"),
        "forbidden",
        _("You may not enter registrations."),
    )
    refuse_if(
        workshop.registrations.in_force().locked().first() is not None,
        "registered_already",
        _("This workshop has a registration in force already."),
    )
    return _begin(
        workshop,
        number=number.strip(),
        period=validity.Period(valid_from, valid_to),
        officer=officer or by,
    )


def begin(application, *, period) -> Registration:
    """The registration that an application was granted, under the number of its certificate.

    What was not renewed in time ends where its successor begins. Call it in the step's transaction.
    """
    workshop, number = application.workshop, application.certificate_number
    for old in workshop.registrations.in_force().locked():
        reason = still_renewable(old, on=application.filed_on)
        refuse_if(reason, "registered_already", reason)
        _end(old, State.CANCELLED, on=period.starts_on, because=_("replaced by %s") % number)
    return _begin(
        workshop,
        number=number,
        period=period,
        officer=application.officer,
        application=application,
    )


def _begin(workshop, *, number, period, officer, application=None):
    registration = Registration(
        workshop=workshop,
        division_id=workshop.division_id,
        number=number,
        valid_from=period.starts_on,
        valid_to=period.ends_on,
        officer=officer,
    )
    try:
        save(registration)
    except ValidationError as broken:
        if getattr(broken, "code", "") != "registration_in_force_once_a_workshop":
            raise
        # Somebody else registered it in the same moment.
        raise TransitionRefused("registered_already", broken.message) from broken
    _add(registration, period, Origin.GRANT, application)
    watch(registration)
    return registration


def renew(registration, *, period, origin, application, officer) -> Registration:
    """Add the period that follows; number and first day stay."""
    registration = Registration.objects.locked().get(pk=registration.pk)
    _add(registration, period, origin, application)
    registration.refresh_from_db()
    if officer and registration.officer_id != officer.pk:
        registration.officer = officer
        save(registration, update_fields=["officer"])
    deadlines.meet(registration, WATCHED)
    watch(registration)
    return registration


def _add(registration, period, origin, application):
    save(
        RegistrationPeriod(
            registration=registration,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            origin=origin,
            application=application,
        )
    )


def watch(registration) -> None:
    """Its expiry, the last day to ask for more and the day to remind the workshop of it.

    What runs already stays; a day that is over is not begun.
    """
    today = timezone.localdate()
    window = validity.renewal_window(registration.valid_to, on=today)
    begun = registration.valid_from
    days = {
        validity.OPENS: window.opens_on,
        validity.LAST_DAY: window.last_day,
        EXPIRY: registration.valid_to,
    }
    starts = [
        deadlines.Start(term, begun, amount=(day - begun).days, rule_on=today)
        for term, day in days.items()
        if day >= today and day > begun
    ]
    if starts:
        deadlines.start_all(
            registration, starts, holder=registration.officer, title=registration.title
        )


def asked_for(registration) -> None:
    """A renewal was applied for in time: nobody is reminded to ask any more."""
    deadlines.meet(registration, [validity.OPENS, validity.LAST_DAY])


def cancel(registration, *, by, because, on=None) -> Registration:
    """注销: at the operator's wish, because the workshop closed, or because it expired."""
    return _ended(registration, State.CANCELLED, by=by, because=because, on=on)


def revoke(registration, *, by, because, on=None) -> Registration:
    """吊销, as a penalty decided: the paper of that decision says why."""
    return _ended(registration, State.REVOKED, by=by, because=because, on=on)


@transaction.atomic
def _ended(registration, state, *, by, because, on):
    refuse_if(
        not by.has_perm("workshops.end_registration"),
        "forbidden",
        _("You may not cancel or revoke registrations."),
    )
    refuse_if(not because.strip(), "no_reason", _("Give the reason."))
    today = timezone.localdate()
    on = on or today
    registration = Registration.objects.locked().get(pk=registration.pk)
    refuse_if(
        registration.state != State.IN_FORCE, "ended", _("This registration has ended already.")
    )
    refuse_if(on > today, "future", _("A step is recorded on its day, not before it."))
    refuse_if(
        on < registration.valid_from,
        "before_it_began",
        _("It is valid only from %s.") % registration.valid_from.isoformat(),
    )
    _end(registration, state, on=on, because=because.strip())
    return registration


def _end(registration, state, *, on, because):
    registration.state, registration.ended_on = state, on
    registration.ended_because = because[:200]
    save(registration, update_fields=["state", "ended_on", "ended_because"])
    Deadline.objects.of(registration).open().void(registration.ended_because)


def follow(workshop) -> None:
    """The workshop moved: its registration and what is watched of it lie where it lies now."""
    for registration in workshop.registrations.in_force().locked():
        if registration.division_id != workshop.division_id:
            registration.division_id = workshop.division_id
            save(registration, update_fields=["division"])
            Deadline.objects.of(registration).open().void(_("the workshop moved"))
            watch(registration)
