"""A visit as it is written on a phone, and the packet that the phone makes of it."""

import json

from inspections.api.serializers.visit import ChecklistVersionOutput
from inspections.models import ChecklistVersion
from tests.enterprises.factories import EnterpriseFactory
from tests.inspections.packets import photo, sha
from tests.javascript import run


def as_taken(version):
    """The checklist as a phone has it."""
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
