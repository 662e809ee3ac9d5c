"""Three stations, a dozen inspectors, a year of patrols: made, made late, missed, escalated.

Everything goes through the services on the days it would have: the plan before its year, each visit
as two inspectors sent it on the evening of its day.
"""

import datetime as dt
import itertools
import random
from uuid import uuid5

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Enterprise
from inspections.demo import visit as story
from inspections.models import Capacity, Checklist, Leave, Patrol, PatrolPlan, StationPlace
from inspections.services import patrols, planning, plans, routes, visits
from qualitysup.accounts.models import Station, User
from qualitysup.accounts.roles import Role
from qualitysup.clock.counting import add_months
from qualitysup.clock.services import sweep
from qualitysup.evidence.services import files
from qualitysup.regions import codes
from qualitysup.regions.models import Division

MARK = "（演示）"
SHUNDE = "440606000000"
DAY = dt.timedelta(days=1)
NUMERALS = "一二三四五六七八九十"

# Where the people of each station set out from, a made-up address at the middle of the town; which
# towns it serves besides its own; and how many it has beside the inspectors of the bureau's story.
STATIONS = {
    "陈村市场监管所（演示）": ((113.2170, 22.9760), ["440606103000", "440606104000"], 3),
    "北滘市场监管所（演示）": (
        (113.2170, 22.9290),
        ["440606003000", "440606004000", "440606106000"],
        3,
    ),
    "大良市场监管所（演示）": ((113.2570, 22.8400), ["440606006000", "440606105000"], 6),
}
ALREADY_THERE = {"陈村市场监管所（演示）": "inspector", "北滘市场监管所（演示）": "inspector2"}
PEOPLE = 12
VISITS_A_WEEK = 12
# Of those past their day, how many were made, by their day or late; the others are still owed.
IN_TIME, LATE = 0.86, 0.07
CHOSEN_A_STATION = 30
LATEST_MADE = 12 * DAY
MINUTES = 6


def load(*, say):
    if PatrolPlan.objects.filter(name__endswith=MARK).exists():
        return
    chief = User.objects.get(username="chief")
    with transaction.atomic():
        stations = people_and_places()
        year = plan_of_the_year(chief, stations)
        work_through(year, stations, chief)
        next_quarter(chief, year, stations)
        rounds_of_today(stations, chief)
    # As beat would: whoever answers for what is overdue is told, one after the other.
    sweep.sweep()
    say(_("A year of patrols is on record, and the next quarter is planned."))


def people_and_places():
    """Obviously fictional people; the badge of the last one ended yesterday."""
    stations, numbers = {}, itertools.count(1)
    for name, ((lng, lat), towns, count) in STATIONS.items():
        station = Station.objects.get(name=name)
        station.also_serves.set(towns)
        StationPlace.objects.get_or_create(
            station=station, defaults={"lng": lng, "lat": lat, "address": name}
        )
        stations[station] = [_person(next(numbers), station) for _n in range(count)]
        there = User.objects.filter(username=ALREADY_THERE.get(name, ""))
        for person in [*stations[station], *there]:
            Capacity.objects.get_or_create(
                person=person,
                valid_from=dt.date(timezone.localdate().year - 1, 1, 1),
                defaults={"visits_per_week": VISITS_A_WEEK},
            )
    return stations


def _person(number, station):
    today = timezone.localdate()
    person, made = User.objects.get_or_create(
        username=f"patrol{number:02d}",
        defaults={
            "full_name": f"演示·巡查员{numeral(number)}",
            "roles": [Role.INSPECTOR],
            "home": station.division,
            "station": station,
            "is_staff": True,
            "email": f"patrol{number:02d}@demo.invalid",
            "password": make_password(None),
            "badge_number": f"演示巡查{number:04d}",
            "badge_valid_to": today - DAY if number == PEOPLE else today + 500 * DAY,
        },
    )
    if made:
        person.divisions.set(station.serves)
    return person


def numeral(number):
    return NUMERALS[number - 1] if number <= 10 else f"十{NUMERALS[number - 11]}"


def plan_of_the_year(chief, stations):
    """The twelve months that end with this quarter, adopted before they began."""
    last = _next_quarter() - DAY
    first = add_months(last + DAY, -12)
    plan = plans.draft(
        by=chief,
        division=Division.objects.get(pk=SHUNDE),
        name=_of(first, last),
        starts_on=first,
        ends_on=last,
    )
    chosen = []
    for station in stations:
        firms = Enterprise.objects.filter(
            lying_in(station.serves),
            status=Enterprise.Status.OPERATING,
            merged_into=None,
            lng__isnull=False,
        )
        chosen += firms.order_by("pk")[:CHOSEN_A_STATION]
    _by_trade(plan, chosen, chief)
    plans.exclude(
        plan, by=chief, enterprise=chosen[0], reason="省局已检查同一事项", kind="superior",
        until=first + 79 * DAY,
    )  # fmt: skip
    return _adopted(plan, chief, first - 12 * DAY)


def _next_quarter():
    today = timezone.localdate()
    return add_months(today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1), 3)


def _of(first, last):
    whole = first.month == 1 and last.month == 12
    span = f"{first.year}年度" if whole else f"{first.year}年{first.month}月起十二个月"
    return f"{span}企业巡查计划{MARK}"


def lying_in(divisions):
    """Enterprises at or below any of these."""
    inside = Q()
    for code in divisions:
        inside |= Q(division__code__startswith=codes.prefix(code))
    return inside


