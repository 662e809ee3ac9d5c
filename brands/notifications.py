"""Who is told what of honours: the officer in charge of one, or whoever answers for the place."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from qualitysup.accounts.models import User
from qualitysup.accounts.roles import roles_with
from qualitysup.notices.models import Kind
from qualitysup.notices.services import owing
from qualitysup.wording import in_a_row, listed


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


def news_of(cultivation, words, source, vetoes) -> None:
    """Something happened at a firm that is on the way to an honour: once per row and person."""
    desk = User.objects.responsible_for(
        cultivation.division_id, *roles_with("brands.apply_cultivation")
    )
    officer = [cultivation.officer] if cultivation.officer else []
    subject = _("Veto against an application") if vetoes else _("News of a firm in cultivation")
    owing.owe(
        [*officer, *desk.exclude(pk__in=[person.pk for person in officer])],
        topic=f"cultivation-news:{cultivation.pk}",
        stage=f"{source._meta.model_name}:{source.pk}",
        kind=Kind.WORK,
        subject=format_lazy("{words}: {case}", words=subject, case=str(cultivation)),
        body=in_a_row([words, *(veto.words for veto in vetoes)]),
        url=cultivation.get_absolute_url(),
        division=cultivation.division,
    )
