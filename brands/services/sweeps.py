"""Sweeps: prepared, opened, carried from village to village and trade to trade, concluded."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brands.models import PatrolGroup, Sweep, SweepCell, SweepFinding, SweepTrade
from brands.workflow.sweep import SWEEP, villages_of
from enterprises.services import register
from qualitysup.casework import saving
from qualitysup.casework.workflow import refuse_if
from qualitysup.clock.services import deadlines
from qualitysup.regions import codes
from qualitysup.wording import for_the_record, tidy

CHANGE = "brands.change_sweep"
LOOK = "brands.look_sweepcell"
State = SweepCell.State
# A county has thousands of cells.
BATCH = 2000


# --- The sweep itself -----------------------------------------------------------------------------


@transaction.atomic
def draft(*, by, division, **facts) -> Sweep:
    """Prepare a sweep of a place."""
    refuse_if(not by.has_perm("brands.add_sweep"), "forbidden", _("You may not prepare sweeps."))
    register.refuse_out_of_reach(division.pk, by=by)
    sweep = Sweep(division=division, created_by=by, **{"officer": by} | facts)
    saving.save(sweep)
    return sweep


@transaction.atomic
def save(sweep, *, by, version=None) -> Sweep:
    """Keep what was changed; opened, its first day stays and its end may still move."""
    stored = _changeable(sweep, by=by)
    refuse_if(
        version is not None and int(version) != stored.version,
        "stale",
        _("Somebody changed this case meanwhile. Look at it again first."),
    )
    refuse_if(
        stored.is_open and sweep.starts_on != stored.starts_on,
        "sweep_runs",
        _("The sweep is under way: its first day stays as it is."),
    )
    sweep.state, sweep.version = stored.state, stored.version + 1
    sweep.opened_on = stored.opened_on
    saving.save(sweep)
    if stored.is_open and sweep.ends_on != stored.ends_on:
        _move_the_end(sweep, stored, by=by)
    return sweep


def _move_the_end(sweep, stored, *, by):
    """Its term ends on another day; the decision that set the first one is replaced by this one."""
    moved = _("end moved from %(before)s to %(now)s") % {
        "before": stored.ends_on.isoformat(),
        "now": sweep.ends_on.isoformat(),
    }
    deadlines.void(sweep, ["sweep"], reason=moved)
    deadlines.start(
        sweep,
        "sweep",
        on=sweep.opened_on,
        holder=sweep.holder or by,
        title=sweep.title,
        amount=sweep.days_planned,
    )


@transaction.atomic
def look_for(sweep, trade, *, by) -> SweepTrade:
    """Add a trade; a sweep that is under way gets its cells at once."""
    sweep = _changeable(sweep, by=by)
    trade.sweep, trade.name = sweep, tidy(trade.name)
    saving.save(trade)
    if sweep.is_open:
        _lay_out(sweep, villages_of(sweep), [trade])
    return trade


@transaction.atomic
def leave_out(trade, *, by) -> None:
    """Take a trade off the list before the sweep is opened."""
    sweep = _changeable(trade.sweep, by=by)
    refuse_if(
        sweep.is_open, "sweep_runs", _("The sweep is under way: pass over the cells of this trade.")
    )
    trade.delete()


@transaction.atomic
def keep_group(group, *, by, members=None) -> PatrolGroup:
    """Enter or change a patrol group."""
    _changeable(group.sweep, by=by)
    group.name = tidy(group.name)
    saving.save(group)
    if members is not None:
        group.members.set(members)
    return group


@transaction.atomic
def assign(sweep, group, *, by, division, trades=()) -> int:
    """Give a group the cells of a town or village, of some trades or of all; returns how many.

    What was looked at already stays with whom it was.
    """
    sweep = _changeable(sweep, by=by)
    refuse_if(not sweep.is_open, "not_open", _("Cells are given out once the sweep is open."))
    refuse_if(
        group is not None and group.sweep_id != sweep.pk,
        "another_sweep",
        _("This group goes with another sweep."),
    )
    cells = sweep.cells.waiting().filter(division__code__startswith=division.prefix)
    if trades:
        cells = cells.filter(trade__in=trades)
    return cells.update(group=group)


def open_sweep(sweep, *, by, **words) -> Sweep:
    """Send the groups out; every village and trade waits to be looked at from now on."""
    with SWEEP.step(sweep, "open", by=by, **words) as sweep:
        sweep.opened_on = sweep.on
        _lay_out(sweep, villages_of(sweep), list(sweep.trades.all()))
    return sweep


def close(sweep, *, by, conclusion, **words) -> Sweep:
    """Conclude it once every cell was looked at, or a reason says why not."""
    with SWEEP.step(sweep, "close", by=by, **words) as sweep:
        sweep.closed_on = sweep.on
        sweep.conclusion = conclusion
    return sweep


def _lay_out(sweep, villages, trades):
    cells = [
        SweepCell(sweep=sweep, division=village, trade=trade)
        for village in villages
        for trade in trades
    ]
    SweepCell.objects.bulk_create(cells, batch_size=BATCH)


@transaction.atomic
def follow_divisions(sweep, *, by) -> tuple[int, int]:
    """Go by today's table of divisions: ``(cells passed over, cells added)``.

    Villages were abolished while the sweep was under way; what was looked at in them stays, what
    still waits there is passed over, and the villages that replaced them get cells of their own.
    """
    sweep = _changeable(sweep, by=by)
    refuse_if(not sweep.is_open, "not_open", _("“%s” is not under way.") % sweep)
    today = timezone.localdate()
    gone = sweep.cells.waiting().of_abolished_villages(today)
    with for_the_record():
        words = _("The village was abolished.")
    passed = gone.update(state=State.PASSED_OVER, passed_over_because=words)
    known = sweep.cells.order_by().values("division")
    added = list(villages_of(sweep).exclude(pk__in=known))
    _lay_out(sweep, added, list(sweep.trades.all()))
    return passed, len(added) * sweep.trades.count()


def _changeable(sweep, *, by) -> Sweep:
    stored = Sweep.objects.visible_to(by).locked().get(pk=sweep.pk)
    refuse_if(not by.has_perm(CHANGE), "forbidden", _("You may not change this sweep."))
    # Whoever sees it only because it goes through their town does not prepare it.
    register.refuse_out_of_reach(stored.division_id, by=by)
    refuse_if(
        stored.state == Sweep.State.CLOSED, "wrong_state", _("A concluded sweep is not changed.")
    )
    return stored


# --- From cell to cell ----------------------------------------------------------------------------


@transaction.atomic
def none_found(cells, *, by, on=None, note="") -> list[SweepCell]:
    """In these cells nobody is a candidate: somebody was there on a day and looked.

    Said again it is harmless; where a candidate is named it is refused.
    """
    rows = _to_look_at(cells, by=by, on=on)
    named = next((row for row in rows if row.state == State.CANDIDATES), None)
    refuse_if(
        named is not None,
        "candidates_found",
        _("Candidates were found in %s: withdraw them first.") % named,
    )
    _refuse_passed_over(rows)
    said = {"state": State.NONE, "passed_over_because": "", "looked_by": by}
    said |= {"looked_on": on or timezone.localdate()}
    said |= {"note": note.strip()[:200]} if note.strip() else {}
    _set([row for row in rows if row.state != State.NONE], **said)
    return rows


def cells_of(sweep, *, person):
    """What somebody goes through: their group's cells; without a group, what no group has.

    Whoever may change the sweep and goes with no group helps out everywhere.
    """
    cells = sweep.cells.visible_to(person)
    if sweep.groups.of_person(person).exists():
        return cells.of_person(person)
    return cells if person.has_perm(CHANGE) else cells.filter(group=None)


@transaction.atomic
def rest_of_village(sweep, village, *, by, on=None) -> list[SweepCell]:
    """Nothing else was found in a village: what still waits for this person there was looked at."""
    cells = list(cells_of(sweep, person=by).waiting().filter(division=village))
    refuse_if(not cells, "nothing_left", _("Nothing is left to look at in %s.") % village)
    return none_found(cells, by=by, on=on)


@transaction.atomic
def find(finding, *, by, on=None) -> SweepFinding:
    """Name a candidate in a cell; named again, it is the one there is."""
    [cell] = _to_look_at([finding.cell], by=by, on=on)
    _refuse_passed_over([cell])
    finding.enterprise = finding.enterprise.survivor
    finding.product, finding.brand = tidy(finding.product), tidy(finding.brand)
    there = cell.findings.standing().filter(enterprise=finding.enterprise, product=finding.product)
    if (known := there.first()) is not None:
        return known
    _check_place(finding.enterprise, cell)
    finding.cell, finding.found_by, finding.found_on = cell, by, on or timezone.localdate()
    saving.save(finding)
    return finding


def _refuse_passed_over(cells):
    """It was decided that nobody looks there; whoever decided it takes that back."""
    refuse_if(
        any(cell.state == State.PASSED_OVER for cell in cells),
        "passed_over",
        _("This cell was passed over: take it up again first."),
    )


def _check_place(enterprise, cell):
    """The register may know a firm's town only; a firm of another village belongs there."""
    here = set(codes.path(cell.division_id))
    refuse_if(
        enterprise.division_id not in here,
        "elsewhere",
        _("%(enterprise)s is registered in %(place)s: name it in the cell of that village.")
        % {"enterprise": enterprise, "place": enterprise.division},
    )


