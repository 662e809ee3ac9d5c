"""What the papers of a sample say. The papers are Chinese, whatever language the screen is in."""

from django.dispatch import receiver
from django.utils import timezone

from inspections.documents.order import PAPER, handlers
from inspections.models import Sample
from inspections.services import samples
from qualitysup.clock.services import deadlines
from qualitysup.documents import kinds
from qualitysup.documents.signals import served

PLACES = {
    Sample.Place.MARKET: "市场上的待销产品",
    Sample.Place.WAREHOUSE: "企业成品仓库内的待销产品",
}


def party(sample) -> dict:
    return {
        "name": sample.party_name,
        "uscc": sample.party_uscc,
        "address": sample.party_address,
        "phone": sample.enterprise.phone,
    }


def amount(quantity) -> str:
    """12 and 0.5, not 12.00 and 0.50."""
    return f"{quantity:f}".rstrip("0").rstrip(".") if quantity else "0"


def sampling_sheet(sample) -> dict:
    task = sample.plan or sample.campaign
    return {
        "party": party(sample),
        "task": str(task) if task else "日常监督抽查",
        "producer": {"name": sample.producer_name, "address": sample.producer_address},
        "sample": {
            "product": sample.product,
            "model": sample.model,
            "trademark": sample.trademark,
            "batch": sample.batch,
            "made_on": sample.made_on,
            "standard": sample.standard,
            "base_quantity": amount(sample.base_quantity),
            "sample_quantity": amount(sample.sample_quantity),
            "backup_quantity": amount(sample.backup_quantity),
            "unit": sample.unit,
            "place": "，".join(filter(None, [PLACES[sample.place], sample.place_detail])),
            "seals": sample.seals,
            "price_paid": amount(sample.price_paid),
            "signed_by": sample.signed_by,
            "signature_refused": sample.signature_refused,
        },
        "samplers": [
            {"name": str(person), "badge": person.badge_number} for person in sample.samplers.all()
        ],
    }


def result_notice(sample) -> dict:
    result = sample.result
    elsewhere = sample.producer_name not in ("", sample.party_name)
    return {
        "party": party(sample),
        "sample": {
            "number": sample.number,
            "drawn_on": sample.drawn_on,
            "product": sample.product,
            "producer": sample.producer_name if elsewhere else "",
        },
        "laboratory": result.laboratory,
        "report_number": result.report_number,
        "passed": result.passed,
        "failed_items": result.failures,
        "handlers": handlers(sample),
    }


def retest_acceptance(sample) -> dict:
    return {
        "party": party(sample),
        "sample": {"number": sample.number, "product": sample.product},
        "report_number": sample.result.report_number,
        "request": {"applicant": applicant(sample), "filed_on": sample.objected_on},
        "handlers": handlers(sample),
    }


def applicant(sample) -> str:
    if sample.objected_by == Sample.Applicant.PRODUCER:
        return sample.producer_name
    return sample.party_name


def retest_refusal(sample) -> dict:
    last = sample.objection_due_on
    late = last is not None and sample.objected_on > last
    facts = retest_acceptance(sample)
    facts["request"]["late_after"] = last if late else None
    return facts | {"reasons": sample.decision_reasons}


def retest_task(sample) -> dict:
    laboratory = sample.retest_laboratory
    return {
        "party": {"name": laboratory.name, "address": laboratory.address},
        "sample": {
            "number": sample.number,
            "product": sample.product,
            "standard": sample.standard,
            "seals": sample.seals,
            "unit": sample.unit,
            "backup_quantity": amount(sample.backup_quantity),
            "backup_place": sample.backup_place,
        },
        "report_number": sample.result.report_number,
        "request": {"applicant": applicant(sample)},
        "failed_items": sample.result.failures,
        "due_on": deadlines.of(sample, "retest").due_on,
        "handlers": handlers(sample),
    }


def producer_report(sample) -> dict:
    return {
        "party": {"name": sample.referred_to},
        "sample": {
            "number": sample.number,
            "drawn_on": sample.drawn_on,
            "product": sample.product,
            "party": sample.party_name,
        },
        "producer": {"name": sample.producer_name, "address": sample.producer_address},
        "laboratory": sample.result.laboratory,
        "report_number": sample.result.report_number,
        "failed_items": sample.result.failures,
        "handlers": handlers(sample),
    }


for code, title, word, facts, is_served in (
    # Signed for on the spot, or sent to others than the party: nothing of these is served on it.
    ("sampling_sheet", "产品质量监督抽查抽样单", "抽样", sampling_sheet, False),
    ("result_notice", "产品质量监督抽查检验结果通知书", "检结", result_notice, True),
    ("retest_acceptance", "产品质量监督抽查复检受理通知书", "复受", retest_acceptance, True),
    ("retest_refusal", "产品质量监督抽查复检不予受理通知书", "复拒", retest_refusal, True),
    ("retest_task", "产品质量监督抽查复检任务书", "复任", retest_task, False),
    ("producer_report", "不合格产品情况通报", "抽通", producer_report, False),
):
    kinds.register(
        kinds.Kind(
            code=code,
            title=title,
            word=word,
            facts=facts,
            template=PAPER / f"{code}.docx",
            served=is_served,
        )
    )


@receiver(served)
def result_reached_its_party(sender, proof, **kwargs):
    """The 15 days to ask for a re-test run from the day of receipt (产品质量法 art. 15)."""
    document = proof.document
    if document.kind == "result_notice" and isinstance(document.case, Sample):
        day = timezone.localdate(proof.served_at)
        samples.party_received(document.case, by=proof.recorded_by, on=day)
