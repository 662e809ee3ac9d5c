"""The papers of a random draw: the notice of its promise, and the certificate (抽取证书).

Together they are all that an outsider needs to check it by hand.
"""

from pathlib import Path

from django.db.models import Count

from inspections.models import Draw, DrawExclusion, DrawInspector, Stratum
from inspections.services import rolls
from qualitysup.documents import kinds
from qualitysup.documents.models import IssuedDocument

PAPER = Path(__file__).parents[1] / "paper"
# A paper of 2,000 rows is read by nobody; the rest is in the file whose hash it names.
SHOWN = 300
NAMED = 20
# Enough to tell them apart in a narrow column; the whole key is in the file.
KEY_SHOWN = 12

MODES = {Draw.Mode.OPEN: "不定向", Draw.Mode.TARGETED: "定向"}
STRATA = {
    Stratum.D: "高风险（D）",
    Stratum.C: "较高风险（C）",
    Stratum.B: "一般风险（B）",
    Stratum.A: "低风险（A）",
    Stratum.NOT_ASSESSED: "未评定",
}
REASONS = {
    DrawExclusion.Reason.RECUSED: "因回避检查人员不足",
    DrawExclusion.Reason.CHECKED: "三个月内已检查同一事项",
    DrawExclusion.Reason.DEREGISTERED: "注销",
    DrawExclusion.Reason.REVOKED: "吊销或者撤销",
    DrawExclusion.Reason.MOVED_OUT: "迁出",
    DrawExclusion.Reason.MERGED: "已并入其他记录",
}
WITHHELD = {
    DrawInspector.Exclusion.NO_BADGE: "无有效执法证号",
    DrawInspector.Exclusion.EXPIRED: "执法证已过期",
    DrawInspector.Exclusion.EXPIRES: "执法证在检查期限内到期",
    DrawInspector.Exclusion.AWAY: "检查期限内请假、外派过半",
}
STATES = {
    Draw.State.DRAFT: "草稿",
    Draw.State.COMMITTED: "已承诺种子",
    Draw.State.FROZEN: "已封存名单",
    Draw.State.DRAWN: "已抽取",
    Draw.State.UNDER_WAY: "检查中",
    Draw.State.CONCLUDED: "已结束",
    Draw.State.CANCELLED: "已取消",
}
RULES = (
    "1. 种子为64位十六进制数，其SHA-256即事先公布的承诺值：printf '%s' 种子 | sha256sum。",
    "2. 名单文件逐行列出任务（D）、各层（S）、检查人员（I）、回避（R）、未列入者（X）和"
    "检查对象（C），其SHA-256即公布的名单哈希：sha256sum 名单文件。",
    "3. 每户的排序值为“种子|名单哈希|编号”的SHA-256。每层取排序值最小者，至该层应抽户数为止；"
    "抽中各户按排序值由小到大编号。",
    "4. 按序号逐户分派检查人员：在服务该地、无须回避的检查人员中，先取本次分派户数最少者；"
    "户数相同的，取“种子|编号|执法证号”的SHA-256较小者。",
    "5. 编号为统一社会信用代码；没有代码的，为字母E加登记册序号。",
)


def notice(draw) -> dict:
    return {
        "party": {"name": draw.name},
        "draw": task(draw),
        "commitment": {"at": draw.committed_at, "value": draw.commitment},
        "published_at": draw.published_at,
        "rules": list(RULES),
    }


def task(draw) -> dict:
    return {
        "code": draw.code,
        "subjects": [line.strip() for line in draw.items.splitlines() if line.strip()],
        "basis": draw.basis,
        "starts_on": draw.starts_on,
        "ends_on": draw.ends_on,
        "mode": MODES[Draw.Mode(draw.mode)],
        "each": draw.inspectors_each,
    }


def certificate(draw, *, named=True) -> dict:
    """Without the names that are nobody's business: then inspectors are their badges."""
    rows = list(draw.drawn.order_by("position").prefetch_related("inspectors__person")[:SHOWN])
    issued = notice_of(draw)
    return {
        "party": {"name": draw.name},
        "draw": task(draw),
        "commitment": {
            "at": draw.committed_at,
            "value": draw.commitment,
            "notice": issued.number if issued else "",
            "published_at": draw.published_at or "",
        },
        "pool": {
            "at": draw.frozen_at,
            "value": draw.pool_hash,
            "size": draw.pool_size,
            "left_out": draw.left_out_count,
            "inspectors": draw.library.filter(excluded="").count(),
        },
        "seed": {"at": draw.revealed_at, "value": draw.seed},
        "strata": [strata_row(stratum) for stratum in draw.strata.all()],
        "rules": list(RULES),
        "example": example(draw, rows),
        "drawn": [drawn_row(row, named=named) for row in rows],
        "drawn_count": draw.drawn_count,
        "drawn_left": max(0, draw.drawn_count - SHOWN),
        "drawn_hash": rolls.hashed(draw),
        "reasons": list(reasons(draw, named=named)),
        "withheld": [
            {"name": str(row.person), "reason": WITHHELD[DrawInspector.Exclusion(row.excluded)]}
            for row in draw.library.exclude(excluded="").select_related("person")
            if named
        ],
        "alike": [
            {"name": str(other), "state": STATES[Draw.State(other.state)]}
            for other in Draw.objects.alike(draw)
        ],
    }


def notice_of(draw):
    """The notice by which the promise was published; none of a draw from before there were any."""
    notices = IssuedDocument.objects.of(draw).filter(kind="draw_notice", voided_at=None)
    return notices.order_by("pk").last()


def strata_row(stratum) -> dict:
    return {
        "name": STRATA[Stratum(stratum.risk_class)],
        "population": stratum.population,
        "rule": f"{stratum.number}户" if stratum.number is not None else stratum.shown_rule,
        "sample": stratum.sample,
    }


def example(draw, rows) -> dict | None:
    """One candidate worked through, the first that was drawn."""
    if not rows:
        return None
    stratum = draw.strata.get(risk_class=rows[0].risk_class)
    return {
        "name": rows[0].party_name,
        "candidate": rows[0].public_id,
        "key": rows[0].key,
        "stratum": STRATA[Stratum(stratum.risk_class)],
        "sample": stratum.sample,
        "position": rows[0].position,
    }


def drawn_row(row, *, named) -> dict:
    return {
        "position": row.position,
        "name": row.party_name,
        "candidate": row.public_id,
        "stratum": row.risk_class,
        "key": row.key[:KEY_SHOWN],
        "inspectors": [
            f"{one.person}（{one.badge_number}）" if named else one.badge_number
            for one in row.inspectors.all()
        ],
    }


def reasons(draw, *, named):
    counted = draw.exclusions.order_by().values_list("reason").annotate(Count("pk"))
    for reason, count in sorted(counted):
        names = draw.exclusions.filter(reason=reason).values_list("name", flat=True)
        yield {
            "reason": REASONS[DrawExclusion.Reason(reason)],
            "count": count,
            "names": list(names[:NAMED]) if named else [],
            "more": count > NAMED,
        }


kinds.register(
    kinds.Kind(
        code="draw_notice",
        title="双随机抽取种子承诺公告",
        word="抽公",
        facts=notice,
        template=PAPER / "draw_notice.docx",
        served=False,
    )
)
kinds.register(
    kinds.Kind(
        code="draw_certificate",
        title="双随机抽取证书",
        word="抽",
        facts=certificate,
        template=PAPER / "draw_certificate.docx",
        served=False,
    )
)
