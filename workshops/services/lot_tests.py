"""What a laboratory does with a lot: sampled, reported once, corrected only by another report."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inspections.models import Laboratory
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from workshops.models import Lot, LotTest, LotTestItem, Zone
from workshops.notifications import lab as notifications
from workshops.services import lots, required_tests
from workshops.services.refusals import in_words

SAMPLE = "workshops.sample_lottest"
REPORT = "workshops.report_lottest"
CORRECT = "workshops.correct_lottest"

Purpose = LotTest.Purpose


@transaction.atomic
def sample(
    lot, *, by, purpose=Purpose.RELEASE, laboratory=None, sampled_on=None, quantity="", note=""
):
    """Take a sample of a lot to a laboratory; for its release the lot goes along."""
    refuse_if(not by.has_perm(SAMPLE), "forbidden", _("You may not sample lots."))
    lot = Lot.objects.for_step(lot.pk)
    day = sampled_on or timezone.localdate()
    laboratory = laboratory or (lot.zone and lot.zone.laboratory)
    refuse_if(laboratory is None, "no_laboratory", _("Say which laboratory tests it."))
    _check_laboratory(lot, laboratory, purpose, by=by, on=day)
    refuse_if(day > timezone.localdate(), "future", _("A sample is recorded on its day."))
    refuse_if(
        day < lot.made_on,
        "before_it_was_made",
        _("The lot is of %(day)s; it was not there before.") % {"day": lot.made_on.isoformat()},
    )
    refuse_if(
        lot.state in (Lot.State.RECORDED, Lot.State.DESTROYED),
        "wrong_state",
        _("In the state “%s” there is nothing to sample.") % lot.state_label,
    )
    test = LotTest(
        lot=lot,
        division_id=lot.division_id,
        zone_id=lot.zone_id,
        purpose=purpose,
        laboratory=laboratory,
        sampled_on=day,
        quantity=quantity,
        note=note,
        by=by,
    )
    save(test)
    if purpose == Purpose.RELEASE and lot.state in SUBMITTED_FROM:
        test.lot = lots.submit(lot, by=by, on=day)
    return test


SUBMITTED_FROM = lots.LOT.steps["submit_to_lab"].sources


def _check_laboratory(lot, laboratory, purpose, *, by, on):
    """The zone's own tests what leaves the zone; what the plan demands is for accredited ones.

    食品安全法 52, 84: a producer may test what it makes itself; whoever tests for others is
    accredited.
    """
    own = lot.zone_id is not None and laboratory == lot.zone.laboratory
    refuse_if(
        purpose == Purpose.RELEASE and lot.zone_id is not None and not own,
        "zone_laboratory",
        _("A lot made in %(zone)s is tested for release by the zone's own laboratory.")
        % {"zone": lot.zone},
    )
    refuse_if(
        not (own and purpose == Purpose.RELEASE) and not laboratory.is_accredited(on),
        "not_accredited",
        _("The accreditation of %(laboratory)s ended on %(day)s.")
        % {"laboratory": laboratory, "day": laboratory.cma_valid_to.isoformat()},
    )
    _check_party(by, purpose, lot.zone_id)


def _check_party(by, purpose, zone_id):
    """Whoever runs a zone records what its laboratory does for release, and nothing else."""
    if not by.is_party:
        return
    runs = zone_id is not None and Zone.objects.visible_to(by).filter(pk=zone_id).exists()
    refuse_if(
        purpose != Purpose.RELEASE or not runs,
        "forbidden",
        _("The zone's people record release tests of their own laboratory only."),
    )


@transaction.atomic
def report(test, *, by, number, reported_on=None, items, note=""):
    """Record what the laboratory found; it passes if every item does, and stays as it is.

    A failure holds the lot, and the officers are told. The lot is locked before the test, so that
    nobody releases it in between.
    """
    refuse_if(not by.has_perm(REPORT), "forbidden", _("You may not record laboratory reports."))
    Lot.objects.locked().get(pk=test.lot_id)
    test = LotTest.objects.locked().select_related("lot__workshop__enterprise").get(pk=test.pk)
    _check_party(by, test.purpose, test.zone_id)
    refuse_if(
        test.reported_on is not None,
        "reported",
        _("Report %(number)s is recorded already; correct it by another if it is wrong.")
        % {"number": test.number},
    )
    _write(test, by=by, number=number, reported_on=reported_on, items=items, note=note)
    return test


@transaction.atomic
def correct(test, *, by, correction, number, reported_on=None, items, note=""):
    """Put another report in the place of a wrong one, and say why; both are kept."""
    refuse_if(not by.has_perm(CORRECT), "forbidden", _("You may not correct laboratory reports."))
    Lot.objects.locked().get(pk=test.lot_id)
    old = LotTest.objects.locked().select_related("lot__workshop__enterprise").get(pk=test.pk)
    refuse_if(old.reported_on is None, "not_reported", _("There is no report to correct yet."))
    latest = LotTest.objects.filter(lot=old.lot_id, purpose=old.purpose).order_by("-pk").first()
    refuse_if(
        latest != old,
        "not_latest",
        _("A later test of this lot stands; only the latest report is corrected."),
    )
    refuse_if(not correction.strip(), "no_reason", _("Say why the report is corrected."))
    new = LotTest(
        lot=old.lot,
        division_id=old.division_id,
        zone_id=old.zone_id,
        purpose=old.purpose,
        laboratory_id=old.laboratory_id,
        sampled_on=old.sampled_on,
        quantity=old.quantity,
        replaces=old,
        correction=correction.strip(),
        by=by,
    )
    save(new)
    _write(new, by=by, number=number, reported_on=reported_on, items=items, note=note)
    return new


def _write(test, *, by, number, reported_on, items, note):
    day = reported_on or timezone.localdate()
    refuse_if(day > timezone.localdate(), "future", _("A report is recorded on its day."))
    refuse_if(not items, "no_items", _("A report has at least one item."))
    wanted = required_tests.items_wanted(test)
    refuse_if(
        len(items) < wanted,
        "too_few_items",
        _("The plan asks for at least %(count)d items; the report has %(found)d.")
        % {"count": wanted, "found": len(items)},
    )
    rows = [LotTestItem(test=test, position=n, **item) for n, item in enumerate(items, start=1)]
    for row in rows:
        row.clean_fields(exclude=["test"])
    with in_words():
        LotTestItem.objects.bulk_create(rows)
    test.number, test.reported_on = number.strip(), day
    test.passed = all(row.passed for row in rows)
    test.reported_by, test.reported_at = by, timezone.now()
    test.note = note or test.note
    save(test)
    if test.purpose == Purpose.MANDATORY:
        required_tests.fulfil(test)
    if test.passed:
        lots.passed(test)
    else:
        lots.failed(test)
        notifications.test_failed(test, by=by)


def laboratories_for(lot, purpose):
    """Which laboratories may test this lot for this: what a form offers."""
    if purpose == Purpose.RELEASE and lot.zone_id is not None:
        return Laboratory.objects.filter(pk=lot.zone.laboratory_id)
    return Laboratory.objects.accredited(timezone.localdate())
