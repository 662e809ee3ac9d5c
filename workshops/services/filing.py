"""An application for a 登记证 is taken in, and corrected until somebody accepts it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from qualitysup.clock.services import deadlines
from qualitysup.wording import tidy
from workshops import validity
from workshops.models import Application, ApplicationVariety, Registration
from workshops.notifications import registration as notifications
from workshops.services import registrations, relocations
from workshops.services.keeping import workshops_of
from workshops.workflow.registration import still_renewable

Kind = Application.Kind
Change = Application.Change


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
