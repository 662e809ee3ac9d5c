"""Two enterprises were one: no honour is lost, and none is counted twice."""

import datetime as dt

import pytest

from brands.models import Honour
from brands.services import honours
from enterprises import timeline
from enterprises.services import merging
from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from tests.brands.factories import granted
from tests.brands.publicity_factories import HOLDER, drafted, released, standing
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    return UserFactory(roles=[Role.SECTION_HEAD, Role.CASE_OFFICER])


@pytest.fixture
def survivor(db):
    return EnterpriseFactory(name="留存电器厂")


@pytest.fixture
def duplicate(db):
    return EnterpriseFactory(name=HOLDER)


def facts(honour):
    honour.refresh_from_db()
    return honour.enterprise_id, honour.state, honour.number, honour.brand


def test_different_honours_all_go_to_the_survivor(desk, survivor, duplicate):
    ours = granted(survivor, by=desk)
    theirs = granted(duplicate, by=desk, product="测试电饭锅")

    merging.merge(survivor, duplicate, by=desk)

    assert set(survivor.honours.values_list("pk", flat=True)) == {ours.pk, theirs.pk}
    assert set(Honour.objects.values_list("state", flat=True)) == {"held"}


def test_one_that_both_told_of_is_one_with_the_number(desk, survivor, duplicate):
    ours = standing(enterprise=survivor, by=desk, number="", brand="")
    theirs = standing(enterprise=duplicate, by=desk)
    item = released(theirs)

    merging.merge(survivor, duplicate, by=desk)

    assert facts(theirs) == (survivor.pk, "held", "测试优1号", "测试")
    assert facts(ours)[:3] == (survivor.pk, "double", "")
    item.refresh_from_db()
    assert item.honour == theirs
    # No count of any day finds it twice, and only one of them is watched.
    for day in (theirs.valid_from, dt.date.today()):
        assert Honour.objects.as_of(day).count() == 1
    assert not Deadline.objects.of(ours).open().exists()
    assert Deadline.objects.of(theirs).open().count() == 1
    assert len(timeline.of([survivor.pk, duplicate.pk], desk, only="honour")) == 1


def test_the_survivors_stays_where_it_was_extended_and_takes_the_number(desk, survivor, duplicate):
    ours = standing(enterprise=survivor, by=desk, number="", brand="")
    until = ours.valid_to + dt.timedelta(days=365)
    honours.review(ours, by=desk, valid_to=until, basis="复评公告")
    theirs = standing(enterprise=duplicate, by=desk)
    item, told = drafted(theirs), released(theirs)

    merging.merge(survivor, duplicate, by=desk)

    assert facts(ours) == (survivor.pk, "held", "测试优1号", "测试")
    assert ours.valid_to == until
    assert facts(theirs)[1:3] == ("double", "")
    item.refresh_from_db()
    assert item.honour == ours
    # What was released is never rewritten: it leaves the public page and is written anew.
    told.refresh_from_db()
    assert told.honour == theirs
    assert not told.is_shown


def test_an_end_that_only_one_knows_of_counts(desk, survivor, duplicate):
    ours = standing(enterprise=survivor, by=desk)
    theirs = standing(enterprise=duplicate, by=desk, number="")
    honours.revoke(theirs, by=desk, because="抽查不合格")

    merging.merge(survivor, duplicate, by=desk)

    assert facts(theirs)[:3] == (survivor.pk, "revoked", "测试优1号")
    assert facts(ours)[1] == "double"
    assert not Honour.objects.held().exists()


def test_two_numbers_of_one_honour_have_to_be_settled_by_a_person(desk, survivor, duplicate):
    standing(enterprise=survivor, by=desk)
    theirs = standing(enterprise=duplicate, by=desk, number="测试优2号")

    with pytest.raises(TransitionRefused, match="测试优2号"):
        merging.merge(survivor, duplicate, by=desk)

    theirs.number = ""
    honours.correct(theirs, by=desk)
    merging.merge(survivor, duplicate, by=desk)
    assert Honour.objects.held().get().enterprise == survivor


@pytest.mark.parametrize("extended", [True, False])
def test_a_merge_that_was_a_mistake_is_taken_back_with_its_honours(
    desk, survivor, duplicate, extended
):
    ours = standing(enterprise=survivor, by=desk, number="", brand="甲")
    if extended:
        until = ours.valid_to + dt.timedelta(days=365)
        honours.review(ours, by=desk, valid_to=until, basis="复评公告")
    theirs = standing(enterprise=duplicate, by=desk)
    item = released(theirs)
    before = facts(ours), facts(theirs)

    record = merging.merge(survivor, duplicate, by=desk)
    merging.undo(record, by=desk)

    assert (facts(ours), facts(theirs)) == before
    item.refresh_from_db()
    assert item.honour == theirs
    for honour in (ours, theirs):
        assert Deadline.objects.of(honour).open().count() == 1
