"""What the public reads, what people complained of, and how risky each firm is. All fictional."""

import datetime as dt

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Enterprise
from inspections.demo.order import CHENCUN, LONG_WAY, MARK, SHUNDE, Staff, walk
from inspections.models import (
    Complaint,
    Disclosure,
    OrderItem,
    Penalty,
    PublicPage,
    SmallFine,
)
from inspections.services import complaints, decisions, disclosures, orders, risk
from qualitysup.accounts.models import User
from qualitysup.regions.models import Division

Kind, Source, Result = Complaint.Kind, Complaint.Source, Complaint.Result

# Resumed after a halt of three years ago: its penalty has run its time.
LONG_OVER = [*LONG_WAY[:13], ("call", 190), ("pass", 5), ("resume", 3)]

# How far each goes, received how many days ago, and what was told.
TOLD = [
    ("closed", 60, Kind.COMPLAINT, Source.HOTLINE_12345, "电饭锅用三天就跳闸，商家不肯退换。"),
    ("closed", 45, Kind.REPORT, Source.HOTLINE_12315, "反映压力机出厂没有防护罩，合格证是空白的。"),
    ("answered", 20, Kind.REPORT, Source.LETTER, "信中称该厂涂料桶上的标准号是废止的标准。"),
    ("checked", 14, Kind.CLUE, Source.AUTHORITY, "外地监管部门通报：该厂燃气灶在当地抽查不合格。"),
    ("checked", 9, Kind.REPORT, Source.HOTLINE_12315, "称豆制品作坊生产间有苍蝇，附照片两张。"),
    ("assigned", 6, Kind.CLUE, Source.MEDIA, "本地媒体报道该厂管材壁厚不足。"),
    ("assigned", 26, Kind.REPORT, Source.HOTLINE_12345, "反映木工带锯机急停按钮失灵，仍在销售。"),
    ("accepted", 4, Kind.COMPLAINT, Source.IN_PERSON, "家具到货有刺鼻气味，要求检测并退货。"),
    ("registered", 2, Kind.COMPLAINT, Source.HOTLINE_12345, "电风扇网罩间隙过大，手指能伸进去。"),
    ("registered", 1, Kind.REPORT, Source.ENTERPRISE, "同行反映该厂冒用他人厂名厂址。"),
    ("refused", 30, Kind.COMPLAINT, Source.HOTLINE_12315, "对装修款有争议，要求处理。"),
    ("joined", 5, Kind.REPORT, Source.HOTLINE_12315, "又有人反映木工带锯机急停按钮失灵。"),
]  # fmt: skip
# Kind, amount, decided how many days ago, violation, what was decided.
PENALTIES = [
    (Penalty.Kind.FINE, 20_000, 150, "生产不符合保障人体健康标准的产品", "罚款二万元。"),
    (Penalty.Kind.FINE, 180_000, 60, "生产、销售不合格压力机", "没收违法所得，罚款十八万元。"),
    (Penalty.Kind.CRITICISM, None, 40, "未按规定公示执行标准", "予以通报批评。"),
    (Penalty.Kind.WARNING, None, 30, "未按规定保存进货查验记录", "予以警告。"),
    (Penalty.Kind.FINE, 8_000, 3, "标签标注不符合要求", "罚款八千元。"),
]
STATES = ["registered", "accepted", "assigned", "checked", "answered", "closed"]


def load(*, say):
    if PublicPage.objects.filter(division=SHUNDE).exists():
        return
    people = {user.username: user for user in User.objects.all()}
    staff = Staff(
        officer=people["officer"],
        inspectors=(people["inspector"], people["inspector2"]),
        chief=people["chief"],
        leader=people["leader"],
    )
    page = PublicPage(
        division_id=SHUNDE,
        bureau=f"顺德区市场监督管理局{MARK}",
        introduction="依法公示监督检查、双随机抽查、产品质量监督抽查结果和行政处罚信息。"
        "以下企业和内容均为演示，不是真实信息。",
        contact="对公示信息有异议的，可以书面申请更正。电话 0757-00000000",
    )
    with transaction.atomic():
        disclosures.open_page(page, by=staff.leader, is_open=True)
        _an_old_halt(staff)
        _penalise(staff)
        _make_public(staff)
        _complain(staff)
        _score(staff)
    say(_("Results are public, complaints are under way, and the month is scored."))


