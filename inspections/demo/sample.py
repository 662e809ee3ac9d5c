"""Samples in every state, some of them overdue, under three plans; all firms are fictional.

Everything goes through the services, on the days it would have happened.
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Enterprise
from inspections.demo.order import BEIJIAO, CHENCUN, MARK, SHUNDE, serve, staff_of_shunde
from inspections.models import Laboratory, Sample, SamplingPlan, SuperiorSampling
from inspections.services import orders, retests, samples, sampling
from qualitysup.accounts.models import User

State = Sample.State
PROVINCE = f"广东省市场监督管理局{MARK}"

# What is done, and how many days after the step before it.
DRAWN = [("draw", 0)]
TESTING = [*DRAWN, ("send", 1), ("receive", 1)]
FAILED = [*TESTING, ("fail_test", 8)]
PASSED = [*TESTING, ("pass_test", 8)]
TOLD = [*FAILED, ("notify", 2)]
OBJECTED = [*TOLD, ("object", 6)]
RETESTING = [*OBJECTED, ("accept_retest", 2), ("order_retest", 1)]

# How far each goes, and how many days ago its last step was.
WAYS = [
    ([], 0), ([("refuse_sampling", 0)], 4), (DRAWN, 2), ([*DRAWN, ("send", 1)], 3), (TESTING, 5),
    ([*DRAWN, ("discard", 1)], 9), (PASSED, 1), (FAILED, 2), (FAILED, 16), (TOLD, 4), (TOLD, 30),
    (OBJECTED, 1), (OBJECTED, 12), ([*OBJECTED, ("accept_retest", 2)], 3),
    ([*OBJECTED, ("refuse_retest", 2)], 5), (RETESTING, 6), (RETESTING, 45),
    ([*RETESTING, ("confirm", 15)], 3), ([*RETESTING, ("overturn", 15)], 8),
    ([*TOLD, ("refer", 3)], 6), ([*TOLD, ("order", 4)], 10),
    ([*RETESTING, ("confirm", 15), ("order", 2)], 20),
    *(([*PASSED, ("notify", 2), ("close", 20)], days) for days in (10, 25, 40, 60, 90, 120)),
]  # fmt: skip


def load(*, say):
    if SamplingPlan.objects.filter(name__endswith=MARK).exists():
        return
    staff = staff_of_shunde()
    with transaction.atomic():
        laboratories = _laboratories()
        plans = _plans(staff)
        _draw(staff, plans, laboratories)
        _superiors(staff)
        _elsewhere(laboratories)
    say(_("There are samples in every state, under three plans."))


def _laboratories():
    """The last of them lost its accreditation a month ago."""
    today = timezone.localdate()
    rows = (
        ("顺德区产品质量检验站", "DEMO-CMA-001", 800),
        ("佛山市机械产品检验中心", "DEMO-CMA-002", 400),
        ("家用电器检验站", "DEMO-CMA-003", -30),
    )
    return [
        Laboratory.objects.create(
            name=f"{name}{MARK}",
            cma_number=number,
            cma_valid_to=today + dt.timedelta(days=days),
            contact="演示联系人",
            address="佛山市示例路1号",
        )
        for name, number, days in rows
    ]


def _plans(staff):
    today = timezone.localdate()
    rows = (
        ("开式压力机", "GB 17120—2012", "own", "", 24),
        ("电热水壶", "GB 4706.19—2008", "own", "", 16),
        ("家用燃气灶具", "GB 16410—2020", "superior", PROVINCE, 8),
    )
    return [
        sampling.keep_plan(
            SamplingPlan(
                division_id=SHUNDE,
                name=f"{product}产品质量监督抽查{MARK}",
                product=product,
                standard=standard,
                starts_on=today - dt.timedelta(days=240),
                ends_on=today + dt.timedelta(days=120),
                ordered_by=ordered_by,
                superior=superior,
                batches=batches,
            ),
            by=staff.chief,
        )
        for product, standard, ordered_by, superior, batches in rows
    ]


def _firms(*towns):
    found = Enterprise.objects.filter(name__endswith=MARK).order_by("-pk")
    return [
        firm
        for town in towns
        for firm in found.filter(division__code__startswith=town[:9])[: len(WAYS) // 2 + 1]
    ]


def _draw(staff, plans, laboratories):
    for place, (firm, (steps, days_ago)) in enumerate(
        zip(_firms(CHENCUN, BEIJIAO), WAYS, strict=False)
    ):
        sample = _sheet(firm, plans[place % len(plans)], staff, place, steps)
        day = timezone.localdate() - dt.timedelta(days=days_ago + sum(gap for _, gap in steps))
        for name, gap in steps:
            day += dt.timedelta(days=gap)
            sample = TAKE[name](sample, staff, day, laboratories)
            serve(sample, staff, day)
        if ("order", 4) in steps:
            order = orders.issue(sample.result.orders.get(), by=staff.officer, on=day)
            serve(order, staff, day)


def _sheet(firm, plan, staff, place, steps):
    refers = any(name == "refer" for name, _gap in steps)
    return samples.draft(
        by=staff.officer,
        enterprise=firm,
        plan=plan,
        producer_name=f"外地五金电器厂{MARK}" if refers else firm.name,
        producer_address="中山市示例路8号" if refers else firm.address,
        producer_elsewhere=refers,
        product=plan.product,
        model=f"YS-{place + 10}",
        trademark=MARK,
        batch=f"{place + 1:03d}",
        standard=plan.standard,
        base_quantity=20 + place,
        sample_quantity=2,
        backup_quantity=0 if place == 14 else 2,
        unit="台",
        place=Sample.Place.MARKET if refers else Sample.Place.WAREHOUSE,
        seals=f"封条 {place:04d}1、{place:04d}2",
        samplers=staff.inspectors,
        signed_by=f"{firm.legal_representative}，负责人",
        backup_place="检验机构备用样品库",
    )


TAKE = {
    "draw": lambda s, staff, on, labs: samples.draw(s, by=staff.officer, on=on),
    "refuse_sampling": lambda s, staff, on, labs: samples.refuse_sampling(
        s, by=staff.officer, on=on, refusal=Sample.Refusal.NO_NOTICE, note="未当场出示抽查通知。"
    ),
    "discard": lambda s, staff, on, labs: samples.discard(
        s, by=staff.officer, on=on, note="运输途中样品损坏。"
    ),
    "send": lambda s, staff, on, labs: samples.send(s, by=staff.officer, on=on, laboratory=labs[0]),
    "receive": lambda s, staff, on, labs: samples.receive(s, by=staff.officer, on=on),
    "pass_test": lambda s, staff, on, labs: samples.pass_test(
        s, by=staff.officer, on=on, report_number=f"YS-CY-{s.pk:05d}"
    ),
    "fail_test": lambda s, staff, on, labs: samples.fail_test(
        s,
        by=staff.officer,
        on=on,
        report_number=f"YS-CY-{s.pk:05d}",
        failed_items="接地措施：应可靠，实测不通\n标志和说明：应齐全，缺少警示语",
    ),
    "notify": lambda s, staff, on, labs: samples.notify(s, by=staff.officer, on=on),
    "object": lambda s, staff, on, labs: retests.object_to(
        s, by=staff.officer, on=on, reasons="认为检验样品在运输中受损，申请复检。"
    ),
    "accept_retest": lambda s, staff, on, labs: retests.accept(s, by=staff.chief, on=on),
    "refuse_retest": lambda s, staff, on, labs: retests.refuse(
        s, by=staff.chief, on=on, note="未留备用样品，不具备复检条件。"
    ),
    "order_retest": lambda s, staff, on, labs: retests.order(
        s, by=staff.chief, on=on, laboratory=labs[1]
    ),
    "confirm": lambda s, staff, on, labs: retests.confirm(
        s, by=staff.officer, on=on, report_number=f"YS-FJ-{s.pk:05d}"
    ),
    "overturn": lambda s, staff, on, labs: retests.overturn(
        s, by=staff.officer, on=on, report_number=f"YS-FJ-{s.pk:05d}"
    ),
    "refer": lambda s, staff, on, labs: samples.refer(
        s, by=staff.officer, on=on, authority=f"中山市市场监督管理局{MARK}"
    ),
    "order": lambda s, staff, on, labs: samples.order(s, by=staff.officer, on=on),
    "close": lambda s, staff, on, labs: samples.close(s, by=staff.officer, on=on),
}


def _superiors(staff):
    """A firm that the province sampled itself: the sheet for it is refused."""
    firm = Enterprise.objects.filter(
        name__endswith=MARK, division__code__startswith=BEIJIAO[:9]
    ).order_by("pk")[0]
    sampling.record_superiors(
        SuperiorSampling(
            enterprise=firm,
            product="电热水壶",
            authority=PROVINCE,
            sampled_on=timezone.localdate() - dt.timedelta(days=30),
            source="省局监督抽查通告（演示）",
        ),
        by=staff.officer,
    )


def _elsewhere(laboratories):
    """What Shunde must never see."""
    officer = User.objects.get(username="hs_officer")
    firm = Enterprise.objects.filter(division__code__startswith="4202", name__endswith=MARK).first()
    samples.draft(
        by=officer,
        enterprise=firm,
        product="电饭锅",
        standard="GB 4706.19—2008",
        base_quantity=10,
        sample_quantity=1,
        unit="台",
        place=Sample.Place.MARKET,
        seals="封条 9001",
    )
