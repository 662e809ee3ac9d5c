"""Who hears that a lot failed, and that it is being recalled: the bureau, the zone, the operators.

News of a failure is pressing: nobody switches it off and no digest holds it back.
"""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from qualitysup.accounts.models import User
from qualitysup.accounts.roles import roles_with
from qualitysup.notices.models import Kind
from qualitysup.notices.services import owing
from workshops.models import LotTest
from workshops.notifications.relocation import representatives

FAILED = {
    LotTest.Purpose.RELEASE: _("A release test failed"),
    LotTest.Purpose.MANDATORY: _("A mandatory test failed"),
}


def test_failed(test, *, by) -> None:
    """The officers who may open a recall there, the operator of the lot and its zone hear of it."""
    parties = [test.lot.workshop.enterprise_id, test.zone and test.zone.lead_id]
    owing.owe(
        _everybody(test.division_id, "workshops.add_recall", parties, by=by),
        topic=f"lot-test:{test.pk}",
        stage="failed",
        kind=Kind.ESCALATION,
        subject=format_lazy("{words}: {lot}", words=FAILED[test.purpose], lot=test.lot.title),
        body=test.number,
        url=test.lot.get_absolute_url(),
        division=test.division,
    )


def recall_opened(recall, *, by) -> None:
    """Everybody whose lots are on the list hears of it: their goods are held from now on."""
    parties = recall.lines.lots().values("lot__workshop__enterprise")
    owing.owe(
        _everybody(recall.division_id, "workshops.close_recall", parties, by=by),
        topic=f"recall:{recall.pk}",
        stage="opened",
        kind=Kind.ESCALATION,
        subject=format_lazy("{words}: {lot}", words=_("Recall opened"), lot=recall.title),
        body=recall.reason,
        url=recall.get_absolute_url(),
        division=recall.division,
    )


def _everybody(division_id, permission, parties, *, by) -> set[User]:
    officers = User.objects.responsible_for(division_id, *roles_with(permission))
    return {*officers, *representatives(parties)} - {by}
