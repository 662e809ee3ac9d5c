"""Visits as they come in, part by part, and what follows from them.

A packet is safe to send again: by the UUID that the phone made, and by the hash of what it says.
"""

import datetime as dt
import logging
from dataclasses import dataclass, replace
from functools import cached_property, partial
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from inspections import packets
from inspections.models import (
    OrderItem,
    Visit,
    VisitAddition,
    VisitAnswer,
    VisitInspector,
    VisitPacket,
    VisitProposal,
)
from inspections.services import follow_ups, orders, parties, visit_rules
from inspections.signals import visit_finished
from qualitysup.audit.actor import Door, acting
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import TransitionRefused, refuse_if
from qualitysup.clock.querysets import NoRule
from qualitysup.clock.services import deadlines
from qualitysup.documents.models import IssuedDocument
from qualitysup.documents.services import issuing
from qualitysup.evidence.content import KINDS
from qualitysup.evidence.models import Attachment, StoredFile
from qualitysup.evidence.services import files
from qualitysup.wording import for_the_record

log = logging.getLogger(__name__)

# The namespace of the advisory locks below; any number that nothing else uses.
RECEIVING = 20_003
MINUTES = "inspection_record"
# The follow-up of a visit whose inspectors signed on paper.
SCAN = "signed-scan"
# A phone sends its photos in minutes; after this long somebody at the desk should look.
STUCK_AFTER = dt.timedelta(hours=1)


class Busy(TransitionRefused):
    """Another request is taking in the same visit at this moment."""

    wait = 1

    def __init__(self):
        super().__init__("busy", _("This visit is being received at this moment; send it again."))


@dataclass(frozen=True)
class Received:
    """What became of a packet: the receipt that a phone keeps."""

    visit: Visit
    packet: VisitPacket
    is_new: bool

    @property
    def in_conflict(self) -> bool:
        return self.packet.conflict == VisitPacket.Conflict.OPEN

    @cached_property
    def missing(self) -> list[str]:
        return [] if self.visit.finished_at else missing(self.visit)

    @property
    def follow_ups(self):
        return self.visit.follow_ups.order_by("pk")

    @property
    def samples(self):
        return self.visit.samples.exclude(uuid=None).order_by("pk")


def receive(uuid: UUID, packet: dict, *, by, device: str = "", at=None) -> Received:
    """Take in a visit. The same content again changes nothing; other content waits as a conflict.

    The visit is there at once and finished when every file that it names is. ``at`` is for visits
    that were taken in before, elsewhere: the moment in which they were; no phone says it.
    """
    refuse_if(
        not by.has_perm("inspections.submit_visit"), "forbidden", _("You may not record visits.")
    )
    received = _take_in(uuid, packet, by=by, device=device, at=at or timezone.now())
    # Only now a file that came at the same moment sees the visit, and the visit the file: whichever
    # of the two is kept last finishes it.
    return replace(received, visit=_completed(received.visit, at=at))


@transaction.atomic
def _take_in(uuid, packet, *, by, device, at):
    _hold(uuid)
    sha256 = packets.seal(packet)
    visit = Visit.objects.filter(uuid=uuid).first()
    if visit is None:
        visit, first = _begin(uuid, packet, sha256, by=by, device=device, at=at)
        return Received(visit, first, True)
    # Somebody else's visit elsewhere is not told of, nor written to.
    visit = Visit.objects.visible_to(by).get(pk=visit.pk)
    sent = visit.packets.filter(sha256=sha256).first()
    if sent is None:
        packets.parse(packet)
        sent = VisitPacket.objects.create(
            visit=visit,
            sha256=sha256,
            content=packet,
            sent_by=by,
            device=device[:80],
            received_at=at,
            conflict=VisitPacket.Conflict.OPEN,
        )
    return Received(visit, sent, False)


