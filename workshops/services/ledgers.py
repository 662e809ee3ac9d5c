"""Writing in the ledgers of an operator: what came in, what was made, what was sold.

食品安全法 50, 51, 53. What an entry says is changed on its own day only; later it is corrected by
an addition that says why. Everything here may be refused by the database as well.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from qualitysup.wording import for_the_record
from workshops.models import Allocation, Lot, LotCorrection, LotInput, Sale, Workshop
from workshops.services import lots
from workshops.services.keeping import check_keeper
from workshops.services.refusals import in_words
from workshops.services.siting import zone_of

Kind = Lot.Kind
State = Lot.State

# What "again like last time" offers: everything but the day, the quantity and the papers.
SUPPLIER = ("supplier_name", "supplier_address", "supplier_contact", "supplier_licence")
GOODS = ("product", "category", "spec", "unit", "shelf_life_days")
# What says how long it is good.
LIFE = ("made_on", "produced_on", "shelf_life_days", "best_before")
BUYER = ("buyer_name", "buyer_address", "buyer_contact", "buyer_workshop")
# Columns that a correction may speak of.
CORRECTABLE = (
    "product",
    "spec",
    "batch",
    "quantity",
    "made_on",
    "produced_on",
    "shelf_life_days",
    "best_before",
    "supplier_name",
    "supplier_address",
    "supplier_contact",
    "supplier_licence",
    "conformity_proof",
    "quality_certificate",
)


def enter(*, by, workshop, kind, inputs=(), go_on=False, **facts):
    """Write a lot down as of a day; ``go_on`` takes it into stock, or closes its making, at once.

    ``inputs`` are pairs of a lot in stock and the quantity of it that went in.
    """
    check_keeper(workshop, by=by, permission="workshops.add_lot")
    with in_words(), transaction.atomic():
        # Entries of one workshop wait for each other, so that each finds the next batch number.
        Workshop.objects.locked().get(pk=workshop.pk)
        lot = Lot(
            workshop=workshop, kind=kind, division_id=workshop.division_id, created_by=by, **facts
        )
        lot.created_at = timezone.now()
        _complete(lot)
        save(lot)
        _put_in(lot, inputs, by=by)
        if go_on:
            lot = lots.take_in(lot, by=by) if lot.is_input else lots.make(lot, by=by)
    lot.refresh_from_db()
    return lot


def save_entry(lot, *, by, version=None, inputs=None):
    """Change an entry on its own day, while it is still being written."""
    check_keeper(lot.workshop, by=by, permission="workshops.change_lot")
    with in_words(), transaction.atomic():
        stored = Lot.objects.locked().get(pk=lot.pk)
        refuse_if(
            version is not None and int(version) != stored.version,
            "stale",
            _("Somebody changed this case meanwhile. Look at it again first."),
        )
        refuse_if(
            stored.state != State.RECORDED,
            "wrong_state",
            _("An entry stays as it was written; add a correction with the reason instead."),
        )
        lot.state, lot.version = stored.state, stored.version + 1
        lot.workshop_id, lot.kind = stored.workshop_id, stored.kind
        lot.division_id, lot.created_at = stored.division_id, stored.created_at
        lot.remaining = stored.remaining
        _complete(lot)
        save(lot)
        if inputs is not None:
            # Struck out and written again in one go: what is left of each follows by itself.
            lot.inputs.all().delete()
            _put_in(lot, inputs, by=by)
    lot.refresh_from_db()
    return lot


def _complete(lot):
    """What the operator need not type: the zone, the batch, the last day, the known supplier."""
    refuse_if(
        lot.made_on > timezone.localdate(),
        "lot_by_today",
        _("An entry is of today or an earlier day."),
    )
    lot.zone = zone_of(lot.workshop, lot.made_on)
    if lot.best_before is None and lot.shelf_life_days is not None:
        begins = lot.produced_on or lot.made_on
        lot.best_before = begins + timedelta(days=lot.shelf_life_days)
    if lot.kind == Kind.PRODUCED and not lot.batch:
        lot.batch = _next_batch(lot)
    if lot.kind == Kind.PURCHASED and lot.supplier_name:
        _know_supplier(lot)


def _next_batch(lot):
    day = f"{lot.made_on:%Y%m%d}"
    taken = set(
        Lot.objects.of(lot.workshop)
        .production()
        .filter(product=lot.product, batch__startswith=day)
        .values_list("batch", flat=True)
    )
    if day not in taken:
        return day
    number = 2
    while f"{day}-{number}" in taken:
        number += 1
    return f"{day}-{number}"


def _know_supplier(lot):
    """A supplier that was named before need not be spelled out again."""
    blank = [name for name in SUPPLIER[1:] if not getattr(lot, name)]
    if not blank:
        return
    last = Lot.objects.of(lot.workshop).filter(supplier_name=lot.supplier_name).exclude(pk=lot.pk)
    if last := last.order_by("-pk").first():
        for name in blank:
            setattr(lot, name, getattr(last, name))


def _put_in(lot, inputs, *, by):
    """In the order of the sources' keys, so that two makers never wait for each other."""
    for source, quantity in sorted(inputs, key=lambda each: each[0].pk):
        save(LotInput(lot=lot, source=source, quantity=quantity, recorded_by=by))


