"""The phone decides as the server does: deadlines, what a packet lacks, what the minutes say."""

import csv
import datetime as dt
import json
import random
import re
import uuid
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import translation
from rest_framework.exceptions import ValidationError as NotAPacket

from enterprises import uscc
from inspections import packets
from inspections.api.serializers.field import TermOutput
from inspections.documents.visit import PAPER, inspection_record
from inspections.models import ChecklistVersion, Visit
from inspections.services import visit_rules, visits
from qualitysup.accounts.roles import Role
from qualitysup.clock.counting import Extension, Suspension, compute
from qualitysup.clock.explaining import explain
from qualitysup.clock.models import CalendarYear, TermRule
from qualitysup.clock.services import deadlines
from qualitysup.clock.terms import Rule
from qualitysup.documents import rendering
from tests.enterprises.factories import EnterpriseFactory, uscc_number
from tests.factories import CHENCUN, UserFactory
from tests.inspections.factories import ChecklistVersionFactory
from tests.inspections.packets import photo, send, sha
from tests.javascript import run

VECTORS = list(
    csv.DictReader(
        (Path(__file__).resolve().parents[1] / "deadline_vectors.csv").open(encoding="utf-8")
    )
)
TERMS = {"terms": "terms.js"}

pytestmark = pytest.mark.django_db


def taken_along():
    """Rules and calendar as a phone has them."""
    calendar = CalendarYear.objects.as_calendar()
    return {
        "terms": json.loads(json.dumps(TermOutput(TermRule.objects.all(), many=True).data)),
        "calendar": {
            "years": sorted(calendar.announced),
            "holidays": {day.isoformat(): name for day, name in calendar.holidays.items()},
            "make_up_days": [day.isoformat() for day in calendar.make_up_days],
        },
    }


# --- Deadlines -----------------------------------------------------------------------------------


def test_the_phone_gives_the_known_answers():
    found = run(
        TERMS,
        """given.vectors.map(({ rule, date, amount }) => {
            const own = terms.ruleOn(given.terms, rule, date);
            const length = amount ? terms.ofLength(own, Number(amount)) : own;
            return terms.compute(length, date, { calendar: given.calendar });
        })""",
        taken_along() | {"vectors": VECTORS},
    )

    for vector, one in zip(VECTORS, found, strict=True):
        # Of a window the table gives both ends.
        said = (one["windowFrom"] or one["nominal"], one["due"])
        assert said == (vector["nominal"], vector["due"]), vector["why"]
        assert one["provisional"] == (vector["provisional"] == "true"), vector["why"]


def test_the_phone_counts_as_the_server_whatever_the_dates():
    """Two thousand terms, with extensions and times that stand still, across known years."""
    chance = random.Random(4)
    calendar = CalendarYear.objects.as_calendar()
    asked = [_some_term(chance) for _ in range(2000)]

    found = run(
        TERMS,
        """given.asked.map(({ rule, start, changes }) =>
            terms.compute(rule, start, { calendar: given.calendar, changes }))""",
        taken_along() | {"asked": [each for each, _computed in asked]},
    )

    for (given, computed), phone in zip(asked, found, strict=True):
        server = computed(calendar)
        said = {
            "nominal": server.nominal and server.nominal.isoformat(),
            "due": server.due and server.due.isoformat(),
            "windowFrom": server.window_from and server.window_from.isoformat(),
            "makeUpDays": [day.isoformat() for day in server.make_up_days],
            "holiday": server.holiday,
            "unknownYears": list(server.unknown_years),
            "provisional": server.provisional,
        }
        assert {name: phone[name] for name in said} == said, given