def _hold(uuid):
    """One at a time with the same visit; the second is told so instead of waiting."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [RECEIVING, uuid.int % 2**31])
        (held,) = cursor.fetchone()
    if not held:
        raise Busy


def _begin(uuid, content, sha256, *, by, device, at):
    packet = packets.parse(content)
    judged = visit_rules.judge(packet, by=by)
    firm, point, party = judged.enterprise, packet["point"] or {}, None
    if firm is None:
        party = parties.find_or_enter(packet["party"], by=by, point=packet["point"])
        firm = party.enterprise
    visit = Visit(
        uuid=uuid,
        enterprise=firm,
        division_id=firm.division_id,
        checklist_version=judged.version,
        party_name=firm.name,
        party_uscc=firm.uscc or "",
        party_address=firm.address,
        party_representative=firm.legal_representative,
        failed_count=judged.failed_count,
        received_at=at,
        received_by=by,
        **{
            name: packet[name]
            for name in (
                "kind",
                "errand",
                "started_at",
                "ended_at",
                "place",
                "present",
                "witness",
                "rights_told",
                "signature_refused",
                "summary",
                "outcome",
                "disposition",
            )
        },
        **{name: point.get(name) for name in ("lng", "lat", "accuracy")},
    )
    save(visit)
    first = VisitPacket.objects.create(
        visit=visit,
        sha256=sha256,
        content=content,
        sent_by=by,
        device=device[:80],
        received_at=at,
    )
    reasons = {each["inspector"]: each["reason"] for each in packet["on_paper"]}
    VisitInspector.objects.bulk_create(
        VisitInspector(
            visit=visit,
            inspector=one,
            position=n,
            badge_number=one.badge_number,
            paper_reason=reasons.get(one.pk, ""),
        )
        for n, one in enumerate(judged.people, start=1)
    )
    for answer in judged.answers:
        answer.visit = visit
    VisitAnswer.objects.bulk_create(judged.answers)
    _keep_proposals(visit, packet["proposals"], judged.answers)
    with for_the_record():
        if judged.merged_from is not None:
            VisitAddition.objects.create(
                visit=visit,
                about="enterprise",
                text=_("Made at “%(before)s”, which was merged into “%(now)s” meanwhile.")
                % {"before": judged.merged_from, "now": firm},
                reason=_("merged in the register"),
                by=by,
            )
        if party is not None:
            VisitAddition.objects.create(
                visit=visit,
                about="party",
                text=party.in_words(packet["party"]["name"]),
                reason=_("not in the register of the phone"),
                by=by,
            )
    return visit, first


def _keep_proposals(visit, given, answers):
    """Beside the day that the party was told, the day that the terms in force give."""
    answer_of = {answer.item.key: answer for answer in answers}
    rows = []
    for position, each in enumerate(given, start=1):
        answer = answer_of.get(each["item"])
        kind = each.get("kind") or (answer.item.proposal_kind if answer else "")
        rows.append(
            VisitProposal(
                visit=visit,
                position=position,
                answer=answer,
                kind=kind or OrderItem.Kind.OTHER,
                text=each["text"],
                days=each["days"],
                claimed_due_on=each["due_on"],
                due_on=due_of(each["days"], day_of(visit)),
            )
        )
    VisitProposal.objects.bulk_create(rows)


def due_of(days, on) -> dt.date | None:
    """By when an item is to be put right that was ordered on a day: as phones compute it too."""
    try:
        if days:
            return deadlines.computed("correct-item", on, amount=days).due
        return deadlines.computed("correct", on).due
    except NoRule:
        return None


def day_of(visit) -> dt.date:
    """The day of a visit; that of its receipt where the phone's clock was ahead."""
    return min(timezone.localdate(visit.started_at), timezone.localdate(visit.received_at))


# --- Parts -------------------------------------------------------------------------------------


def earned(visit, hashes):
    """The files of these hashes whose bytes came from the visit's own people, or hang on it.

    A hash alone is no claim on a file: anybody who saw it on a page could name it.
    """
    people = {visit.received_by_id, *visit.inspections.values_list("inspector", flat=True)}
    people.update(visit.packets.values_list("sent_by", flat=True))
    on_visit = Attachment.objects.standing().of(visit)
    return (
        StoredFile.objects.here()
        .filter(Q(receipts__by__in=people) | Q(attachments__in=on_visit), sha256__in=hashes)
        .distinct()
    )


def missing(visit) -> list[str]:
    """The files that the visit names and that have not come."""
    named = packets.manifest(visit.first_packet.content)
    if not named:
        return []
    here = set(earned(visit, named).values_list("sha256", flat=True))
    here.update(visit.replacements.values_list("sha256", flat=True))
    return [sha256 for sha256 in named if sha256 not in here]


def complete(visit, *, at=None) -> Visit:
    """Finish a visit once every part of it is here; asked earlier or again, nothing happens.

    What it entails is owed with the finish and tried after it, so that nothing of it undoes it.
    """
    visit, finished_now = _finish(visit, at=at or timezone.now())
    if finished_now:
        follow_ups.attempt_all(visit)
    return visit


@transaction.atomic
def _finish(visit, *, at) -> tuple[Visit, bool]:
    visit = Visit.objects.locked().get(pk=visit.pk)
    if visit.state == Visit.State.FINISHED or missing(visit):
        return visit, False
    _hang_parts(visit)
    visit.state, visit.finished_at = Visit.State.FINISHED, at
    visit.save(update_fields=["state", "finished_at"])
    follow_ups.owe(visit)
    transaction.on_commit(partial(visit_finished.send_robust, Visit, visit=visit), robust=True)
    return visit, True


