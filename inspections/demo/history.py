"""The years before the story, as a bureau's old registers tell of them: all of it has ended.

Visits, patrols, complaints and samples are written many at once, with their people and their steps
and with neither papers nor clocks. What failed became an order, and that went through the services
and has both. Firms, people and findings are made up.
"""

import datetime as dt
import random
from dataclasses import dataclass
from functools import cache
from uuid import uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Enterprise
from inspections import packets
from inspections.demo import patrol as year
from inspections.demo import visit as story
from inspections.demo.order import MARK, SHUNDE, staff_of_shunde, walk
from inspections.models import (
    Complaint,
    ComplaintLog,
    Laboratory,
    Patrol,
    PatrolLog,
    PatrolPlan,
    Sample,
    SampleLog,
    TestResult,
    Visit,
    VisitAnswer,
    VisitInspector,
    VisitPacket,
)
from inspections.services import results, visit_rules
from inspections.workflow.complaint import COMPLAINT
from inspections.workflow.patrol import PATROL
from inspections.workflow.sample import SAMPLE
from qualitysup.accounts.models import Station, User

DAY = dt.timedelta(days=1)
YEARS = 3 * 366 * DAY
# So many days between one and the next, on an average.
VISITS, COMPLAINTS, SAMPLES = 2, 12, 4
PATROLS, LATE, FAILURES = 0.7, 0.08, 0.15
REGISTER = f"原系统年度巡查计划{MARK}"

COMPLAINED_OF = [
    (Complaint.Kind.REPORT, "反映出厂产品没有合格证。", Complaint.Result.PUT_RIGHT),
    (Complaint.Kind.COMPLAINT, "产品用了几天就坏，要求更换。", Complaint.Result.SETTLED),
    (Complaint.Kind.REPORT, "称包装上的执行标准已经废止。", Complaint.Result.ORDERED),
    (Complaint.Kind.CLUE, "外地监管部门通报同型号产品不合格。", Complaint.Result.TRANSFERRED),
    (Complaint.Kind.REPORT, "怀疑产品缺斤短两。", Complaint.Result.UNFOUNDED),
]
FINDINGS = {
    Complaint.Result.PUT_RIGHT: "情况属实，当场改正。",
    Complaint.Result.SETTLED: "经调解，商家同意更换。",
    Complaint.Result.ORDERED: "情况属实，已责令改正。",
    Complaint.Result.TRANSFERRED: "产品为他人冒名生产，已移送。",
    Complaint.Result.UNFOUNDED: "现场核查，反映不属实。",
}
SOURCES = [
    Complaint.Source.HOTLINE_12315,
    Complaint.Source.HOTLINE_12345,
    Complaint.Source.LETTER,
    Complaint.Source.AUTHORITY,
]
LONG_AGO = [("send", 1), ("receive", 1), ("pass_test", 9), ("notify", 2), ("close", 20)]
FAILED = [("send", 1), ("receive", 1), ("fail_test", 9), ("notify", 2), ("order", 12)]


def load(*, say):
    if Patrol.objects.filter(note=REGISTER).exists():
        return
    staff, chance = staff_of_shunde(), random.Random(20230701)
    with transaction.atomic():
        visit_and_patrol(staff, chance)
        hear_complaints(staff, chance)
        sample_and_order(staff, chance)
    say(_("Three years are on record: %(count)d visits.") % {"count": Visit.objects.count()})


def days(last, chance, gap):
    """Working days of the three years up to one, so many days apart on an average."""
    day = timezone.localdate() - YEARS
    while day <= last:
        if day.weekday() < 5:
            yield day
        day += (1 + chance.randrange(2 * gap - 1)) * DAY


def ago(count) -> dt.date:
    return timezone.localdate() - count * DAY


def firms_of_shunde():
    firms = Enterprise.objects.operating().filter(
        division__code__startswith=SHUNDE[:6], name__endswith=MARK
    )
    return firms.prefetch_related("products").order_by("pk")


def party_of(firm) -> dict:
    return {
        "enterprise": firm,
        "division_id": firm.division_id,
        "party_name": firm.name,
        "party_uscc": firm.uscc or "",
        "party_address": firm.address,
        "party_representative": firm.legal_representative,
    }


def steps(log, workflow, case, taken, state):
    """The log of a case that went this way: who took which step on which day."""
    for name, by, on in taken:
        step = workflow.steps[name]
        yield log(
            case=case,
            by=by,
            on=on,
            name=name,
            from_state=state,
            to_state=step.target,
            legal_basis=step.legal_basis,
        )
        state = step.target


# --- Visits and patrols ---------------------------------------------------------------------------


@dataclass
class Made:
    """A visit that is not saved yet, with what it consists of and the patrol that it was."""

    visit: Visit
    packet: dict
    answers: list[VisitAnswer]
    pair: list[User]
    patrol: Patrol | None


