"""A prospect's life: entered once, called by its names, moved from stage to stage, handed over."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises import search
from enterprises.services import register
from investment.models import Prospect, ProspectFigure, ProspectName, ProspectTask, ProspectVisit
from investment.services import followup
from investment.workflow.prospect import PROSPECT
from qualitysup.casework.saving import save as write
from qualitysup.casework.workflow import refuse_if
from qualitysup.clock.models import Deadline
from qualitysup.clock.services import deadlines
from qualitysup.wording import tidy

ADD, CHANGE = "investment.add_prospect", "investment.change_prospect"
JOIN, HAND_OVER = "investment.join_prospect", "investment.hand_over_prospect"
# What a prospect that is joined to another one brings along. Contacts and policies given are
# append-only: they stay, and its page reads them from there.
PARTS = ("people", "receptions", "requirements", "sites", "tasks", "visits")


# --- Entered --------------------------------------------------------------------------------------


@transaction.atomic
def draft(*, by, owner=None, also_called=(), division_id=None, **facts) -> Prospect:
    """Enter a firm; under a name that a prospect goes by already it is refused."""
    refuse_if(not by.has_perm(ADD), "forbidden", _("You may not enter prospects."))
    prospect = Prospect(
        created_by=by, owner=owner or by, division_id=division_id or home_of(by), **facts
    )
    _check(prospect, by=by)
    write(prospect)
    for name in (prospect.name, *also_called):
        call(prospect, name)
    _find_by_names(prospect)
    followup.begin(prospect)
    return prospect


def home_of(by) -> str:
    """The bureau for which somebody enters what has no place of its own."""
    home = by.home_id or next(iter(by.divisions.values_list("pk", flat=True)), None)
    refuse_if(home is None, "no_division", _("You belong to no division."))
    return home


@transaction.atomic
def save(prospect, *, by, version=None) -> Prospect:
    """Keep what was corrected; a new intention has its own rhythm, a new officer its deadlines."""
    stored = Prospect.objects.locked().get(pk=prospect.pk)
    refuse_if(not by.has_perm(CHANGE), "forbidden", _("You may not change prospects."))
    refuse_if(
        version is not None and int(version) != stored.version,
        "stale",
        _("Somebody changed this case meanwhile. Look at it again first."),
    )
    refuse_if(
        stored.state == Prospect.State.CLOSED, "ended", _("It is closed: take it up again first.")
    )
    prospect.state, prospect.version = stored.state, stored.version + 1
    _check(prospect, by=by)
    write(prospect)
    if prospect.name != stored.name:
        call(prospect, prospect.name)
        _find_by_names(prospect)
    if prospect.owner_id != stored.owner_id:
        _hand_over_deadlines(prospect, to=prospect.owner, by=by)
    if prospect.intention != stored.intention:
        followup.keep_rhythm(prospect)
    return prospect


def _check(prospect, *, by):
    prospect.name, prospect.project = tidy(prospect.name), tidy(prospect.project)
    register.refuse_out_of_reach(prospect.division_id, by=by)
    refuse_if(prospect.found_on > timezone.localdate(), "future", _("This day lies in the future."))
    if prospect.enterprise_id:
        register.refuse_out_of_reach(prospect.enterprise.division_id, by=by)


# --- One firm, several names ----------------------------------------------------------------------


def call(prospect, name) -> ProspectName:
    """Another name of it; one that a second prospect goes by says that the two may be one."""
    name, key = tidy(name), search.name_key(name)
    there = ProspectName.objects.filter(division_id=prospect.division_id, key=key)
    if known := there.select_related("prospect").first():
        refuse_if(
            known.prospect_id != prospect.pk,
            "known",
            _("%(firm)s goes by the name “%(name)s” already: go on there, or join the two.")
            % {"firm": known.prospect, "name": name},
        )
        return known
    called = ProspectName(prospect=prospect, division_id=prospect.division_id, name=name, key=key)
    write(called)
    return called


@transaction.atomic
def also_called(prospect, *, by, name) -> ProspectName:
    refuse_if(not by.has_perm(CHANGE), "forbidden", _("You may not change prospects."))
    prospect = Prospect.objects.visible_to(by).locked().get(pk=prospect.pk)
    called = call(prospect, name)
    _find_by_names(prospect)
    return called


def _find_by_names(prospect):
    names = prospect.names.order_by("pk").values_list("name", flat=True)
    prospect.search_text = search.text_for([prospect.name, *names])
    write(prospect, update_fields=["search_text"])


def known_by(names, division_id) -> dict[str, Prospect]:
    """The prospects that go by these names, by the key of each name."""
    keys = {search.name_key(name) for name in names}
    found = ProspectName.objects.filter(division_id=division_id, key__in=keys)
    return {each.key: each.prospect for each in found.select_related("prospect")}


@transaction.atomic
def join(prospect, *, by, into, note="") -> Prospect:
    """Two are one firm: this one is closed, and what it holds moves to the other one."""
    refuse_if(prospect.pk == into.pk, "itself", _("It cannot be joined to itself."))
    # In the order of their keys, so that two who join the other way round wait for each other.
    pair = Prospect.objects.visible_to(by).locked().in_bulk([prospect.pk, into.pk])
    refuse_if(len(pair) < 2, "not_found", _("This prospect is not there."))
    into = pair[into.pk]
    refuse_if(
        into.joined_to_id is not None or into.division_id != pair[prospect.pk].division_id,
        "not_there",
        _("Join it to one of the same bureau that was not joined to another one itself."),
    )
    booked = [each.visits.booked().exists() for each in pair.values()]
    refuse_if(
        all(booked), "booked_twice", _("A visit is booked to both: cancel one of them first.")
    )
    with PROSPECT.step(prospect, "join", by=by, note=note) as joined:
        joined.joined_to, joined.closed_because = into, Prospect.Reason.DOUBLE
        joined.closed_on, joined.next_contact_on = joined.on, None
        for part in PARTS:
            getattr(joined, part).update(prospect=into)
        ProspectName.objects.filter(prospect=joined).update(prospect=into)
        _move_figures(joined, into)
        persons = into.team.values("person")
        joined.team.exclude(person__in=persons).exclude(person=into.owner).update(prospect=into)
    _find_by_names(into)
    followup.catch_up(into)
    return joined


def _move_figures(joined, into):
    """Those that the survivor lacks; where both say something its own stays."""
    told = set(into.figures.values_list("kind", "year"))
    for figure in joined.figures.all():
        if (figure.kind, figure.year) not in told:
            ProspectFigure.objects.filter(pk=figure.pk).update(prospect=into)


@transaction.atomic
def link(prospect, *, by, enterprise) -> Prospect:
    """It is registered at home now: from here on the register says what it is called."""
    refuse_if(not by.has_perm(CHANGE), "forbidden", _("You may not change prospects."))
    stored = Prospect.objects.visible_to(by).locked().get(pk=prospect.pk)
    enterprise = enterprise.survivor
    register.refuse_out_of_reach(enterprise.division_id, by=by)
    stored.enterprise, stored.version = enterprise, stored.version + 1
    write(stored, update_fields=["enterprise", "version"])
    return stored


# --- From stage to stage --------------------------------------------------------------------------


def talk(prospect, *, by, **words) -> Prospect:
    """在谈: somebody spoke with the firm, and it has an intention."""
    with PROSPECT.step(prospect, "talk", by=by, **words) as prospect:
        pass
    return prospect


def sign(prospect, *, by, signed_yi, contract="", **words) -> Prospect:
    """签约, with the amount of the contract."""
    with PROSPECT.step(prospect, "sign", by=by, **words) as prospect:
        prospect.signed_yi, prospect.contract = signed_yi, contract.strip()
    return prospect


def start(prospect, *, by, **words) -> Prospect:
    """开工."""
    with PROSPECT.step(prospect, "start", by=by, **words) as prospect:
        pass
    return prospect


def fund(prospect, *, by, arrived_yi, **words) -> Prospect:
    """到资, with the amount that arrived."""
    with PROSPECT.step(prospect, "fund", by=by, **words) as prospect:
        prospect.arrived_yi = arrived_yi
    return prospect


def produce(prospect, *, by, **words) -> Prospect:
    """投产: nobody is reminded of it any more."""
    with PROSPECT.step(prospect, "produce", by=by, **words) as prospect:
        prospect.next_contact_on = None
    return prospect


def close(prospect, *, by, because, note, went_to="", went_because="", **words) -> Prospect:
    """The bureau does not go on with it, for a reason; where it went instead is kept."""
    with PROSPECT.step(prospect, "close", by=by, note=note, **words) as prospect:
        refuse_if(
            because == Prospect.Reason.DOUBLE, "double", _("Join it to the other one instead.")
        )
        prospect.closed_on, prospect.closed_because = prospect.on, because
        prospect.next_contact_on = None
        if because == Prospect.Reason.ELSEWHERE:
            refuse_if(
                not (went_to or prospect.went_to), "no_place", _("Say where it went instead.")
            )
            prospect.went_to = went_to.strip() or prospect.went_to
            prospect.went_because = went_because.strip() or prospect.went_because
        booked = prospect.visits.booked().exists()
        refuse_if(booked, "booked", _("A visit is booked: record or cancel it first."))
        followup.drop_tasks(prospect, by=by, because=note)
    return prospect


@transaction.atomic
def reopen(prospect, *, by, note, **words) -> Prospect:
    """It speaks with the bureau again."""
    with PROSPECT.step(prospect, "reopen", by=by, note=note, **words) as prospect:
        prospect.closed_on, prospect.closed_because = None, ""
    followup.keep_rhythm(prospect)
    return prospect


# --- Handed over ----------------------------------------------------------------------------------


@transaction.atomic
def hand_over(prospects, *, to, by) -> int:
    """Firms go to another officer, with the open tasks, booked visits and deadlines on them.

    With somebody's last firm goes what they owe to firms of others as well: they are leaving.
    """
    refuse_if(not by.has_perm(HAND_OVER), "forbidden", _("You may not hand prospects over."))
    keys = [prospect.pk for prospect in prospects]
    found = list(Prospect.objects.visible_to(by).filter(pk__in=keys).locked())
    works = to.is_active and to.has_perm("investment.contact_prospect")
    refuse_if(
        not (works and all(register.reaches(to, each.division_id) for each in found)),
        "not_for_them",
        _("%s does not work on these prospects.") % to,
    )
    leavers = {each.owner for each in found} - {to}
    for prospect in found:
        before = prospect.owner
        if before == to:
            continue
        prospect.owner, prospect.version = to, prospect.version + 1
        write(prospect, update_fields=["owner", "version"])
        prospect.visits.booked().of_person(before).update(officer=to)
        _hand_over_deadlines(prospect, to=to, by=by, tasks_of=before)
    for person in leavers:
        # Whoever has no firm left is leaving: what they owe to firms of others goes along.
        if not Prospect.objects.under_way().filter(owner=person).exists():
            _hand_over_the_rest(person, to=to, by=by)
    return len(found)


def _hand_over_the_rest(person, *, to, by):
    ProspectVisit.objects.visible_to(by).booked().of_person(person).update(officer=to)
    moved = []
    for task in ProspectTask.objects.visible_to(by).open().of_person(person):
        task.owner = to
        write(task, update_fields=["owner"])
        moved += Deadline.objects.of(task).open()
    deadlines.hand_over(moved, to=to, by=by)


def _hand_over_deadlines(prospect, *, to, by, tasks_of=None):
    moved = list(Deadline.objects.of(prospect).open())
    if tasks_of is not None:
        for task in prospect.tasks.open().of_person(tasks_of):
            task.owner = to
            write(task, update_fields=["owner"])
            moved += Deadline.objects.of(task).open()
    deadlines.hand_over(moved, to=to, by=by)
