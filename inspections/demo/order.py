"""The story of the 23 press makers, told with fictional firms, and live cases in every state.

Everything goes through the services, on the days it would have happened, so that clocks, numbers,
papers and logs are the real ones.
"""

import datetime as dt
import random
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.demo import REPORT, REPORT_DAY
from enterprises.models import Enterprise
from inspections.models import (
    Campaign,
    Consultation,
    OrderItem,
    QualityMeeting,
    RectificationOrder,
    TestResult,
    WorkGroup,
    WorkGroupVisit,
)
from inspections.services import campaigns, orders, penalties, reinspections, results
from qualitysup.accounts.models import User
from qualitysup.documents.models import IssuedDocument
from qualitysup.documents.services import serving
from qualitysup.regions.models import Division
from qualitysup.reports.models import Statement

MARK = "（演示）"
STORY = f"陈村镇锻压机械产品质量专项整治{MARK}"
LIVE = f"重点消费品和机械产品质量安全专项整治{MARK}"
CHENCUN, BEIJIAO, SHUNDE = "440606101000", "440606102000", "440606000000"
PRESS_MAKERS = 23
State = RectificationOrder.State


@dataclass(frozen=True)
class Staff:
    officer: User
    inspectors: tuple[User, User]
    chief: User
    leader: User


def load(*, say):
    if Campaign.objects.filter(name=STORY).exists():
        return
    staff = staff_of_shunde()
    with transaction.atomic():
        state_the_story()
        tell_the_story(staff)
        open_live_cases(staff)
        huangshi_case(User.objects.get(username="hs_officer"))
    say(_("The story of the press makers is told, and there is a live case in every state."))


def staff_of_shunde() -> Staff:
    people = {user.username: user for user in User.objects.all()}
    return Staff(
        officer=people["officer"],
        inspectors=(people["inspector"], people["inspector2"]),
        chief=people["chief"],
        leader=people["leader"],
    )


# --- The 23 press makers --------------------------------------------------------------------------


def state_the_story():
    """As the report tells it, of three years before; the cases below are fictional."""
    for name, value, unit, words in (
        ("锻压机械不符合国家标准企业", 23, "家", "在三年前该镇有23家企业的产品不符合国家标准"),
        ("停产整顿时长", Decimal("0.5"), "年", "整顿半年后，这些重新组织生产的企业"),
    ):
        Statement.objects.create(
            division_id=CHENCUN,
            subject="inspections",
            name=name,
            value=value,
            unit=unit,
            as_of=REPORT_DAY,
            source=REPORT,
            words=words,
        )


def tell_the_story(staff):
    """Tested, consulted on, halted by agreement, visited, resumed after half a year."""
    began = timezone.localdate() - dt.timedelta(days=400)
    makers = list(
        Enterprise.objects.filter(
            division__code__startswith="440606101", industry="3422", name__endswith=MARK
        ).order_by("pk")[:PRESS_MAKERS]
    )
    campaign = campaigns.draft(
        by=staff.officer,
        division=Division.objects.get(pk=SHUNDE),
        towns=Division.objects.filter(pk=CHENCUN),
        name=STORY,
        product="开式压力机",
        standard="GB 17120—2012",
        starts_on=began,
        ends_on=began + dt.timedelta(days=270),
        background="监督抽查发现23家锻压机械企业产品不符合国家标准，属区域性、行业性质量问题。",
    )
    campaigns.add_enterprises(campaign, makers, by=staff.officer)
    campaign = campaigns.open_campaign(campaign, by=staff.chief, on=began)
    _test(campaign, makers, on=began + dt.timedelta(days=5), by=staff.officer)
    _consult(campaign, began + dt.timedelta(days=15), by=staff.officer)
    groups = _send_work_groups(campaign, staff)

    issued_on = began + dt.timedelta(days=30)
    drafted = campaigns.draft_orders(
        campaign,
        by=staff.officer,
        findings="监督抽查检验不合格：危险区防护装置、急停装置不符合 GB 17120—2012 的要求。",
    )
    orders.issue_many(drafted, by=staff.officer, on=issued_on)
    campaigns.agree_halts(
        campaign,
        by=staff.officer,
        on=issued_on,
        requirements="完善质量管理和标准、计量、检验等基础管理工作；接受工作组指导和检查。",
    )
    _visit(campaign, groups, staff, issued_on)
    for order in campaign.orders.order_by("pk"):
        _put_right(order, staff, issued_on)
    _grow(campaign)
    campaigns.close(
        campaign,
        by=staff.chief,
        on=timezone.localdate() - dt.timedelta(days=150),
        conclusion="23家企业复查全部合格，整顿半年后恢复生产，产品质量和销售明显提高。",
    )


