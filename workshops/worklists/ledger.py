"""What waits in the ledgers beside the steps themselves: papers, what a neighbour sold, plants."""

from django.utils.translation import gettext_lazy as _

from qualitysup.casework.home import WorkRow, case_rows, register_worklist, worklist_of
from qualitysup.states import Tone
from workshops.models import Lot, Sale, SlaughterPlant
from workshops.services.keeping import workshops_of


def to_take_in(user):
    """What was sold to this person's own workshops; others only look on."""
    return Sale.objects.to_take_in().filter(buyer_workshop__in=workshops_of(user))


def sale_rows(sales):
    return [
        WorkRow(
            title=str(sale),
            url=sale.get_absolute_url(),
            note=f"{sale.sold_on.isoformat()} · {sale.lot.workshop}",
        )
        for sale in sales
    ]


def plant_rows(plants):
    return [
        WorkRow(title=plant.name, url=plant.get_absolute_url(), note=plant.certificate_number)
        for plant in plants
    ]


register_worklist(
    worklist_of(
        Lot,
        "lots-papers-missing",
        _("Goods whose papers are missing"),
        lambda user: Lot.objects.visible_to(user).papers_missing(),
        {"standing": "papers"},
        said=case_rows,
        permission="workshops.view_lot",
        tone=Tone.SOON,
        order=42,
    ),
    worklist_of(
        Lot,
        "lots-held",
        _("Lots on hold"),
        lambda user: Lot.objects.visible_to(user).held(),
        {"standing": "held"},
        said=case_rows,
        permission="workshops.view_lot",
        tone=Tone.LATE,
        order=41,
    ),
    worklist_of(
        Sale,
        "sales-to-take-in",
        _("Bought from a neighbour, to be taken into my ledger"),
        to_take_in,
        {"standing": "to-me"},
        said=sale_rows,
        permission="workshops.add_lot",
        tone=Tone.INFO,
        order=43,
    ),
    worklist_of(
        SlaughterPlant,
        "plants-to-verify",
        _("Slaughter plants to verify"),
        lambda user: SlaughterPlant.objects.visible_to(user).to_verify(),
        {"standing": "verify"},
        said=plant_rows,
        permission="workshops.verify_slaughterplant",
        tone=Tone.SOON,
        order=44,
    ),
)