def finish_arrived(*, older_than=dt.timedelta(minutes=2)) -> int:
    """Finish what is whole but was never finished, because its server died there; how many."""
    finished = 0
    arriving = Visit.objects.stuck(timezone.now() - older_than).select_related("received_by")
    for visit in arriving.order_by("pk"):
        with acting(visit.received_by, door=Door.TASK, where=f"visit {visit.pk}"):
            finished += _completed(visit).finished_at is not None
    return finished


def _completed(visit, *, at=None) -> Visit:
    """Whatever is wrong with finishing it, what came stays; the sweep tries again."""
    try:
        return complete(visit, at=at)
    except Exception:
        log.exception("Visit %s could not be finished.", visit.pk)
        return visit


def _hang_parts(visit):
    """Photos and signatures become the visit's evidence, each photo with what it shows."""
    first = visit.first_packet
    packet = packets.parse(first.content)
    stored = _stored(visit, [*packet["photos"], *packet["signatures"]])
    answers = {answer.item.key: answer for answer in visit.answers.select_related("item")}
    for photo in here(packet["photos"], stored):
        hung = hang_photo(visit, stored[photo["sha256"]], photo, by=first.sent_by)
        if photo["item"] in answers:
            answers[photo["item"]].photos.add(hung)
    for signature in here(packet["signatures"], stored):
        _hang_signature(visit, stored[signature["sha256"]], signature, by=first.sent_by)


def hang_parts_of_sample(visit, sample, packet):
    """What shows a sample or signs its sheet hangs on it as well."""
    photos = [each for each in packet["photos"] if each["sample"] == sample.uuid]
    signatures = [each for each in packet["signatures"] if each["sample"] == sample.uuid]
    stored = _stored(visit, [*photos, *signatures])
    for photo in here(photos, stored):
        hang_photo(sample, stored[photo["sha256"]], photo, by=visit.received_by)
    for signature in here(signatures, stored):
        _hang_signature(sample, stored[signature["sha256"]], signature, by=visit.received_by)


def hang_photos_of_item(visit, item, packet):
    """What a re-inspection saw of an item hangs on it: how it is now."""
    photos = [each for each in packet["photos"] if each["order_item"] == item.pk]
    stored = _stored(visit, photos)
    for photo in here(photos, stored):
        file = stored[photo["sha256"]]
        hang_photo(item, file, photo, by=visit.received_by, kind=Attachment.Kind.AFTER)


def _stored(visit, parts) -> dict:
    """The files of these parts by the hash in the packet, or what stands in their place."""
    named = [part["sha256"] for part in parts]
    found = {file.sha256: file for file in earned(visit, named)}
    replaced = visit.replacements.filter(sha256__in=named).exclude(file=None)
    for each in replaced.select_related("file"):
        found.setdefault(each.sha256, each.file)
    return found


def here(parts, stored) -> list[dict]:
    """Those of a packet's parts that there is a file of."""
    return [part for part in parts if part["sha256"] in stored]


def signature_in_words(signature) -> str:
    roles = {"inspector": _("inspector"), "party": _("party"), "witness": _("witness")}
    words = {"role": roles[signature["role"]], "name": signature["name"]}
    return _("Signature of %(role)s %(name)s") % words


def _hang_signature(case, file, signature, *, by):
    return files.hang(
        case,
        file,
        by=by,
        name=_file_name(file, "signature"),
        caption=signature_in_words(signature),
        claimed_sha256=signature["sha256"],
    )


def hang_photo(case, file, photo: dict, *, by, kind=Attachment.Kind.OTHER):
    """One photo of a packet as evidence of its visit, or of what else it shows."""
    # What stands in a photo's place has neither its time nor its place.
    is_itself = file.sha256 == photo["sha256"]
    return files.hang(
        case,
        file,
        by=by,
        kind=kind,
        name=_file_name(file, "photo"),
        caption=photo["caption"],
        claimed_sha256=photo["sha256"],
        **(_claims_of(photo) if is_itself else {}),
    )


def _claims_of(photo) -> dict:
    """The phone's word for a photo, and beside it the camera's own."""
    point, claims = photo["point"] or {}, photo["claims"] or {}
    camera = claims.get("exif_point") or {}
    return {
        "taken_at": photo["taken_at"],
        "exif_at": claims.get("exif_time"),
        "original_sha256": photo["original_sha256"] or "",
        "original_size": claims.get("original_size"),
        **{name: point.get(name) for name in ("lng", "lat", "accuracy")},
        **{f"exif_{name}": camera.get(name) for name in ("lng", "lat", "accuracy")},
    }


