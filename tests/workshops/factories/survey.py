"""Surveys of 北滘镇 on the form that the product ships, and what phones send of them."""

import datetime as dt
import uuid
from itertools import count
from pathlib import Path

from django.utils import timezone

from inspections.services import checklists, visits
from qualitysup.accounts.roles import Role
from qualitysup.regions.models import Division
from tests.factories import BEIJIAO, UserFactory, earlier_today
from tests.inspections.packets import photo, send, sha
from workshops.models import SurveyRecord, Trade
from workshops.services import survey_records, surveys

FORM = Path(checklists.__file__).parents[2] / "workshops/data/checklists/workshop-survey.json"
BEIJIAO_VILLAGE, BIJIANG, LINTOU = "440606102001", "440606102002", "440606102003"
shades = count(1)


def head():
    return UserFactory(roles=[Role.SECTION_HEAD], badged=True)


def surveyor(**facts):
    return UserFactory(roles=[Role.INSPECTOR], badged=True, **facts)


def trade(name="熟食肉制品"):
    keys = {"熟食肉制品": "cooked-meat", "烧腊": "roast-meat", "其他": "other"}
    return Trade.objects.get_or_create(name=name, defaults={"key": keys[name]})[0]


def form():
    """The shipped form, published 400 days ago by somebody; the same one each time."""
    by = head()
    version, _is_new = checklists.take_in(checklists.read_json(FORM.read_bytes()), by=by)
    if version.is_draft:
        on = timezone.localdate() - dt.timedelta(days=400)
        version = checklists.publish(version, by=by, on=on)
    return version


def drafted(*, by=None, **facts):
    facts = {
        "name": "北滘镇熟食小作坊专项调查",
        "checklist_version": form(),
        "trades": [trade()],
        "starts_on": timezone.localdate() - dt.timedelta(days=10),
        "ends_on": timezone.localdate() + dt.timedelta(days=50),
        "division": surveyed_town(),
    } | facts
    return surveys.draft(by=by or UserFactory(), **facts)


def surveyed_town(code=BEIJIAO):
    return Division.objects.get(pk=code)


def opened(*, on=None, **facts):
    """Under way since ten days ago unless told otherwise."""
    on = on or timezone.localdate() - dt.timedelta(days=10)
    return surveys.open_survey(drafted(**facts), by=head(), on=on)


def answers(version, *fail, **said) -> dict:
    """Every item of the form answered: those of these keys fail, the others conform."""
    given = {"trade": "熟食肉制品", "fringe": "否", "willing": "愿意", "outlets": "镇内市场"}
    given |= {"floor-area": "60", "staff": "4", "daily-output": "120"}
    given |= {name.replace("_", "-"): value for name, value in said.items()}
    for item in version.items():
        if item.answer == "verdict":
            given[item.key] = "fail" if item.key in fail else "pass"
    return given


def packet(survey, people, *fail, enterprise=None, party=None, began=None, **more):
    """A whole visit of a survey, with the photos that its form asks for; and those photos."""
    said = more.pop("said", {})
    version = survey.checklist_version
    given = answers(version, *fail, **said)
    began = began or earlier_today(hours=2).replace(microsecond=0)
    ended = min(began + dt.timedelta(minutes=40), timezone.now())
    asked, pictures = [], []
    for item in version.items():
        value = given[item.key]
        failed = item.fails(value) if item.answer == "verdict" else False
        if item.photo == "always" or (item.photo == "failure" and failed):
            pictures.append(photo(next(shades)))
            asked.append({"sha256": sha(pictures[-1]), "caption": item.text, "item": item.key})
    named = {"verdict": "verdict", "number": "number"}
    content = {
        "kind": "survey",
        "errand": survey.pk,
        "enterprise": enterprise.pk if enterprise else None,
        "party": party,
        "checklist_version": version.pk,
        "started_at": began.isoformat(),
        "ended_at": ended.isoformat(),
        "place": "作坊内",
        "point": {"lng": 113.22, "lat": 22.93, "accuracy": 15},
        "inspectors": [person.pk for person in people],
        "present": "测试经营者",
        "signature_refused": "当事人不在场",
        "outcome": "to_follow_up" if fail else "no_problem",
        "answers": [
            {"item": item.key, named.get(item.answer, "text"): given[item.key]}
            for item in version.items()
        ],
        "photos": asked,
    } | more
    return content, pictures


def sent(survey, people, *fail, **more):
    """A visit that came in whole from a phone, and what followed from it."""
    content, pictures = packet(survey, people, *fail, **more)
    for picture in pictures:
        send(picture, people[0])
    return visits.receive(uuid.uuid4(), content, by=people[0]).visit


def recorded(survey, workshop, *fail, by=None, on=None, **said):
    """A paper form of a workshop, typed in at the desk."""
    return survey_records.enter(
        survey,
        workshop,
        by=by or UserFactory(),
        on=on or timezone.localdate(),
        answers=answers(survey.checklist_version, *fail, **said),
    )


def of(workshop):
    return SurveyRecord.objects.get(workshop=workshop)