@transaction.atomic
def take_back(cells, *, by) -> list[SweepCell]:
    """“Nobody found” was a slip: the cells wait again. One's own of today, or for who may change.

    The history keeps that it was said.
    """
    rows = _to_look_at(cells, by=by)
    today = timezone.localdate()
    for row in rows:
        own = row.looked_by_id == by.pk and row.looked_on == today
        refuse_if(
            row.state == State.NONE and not own and not by.has_perm(CHANGE),
            "not_yours",
            _("Only who said it can take it back, on the same day."),
        )
        refuse_if(
            row.state == State.CANDIDATES,
            "candidates_found",
            _("Candidates were found in %s: withdraw them first.") % row,
        )
    slips = [row for row in rows if row.state == State.NONE]
    _set(slips, state=State.WAITING, looked_on=None, looked_by=None)
    return rows


@transaction.atomic
def withdraw(finding, *, by, because) -> SweepFinding:
    """It was named by mistake; the cell stays one that was looked at."""
    refuse_if(not because.strip(), "no_reason", _("Say in a few words why, or what."))
    _to_look_at([finding.cell], by=by)
    finding = SweepFinding.objects.locked().get(pk=finding.pk)
    refuse_if(finding.is_withdrawn, "withdrawn", _("This candidate was withdrawn already."))
    refuse_if(
        hasattr(finding, "cultivation"),
        "cultivated",
        _("This candidate is in cultivation: end that case in place of this."),
    )
    finding.withdrawn_because = because.strip()[:200]
    saving.save(finding)
    return finding


