"""The special survey, village by village: what it found is what the report says of such places.

Its records are written in bulk: typed in one by one they are most of what the demo would cost.
"""

import random
from dataclasses import asdict
from pathlib import Path

from inspections.services import checklists
from qualitysup.regions.models import Division
from workshops import scoring
from workshops.demo.register import TRADES, WITHOUT
from workshops.demo.staff import BEIJIAO, DAY, ago, analyse, at
from workshops.models import ScoringRule, Survey, SurveyRecord, Trade, Workshop
from workshops.services import survey_records, surveys
from workshops.workflow.survey import villages_of

NAME = "北滘镇食品小作坊专项调查（演示）"
FORMS = Path(__file__).parents[1] / "data/checklists"
OPENED, CLOSED = 300, 244
# 城乡结合部、卫生条件差、污水横流、蚊虫乱飞、规模小: whichever of these it is not up to.
BAD = (
    "sewage", "mosquitoes", "waste", "floor-walls", "cleanliness", "layout", "scale-fit",
    "washing", "light-air", "cold-chain", "own-premises", "personal-hygiene",
)  # fmt: skip
SLIGHT = ("label", "sales-records", "training", "testing", "light-air", "waste")
INCOMPLETE, NOT_MET = 0.74, 0.03


def load(staff, workshops) -> Survey:
    chance = random.Random(20080108)
    survey = surveys.draft(
        by=staff.officer,
        division=Division.objects.get(pk=BEIJIAO),
        name=NAME,
        checklist_version=published("workshop-survey", by=staff.chief),
        trades=Trade.objects.filter(key__in=TRADES),
        people=staff.inspectors,
        starts_on=ago(OPENED),
        ends_on=ago(CLOSED - 10),
    )
    survey = surveys.open_survey(survey, by=staff.chief, on=ago(OPENED))
    days = {
        village.pk: ago(OPENED) + (2 + 2 * nth) * DAY
        for nth, village in enumerate(villages_of(survey).order_by("pk"))
    }
    _record(survey, staff, [each for each in workshops if chance.random() > NOT_MET], days, chance)
    analyse(SurveyRecord, Workshop)
    for row in survey.villages.order_by("village"):
        surveys.look_at(
            [row],
            by=staff.inspectors[0],
            on=days[row.village_id],
            none_found=row.village_id in WITHOUT,
        )
    return surveys.close(
        survey,
        by=staff.chief,
        on=ago(CLOSED),
        conclusion="多数作坊位于城乡结合部，卫生条件差，规模小、地点分散；建议联小做大，"
        "将生产条件不完备的统一集中到加工场。（演示）",
    )


def published(code, *, by):
    """A form that this subject ships, in force since before anything of this happened."""
    data = checklists.read_json((FORMS / f"{code}.json").read_bytes())
    version, _is_new = checklists.take_in(data, by=by)
    return checklists.publish(version, by=by, on=ago(400)) if version.is_draft else version


def _record(survey, staff, workshops, days, chance):
    """As ``survey_records.enter``: scored by the rule of the day, and shown on the workshop."""
    rule = ScoringRule.objects.in_force(survey.opened_on).get()
    items = {item.key: item for item in survey.checklist_version.items()}
    trades = dict(Trade.objects.values_list("pk", "name"))
    records = []
    for workshop in workshops:
        failing = _failing(chance)
        answers = _answers(items, trades[workshop.trade_id], failing, chance)
        scored = scoring.score([items[key] for key in sorted(failing)], rule)
        day = days[workshop.division_id]
        records.append(
            SurveyRecord(
                survey=survey,
                workshop=workshop,
                division_id=workshop.division_id,
                surveyed_on=day,
                rule=rule,
                recorded_by=staff.inspectors[0],
                recorded_at=at(day, 17),
                answers={key: str(answer) for key, answer in answers.items()},
                **asdict(scored),
            )
        )
        workshop.surveyed_on, workshop.score = day, scored.score
        workshop.conditions = "complete" if scored.complete else "incomplete"
        workshop.fringe = answers["fringe"] == survey_records.YES
        workshop.floor_area, workshop.headcount = answers["floor-area"], answers["staff"]
    SurveyRecord.objects.bulk_create(records)
    Workshop.objects.bulk_update(
        workshops,
        ["surveyed_on", "score", "conditions", "fringe", "floor_area", "headcount"],
    )


def _failing(chance) -> set[str]:
    if chance.random() < INCOMPLETE:
        some = chance.sample(BAD, 2 + chance.randrange(6))
        return {*some, chance.choice(("sewage", "mosquitoes"))}
    return set(chance.sample(SLIGHT, chance.randrange(3)))


def _answers(items, trade, failing, chance) -> dict:
    said = {
        "trade": trade,
        "fringe": "是" if chance.random() < 0.85 else "否",
        "floor-area": 20 + chance.randrange(60),
        "staff": 2 + chance.randrange(3),
        "daily-output": 30 + chance.randrange(120),
        "outlets": "镇内市场和食堂（演示）",
        "willing": chance.choice(("愿意", "愿意", "有条件愿意", "不愿意")),
    }
    verdicts = {
        key: "fail" if key in failing else "pass"
        for key, item in items.items()
        if item.answer == "verdict"
    }
    return said | verdicts
