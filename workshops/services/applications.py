"""Everything that moves an application for a 登记证, from the counter to the certificate."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.services import register as enterprises
from inspections.models import Visit
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import TransitionRefused, refuse_if
from qualitysup.clock.services import deadlines
from qualitysup.wording import tidy
from workshops import validity
from workshops.models import Application, ApplicationVariety, Registration, RegistrationPeriod
from workshops.notifications import registration as notifications
from workshops.services import access, register, registrations, relocations, varieties
from workshops.services.keeping import workshops_of
from workshops.workflow.registration import (
    APPLICATION,
    LOOKED_AT,
    in_zone,
    still_renewable,
)

Kind = Application.Kind
Change = Application.Change
Origin = RegistrationPeriod.Origin
DEEMED_AT_ONCE = 500

# --- Filing ---------------------------------------------------------------------------------------


@transaction.atomic
def file(*, by, workshop, kind, foods=(), filed_on=None, **facts) -> Application:
    """Take in an application: by the desk, or by the workshop's operator for their own workshop.

    ``foods`` are pairs of category and name. A renewal, and a change of something else, lists
    what the workshop makes already. A change that comes late is taken all the same, and says so.
    """
    refuse_if(
        not by.has_perm("workshops.add_application"),
        "forbidden",
        _("You may not file applications for registration."),
    )
    refuse_if(
        by.is_party and not workshops_of(by).filter(pk=workshop.pk).exists(),
        "forbidden",
        _("You act for another workshop."),
    )
    today = timezone.localdate()
    filed_on = filed_on or today
    refuse_if(filed_on > today, "future", _("An application is recorded once it came."))
    # What is on paper at the desk has its day; who files here files now.
    refuse_if(by.is_party and filed_on != today, "past", _("You file it today."))
    application = Application(
        created_by=by,
        workshop=workshop,
        division_id=workshop.division_id,
        kind=kind,
        filed_on=filed_on,
        officer=None if by.is_party else by,
        **facts,
    )
    _take_in(application)
    save(application)
    _list(application, foods)
    deadlines.start(
        application,
        "registration-acceptance",
        on=filed_on,
        holder=application.officer,
        title=application.title,
    )
    if by.is_party:
        notifications.applied(application)
    return application


@transaction.atomic
def keep(application, *, by, version=None) -> Application:
    """Keep what was corrected of an application that nobody has accepted yet."""
    stored = _changeable(application, by=by, version=version)
    refuse_if(
        (stored.kind, stored.workshop_id, stored.filed_on)
        != (application.kind, application.workshop_id, application.filed_on),
        "another_application",
        _("Of another kind, workshop or day it is another application: withdraw this one."),
    )
    application.state, application.version = stored.state, stored.version + 1
    _take_in(application)
    save(application)
    if not application.chooses_varieties:
        _list_again(application, ())
    return application


@transaction.atomic
def set_varieties(application, foods, *, by, version=None) -> Application:
    """Say anew what the certificate is to list, until the application is accepted."""
    stored = _changeable(application, by=by, version=version)
    stored.version += 1
    save(stored, update_fields=["version"])
    _list_again(stored, foods)
    return stored


def _changeable(application, *, by, version):
    stored = Application.objects.locked().select_related("workshop").get(pk=application.pk)
    refuse_if(
        not by.has_perm("workshops.change_application"),
        "forbidden",
        _("You may not change this application."),
    )
    refuse_if(
        version is not None and int(version) != stored.version,
        "stale",
        _("Somebody changed this case meanwhile. Look at it again first."),
    )
    refuse_if(
        stored.state != Application.State.FILED,
        "wrong_state",
        _("What was accepted is not edited any more."),
    )
    return stored


def _take_in(application):
    """What follows from what was applied for: whether it is in time, and what is looked at."""
    FILING[application.kind](application)
    application.needs_site_check = application.kind == Kind.NEW or not set(
        application.changes
    ).isdisjoint(Application.CHECKED_ON_SITE)


def _new(application):
    application.registration = None
    standing = application.workshop.registrations.in_force().locked().first()
    reason = still_renewable(standing, on=application.filed_on) if standing else ""
    refuse_if(reason, "registered_already", reason)


def _renewal(application):
    """有效期届满三十日前; one that is late is a new application."""
    registration = _standing(application)
    last_day = validity.renewal_window(registration.valid_to, on=application.filed_on).last_day
    refuse_if(
        application.filed_on > last_day,
        "too_late_to_renew",
        _(
            "A renewal is applied for by %(last)s, and the registration is valid until %(end)s. "
            "It is too late for it: a new application is needed."
        )
        % {"last": last_day.isoformat(), "end": registration.valid_to.isoformat()},
    )
    registrations.asked_for(registration)


def _change(application):
    _standing(application)
    refuse_if(
        not application.changes or application.changed_on is None,
        "nothing_changes",
        _("A change says what changes, and since when."),
    )
    term = deadlines.computed("registration-change", application.changed_on)
    application.apply_by = term.due
    application.late = application.filed_on > term.due
    if Change.MOVE in application.changes:
        relocations.change_asked(application.workshop, on=application.filed_on)


FILING = {Kind.NEW: _new, Kind.RENEWAL: _renewal, Kind.CHANGE: _change}


def _standing(application) -> Registration:
    """The registration in force that is to be renewed or changed."""
    workshop = application.workshop
    registration = workshop.registrations.in_force().locked().first()
    refuse_if(
        registration is None,
        "not_registered",
        _("This workshop has no registration in force: a new application is needed."),
    )
    refuse_if(
        registration.has_expired(application.filed_on),
        "expired",
        _("The registration expired on %s: a new application is needed.")
        % registration.valid_to.isoformat(),
    )
    application.registration = registration
    return registration


def _list(application, foods):
    """What the certificate is to list: as applied for, or what the workshop makes already."""
    refuse_if(
        bool(foods) and not application.chooses_varieties,
        "varieties_stay",
        _("Other varieties are a change of varieties: apply for that."),
    )
    if not application.chooses_varieties:
        made = application.workshop.varieties.open().select_related("category")
        foods = [(variety.category, variety.name) for variety in made]
    for category, name in foods:
        save(ApplicationVariety(application=application, category=category, name=tidy(name)))


def _list_again(application, foods):
    application.varieties.all().delete()
    _list(application, foods)


# --- Steps ----------------------------------------------------------------------------------------


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
