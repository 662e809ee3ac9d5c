"""A test result and the order that it led to: the database keeps whether there is one."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from inspections.models import RectificationOrder, TestResult
from tests.inspections.factories import RectificationOrderFactory, TestResultFactory


def order_of(result):
    return RectificationOrderFactory(enterprise=result.enterprise, test_result=result, items=0)


def without_order():
    return list(TestResult.objects.failed_without_order().order_by("pk"))


def test_a_result_knows_whether_an_order_came_of_it(db):
    result, other = TestResultFactory(), TestResultFactory()
    order = order_of(result)
    assert without_order() == [other]

    order.test_result = other
    order.save()
    assert without_order() == [result]

    order.delete()
    assert without_order() == [result, other]


def test_a_form_read_before_the_order_does_not_undo_that_there_is_one(db):
    result = TestResultFactory()
    order_of(result)

    result.laboratory = "另一检验所"
    result.save()

    assert without_order() == []
    assert result.history.count() == 2  # recorded and changed; the order is told of elsewhere


@pytest.mark.django_db(transaction=True)
def test_an_order_that_goes_while_another_comes_leaves_the_result_with_one():
    result = TestResultFactory()
    going, coming = order_of(result), RectificationOrderFactory(items=0)

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            coming.test_result = result
            coming.save()
            gone = other.submit(take_back, going)
            wait_for_a_lock()
        gone.result(10)

    assert without_order() == []


def take_back(order):
    try:
        RectificationOrder.objects.filter(pk=order.pk).update(test_result=None)
    finally:
        connection.close()


def wait_for_a_lock():
    until = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
            if cursor.fetchone():
                return
            time.sleep(0.02)
    raise AssertionError("nobody waits")
