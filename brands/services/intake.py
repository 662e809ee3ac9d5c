"""A batch of rows is compared with the register of honours, and what is new is written to it."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from brands.models import Honour, HonourPeriod
from brands.services.honours import EXPIRY
from brands.services.reading import Candidate
from enterprises import search
from enterprises.cells import Unreadable
from enterprises.models import Enterprise, FormerName
from enterprises.services import register
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


class Firms:
    """The enterprises that rows name by number, by name or by a former name, in two queries."""

    def __init__(self, named):
        usccs = {firm["uscc"] for firm in named if "uscc" in firm}
        names = {firm["name"] for firm in named if "name" in firm}
        former = defaultdict(list)
        for name, pk in FormerName.objects.filter(name__in=names).values_list("name", "enterprise"):
            former[name].append(pk)
        keys = {search.name_key(name) for name in names}
        rows = Enterprise.objects.filter(
            Q(uscc__in=usccs)
            | Q(name_key__in=keys)
            | Q(pk__in=[pk for pks in former.values() for pk in pks])
        )
        # Two imports of the same rows follow each other.
        found = {row.pk: row for row in rows.select_related("merged_into").locked()}
        self.by_uscc = {row.uscc: row.survivor for row in found.values() if row.uscc}
        self.by_name = defaultdict(set)
        for row in found.values():
            self.by_name[row.name].add(row.survivor)
        for name, pks in former.items():
            if name not in self.by_name:
                self.by_name[name] = {found[pk].survivor for pk in pks}
        self.found = {row.survivor for row in found.values()}

    def find(self, firm) -> Enterprise:
        number, name = firm.get("uscc"), firm.get("name")
        if number:
            if row := self.by_uscc.get(number):
                return row
            raise Unreadable(_("No enterprise has the code %s: enter it first.") % number)
        rows = self.by_name.get(name, set())
        if len(rows) > 1:
            raise Unreadable(
                _("%(count)d enterprises are called “%(name)s”: write the code as well.")
                % {"count": len(rows), "name": name}
            )
        if not rows:
            raise Unreadable(_("No enterprise is called “%s”: enter it first.") % name)
        (row,) = rows
        return row


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
