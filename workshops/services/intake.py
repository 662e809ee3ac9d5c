"""A batch of rows is compared with the register of workshops, and what is new is written to it."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.cells import Unreadable
from enterprises.services import intake
from qualitysup.regions import codes
from workshops.models import NegativeEntry, NegativeList, Registration, Variety, Workshop
from workshops.services import register, taking_over
from workshops.services.negative_lists import judge
from workshops.services.reading import Candidate

Status = Workshop.Status


@dataclass
class Batch:
    """What becomes of some rows; ``firms`` is what becomes of their enterprises."""

    firms: intake.Batch
    created: list[Candidate] = field(default_factory=list)
    updated: list[Candidate] = field(default_factory=list)
    unchanged: list[Candidate] = field(default_factory=list)
    rejected: list[tuple[Candidate, str]] = field(default_factory=list)
    # By the number of their candidate.
    workshops: dict[int, Workshop] = field(default_factory=dict)
    varieties: dict[int, list[Variety]] = field(default_factory=dict)


def compare(candidates: list[Candidate], *, by=None) -> Batch:
    """Find each row's workshop, locked until the transaction ends, and see what is new."""
    firms = intake.compare(candidates, by=by)
    batch = Batch(firms, rejected=firms.rejected)
    stored = StoredWorkshops(firms)
    refused = []
    for candidate in (*firms.created, *firms.updated, *firms.unchanged):
        try:
            _judge(candidate, batch, stored)
        except Unreadable as unreadable:
            refused.append((candidate, str(unreadable)))
    firms.leave_out([candidate for candidate, _reason in refused])
    batch.rejected += refused
    return batch


def _judge(candidate, batch, stored):
    firm = batch.firms.found.get(candidate.number) or batch.firms.enterprises[candidate.number]
    workshop = stored.workshops.get(firm.pk)
    fresh = stored.new_foods(candidate, workshop, firm)
    registered = stored.new_registration(candidate, workshop)
    if workshop is None:
        _refuse_incomplete(candidate)
        workshop = Workshop(enterprise=firm, **candidate.workshop)
        batch.created.append(candidate)
    else:
        _refuse_closing(candidate, workshop)
        told = any(getattr(workshop, name) != said for name, said in candidate.workshop.items())
        of_firm = candidate.number in stored.changed_firms
        news = told or fresh or registered or of_firm
        (batch.updated if news else batch.unchanged).append(candidate)
        if not news:
            return
    batch.workshops[candidate.number] = workshop
    batch.varieties[candidate.number] = fresh


def _refuse_incomplete(candidate):
    candidate.workshop.setdefault("operator_name", candidate.fields.get("legal_representative"))
    missing = [
        words
        for name, words in (("trade_id", _("a trade")), ("operator_name", _("an operator")))
        if not candidate.workshop.get(name)
    ]
    if missing:
        raise Unreadable(_("A new workshop needs %s: fill it in.") % _(" and ").join(missing))
    if candidate.workshop.get("status") == Status.CLOSED:
        raise Unreadable(_("A workshop that closed before it was registered is left out."))


def _refuse_closing(candidate, workshop):
    said = candidate.workshop.get("status")
    if workshop.is_closed and said != Status.CLOSED:
        raise Unreadable(_("This workshop is closed in the register: leave the row out."))
    if said == Status.CLOSED and not workshop.is_closed:
        raise Unreadable(_("Close this workshop on its own page: the day and the reason count."))


