"""The way to an honour outside its own pages: home, the dashboard, the enterprise, the inbox."""

import datetime as dt

import pytest
from django.utils import timezone

from brands.models import Commitment, VetoRecord
from brands.services import cultivations, vetoes
from enterprises import timeline
from qualitysup.casework.home import board
from qualitysup.notices.models import Notice
from tests.brands import cultivation_factories as stage
from tests.dashboard.watching import measure
from tests.factories import UserFactory
from tests.inspections.clients import browser_of
from tests.inspections.factories import SampleFactory, SamplingPlanFactory
from tests.inspections.sampled import Way, failed
from tests.inspections.stories import order_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(db):
    return stage.head()


def rows_of(browser, address):
    return browser.get(address).context["cl"].result_count


def told_to(person):
    return Notice.objects.filter(recipient=person, topic__startswith="cultivation-news")


def failed_sample(enterprise):
    plan = SamplingPlanFactory(superiors=True)
    sample = SampleFactory(enterprise=enterprise, plan=plan, product=plan.product)
    begins_on = timezone.localdate() - dt.timedelta(days=30)
    return failed(Way(sample, begins_on=begins_on)).sample


def test_home_shows_the_commitments_that_one_answers_for(head):
    cultivation = stage.cultivated(by=head)
    lists = {each.worklist.key: each for each in board(head)}
    assert lists["brand-commitments"].count == 20
    assert rows_of(browser_of(head), lists["brand-commitments"].url) == 20
    cultivations.drop(cultivation, by=head, note="企业外迁")
    assert {each.worklist.key: each.count for each in board(head)}["brand-commitments"] == 0


def test_every_figure_leads_to_its_rows(head, stranger):
    late = stage.cultivated(by=head, year=2020)
    Commitment.objects.filter(pk=late.commitments.first().pk).update(
        due_on=timezone.localdate() - dt.timedelta(days=1)
    )
    won = stage.applied(by=head, year=2021)
    cultivations.win(won, by=head, number="测试1", source="公告")
    stage.begun(by=head)

    found = measure(head)["Cultivation of brands"]
    assert {each.indicator.key: each.figure for each in found["figures"]} == {
        "cultivations-found": 3,
        "cultivations-open": 2,
        "cultivations-late": 1,
        "commitments-late": 1,
        "cultivations-won": 1,
    }
    browser = browser_of(head)
    for each in found["figures"]:
        assert rows_of(browser, each.url) == each.figure, each.url
    tables = {breakdown.key: lines for breakdown, lines in found["tables"]}
    funnel = tables["cultivation-funnel"]
    assert [line.figure for line in funnel] == [3, 2, 2, 2, 2, 2, 1, 1]
    assert "66%" in funnel[1].label
    for line in funnel:
        assert rows_of(browser, line.url) == line.figure, line.url
    days = [line.figure for line in tables["cultivation-days"]]
    assert days == [0, 0, 0, 0, 0, 0, 0]
    elsewhere = measure(stranger)["Cultivation of brands"]
    assert {each.figure for each in elsewhere["figures"]} == {0}
    assert [line.figure for _b, lines in elsewhere["tables"] for line in lines] == [0] * 8 + [
        None
    ] * 7


def test_the_funnel_knows_how_long_stages_took(head):
    today = timezone.localdate()
    cultivation = stage.begun(by=head, found_on=today - dt.timedelta(days=12))
    cultivation = cultivations.recommend(
        cultivation,
        by=head,
        on=today - dt.timedelta(days=5),
        recommended_by="镇",
        because="有销路",
    )
    stage.scored(cultivation, by=head)
    cultivations.screen(cultivation, by=head)
    tables = dict(measure(head)["Cultivation of brands"]["tables"])
    [days] = [lines for breakdown, lines in tables.items() if breakdown.key == "cultivation-days"]
    assert [line.figure for line in days[:3]] == [7, 5, None]


def test_the_enterprise_shows_every_stage(head, stranger):
    cultivation = stage.screened(by=head)
    entries = timeline.of([cultivation.enterprise_id], head, only="cultivation")
    assert [entry.url for entry in entries] == [cultivation.get_absolute_url()] * 2
    assert not timeline.of([cultivation.enterprise_id], stranger, only="cultivation")


def test_a_sample_that_fails_after_the_application_is_told_at_once(
    head, django_capture_on_commit_callbacks
):
    officer = UserFactory(roles=["brand_officer"])
    cultivation = stage.applied(by=head)
    type(cultivation).objects.filter(pk=cultivation.pk).update(officer=officer)
    with django_capture_on_commit_callbacks(execute=True):
        failed_sample(cultivation.enterprise)
    [notice] = told_to(officer)
    assert "Veto" in str(notice.subject)
    assert told_to(head).count() == 1


def test_a_veto_that_is_recorded_after_the_application_is_told_at_once(head):
    officer = UserFactory(roles=["brand_officer"])
    cultivation = stage.applied(by=head)
    type(cultivation).objects.filter(pk=cultivation.pk).update(officer=officer)
    veto = VetoRecord(
        enterprise=cultivation.enterprise,
        reason="accident",
        happened_on=timezone.localdate(),
        words="出厂产品漏电",
        source="通报",
    )
    vetoes.record(veto, by=head)
    [notice] = told_to(officer)
    assert "Veto" in str(notice.subject)
    assert "漏电" in notice.body


def test_nobody_is_told_of_a_firm_that_applies_for_nothing(
    head, django_capture_on_commit_callbacks
):
    cultivation = stage.begun(by=head)
    with django_capture_on_commit_callbacks(execute=True):
        failed_sample(cultivation.enterprise)
    assert not told_to(head).exists()


def test_an_order_is_told_once(head, django_capture_on_commit_callbacks):
    cultivation = stage.cultivated(by=head)
    with django_capture_on_commit_callbacks(execute=True):
        order_in("issued", enterprise=cultivation.enterprise)
    assert told_to(head).count() == 1
