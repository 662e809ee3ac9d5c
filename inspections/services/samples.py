"""Everything that happens to a sample until the party has the result, and how it ends."""

from django.db import transaction
from django.utils.translation import gettext as _

from enterprises.models import Enterprise
from inspections.models import Sample, TestResult
from inspections.services import results
from inspections.workflow.sample import DRAW, SAMPLE
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from qualitysup.clock.services import deadlines
from qualitysup.regions import codes
from qualitysup.wording import for_the_record


@transaction.atomic
def draft(*, by, enterprise, samplers=(), **facts):
    """Begin a sheet on the spot; jurisdiction is the enterprise's."""
    refuse_if(not by.has_perm(DRAW), "forbidden", _("You may not draw samples."))
    sample = Sample(
        enterprise=enterprise,
        division_id=enterprise.division_id,
        officer=by,
        created_by=by,
        **facts,
    )
    _check(sample)
    save(sample)
    sample.samplers.set(samplers)
    return sample


@transaction.atomic
def save_draft(sample, *, by, version=None, samplers=None):
    """Keep what was typed into a sheet that is not issued yet."""
    stored = Sample.objects.locked().get(pk=sample.pk)
    refuse_if(not by.has_perm(DRAW), "forbidden", _("You may not draw samples."))
    refuse_if(
        version is not None and int(version) != stored.version,
        "stale",
        _("Somebody changed this case meanwhile. Look at it again first."),
    )
    refuse_if(
        stored.state != Sample.State.DRAFT,
        "wrong_state",
        _("A sheet that was issued is not edited; what it says is on paper."),
    )
    sample.state, sample.version = stored.state, stored.version + 1
    sample.division_id = sample.enterprise.division_id
    _check(sample)
    save(sample)
    if samplers is not None:
        sample.samplers.set(samplers)
    return sample


def _check(sample):
    refuse_if(
        sample.enterprise.merged_into_id is not None,
        "merged",
        _("This enterprise was merged into another; the sample is drawn from that one."),
    )
    _check_occasion(sample)
    if sample.producer is None:
        return
    # What the register knows of the producer goes before what was typed.
    sample.producer_name = sample.producer.name
    sample.producer_address = sample.producer_address or sample.producer.address
    county = codes.LENGTHS["county"]
    sample.producer_elsewhere = sample.producer.division_id[:county] != sample.division_id[:county]


def _check_occasion(sample):
    """A random check or a patrol is of one enterprise; what it was for, the sample is for too."""
    for occasion in (sample.drawn, sample.patrol):
        refuse_if(
            occasion is not None and occasion.enterprise_id != sample.enterprise_id,
            "other_enterprise",
            _("The sample is of another enterprise than “%s”.") % occasion,
        )
    if sample.drawn is not None and sample.campaign is None:
        sample.campaign = sample.drawn.draw.campaign


def draw(sample, *, by, **words):
    """Issue the sampling sheet: the sample is sealed, signed for and counts in its plan."""
    with transaction.atomic():
        # Two sheets of one enterprise wait for each other, so that neither misses the other's.
        Enterprise.objects.locked().get(pk=sample.enterprise_id)
        with SAMPLE.step(sample, "draw", by=by, **words) as sample:
            party = sample.enterprise
            sample.drawn_on = sample.on
            sample.party_name = party.name
            sample.party_uscc = party.uscc or ""
            sample.party_address = party.address
            sample.party_representative = party.legal_representative
            refuse_if(
                not (sample.signed_by or sample.signature_refused),
                "unsigned",
                _("The sheet is signed for the party, or says why it was not."),
            )
    return sample


def refuse_sampling(sample, *, by, refusal, note, **words):
    """Record that the party did not let itself be sampled, and why."""
    with SAMPLE.step(sample, "refuse_sampling", by=by, note=note, **words) as sample:
        sample.refusal = refusal
        sample.closed_on = sample.on
    return sample


def send(sample, *, by, laboratory, backup_place="", **words):
    """Send the sample to a laboratory that is accredited on the day."""
    with SAMPLE.step(sample, "send", by=by, **words) as sample:
        check_laboratory(laboratory, sample.on)
        sample.laboratory, sample.sent_on = laboratory, sample.on
        sample.backup_place = backup_place or sample.backup_place
    return sample


