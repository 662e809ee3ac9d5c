"""A hundred and eighty workshops of three trades: what they make, who works there, their 登记证.

Entered as a table of the town would be; what a table does not tell is written beside it in bulk,
for workers are otherwise entered one by one as they come.
"""

import random
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from enterprises.models import Enterprise
from enterprises.services import risk
from qualitysup.clock.services import many
from qualitysup.regions.models import Division
from workshops.demo.staff import BEIJIAO, DAY, ago, ahead, analyse
from workshops.models import HealthCertificate, Registration, Trade, Variety, Worker, Workshop
from workshops.services import intake
from workshops.services.reading import Candidate
from workshops.services.workers import EXPIRY


@dataclass(frozen=True)
class Kind:
    """A trade, how many workshops are of it, and the foods that they make."""

    key: str
    word: str
    industry: str
    count: int
    foods: tuple


KINDS = (
    Kind("roast-meat", "烧腊", "1353", 72, (("0401", "烧鹅"), ("0401", "叉烧"), ("0404", "腊肠"))),
    Kind("cooked-meat", "熟食", "1353", 60, (("0401", "卤水猪手"), ("0401", "酱牛肉"))),
    Kind("bean-products", "豆制品", "1392", 48, (("2501", "水豆腐"), ("2501", "腐竹"))),
)
TRADES = tuple(kind.key for kind in KINDS)
# Villages in which nobody makes any of this; the survey says so.
WITHOUT = ("440606102009", "440606102010")
UNREGISTERED = 11  # every so manieth
# When the town handed its table in.
ENTERED = 430 * DAY
JOBS = ("加工", "切配", "销售", "杂工")
CLASSES = ("B", "B", "C", "B", "D")
REASONS = {
    "B": "近三年监督检查发现一般问题，已改正。（演示）",
    "C": "近三年监督抽查有不合格。（演示）",
    "D": "近三年多次监督抽查不合格。（演示）",
}
ENDS = """
    SELECT certificate.id AS case_id, certificate.division_id,
        enterprise.name || ' · ' || worker.name || ' ' || certificate.number AS title,
        replace(%s, '/0/', '/' || certificate.id || '/') AS path,
        NULL::bigint AS holder_id, certificate.issued_on AS started_on,
        certificate.valid_to AS due_on
    FROM workshops_healthcertificate AS certificate
    JOIN workshops_worker AS worker ON worker.id = certificate.worker_id
    JOIN workshops_workshop AS workshop ON workshop.id = worker.workshop_id
    JOIN enterprises_enterprise AS enterprise ON enterprise.id = workshop.enterprise_id
    WHERE certificate.id = ANY(%s)
"""


def load(staff) -> list[Workshop]:
    """The workshops in the order in which they stand in the table."""
    chance = random.Random(20080107)
    candidates = list(_table(chance))
    batch = intake.compare(candidates, by=staff.officer)
    if batch.rejected:
        raise ValueError([reason for _candidate, reason in batch.rejected])
    intake.write(batch, by=staff.officer)
    workshops = [batch.workshops[candidate.number] for candidate in candidates]
    firms = Enterprise.objects.filter(workshop__in=workshops)
    firms.update(created_at=timezone.now() - ENTERED)
    _make_foods(workshops)
    _employ(workshops, chance)
    for nth, workshop in enumerate(workshops, start=1):
        if nth % 9 == 5:
            risk_class = CLASSES[nth // 9 % len(CLASSES)]
            risk.assess(
                workshop.enterprise,
                by=staff.chief,
                risk_class=risk_class,
                reason=REASONS[risk_class],
            )
    return workshops


def _table(chance):
    villages = list(
        Division.objects.filter(parent=BEIJIAO, level=Division.Level.VILLAGE)
        .exclude(pk__in=WITHOUT)
        .order_by("pk")
    )
    trades = dict(Trade.objects.filter(key__in=TRADES).values_list("key", "pk"))
    kinds = [kind for kind in KINDS for _workshop in range(kind.count)]
    chance.shuffle(kinds)
    for number, kind in enumerate(kinds, start=1):
        village = chance.choice(villages)
        place = village.name.removesuffix("委会").removesuffix("居").removesuffix("村")
        operator = f"演示·经营者{number:03d}"
        yield Candidate(
            number=number,
            cells=[],
            fields={
                "name": f"演示{number:03d}号{place.removesuffix('社区')}{kind.word}作坊",
                "division_id": village.pk,
                "industry_id": kind.industry,
                "address": f"{place}演示路{chance.randrange(1, 400)}号",
                "legal_representative": operator,
                "phone": f"0000-{number:08d}",
                "scale": "micro",
                "established_on": ago(1200 + chance.randrange(3000)),
                "lng": Decimal(str(round(113.19 + chance.random() * 0.08, 6))),
                "lat": Decimal(str(round(22.89 + chance.random() * 0.06, 6))),
            },
            workshop={"trade_id": trades[kind.key], "operator_name": operator},
            registration=_registered(number, chance),
        )


def _registered(number, chance) -> dict:
    """Three years from a day; some have none, some end soon, one ended and one ended yesterday."""
    if number % UNREGISTERED == 0:
        return {}
    valid_to = {1: ago(1), 2: ago(40), 3: ahead(45)}.get(number)
    if valid_to is None:
        soon = number % 17 == 4
        valid_to = ahead(12 + chance.randrange(70) if soon else 120 + chance.randrange(650))
    return {
        "registration_number": f"演示登记{number:06d}",
        "valid_from": valid_to - 1095 * DAY,
        "valid_to": valid_to,
    }


def _make_foods(workshops):
    """Since when, a table does not tell; the negative list is asked by the database."""
    foods = dict(zip(TRADES, (kind.foods for kind in KINDS), strict=True))
    keys = dict(Trade.objects.values_list("pk", "key"))
    Variety.objects.bulk_create(
        Variety(workshop=workshop, category_id=code, name=name, since=ago(900))
        for nth, workshop in enumerate(workshops)
        for code, name in foods[keys[workshop.trade_id]][: 1 + nth % 3]
    )
    analyse(Variety, Registration)


def _employ(workshops, chance):
    """Two to four people each, with certificates of a year; a few of those ended or end soon."""
    staff = Worker.objects.bulk_create(
        Worker(workshop=workshop, name=f"演示员工{nth:03d}{'甲乙丙丁'[place]}", job=JOBS[place])
        for nth, workshop in enumerate(workshops, start=1)
        for place in range(2 + chance.randrange(3))
    )
    certificates = HealthCertificate.objects.bulk_create(
        HealthCertificate(
            worker=worker,
            division_id=worker.workshop.division_id,
            number=f"演示健{nth:06d}",
            issued_on=issued_on,
            valid_to=issued_on + 364 * DAY,
        )
        for nth, worker in enumerate(staff, start=1)
        if (issued_on := ago(chance.randrange(5, 368)))
    )
    # Each had one of the year before, so that a day of the story finds them certified.
    HealthCertificate.objects.bulk_create(
        HealthCertificate(
            worker=each.worker,
            division_id=each.division_id,
            number=f"{each.number}-前",
            issued_on=each.issued_on - 360 * DAY,
            valid_to=each.issued_on + 4 * DAY,
        )
        for each in certificates
    )
    analyse(Worker, HealthCertificate, Workshop, Enterprise)
    many.start_set(
        HealthCertificate,
        EXPIRY,
        ENDS,
        [
            reverse("admin:workshops_healthcertificate_change", args=[0]),
            [certificate.pk for certificate in certificates],
        ],
        on=timezone.localdate(),
    )
