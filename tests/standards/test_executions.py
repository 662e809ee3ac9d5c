import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from enterprises.models import Representation
from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.notices.models import Notice
from standards.models import Execution, TradeStandard
from standards.services import catalogue, executions
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import UserFactory
from tests.standards.factories import (
    ExecutionFactory,
    ProductFactory,
    TradeStandardFactory,
    desk,
    entered,
)

pytestmark = pytest.mark.django_db

DAY = dt.date


def today():
    return timezone.localdate()


def running(product):
    return {row.standard.number for row in product.executions.open().select_related("standard")}


@pytest.fixture
def presses():
    """GB 17120 by its editions of 2012, replaced from last month on, and of 2025."""
    old = entered("GB 17120-2012", DAY(2013, 6, 1))
    new = entered("GB 17120-2025", today() - dt.timedelta(30))
    return old, new


# --- Read from the register ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("GB 17120—2012", {"GB 17120—2012"}),
        ("gb17120-2012、GB/T 1-2010", {"GB 17120—2012", "GB/T 1—2010"}),
        # Without a year whatever is in force is meant.
        ("GB 17120", {"GB 17120—2025"}),
        ("GB 99999-2020", set()),
        ("按客户要求", set()),
        ("", set()),
    ],
)
def test_what_a_product_names_is_found_in_the_catalogue(presses, printed, read):
    entered("GB/T 1-2010")
    product = ProductFactory(standard=printed)

    executions.read_products()

    assert running(product) == read


def test_reading_again_changes_nothing(presses):
    ProductFactory(standard="GB 17120")

    assert executions.read_products() == 1
    assert executions.read_products() == 0


def test_product_is_read_when_it_is_written(presses, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        product = ProductFactory(standard="GB 17120-2025")

    assert running(product) == {"GB 17120—2025"}


def test_what_a_product_names_no_longer_has_ended_unless_somebody_entered_it(presses):
    old, _new = presses
    product = ProductFactory(standard="GB 17120-2025")
    executions.read_products()
    executions.enter(Execution(product=product, standard=old, since=today()), by=desk())

    product.standard = ""
    product.save()
    executions.read_products([product.pk])

    assert running(product) == {"GB 17120—2012"}


def test_reading_costs_the_same_for_two_products_and_for_twelve(presses, django_assert_num_queries):
    for count in (2, 10):
        for _number in range(count):
            ProductFactory(standard="GB 17120-2025")
        with django_assert_num_queries(7):
            executions.read_products()


# --- By hand -------------------------------------------------------------------------------------


def test_product_is_entered_once_with_a_standard(presses):
    execution = ExecutionFactory(standard=presses[0])

    with pytest.raises(IntegrityError), transaction.atomic():
        ExecutionFactory(product=execution.product, standard=presses[0])


def test_switch_ends_one_row_and_begins_another(presses):
    old, new = presses
    execution = ExecutionFactory(standard=old)

    made = executions.switch(execution, new, by=desk(), on=today())

    execution.refresh_from_db()
    assert (execution.until, made.since, made.standard) == (today(), today(), new)
    with pytest.raises(TransitionRefused) as refused:
        executions.switch(execution, new, by=desk())
    assert refused.value.code == "ended"


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (DAY(2019, 12, 31), "before_it_began"),
        (DAY(2099, 1, 1), "future"),
    ],
)
def test_switch_is_recorded_on_a_day_that_can_be(presses, on, code):
    execution = ExecutionFactory(standard=presses[0])

    with pytest.raises(TransitionRefused) as refused:
        executions.switch(execution, presses[1], by=desk(), on=on)

    assert refused.value.code == code
    assert Execution.objects.count() == 1


def test_nothing_is_switched_to_what_is_abolished(presses):
    ended = entered("GB 3-2010", abolished_on=DAY(2015, 1, 1))

    with pytest.raises(TransitionRefused) as refused:
        executions.switch(ExecutionFactory(standard=presses[1]), ended, by=desk())

    assert refused.value.code == "abolished"


def test_what_wholly_took_its_place_is_followed(presses):
    old, new = presses
    execution = ExecutionFactory(standard=old)
    with pytest.raises(TransitionRefused) as refused:
        executions.follow(execution, by=desk())
    assert refused.value.code == "no_successor"

    catalogue.replace(new, old.number, by=desk())
    made = executions.follow(execution, by=desk())

    assert (made.standard, made.since) == (new, new.in_force_on)


def test_whoever_may_not_is_refused(presses, inspector):
    execution = ExecutionFactory(standard=presses[0])

    for service in (executions.end, executions.follow):
        with pytest.raises(TransitionRefused) as refused:
            service(execution, by=inspector)
        assert refused.value.code in ("forbidden", "no_successor")
    assert running(execution.product) == {"GB 17120—2012"}


