"""What waits in the kernel itself: deadlines, notices, and the people of the bureau."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from qualitysup.accounts.models import User
from qualitysup.casework.api.pages import count_up_to
from qualitysup.casework.home import Worklist, WorkRow, deadline_rows, register_worklist
from qualitysup.clock.models import Deadline
from qualitysup.notices.models import Notice
from qualitysup.states import SOON, Tone

# A badge (执法证) takes its time to be renewed, so this early it is asked for.
BADGE_NOTICE = timedelta(days=60)


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
