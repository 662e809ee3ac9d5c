"""统一管理: the zone's people look at somebody, or at what all use, every few days."""

import random

from workshops.demo.staff import DAY, ago
from workshops.demo.survey import published
from workshops.services import zone_checks

EVERY, SINCE = 5, 180
FAILURES = 0.08


def load(staff, zone, inside):
    chance = random.Random(20080111)
    version = published("zone-check", by=staff.chief)
    for nth, days_ago in enumerate(range(SINCE, -1, -EVERY)):
        day = ago(days_ago)
        there = [each for each in inside if each.moved_in_on + 7 * DAY <= day]
        someone = there[nth * 7 % len(there)].workshop if there and nth % 4 else None
        zone_checks.record(
            by=staff.zone,
            zone=zone,
            checklist_version=version,
            answers=_answers(version, chance),
            workshop=someone,
            checked_on=day,
            note="" if someone else "公共区域（演示）",
        )


def _answers(version, chance) -> list[dict]:
    return [
        {"item": item.key, "value": _value(item, chance.random() < FAILURES)}
        for item in version.items()
    ]


def _value(item, fails):
    match item.answer:
        case "verdict":
            return "fail" if fails else "pass"
        case "number":
            return 11 if fails else 4
    return ""
