"""Registrations and applications in a situation, made by the services that make them."""

import datetime as dt
from itertools import count

from django.utils import timezone

from qualitysup.accounts.roles import Role
from tests.factories import BEIJIAO, UserFactory
from tests.inspections.factories import VisitFactory
from tests.workshops.factories.zone import category, workshop
from workshops.models import Application
from workshops.services import applications, filing, registrations

ROAST = "0401"
serial = count(1)


def desk(**facts):
    """A head, who may do what an officer does and decide besides."""
    return UserFactory(roles=[Role.CASE_OFFICER, Role.SECTION_HEAD], **facts)


def unregistered(**facts):
    return workshop(registered_to=False, **{"division_id": BEIJIAO} | facts)


def registered(*, until, since=None, by=None, made=None):
    """A registration of an older paper that is valid until a day."""
    return registrations.take_over(
        made or unregistered(),
        by=by or desk(),
        number=f"粤坊登{next(serial):06d}",
        valid_from=since or until - dt.timedelta(days=1095),
        valid_to=until,
    )


def filed(made=None, *, by=None, kind=Application.Kind.NEW, **facts):
    """An application at the desk; a new one is for a roast goose."""
    if kind == Application.Kind.NEW:
        facts = {"foods": [(category(ROAST), "烧鹅")]} | facts
    return filing.file(by=by or desk(), workshop=made or unregistered(), kind=kind, **facts)


def accepted(*args, by=None, **facts):
    by = by or desk()
    return applications.accept(filed(*args, by=by, **facts), by=by)


def visited(application, *, days_ago=0, **facts):
    """Somebody looked at the place, today unless told otherwise."""
    now = timezone.now() - dt.timedelta(days=days_ago)
    return VisitFactory(
        enterprise=application.workshop.enterprise,
        started_at=now,
        ended_at=now,
        **{"kind": "unplanned"} | facts,
    )


def checked(*args, by=None, passed=True, findings="", **facts):
    by = by or desk()
    application = accepted(*args, by=by, **facts)
    return applications.check(
        application, by=by, visit=visited(application), passed=passed, findings=findings
    )


def granted(*args, by=None, **facts):
    by = by or desk()
    return applications.grant(checked(*args, by=by, **facts), by=by)
