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
    Visit,
    VisitAddition,
    VisitAnswer,
    VisitInspector,
    VisitPacket,
)
from inspections.services import follow_ups, orders, visit_rules
from inspections.signals import visit_finished
from qualitysup.audit.actor import Door, acting
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import TransitionRefused, refuse_if
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
    firm, point = judged.enterprise, packet["point"] or {}
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
    VisitInspector.objects.bulk_create(
        VisitInspector(visit=visit, inspector=one, position=n, badge_number=one.badge_number)
        for n, one in enumerate(judged.people, start=1)
    )
    for answer in judged.answers:
        answer.visit = visit
    VisitAnswer.objects.bulk_create(judged.answers)
    if judged.merged_from is not None:
        with for_the_record():
            VisitAddition.objects.create(
                visit=visit,
                about="enterprise",
                text=_("Made at “%(before)s”, which was merged into “%(now)s” meanwhile.")
                % {"before": judged.merged_from, "now": firm},
                reason=_("merged in the register"),
                by=by,
            )
    return visit, first


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
    here = set(earned(visit, named).values_list("sha256", flat=True)) if named else set()
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
    stored = {file.sha256: file for file in earned(visit, packets.manifest(first.content))}
    answers = {answer.item.key: answer for answer in visit.answers.select_related("item")}
    for photo in packet["photos"]:
        hung = hang_photo(visit, stored[photo["sha256"]], photo, by=first.sent_by)
        if photo["item"] in answers:
            answers[photo["item"]].photos.add(hung)
    roles = {"inspector": _("inspector"), "party": _("party"), "witness": _("witness")}
    for signature in packet["signatures"]:
        words = {"role": roles[signature["role"]], "name": signature["name"]}
        file = stored[signature["sha256"]]
        files.hang(
            visit,
            file,
            by=first.sent_by,
            name=_file_name(file, "signature"),
            caption=_("Signature of %(role)s %(name)s") % words,
            claimed_sha256=file.sha256,
        )


def hang_photo(visit, file, photo: dict, *, by):
    """One photo of a packet as evidence of its visit."""
    point = photo["point"] or {}
    return files.hang(
        visit,
        file,
        by=by,
        name=_file_name(file, "photo"),
        caption=photo["caption"],
        taken_at=photo["taken_at"],
        claimed_sha256=file.sha256,
        **{name: point.get(name) for name in ("lng", "lat", "accuracy")},
    )


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
    """What the failed items propose to order: ``answer``, and the words and days of an item.

    The words go on paper, which is Chinese whatever language the screen is in.
    """
    return [proposal(answer) for answer in visit.answers.failed()]


def proposal(answer) -> dict:
    item = answer.item
    return {
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
    firm = visit.enterprise
    while firm.merged_into_id:
        firm = firm.merged_into
    clauses = list(dict.fromkeys(item["clause"] for item in items if item["clause"]))
    facts = {"violated": "、".join(clauses)[:200]} if clauses else {}
    found = "；".join(str(answer.in_words) for answer in visit.answers.failed())
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