def _some_term(chance):
    """A question as the phone is asked it, and what answers it here."""
    start = dt.date(2015, 1, 1) + dt.timedelta(days=chance.randrange(4700))
    amount = chance.choice([1, 3, 5, 7, 15, 20, 30, 60, 75, 90])
    unit = chance.choice(["day", "workday", "month"])
    amount = amount % 14 + 1 if unit == "month" else amount
    window_to = amount + 1 + chance.randrange(1, 40) if chance.random() < 0.15 else None
    rule = Rule("any", amount, unit, window_to, rolls=not window_to and chance.random() < 0.7)
    changes = []
    for _ in range(chance.choice([0, 0, 1, 2])):
        since = start + dt.timedelta(days=chance.randrange(-5, 80))
        length = chance.choice([None, 0, 1, 10, 40])
        until = since + dt.timedelta(days=length) if length is not None else None
        changes.append(Suspension(since, until))
    if chance.random() < 0.3:
        changes.append(Extension(chance.choice([5, 15, 30]), unit if unit != "month" else "day"))
    question = {
        "rule": {
            "amount": rule.amount,
            "unit": rule.unit,
            "window_to": rule.window_to,
            "rolls": rule.rolls,
        },
        "start": start.isoformat(),
        "changes": [
            {
                name: value.isoformat() if isinstance(value, dt.date) else value
                for name, value in vars(each).items()
            }
            for each in changes
        ],
    }
    return question, lambda calendar: compute(rule, start, calendar=calendar, changes=changes)


def test_the_law_of_the_day_is_taken():
    found = run(
        TERMS,
        "given.days.map((day) => terms.ruleOn(given.terms, 'correct', day).amount)",
        taken_along() | {"days": ["2019-12-31", "2020-01-01"]},
    )

    assert found == [30, 60]


def test_a_date_is_explained_in_the_words_of_the_office():
    calendar = CalendarYear.objects.as_calendar()
    asked = [vector for vector in VECTORS if not vector["amount"]]

    found = run(
        TERMS | {"words": "explain.js"},
        """given.asked.map(({ rule, date }) => words.explain(
            terms.compute(terms.ruleOn(given.terms, rule, date), date, given),
            (day) => day,
        ).join(" "))""",
        taken_along() | {"asked": asked},
    )

    with translation.override("en"):
        for vector, phone in zip(asked, found, strict=True):
            start = dt.date.fromisoformat(vector["date"])
            rule = TermRule.objects.in_force(vector["rule"], start).as_rule()
            office = explain(compute(rule, start, calendar=calendar))
            assert phone == re.sub(r"(\d{4}-\d\d-\d\d) [A-Z][a-z]{2}", r"\1", office)


@pytest.mark.parametrize(("days", "too_long"), [(None, False), (1, False), (65, False), (66, True)])
def test_an_item_that_would_outlast_its_order_is_told(days, too_long):
    start = dt.date(2026, 3, 2)

    found = run(
        {"proposals": "proposals.js"},
        "proposals.termOf({ days: given.days }, given, '2026-03-02')",
        taken_along() | {"days": days},
    )

    term = ("correct-item", days) if days else ("correct", None)
    server = deadlines.computed(term[0], start, amount=term[1])
    assert found["due"] == server.due.isoformat()
    assert found["tooLong"] == too_long
    assert found["tooLong"] == (server.due > deadlines.computed("correct", start).due)


# --- The packet and what it lacks ----------------------------------------------------------------


@pytest.fixture
def team(inspector):
    return [inspector, UserFactory(roles=[Role.INSPECTOR], badged=True)]


@pytest.fixture
def version():
    made = ChecklistVersionFactory(published_on=None)
    made.items().filter(key="guard").update(photo="failure")
    made.published_on = dt.date(2025, 1, 1)
    made.save()
    return made


def as_taken(version):
    from inspections.api.serializers.visit import ChecklistVersionOutput

    whole = ChecklistVersion.objects.whole().get(pk=version.pk)
    return json.loads(json.dumps(ChecklistVersionOutput(whole).data, default=str))


