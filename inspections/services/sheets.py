"""Sampling sheets that came with a visit: kept, then issued or recorded as refused.

In two steps, so that a sheet which the law does not let us issue is still there as a draft.
"""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from inspections import packets
from inspections.models import DrawnEnterprise, Patrol, Sample, Visit
from inspections.services import samples, visits
from qualitysup.casework.workflow import refuse_if
from qualitysup.wording import listed

# What the sheet says, under the same names as a sample has it.
WORDS = (
    "product",
    "model",
    "trademark",
    "batch",
    "made_on",
    "standard",
    "producer_name",
    "producer_address",
    "unit",
    "place",
    "place_detail",
    "seals",
)
QUANTITIES = ("base_quantity", "sample_quantity", "backup_quantity", "price_paid")
OCCASIONS = {Visit.Kind.DRAW: ("drawn", DrawnEnterprise), Visit.Kind.PATROL: ("patrol", Patrol)}
# What no sheet is issued without (产品质量法 15): a sample says it in the database as well.
NEEDED = ("standard", "base_quantity", "sample_quantity", "unit", "place", "seals")


def of_visit(visit) -> dict[str, str]:
    """The sheets of a visit by the key that its phone gave them, each with its product."""
    first = visit.first_packet
    sheets = first.content.get("samples", []) if first else []
    return {UUID(each["uuid"]).hex: each["product"] for each in sheets}


def _sheet(visit, key) -> tuple[dict, dict]:
    packet = packets.parse(visit.first_packet.content)
    return packet, next(each for each in packet["samples"] if each["uuid"].hex == key)


@transaction.atomic
def keep(visit, key: str) -> Sample:
    """Keep one sheet as a draft with its photos; kept before, it is the one there is."""
    packet, sheet = _sheet(visit, key)
    there = Sample.objects.filter(uuid=sheet["uuid"]).first()
    if there is not None:
        refuse_if(
            there.visit_id != visit.pk,
            "other_visit",
            _("This sheet came with another visit: %s.") % there.visit,
        )
        return there
    firm = visit.enterprise.survivor
    sample = samples.draft(
        by=visit.received_by,
        enterprise=firm,
        samplers=[each.inspector for each in visit.inspections.select_related("inspector")],
        visit=visit,
        uuid=sheet["uuid"],
        plan_id=sheet["plan"],
        **_occasion(visit, firm),
        **_signed(packet, sheet),
        **{name: sheet[name] for name in WORDS},
        **{name: sheet[name] or 0 for name in QUANTITIES},
    )
    visits.hang_parts_of_sample(visit, sample, packet)
    return sample


def _occasion(visit, firm) -> dict:
    """The drawn enterprise or the patrol that the visit was made for counts the sample."""
    name, model = OCCASIONS.get(visit.kind, ("", None))
    if model is None or visit.errand is None:
        return {}
    row = model.objects.filter(pk=visit.errand, enterprise=firm).first()
    return {name: row} if row else {}


def _signed(packet, sheet) -> dict:
    """The sheet's own signature or refusal; without any, how the party signed the minutes."""
    if sheet["signature_refused"]:
        return {"signature_refused": sheet["signature_refused"]}
    names = [
        each["name"]
        for own in (sheet["uuid"], None)
        for each in packet["signatures"]
        if each["role"] == "party" and each["sample"] == own
    ]
    if signed_by := sheet["signed_by"] or next(iter(names), ""):
        return {"signed_by": signed_by}
    return {"signature_refused": packet["signature_refused"]}


def issue(visit, key: str) -> Sample:
    """Issue the sheet of a sample that was drawn, or record that the party refused it.

    What was done at the desk meanwhile stays as it was done.
    """
    _packet, sheet = _sheet(visit, key)
    sample = Sample.objects.filter(uuid=sheet["uuid"], visit=visit).first()
    refuse_if(sample is None, "not_kept", _("The sheet could not be kept; see why above."))
    if sample.state != Sample.State.DRAFT:
        return sample
    by, on = visit.received_by, visits.day_of(visit)
    if sheet["refusal"]:
        note = sheet["note"] or Sample.Refusal(sheet["refusal"]).label
        return samples.refuse_sampling(sample, by=by, on=on, refusal=sheet["refusal"], note=note)
    wanting = [
        str(Sample._meta.get_field(name).verbose_name)
        for name in NEEDED
        if not getattr(sample, name)
    ]
    refuse_if(
        bool(wanting),
        "incomplete",
        _("The sheet does not say: %s. Complete the draft and issue it.") % listed(wanting),
    )
    return samples.draw(sample, by=by, on=on, note=sheet["note"])
