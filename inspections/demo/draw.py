"""Three random draws of the demo: one concluded, one under way, one whose seed is only promised."""

import datetime as dt
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Enterprise
from inspections.models import Checklist, ChecklistItem, Draw, DrawRate, Recusal, Visit
from inspections.services import draws, recusals, visits
from qualitysup.accounts.models import User
from qualitysup.accounts.roles import Role
from qualitysup.regions.models import Division

SHUNDE = "440606000000"
# Inspectors of the whole district, so that every town has its two.
INSPECTORS = ["丙", "丁", "戊", "己"]
DRAWS = (
    ("演示·锻压机械生产企业双随机抽查", ["3422"], {"D": 30, "C": 10, "B": 5, "A": 5}),
    ("演示·家用电器生产企业双随机抽查", ["3853", "3854"], None),
    ("演示·下季度家具生产企业双随机抽查", ["2110"], None),
)
ITEMS = {
    "3422": "锻压机械执行 GB 17120 情况\n出厂检验情况\n计量器具检定校准情况",
    "3853": "家用电器强制性认证情况\n进货查验和出厂检验情况",
    "2110": "家具甲醛释放限量执行情况\n产品标识情况",
}


def load(*, say, **options):
    if Draw.objects.filter(name=DRAWS[0][0]).exists():
        return
    chief = User.objects.get(username="chief")
    inspectors()
    recuse(chief)
    conclude(begin(DRAWS[0], chief), chief)
    begin(DRAWS[1], chief)
    draws.publish(draws.commit(draft(DRAWS[2], chief, starts_in=30), by=chief), by=chief)
    say(_("%(count)s random draws") % {"count": len(DRAWS)})


def inspectors():
    for position, letter in enumerate(INSPECTORS, start=1):
        person, made = User.objects.get_or_create(
            username=f"draw_inspector{position}",
            defaults={
                "full_name": f"演示·检查员{letter}",
                "roles": [Role.INSPECTOR],
                "home_id": SHUNDE,
                "is_staff": True,
                "email": f"draw_inspector{position}@demo.invalid",
                "badge_number": f"演示抽查{position:04d}",
                # The last one's badge runs out before the checks end, and stays at home for it.
                "badge_valid_to": timezone.localdate()
                + dt.timedelta(days=20 if letter == INSPECTORS[-1] else 700),
            },
        )
        if made:
            person.set_unusable_password()
            person.save(update_fields=["password"])
            person.divisions.set([SHUNDE])


def recuse(chief):
    press_maker = Enterprise.objects.operating().filter(industry="3422").order_by("pk").first()
    recusals.record(
        Recusal(
            inspector=User.objects.get(username="draw_inspector1"),
            enterprise=press_maker,
            reason="配偶在该企业任职（演示）",
            starts_on=timezone.localdate() - dt.timedelta(days=100),
        ),
        by=chief,
    )


def draft(which, chief, *, starts_in=0):
    name, industries, rates = which
    today = timezone.localdate()
    in_force = {row.risk_class: row.rate for row in DrawRate.objects.in_force(today)}
    return draws.draft(
        by=chief,
        division=Division.objects.get(pk=SHUNDE),
        name=name,
        items=ITEMS[industries[0]],
        checklist=Checklist.objects.filter(code="enterprise-quality").first(),
        starts_on=today + dt.timedelta(days=starts_in),
        ends_on=today + dt.timedelta(days=starts_in + 60),
        mode=Draw.Mode.TARGETED,
        industries=industries,
        strata={risk_class: (rate, None) for risk_class, rate in (rates or in_force).items()},
    )


def begin(which, chief):
    draw = draws.publish(draws.commit(draft(which, chief), by=chief), by=chief)
    draw = draws.freeze(draw, by=chief)
    return draws.begin(draws.draw(draw, by=chief), by=chief)


def conclude(draw, chief):
    """Every drawn enterprise is visited; the second has something to put right."""
    version = draw.checklist and draw.checklist.versions.published().order_by("number").last()
    for row in draw.drawn.order_by("position"):
        record(row, version, fails=row.position == 2)
    draws.conclude(draw, by=chief, conclusion="抽查已全部完成，发现的问题已责令改正。")


def record(row, version, *, fails):
    people = [assigned.person for assigned in row.inspectors.standing()]
    began = timezone.now().replace(microsecond=0) - dt.timedelta(minutes=40)
    answers = list(answered(version, fails=fails)) if version else []
    found = any(answer.get("verdict") == "fail" for answer in answers)
    packet = {
        "kind": Visit.Kind.DRAW.value,
        "errand": row.pk,
        "enterprise": row.enterprise_id,
        "checklist_version": version and version.pk,
        "started_at": began.isoformat(),
        "ended_at": (began + dt.timedelta(minutes=35)).isoformat(),
        "place": row.enterprise.address,
        "inspectors": [person.pk for person in people],
        "present": "演示厂长",
        "signature_refused": "演示数据，未签名",
        "summary": "现场有一项不符合，已责令改正。" if found else "现场未发现问题。",
        "outcome": (Visit.Outcome.TO_FOLLOW_UP if found else Visit.Outcome.NO_PROBLEM).value,
        "answers": answers,
    }
    uuid = uuid5(NAMESPACE_URL, f"demo-draw-{row.pk}")
    visits.receive(uuid, packet, by=people[0], device="演示")


def answered(version, *, fails):
    """Everything conforms but for one thing; what asks for a photo is not answered without one."""
    for item in ChecklistItem.objects.filter(section__version=version):
        if item.answer != item.Answer.VERDICT or item.photo == item.Photo.ALWAYS:
            yield {"item": item.key, "verdict": "na"}
        elif fails and item.photo == item.Photo.NEVER:
            fails = False
            yield {"item": item.key, "verdict": "fail", "note": "现场未能提供（演示）"}
        else:
            yield {"item": item.key, "verdict": "pass"}
