"""What waits in the kernel itself: deadlines, notices, and the people of the bureau."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qualitysup.accounts.models import User
from qualitysup.audit.models import AccessLog
from qualitysup.casework.home import (
    Worklist,
    WorkRow,
    deadline_rows,
    register_worklist,
    worklist_of,
)
from qualitysup.clock.models import Deadline
from qualitysup.lists import opens
from qualitysup.notices.models import Notice
from qualitysup.regions.querysets import count_up_to
from qualitysup.states import SOON, Tone

# A badge (执法证) takes its time to be renewed, so this early it is asked for.
BADGE_NOTICE = timedelta(days=60)
# How far back the auditor's home page looks.
LOOK_BACK = timedelta(days=7)


def overdue(user):
    return Deadline.objects.visible_to(user).overdue()


def due_soon(user):
    return Deadline.objects.visible_to(user).due_within(SOON)


def unread(user):
    return Notice.objects.inbox(user).unread()


def without_role(user):
    return User.objects.visible_to(user).filter(is_active=True, roles__len=0)


def end_of_badges():
    return timezone.localdate() + BADGE_NOTICE


def badge_ends(user):
    return User.objects.visible_to(user).filter(is_active=True, badge_valid_to__lt=end_of_badges())


def turned_away_since():
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return today - LOOK_BACK


def turned_away(user):
    return AccessLog.objects.visible_to(user).alarming(turned_away_since())


def turned_away_rows(accesses):
    return [
        WorkRow(
            title=f"{access.by or access.detail} {access.get_action_display()}",
            url=f"{reverse('admin:audit_accesslog_changelist')}{access.pk}/change/",
            note=f"{timezone.localtime(access.at):%Y-%m-%d %H:%M} · {access.detail}",
        )
        for access in accesses
    ]


def notice_rows(user, shown):
    return [
        WorkRow(
            title=notice.subject,
            url=notice.url or reverse("inbox"),
            note=notice.get_kind_display(),
        )
        for notice in unread(user)[:shown]
    ]


register_worklist(
    worklist_of(
        Deadline,
        "overdue",
        _("Overdue"),
        overdue,
        {"due": "overdue"},
        said=deadline_rows,
        permission="clock.view_deadline",
        tone=Tone.LATE,
        order=10,
        in_field=True,
    ),
    worklist_of(
        Deadline,
        "due-soon",
        _("Due within 7 days"),
        due_soon,
        {"due": "soon"},
        said=deadline_rows,
        permission="clock.view_deadline",
        tone=Tone.SOON,
        order=20,
        in_field=True,
    ),
    Worklist(
        key="notices",
        label=_("New notices"),
        count=lambda user: count_up_to(unread(user))[0],
        rows=notice_rows,
        url=lambda user: reverse("inbox"),
        order=60,
    ),
    Worklist(
        key="people-without-role",
        label=_("People without a role"),
        count=lambda user: without_role(user).count(),
        url=opens(User, {"is_active__exact": 1, "roles__len": 0}),
        permission="accounts.change_user",
        tone=Tone.SOON,
        order=10,
    ),
    Worklist(
        key="badges",
        label=_("Badges that end within 60 days"),
        count=lambda user: badge_ends(user).count(),
        url=opens(
            User, lambda user: {"is_active__exact": 1, "badge_valid_to__lt": end_of_badges()}
        ),
        permission="accounts.change_user",
        tone=Tone.SOON,
        order=20,
    ),
    worklist_of(
        AccessLog,
        "turned-away",
        _("Turned away in the last 7 days"),
        turned_away,
        lambda user: {
            "action__in": ",".join(AccessLog.ALARMING),
            "at__gte": turned_away_since().isoformat(),
        },
        said=turned_away_rows,
        permission="audit.view_accesslog",
        tone=Tone.LATE,
        order=10,
    ),
)