def _test(campaign, makers, *, on, by):
    for number, maker in enumerate(makers, start=1):
        result = TestResult(
            enterprise=maker,
            campaign=campaign,
            report_number=f"YS-DY-{on.year}-{number:03d}",
            laboratory=f"锻压机械质量检验站{MARK}",
            product=campaign.product,
            model=f"JB23-{(number % 8 + 2) * 10}",
            standard=campaign.standard,
            tested_on=on,
            notified_on=on + dt.timedelta(days=4),
            passed=False,
            failed_items="危险区防护装置：应设置，未设置\n急停装置：应能可靠停机，失效",
        )
        results.record(result, by=by)


def _consult(campaign, on, *, by):
    for row in (
        Consultation(
            kind=Consultation.Kind.CHAMBER, body=f"陈村镇机械商会{MARK}", people="会长、秘书长",
            opinion=Consultation.Opinion.AGREES, held_on=on,
            summary="通报抽查结果，商会赞成会员企业停产整改，请求派员指导。",
        ),
        Consultation(
            kind=Consultation.Kind.GOVERNMENT, body="陈村镇人民政府", people="分管副镇长（演示）",
            opinion=Consultation.Opinion.CONDITIONAL, held_on=on + dt.timedelta(days=3),
            summary="支持专项整治；要求稳定用工，整顿期不超过半年。",
        ),
        QualityMeeting(
            held_on=on + dt.timedelta(days=6), place="陈村镇人民政府会议室",
            attendees="23家企业负责人、商会、镇政府、检验机构",
            analysis="防护装置普遍缺失；出厂检验流于形式；无计量器具台账。",
            measures="停产整改，工作组进驻，逐项复查，复查合格后恢复生产。",
        ),
    ):  # fmt: skip
        row.campaign = campaign
        campaigns.keep_record(row, by=by)


def _send_work_groups(campaign, staff):
    groups = []
    for name, leader in zip(("第一工作组", "第二工作组"), staff.inspectors, strict=True):
        group = WorkGroup.objects.create(campaign=campaign, name=name, leader=leader)
        group.members.set(staff.inspectors)
        groups.append(group)
    for place, participation in enumerate(campaign.participations.order_by("pk")):
        participation.work_group = groups[place % len(groups)]
        participation.save(update_fields=["work_group"])
    return groups


def _visit(campaign, groups, staff, issued_on):
    for participation in campaign.participations.select_related("work_group__leader"):
        for week, findings, help_given in (
            (2, "制度文件不全，检验设备未检定。", "提供制度范本，联系计量所上门检定。"),
            (6, "防护装置已加装，出厂检验记录开始留存。", "培训检验员两名。"),
        ):
            visit = WorkGroupVisit(
                campaign=campaign,
                work_group=participation.work_group,
                participation=participation,
                visited_on=issued_on + dt.timedelta(weeks=week),
                findings=findings,
                help_given=help_given,
            )
            campaigns.keep_record(visit, by=staff.inspectors[1])


def _put_right(order, staff, issued_on):
    serve(order, staff, issued_on)
    for item in order.items.all():
        orders.record_progress(
            item, by=staff.inspectors[0], percent_done=100, measures="已完成，工作组核实。"
        )
    orders.report(order, by=staff.officer, on=issued_on + dt.timedelta(days=56))
    called = issued_on + dt.timedelta(days=60)
    reinspections.call(order, by=staff.officer, on=called, planned_on=called + dt.timedelta(days=7))
    serve(order, staff, called)
    conclude(order, staff, on=called + dt.timedelta(days=7), report_number=f"FC-{order.pk:04d}")
    order = orders.resume(order, by=staff.chief, on=issued_on + dt.timedelta(days=186))
    serve(order, staff, order.closed_on)


def conclude(order, staff, *, on, failing=0, report_number=""):
    """Hold the re-inspection that is under way; the first ``failing`` items are not put right."""
    carried = list(order.reinspections.under_way().get().items.order_by("item__position"))
    return reinspections.conclude(
        order,
        by=staff.inspectors[1],
        inspectors=staff.inspectors,
        findings={
            entry.item_id: (place >= failing, "" if place >= failing else "仍不符合要求")
            for place, entry in enumerate(carried)
        },
        report_number=report_number,
        on=on,
    )


