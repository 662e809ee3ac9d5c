"""The phone decides as the server does: what a packet lacks, what a code is, what fails."""

import datetime as dt
import random
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from rest_framework.exceptions import ValidationError as NotAPacket

from enterprises import uscc
from inspections import packets
from inspections.models import ChecklistVersion
from inspections.services import visit_rules, visits
from tests.enterprises.factories import uscc_number
from tests.inspections.drafts import as_taken, draft, on_the_phone, parts
from tests.inspections.packets import photo, sha
from tests.javascript import run

pytestmark = pytest.mark.django_db


# --- The packet and what it lacks -----------------------------------------------------------------


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


# --- The code of a workshop -----------------------------------------------------------------------


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


# --- Every shipped checklist ----------------------------------------------------------------------


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