def _by_trade(plan, chosen, chief):
    """GB/T 4754 divisions 13 and 14 are food; each trade is looked at on its own checklist."""
    food = [firm for firm in chosen if firm.industry_id[:2] in ("13", "14")]
    others = [firm for firm in chosen if firm not in food]
    for firms, code, note in (
        (food, "workshop-hygiene", "重点食品生产企业"),
        (others, "enterprise-quality", "重点产品和名优企业"),
    ):
        if firms:
            plans.add_reason(
                plan,
                by=chief,
                kind="chosen",
                times=2,
                enterprises=firms,
                checklist=Checklist.objects.get(code=code),
                note=note,
            )


def _adopted(plan, chief, on):
    plan = plans.compute(plan, by=chief, on=on)
    planning.run(plan.runs.first().pk)
    plan = plans.adopt(plan, by=chief, on=on, override="部分周次超出能力，由科室支援。")
    planning.run(plan.runs.first().pk)
    return PatrolPlan.objects.get(pk=plan.pk)


def work_through(plan, stations, chief):
    """Assigned in pairs; most made by their day, some late, some not at all."""
    chance, today = random.Random(7), timezone.localdate()
    photos = {person: _photo(person) for team in stations.values() for person in team}
    made = []
    rows = Patrol.objects.filter(plan=plan, due_on__lte=today + 28 * DAY).for_list()
    for turn, patrol in enumerate(rows.order_by("due_on", "pk")):
        latest = min(today, patrol.due_on + LATEST_MADE)
        team = [p for p in stations.get(patrol.station, ()) if p.has_valid_badge(latest)]
        if len(team) < 2:
            continue
        pair = team[turn % len(team)], team[(turn + 1) % len(team)]
        day = max(patrol.window_from, patrol.due_on - chance.randrange(3) * DAY)
        if day < today:
            assigned_on = max(plan.adopted_on, patrol.window_from - DAY)
            patrol = patrols.assign(
                patrol, by=chief, inspector=pair[0], partner=pair[1], planned_on=day, on=assigned_on
            )
            visited_on = _when(patrol, day, chance, chief)
            if visited_on:
                made.append(_visit(patrol, pair, visited_on, chance, photos[pair[0]]))
        elif patrol.due_on <= today + 7 * DAY and turn % 3:
            patrols.assign(patrol, by=chief, inspector=pair[0], partner=pair[1])
    for visit in made[-MINUTES:]:
        visits.minute(visit, by=visit.received_by)
    patrols.note_missed()


def _when(patrol, day, chance, chief):
    """The day on which it was made, in time or late; nothing if it is still owed or cancelled."""
    luck = chance.random()
    late = patrol.due_on + (1 + chance.randrange(LATEST_MADE.days)) * DAY
    if luck < IN_TIME:
        return day
    if luck < IN_TIME + LATE and late < timezone.localdate():
        return late
    if luck > 0.99:
        patrols.cancel(patrol, by=chief, note="企业已停业，改由变更登记核查。", on=day)
    return None


def _photo(person):
    """One a person: whatever it is said to show, it shows plainly that it is none."""
    photo = story.picture(person.pk, timezone.localtime())
    sha256 = story.digest(photo)
    files.receive(ContentFile(photo, name="photo.jpg"), sha256, by=person)
    return sha256


def _visit(patrol, pair, day, chance, sha256):
    """What the two found, sent in the evening; the patrol is done by it."""
    firm = patrol.enterprise
    began = story.moment(day, 9 + chance.randrange(7), 5 * chance.randrange(12))
    sent = story.packet(
        firm,
        story.version(patrol.reason.checklist.code),
        pair,
        began,
        chance,
        sha256,
        most_failures=1,
        kind="patrol",
        errand=patrol.pk,
    )
    uuid = uuid5(story.NAMESPACE, f"patrol {patrol.pk}")
    at = story.moment(day, 18)
    return visits.receive(uuid, sent, by=pair[0], device="演示手机", at=at).visit


def next_quarter(chief, year, stations):
    """Computed and compared, waiting for its adoption; a training makes one week too full."""
    first = _next_quarter()
    last = add_months(first, 3) - DAY
    monday = first + (7 - first.weekday() + 28) * DAY
    for team in stations.values():
        Leave.objects.get_or_create(
            person=team[0],
            starts_on=monday,
            defaults={"ends_on": monday + 4 * DAY, "reason": "执法业务培训"},
        )
    plan = plans.draft(
        by=chief,
        division=year.division,
        name=f"{first.year}年第{numeral((first.month + 2) // 3)}季度巡查计划{MARK}",
        starts_on=first,
        ends_on=last,
    )
    chosen = Enterprise.objects.filter(pk__in=year.patrols.values("enterprise"))
    _by_trade(plan, chosen.order_by("pk"), chief)
    plans.add_reason(plan, by=chief, kind="risk", rule_set="food")
    plan = plans.compute(plan, by=chief)
    planning.run(plan.runs.first().pk)


def rounds_of_today(stations, chief):
    """Somebody of each station, and the demo's inspector, has a round to make today."""
    today = timezone.localdate()
    for station, team in stations.items():
        able = [person for person in team if person.has_valid_badge(today)]
        if station.name.startswith("陈村"):
            able.insert(0, User.objects.get(username="inspector"))
        open_here = Patrol.objects.open().filter(
            station=station, window_from__lte=today, due_on__gte=today
        )
        mine = open_here.filter(lying_in(able[0].divisions.values_list("pk", flat=True)))
        for patrol in mine.order_by("due_on", "pk")[:6]:
            patrols.assign(patrol, by=chief, inspector=able[0], partner=able[1], planned_on=today)
        routes.plan(able[0], today, by=chief)