def _grow(campaign):
    """Before and after: nearly all state their sales, two do not, and stay "—"."""
    chance = random.Random(23)
    for place, participation in enumerate(campaign.participations.order_by("pk")):
        before = chance.randrange(600, 4200)
        participation.pass_rate_before = chance.randrange(20, 60)
        participation.pass_rate_after = chance.randrange(94, 101)
        participation.staff_before = chance.randrange(20, 90)
        participation.staff_after = participation.staff_before + chance.randrange(3, 30)
        if place not in (4, 17):
            participation.sales_before = before
            participation.sales_after = round(before * chance.uniform(1.12, 1.65))
        participation.full_clean()
        participation.save()


# --- Live cases -----------------------------------------------------------------------------------

# The long way through the law: what is done, and how many days after the step before it.
LONG_WAY = [
    ("issue", 0), ("call", 65), ("fail", 5), ("escalate", 3), ("announce", 15), ("call", 65),
    ("fail", 5), ("file_case", 4), ("notify_hearing", 10), ("request_hearing", 3),
    ("schedule_hearing", 3), ("hold_hearing", 16), ("halt", 10), ("call", 190), ("fail", 5),
    ("revoke", 20),
]  # fmt: skip
SHORT_WAY = [("issue", 0), ("report", 45), ("call", 8), ("pass", 7), ("resume", 5)]

# How far each live case goes, and how many days ago its last step was.
LIVE_CASES = [
    *((LONG_WAY[:1], days) for days in (2, 21, 54, 58, 63, 71)),
    *((SHORT_WAY[:length], 3) for length in (2, 3, 4, 5)),
    *((LONG_WAY[:length], days) for length in range(2, len(LONG_WAY) + 1) for days in (2,)),
    (LONG_WAY[:5], 58), (LONG_WAY[:5], 80), (LONG_WAY[:13], 178),
]  # fmt: skip


def open_live_cases(staff):
    firms = iter(
        Enterprise.objects.filter(division__code__startswith="440606", name__endswith=MARK)
        .exclude(industry="3422")
        .prefetch_related("products")
        .order_by("pk")[:60]
    )
    campaign = _live_campaign(staff)
    for steps, days_ago in LIVE_CASES:
        walk(_draft(next(firms), campaign, staff), steps, days_ago, staff)
    campaigns.open_campaign(campaign, by=staff.chief, on=campaign.starts_on)
    _draft(next(firms), campaign, staff)
    orders.submit(_draft(next(firms), campaign, staff), by=staff.inspectors[0])
    withdrawn = _draft(next(firms), campaign, staff)
    orders.withdraw(withdrawn, by=staff.chief, note="与另一案重复立项。")
    _old_regime_case(next(firms), staff)


def _live_campaign(staff):
    today = timezone.localdate()
    campaign = campaigns.draft(
        by=staff.officer,
        division=Division.objects.get(pk=SHUNDE),
        towns=Division.objects.filter(pk__in=[CHENCUN, BEIJIAO]),
        name=LIVE,
        product="电器、燃气具、家具、机械等",
        standard="各产品执行标准",
        starts_on=today - dt.timedelta(days=420),
    )
    return campaign


def _draft(firm, campaign, staff):
    made = firm.products.all()[0]
    order = orders.draft(
        by=staff.officer,
        enterprise=firm,
        campaign=campaign,
        product=made.name,
        standard=made.standard,
        findings="日常监督检查发现产品和出厂检验不符合标准要求。",
    )
    orders.set_items(
        order,
        [
            {"kind": OrderItem.Kind.EQUIPMENT, "requirement": "改正不合格项目，消除安全隐患"},
            {"kind": OrderItem.Kind.INSPECTION, "requirement": "逐台出厂检验并留存记录"},
            {"kind": OrderItem.Kind.METROLOGY, "requirement": "在用计量器具送检"},
        ],
        by=staff.officer,
    )
    participants = {row.enterprise_id for row in campaign.participations.all()}
    if firm.pk not in participants:
        campaigns.add_enterprises(campaign, [firm], by=staff.officer)
    return order