# --- Replaced ------------------------------------------------------------------------------------


@pytest.fixture
def firm():
    """An enterprise with an account of its own."""
    account = UserFactory(roles=[Role.ENTERPRISE_ACCOUNT], divisions=[])
    enterprise = EnterpriseFactory(name="顺德测试锻压机械厂")
    Representation.objects.create(user=account, enterprise=enterprise, named_by=desk())
    return enterprise, account


def replaced_in(days, firm):
    """A standard with one product of the firm, replaced in so many days."""
    old = entered("GB 1-2012", DAY(2013, 6, 1))
    new = entered("GB 1-2025", today() + dt.timedelta(days), name="新标准")
    ExecutionFactory(standard=old, product=ProductFactory(enterprise=firm, name="压力机"))
    return catalogue.replace(new, "GB 1-2012", by=desk())


def test_its_account_and_the_desk_hear_of_it_with_the_day(
    firm, desk_officer, django_capture_on_commit_callbacks
):
    enterprise, account = firm
    stranger = UserFactory(roles=[Role.ENTERPRISE_ACCOUNT], divisions=[])

    with django_capture_on_commit_callbacks(execute=True):
        row = replaced_in(100, enterprise)

    (told,) = Notice.objects.filter(recipient=account)
    assert row.new.in_force_on.isoformat() in told.body
    assert "压力机" in told.body
    assert Notice.objects.filter(recipient=desk_officer).count() == 1
    assert not Notice.objects.filter(recipient=stranger).exists()


def test_nobody_hears_it_twice_but_again_as_the_day_draws_near(firm, desk_officer, time_machine):
    enterprise, account = firm
    row = replaced_in(100, enterprise)
    executions.tell_of([row])

    for days, heard in ((1, 1), (71, 2), (80, 2), (100, 3), (500, 3)):
        time_machine.move_to(_morning(row, days))
        assert executions.tell_of_all() == 1
        assert Notice.objects.filter(recipient=account).count() == heard
        assert Notice.objects.filter(recipient=desk_officer).count() == heard


def _morning(row, days):
    first = row.new.in_force_on - dt.timedelta(100)
    return timezone.make_aware(dt.datetime.combine(first + dt.timedelta(days), dt.time(9)))


def test_whoever_switched_hears_no_more(firm):
    enterprise, account = firm
    row = replaced_in(-1, enterprise)

    executions.follow(Execution.objects.get(), by=desk())

    assert executions.tell_of([row]) == 0
    assert not Notice.objects.filter(recipient=account).exists()


def test_products_on_what_is_replaced_are_found(presses):
    old, new = presses
    execution = ExecutionFactory(standard=old)
    ExecutionFactory(standard=new)
    assert not Execution.objects.replaced().exists()

    catalogue.replace(new, old.number, by=desk())

    for rows in (Execution.objects.replaced(), Execution.objects.outdated()):
        assert list(rows) == [execution]
    assert Execution.objects.in_force().count() == 1


def test_transition_is_seen_half_a_year_ahead():
    near = entered("GB 1-2010", abolished_on=today() + dt.timedelta(180))
    far = entered("GB 2-2010", abolished_on=today() + dt.timedelta(181))
    execution = ExecutionFactory(standard=near)
    ExecutionFactory(standard=far)

    assert list(Execution.objects.in_transition()) == [execution]


# --- Seen ----------------------------------------------------------------------------------------


def test_execution_is_seen_in_its_place_and_by_its_own_account(firm, officer, stranger):
    enterprise, account = firm
    execution = ExecutionFactory(product=ProductFactory(enterprise=enterprise))
    another = ExecutionFactory()

    assert set(Execution.objects.visible_to(officer)) == {execution, another}
    assert not Execution.objects.visible_to(stranger).exists()
    assert list(Execution.objects.visible_to(account)) == [execution]


# --- Coverage of trades --------------------------------------------------------------------------


def test_enterprises_of_a_trade_are_counted_by_how_they_stand(presses, officer):
    old, new = presses
    catalogue.replace(new, old.number, by=desk())
    rule = TradeStandardFactory(industry_id="3422", series="GB 17120")
    kept, outdated, both, _missing, elsewhere = (
        EnterpriseFactory(industry_id="3422") for _number in range(5)
    )
    EnterpriseFactory(industry_id="3854")
    elsewhere.status = "cancelled"
    elsewhere.save()
    for enterprise, standards in ((kept, [new]), (outdated, [old]), (both, [old, new])):
        for standard in standards:
            ExecutionFactory(product=ProductFactory(enterprise=enterprise), standard=standard)

    found = TradeStandard.objects.with_coverage(officer).get(pk=rule.pk)

    assert found.edition == "GB 17120—2025"
    assert (found.firms, found.kept, found.outdated) == (4, 2, 1)
