"""The fifteen firms of the report are there, and the report's figures come out of them."""

import pytest
from django.db.models import Sum

from investment import board, demo
from investment.models import (
    Prospect,
    ProspectFigure,
    ProspectTask,
    ProspectVisit,
    Recognition,
    Requirement,
    Trip,
)
from investment.workflow.prospect import RHYTHM
from qualitysup.accounts import demo as people
from qualitysup.accounts.models import User
from qualitysup.clock.models import Deadline
from qualitysup.documents import demo as papers
from qualitysup.documents.models import IssuedDocument

OF_THE_REPORT = {"source": "考察报告"}


def ignore(words):
    """What a demo says while it loads."""


@pytest.fixture
def told(db):
    people.load(say=ignore)
    papers.load(enterprises=0, say=ignore)
    demo.load(say=ignore)


def of_the_report():
    return Prospect.objects.filter(**OF_THE_REPORT)


def test_fifteen_firms_were_visited_and_their_figures_add_up_as_the_report_has_them(told):
    assert of_the_report().count() == 15
    made = ProspectVisit.objects.made().filter(prospect__in=of_the_report())
    assert made.count() == 15
    said = ProspectFigure.objects.filter(prospect__in=of_the_report())
    sums = {
        (row["kind"], row["year"]): (row["total"] / 10_000, row["firms"], row["words"])
        for row in board.summed(said)
    }
    # 780 亿元 of five firms; 263 of four, and one said only words.
    assert sums == {("sales", 2007): (780, 5, 0), ("sales_plan", 2008): (263, 4, 1)}
    words = said.get(value=None)
    assert words.prospect.name == "华隆涂料"
    assert "略有增长" in words.shown


def test_three_are_kept_in_touch_with_and_nobody_else_is_reminded(told):
    warm = of_the_report().warm()
    assert set(warm.values_list("name", flat=True)) == {"东菱公司", "安华洁具", "斯帝罗兰实业公司"}
    watched = Deadline.objects.open().filter(
        term__in=RHYTHM.values(), case_id__in=of_the_report().values("pk")
    )
    assert {each.case.name for each in watched} == {"东菱公司", "安华洁具", "斯帝罗兰实业公司"}
    cold = of_the_report().exclude(pk__in=warm)
    assert cold.count() == 12
    assert not cold.exclude(next_contact_on=None).exists()


def test_what_anhua_asks_stands_beside_its_words_and_waits_for_its_materials(told):
    asked = Requirement.objects.filter(prospect__name="安华洁具")
    assert asked.count() == 9
    transport = asked.get(subject="transport")
    assert (transport.comparison, transport.value) == ("≤", 200)
    assert transport.shown == "≤ 200 km"
    task = ProspectTask.objects.get(prospect__name="安华洁具")
    assert task.is_open
    assert task.kind == ProspectTask.Kind.MATERIALS
    assert set(task.requirements.all()) == set(asked)


def test_the_trip_is_reported_in_the_words_of_its_firms(told):
    trip = Trip.objects.get(state="reported")
    paper = IssuedDocument.objects.get(number=trip.report_number)
    assert trip.report_number == "黄市监招报〔2008〕1号"
    assert [firm["position"] for firm in paper.facts["firms"]] == [1, 2, 3, 4, 5, 6, 7]
    (group,) = paper.facts["groups"]
    assert len(group["names"]) == 8
    assert group["said"] == "近期还没到内地扩张的投资意向。"
    assert paper.facts["counts"] == {
        "introduced": 15,
        "listened": 15,
        "presented": 15,
        "invited": 3,
    }
    assert {(each["label"][:4], each["sum"]) for each in paper.facts["figures"]} == {
        ("2007", "780"),
        ("2008", "263"),
    }


def test_the_praise_is_on_record(told):
    kinds = Recognition.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["affirmed", "praise", "speech"]


def test_told_again_nothing_changes(told):
    before = [model.objects.count() for model in (Prospect, ProspectVisit, Deadline, Trip)]
    demo.load(say=ignore)
    assert [model.objects.count() for model in (Prospect, ProspectVisit, Deadline, Trip)] == before


def test_the_forecast_sums_ranges_and_counts_what_nobody_said(told):
    forecast = board.Forecast(User.objects.get(username="hs_leader"))
    told_of = [row for _label, row, _url in forecast.ranges if row]
    open_firms = Prospect.objects.warm()
    assert sum(row["told"] + row["untold"] for row in told_of) == open_firms.count()
    least = open_firms.aggregate(least=Sum("invest_from"))["least"]
    assert sum(row["least"] or 0 for row in told_of) == least
    places = {row["went_to"]: row["found"] for row in forecast.elsewhere}
    assert places == {"武汉": 1, "新疆、吉林": 1, "四川": 1}