def walk(order, steps, days_ago, staff):
    """Take the steps one after the other, the last of them ``days_ago``."""
    day = timezone.localdate() - dt.timedelta(days=days_ago + sum(gap for _, gap in steps))
    for name, gap in steps:
        day += dt.timedelta(days=gap)
        order = TAKE[name](order, staff, day)
        serve(order, staff, day)
    return order


def serve(order, staff, on):
    """Hand over what was issued that day; the papers of the last days still lie on the desk."""
    if on > timezone.localdate() - dt.timedelta(days=3):
        return
    for document in IssuedDocument.objects.of(order).unserved():
        serving.record(
            document,
            by=staff.officer,
            manner="direct",
            place=order.party_address,
            served_at=timezone.make_aware(dt.datetime.combine(on, dt.time(10))),
            server=staff.inspectors[0],
            second_server=staff.inspectors[1],
            receiver=order.party_representative,
            relation="法定代表人",
        )


TAKE = {
    "issue": lambda order, staff, on: orders.issue(order, by=staff.officer, on=on),
    "report": lambda order, staff, on: orders.report(order, by=staff.inspectors[0], on=on),
    "call": lambda order, staff, on: reinspections.call(
        order, by=staff.officer, on=on, planned_on=on + dt.timedelta(days=5)
    ),
    "pass": lambda order, staff, on: conclude(order, staff, on=on),
    "fail": lambda order, staff, on: conclude(order, staff, on=on, failing=1),
    "resume": lambda order, staff, on: orders.resume(order, by=staff.chief, on=on),
    "escalate": lambda order, staff, on: orders.escalate(order, by=staff.chief, on=on),
    "announce": lambda order, staff, on: orders.announce(
        order,
        by=staff.officer,
        on=on,
        announcement=f"省局产品质量监督公告{on.year}年第{on.month}期{MARK}",
    ),
    "file_case": lambda order, staff, on: penalties.file_case(order, by=staff.officer, on=on),
    "notify_hearing": lambda order, staff, on: penalties.notify_hearing(
        order, by=staff.leader, on=on
    ),
    "request_hearing": lambda order, staff, on: penalties.request_hearing(
        order, by=staff.officer, on=on
    ),
    "schedule_hearing": lambda order, staff, on: penalties.schedule_hearing(
        order, by=staff.leader, on=on, hearing_on=on + dt.timedelta(days=15)
    ),
    "hold_hearing": lambda order, staff, on: penalties.hold_hearing(
        order, by=staff.leader, on=on, note="当事人到场陈述，笔录附卷。"
    ),
    "halt": lambda order, staff, on: penalties.halt(
        order, by=staff.leader, on=on, months=6, legal_review="事实清楚、程序合法，同意作出决定。"
    ),
    "revoke": lambda order, staff, on: penalties.revoke(
        order, by=staff.leader, on=on, note="登记机关已吊销营业执照。"
    ),
}


def _old_regime_case(firm, staff):
    """Issued before 2020: 30 days, one extension of at most 30."""
    order = orders.draft(
        by=staff.officer, enterprise=firm, product="注塑机", standard="GB 22530—2008",
        findings="2019年监督抽查不合格。", basis="总局令第133号（2010）",
    )  # fmt: skip
    orders.set_items(
        order, [{"kind": OrderItem.Kind.PRODUCT, "requirement": "改正标识"}], by=staff.officer
    )
    order = orders.issue(order, by=staff.officer, on=dt.date(2019, 9, 2))
    order = orders.extend(
        order, by=staff.chief, on=dt.date(2019, 9, 20), days=20, note="模具改造需要时间"
    )
    order = orders.report(order, by=staff.officer, on=dt.date(2019, 10, 18))
    order = reinspections.call(order, by=staff.officer, on=dt.date(2019, 10, 21))
    order = conclude(order, staff, on=dt.date(2019, 10, 25))
    orders.resume(order, by=staff.chief, on=dt.date(2019, 10, 28))


def huangshi_case(officer):
    """What Shunde must never see."""
    firm = Enterprise.objects.filter(division__code__startswith="4202", name__endswith=MARK).first()
    order = orders.draft(
        by=officer, enterprise=firm, product="电饭锅", standard="GB 4706.19—2008",
        findings="日常监督检查发现产品标识不符合标准要求。",
    )  # fmt: skip
    orders.set_items(
        order, [{"kind": OrderItem.Kind.PRODUCT, "requirement": "更正产品标识"}], by=officer
    )
    orders.issue(order, by=officer, on=timezone.localdate() - dt.timedelta(days=10))