@transaction.atomic
def pass_over(cells, *, by, because) -> list[SweepCell]:
    """These cells are not looked at in this sweep, for this reason."""
    refuse_if(not because.strip(), "no_reason", _("Say in a few words why, or what."))
    refuse_if(not by.has_perm(CHANGE), "forbidden", _("You may not change this sweep."))
    rows = _locked(cells, by=by)
    looked_at = next((row for row in rows if row.looked_on is not None), None)
    refuse_if(looked_at is not None, "looked_at", _("%s was looked at; it stays so.") % looked_at)
    _set(rows, state=State.PASSED_OVER, passed_over_because=because.strip()[:200])
    return rows


@transaction.atomic
def take_up(cells, *, by) -> list[SweepCell]:
    """These cells are to be looked at after all."""
    refuse_if(not by.has_perm(CHANGE), "forbidden", _("You may not change this sweep."))
    rows = [row for row in _locked(cells, by=by) if row.state == State.PASSED_OVER]
    _set(rows, state=State.WAITING, passed_over_because="")
    return rows


def _set(rows, **values):
    """The same for all of them in one statement: a village has a cell for every trade."""
    SweepCell.objects.filter(pk__in=[row.pk for row in rows]).update(**values)
    for row in rows:
        for name, value in values.items():
            setattr(row, name, value)


def _to_look_at(cells, *, by, on=None) -> list[SweepCell]:
    """The cells under lock, if this person may say what is there, on a day that fits."""
    refuse_if(not by.has_perm(LOOK), "forbidden", _("You may not say what a sweep found."))
    rows = _locked(cells, by=by)
    today = timezone.localdate()
    on = on or today
    refuse_if(on > today, "future", _("A village is looked at on its day."))
    mine = set() if by.has_perm(CHANGE) else set(_groups_of(by, rows))
    for row in rows:
        refuse_if(
            on < row.sweep.opened_on, "before_it_opened", _("The sweep was not open on that day.")
        )
        abolished_on = row.division.valid_to
        refuse_if(
            abolished_on is not None and abolished_on <= on,
            "abolished",
            _("%(village)s was abolished on %(day)s: let the sweep go by today's divisions.")
            % {"village": row.division, "day": abolished_on},
        )
        refuse_if(
            row.group_id is not None and not by.has_perm(CHANGE) and row.group_id not in mine,
            "not_your_group",
            _("This cell is looked at by %s.") % row.group,
        )
    return rows


def _groups_of(by, rows):
    sweeps = {row.sweep_id for row in rows}
    return PatrolGroup.objects.filter(sweep__in=sweeps).of_person(by).values_list("pk", flat=True)


def _locked(cells, *, by) -> list[SweepCell]:
    """The rows under lock, behind that of their sweep: no step closes it meanwhile."""
    cells = list(cells)
    for sweep in Sweep.objects.locked().filter(pk__in={cell.sweep_id for cell in cells}):
        refuse_if(not sweep.is_open, "not_open", _("“%s” is not under way.") % sweep)
    rows = SweepCell.objects.visible_to(by).locked().filter(pk__in=[cell.pk for cell in cells])
    rows = list(rows.select_related("sweep", "division", "trade", "group"))
    refuse_if(
        len(rows) != len({cell.pk for cell in cells}),
        "elsewhere",
        _("This village is outside your divisions."),
    )
    return rows
