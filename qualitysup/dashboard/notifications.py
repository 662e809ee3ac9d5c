"""Who is told that tallies were wrong, in which words."""

from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from qualitysup.accounts.models import User
from qualitysup.accounts.roles import Role
from qualitysup.notices.models import Kind
from qualitysup.notices.services import owing
from qualitysup.wording import listed


def tell_of_drift(checks) -> None:
    """The system administrators, once a day: which figures were put right."""
    owing.owe(
        User.objects.filter(is_active=True, roles__contains=[Role.SYSTEM_ADMINISTRATOR]),
        topic="tallies",
        stage=timezone.localdate().isoformat(),
        kind=Kind.WORK,
        subject=_("Figures of the dashboard differed from their rows and were put right"),
        body=format_lazy(
            "{words}: {names}",
            words=_("Somebody wrote past the triggers, or a table was restored"),
            names=listed([check.indicator for check in checks]),
        ),
        url=f"{reverse('admin:dashboard_tallycheck_changelist')}?found=differed",
    )
