"""What the papers of a registration say: the certificate, and the notices on the way to it."""

from pathlib import Path

from qualitysup.clock.services import deadlines
from qualitysup.documents import kinds
from workshops import validity
from workshops.models import Application
from workshops.services.applications import granted_period
from workshops.workflow.registration import CERTIFICATE

PAPER = Path(__file__).parents[1] / "paper"

KINDS = {
    Application.Kind.NEW: "新办登记",
    Application.Kind.RENEWAL: "延续登记",
    Application.Kind.CHANGE: "变更登记",
}
CHANGES = {
    Application.Change.NAME: "名称",
    Application.Change.ADDRESS: "生产加工地址名称",
    Application.Change.MOVE: "生产加工场所搬迁",
    Application.Change.VARIETY: "食品种类",
    Application.Change.LAYOUT: "设备布局和工艺流程",
    Application.Change.EQUIPMENT: "主要生产加工设备、设施",
}


def party(application) -> dict:
    workshop = application.workshop
    return {
        "name": workshop.enterprise.name,
        "uscc": workshop.enterprise.uscc or "",
        "address": workshop.enterprise.address,
        "operator": workshop.operator_name,
    }


def asked(application) -> dict:
    registration = application.registration
    return {
        "kind": KINDS[application.kind],
        "filed_on": application.filed_on,
        "changes": [CHANGES[change] for change in application.changes],
        "number": application.number,
        "registration_number": registration.number if registration else "",
    }


def varieties(application) -> list[dict]:
    return [
        {"category": row.category_id, "category_name": row.category.name, "name": row.name}
        for row in application.varieties.select_related("category")
    ]


def handlers(application) -> list[dict]:
    officer = application.officer
    return [{"name": str(officer), "badge": officer.badge_number}]


def acceptance(application) -> dict:
    late = {"changed_on": application.changed_on, "apply_by": application.apply_by}
    # The clock itself starts once the step's paper is on its way; the day is the same.
    decide_by = deadlines.computed("registration-decision", application.accepted_on)
    return {
        "party": party(application),
        "application": asked(application),
        "varieties": varieties(application),
        "site_check": application.needs_site_check,
        "late": late if application.late else None,
        "due_on": decide_by.nominal,
        "handlers": handlers(application),
    }


def not_accepted(application) -> dict:
    return {
        "party": party(application),
        "application": asked(application),
        "reasons": application.reasons,
        "handlers": handlers(application),
    }


def refusal(application) -> dict:
    site = {
        "checked_on": application.checked_on,
        "passed": application.site_passed,
        "findings": application.site_findings,
    }
    return not_accepted(application) | {"site": site if application.visit_id else None}


def certificate(application) -> dict:
    """Its first paper gives the registration its number; every later one repeats that number."""
    registration = application.registration
    period = granted_period(application)
    begun = registration.valid_from if registration else period.starts_on
    window = validity.renewal_window(period.ends_on, on=application.day)
    return {
        "party": party(application),
        "registration": {
            "number": registration.number if registration else "",
            "valid_from": begun,
            "valid_to": period.ends_on,
            "renew_by": window.last_day,
        },
        "varieties": varieties(application),
        "occasion": KINDS[application.kind],
    }


for code, title, word, facts in (
    ("registration_acceptance", "食品小作坊登记受理通知书", "坊受", acceptance),
    ("registration_not_accepted", "食品小作坊登记不予受理通知书", "坊不受", not_accepted),
    ("registration_refusal", "食品小作坊不予登记决定书", "坊不登", refusal),
    (CERTIFICATE, "食品生产加工小作坊登记证", "坊登", certificate),
):
    kinds.register(
        kinds.Kind(
            code=code,
            title=title,
            word=word,
            facts=facts,
            template=PAPER / f"{code}.docx",
            party_to="workshops.Application",
        )
    )
