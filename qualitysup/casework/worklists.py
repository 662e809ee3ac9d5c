"""What waits in the kernel itself: deadlines, notices, and the people of the bureau."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from qualitysup.accounts.models import User
from qualitysup.audit.models import AccessLog
from qualitysup.casework.home import Worklist, WorkRow, deadline_rows, register_worklist
from qualitysup.clock.models import Deadline
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


def badge_ends(user):
    until = timezone.localdate() + BADGE_NOTICE
    return User.objects.visible_to(user).filter(is_active=True, badge_valid_to__lt=until)


def turned_away_since():
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return today - LOOK_BACK


def turned_away(user):
    return AccessLog.objects.visible_to(user).alarming(turned_away_since())


def turned_away_rows(user, shown):
    for access in turned_away(user).select_related("by")[:shown]:
        yield WorkRow(
            title=f"{access.by or access.detail} {access.get_action_display()}",
            url=f"{reverse('admin:audit_accesslog_changelist')}{access.pk}/change/",
            note=f"{timezone.localtime(access.at):%Y-%m-%d %H:%M} · {access.detail}",
        )


def turned_away_url(user):
    filters = {
        "action__in": ",".join(AccessLog.ALARMING),
        "at__gte": turned_away_since().isoformat(),
    }
    return f"{reverse('admin:audit_accesslog_changelist')}?{urlencode(filters)}"


def deadlines_url(due):
    return lambda user: f"{reverse('admin:clock_deadline_changelist')}?due={due}"


def people_url(**filters):
    return lambda user: (
        f"{reverse('admin:accounts_user_changelist')}?"
        + urlencode({"is_active__exact": 1, **filters})
    )


register_worklist(
    Worklist(
        key="overdue",
        label=_("Overdue"),
        count=lambda user: count_up_to(overdue(user))[0],
        rows=lambda user, shown: deadline_rows(overdue(user).for_list()[:shown]),
        url=deadlines_url("overdue"),
        permission="clock.view_deadline",
        tone=Tone.LATE,
        order=10,
        in_field=True,
    )
)
register_worklist(
    Worklist(
        key="due-soon",
        label=_("Due within 7 days"),
        count=lambda user: count_up_to(due_soon(user))[0],
        rows=lambda user, shown: deadline_rows(due_soon(user).for_list()[:shown]),
        url=deadlines_url("soon"),
        permission="clock.view_deadline",
        tone=Tone.SOON,
        order=20,
        in_field=True,
    )
)
register_worklist(
    Worklist(
        key="notices",
        label=_("New notices"),
        count=lambda user: count_up_to(unread(user))[0],
        rows=lambda user, shown: [
            WorkRow(
                title=notice.subject,
                url=notice.url or reverse("inbox"),
                note=notice.get_kind_display(),
            )
            for notice in unread(user)[:shown]
        ],
        url=lambda user: reverse("inbox"),
        order=60,
    )
)
register_worklist(
    Worklist(
        key="people-without-role",
        label=_("People without a role"),
        count=lambda user: without_role(user).count(),
        url=people_url(roles__len=0),
        permission="accounts.change_user",
        tone=Tone.SOON,
        order=10,
    )
)
register_worklist(
    Worklist(
        key="badges",
        label=_("Badges that end within 60 days"),
        count=lambda user: badge_ends(user).count(),
        url=lambda user: people_url(badge_valid_to__lt=timezone.localdate() + BADGE_NOTICE)(user),
        permission="accounts.change_user",
        tone=Tone.SOON,
        order=20,
    )
)
register_worklist(
    Worklist(
        key="turned-away",
        label=_("Turned away in the last 7 days"),
        count=lambda user: count_up_to(turned_away(user))[0],
        rows=turned_away_rows,
        url=turned_away_url,
        permission="audit.view_accesslog",
        tone=Tone.LATE,
        order=10,
    )
)