def again(lot) -> dict:
    """What a new entry takes over from an old one."""
    names = (*GOODS, *SUPPLIER, "plant") if lot.is_input else GOODS
    return {name: getattr(lot, name) for name in names}


def buyers_for(workshops):
    """Other operators of the zones in which these work today: whom a sale can be linked to.

    The one place where an operator is told who its neighbours are; what they keep stays theirs.
    """
    today = timezone.localdate()
    zones = Allocation.objects.occupied(today).filter(workshop__in=workshops).values("zone")
    there = Allocation.objects.occupied(today).filter(zone__in=zones).values("workshop")
    neighbours = Workshop.objects.filter(pk__in=there).exclude(pk__in=workshops)
    return neighbours.select_related("enterprise").order_by("enterprise__name", "pk")


# --- What is found out later ----------------------------------------------------------------------


def correct(lot, *, by, field, instead, reason):
    """Say what is right instead of what an entry says; both stay to be read."""
    check_keeper(lot.workshop, by=by, permission="workshops.change_lot")
    refuse_if(field not in CORRECTABLE, "not_corrected", _("This column is not corrected."))
    column = Lot._meta.get_field(field)
    value = column.clean(column.to_python(instead), lot)
    with in_words(), transaction.atomic():
        lot = Lot.objects.locked().get(pk=lot.pk)
        said = _as_corrected(lot, field)
        correction = LotCorrection(
            lot=lot, field=field, was=str(said or ""), instead=str(value), reason=reason, by=by
        )
        if field == "quantity":
            correction.quantity_change = value - column.to_python(said)
        save(correction)
    return correction


def _as_corrected(lot, field):
    last = lot.corrections.filter(field=field).order_by("-pk").first()
    return last.instead if last else getattr(lot, field)


def add_input(lot, *, by, source, quantity, reason):
    """Say afterwards that something else went in; the lot is held with it, if that is held."""
    check_keeper(lot.workshop, by=by, permission="workshops.change_lot")
    with in_words(), transaction.atomic():
        entry = LotInput(lot=lot, source=source, quantity=quantity, reason=reason, recorded_by=by)
        save(entry)
        source.refresh_from_db()
        lot = Lot.objects.get(pk=lot.pk)
        if source.state in (State.HELD, State.RECALLED) and lot.state in lots.MAY_BE_HELD:
            with for_the_record():
                because = _("%(source)s went into it, which is held or recalled") % {
                    "source": source
                }
            lots.hold_for_input(lot, reason=because)
    return entry


