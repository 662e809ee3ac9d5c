"""Two packets of one visit that say different things: a person decides, field by field."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from inspections import packets
from inspections.models import OrderItem, Sample, Visit, VisitAnswer, VisitPacket
from inspections.services import visits
from qualitysup.casework.workflow import refuse_if
from qualitysup.wording import for_the_record, listed

KEEP, ADD = "keep", "add"
PARTS = (
    "answers",
    "photos",
    "signatures",
    "on_paper",
    "party",
    "reinspected",
    "proposals",
    "samples",
)


@dataclass(frozen=True)
class Difference:
    """One thing that two packets say differently; ``path`` names it as an addition does."""

    path: str
    label: str
    first: str
    second: str


def differences(packet) -> list[Difference]:
    """What a packet says otherwise than the visit's first."""
    first = packets.parse(packet.visit.first_packet.content)
    second = packets.parse(packet.content)
    fields = [
        Difference(name, _label(name), _shown(name, first[name]), _shown(name, second[name]))
        for name in first
        if name not in PARTS and first[name] != second[name]
    ]
    return [
        *fields,
        *_party(first["party"], second["party"]),
        *_answers(packet.visit, first, second),
        *_reinspected(first, second),
        *_proposals(first["proposals"], second["proposals"]),
        *_samples(first, second),
        *_on_paper(first, second),
        *_files(first, second),
    ]


def _label(name) -> str:
    if name in ("point", "inspectors"):
        return {"point": _("position"), "inspectors": _("inspectors")}[name]
    return force_str(Visit._meta.get_field(name).verbose_name)


def _shown(name, value) -> str:
    """A value as a person reads it."""
    if value in (None, ""):
        return "—"
    if name in ("kind", "outcome", "disposition"):
        return str(dict(Visit._meta.get_field(name).choices)[value])
    if name in ("started_at", "ended_at"):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
    if name == "point":
        return f"{value['lng']}, {value['lat']}"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in ("enterprise", "checklist_version", "inspectors"):
        return _named(name, value)
    return str(value)


def _named(name, value) -> str:
    if name == "inspectors":
        model, keys = Visit._meta.get_field("received_by").related_model, value
    else:
        model, keys = Visit._meta.get_field(name).related_model, [value]
    rows = model.objects.in_bulk(keys)
    return listed(rows.get(key, key) for key in keys)


def _party(first, second):
    labels = {
        "name": _("name"),
        "uscc": _("unified social credit code"),
        "address": _("address"),
        "representative": _("legal representative"),
        "phone": _("telephone"),
        "division": _("division"),
    }
    for name, label in labels.items():
        one, other = ((party or {}).get(name, "") for party in (first, second))
        if one != other:
            yield Difference(
                f"party.{name}", f"{_('party')}: {label}", _shown(name, one), _shown(name, other)
            )


def _by_key(first, second, part, key):
    """What either of them says under the same key, one after the other."""
    one, other = ({each[key]: each for each in packet[part]} for packet in (first, second))
    for name in dict.fromkeys([*one, *other]):
        if one.get(name) != other.get(name):
            yield name, one.get(name), other.get(name)


def _reinspected(first, second):
    said = _by_key(first, second, "reinspected", "item")
    changed = list(said)
    items = OrderItem.objects.in_bulk([key for key, _one, _other in changed])
    for key, one, other in changed:
        yield Difference(f"reinspected.{key}", str(items.get(key, key)), _found(one), _found(other))


def _found(given) -> str:
    if given is None:
        return "—"
    verdict = _("put right") if given["passed"] else _("not put right")
    return f"{verdict} ({given['finding']})" if given["finding"] else verdict


def _proposals(first, second):
    for place in range(max(len(first), len(second))):
        one, other = (dict(enumerate(each)).get(place) for each in (first, second))
        if one != other:
            label = _("proposal %d") % (place + 1)
            yield Difference(f"proposals.{place}", label, _proposed(one), _proposed(other))


def _proposed(given) -> str:
    if given is None:
        return "—"
    day = given["due_on"].isoformat() if given["due_on"] else ""
    days = _("%d days") % given["days"] if given["days"] else ""
    return listed(filter(None, [given["text"], days, day]))


