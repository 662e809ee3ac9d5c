"""A re-inspection on the phone: concluded by its visit, or refused in words and the visit kept."""

import uuid

from django.utils import timezone

from inspections.models import Visit
from qualitysup.evidence.models import Attachment
from tests.enterprises.factories import EnterpriseFactory
from tests.inspections.factories import RectificationOrderFactory
from tests.inspections.packets import faults, photo, put, received, reinspected, send, sha, standing


def test_a_reinspection_is_concluded_by_its_visit(phone, inspector, colleague, called):
    after = photo(3)
    item = called.items.first().item
    content = reinspected(called, inspector, colleague) | {
        "photos": [{"sha256": sha(after), "order_item": item.pk}]
    }

    waiting = put(phone, content, key := uuid.uuid4())
    send(after, inspector)
    answer = put(phone, content, key)

    assert (waiting.json()["missing"], answer.json()["missing"]) == ([sha(after)], [])
    assert ("reinspection-held", "done") in standing(answer)
    called.refresh_from_db()
    assert (called.passed, called.visit) == (True, received(answer))
    assert set(called.inspectors.all()) == {inspector, colleague}
    called.order.refresh_from_db()
    assert called.order.state == "passed"
    assert Attachment.objects.of(item).get().kind == Attachment.Kind.AFTER


def test_what_is_not_put_right_is_carried_on(phone, inspector, colleague, called):
    answer = put(phone, reinspected(called, inspector, colleague, failing=[0]))

    assert ("reinspection-held", "done") in standing(answer)
    called.order.refresh_from_db()
    assert called.order.state == "failed"
    first, second = called.items.all()
    assert (first.item.is_open, second.item.is_open) == (True, False)


def test_a_reinspection_says_of_exactly_the_items_carried(phone, inspector, colleague, called):
    content = reinspected(called, inspector, colleague)
    first, second = content["reinspected"]
    other = RectificationOrderFactory(state="issued").items.first().pk

    for path, said in {
        "reinspected": [first],
        "reinspected[1].item": [first, first],
        "reinspected[2].item": [first, second, {"item": other, "passed": True}],
        "reinspected[0].finding": [first | {"passed": False, "finding": " "}, second],
        "outcome": [first | {"passed": False}, second],
    }.items():
        assert path in faults(put(phone, content | {"reinspected": said})), path
    assert "errand" in faults(put(phone, content | {"errand": None}))
    assert "errand" in faults(put(phone, content | {"enterprise": EnterpriseFactory().pk}))
    assert not Visit.objects.exists()


def test_nobody_there_concludes_no_reinspection(phone, inspector, colleague, called):
    content = reinspected(called, inspector, colleague, outcome="unreachable")

    for said in ([], content["reinspected"][:1]):
        answer = put(phone, content | {"reinspected": said})
        assert "reinspection-held" not in [name for name, _state in standing(answer)]

    called.refresh_from_db()
    assert called.passed is None


def test_an_order_withdrawn_meanwhile_keeps_the_visit_and_says_why(
    phone, inspector, colleague, chief
):
    """The objection was upheld while the inspectors were out; the re-inspection has no order."""
    order = RectificationOrderFactory(state="reinspecting")
    called = order.reinspections.get()
    content = reinspected(called, inspector, colleague)
    order.state, order.closed_on = "withdrawn", timezone.localdate()
    order.save()

    answer = put(phone, content)

    (owed,) = [each for each in answer.json()["follow_ups"] if each["name"] == "reinspection-held"]
    assert owed["state"] == "refused"
    assert owed["words"]
    assert received(answer).state == "finished"


def test_a_reinspection_concluded_at_the_desk_meanwhile_is_not_concluded_twice(
    phone, inspector, colleague, called, chief
):
    content = reinspected(called, inspector, colleague)
    called.passed, called.held_on = True, timezone.localdate()
    called.save()

    answer = put(phone, content)

    assert ("reinspection-held", "refused") in standing(answer)
    called.refresh_from_db()
    assert called.visit is None
