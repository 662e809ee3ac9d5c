"""What a phone takes along: the round of some days, and all that is needed at each door.

The number of statements depends on the number of days, never on that of stops (docs/field-app.md).
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone

from enterprises.models import Enterprise
from inspections import errands, outings
from inspections.models import (
    ChecklistVersion,
    OrderItem,
    RectificationOrder,
    Reinspection,
    Round,
    RoundStop,
    SamplingPlan,
    Visit,
    VisitAnswer,
)
from qualitysup.accounts.models import User
from qualitysup.clock.models import CalendarYear, Deadline, TermRule
from qualitysup.evidence.models import Attachment
from qualitysup.regions.models import Division

Level = Division.Level

MOST_DAYS = 7
# As many visits of each enterprise, the latest first.
FINDINGS = 3
# As many photos of each item: the phone keeps them all.
PHOTOS = 6
# A visit may have begun a while before its terms are counted, in the year before.
LOOKING_BACK = dt.timedelta(days=31)


@dataclass
class Stop:
    """One visit of a day, of a round or only due; what hangs on it is filled in for all at once."""

    position: int
    case: object
    enterprise: int
    why: str
    opens_at: dt.time | None = None
    closes_at: dt.time | None = None
    minutes: int = RoundStop._meta.get_field("minutes").default
    arrives_at: dt.time | None = None
    km: float | None = None
    due_on: dt.date | None = None
    checklist_version: int | None = None
    reinspection: Reinspection | None = None
    named: errands.Named = errands.NOTHING

    @property
    def model(self) -> str:
        return self.case._meta.model_name

    @property
    def kind(self) -> str:
        purpose = errands.purpose_of(self.case)
        return purpose.kind if purpose else Visit.Kind.UNPLANNED

    @property
    def what(self) -> str:
        return str(Visit.Kind(self.kind).label)

    @property
    def errand(self) -> int | None:
        """As a packet names it; of a re-inspection it is that, not the order."""
        if self.kind == Visit.Kind.REINSPECTION:
            return self.reinspection and self.reinspection.pk
        return self.named.errand

    @property
    def done(self) -> bool:
        """Visited or given up since the round was planned."""
        return self.named.done


@dataclass
class Day:
    on: dt.date
    planned: bool = False
    starts_at: dt.time | None = None
    start: dict | None = None
    stops: list[Stop] = field(default_factory=list)


class Taken:
    """All of it, for one person: every part is asked for once and by what it is called outside."""

    def __init__(self, person, *, days: int):
        self.person, self.count = person, days
        self.today = timezone.localdate()
        self.me = User.objects.select_related("station").get(pk=person.pk)
        # Who makes no visits of inspectors takes along nothing that only these are made with.
        self.visits = person.has_perm("inspections.submit_visit")

    @cached_property
    def days(self) -> list[Day]:
        if not self.visits:
            return []
        first, last = self.today, self.today + dt.timedelta(days=self.count - 1)
        rounds = Round.objects.visible_to(self.person).of(self.person).between(first, last)
        planned = {each.on: each for each in rounds}
        stops = defaultdict(list)
        for stop in RoundStop.objects.of_rounds(rounds).for_phone(self.person, errands.PURPOSES):
            stops[stop.round_id].append(stop)
        found, listed = [], set()
        for on in (first + dt.timedelta(days=n) for n in range(self.count)):
            if on in planned:
                day = _of_round(planned[on], stops[planned[on].pk])
            else:
                day = _of_errands(on, self.person, listed)
            listed.update((stop.model, stop.case.pk) for stop in day.stops)
            found.append(day)
        return self._filled_in(found)

    def _filled_in(self, days):
        stops = [stop for day in days for stop in day.stops]
        seen = self._seen({stop.enterprise for stop in stops})
        due = Deadline.objects.first_due(stop.case for stop in stops)
        versions = {version.checklist_id: version.pk for version in self.checklists}
        self._name(stops)
        called = {each.order_id: each for each in self._called(stops)}
        for day in days:
            day.stops = [stop for stop in day.stops if stop.enterprise in seen]
            for stop in day.stops:
                stop.due_on = stop.named.due_on or due.get((stop.model, stop.case.pk))
                stop.checklist_version = versions.get(stop.named.checklist)
                if stop.kind == Visit.Kind.REINSPECTION:
                    stop.reinspection = called.get(stop.case.pk)
        return days

    def _name(self, stops):
        """What the packet of each visit says that it was made for; each model is asked once."""
        cases = defaultdict(dict)
        for stop in stops:
            cases[errands.purpose_of(stop.case)][stop.case.pk] = stop.case
        cases.pop(None, None)
        named = {each: each.names(list(cases[each].values()), self.person) for each in cases}
        for stop in stops:
            names = named.get(errands.purpose_of(stop.case), {})
            stop.named = names.get(stop.case.pk, stop.named)

    def _seen(self, keys):
        """An enterprise that went elsewhere is not this person's to visit any more."""
        rows = Enterprise.objects.visible_to(self.person).current()
        return set(rows.filter(pk__in=keys).values_list("pk", flat=True))

    def _called(self, stops):
        keys = [stop.case.pk for stop in stops if stop.kind == Visit.Kind.REINSPECTION]
        rows = Reinspection.objects.visible_to(self.person).under_way().filter(order__in=keys)
        called = list(rows.prefetch_related("items__item"))
        self._show_before([entry.item for each in called for entry in each.items.all()])
        return called

    @cached_property
    def enterprises(self) -> list[Enterprise]:
        keys = {stop.enterprise for day in self.days for stop in day.stops}
        rows = Enterprise.objects.visible_to(self.person).filter(pk__in=keys).order_by("pk")
        firms = list(rows.prefetch_related("products"))
        findings, orders = defaultdict(list), defaultdict(list)
        visits = Visit.objects.visible_to(self.person).finished().filter(enterprise__in=keys)
        for visit in visits.latest_of_each(FINDINGS).with_failed_answers():
            findings[visit.enterprise_id].append(visit)
        for order in self._orders(keys):
            orders[order.enterprise_id].append(order)
        for firm in firms:
            firm.last_findings, firm.open_orders = findings[firm.pk], orders[firm.pk]
        return firms

    def _orders(self, keys):
        rows = RectificationOrder.objects.visible_to(self.person).open()
        rows = rows.filter(enterprise__in=keys).for_list().order_by("pk")
        orders = list(rows.prefetch_related("items"))
        self._show_before([item for order in orders for item in order.items.all()])
        return orders

    def _show_before(self, items):
        """Hang on each item the hashes of the photos that show how it was found, latest first."""
        on_item = self._pictures(OrderItem, [item.pk for item in items])
        before = Attachment.Kind.BEFORE
        on_order = self._pictures(
            RectificationOrder, {item.order_id for item in items}, kind=before
        )
        of_answer = self._photos_of({item.answer_id for item in items} - {None})
        for item in items:
            own = [*on_item[item.pk], *of_answer[item.answer_id]]
            item.before = list(dict.fromkeys(own or on_order[item.order_id]))[:PHOTOS]

    def _photos_of(self, answers):
        """What the visit showed that the item came from."""
        found = defaultdict(list)
        seen = Attachment.objects.visible_to(self.person).standing().pictures()
        rows = VisitAnswer.photos.through.objects.filter(visitanswer__in=answers)
        rows = rows.filter(attachment__in=seen.order_by().values("pk")).order_by("-attachment")
        for key, sha256 in rows.values_list("visitanswer", "attachment__file__sha256"):
            found[key].append(sha256)
        return found

    def _pictures(self, model, keys, **which):
        found = defaultdict(list)
        rows = Attachment.objects.visible_to(self.person).standing().of_any(model, keys)
        for key, sha256 in rows.pictures().filter(**which).values_list("case_id", "file__sha256"):
            found[key].append(sha256)
        return found

    @cached_property
    def colleagues(self):
        """Who may sign beside this person: those with an enforcement badge."""
        if not self.visits:
            return []
        rows = User.objects.beside(self.person).filter(is_active=True).exclude(badge_number="")
        rows = rows.exclude(pk=self.person.pk).select_related("station").order_by("pk")
        return [one for one in rows if one.has_perm("inspections.submit_visit")]

    @cached_property
    def checklists(self):
        if not self.visits:
            return []
        return list(ChecklistVersion.objects.whole_in_force(self.today))

    @cached_property
    def outings(self) -> list[outings.Outing]:
        """Forms for whoever is in no register."""
        return outings.of(self.person, self.today + dt.timedelta(days=self.count - 1))

    @cached_property
    def divisions(self):
        """Where a workshop may be that is not in the register yet."""
        if not self.visits:
            return []
        rows = Division.objects.visible_to(self.person).in_force(self.today)
        return rows.filter(level__in=[Level.COUNTY, Level.TOWN, Level.VILLAGE]).order_by("code")

    @cached_property
    def sampling_plans(self):
        if not self.visits:
            return []
        rows = SamplingPlan.objects.visible_to(self.person).under_way(self.today)
        return rows.order_by("pk")

    @cached_property
    def terms(self):
        return TermRule.objects.visible_to(self.person).order_by("term", "valid_from", "pk")

    @cached_property
    def calendar(self) -> dict:
        calendar = CalendarYear.objects.as_calendar(self.today - LOOKING_BACK)
        return {
            "years": sorted(calendar.announced),
            "holidays": {
                day.isoformat(): calendar.holidays[day] for day in sorted(calendar.holidays)
            },
            "make_up_days": sorted(calendar.make_up_days),
        }


def _of_round(round_, stops) -> Day:
    start = None if round_.lng is None else {"lng": round_.lng, "lat": round_.lat}
    day = Day(round_.on, True, round_.starts_at, start)
    day.stops = [
        Stop(
            position=stop.position,
            case=stop.case,
            enterprise=stop.enterprise_id,
            why=stop.what,
            opens_at=stop.opens_at,
            closes_at=stop.closes_at,
            minutes=stop.minutes,
            arrives_at=stop.arrives_at,
            km=stop.km,
        )
        # Whose case is out of sight is nobody's stop here.
        for stop in stops
        if stop.case is not None
    ]
    return day


def _of_errands(on, person, listed) -> Day:
    """Nobody planned a round: what is due, without what an earlier day has already."""
    due = [
        errand
        for errand in errands.of(person, on)
        if (errand.case._meta.model_name, errand.case.pk) not in listed
    ]
    return Day(
        on,
        stops=[
            Stop(position, errand.case, errand.enterprise.pk, errand.what)
            for position, errand in enumerate(due, start=1)
        ],
    )
