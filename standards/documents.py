"""What the papers of standards say: the institute's reports, and the record of a filing."""

from pathlib import Path

from qualitysup.documents import kinds
from standards.barcodes import Gtin
from standards.models import Service, ServiceRequest
from standards.results import CHECKED, RIGHT, remark_of, said_of
from standards.workflow.filing import RECORD_PAPER
from standards.workflow.service import REPORT

Verdict = ServiceRequest.Verdict
PAPER = Path(__file__).parent / "paper"


def report(request) -> dict:
    """The parts of other services are empty. The kernel asks in the language of the office."""
    firm = request.enterprise
    return {
        "party": {"name": request.client, "address": firm.address if firm else ""},
        "institute": request.institute.name,
        "service": request.get_service_display(),
        "subject": request.subject,
        "asked_on": request.asked_on,
        "checked_on": request.checked_on,
        "checked_by": str(request.checked_by),
        "signed_by": str(request.signed_by),
        # A search and a translation judge nothing, and their reports draw no conclusion.
        "verdict": "" if request.verdict == Verdict.STATED else request.get_verdict_display(),
        "mark": _mark(request.accreditation),
        "barcode": None,
        "label": None,
        "novelty": None,
        "translation": None,
    } | {request.service: PARTS[request.service](request)}


def _mark(accreditation):
    if accreditation is None:
        return None
    return {
        "kind": accreditation.get_kind_display(),
        "number": accreditation.number,
        "valid_to": accreditation.valid_to,
    }


def _barcode(request):
    check = request.barcode
    return {
        "typed": check.typed,
        "kind": Gtin(check.typed).kind,
        "verifier": check.verifier,
        "rows": [
            {
                "name": CHECKED[each["key"]],
                "said": said_of(each),
                "verdict": RIGHT[each["ok"]],
            }
            for each in check.found
        ],
    }


def _label(request):
    check = request.label
    return {
        "product": check.product,
        "specification": check.specification,
        "produced_on": check.produced_on,
        "edition": check.edition.title,
        "rows": [
            {
                "position": row.position,
                "name": row.name,
                "asked": row.asked,
                "verdict": row.get_verdict_display(),
                "remark": remark_of(row),
            }
            for row in check.findings.order_by("position")
        ],
    }


def _novelty(request):
    lines = list(request.lines.select_related("standard", "now").order_by("position"))
    return {
        "searched_on": lines[0].searched_on,
        "rows": [
            {
                "position": line.position,
                "number": line.number,
                "name": line.standard.name if line.standard else "",
                "standing": line.get_standing_display(),
                "now": line.now.number if line.now else "",
            }
            for line in lines
        ],
    }


def _translation(request):
    made = request.translation
    return {
        "document": made.document,
        "source": made.get_source_display(),
        "target": made.get_target_display(),
        "characters": made.characters,
        "translator": made.translator,
        "reviewer": made.reviewer,
    }


PARTS = {
    Service.BARCODE: _barcode,
    Service.LABEL: _label,
    Service.NOVELTY: _novelty,
    Service.TRANSLATION: _translation,
}

# --- Filings --------------------------------------------------------------------------------------


def record(filing) -> dict:
    firm = filing.enterprise
    named = filing.standards.select_related("standard").order_by("pk")
    return {
        "party": {"name": firm.name, "uscc": firm.uscc or "", "address": firm.address},
        "filing": {
            "number": filing.own_number,
            "name": filing.name,
            "published_on": filing.published_on,
            "in_force_on": filing.in_force_on,
            "recorded_on": filing.recorded_on,
            "valid_to": filing.valid_to,
        },
        "products": [str(row) for row in filing.products.select_related("product").order_by("pk")],
        "standards": [row.standard.number for row in named],
        "indicators": list(
            filing.items.order_by("pk").values("name", "requirement", "test_method")
        ),
    }


for code, title, word, facts, case in (
    (REPORT, "标准与条码所服务报告", "标服", report, "standards.ServiceRequest"),
    (RECORD_PAPER, "企业产品标准备案登记表", "标备", record, "standards.Filing"),
):
    kinds.register(
        kinds.Kind(
            code=code,
            title=title,
            word=word,
            facts=facts,
            template=PAPER / f"{code.replace('-', '_')}.docx",
            served=False,
            party_to=case,
        )
    )