def draft(team, version, **more):
    """A visit as it is on the phone when everything is written."""
    written = {
        "kind": "patrol",
        "errand": None,
        "stop": None,
        "enterprise": EnterpriseFactory().pk,
        "party": None,
        "checklist_version": version.pk,
        "started_at": "2026-11-20T01:05:00.000Z",
        "ended_at": "2026-11-20T02:40:00.000Z",
        "place": "一号车间",
        "point": {"lng": 113.25, "lat": 22.9, "accuracy": 12},
        "inspectors": [person.pk for person in team],
        "present": "测试厂长",
        "witness": "",
        "rights_told": True,
        "summary": "现场有待销压力机6台。\n当事人表示立即整改。",
        "outcome": "to_follow_up",
        "disposition": "ordered",
        "signature_refused": "当事人拒绝签名",
        "answers": {
            "guard": {"verdict": "fail", "note": "右侧无防护罩"},
            "noise": {"number": "９６.5", "note": ""},
            "state": {"text": "好"},
        },
        "reinspected": {},
        "proposals": [
            {"item": "guard", "text": "加装防护装置", "days": 30, "due_on": "2026-12-20"}
        ],
        "samples": [],
        "step": "sign",
    } | more
    if written["answers"].get("guard", {}).get("verdict") != "fail" and "proposals" not in more:
        written["proposals"] = []
    return written


def parts(team, *photos, item="guard"):
    shown = [
        {"kind": "photo", "sha256": sha(each), "caption": "", "item": item, "taken_at": None}
        for each in photos
    ]
    signed = [
        {"kind": "signature", "sha256": sha(photo(200 + n)), "role": "inspector", "name": str(one)}
        for n, one in enumerate(team)
    ]
    return shown + signed


def people(team):
    return [
        {
            "id": person.pk,
            "name": person.full_name,
            "badge_number": person.badge_number,
            "badge_valid_to": person.badge_valid_to.isoformat(),
        }
        for person in team
    ]


def on_the_phone(draft, version, parts, team):
    """The packet that the phone makes, and the words in which it says what is missing."""
    found = run(
        {"packet": "packet.js"},
        """{
            packet: packet.packet(given.draft, given.parts, given.version),
            missing: packet.missing(given.draft, given.version, given.parts,
                { people: given.people, on: given.on }),
        }""",
        {
            "draft": draft,
            "parts": parts,
            "version": as_taken(version) if version else None,
            "people": people(team),
            "on": "2026-11-20",
        },
    )
    return found["packet"], found["missing"]


def judged(packet, by):
    """What the server says of the same packet: the first words of every path that is at fault."""
    try:
        visit_rules.judge(packets.parse(packet), by=by)
    except NotAPacket as error:
        return {str(path).split("[")[0].split(".")[0] for path in error.detail}
    except ValidationError as error:
        return {path.split("[")[0].split(".")[0] for path in error.message_dict}
    return set()


def test_a_whole_visit_lacks_nothing_and_is_taken_in(team, version):
    shown = photo()
    whole = draft(team, version)

    packet, lacks = on_the_phone(whole, version, parts(team, shown), team)

    assert lacks == []
    assert judged(packet, team[0]) == set()
    received = visits.receive(uuid.uuid4(), packet, by=team[0])
    answers = {each.item.key: each for each in received.visit.answers.all()}
    assert answers["noise"].number == 96.5
    assert answers["guard"].failed
    assert received.visit.failed_count == 2