def visit_and_patrol(staff, chance):
    """Up to the plan of patrols that the story tells of; most were patrols, made in time."""
    until = PatrolPlan.objects.filter(state="adopted").earliest("starts_on").starts_on - 15 * DAY
    rounds, version, made = list(_rounds()), cache(story.version), []
    for number, day in enumerate(days(until, chance, VISITS)):
        station, pair, firms = rounds[number % len(rounds)]
        firm = chance.choice(firms)
        checklist = version(story.fitting(firm, number))
        made.append(_visit(firm, station, pair, day, checklist, chance, staff))
    _keep(made, staff)


def _rounds():
    """Of each station two who go, and where."""
    for station in Station.objects.filter(name__in=year.STATIONS).order_by("pk"):
        people = User.objects.filter(station=station, username__startswith="patrol")
        pair = list(people.exclude(badge_number="").order_by("username")[:2])
        firms = list(firms_of_shunde().filter(year.lying_in(station.serves))[:60])
        if len(pair) == 2 and firms:
            yield station, pair, firms


def _visit(firm, station, pair, day, version, chance, staff):
    patrol = None
    if chance.random() < PATROLS:
        late = chance.random() < LATE
        due = day - (1 + chance.randrange(10)) * DAY if late else day + chance.randrange(15) * DAY
        patrol = Patrol(
            enterprise=firm,
            division_id=firm.division_id,
            created_by=staff.chief,
            note=REGISTER,
            risk_class=firm.risk_class,
            window_from=due - 60 * DAY,
            due_on=due,
            planned_on=min(day, due),
            station=station,
            inspector=pair[0],
            partner=pair[1],
        )
    kind = Visit.Kind.PATROL if patrol else chance.choice([Visit.Kind.UNPLANNED, "campaign"])
    packet = story.packet(
        firm,
        version,
        pair,
        story.moment(day, 9 + chance.randrange(7), 5 * chance.randrange(12)),
        chance,
        "",
        most_failures=1,
        kind=str(kind),
        photos=[],
    )
    told = packets.parse(packet)
    items = {item.key: item for item in version.items()}
    answers = [visit_rules.answer_to(items[given["item"]], given) for given in told["answers"]]
    sent = story.moment(day, 18)
    visit = Visit(
        uuid=uuid5(story.NAMESPACE, packets.seal(packet)),
        state=Visit.State.FINISHED,
        checklist_version=version,
        failed_count=sum(answer.failed for answer in answers),
        received_at=sent,
        received_by=pair[0],
        finished_at=sent,
        **party_of(firm),
        **{
            name: told[name]
            for name in (
                "kind",
                "started_at",
                "ended_at",
                "place",
                "present",
                "signature_refused",
                "summary",
                "outcome",
                "disposition",
            )
        },
    )
    return Made(visit, packet, answers, pair, patrol)


def _keep(made, staff):
    """A patrol is known before the visit that it is made by, and done by it."""
    patrols = [each.patrol for each in made if each.patrol]
    Patrol.objects.bulk_create(patrols)
    for each in made:
        if each.patrol:
            each.visit.errand = each.packet["errand"] = each.patrol.pk
    Visit.objects.bulk_create(each.visit for each in made)
    VisitPacket.objects.bulk_create(
        VisitPacket(
            visit=each.visit,
            sha256=packets.seal(each.packet),
            content=each.packet,
            sent_by=each.pair[0],
            device="演示手机",
            received_at=each.visit.received_at,
        )
        for each in made
    )
    VisitInspector.objects.bulk_create(
        VisitInspector(
            visit=each.visit, inspector=one, position=place, badge_number=one.badge_number
        )
        for each in made
        for place, one in enumerate(each.pair, start=1)
    )
    for each in made:
        for answer in each.answers:
            answer.visit = each.visit
    VisitAnswer.objects.bulk_create(answer for each in made for answer in each.answers)
    _fulfil([each for each in made if each.patrol], staff)


def _fulfil(made, staff):
    log = []
    for each in made:
        patrol = each.patrol
        patrol.state, patrol.visit = Patrol.State.DONE, each.visit
        patrol.done_on = timezone.localdate(each.visit.received_at)
        patrol.missed_on = patrol.due_on + DAY if patrol.done_on > patrol.due_on else None
        taken = [
            ("assign", staff.chief, patrol.window_from),
            ("fulfil", each.pair[0], patrol.done_on),
        ]
        log += steps(PatrolLog, PATROL, patrol, taken, Patrol.State.PLANNED)
    fields = ["state", "visit", "done_on", "missed_on"]
    Patrol.objects.bulk_update([each.patrol for each in made], fields, batch_size=200)
    PatrolLog.objects.bulk_create(log)


