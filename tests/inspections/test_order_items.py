"""Items of an order with a term of their own: counted, printed, watched, re-inspected."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from enterprises import timeline
from inspections.documents.order import rectification_order, reinspection_notice
from inspections.models import RectificationOrder
from inspections.services import orders, reinspections
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from qualitysup.documents import rendering
from qualitysup.documents.models import IssuedDocument
from qualitysup.documents.services import contents
from tests.inspections.clients import api_of, browser_of
from tests.inspections.factories import RectificationOrderFactory
from tests.inspections.stories import Story

pytestmark = pytest.mark.django_db
MARCH_2 = dt.date(2026, 3, 2)


def with_days(*days):
    """A draft whose items have these days, or none."""
    order = RectificationOrderFactory()
    order.items.all().delete()
    items = [
        {"kind": "product", "requirement": f"整改第{n}项", "days": each}
        for n, each in enumerate(days, start=1)
    ]
    orders.set_items(order, items, by=order.officer)
    return order


def issued(*days, on=MARCH_2):
    return Story(with_days(*days), begins_on=on).take(orders.issue)


def terms(order) -> dict:
    found = Deadline.objects.filter(term="correct-item", case_id__in=order.items.values("pk"))
    return {deadline.case.position: deadline for deadline in found}


def test_each_item_gets_its_own_day_by_the_clock_when_the_order_is_issued():
    """行政处罚法 28: 15 days from 2 March are the 17th; 60 end on a holiday and roll on."""
    order = issued(15, None, 60).order

    days = [item.due_on for item in order.items.all()]
    assert days == [dt.date(2026, 3, 17), None, dt.date(2026, 5, 6)]
    watched = terms(order)
    assert {place: term.due_on for place, term in watched.items()} == {1: days[0], 3: days[2]}
    assert watched[1].holder == order.officer
    assert watched[1].path == order.get_absolute_url()
    assert "整改第1项" in watched[1].title


def test_a_draft_has_days_and_no_day_yet():
    item = with_days(15).items.get()

    assert (item.days, item.due_on) == (15, None)


@pytest.mark.parametrize("step", [orders.submit, orders.issue])
def test_an_item_that_runs_past_its_order_is_refused_with_what_to_do(step):
    story = Story(with_days(15, 61), begins_on=MARCH_2)

    # The 61st day is a holiday as the 60th is, so both end on the same working day.
    with pytest.raises(TransitionRefused) as refusal:
        Story(with_days(70), begins_on=MARCH_2).take(step)

    assert refusal.value.code == "items_within_the_term"
    assert "70 days" in refusal.value.reason
    assert "no more than 60 days" in refusal.value.reason
    assert story.take(step).order.state != "draft"


def test_the_order_of_the_old_regime_had_thirty_days():
    with pytest.raises(TransitionRefused, match="no more than 30 days"):
        issued(45, on=dt.date(2019, 12, 2))


def test_no_days_are_no_term():
    order = with_days(None)
    with pytest.raises(IntegrityError), transaction.atomic():
        order.items.update(days=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        order.items.update(due_on=MARCH_2)


def test_the_paper_names_the_day_of_each_item_that_has_one():
    order = issued(15, None).order

    assert [each["due_on"] for each in rectification_order(order)["items"]] == [
        dt.date(2026, 3, 17),
        None,
    ]
    paper = IssuedDocument.objects.of(order).get()
    text = rendering.text_of(contents.read(paper.docx_id))
    assert "整改第1项（限2026年3月17日前（含当日）完成）" in text
    assert "整改第2项（限" not in text


def test_the_re_inspection_says_which_items_are_due(officer):
    story = issued(15, 60).later(20).take(reinspections.call)
    order = story.order
    url = order.get_absolute_url().replace("/change/", "/step/conclude_reinspection/")

    with time_machine.travel(dt.datetime(2026, 3, 22, 2, tzinfo=dt.UTC), tick=False):
        text = browser_of(officer).get(url).content.decode()
        shown = browser_of(officer).get(order.get_absolute_url()).content.decode()

    assert "It was to be put right by 2026-03-17." in text
    assert "It is not due yet: it has time until 2026-05-06." in text
    assert "by 2026-03-17" in shown
    assert [each["due_on"] for each in reinspection_notice(order)["items"]] == [
        dt.date(2026, 3, 17),
        dt.date(2026, 5, 6),
    ]


def test_what_is_put_right_is_met_and_what_is_not_ends_with_the_order():
    story = issued(15, 30).later(10).take(reinspections.call).later(1)
    story.conclude(failing=[2])

    first, second = terms(story.order).values()
    assert (first.met_on, first.is_open) == (story.day, False)
    assert (second.met_on, second.is_open) == (None, False)
    assert second.void_reason == "Re-inspection failed"


def test_nothing_is_owed_of_an_order_that_was_withdrawn():
    story = issued(15).later(3)
    orders.withdraw(story.order, by=story.by, on=story.day, note="撤回", override="依职权撤回")

    assert not terms(story.order)[1].is_open


def test_an_item_is_late_after_its_day_until_it_is_put_right():
    item = issued(15).order.items.get()

    assert not item.is_late(dt.date(2026, 3, 17))
    assert item.is_late(dt.date(2026, 3, 18))
    item.verified_on = dt.date(2026, 3, 20)
    assert not item.is_late(dt.date(2026, 3, 21))


def test_the_page_of_the_order_shows_days_and_takes_them(officer):
    desk = browser_of(officer)
    order = with_days(15)
    page = order.get_absolute_url()

    assert 'name="items-0-days"' in desk.get(page).content.decode()
    orders.issue(order, by=officer, on=MARCH_2)

    text = desk.get(page).content.decode()
    assert "2026-03-17" in text


def test_a_program_gives_days_and_reads_the_day(officer):
    client = api_of(officer)
    order = with_days(None)
    url = f"/api/v1/rectification-orders/{order.pk}/"
    items = [{"kind": "product", "requirement": "改", "clause": "", "days": 15}]

    def put(given):
        etag = client.get(url)["ETag"]
        return client.put(f"{url}items/", {"items": given}, headers={"If-Match": etag})

    sent, refused = put(items), put([items[0] | {"days": 0}])
    orders.issue(order, by=officer, on=MARCH_2)

    assert (sent.status_code, refused.status_code) == (200, 400)
    (row,) = client.get(url).json()["items"]
    assert (row["days"], row["due_on"]) == (15, "2026-03-17")


def test_the_timeline_of_the_firm_tells_of_the_day_once_it_has_come(officer):
    order = issued(15, on=timezone.localdate() - dt.timedelta(days=40)).order
    later = issued(50, on=timezone.localdate() - dt.timedelta(days=40)).order

    def told(order):
        return [entry.title for entry in timeline.of([order.enterprise_id], officer)]

    assert any("Last day to put right" in words for words in told(order))
    assert not any("Last day to put right" in words for words in told(later))
    assert RectificationOrder.objects.get(pk=order.pk).items.get().history.count() >= 2