def _file_name(file, what) -> str:
    return f"{what}-{file.sha256[:12]}{KINDS[file.media_type].ending}"


# --- What follows ------------------------------------------------------------------------------


@transaction.atomic
def add(visit, *, by, text: str, reason: str, about: str = "") -> VisitAddition:
    """Correct or supplement a visit: what was sent stays, this stands beside it."""
    refuse_if(
        not by.has_perm("inspections.add_visitaddition"),
        "forbidden",
        _("You may not add to visits."),
    )
    refuse_if(not text.strip() or not reason.strip(), "no_reason", _("Say what is added, and why."))
    addition = VisitAddition(
        visit=visit, about=about, text=text.strip(), reason=reason.strip(), by=by
    )
    save(addition)
    return addition


def proposals(visit) -> list[dict]:
    """What an order may take over: ``answer``, and the words and days of an item.

    What the party was told on the spot comes first and in those words; the other failed items as
    the checklist proposes them, ``wanted`` only where the inspectors proposed nothing themselves.
    The words go on paper, which is Chinese whatever language the screen is in.
    """
    told = list(visit.proposals.select_related("answer__item__section").order_by("position"))
    answered = {each.answer_id for each in told}
    left = [answer for answer in visit.answers.failed() if answer.pk not in answered]
    return [
        *(_as_told(each) for each in told),
        *(proposal(answer) | {"wanted": not told} for answer in left),
    ]


def _as_told(told) -> dict:
    answer = told.answer
    return {
        "key": f"told{told.pk}",
        "label": answer.in_words if answer else told.text,
        "wanted": True,
        "answer": answer,
        "kind": told.kind,
        "requirement": told.text,
        "clause": answer.item.clause[:80] if answer else "",
        "days": told.days,
    }


def proposal(answer) -> dict:
    item = answer.item
    return {
        "key": str(answer.pk),
        "label": answer.in_words,
        "wanted": True,
        "answer": answer,
        "kind": item.proposal_kind,
        "requirement": item.proposal or f"改正：{item.text}",
        "clause": item.clause[:80],
        "days": item.proposal_days,
    }


@transaction.atomic
def order_from(visit, items: list[dict], *, by, product: str, standard: str):
    """Draft the order that a visit calls for; ``items`` as ``orders.draft`` takes them."""
    visit = Visit.objects.locked().get(pk=visit.pk)
    refuse_if(
        visit.state != Visit.State.FINISHED,
        "arriving",
        _("Parts of this visit have not arrived; an order is made from the whole."),
    )
    refuse_if(not items, "no_items", _("Choose what is to be put right."))
    there = visit.orders.exclude(state="withdrawn").first()
    refuse_if(there is not None, "ordered", _("This visit has its order already: %s.") % there)
    firm = visit.enterprise.survivor
    clauses = list(dict.fromkeys(item["clause"] for item in items if item["clause"]))
    facts = {"violated": "、".join(clauses)[:200]} if clauses else {}
    found = "；".join(str(answer.in_words) for answer in visit.answers.failed())
    # A visit without a checklist says it in its own words.
    found = found or visit.summary.rstrip("。")
    day = timezone.localdate(visit.started_at)
    return orders.draft(
        by=by,
        enterprise=firm,
        items=items,
        visit=visit,
        product=product,
        standard=standard,
        findings=f"{day.year}年{day.month}月{day.day}日现场检查发现：{found}。",
        # 责令改正 of what an inspection found, not of what a sample failed.
        basis="《中华人民共和国行政处罚法》第二十八条第一款",
        **facts,
    )


@transaction.atomic
def minute(visit, *, by) -> IssuedDocument:
    """Issue 现场检查笔录; asked again it is the one there is, unless that was declared void."""
    refuse_if(
        not by.has_perm("inspections.minute_visit"),
        "forbidden",
        _("You may not issue the minutes of visits."),
    )
    visit = Visit.objects.locked().get(pk=visit.pk)
    refuse_if(
        visit.state != Visit.State.FINISHED,
        "arriving",
        _("Parts of this visit have not arrived; its minutes are of the whole."),
    )
    there = IssuedDocument.objects.of(visit).filter(kind=MINUTES, voided_at=None).first()
    if there is not None:
        return there
    try:
        return issuing.issue(visit, MINUTES, by=by)
    except issuing.IssueRefused as refusal:
        raise TransitionRefused(refusal.code, refusal.reason) from refusal
