"""A year of visits in three towns, sent as phones send them; one in conflict, one half arrived.

Everything goes through the service, which is told that each came on the evening of its day; only
the photos, whose moment nobody tells, are of the day on which the demo was loaded.
"""

import datetime as dt
import hashlib
import io
import random
from uuid import UUID, uuid5

from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw

from enterprises.models import Enterprise
from inspections.models import ChecklistItem, ChecklistVersion, Visit
from inspections.services import checklists, visits
from qualitysup.accounts.models import User
from qualitysup.evidence.services import files

TOWNS = {"440606101": "press-safety", "440606102": "enterprise-quality", "440606005": None}
A_TOWN = 14
NAMESPACE = UUID("6f1c2b1e-7d7c-4c5b-9a53-2f3f3a1d9a10")
MARK = "（演示）"
FAILURES = 0.05


def load(*, say):
    if Visit.objects.filter(uuid=uuid5(NAMESPACE, "0")).exists():
        return
    people = {user.username: user for user in User.objects.all()}
    publish_checklists(people["chief"])
    team = [people["inspector2"], people["inspector"]]
    chance = random.Random(20260101)
    made = []
    with transaction.atomic():
        planned = [(firm, code) for town, code in TOWNS.items() for firm in _firms(town, code)]
        chance.shuffle(planned)
        for number, (firm, code) in enumerate(planned):
            made.append(_visit(number, firm, code, team, chance))
        _what_follows(made, people["officer"])
        _one_in_conflict(made[-1], team)
        _one_half_arrived(made[-2].enterprise, team, chance)
        _one_for_a_patrol_that_is_not_there(made[-3].enterprise, team, chance)
    say(_("A year of visits is recorded; one is in conflict and one half arrived."))


def publish_checklists(chief):
    """Those that ship, in force since before the first visit."""
    call_command("import_checklist", shipped=True, by="chief", stdout=io.StringIO())
    for draft in ChecklistVersion.objects.drafts():
        checklists.publish(draft, by=chief, on=timezone.localdate() - dt.timedelta(days=400))


def _firms(prefix, code):
    firms = Enterprise.objects.filter(
        division__code__startswith=prefix, merged_into=None, name__endswith=MARK
    )
    if code == "press-safety":
        firms = firms.filter(industry="3422")
    return firms.order_by("pk")[:A_TOWN]


def _visit(number, firm, code, team, chance):
    day = timezone.localdate() - dt.timedelta(days=6 + number * 8)
    began = moment(day, 9 + number % 6, 5 * (number % 12))
    photo = picture(number, began)
    sent = packet(
        firm,
        version(code or fitting(firm, number)),
        team,
        began,
        chance,
        digest(photo),
        kind=chance.choice(["patrol", "patrol", "patrol", "unplanned"]),
    )
    return send(number, sent, team[0], photo, at=moment(day, 18))


def moment(day, hour, minute=0):
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


def send(name, sent, sender, photo, *, at):
    """A visit with its photo, complete at once."""
    files.receive(ContentFile(photo, name="photo.jpg"), digest(photo), by=sender)
    uuid = uuid5(NAMESPACE, str(name))
    return visits.receive(uuid, sent, by=sender, device="演示手机", at=at).visit


def fitting(firm, number) -> str:
    """A checklist for what the firm makes: GB/T 4754 divisions 13 and 14 are food."""
    is_food = firm.industry_id is not None and firm.industry_id[:2] in ("13", "14")
    food, other = ("workshop-hygiene", "label-check"), ("honour-patrol", "enterprise-quality")
    return (food if is_food else other)[number % 2]


def version(code):
    return ChecklistVersion.objects.published().filter(checklist__code=code).latest("number")


