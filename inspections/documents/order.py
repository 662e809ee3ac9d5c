"""What the papers of an order say. The papers are Chinese, whatever language the screen is in."""

from pathlib import Path

from django.dispatch import receiver

from inspections.models import Halt, OrderItem, RectificationOrder
from qualitysup.clock.services import deadlines
from qualitysup.documents import kinds
from qualitysup.documents.models import IssuedDocument
from qualitysup.documents.signals import served

PAPER = Path(__file__).parents[1] / "paper"

CATEGORIES = {
    OrderItem.Kind.MANAGEMENT: "质量管理",
    OrderItem.Kind.STANDARDS: "标准",
    OrderItem.Kind.METROLOGY: "计量",
    OrderItem.Kind.INSPECTION: "检验",
    OrderItem.Kind.STAFF: "人员",
    OrderItem.Kind.EQUIPMENT: "设备工艺",
    OrderItem.Kind.PRODUCT: "产品",
    OrderItem.Kind.OTHER: "其他",
}
SCOPES = {
    Halt.Scope.PRODUCT: "{product}的生产、销售。",
    Halt.Scope.LINE: "{product}全部生产线。",
    Halt.Scope.WHOLE: "全部生产经营活动。",
}
ROUND_BASIS = {"first": "第四十七条", "announced": "第四十八条", "halted": "第四十七条"}
QUALITY_LAW = "《中华人民共和国产品质量法》第十七条第一款"
RULES = "《产品质量监督抽查管理暂行办法》"


def party(order) -> dict:
    return {
        "name": order.party_name,
        "uscc": order.party_uscc,
        "address": order.party_address,
        "legal_representative": order.party_representative,
        "phone": order.enterprise.phone,
    }


def handlers(order) -> list[dict]:
    return [{"name": str(order.officer), "badge": order.officer.badge_number}]


def items(rows) -> list[dict]:
    return [
        {
            "category": CATEGORIES[OrderItem.Kind(row.kind)],
            "requirement": row.requirement,
            "due_on": row.due_on,
        }
        for row in rows
    ]


def rectification_order(order) -> dict:
    terms = deadlines.latest(order, ["correct", "reinspect"])
    return {
        "party": party(order),
        "findings": order.findings,
        "violations": [order.violated],
        "basis": order.basis.split("、"),
        "items": items(order.items.all()),
        # 18号令 art. 45: a failed test stops the same product at once.
        "stop": order.halts.filter(kind=Halt.Kind.AUTOMATIC).exists(),
        "due_on": terms["correct"].due_on,
        # An order of the first years has no such term.
        "reinspect_by": terms["reinspect"].nominal_on if "reinspect" in terms else None,
        "handlers": handlers(order),
    }


def halt(order) -> dict:
    latest = order.halts.open().exclude(kind=Halt.Kind.AUTOMATIC).order_by("pk").last()
    penalty = latest.kind == Halt.Kind.PENALTY
    return {
        "party": party(order),
        "reason": order.findings,
        "prior": _earlier_papers(order),
        "basis": [QUALITY_LAW] if penalty else [f"{RULES}第五十条"],
        "measure": (
            "本局决定责令你单位停业，限期整顿"
            if penalty
            else "经与商会、当地人民政府会商并与你单位协商一致，你单位停产整改"
        ),
        "scope": SCOPES[Halt.Scope(latest.scope)].format(product=order.product),
        "from_on": latest.started_on,
        "to_on": latest.planned_until,
        "requirements": [line for line in latest.requirements.splitlines() if line.strip()]
        or ["按责令改正通知书逐项整改，整改完成并经复查合格前不得恢复生产。"],
        # A decision can be appealed against; what was agreed to is not a decision.
        "remedies": penalty,
        "handlers": handlers(order),
    }


def _earlier_papers(order) -> list[dict]:
    issued = IssuedDocument.objects.of(order).order_by("pk")
    return [{"title": paper.title, "number": paper.number} for paper in issued]


def reinspection_notice(order) -> dict:
    called = order.reinspections.under_way().get()
    return {
        "party": party(order),
        "order": {"title": "责令改正通知书", "number": order.number, "issued_on": order.issued_on},
        "basis": [QUALITY_LAW, f"{RULES}{ROUND_BASIS[called.round]}"],
        "reinspect_on": called.planned_on,
        "place": order.party_address,
        "items": items(entry.item for entry in called.items.select_related("item")),
        "sample": f"从整改后生产的待销{order.product}中随机抽取，由你单位无偿提供。",
        "result": None,
        "handlers": handlers(order),
    }


def resumption(order) -> dict:
    passed = order.reinspections.filter(passed=True).last()
    return {
        "party": party(order),
        "halt": _what_is_lifted(order),
        "reinspection": {
            "on": passed.held_on,
            "report_number": passed.report_number,
            "conclusion": passed.note or "责令改正的事项已全部完成，复查合格。",
        },
        "basis": [QUALITY_LAW, f"{RULES}第四十九条"],
        "resume_on": order.closed_on,
        "scope": f"{order.product}的生产、销售。",
        "conditions": [f"严格执行{order.standard}，逐台（批）进行出厂检验并保存记录。"],
        "handlers": handlers(order),
    }


def _what_is_lifted(order) -> dict:
    lifted = IssuedDocument.objects.of(order).filter(kind="halt").order_by("pk").last()
    if lifted is None:
        return {"title": "责令改正通知书", "number": order.number, "issued_on": order.issued_on}
    return {"title": lifted.title, "number": lifted.number, "issued_on": lifted.issued_on}


for code, title, word, facts in (
    ("rectification_order", "责令改正通知书", "责改", rectification_order),
    ("halt", "停产整顿通知书", "停整", halt),
    ("reinspection_notice", "复查通知书", "复查", reinspection_notice),
    ("resumption", "恢复生产通知书", "恢复", resumption),
):
    kinds.register(
        kinds.Kind(code=code, title=title, word=word, facts=facts, template=PAPER / f"{code}.docx")
    )


@receiver(served)
def decision_reached_its_party(sender, proof, **kwargs):
    """The decision to halt is served within seven working days (行政处罚法 art. 61)."""
    document = proof.document
    if document.kind == "halt" and isinstance(document.case, RectificationOrder):
        deadlines.meet(document.case, ["service"], on=proof.served_at.date())
