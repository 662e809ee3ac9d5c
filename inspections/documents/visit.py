"""What the minutes of a visit say (现场检查笔录; 行政处罚法 55)."""

from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inspections.models import Visit
from qualitysup.documents import kinds
from qualitysup.evidence.models import Attachment

PAPER = Path(__file__).parents[1] / "paper"

KINDS = {
    Visit.Kind.PATROL: "日常巡查",
    Visit.Kind.DRAW: "双随机抽查",
    Visit.Kind.COMPLAINT: "投诉举报核查",
    Visit.Kind.CAMPAIGN: "专项检查",
    Visit.Kind.REINSPECTION: "复查",
    Visit.Kind.CONSULTATION: "会商走访",
    Visit.Kind.WORK_GROUP: "工作组走访",
    Visit.Kind.SURVEY: "调查",
    Visit.Kind.UNPLANNED: "检查",
}
OUTCOMES = {
    Visit.Outcome.NO_PROBLEM: "未发现问题",
    Visit.Outcome.NOT_CARRIED_ON: "未发现开展本次抽查涉及的经营活动",
    Visit.Outcome.NOT_DISCLOSED: "未按规定公示应当公示的信息",
    Visit.Outcome.FALSE_DISCLOSURE: "公示信息隐瞒真实情况、弄虚作假",
    Visit.Outcome.UNREACHABLE: "通过登记的住所（经营场所）无法联系",
    Visit.Outcome.UNCOOPERATIVE: "不予配合情节严重",
    Visit.Outcome.CORRECTED: "发现问题经责令已改正",
    Visit.Outcome.TO_FOLLOW_UP: "发现问题待后续处理",
    Visit.Outcome.OTHER_AUTHORITY: "违反其他部门相关规定",
    Visit.Outcome.GONE: "注销、被吊销、被撤销或者迁出",
}
DISPOSITIONS = {
    Visit.Disposition.NONE: "无需后续处置",
    Visit.Disposition.STOPPED: "停止检查",
    Visit.Disposition.ORDERED: "责令改正",
    Visit.Disposition.TRANSFERRED: "发现案件线索移送",
    Visit.Disposition.COPIED: "抄告相关部门",
    Visit.Disposition.OTHER: "其他",
}


def inspection_record(visit) -> dict:
    answers = list(visit.answers.for_page())
    people = list(visit.inspections.select_related("inspector"))
    version = visit.checklist_version
    return {
        "party": {
            "name": visit.party_name,
            "uscc": visit.party_uscc,
            "address": visit.party_address,
            "legal_representative": visit.party_representative,
            "phone": visit.enterprise.phone,
        },
        "purpose": KINDS[Visit.Kind(visit.kind)],
        "began_at": visit.started_at,
        "ended_at": visit.ended_at,
        "place": visit.place or visit.party_address,
        "inspectors": [{"name": str(row.inspector), "badge": row.badge_number} for row in people],
        "present": visit.present,
        "witness": visit.witness,
        "rights_told": visit.rights_told,
        "checklist": f"{version.checklist.name}（第{version.number}版）" if version else "",
        "answered": len(answers),
        "failures": [
            {
                "text": answer.item.text,
                "found": answer.in_words,
                "clause": answer.item.clause,
            }
            for answer in answers
            if answer.failed
        ],
        "summary": visit.summary,
        "outcome": OUTCOMES[Visit.Outcome(visit.outcome)],
        "disposition": DISPOSITIONS[Visit.Disposition(visit.disposition)],
        "additions": [
            f"{timezone.localdate(row.at).isoformat()} {row.text}（{row.reason}）"
            for row in visit.additions.all()
        ],
        "annexes": [str(each) for each in Attachment.objects.standing().of(visit).for_list()],
        "on_paper": [
            {"name": str(row.inspector), "reason": row.paper_reason}
            for row in people
            if row.paper_reason
        ],
        "signature_refused": visit.signature_refused,
    }


kinds.register(
    kinds.Kind(
        code="inspection_record",
        title="现场检查笔录",
        word="检笔",
        label=_("minutes of a visit"),
        facts=inspection_record,
        template=PAPER / "inspection_record.docx",
        # It is signed on the spot, not served.
        served=False,
    )
)