def _samples(first, second):
    labels = {name: _label_of_sheet(name) for name in packets.SampleShape().fields}
    for key, one, other in _by_key(first, second, "samples", "uuid"):
        label = _("sampling sheet of %s") % (one or other)["product"]
        texts = [
            listed(
                f"{labels[name]}: {value}"
                for name, value in (sheet or {}).items()
                if value not in ("", None)
                and name != "uuid"
                and (one is None or other is None or one[name] != other[name])
            )
            for sheet in (one, other)
        ]
        yield Difference(f"samples.{key}", label, texts[0] or "—", texts[1] or "—")


def _label_of_sheet(name) -> str:
    if name in ("uuid", "note"):
        return {"uuid": "UUID", "note": _("note")}[name]
    return force_str(Sample._meta.get_field(name).verbose_name)


def _answers(visit, first, second):
    texts = {}
    if visit.checklist_version_id:
        items = visit.checklist_version.items()
        texts = {item.key: item.text for item in items}
    one, other = ({each["item"]: each for each in packet["answers"]} for packet in (first, second))
    for key in dict.fromkeys([*one, *other]):
        if one.get(key) != other.get(key):
            yield Difference(
                f"answers.{key}",
                texts.get(key, key),
                _answer(one.get(key)),
                _answer(other.get(key)),
            )


def _answer(given) -> str:
    if given is None:
        return "—"
    verdict = given.get("verdict")
    value = (
        VisitAnswer.Verdict(verdict).label if verdict else given.get("number", given.get("text"))
    )
    return f"{value} ({given['note']})" if given["note"] else str(value)


def _on_paper(first, second):
    said = list(_by_key(first, second, "on_paper", "inspector"))
    for key, one, other in said:
        reasons = [(each or {}).get("reason", "—") for each in (one, other)]
        label = _("%s signs on paper") % _named("inspectors", [key])
        yield Difference(f"on_paper.{key}", label, *reasons)


def _files(first, second):
    labels = {"photos": _("photo"), "signatures": _("signature")}
    for part, label in labels.items():
        one, other = ({each["sha256"]: each for each in packet[part]} for packet in (first, second))
        for sha256 in dict.fromkeys([*one, *other]):
            if one.get(sha256) != other.get(sha256):
                yield Difference(
                    f"{part}.{sha256[:12]}", label, _file(one.get(sha256)), _file(other.get(sha256))
                )


def _file(part) -> str:
    if part is None:
        return "—"
    return part.get("caption") or part.get("name") or part["sha256"][:12]


@transaction.atomic
def decide(packet, choices: dict[str, str], *, by, reason: str) -> VisitPacket:
    """Close a conflict: what is added stands beside the visit, the rest of the packet is kept."""
    refuse_if(
        not by.has_perm("inspections.resolve_visit"),
        "forbidden",
        _("You may not decide conflicting visits."),
    )
    packet = VisitPacket.objects.locked().get(pk=packet.pk)
    refuse_if(
        packet.conflict != VisitPacket.Conflict.OPEN,
        "decided",
        _("This conflict is decided already."),
    )
    refuse_if(not reason.strip(), "no_reason", _("Say in a few words why."))
    found = differences(packet)
    undecided = [each.label for each in found if choices.get(each.path) not in (KEEP, ADD)]
    refuse_if(
        bool(undecided), "undecided", _("Decide on every difference: %s.") % listed(undecided)
    )
    with for_the_record():
        added = [each for each in differences(packet) if choices[each.path] == ADD]
        for each in added:
            visits.add(
                packet.visit,
                by=by,
                about=each.path,
                text=_("%(what)s: %(second)s (first sent: %(first)s)")
                % {"what": each.label, "second": each.second, "first": each.first},
                reason=reason,
            )
    _hang_new_photos(packet, {each.path for each in added})
    packet.conflict = VisitPacket.Conflict.ADDED if added else VisitPacket.Conflict.KEPT
    packet.decided_by, packet.decided_at = by, timezone.now()
    packet.save(update_fields=["conflict", "decided_by", "decided_at"])
    return packet


def _hang_new_photos(packet, paths):
    """Photos that were added become evidence, as far as their bytes have come."""
    chosen = {
        photo["sha256"]: photo
        for photo in packets.parse(packet.content)["photos"]
        if f"photos.{photo['sha256'][:12]}" in paths
    }
    for file in visits.earned(packet.visit, list(chosen)):
        visits.hang_photo(packet.visit, file, chosen[file.sha256], by=packet.sent_by)