def packet(firm, version, team, began, chance, sha256, *, most_failures=99, **facts) -> dict:
    """What a phone sends of a visit: every item answered, what fails photographed."""
    answers, failed, shown = [], 0, []
    for item in version.items():
        fails = chance.random() < FAILURES and failed < most_failures
        fails = fails and item.answer != ChecklistItem.Answer.TEXT
        given, fails = _answer(item, fails, chance)
        answers.append({"item": item.key, **given})
        failed += fails
        if item.photo == "always" or (fails and item.photo == "failure"):
            shown.append(item)
    return {
        "enterprise": firm.pk,
        "checklist_version": version.pk,
        "started_at": began.isoformat(),
        "ended_at": (began + dt.timedelta(minutes=50 + 10 * failed)).isoformat(),
        "place": firm.address,
        "inspectors": [person.pk for person in team],
        "present": "演示·厂长",
        "signature_refused": "演示数据，未采集签名",
        "summary": "现场检查时企业正常生产。" if not failed else "检查人员当场指出不符合项。",
        "outcome": "to_follow_up" if failed > 1 else "corrected" if failed else "no_problem",
        "disposition": "ordered" if failed > 1 else "none",
        "answers": answers,
        "photos": [
            {"sha256": sha256, "caption": item.text[:60], "item": item.key} for item in shown
        ]
        or [{"sha256": sha256, "caption": "厂区正面"}],
        **facts,
    }


def _answer(item, fails, chance) -> tuple[dict, bool]:
    """An answer of the kind that the item asks for; some items cannot fail."""
    match item.answer:
        case ChecklistItem.Answer.VERDICT if fails:
            return {"verdict": "fail", "note": "现场查看不符合要求"}, True
        case ChecklistItem.Answer.VERDICT:
            return {"verdict": "na" if chance.random() < 0.04 else "pass"}, False
        case ChecklistItem.Answer.CHOICE:
            wanted = [each for each in item.choices if (each in item.failing) == fails]
            return {"text": (wanted or item.choices)[0]}, fails and bool(item.failing)
        case ChecklistItem.Answer.NUMBER:
            return _number(item, fails)
    return {"text": "见照片"}, False


def _number(item, fails) -> tuple[dict, bool]:
    low, high = item.lowest, item.highest
    if fails and low is not None:
        return {"number": str(low - 1)}, True
    if fails and high is not None:
        return {"number": str(high + 1)}, True
    inside = high if high is not None else low if low is not None else 1
    return {"number": str(inside)}, False


def picture(number, began) -> bytes:
    """A photo that shows plainly that it is none."""
    image = Image.new("RGB", (640, 480), ((37 * number) % 200, 90, (61 * number) % 200))
    ImageDraw.Draw(image).text((24, 24), f"DEMO {number} {began:%Y-%m-%d}", fill="white")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=70)
    return out.getvalue()


def digest(photo) -> str:
    return hashlib.sha256(photo).hexdigest()


def _what_follows(made, officer):
    """Two orders, a few minutes, one correction."""
    grave = [visit for visit in made if visit.failed_count > 1]
    for visit in grave[:2]:
        items = [
            {name: each[name] for name in ("answer", "kind", "requirement", "clause", "days")}
            for each in visits.proposals(visit)
        ]
        visits.order_from(visit, items, by=officer, product="锻压机械", standard="GB 17120—2025")
    for visit in (grave or made)[:3]:
        visits.minute(visit, by=officer)
    visits.add(made[3], by=officer, about="present", text="在场人员应为演示·副厂长", reason="笔误")


def _one_in_conflict(visit, team):
    other = visit.first_packet.content | {"summary": "第二部手机补报：成品仓另有未检样机一台。"}
    visits.receive(visit.uuid, other, by=team[0], device="演示手机乙")


def _one_half_arrived(firm, team, chance):
    at = timezone.now() - dt.timedelta(hours=3)
    began = at - dt.timedelta(hours=2)
    sha256 = digest(picture(999, began))
    sent = packet(
        firm, version("enterprise-quality"), team, began, chance, sha256, kind="unplanned"
    )
    visits.receive(uuid5(NAMESPACE, "half"), sent, by=team[0], device="演示手机", at=at)


def _one_for_a_patrol_that_is_not_there(firm, team, chance):
    """It is finished all the same; what it entails waits on the desk."""
    at = timezone.now() - dt.timedelta(hours=2)
    began = at - dt.timedelta(hours=2)
    photo = picture(998, began)
    sent = packet(
        firm, version("enterprise-quality"), team, began, chance, digest(photo), kind="patrol"
    )
    send("no-patrol", sent | {"errand": 2**31}, team[0], photo, at=at)