class StoredWorkshops:
    """What the register holds of the workshops that some rows may mean, in six queries."""

    def __init__(self, firms):
        self.today = timezone.localdate()
        self.changed_firms = {candidate.number for candidate in firms.updated}
        rows = Workshop.objects.filter(enterprise__in=firms.found.values())
        self.workshops = {row.enterprise_id: row for row in rows.locked()}
        keys = [row.pk for row in self.workshops.values()]
        self.in_zone = set(
            Workshop.objects.in_zone(self.today).filter(pk__in=keys).values_list("pk", flat=True)
        )
        self.foods = defaultdict(set)
        for variety in Variety.objects.open().filter(workshop__in=keys):
            self.foods[variety.workshop_id].add((variety.category_id, variety.name))
        # Province and city → what their lists forbid today.
        self.forbidden = defaultdict(list)
        lists = NegativeList.objects.in_force(self.today)
        entries = NegativeEntry.objects.filter(list__in=lists).select_related("list", "category")
        for entry in entries.order_by("list__division", "category", "pk"):
            self.forbidden[entry.list.division_id].append(entry)
        numbers = {
            row.registration["registration_number"]
            for row in (*firms.created, *firms.updated, *firms.unchanged)
            if row.registration
        }
        standing = Registration.objects.filter(
            Q(number__in=numbers) | Q(workshop__in=keys, state=Registration.State.IN_FORCE)
        )
        self.numbers = {}
        self.registered = {}
        for registration in standing:
            self.numbers[registration.number] = registration
            if registration.state == Registration.State.IN_FORCE:
                self.registered[registration.workshop_id] = registration

    def new_foods(self, candidate, workshop, firm) -> list[Variety]:
        """What the row says is made and the register does not say; refuses what is forbidden."""
        known = self.foods[workshop.pk] if workshop else ()
        in_zone = workshop is not None and workshop.pk in self.in_zone
        place = candidate.fields.get("division_id") or firm.division_id
        entries = [entry for code in codes.path(place) for entry in self.forbidden[code]]
        fresh = []
        for code, name in candidate.foods:
            if (code, name) in known:
                continue
            verdict = judge(code, name, entries, in_zone=in_zone)
            if verdict.forbidden_by:
                raise Unreadable(verdict.reason)
            fresh.append(
                Variety(category_id=code, name=name, since=self.today, exception=verdict.exception)
            )
        return fresh

    def new_registration(self, candidate, workshop) -> bool:
        """Whether the row names a 登记证 that is not entered yet; refuses what contradicts."""
        given = candidate.registration
        if not given:
            return False
        number = given["registration_number"]
        first = self.numbers.setdefault(number, candidate)
        if isinstance(first, Registration):
            if workshop is None or first.workshop_id != workshop.pk:
                raise Unreadable(
                    _("The registration %s is another workshop's: correct it.") % number
                )
            # What it holds until is moved by renewals, and not by a table.
            return False
        if first is not candidate:
            raise Unreadable(
                _("Row %(row)d has the registration %(number)s as well: correct one of them.")
                % {"row": first.number, "number": number}
            )
        if workshop and (standing := self.registered.get(workshop.pk)):
            raise Unreadable(
                _("This workshop has the registration %s in force: that one is renewed or ended.")
                % standing
            )
        return True


def write(batch: Batch, *, by=None) -> None:
    """Put a compared batch into the register, inside the transaction that compared it."""
    intake.write(batch.firms)
    now, moved = timezone.now(), []
    keys = iter(intake.new_keys(Workshop, len(batch.created)))
    for candidate in batch.created:
        workshop = batch.workshops[candidate.number]
        workshop.pk, workshop.created_at = next(keys), now
    for candidate in (*batch.created, *batch.updated):
        workshop = batch.workshops[candidate.number]
        firm = batch.firms.found.get(candidate.number) or workshop.enterprise
        for name, said in candidate.workshop.items():
            setattr(workshop, name, said)
        if workshop.division_id not in (None, firm.division_id):
            moved.append(workshop)
        workshop.enterprise_id, workshop.division_id = firm.pk, firm.division_id
        workshop.version += 1
        workshop.updated_at = now
        for variety in batch.varieties[candidate.number]:
            variety.workshop_id = workshop.pk
    intake.upsert_whole(batch.workshops.values())
    for workshop in moved:
        register.settle(workshop)
    Variety.objects.bulk_create(
        variety for varieties in batch.varieties.values() for variety in varieties
    )
    taking_over.take_over(
        [
            (batch.workshops[row.number], row.registration)
            for row in (*batch.created, *batch.updated)
            if row.registration
        ],
        by=by,
    )
