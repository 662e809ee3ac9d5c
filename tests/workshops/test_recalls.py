"""A recall lists every lot and buyer at once, holds the lots, and ends when each is settled."""

import pytest
from django.db import IntegrityError, transaction

from inspections.models import RectificationOrder
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from qualitysup.notices.models import Notice
from tests.workshops.factories import lab
from tests.workshops.factories.zone import acts_for, ahead
from workshops.models import Lot, Recall, RecallLine
from workshops.services import recalls

pytestmark = pytest.mark.django_db
State = Lot.State


@pytest.fixture
def lots(officer):
    found = lab.chain()
    lab.fails(found["goose"], by=officer)
    return found


@pytest.fixture
def recall(lots, officer):
    return recalls.open_for(lots["goose"], by=officer, reason="亚硝酸盐超标")


def line_of(recall, lot):
    return recall.lines.lots().get(lot=lot)


def settle_all(recall, *, by):
    recalls.tell_all(recall, by=by, notified_how="电话")
    for line in recall.lines.buyers():
        recalls.recover(line, by=by, recovered=line.sale.quantity)
    for line in recall.lines.lots():
        recalls.settle(line, by=by, outcome="destroyed", note="深埋")


def test_opening_lists_every_lot_and_buyer_and_holds_the_lots(recall, lots):
    directions = dict(recall.lines.lots().values_list("lot", "direction"))

    assert directions == {
        lots["goose"].pk: "itself",
        lots["pork"].pk: "source",
        lots["dish"].pk: "product",
        lots["elsewhere"].pk: "product",
        lots["sausage"].pk: "sibling",
    }
    assert recall.lines.buyers().count() == 4
    assert set(Lot.objects.values_list("state", flat=True)) == {State.HELD}
    assert not line_of(recall, lots["goose"]).held  # the failure held it before


def test_it_is_known_by_which_test_it_failed(recall, lots):
    assert recall.test == lots["goose"].tests.mandatory().get()


def test_both_of_its_terms_run_by_its_level(recall, lots, officer):
    terms = dict(Deadline.objects.of(recall).open().values_list("term", "started_on"))

    assert terms == {"recall-tell-1": ahead(0), "recall-finish-1": ahead(0)}


def test_everybody_whose_lots_are_held_hears_of_it(lots, officer, chief):
    buyer = acts_for(lots["elsewhere"].workshop.enterprise)
    stranger = acts_for(lab.bought().workshop.enterprise)

    recalls.open_for(lots["goose"], by=officer, reason="x")

    told = Notice.objects.filter(topic__startswith="recall:").values_list("recipient", flat=True)
    assert {buyer.pk, chief.pk} <= set(told)
    assert not {stranger.pk, officer.pk} & set(told)


def test_a_lot_is_recalled_once_at_a_time(recall, lots, officer):
    with pytest.raises(Exception, match="already"):
        recalls.open_for(lots["goose"], by=officer, reason="again")


def test_an_inspector_opens_no_recall(lots, inspector):
    with pytest.raises(TransitionRefused):
        recalls.open_for(lots["goose"], by=inspector, reason="x")

    assert not Recall.objects.exists()


def test_what_comes_to_light_later_is_found_by_looking_again(recall, lots, officer):
    late = lab.said_afterwards(lots["pork"])

    recalls.extend(recall, by=officer)

    late.refresh_from_db()
    assert line_of(recall, late).direction == "sibling"
    assert late.state == State.HELD
    with pytest.raises(TransitionRefused) as refusal:
        recalls.extend(recall, by=officer)
    assert refusal.value.code == "nothing_new"


def test_it_is_not_closed_while_a_line_is_open(recall, officer):
    recalls.tell_all(recall, by=officer, notified_how="电话")
    recall = recalls.notify(recall, by=officer)

    with pytest.raises(TransitionRefused) as refusal:
        recalls.close(recall, by=officer, note="完成")

    assert refusal.value.code == "every_line_settled"
    assert Recall.objects.get().state == Recall.State.NOTIFIED


def test_it_is_not_closed_in_the_database_either(recall, officer):
    recalls.tell_all(recall, by=officer, notified_how="电话")
    recalls.notify(recall, by=officer)

    with pytest.raises(IntegrityError), transaction.atomic():
        Recall.objects.filter(pk=recall.pk).update(state="closed", closed_on=ahead(0))


def test_buyers_are_told_before_it_counts_as_notified(recall, officer):
    with pytest.raises(TransitionRefused) as refusal:
        recalls.notify(recall, by=officer)

    assert refusal.value.code == "every_buyer_told"
    assert "4" in refusal.value.reason