# --- Results to the public -----------------------------------------------------------------------


def _an_old_halt(staff):
    firm = _firms(SHUNDE[:6]).exclude(industry="3422").order_by("-pk").first()
    order = orders.draft(
        by=staff.officer,
        enterprise=firm,
        product="家用燃气灶具",
        standard="GB 16410—2020",
        findings="监督抽查不合格，复查仍不合格。",
    )
    item = {"kind": OrderItem.Kind.PRODUCT, "requirement": "熄火保护装置达到标准要求"}
    orders.set_items(order, [item], by=staff.officer)
    walk(order, LONG_OVER, 1000, staff)


def _penalise(staff):
    """A small fine whose three months are over, one that is public, a criticism, a warning."""
    province = Division.objects.get(pk=f"{SHUNDE[:2]}0000000000")
    SmallFine.objects.create(
        division=province,
        up_to=50_000,
        valid_from=dt.date(2021, 9, 1),
        legal_basis="处罚信息公示规定 13",
        confidence="M",
        note=f"数额为举例，未核实，请按省级规定填写{MARK}",
    )
    today = timezone.localdate()
    firms = iter(_firms(SHUNDE[:6]).order_by("pk")[140:150])
    for number, (kind, amount, days, violation, content) in enumerate(PENALTIES, start=1):
        on = today - dt.timedelta(days=days)
        penalty = Penalty(
            enterprise=next(firms),
            number=f"顺市监处罚〔{on.year}〕{900 + number}号",
            kind=kind,
            amount=amount,
            violation=violation,
            content=content,
            basis="《中华人民共和国产品质量法》第四十九条",
            decided_on=on,
        )
        penalty = decisions.record(penalty, by=staff.officer)
        decisions.serve(penalty, by=staff.officer, on=min(on + dt.timedelta(days=5), today))


def _make_public(staff):
    """What is older than its term is public; of the rest, something stands in every state."""
    today = timezone.localdate()
    queued = Disclosure.objects.filter(
        state="queued", annulled_on=None, division__code__startswith=SHUNDE[:6]
    )
    for number, disclosure in enumerate(queued.order_by("formed_on", "pk")):
        age = (today - disclosure.formed_on).days
        if age > 24:
            # One in twelve went out late.
            _publish(disclosure, staff, min(40 if number % 12 == 11 else 15, age))
    disclosures.expire_due()
    tests = queued.filter(kind="test", formed_on__lt=today)
    fresh = iter(tests.order_by("-formed_on", "pk"))
    for take in (_approve, _refuse):
        if disclosure := next(fresh, None):
            take(disclosure, staff)
    tests = Disclosure.objects.filter(kind="test", state="published", annulled_on=None)
    withdrawn, annulled = tests.order_by("-pk")[:2]
    for disclosure in (withdrawn, annulled):
        note = "复检合格，原检验结论撤销。"
        disclosures.annul(disclosure, by=staff.chief, note=note)
    disclosures.withdraw(withdrawn, by=staff.chief, note="原检验结论撤销，撤回公示。")


def _publish(disclosure, staff, days):
    on = disclosure.formed_on + dt.timedelta(days=days)
    disclosures.approve(disclosure, by=_second(disclosure, staff), on=on)
    disclosures.publish(disclosure, by=staff.chief, on=on)


def _approve(disclosure, staff):
    disclosures.approve(disclosure, by=_second(disclosure, staff))


