"""Who hears of a draft: those who may decide on it, and its officer when it comes back."""

import pytest

from inspections.services import orders
from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.notices.models import Kind, Notice
from tests.factories import UserFactory
from tests.inspections.factories import RectificationOrderFactory

pytestmark = pytest.mark.django_db


def test_a_submitted_draft_is_told_to_those_who_may_issue_it(inspector, chief, leader, stranger):
    order = RectificationOrderFactory()

    orders.submit(order, by=inspector)

    told = Notice.objects.filter(kind=Kind.DECISION)
    assert chief in {notice.recipient for notice in told}
    assert not {inspector, leader, stranger} & {notice.recipient for notice in told}
    assert told[0].url == order.get_absolute_url()


def test_who_submits_and_may_decide_is_not_told_of_it(chief):
    other = UserFactory(roles=[Role.SECTION_HEAD])

    orders.submit(RectificationOrderFactory(), by=chief)

    told = Notice.objects.filter(kind=Kind.DECISION, recipient__in=[chief, other])
    assert [notice.recipient for notice in told] == [other]


def test_a_draft_sent_back_is_told_to_its_officer_with_the_reason(inspector, chief):
    order = orders.submit(RectificationOrderFactory(), by=inspector)

    orders.send_back(order, by=chief, note="整改事项不具体。")

    told = Notice.objects.get(kind=Kind.RETURNED)
    assert (told.recipient, told.body) == (order.officer, "整改事项不具体。")


def test_a_refused_submission_tells_nobody(inspector):
    order = RectificationOrderFactory()
    order.items.all().delete()

    with pytest.raises(TransitionRefused):
        orders.submit(order, by=inspector)

    assert not Notice.objects.exists()