def test_it_is_closed_when_every_line_is_settled(recall, officer):
    settle_all(recall, by=officer)
    recall = recalls.notify(recall, by=officer)

    recall = recalls.close(recall, by=officer, note="已全部处置")

    assert recall.state == Recall.State.CLOSED
    assert not Deadline.objects.of(recall).open().exists()
    assert set(Lot.objects.values_list("state", flat=True)) == {State.DESTROYED}
    assert list(recall.log.values_list("name", flat=True)) == ["open", "notify", "close"]


def test_a_closed_recall_keeps_its_lines(recall, officer):
    settle_all(recall, by=officer)
    recalls.close(recalls.notify(recall, by=officer), by=officer, note="完成")
    line = recall.lines.buyers().first()

    with pytest.raises(TransitionRefused):
        recalls.recover(line, by=officer, recovered=0, note="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        RecallLine.objects.filter(pk=line.pk).update(recovered=0)


def test_an_operator_records_of_its_own_buyers_only(recall, lots):
    operator = acts_for(lots["goose"].workshop.enterprise)
    neighbour = acts_for(lots["elsewhere"].workshop.enterprise)

    assert recalls.tell_all(recall, by=neighbour, notified_how="电话") == 0
    assert recalls.tell_all(recall, by=operator, notified_how="电话") == 4
    with pytest.raises(TransitionRefused):
        recalls.settle(line_of(recall, lots["goose"]), by=operator, outcome="cleared", note="没事")


def test_no_more_comes_back_than_was_sold(recall, officer):
    line = recall.lines.buyers().first()
    recalls.tell(line, by=officer, notified_how="电话")

    with pytest.raises(TransitionRefused) as refusal:
        recalls.recover(line, by=officer, recovered=line.sale.quantity + 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        RecallLine.objects.filter(pk=line.pk).update(recovered=999, settled_on=ahead(0))

    assert refusal.value.code == "recall_line_of_what_was_sold"


def test_nothing_back_is_an_answer_with_a_reason(recall, officer):
    line = recall.lines.buyers().first()
    recalls.tell(line, by=officer, notified_how="电话")

    with pytest.raises(TransitionRefused):
        recalls.recover(line, by=officer, recovered=0)
    line = recalls.recover(line, by=officer, recovered=0, note="已售完")

    assert not line.is_open


def test_what_came_back_is_recorded_after_the_buyer_was_told(recall, officer):
    with pytest.raises(TransitionRefused) as refusal:
        recalls.recover(recall.lines.buyers().first(), by=officer, recovered=1)

    assert refusal.value.code == "not_told"


def test_a_cleared_lot_goes_back_to_where_it_was(recall, lots, officer):
    recalls.settle(line_of(recall, lots["pork"]), by=officer, outcome="cleared", note="另批合格")
    recalls.settle(line_of(recall, lots["sausage"]), by=officer, outcome="cleared", note="复查合格")

    lots["pork"].refresh_from_db()
    lots["sausage"].refresh_from_db()
    assert (lots["pork"].state, lots["sausage"].state) == (State.IN_STOCK, State.PASSED)


def test_a_lot_that_another_recall_holds_is_not_let_go(recall, lots, officer):
    lab.fails(lots["sausage"], by=officer)
    recalls.open_for(lots["sausage"], by=officer, reason="菌落总数")

    with pytest.raises(TransitionRefused) as refusal:
        recalls.settle(line_of(recall, lots["pork"]), by=officer, outcome="cleared", note="x")

    assert refusal.value.code == "other_recall"


def test_the_order_to_the_operator_is_drafted_once(recall, lots, officer):
    order = recalls.draft_order(recall, by=officer)

    assert recalls.draft_order(recall, by=officer) == order
    assert RectificationOrder.objects.get() == order
    assert order.enterprise == lots["goose"].workshop.enterprise
    assert order.product == lots["goose"].product
    assert order.items.count() == 3
    assert "亚硝酸盐" in order.findings


def test_recalls_are_seen_by_whoever_has_a_line_in_them(recall, lots, officer, stranger):
    operator = acts_for(lots["goose"].workshop.enterprise)
    neighbour = acts_for(lots["elsewhere"].workshop.enterprise)
    nobody = acts_for(lab.bought().workshop.enterprise)

    def seen(user):
        return Recall.objects.visible_to(user).count()

    assert [seen(each) for each in (officer, operator, neighbour, nobody, stranger)] == [
        1, 1, 1, 0, 0,
    ]  # fmt: skip
    lines = RecallLine.objects.visible_to(neighbour)
    assert set(lines.values_list("lot", flat=True)) == {lots["elsewhere"].pk}
