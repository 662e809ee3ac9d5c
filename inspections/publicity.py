"""What is published of each kind of result: these fields, and no others.

Whatever is not named here stays inside: notes, names of inspectors, where somebody stood.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inspections.models import (
    Disclosure,
    Halt,
    Penalty,
    RectificationOrder,
    SmallFine,
    TestResult,
    Visit,
)
from qualitysup.clock.models import TermRule
from qualitysup.documents.models import IssuedDocument

Kind = Disclosure.Kind

LABELS = {
    "checked_on": _("checked on"),
    "checklist": _("checklist"),
    "outcome": _("outcome"),
    "disposition": _("disposition"),
    "product": _("product"),
    "model": _("model and batch"),
    "standard": _("standard"),
    "laboratory": _("laboratory"),
    "report_number": _("report number"),
    "tested_on": _("tested on"),
    "conclusion": _("conclusion"),
    "failed_items": _("items failed"),
    "number": _("document number"),
    "violation": _("type of violation"),
    "violated": _("provisions violated"),
    "penalty": _("penalty"),
    "decided": _("what was decided"),
    "amount": _("fine (yuan)"),
    "basis": _("basis of the decision"),
    "decided_on": _("decided on"),
    "halt_months": _("length of the halt (months)"),
    "halt_until": _("halted until"),
}
PASSED, FAILED = "passed", "failed"
# Values that are kept as codes and said in the reader's words.
WORDS = {
    "outcome": dict(Visit.Outcome.choices),
    "disposition": dict(Visit.Disposition.choices),
    "conclusion": {PASSED: _("passed"), FAILED: _("failed")},
    "penalty": dict(Kind.choices) | dict(Penalty.Kind.choices),
}


@dataclass(frozen=True)
class Result:
    """A result as it may go out: under which kind, about whom, since when, on what basis."""

    kind: str
    enterprise: object
    division_id: str
    party_name: str
    party_uscc: str
    # The page is Chinese; so is what the bureau says on it.
    title: str
    facts: dict
    legal_basis: str
    formed_on: date
    # Of a penalty, for how many months it is public.
    months_shown: int | None = None


def of_visit(visit) -> Result | None:
    """A finished check; ``None`` where nothing was checked."""
    if visit.kind not in Visit.CHECKS:
        return None
    is_draw = visit.kind == Visit.Kind.DRAW
    version = visit.checklist_version
    ended_on = timezone.localdate(visit.ended_at)
    return Result(
        kind=Kind.DRAW if is_draw else Kind.VISIT,
        enterprise=visit.enterprise,
        division_id=visit.division_id,
        party_name=visit.party_name,
        party_uscc=visit.party_uscc,
        title=f"{visit.party_name}{'双随机抽查' if is_draw else '监督检查'}结果",
        facts={
            "checked_on": ended_on.isoformat(),
            "checklist": str(version.checklist) if version else "",
            "outcome": visit.outcome,
            "disposition": visit.disposition,
        },
        legal_basis="广东省市场监管条例 25；食品生产经营监督检查管理办法 39",
        formed_on=ended_on,
    )


def of_test(result) -> Result:
    return Result(
        kind=Kind.TEST,
        enterprise=result.enterprise,
        division_id=result.division_id,
        party_name=result.enterprise.name,
        party_uscc=result.enterprise.uscc or "",
        title=f"{result.enterprise.name}{result.product}监督抽查结果",
        facts={
            "product": result.product,
            "model": result.model,
            "standard": result.standard,
            "laboratory": result.laboratory,
            "report_number": result.report_number,
            "tested_on": result.tested_on.isoformat(),
            "conclusion": PASSED if result.passed else FAILED,
            "failed_items": result.failures,
        },
        legal_basis="产品质量法 24；企业信息公示暂行条例 6",
        formed_on=result.tested_on,
    )


def of_halt(halt) -> Result:
    """责令停业整顿, with what art. 4 lists for the summary of a penalty."""
    decision = IssuedDocument.objects.of(halt.order).filter(kind="halt").order_by("pk").last()
    return _penalty(
        halt.order,
        Kind.HALT,
        "责令停业整顿决定",
        halt.started_on,
        number=decision.number if decision else halt.order.number,
        product=halt.order.product,
        halt_months=halt.order.halt_months,
        halt_until=halt.planned_until.isoformat(),
    )


def of_penalty(penalty) -> Result | None:
    """A fine, a public criticism and the like; of a warning alone nothing is public (art. 2)."""
    if penalty.kind == Penalty.Kind.WARNING:
        return None
    return Result(
        kind=Kind.PENALTY,
        enterprise=penalty.enterprise,
        division_id=penalty.division_id,
        party_name=penalty.party_name,
        party_uscc=penalty.party_uscc,
        title=f"{penalty.party_name}{TITLES[Penalty.Kind(penalty.kind)]}决定",
        facts={
            "number": penalty.number,
            "violation": penalty.violation,
            "penalty": penalty.kind,
            "decided": penalty.content,
            "amount": f"{penalty.amount:.2f}" if penalty.amount is not None else "",
            "basis": penalty.basis,
            "decided_on": penalty.decided_on.isoformat(),
        },
        legal_basis="处罚信息公示规定 2、4、9、13",
        formed_on=penalty.decided_on,
        months_shown=months_shown(penalty),
    )


TITLES = {
    Penalty.Kind.CRITICISM: "通报批评",
    Penalty.Kind.FINE: "罚款",
    Penalty.Kind.CONFISCATION: "没收",
    Penalty.Kind.RESTRICTION: "限制开展生产经营活动",
}


def months_shown(penalty) -> int:
    """处罚信息公示规定 13: three months if it is small, else three years or as long as it binds."""
    term = "penalty-shown-briefly" if is_small(penalty) else "penalty-shown"
    rule = TermRule.objects.in_force(term, penalty.decided_on)
    return max(rule.amount, penalty.restricted_months or 0)


def is_small(penalty) -> bool:
    if penalty.kind == Penalty.Kind.FINE:
        limit = SmallFine.objects.in_force(penalty.division_id, penalty.decided_on)
        return limit is not None and penalty.amount <= limit.up_to
    return penalty.kind == Penalty.Kind.CRITICISM


def of_revocation(order) -> Result:
    return _penalty(order, Kind.REVOCATION, "吊销营业执照决定", order.closed_on)


def _penalty(order, kind, title, decided_on, **more) -> Result:
    return Result(
        kind=kind,
        enterprise=order.enterprise,
        division_id=order.division_id,
        party_name=order.party_name,
        party_uscc=order.party_uscc,
        title=f"{order.party_name}{title}",
        facts={
            # The registrar's own decision on a revocation has a number that nobody told us.
            "number": order.number,
            "violated": order.violated,
            "penalty": kind,
            "decided_on": decided_on.isoformat(),
            **more,
        },
        legal_basis="产品质量法 17；处罚信息公示规定 2、9",
        formed_on=decided_on,
    )


READERS: dict[type, Callable[[object], Result | None]] = {
    Visit: of_visit,
    TestResult: of_test,
    Halt: of_halt,
    Penalty: of_penalty,
    RectificationOrder: of_revocation,
}


def of(source) -> Result | None:
    return READERS[type(source)](source)


def lines(facts: dict) -> Iterator[tuple[str, str]]:
    """The facts in words, in the order of the table above; what is empty is left out."""
    for name, label in LABELS.items():
        value = facts.get(name)
        if value in (None, "", []):
            continue
        if isinstance(value, list):
            value = "；".join(value)
        yield str(label), str(WORDS.get(name, {}).get(value, value))