@pytest.mark.parametrize(
    ("changes", "shown", "places", "faults"),
    [
        ({"answers": {}}, True, {("checklist", "guard")}, {"answers"}),
        ({"answers": {"guard": {"verdict": "pass"}}}, True, {("checklist", "noise")}, {"answers"}),
        ({}, False, {("checklist", "guard")}, {"answers"}),
        ({"outcome": ""}, True, {("findings", "outcome")}, {"outcome"}),
        ({"outcome": "no_problem"}, True, {("findings", "outcome")}, {"outcome"}),
        ({"signature_refused": " "}, True, {("sign", "party")}, {"signature_refused"}),
        ({"ended_at": "2026-11-20T01:00:00.000Z"}, True, {("read", "ended")}, {"ended_at"}),
        ({"outcome": "gone", "answers": {}, "signature_refused": ""}, True, set(), set()),
        ({"disposition": "stopped", "answers": {}}, True, set(), set()),
        ({"checklist_version": None, "answers": {}}, None, set(), set()),
        (
            {"proposals": [{"item": "state", "text": "整理现场", "days": 400}]},
            True,
            {("findings", "proposal-0")},
            {"proposals"},
        ),
        (
            {"proposals": [{"item": None, "text": "整理现场", "days": None}]},
            True,
            set(),
            set(),
        ),
        (
            {"answers": {"guard": {"verdict": "na"}, "noise": {"verdict": "na"},
                         "state": {"verdict": "na"}}},
            False,
            set(),
            set(),
        ),
    ],
)  # fmt: skip
def test_the_phone_misses_what_the_server_would_refuse(
    team, version, changes, shown, places, faults
):
    one = draft(team, version, **changes)
    its_version = version if one["checklist_version"] else None
    photos = [] if not shown else [photo()]
    item = "guard" if its_version else None

    packet, lacks = on_the_phone(one, its_version, parts(team, *photos, item=item), team)

    assert places <= {tuple(each["where"]) for each in lacks}
    assert bool(lacks) == bool(places)
    assert judged(packet, team[0]) == faults


def test_one_inspector_is_not_enough_and_a_badge_that_ran_out_is_none(team, version):
    team[1].badge_valid_to = dt.date(2026, 11, 19)
    team[1].save()

    alone = on_the_phone(draft(team[:1], version), version, parts(team, photo()), team)
    without = on_the_phone(draft(team, version), version, parts(team, photo()), team)

    for packet, lacks in (alone, without):
        assert ["who", "colleagues"] in [each["where"] for each in lacks]
        assert judged(packet, team[0]) == {"inspectors"}


def test_a_mistyped_number_is_said_and_never_sent(team, version):
    one = draft(team, version)
    one["answers"]["noise"] = {"number": "8O.5"}

    packet, lacks = on_the_phone(one, version, parts(team, photo()), team)

    assert "noise" not in [each["item"] for each in packet["answers"]]
    assert [each["where"] for each in lacks] == [["checklist", "noise"]]


def test_what_the_camera_said_goes_along_and_what_it_did_not_say_is_not_mentioned(team, version):
    claims = {
        "original_sha256": sha(photo(9)),
        "original_size": 4_200_000,
        "exif_time": "2026-11-20T09:30:00+08:00",
        "exif_point": None,
    }
    shown = [each | {"claims": claims} for each in parts(team, photo(), photo(1))]
    shown[1]["claims"] = {}

    packet, _lacks = on_the_phone(draft(team, version), version, shown, team)

    first, second = packet["photos"]
    if first["sha256"] != sha(photo()):
        first, second = second, first
    assert first["original_sha256"] == sha(photo(9))
    told = {"exif_time": "2026-11-20T09:30:00+08:00", "original_size": 4_200_000}
    assert first["claims"] == told
    assert "claims" not in second
    assert judged(packet, team[0]) == set()


