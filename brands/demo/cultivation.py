"""Firms of the sweep on their way: some at every stage, one won, one stopped by a veto."""

from brands.demo.staff import ago, ahead
from brands.models import (
    Commitment,
    CultivationVisit,
    HonourKind,
    SweepFinding,
    VetoRecord,
)
from brands.services import catalogues, commitments, cultivations, screenings, vetoes
from qualitysup.regions.models import Division

SHUNDE = "440606000000"
# Of an honour that is granted today.
KIND = "guangdong-excellent"
# How far each of the firms came, in the order in which they were found.
FOUND, RECOMMENDED, SCREENED, LISTED, VISITED, CULTIVATED, APPLIED, WON = range(8)
WAYS = [WON, APPLIED, CULTIVATED, CULTIVATED, VISITED, LISTED, SCREENED, RECOMMENDED, FOUND]
# Day of each step, so many days ago.
DAYS = {
    "recommend": 20,
    "screen": 18,
    "freeze": 16,
    "visit": 13,
    "begin": 11,
    "apply": 5,
    "win": 1,
}
STOPPED = 3
SHARES = (0.94, 0.9, 0.88, 0.83, 0.8, 0.76, 0.72)


def load(staff) -> None:
    kind = HonourKind.objects.get(key=KIND)
    found = (
        SweepFinding.objects.standing().filter(found_on__lte=ago(DAYS["recommend"])).order_by("pk")
    )
    found = list(found.select_related("enterprise")[: len(WAYS)])
    firms = [(_begin(each, kind, staff), way) for each, way in zip(found, WAYS, strict=False)]
    for cultivation, way in firms:
        if way >= RECOMMENDED:
            cultivations.recommend(
                cultivation,
                by=staff.brand,
                on=ago(DAYS["recommend"]),
                recommended_by="镇街名牌工作小组（演示）",
                because="产品在同行中领先，愿意申报。（演示）",
            )
    for nth, (cultivation, way) in enumerate(firms):
        if way >= SCREENED:
            _screen(cultivation, staff, SHARES[nth % len(SHARES)])
    place = Division.objects.get(pk=SHUNDE)
    catalogue = catalogues.draft(by=staff.chief, division=place, year=ago(0).year)
    for cultivation, way in firms:
        if way == SCREENED:
            catalogues.remove(catalogue.entries.get(cultivation=cultivation), by=staff.chief)
    catalogues.freeze(catalogue, by=staff.chief, on=ago(DAYS["freeze"]))
    for nth, (cultivation, way) in enumerate(firms):
        cultivation.refresh_from_db()
        _on(cultivation, way, staff, stopped=nth == STOPPED)


def _begin(finding, kind, staff):
    return cultivations.draft(
        by=staff.brand,
        enterprise=finding.enterprise,
        kind=kind,
        finding=finding,
        product=finding.product,
        year=ago(0).year,
    )


def _screen(cultivation, staff, share):
    sheet = screenings.sheet_for(cultivation, on=ago(DAYS["screen"]))
    for person, more in ((staff.brand, 0), (staff.chief, 0.04)):
        points = {each.pk: round(each.most * (share + more)) for each in sheet.criteria.all()}
        screenings.fill_in(cultivation, by=person, points=points, on=ago(DAYS["screen"]))
    cultivations.screen(cultivation, by=staff.chief, on=ago(DAYS["screen"]))


def _on(cultivation, way, staff, *, stopped):
    if way >= VISITED:
        visit = CultivationVisit(
            cultivation=cultivation,
            visited_on=ago(DAYS["visit"]),
            met="总经理、质量负责人",
            strengths="工艺稳定，检验设备齐全，有自主设计。（演示）",
            needs="计量检测体系需要辅导。（演示）",
        )
        visit = cultivations.record_visit(visit, by=staff.brand)
        cultivation = cultivations.visited(cultivation, by=staff.brand, on=visit.visited_on)
        promise = Commitment(
            cultivation=cultivation,
            visit=visit,
            words="联系计量机构上门辅导。（演示）",
            owner=staff.brand,
            due_on=ahead(10),
        )
        commitments.promise(promise, by=staff.brand)
    if way >= CULTIVATED:
        cultivation = cultivations.begin(
            cultivation, by=staff.chief, on=ago(DAYS["begin"]), owner=staff.brand, due_on=ahead(90)
        )
        rows = list(cultivation.commitments.of_requirements().order_by("pk"))
        settled = rows if way >= APPLIED or stopped else rows[: len(rows) // 2]
        for commitment in settled:
            commitments.meet(commitment, by=staff.brand, result="材料已核对。（演示）", on=ago(8))
    if stopped:
        veto = VetoRecord(
            enterprise=cultivation.enterprise,
            reason="export",
            happened_on=ago(200),
            words="出口批次被退运索赔。（演示）",
            source="海关通报（演示）",
        )
        vetoes.record(veto, by=staff.brand)
    if way >= APPLIED:
        cultivation = cultivations.apply(
            cultivation,
            by=staff.chief,
            on=ago(DAYS["apply"]),
            application_number=f"演示申报{cultivation.pk}号",
        )
    if way >= WON:
        cultivations.win(
            cultivation,
            by=staff.chief,
            on=ago(DAYS["win"]),
            granted_on=ago(DAYS["win"]),
            number=f"演示优质{cultivation.pk:04d}",
            source="广东优质认证公告（演示）",
        )
