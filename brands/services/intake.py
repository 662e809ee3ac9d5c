"""A batch of rows is compared with the register of honours, and what is new is written to it."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from brands.models import Honour, HonourPeriod
from brands.services.honours import EXPIRY
from brands.services.reading import Candidate
from enterprises.cells import Unreadable
from enterprises.services import register
from enterprises.services.naming import Firms
from qualitysup.clock.services import many
from qualitysup.wording import in_a_row

# What ``honours.watch`` writes for one of them.
LAST_DAYS = """
    SELECT honour.id AS case_id, enterprise.division_id,
        enterprise.name || ' · ' || kind.name
            || CASE honour.product WHEN '' THEN '' ELSE '（' || honour.product || '）' END AS title,
        replace(%s, '/0/', '/' || honour.id || '/') AS path,
        honour.officer_id AS holder_id,
        least(honour.valid_from, %s) AS started_on, honour.valid_to AS due_on
    FROM brands_honour AS honour
    JOIN brands_honourkind AS kind ON kind.id = honour.kind_id
    JOIN enterprises_enterprise AS enterprise ON enterprise.id = honour.enterprise_id
    WHERE honour.id = ANY(%s) AND honour.state = 'held' AND honour.valid_to >= %s
        AND honour.valid_to > least(honour.valid_from, %s)
"""


@dataclass
class Batch:
    """What becomes of some rows: each candidate is in exactly one of the lists."""

    created: list[Candidate] = field(default_factory=list)
    # Of what stands in the register nothing is changed by a table.
    updated: list[Candidate] = field(default_factory=list)
    unchanged: list[Candidate] = field(default_factory=list)
    rejected: list[tuple[Candidate, str]] = field(default_factory=list)


def compare(candidates: list[Candidate], *, by=None) -> Batch:
    """Find each row's honour, the enterprises locked until the transaction ends."""
    batch, stored = Batch(), Stored(candidates)
    for candidate in candidates:
        try:
            known = stored.find(candidate, by=by)
        except Unreadable as unreadable:
            batch.rejected.append((candidate, str(unreadable)))
        else:
            (batch.unchanged if known else batch.created).append(candidate)
    return batch


class Stored:
    """What the register holds of the honours that some rows may mean, in five queries."""

    def __init__(self, candidates):
        rows = [candidate for candidate in candidates if not candidate.errors]
        self.firms = Firms([row.firm for row in rows])
        told = Honour.objects.filter(
            Q(enterprise__in=self.firms.found)
            | Q(number__in={row.honour.number for row in rows} - {""})
        )
        self.known, self.numbers = {}, {}
        for honour in told.select_related("enterprise").prefetch_related("periods"):
            self.known[_key(honour)] = honour
            if honour.number:
                self.numbers[honour.kind_id, honour.number] = honour

    def find(self, candidate, *, by) -> bool:
        """Whether the row's honour is entered already; refuses a row that cannot be."""
        if candidate.errors:
            raise Unreadable(in_a_row(candidate.errors))
        honour = candidate.honour
        honour.enterprise = self.firms.find(candidate.firm)
        if not register.reaches(by, honour.enterprise.division_id):
            raise Unreadable(
                _("This enterprise is registered in another division. Ask the bureau there.")
            )
        if known := self.known.get(_key(honour)):
            _refuse_contradiction(candidate, known)
            return True
        if honour.number:
            first = self.numbers.setdefault((honour.kind_id, honour.number), honour)
            if first is not honour:
                raise Unreadable(
                    _("The certificate number %(number)s is in use: %(holder)s has it.")
                    % {"number": honour.number, "holder": first.enterprise}
                )
        self.known[_key(honour)] = honour
        return False


def _key(honour):
    return honour.enterprise_id, honour.kind_id, honour.product, honour.granted_on


def _refuse_contradiction(candidate, known):
    """A blank cell says nothing; what says something else is corrected by somebody, not here."""
    said = candidate.honour
    pairs = [
        (name, getattr(said, name), getattr(known, name))
        for name in ("number", "brand")
        if getattr(said, name) and getattr(said, name) != getattr(known, name)
    ]
    last_days = {period.ends_on for period in known.periods.all()} if known.pk else {known.valid_to}
    if candidate.validity.basis and candidate.valid_to not in last_days:
        pairs.append(("valid_to", candidate.valid_to or "长期", known.valid_to or "长期"))
    for name, given, entered in pairs:
        raise Unreadable(
            _("This honour is entered with another %(field)s: %(entered)s, here %(given)s.")
            % {
                "field": Honour._meta.get_field(name).verbose_name,
                "entered": entered or "—",
                "given": given,
            }
        )


def write(batch: Batch, *, by=None) -> None:
    """Enter a compared batch, inside the transaction that compared it, in as many statements."""
    if not batch.created:
        return
    honours = Honour.objects.bulk_create(candidate.honour for candidate in batch.created)
    HonourPeriod.objects.bulk_create(
        HonourPeriod(
            honour=candidate.honour,
            origin=HonourPeriod.Origin.GRANT,
            said_on=candidate.honour.granted_on,
            starts_on=candidate.honour.valid_from,
            ends_on=candidate.validity.ends_on,
            rule=candidate.validity.rule,
            basis=candidate.validity.basis,
            entered_by=by,
        )
        for candidate in batch.created
    )
    today = timezone.localdate()
    page = reverse("admin:brands_honour_change", args=[0])
    keys = [honour.pk for honour in honours]
    many.start_set(Honour, EXPIRY, LAST_DAYS, [page, today, keys, today, today], on=today)