def test_who_signs_on_paper_is_in_the_packet_and_in_the_minutes(team, version):
    reasons = {str(team[1].pk): "触屏失灵", "0": "不在场的人"}
    one = draft(team, version, on_paper=reasons)
    signed = [each for each in parts(team, photo()) if each.get("name") != str(team[1])]

    packet, lacks = on_the_phone(one, version, signed, team)

    assert lacks == []
    assert packet["on_paper"] == [{"inspector": team[1].pk, "reason": "触屏失灵"}]
    visit = visits.receive(uuid.uuid4(), packet, by=team[0]).visit
    assert [row.paper_reason for row in visit.inspections.all()] == ["", "触屏失灵"]
    read = run(
        {"minutes": "minutes.js"},
        """[minutes.minutes(given.draft, given), minutes.signedText(given.draft, given),
            minutes.signedText({ ...given.draft, on_paper: {} }, given)]""",
        {
            "draft": one,
            "party": {"name": "甲", "address": ""},
            "people": people(team),
            "checklist": as_taken(version),
            "parts": signed,
        },
    )
    said = f"检查人员{team[1]}在纸质笔录上签名，原因：触屏失灵。"
    assert said in read[0]
    assert said in _paper(visit)
    # The other's signature holds: who signs on paper says so after it.
    assert read[1] == read[2]


def test_a_word_changed_after_the_signature_is_signed_again(team, version):
    found = run(
        {"packet": "packet.js"},
        """["the words", "other words"].map((words) => packet.missing(
            { ...given.draft, signed_words: "the words" },
            given.version, given.parts, { words },
        ))""",
        {
            "draft": draft(team, version),
            "parts": parts(team, photo()),
            "version": as_taken(version),
        },
    )

    assert found[0] == []
    assert found[1][0]["where"] == ["sign", "changed"]


# --- The minutes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"witness": "何示例", "signature_refused": ""},
        {"outcome": "gone", "answers": {}, "rights_told": False, "present": "", "summary": ""},
    ],
)
def test_the_party_reads_on_the_glass_what_the_paper_will_say(team, version, changes):
    firm = EnterpriseFactory(legal_representative="梁启衡")
    one = draft(team, version, enterprise=firm.pk, **changes)
    shown = [] if changes.get("outcome") == "gone" else [photo()]
    its_parts = parts(team, *shown) + [
        {"kind": "signature", "sha256": sha(photo(220)), "role": "party", "name": "梁启衡"}
        for _ in range("signature_refused" in changes)
    ]
    packet, lacks = on_the_phone(one, version, its_parts, team)
    assert [each["where"] for each in lacks] in ([], [["sign", "party"]])

    read = run(
        {"minutes": "minutes.js"},
        "minutes.minutes(given.draft, given)",
        {
            "draft": one,
            "party": {
                "name": firm.name,
                "uscc": firm.uscc,
                "address": firm.address,
                "legal_representative": firm.legal_representative,
            },
            "people": people(team),
            "checklist": as_taken(version),
            "parts": its_parts,
        },
    )

    for each in [*shown, *(photo(n) for n in (200, 201, 220))]:
        send(each, by=team[0])
    visit = visits.receive(uuid.uuid4(), packet, by=team[0]).visit
    assert visit.state == Visit.State.FINISHED
    assert [_words(line) for line in read] == [_words(line) for line in _paper(visit)]


def _words(line):
    # What hangs on the visit besides photos, its signatures, is there only after the reading.
    return line.split("、Signature")[0].rstrip("。") if line.startswith("附件") else line


def _paper(visit):
    """The paper's own words, between its head and its places for signatures."""
    sample = json.loads((PAPER / "inspection_record.json").read_text(encoding="utf-8"))
    facts = rendering.plain(sample | inspection_record(visit))
    paper = rendering.render((PAPER / "inspection_record.docx").read_bytes(), facts)
    lines = [line for line in rendering.text_of(paper).splitlines() if line]
    first = next(n for n, line in enumerate(lines) if line.startswith("当事人："))
    last = next(n for n, line in enumerate(lines) if line.startswith("当事人（签名"))
    return [line for line in lines[first:last] if not line.startswith("附件：Signature")]