# --- Complaints -----------------------------------------------------------------------------------


def hear_complaints(staff, chance):
    """Nobody left a way to be reached, so each was closed once it was looked into."""
    firms = list(firms_of_shunde()[:120])
    inspector = staff.inspectors[1]
    rows, log = [], []
    for number, day in enumerate(days(ago(75), chance, COMPLAINTS), start=1):
        kind, text, result = chance.choice(COMPLAINED_OF)
        firm = chance.choice(firms)
        accepted, looked, closed = (day + passed * DAY for passed in (2, 9, 12))
        complaint = Complaint(
            state=Complaint.State.CLOSED,
            kind=kind,
            source=chance.choice(SOURCES),
            source_number=f"YSTZ{day:%Y%m%d}{number:03d}",
            received_on=day,
            enterprise=firm,
            division_id=firm.division_id,
            text=f"{text}{MARK}",
            holder=inspector,
            accepted_on=accepted,
            checked_on=looked,
            result=result,
            finding=FINDINGS[result],
            closed_on=closed,
            created_by=staff.officer,
        )
        rows.append(complaint)
        taken = [
            ("accept", staff.officer, accepted),
            ("assign", staff.chief, accepted),
            ("check", inspector, looked),
            ("close", staff.chief, closed),
        ]
        log += steps(ComplaintLog, COMPLAINT, complaint, taken, Complaint.State.REGISTERED)
    Complaint.objects.bulk_create(rows)
    ComplaintLog.objects.bulk_create(log)


# --- Samples, and orders that came of them --------------------------------------------------------


def sample_and_order(staff, chance):
    laboratory = Laboratory.objects.filter(name__endswith=MARK).order_by("pk").first()
    firms = [firm for firm in firms_of_shunde()[:150] if firm.products.all()]
    rows, log = [], []
    for number, day in enumerate(days(ago(180), chance, SAMPLES), start=1):
        sample, taken = _sample(number, day, chance.choice(firms), laboratory, staff, chance)
        rows.append(sample)
        log += steps(SampleLog, SAMPLE, sample, taken, Sample.State.DRAFT)
    TestResult.objects.bulk_create(sample.result for sample in rows)
    Sample.objects.bulk_create(rows)
    samplers = Sample.samplers.through
    samplers.objects.bulk_create(
        samplers(sample=sample, user=person) for sample in rows for person in staff.inspectors
    )
    SampleLog.objects.bulk_create(log)
    for sample in rows:
        if not sample.result.passed:
            _order(sample, staff, chance)


def _sample(number, day, firm, laboratory, staff, chance):
    failed = chance.random() < FAILURES
    made = firm.products.all()[0]
    taken = [("draw", staff.officer, day)]
    for name, gap in FAILED if failed else LONG_AGO:
        taken.append((name, staff.officer, taken[-1][2] + gap * DAY))
    drawn, sent, received, tested, told, ended = (on for _name, _by, on in taken)
    result = TestResult(
        enterprise=firm,
        division_id=firm.division_id,
        report_number=f"YS-TZ-{day.year}-{number:03d}",
        laboratory=laboratory.name,
        product=made.name,
        standard=made.standard,
        tested_on=tested,
        notified_on=told,
        passed=not failed,
        failed_items="标志和说明：应齐全，缺少警示语" if failed else "",
        recorded_by=staff.officer,
    )
    sample = Sample(
        state=Sample.State.ORDERED if failed else Sample.State.CLOSED,
        number=f"原系统抽样单{day.year}-{number:03d}{MARK}",
        officer=staff.officer,
        created_by=staff.officer,
        producer_name=firm.name,
        producer_address=firm.address,
        product=made.name,
        trademark=MARK,
        standard=made.standard,
        base_quantity=30,
        sample_quantity=2,
        backup_quantity=2,
        unit="台",
        place=Sample.Place.WAREHOUSE,
        seals=f"封条 {number:04d}",
        signed_by=f"{firm.legal_representative}，负责人",
        backup_place="检验机构备用样品库",
        drawn_on=drawn,
        laboratory=laboratory,
        sent_on=sent,
        received_on=received,
        result=result,
        reported_on=tested,
        notified_on=told,
        notice_received_on=told,
        closed_on=None if failed else ended,
        **party_of(firm),
    )
    return sample, taken


def _order(sample, staff, chance):
    """Issued when the time to ask for a re-test was over; some were reported as put right late."""
    order = results.order_from(sample.result, by=staff.officer)
    way = [("issue", 0), ("report", 30 + chance.randrange(45)), ("call", 6), ("pass", 6)]
    way.append(("resume", 3))
    issued = sample.notified_on + 16 * DAY
    passed = (timezone.localdate() - issued).days
    walk(order, way, passed - sum(gap for _name, gap in way), staff)
