"""Three stations, a dozen inspectors, a year of patrols: made, made late, missed, escalated.

The plans go through the services on the days they would have; only the visits of the past are
recorded as made on paper.
"""

import datetime as dt
import random

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Enterprise
from inspections.models import Capacity, Leave, Patrol, PatrolPlan, StationPlace
from inspections.services import patrols, planning, plans, routes
from qualitysup.accounts.models import Station, User
from qualitysup.accounts.roles import Role
from qualitysup.clock.counting import add_months
from qualitysup.regions.models import Division

MARK = "（演示）"
SHUNDE = "440606000000"
DAY = dt.timedelta(days=1)
NUMERALS = "一二三四五六七八九十"

# Where the people of each station set out from: a made-up address at the middle of the town.
PLACES = {
    "陈村市场监管所（演示）": (113.2170, 22.9760),
    "北滘市场监管所（演示）": (113.2170, 22.9290),
    "大良市场监管所（演示）": (113.2570, 22.8400),
}
PEOPLE_A_STATION = 4
VISITS_A_WEEK = 10
# Of those past their day, how many were made, by their day or late; the others are still owed.
IN_TIME, LATE = 0.86, 0.07
CHOSEN = 60


def load(*, say):
    if PatrolPlan.objects.filter(name__endswith=MARK).exists():
        return
    chief = User.objects.get(username="chief")
    with transaction.atomic():
        stations = people_and_places()
        this_year = plan_of_this_year(chief, stations)
        work_through(this_year, stations, chief)
        next_quarter(chief, this_year)
        rounds_of_today(stations, chief)
    say(_("A year of patrols is on record, and the next quarter is planned."))


def people_and_places():
    """Obviously fictional people; the badge of the last one ended yesterday."""
    stations, today = {}, timezone.localdate()
    number = 0
    for name, (lng, lat) in PLACES.items():
        station = Station.objects.get(name=name)
        StationPlace.objects.get_or_create(
            station=station, defaults={"lng": lng, "lat": lat, "address": name}
        )
        stations[station] = []
        for _n in range(PEOPLE_A_STATION):
            number += 1
            last = number == PEOPLE_A_STATION * len(PLACES)
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
                    "badge_valid_to": today - DAY if last else today + 500 * DAY,
                },
            )
            if made:
                person.divisions.set([station.division_id])
            Capacity.objects.get_or_create(
                person=person,
                valid_from=dt.date(today.year - 1, 1, 1),
                defaults={"visits_per_week": VISITS_A_WEEK},
            )
            stations[station].append(person)
    first = stations[next(iter(stations))][0]
    Leave.objects.get_or_create(
        person=first,
        starts_on=today + 14 * DAY,
        defaults={"ends_on": today + 18 * DAY, "reason": "培训"},
    )
    return stations


def numeral(number):
    return NUMERALS[number - 1] if number <= 10 else f"十{NUMERALS[number - 11]}"


def plan_of_this_year(chief, stations):
    """Adopted before the year began, for the classes of risk and for some chosen by hand."""
    today = timezone.localdate()
    year, adopted_on = today.year, dt.date(today.year - 1, 12, 20)
    plan = plans.draft(
        by=chief,
        division=Division.objects.get(pk=SHUNDE),
        name=f"{year}年度企业巡查计划{MARK}",
        starts_on=dt.date(year, 1, 1),
        ends_on=dt.date(year, 12, 31),
    )
    chosen = []
    for station in stations:
        firms = Enterprise.objects.filter(
            division__code__startswith=station.division_id[:9],
            status=Enterprise.Status.OPERATING,
            merged_into=None,
            lng__isnull=False,
        )
        chosen += firms.order_by("pk")[:CHOSEN]
    plans.add_reason(
        plan, by=chief, kind="chosen", times=2, enterprises=chosen, note="重点产品和名优企业"
    )
    plans.exclude(
        plan, by=chief, enterprise=chosen[0], reason="省局已检查同一事项", kind="superior",
        until=dt.date(year, 3, 20),
    )  # fmt: skip
    return _adopted(plan, chief, adopted_on)


def _adopted(plan, chief, on):
    plan = plans.compute(plan, by=chief, on=on)
    planning.run(plan.runs.first().pk)
    plan = plans.adopt(plan, by=chief, on=on, override="部分周次超出能力，由科室支援。")
    planning.run(plan.runs.first().pk)
    return PatrolPlan.objects.get(pk=plan.pk)


def work_through(plan, stations, chief):
    """Assigned in pairs; most made by their day, some late, some not at all."""
    chance, today = random.Random(7), timezone.localdate()
    rows = Patrol.objects.filter(plan=plan, due_on__lte=today + 28 * DAY).for_list()
    for turn, patrol in enumerate(rows.order_by("due_on", "pk")):
        team = [p for p in stations.get(patrol.station, ()) if p.has_valid_badge(patrol.due_on)]
        if len(team) < 2:
            continue
        pair = team[turn % len(team)], team[(turn + 1) % len(team)]
        day = max(patrol.window_from, patrol.due_on - chance.randrange(3) * DAY)
        on = max(plan.adopted_on, min(today, patrol.window_from - DAY))
        if day < today:
            _make(patrol, pair, day, on, chance, chief)
        elif patrol.due_on <= today + 7 * DAY and turn % 3:
            patrols.assign(patrol, by=chief, inspector=pair[0], partner=pair[1])
    patrols.note_missed()


def _make(patrol, pair, day, on, chance, chief):
    patrol = patrols.assign(
        patrol, by=chief, inspector=pair[0], partner=pair[1], planned_on=day, on=on
    )
    luck = chance.random()
    if luck < IN_TIME:
        patrols.fulfil(patrol, by=pair[0], done_on=day, on=day)
    elif luck < IN_TIME + LATE:
        late = min(timezone.localdate(), patrol.due_on + (1 + chance.randrange(12)) * DAY)
        patrols.fulfil(patrol, by=pair[0], done_on=late, on=late)
    elif luck > 0.99:
        patrols.cancel(patrol, by=chief, note="企业已停业，改由变更登记核查。", on=day)


def next_quarter(chief, this_year):
    """Computed and compared, waiting for its adoption."""
    today = timezone.localdate()
    starts_on = add_months(today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1), 3)
    plan = plans.draft(
        by=chief,
        division=this_year.division,
        name=f"{starts_on.year}年第{numeral((starts_on.month + 2) // 3)}季度巡查计划{MARK}",
        starts_on=starts_on,
        ends_on=add_months(starts_on, 3) - DAY,
    )
    chosen = [row.enterprise for row in this_year.reasons.get().choices.all()]
    plans.add_reason(plan, by=chief, kind="chosen", times=2, enterprises=chosen[:90])
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
        for patrol in open_here.order_by("due_on", "pk")[:6]:
            patrols.assign(patrol, by=chief, inspector=able[0], partner=able[1], planned_on=today)
        routes.plan(able[0], today, by=chief)
