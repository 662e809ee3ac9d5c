"""A laboratory's long table of results, in the background: left, found again, gone on with."""

import logging

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from inspections.models import ReportedRow, ResultsTable
from inspections.services import lab_results
from inspections.workflow.sample import TEST
from qualitysup.audit.actor import Door, acting
from qualitysup.casework.workflow import refuse_if
from qualitysup.notices.models import Kind
from qualitysup.notices.services import owing

log = logging.getLogger(__name__)

State, Outcome = ResultsTable.State, ReportedRow.Outcome
# Rows of one transaction: it holds the number series of the orders that follow from failures.
BATCH = 10


@transaction.atomic
def keep(name, header, rows, *, by) -> ResultsTable:
    """Lay a table before the workers, who try it out first; the task is the caller's to start."""
    _check_may_record(by)
    table = ResultsTable.objects.create(by=by, name=name[:255], header=header)
    ReportedRow.objects.bulk_create(
        ReportedRow(table=table, number=row.number, cells=row.cells, said=row.said) for row in rows
    )
    return table


@transaction.atomic
def record(table, *, by) -> ResultsTable:
    """Record what was tried out: the same rows again, this time for good."""
    _check_may_record(by)
    table = ResultsTable.objects.locked().get(pk=table.pk)
    refuse_if(
        table.state != State.TRIED,
        "wrong_state",
        _("Only a table that was tried out can be recorded."),
    )
    table.rows.all().update(outcome=Outcome.WAITING, problem="", sample=None)
    table.dry_run, table.state, table.finished_at = False, State.WAITING, None
    table.save()
    return table


def _check_may_record(by):
    refuse_if(not by.has_perm(TEST), "forbidden", _("You may not record results."))


def run(table_id: int) -> None:
    """Go on with the first row that waits. Running it twice, even at once, changes nothing."""
    by = ResultsTable.objects.select_related("by").get(pk=table_id).by
    where = f"results table {table_id}"
    with override(by.language or settings.LANGUAGE_CODE), acting(by, door=Door.TASK, where=where):
        while _take_some(table_id):
            pass


@transaction.atomic
def _take_some(table_id) -> bool:
    """Some rows while the table is held: a second worker finds it taken and leaves it alone."""
    unfinished = ResultsTable.objects.unfinished().filter(pk=table_id)
    table = unfinished.select_for_update(skip_locked=True).first()
    if table is None:
        return False
    rows = list(table.rows.waiting()[:BATCH])
    for row in rows:
        _take(table, row)
    if rows:
        table.state = State.RUNNING
    else:
        table.state = State.TRIED if table.dry_run else State.DONE
        table.finished_at = timezone.now()
        _tell(table)
    table.save()
    return bool(rows)


def _take(table, row):
    """Take the step and keep what came of it; a dry run takes the step back and keeps it too."""
    said = lab_results.Reported(row.number, row.cells, row.said)
    try:
        with transaction.atomic():
            lab_results.take_row(said, by=table.by)
            transaction.set_rollback(table.dry_run)
    except Exception as error:  # one row keeps no other back
        log.exception("Row %d of results table %d failed.", row.number, table.pk)
        said.problem = _("An error that nobody foresaw (%s); the log says more.") % (
            type(error).__name__
        )
    if table.dry_run and said.is_good:
        _compare_with_those_above(table, said)
    row.sample, row.problem, row.outcome = said.sample, said.problem, said.outcome
    row.save(update_fields=["sample", "problem", "outcome"])


def _compare_with_those_above(table, said):
    """What a dry run took back is not there when the same sample comes again."""
    above = table.rows.filter(sample=said.sample, outcome=Outcome.GOOD).first()
    if above is None:
        return
    said.known = above.said == said.said
    if not said.known:
        said.problem = _("Row %d reports the same sample: leave one of them out.") % above.number


def _tell(table):
    """The sender went on with other work; say that this is done."""
    counts = table.rows.counts()
    owing.owe(
        [table.by],
        topic=f"results-table:{table.pk}",
        stage=table.state,
        kind=Kind.WORK,
        subject=f"{table.name}: {table.get_state_display()}",
        body=_("%(good)d rows good, %(known)d on record already, %(bad)d to correct.") % counts,
        url=table.get_absolute_url(),
        division=table.by.home,
    )