def _refuse(disclosure, staff):
    disclosures.refuse(
        disclosure,
        by=staff.chief,
        ground=Disclosure.Ground.OTHER_AUTHORITY,
        note="组织抽查的省局统一公示。",
    )


def _second(disclosure, staff):
    return staff.leader if disclosure.created_by == staff.chief else staff.chief


# --- Complaints and clues ------------------------------------------------------------------------


def _complain(staff):
    firms = iter(_firms(SHUNDE[:6]).order_by("pk")[100:140])
    told = {}
    for number, (state, days, kind, source, text) in enumerate(TOLD, start=1):
        firm = told.get("assigned") and told["assigned"].enterprise if state == "joined" else None
        received = timezone.localdate() - dt.timedelta(days=days)
        complaint = complaints.register(
            by=staff.officer,
            kind=kind,
            source=source,
            source_number=f"YS{received:%Y%m%d}{number:03d}",
            received_on=received,
            enterprise=firm or next(firms),
            text=f"{text}{MARK}",
            complainant={"name": f"演示投诉人{number}", "phone": f"139000000{number:02d}"}
            if number % 4
            else None,
        )
        told[state] = _take_on(complaint, state, received, staff, told)
    complaints.register(
        by=staff.officer,
        kind=Kind.CLUE,
        source=Source.LETTER,
        enterprise_name=f"大良某五金加工点{MARK}",
        text=f"无名信：夜间有人无照生产燃气阀门，地址不详。{MARK}",
        division=Division.objects.get(pk=SHUNDE),
    )


def _take_on(complaint, state, received, staff, told):
    """From the day it came in, a few days for each step."""
    day = received

    def later(days):
        nonlocal day
        day = min(day + dt.timedelta(days=days), timezone.localdate())
        return day

    if state == "refused":
        note = "属合同价款争议，不属于市场监管部门职责。"
        return complaints.refuse(complaint, by=staff.officer, note=note, on=later(3))
    if state == "joined":
        to = told["assigned"]
        return complaints.join(complaint, by=staff.officer, to=to, on=later(1))
    way = STATES.index(state)
    if way >= 1:
        complaint = complaints.accept(complaint, by=staff.officer, on=later(2))
    if way >= 2:
        # One sees a town only, the other the whole district.
        to = next(who for who in staff.inspectors if who.reaches(complaint.division_id))
        complaint = complaints.assign(complaint, by=staff.chief, to=to, on=later(1))
    if way >= 3:
        settled = complaint.kind == Kind.COMPLAINT
        complaint = complaints.check(
            complaint,
            by=complaint.holder,
            result=Result.SETTLED if settled else Result.ORDERED,
            finding="经调解，商家同意退货。" if settled else "现场核实，情况属实，已责令改正。",
            on=later(5),
        )
    if way >= 4:
        answer = "已电话告知处理结果。"
        complaint = complaints.reply(complaint, by=complaint.holder, answer=answer, on=later(2))
    if way >= 5:
        complaint = complaints.close(complaint, by=staff.chief, on=later(2))
    return complaint


# --- Risk scoring --------------------------------------------------------------------------------


def _score(staff):
    """Last month's scoring of 陈村镇 is decided; this month's of the whole district waits."""
    last_month = timezone.localdate().replace(day=1) - relativedelta(months=1)
    town = risk.start(Division.objects.get(pk=CHENCUN), by=staff.chief, on=last_month)
    risk.work(town.pk)
    for number, score in enumerate(town.scores.filter(decision="pending").order_by("pk")):
        if number % 10 == 9:
            why = "刚通过复查，整改到位，维持原等级。"
            risk.keep(score, by=staff.chief, why=why)
        else:
            risk.confirm(score, by=staff.chief)
    district = risk.start(Division.objects.get(pk=SHUNDE), by=staff.chief)
    risk.work(district.pk)


def _firms(prefix):
    return Enterprise.objects.operating().filter(
        division__code__startswith=prefix, name__endswith=MARK
    )