def take_back(entry, *, by, quantity, reason):
    """A counter-entry to a sale or an input: so much of it was written by mistake."""
    check_keeper(entry.lot.workshop, by=by, permission="workshops.change_lot")
    counter = type(entry)(
        lot=entry.lot, corrects=entry, quantity=-quantity, reason=reason, recorded_by=by
    )
    if isinstance(entry, Sale):
        for name in ("division_id", "sold_on", "keep_until", *BUYER):
            setattr(counter, name, getattr(entry, name))
    else:
        counter.source = entry.source
    with in_words(), transaction.atomic():
        save(counter)
    return counter


# --- One step forward -----------------------------------------------------------------------------


def sell(*, by, lot, quantity, sold_on=None, **buyer):
    """So much of a released lot went to a buyer (食品安全法 51)."""
    check_keeper(lot.workshop, by=by, permission="workshops.add_sale")
    sale = Sale(
        lot=lot,
        division_id=lot.division_id,
        quantity=quantity,
        sold_on=sold_on or timezone.localdate(),
        keep_until=lot.keep_until,
        recorded_by=by,
        **buyer,
    )
    refuse_if(
        sale.buyer_workshop is not None
        and not buyers_for([lot.workshop_id]).filter(pk=sale.buyer_workshop_id).exists(),
        "not_a_neighbour",
        _("Only another operator of the same zone is linked; write its name instead."),
    )
    _know_buyer(sale)
    with in_words(), transaction.atomic():
        save(sale)
    sale.refresh_from_db()
    return sale


def _know_buyer(sale):
    if workshop := sale.buyer_workshop:
        sale.buyer_name = sale.buyer_name or workshop.enterprise.name
        sale.buyer_address = sale.buyer_address or workshop.enterprise.address
        sale.buyer_contact = sale.buyer_contact or workshop.enterprise.phone
    blank = [name for name in BUYER[1:3] if not getattr(sale, name)]
    if blank and sale.buyer_name:
        last = Sale.objects.filter(
            lot__workshop=sale.lot.workshop_id, buyer_name=sale.buyer_name
        ).last_buyers()
        if known := last.first():
            for name in blank:
                setattr(sale, name, getattr(known, name))


def _life_of(lot) -> dict:
    """How long it is good as it really is, as the guards read it: the later correction counts."""
    life, latest = {field: getattr(lot, field) for field in LIFE}, ""
    for correction in lot.corrections.filter(field__in=LIFE).order_by("pk"):
        latest = correction.field
        life[latest] = Lot._meta.get_field(latest).to_python(correction.instead)
    if latest not in ("", "best_before") and life["shelf_life_days"] is not None:
        begins = life["produced_on"] or life["made_on"]
        life["best_before"] = begins + timedelta(days=life["shelf_life_days"])
    return life


def take_over(sale, *, by, received_on=None):
    """Take what another operator sold into one's own ledger, in one step and linked to the sale."""
    workshop = sale.buyer_workshop
    refuse_if(
        workshop is None,
        "sale_to_this_workshop",
        _("The buyer is not an operator of the register."),
    )
    sold, life = sale.lot, _life_of(sale.lot)
    seller = sold.workshop.enterprise
    test = sold.tests.for_release().passed().order_by("-pk").first()
    left = sale.quantity + sum(row.quantity for row in sale.counter_entries.all())
    return enter(
        by=by,
        workshop=workshop,
        kind=Kind.PURCHASED,
        go_on=True,
        sale=sale,
        product=sold.product,
        category=sold.category,
        spec=sold.spec,
        batch=sold.batch,
        quantity=left,
        unit=sold.unit,
        made_on=received_on or timezone.localdate(),
        produced_on=life["made_on"],
        shelf_life_days=life["shelf_life_days"],
        best_before=life["best_before"],
        supplier_name=seller.name,
        supplier_address=seller.address or _("same zone"),
        supplier_contact=seller.phone or sold.workshop.operator_name,
        conformity_proof=test.number if test else str(sold),
    )