@pytest.mark.parametrize("number", [1, 10, 11, 20, 23])
def test_failures_are_numbered_as_offices_number(number, team, version):
    whole = as_taken(version)
    item = {"text": "项", "clause": "", "answer": "verdict", "kind": "general"}
    whole["checklist"]["sections"][0]["items"] = [item | {"key": f"i{n}"} for n in range(number)]
    one = draft(team, version, answers={f"i{n}": {"verdict": "fail"} for n in range(number)})

    read = run(
        {"minutes": "minutes.js"},
        "minutes.minutes(given.draft, given)",
        {"draft": one, "party": {"name": "厂"}, "people": [], "checklist": whole, "parts": []},
    )

    assert [line for line in read if line.endswith("项：不符合。")][-1] == (
        f"（{rendering.numeral(number)}）项：不符合。"
    )


def test_a_workshop_that_nobody_knows_is_named_in_the_minutes(team, version):
    party = {"name": "无名作坊", "address": "仙涌村", "representative": "何某", "division": CHENCUN}
    one = draft(team, version, enterprise=None, party=party)

    read = run(
        {"minutes": "minutes.js"},
        "minutes.minutes(given.draft, given)",
        {"draft": one, "party": party, "people": [], "checklist": None, "parts": []},
    )

    assert read[:3] == [
        "当事人：无名作坊",
        "住所（经营场所）：仙涌村",
        "法定代表人（负责人）：何某",
    ]


# --- The code of a workshop ----------------------------------------------------------------------


def test_a_code_is_judged_as_the_register_judges_it():
    good = [uscc_number(serial) for serial in range(200)]
    chance = random.Random(18)
    spoiled = ["".join(chance.choice("0129AHXY") if n == k else c for n, c in enumerate(code))
               for code in good for k in (chance.randrange(18),)]  # fmt: skip
    typed = [
        *good,
        *spoiled,
        " 91440606-mah0ywcm60 ",
        "９１４４０６０６mah0ywcm６０",
        "12345",
        "无",
        "",
    ]

    found = run(
        {"uscc": "uscc.js"},
        "given.map((typed) => [uscc.normalise(typed), uscc.whatIsWrong(typed) === ''])",
        typed,
    )

    assert [code for code, _good in found] == [uscc.normalise(text) for text in typed]
    assert [good for _code, good in found] == [_is_code(text) for text in typed]


def _is_code(text):
    try:
        return not uscc.normalise(text) or bool(uscc.clean(text))
    except ValidationError:
        return False


# --- Every shipped checklist ---------------------------------------------------------------------


def test_answers_of_every_shipped_checklist_fail_alike(chief):
    call_command("import_checklist", shipped=True, by=chief.username)
    versions = list(ChecklistVersion.objects.whole())
    values = {
        "verdict": [{"verdict": value} for value in ("pass", "fail", "na")],
        "number": [{"number": str(value)} for value in (-1, 0, 1, 7.5, 100, 100000)],
        "text": [{"text": "字"}],
    }
    asked = [
        (item, given)
        for version in versions
        for section in version.sections.all()
        for item in section.items.all()
        for given in values.get(item.answer, [{"text": value} for value in item.choices])
    ]
    written = {
        item["key"] + str(version.pk): item
        for version in versions
        for section in as_taken(version)["checklist"]["sections"]
        for item in section["items"]
    }

    found = run(
        {"answers": "answers.js"},
        """given.map(([item, answer]) => ({
            fails: answers.fails(item, answer),
            limits: answers.limits(item),
            photo: answers.asksForPhoto(item, answer),
        }))""",
        [
            (written[item.key + str(item.section.version_id)], given)
            for item, given in asked
        ],
    )  # fmt: skip

    assert len(asked) > 100
    for (item, given), phone in zip(asked, found, strict=True):
        value = next(iter(given.values()))
        verdict = given.get("verdict", "")
        number = item.answer == "number" and float(value)
        fails = verdict != "na" and item.fails(number if item.answer == "number" else value)
        asks = verdict != "na" and (item.photo == "always" or (item.photo == "failure" and fails))
        assert phone == {"fails": fails, "limits": item.limits, "photo": asks}, item.key
