"""Who is told what of honours: the officer in charge of one, or whoever answers for the place."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from qualitysup.accounts.models import User
from qualitysup.accounts.roles import roles_with
from qualitysup.notices.models import Kind
from qualitysup.notices.services import owing
from qualitysup.wording import listed


def at_risk(honours, order) -> None:
    """An order to put something right was issued to who holds them: once per order and person."""
    enterprise = honours[0].enterprise
    desk = User.objects.responsible_for(enterprise.division_id, *roles_with("brands.end_honour"))
    officers = {honour.officer for honour in honours if honour.officer}
    owing.owe(
        [*officers, *desk.exclude(pk__in=[officer.pk for officer in officers])],
        topic=f"honour-at-risk:{enterprise.pk}",
        stage=str(order.pk),
        kind=Kind.WORK,
        subject=format_lazy(
            "{words}: {enterprise}", words=_("Honours at risk"), enterprise=enterprise
        ),
        body=listed(f"{honour} {honour.number}".strip() for honour in honours),
        url=order.get_absolute_url(),
        division=enterprise.division,
    )