def check_laboratory(laboratory, on):
    refuse_if(
        not laboratory.is_accredited(on),
        "not_accredited",
        _("The accreditation of %(laboratory)s ended on %(day)s.")
        % {"laboratory": laboratory, "day": laboratory.cma_valid_to.isoformat()},
    )


def receive(sample, *, by, **words):
    """The laboratory has it, with the seals unbroken; otherwise it is discarded instead."""
    with SAMPLE.step(sample, "receive", by=by, **words) as sample:
        sample.received_on = sample.on
    return sample


def discard(sample, *, by, note, **words):
    """Give the sample up: it broke on the way, or was drawn by mistake."""
    with SAMPLE.step(sample, "discard", by=by, note=note, **words) as sample:
        sample.closed_on = sample.on
    return sample


def pass_test(sample, *, by, report_number, tested_on=None, **words):
    """Record that the laboratory found nothing wrong; it is a test result from here on."""
    return _report(sample, "pass_test", "", by=by, report=(report_number, tested_on), **words)


def fail_test(sample, *, by, report_number, failed_items, tested_on=None, **words):
    """Record what failed, one item a line; it is a test result from here on."""
    return _report(
        sample, "fail_test", failed_items, by=by, report=(report_number, tested_on), **words
    )


def _report(sample, step, failed_items, *, by, report, **words):
    number, tested_on = report
    with SAMPLE.step(sample, step, by=by, **words) as sample:
        tested_on = tested_on or sample.on
        refuse_if(
            not sample.received_on <= tested_on <= sample.on,
            "tested_elsewhen",
            _("The laboratory had the sample from %(first)s; the report came on %(last)s.")
            % {"first": sample.received_on.isoformat(), "last": sample.on.isoformat()},
        )
        sample.reported_on = sample.on
        sample.result = results.record(
            TestResult(
                enterprise=sample.enterprise,
                campaign=sample.campaign,
                report_number=number,
                laboratory=sample.laboratory.name,
                product=sample.product,
                model=" ".join(filter(None, [sample.model, sample.batch])),
                standard=sample.standard,
                tested_on=tested_on,
                passed=not failed_items,
                failed_items=failed_items,
            ),
            by=by,
        )
    return sample


def notify(sample, *, by, **words):
    """Issue the notice of the result; the party's 15 days run from the day it is served."""
    with SAMPLE.step(sample, "notify", by=by, **words) as sample:
        sample.notified_on = sample.on
    return sample


@transaction.atomic
def party_received(sample, *, by, on):
    """The notice reached its party: the time to ask for a re-test runs from this day.

    A corrected proof of service moves the day, unless a re-test was asked for already.
    """
    sample = Sample.objects.for_step(sample.pk)
    if sample.objected_on or sample.notice_received_on == on:
        return sample
    sample.notice_received_on = on
    save(sample, update_fields=["notice_received_on"])
    sample.result.notified_on = on
    save(sample.result, update_fields=["notified_on"])
    if sample.has_failed:
        with for_the_record():
            deadlines.void(sample, ["objection"], reason=_("the proof of service was corrected"))
        deadlines.start(sample, "objection", on=on, holder=sample.officer, title=sample.title)
    return sample


def order(sample, *, by, **words):
    """Draft the order that the failure calls for, or find the one that there is."""
    with SAMPLE.step(sample, "order", by=by, **words) as sample:
        results.order_from(sample.result, by=by)
    return sample


def refer(sample, *, by, authority, **words):
    """Report the failure to the authority of a producer that lies elsewhere (18号令 art. 44)."""
    with SAMPLE.step(sample, "refer", by=by, **words) as sample:
        sample.referred_on, sample.referred_to = sample.on, authority
    return sample


def close(sample, *, by, **words):
    """Nothing is left to do: it passed, was overturned, or is in another authority's hands."""
    with SAMPLE.step(sample, "close", by=by, **words) as sample:
        sample.closed_on = sample.on
    return sample
