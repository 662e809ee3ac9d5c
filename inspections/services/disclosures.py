"""Everything that brings a result before the public, and takes it away again."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inspections import publicity, redaction
from inspections.models import Disclosure, PublicPage
from inspections.redaction import Redaction
from inspections.workflow.disclosure import DISCLOSURE
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import TransitionRefused, refuse_if
from qualitysup.clock.services import deadlines

State = Disclosure.State
EXPIRED_AT_ONCE = 500


@transaction.atomic
def queue(source, *, by) -> Disclosure | None:
    """Put a result that was formed in the queue, its clock running from that day.

    Asked again it returns the one there is; ``None`` where nothing of it is public.
    """
    result = publicity.of(source)
    if result is None:
        return None
    key = {
        "kind": result.kind,
        "source_type": ContentType.objects.get_for_model(source),
        "source_id": source.pk,
    }
    there = Disclosure.objects.filter(**key).exclude(state=State.WITHDRAWN).first()
    if there:
        return there
    disclosure = Disclosure(
        **key,
        **{name: value for name, value in vars(result).items() if name not in ("kind", "title")},
        title=result.title[:200],
        redactions=[each.as_row() for each in redaction.propose(result.facts, people(result))],
        created_by=by,
    )
    save(disclosure)
    deadlines.start(disclosure, "disclose", on=result.formed_on, holder=by, title=disclosure.title)
    return disclosure


def people(result) -> set[str]:
    """Names that must not stand in the facts of a result about this enterprise."""
    firm = result.enterprise
    contacts = firm.contacts.values_list("name", flat=True)
    return {firm.legal_representative, *contacts} - {""}


@transaction.atomic
def redact(disclosure, *, by, redactions, version=None):
    """Keep what is to be blacked out, until somebody else approves it."""
    stored = Disclosure.objects.locked().get(pk=disclosure.pk)
    refuse_if(
        not by.has_perm("inspections.redact_disclosure"),
        "forbidden",
        _("You may not redact what is to be published."),
    )
    refuse_if(
        version is not None and int(version) != stored.version,
        "stale",
        _("Somebody changed this case meanwhile. Look at it again first."),
    )
    refuse_if(
        stored.state != State.QUEUED,
        "wrong_state",
        _("Redactions are made before the publication is approved."),
    )
    stored.redactions = [each.as_row() for each in redactions]
    stored.prepared_by = by
    stored.version += 1
    save(stored)
    return stored


def preview(disclosure) -> dict:
    """The facts and their heading as they would go out now."""
    known = {"title": disclosure.title, **disclosure.facts}
    return redaction.apply(known, [Redaction(**row) for row in disclosure.redactions])


def approve(disclosure, *, by, **words):
    """Approve what goes out, word for word; a second person does."""
    with DISCLOSURE.step(disclosure, "approve", by=by, **words) as disclosure:
        disclosure.approved_by = by
        disclosure.published = preview(disclosure)
    return disclosure


def send_back(disclosure, *, by, note, **words):
    """Return what was approved to be redacted anew."""
    with DISCLOSURE.step(disclosure, "send_back", by=by, note=note, **words) as disclosure:
        disclosure.approved_by = disclosure.published = None
    return disclosure


def publish(disclosure, *, by, **words):
    """Show it to the public, a penalty for its time (处罚信息公示规定 13)."""
    with DISCLOSURE.step(disclosure, "publish", by=by, **words) as disclosure:
        disclosure.published_by, disclosure.published_on = by, disclosure.on
        if disclosure.is_penalty:
            shown = deadlines.computed(
                "penalty-shown", disclosure.on, amount=disclosure.penalty_months
            )
            disclosure.shown_until = shown.due
    return disclosure


def refuse(disclosure, *, by, ground, note, **words):
    """Decide that it is not published, and on which ground."""
    with DISCLOSURE.step(disclosure, "refuse", by=by, note=note, **words) as disclosure:
        disclosure.ground = ground
        disclosure.approved_by = disclosure.published = None
    return disclosure


def annul(disclosure, *, by, note, annulled_on=None, **words):
    """Record that the decision was changed or annulled: three working days to withdraw it."""
    with DISCLOSURE.step(disclosure, "annul", by=by, note=note, **words) as disclosure:
        disclosure.annulled_on = annulled_on or disclosure.on
        refuse_if(
            disclosure.annulled_on > disclosure.on,
            "future",
            _("It is recorded once it was annulled, not before."),
        )
    return disclosure


@transaction.atomic
def source_annulled(source, *, by, note) -> None:
    """What was said or decided no longer holds: what is public of it is to be withdrawn.

    What was not published yet stays in the queue, to be refused there.
    """
    of = {"source_type": ContentType.objects.get_for_model(source), "source_id": source.pk}
    for disclosure in Disclosure.objects.locked().filter(**of, annulled_on=None):
        if disclosure.state == State.PUBLISHED:
            annul(disclosure, by=by, note=note)
        elif disclosure.state in (State.QUEUED, State.APPROVED):
            disclosure.annulled_on = timezone.localdate()
            disclosure.version += 1
            save(disclosure)


def withdraw(disclosure, *, by, note, **words):
    """Take it off the public page; the note says why, as art. 11 wants."""
    with DISCLOSURE.step(disclosure, "withdraw", by=by, note=note, **words) as disclosure:
        disclosure.withdrawn_on = disclosure.on
    return disclosure


def expire(disclosure, *, by, **words):
    """Record that its time is over; nobody saw it any more since that day."""
    with DISCLOSURE.step(disclosure, "expire", by=by, **words) as disclosure:
        return disclosure


def expire_due() -> int:
    """Record of every penalty whose time is over that it is. Returns how many."""
    expired = 0
    for disclosure in Disclosure.objects.to_expire().order_by("pk")[:EXPIRED_AT_ONCE]:
        try:
            expire(disclosure, by=None)
        except TransitionRefused:
            continue  # Somebody was quicker.
        expired += 1
    return expired


@transaction.atomic
def open_page(page, *, by, is_open: bool) -> PublicPage:
    """Open a bureau's public page to everybody, or close it: then it is not there."""
    refuse_if(
        not by.has_perm("inspections.change_publicpage"),
        "forbidden",
        _("Only the bureau leader opens or closes the public page."),
    )
    page.is_open = is_open
    page.opened_by = by if is_open else None
    page.opened_at = timezone.now() if is_open else None
    save(page)
    return page
