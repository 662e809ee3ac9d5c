"""The re-test (复检): asked for once, on the backup sample, by another laboratory, and final."""

from django.db import transaction
from django.utils.translation import gettext as _

from inspections.models import Sample, TestResult
from inspections.services.samples import check_laboratory
from inspections.signals import annulled
from inspections.workflow.sample import SAMPLE, TEST
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from qualitysup.clock.services import deadlines


def object_to(sample, *, by, reasons, applicant=Sample.Applicant.PARTY, **words):
    """Record that a re-test was asked for; nothing that follows from the result waits for it.

    One that comes after the last day is recorded too, and can only be refused.
    """
    refuse_if(not reasons.strip(), "no_reason", _("Give the reason."))
    with SAMPLE.step(sample, "object", by=by, **words) as sample:
        term = deadlines.of(sample, "objection")
        sample.objected_on, sample.objected_by = sample.on, applicant
        sample.objection_reasons = reasons
        sample.objection_due_on = term.due_on if term else None
        if term is None or sample.on <= term.due_on:
            deadlines.meet(sample, ["objection"], on=sample.on)
    return sample


def accept(sample, *, by, **words):
    """Accept the request: it came in time, and there is a sound backup sample."""
    with SAMPLE.step(sample, "accept_retest", by=by, **words) as sample:
        sample.decided_on = sample.on
        sample.decision_reasons = words.get("note", "")
    return sample


def refuse(sample, *, by, note, **words):
    """Refuse the request in writing; the result stands."""
    with SAMPLE.step(sample, "refuse_retest", by=by, note=note, **words) as sample:
        sample.decided_on, sample.decision_reasons = sample.on, note
    return sample


def order(sample, *, by, laboratory, **words):
    """Send the backup sample to a laboratory that did not make the first test."""
    with SAMPLE.step(sample, "order_retest", by=by, **words) as sample:
        check_laboratory(laboratory, sample.on)
        refuse_if(
            laboratory.pk == sample.laboratory_id,
            "same_laboratory",
            _("The re-test is made by another laboratory."),
        )
        sample.retest_laboratory, sample.retest_sent_on = laboratory, sample.on
    return sample


def confirm(sample, *, by, report_number, **words):
    """The re-test failed too: the result stands, for good."""
    return _conclude(sample, "confirm", by=by, report_number=report_number, **words)


def overturn(sample, *, by, report_number, **words):
    """The re-test passed: the sample did not fail, and an order that says so may be withdrawn."""
    return _conclude(sample, "overturn", by=by, report_number=report_number, **words)


@transaction.atomic
def _conclude(sample, step, *, by, report_number, **words):
    with SAMPLE.step(sample, step, by=by, **words) as sample:
        sample.retest_report_number = report_number
        sample.retest_passed = step == "overturn"
    if sample.retest_passed:
        # Not on paper, but kept: Chinese whatever language the screen is in.
        note = f"复检合格（{report_number}），原检验结论不成立。"
        annulled.send(TestResult, source=sample.result, by=by, note=note)
    return sample


@transaction.atomic
def note_spoiled_backup(sample, *, by, why):
    """Keep why the backup sample cannot be tested any more, such as a broken seal."""
    sample = Sample.objects.locked().get(pk=sample.pk)
    refuse_if(not by.has_perm(TEST), "forbidden", _("You may not record this."))
    refuse_if(not why.strip(), "no_reason", _("Give the reason."))
    refuse_if(
        sample.state in (*Sample.NOT_DRAWN_STATES, Sample.State.CLOSED)
        or not sample.backup_quantity
        or sample.retest_sent_on is not None,
        "no_backup",
        _("There is no backup sample in store."),
    )
    sample.backup_spoiled = why.strip()
    sample.version += 1
    save(sample, update_fields=["backup_spoiled", "version"])
    return sample
