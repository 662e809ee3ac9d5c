"""Who is told of applications: the desk that one was filed, the operator how it ended."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from qualitysup.accounts.models import User
from qualitysup.accounts.roles import roles_with
from qualitysup.notices.models import Kind
from qualitysup.notices.services import owing
from workshops.notifications.relocation import representatives
from workshops.workflow.registration import ACCEPT


def applied(application) -> None:
    """An operator filed it themselves: whoever may accept it there hears of it."""
    desk = User.objects.responsible_for(application.division_id, *roles_with(ACCEPT))
    _owe(desk, application, "filed", Kind.DECISION, _("Applied for"))


def decided(application, *, by) -> None:
    """Whoever acts for the workshop hears how it ended, and why if it was refused."""
    operators = representatives([application.workshop.enterprise_id], by=by)
    _owe(
        operators,
        application,
        "decided",
        Kind.DECISION,
        application.State(application.state).label,
        application.reasons,
    )


def _owe(people, application, stage, kind, words, body=""):
    owing.owe(
        people,
        topic=f"{application._meta.label_lower}:{application.pk}",
        stage=stage,
        kind=kind,
        subject=format_lazy("{words}: {case}", words=words, case=application.title),
        body=body,
        url=application.get_absolute_url(),
        division=application.division,
    )
