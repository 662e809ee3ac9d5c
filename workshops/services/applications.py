"""Everything that moves an application for a 登记证, from its acceptance to the certificate."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.services import register as enterprises
from inspections.models import Visit
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import TransitionRefused, refuse_if
from workshops import validity
from workshops.models import Application, Registration, RegistrationPeriod
from workshops.notifications import registration as notifications
from workshops.services import access, register, registrations, relocations, varieties
from workshops.workflow.registration import APPLICATION, LOOKED_AT, in_zone

Kind = Application.Kind
Change = Application.Change
Origin = RegistrationPeriod.Origin
DEEMED_AT_ONCE = 500


def accept(application, *, by, site_check=False, **words) -> Application:
    """Accept it (受理): the time to decide begins, and who accepts it handles it.

    ``site_check`` has the site checked where the rules do not ask for it.
    """
    with APPLICATION.step(application, "accept", by=by, **words) as application:
        application.officer = by
        application.accepted_on = application.on
        application.needs_site_check = application.needs_site_check or site_check
    return application


def turn_away(application, *, by, note, **words) -> Application:
    """Do not accept it (不予受理); the note is what the notice says."""
    return _refuse(application, "turn_away", by=by, note=note, **words)


def refuse(application, *, by, note, **words) -> Application:
    """Refuse it (不予登记); the note is what the decision says."""
    return _refuse(application, "refuse", by=by, note=note, **words)


@transaction.atomic
def _refuse(application, step, *, by, note, **words):
    with APPLICATION.step(application, step, by=by, note=note, **words) as application:
        application.officer = application.officer or by
        application.reasons = note.strip()
        _decide(application, by)
    _may_ask_again(application)
    notifications.decided(application, by=by)
    return application


def check(application, *, by, visit, passed, findings="", **words) -> Application:
    """Record what the site check (现场核查) found, on the visit that made it.

    Whoever failed may be checked again, on another visit.
    """
    with APPLICATION.step(application, "check", by=by, **words) as application:
        refuse_if(
            visit.enterprise_id != application.workshop.enterprise_id,
            "other_party",
            _("That visit was to somebody else."),
        )
        refuse_if(
            visit.state != Visit.State.FINISHED
            or visit.kind not in LOOKED_AT
            or visit.outcome in Visit.NOT_LOOKED_AT,
            "not_looked_at",
            _("At that visit nobody looked at the place to its end."),
        )
        visited_on = timezone.localdate(visit.started_at)
        refuse_if(
            not application.filed_on <= visited_on <= application.on,
            "other_day",
            _("The site is checked after the application came, and recorded afterwards."),
        )
        refuse_if(
            not passed and not findings.strip(),
            "no_findings",
            _("Say what the site check found wanting."),
        )
        application.visit, application.checked_on = visit, visited_on
        application.site_passed, application.site_findings = passed, findings.strip()
    return application


@transaction.atomic
def grant(application, *, by, **words) -> Application:
    """Grant it: a new registration, its renewal or its change, and the certificate for it.

    A change leaves number and validity as they are (广东 2016 办法 13).
    """
    access.hold(application.workshop)
    with APPLICATION.step(application, "grant", by=by, **words) as application:
        _decide(application, by)
        _take_effect(application, by=by)
        period = granted_period(application)
    match application.kind:
        case Kind.NEW:
            application.registration = registrations.begin(application, period=period)
            save(application, update_fields=["registration"])
        case Kind.RENEWAL:
            _renew(application, period, Origin.RENEWAL)
        case Kind.CHANGE:
            registrations.follow(application.workshop)
    notifications.decided(application, by=by)
    return application


@transaction.atomic
def withdraw(application, *, by, **words) -> Application:
    """The applicant takes it back: the desk records it, or the operator does it themselves."""
    with APPLICATION.step(application, "withdraw", by=by, **words) as application:
        _decide(application, by)
    _may_ask_again(application)
    return application


@transaction.atomic
def deem(application, *, by, **words) -> Application:
    """Nothing was decided when the registration expired: it is renewed as of the next day."""
    with APPLICATION.step(application, "deem", by=by, **words) as application:
        _decide(application, by)
        period = granted_period(application)
    _renew(application, period, Origin.DEEMED)
    notifications.decided(application, by=by)
    return application


def deem_due() -> int:
    """Record of every renewal that nobody decided in time that it is granted. Returns how many."""
    deemed = 0
    for application in Application.objects.to_deem().order_by("pk")[:DEEMED_AT_ONCE]:
        try:
            deem(application, by=None)
        except TransitionRefused:
            continue  # Somebody was quicker.
        deemed += 1
    return deemed


def certify(application, *, by, **words) -> Application:
    """Hand out the certificate of what was deemed renewed; somebody has to sign for it."""
    with APPLICATION.step(application, "certify", by=by, **words) as application:
        return application


def _decide(application, by):
    application.decided_on, application.decided_by = application.on, by


def _renew(application, period, origin):
    registrations.renew(
        application.registration,
        period=period,
        origin=origin,
        application=application,
        officer=application.officer,
    )


def _may_ask_again(application):
    """It came to nothing: somebody is reminded of a renewal while there is time, and of a move."""
    if application.kind == Kind.RENEWAL:
        registration = Registration.objects.get(pk=application.registration_id)
        if registration.state == Registration.State.IN_FORCE:
            registrations.watch(registration)
    if Change.MOVE in application.changes:
        relocations.change_unasked(application.workshop)


def granted_period(application) -> validity.Period:
    """From when to when the certificate of this application is valid."""
    registration = application.registration
    if period := RegistrationPeriod.objects.filter(application=application).first():
        return validity.Period(period.starts_on, period.ends_on)
    match application.kind:
        case Kind.NEW:
            return validity.first_period(application.day)
        case Kind.RENEWAL:
            return validity.next_period(registration.valid_to, decided_on=application.day)
    return validity.Period(registration.valid_from, registration.valid_to)


# --- What a grant changes -------------------------------------------------------------------------


def _take_effect(application, *, by):
    """The register says from now on what the certificate says."""
    workshop = application.workshop
    enterprise = workshop.enterprise
    if application.new_name or application.new_address:
        enterprise.name = application.new_name or enterprise.name
        enterprise.address = application.new_address or enterprise.address
        if Change.MOVE in application.changes:
            enterprise.division = application.new_division or enterprise.division
            # Where the new place lies on the map is for the next visit to say.
            enterprise.lng = enterprise.lat = None
        enterprises.save(enterprise, by=by, confirmed=True)
        register.follow(enterprise)
    listed = application.varieties.select_related("category")
    varieties.become(
        workshop,
        [(variety.category, variety.name) for variety in listed],
        on=application.on,
        in_zone=in_zone(application),
    )
    workshop.refresh_from_db(fields=["division"])
