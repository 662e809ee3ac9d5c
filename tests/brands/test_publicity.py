"""Publicity: facts, two approvers, off the page with its honour, publications as they were."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from brands.models import PublicityChannel, PublicityItem
from brands.services import honours, publicity
from brands.workflow.publicity import PUBLICITY
from qualitysup.accounts.roles import Role
from qualitysup.casework.mywork import awaiting
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.notices.models import Notice
from tests.brands.publicity_factories import drafted, heads, released, standing, told
from tests.factories import BEIJIAO, UserFactory
from tests.inspections.clients import at_once

pytestmark = pytest.mark.django_db
State = PublicityItem.State


def refused(code, call, *args, **kwargs):
    with pytest.raises(TransitionRefused) as refusal:
        call(*args, **kwargs)
    assert refusal.value.code == code
    return refusal.value.reason


def test_it_goes_from_its_author_past_two_others_to_everybody():
    item = released()

    assert (item.state, item.released_on) == (State.RELEASED, timezone.localdate())
    assert len({item.created_by, item.first_approver, item.second_approver}) == 3
    assert [step.name for step in item.log.all()] == ["submit", "approve", "release"]
    assert PublicityItem.objects.on_page().get() == item


def test_nobody_approves_what_they_wrote_or_twice():
    author = UserFactory(roles=[Role.SECTION_HEAD])
    first, second = heads()
    item = publicity.submit(drafted(by=author), by=author)

    refused("own_work", publicity.approve, item, by=author)
    item = publicity.approve(item, by=first)
    refused("approved_already", publicity.release, item, by=first)
    refused("own_work", publicity.release, item, by=author)
    assert publicity.release(item, by=second).state == State.RELEASED


def test_the_database_knows_that_two_others_approve():
    item = released()
    for change in (
        {"second_approver": item.first_approver},
        {"first_approver": item.created_by},
        {"second_approver": item.created_by},
        {"second_approver": None},
        {"released_on": None},
        {"state": "draft"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            PublicityItem.objects.filter(pk=item.pk).update(**change)


def test_what_was_submitted_is_no_longer_written():
    item = released()

    with pytest.raises(DatabaseError), transaction.atomic():
        PublicityItem.objects.filter(pk=item.pk).update(text="另一段")
    item.text = "另一段"
    refused("submitted", publicity.save, item, by=item.created_by)
    with pytest.raises(DatabaseError), transaction.atomic():
        PublicityItem.objects.filter(pk=item.pk).delete()


def test_what_recommends_is_submitted_by_nobody_and_the_sentence_is_named():
    honour = standing()
    item = drafted(honour, text=told(honour) + "我局推荐该产品。")

    reason = refused("tells_facts", publicity.submit, item, by=item.created_by)

    assert "我局推荐该产品。" in reason
    assert "产品质量法 25" in reason


def test_what_was_true_when_it_was_submitted_is_looked_at_again_when_it_is_released():
    item = drafted()
    first, second = heads()
    item = publicity.approve(publicity.submit(item, by=item.created_by), by=first)
    honours.revoke(item.honour, by=first, because="抽查不合格")

    refused("tells_facts", publicity.release, item, by=second)


def test_sent_back_it_is_written_and_approved_anew():
    item = drafted()
    first, second = heads()
    item = publicity.approve(publicity.submit(item, by=item.created_by), by=first)

    item = publicity.send_back(item, by=second, note="缺证书编号")

    assert (item.state, item.first_approver) == (State.DRAFT, None)
    assert Notice.objects.filter(recipient=item.created_by, kind="returned").exists()
    item.headline = "改过的标题"
    item = publicity.save(item, by=item.created_by, version=item.version)
    assert publicity.submit(item, by=item.created_by).state == State.SUBMITTED


def test_its_author_alone_writes_and_submits_it():
    item, other = drafted(), UserFactory(roles=[Role.BRAND_OFFICER])

    refused("not_the_author", publicity.save, item, by=other)
    refused("not_the_author", publicity.submit, item, by=other)


def test_an_honour_that_ends_takes_it_from_the_page_and_says_so():
    item = released()
    assert item.is_shown

    head = UserFactory(roles=[Role.SECTION_HEAD])
    honours.revoke(item.honour, by=head, because="抽查不合格")

    item = PublicityItem.objects.get()
    assert not item.is_shown
    assert not PublicityItem.objects.on_page().exists()
    assert PublicityItem.objects.off_page().get() == item
    assert "off the page" in item.shown_state


def test_withdrawn_it_says_why():
    item = released()
    head = UserFactory(roles=[Role.SECTION_HEAD])

    refused("no_reason", publicity.withdraw, item, by=head, note=" ")
    item = publicity.withdraw(item, by=head, note="持有人更名")

    assert (item.state, item.withdrawn_because) == (State.WITHDRAWN, "持有人更名")
    assert not PublicityItem.objects.on_page().exists()


def test_it_waits_for_those_who_may_still_approve_it():
    item = drafted()
    first, second = heads()
    item = publicity.submit(item, by=item.created_by)
    assert list(awaiting(PUBLICITY, first)) == [item]
    assert Notice.objects.filter(recipient=second, kind="decision").exists()

    publicity.approve(item, by=first)

    assert not awaiting(PUBLICITY, first).exists()
    assert awaiting(PUBLICITY, second).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_approve_in_the_same_second_one_is_the_first_and_none_releases():
    item = drafted()
    item = publicity.submit(item, by=item.created_by)
    people = heads()

    def approval(by):
        def take():
            try:
                return publicity.approve(item, by=by).state
            except TransitionRefused as refusal:
                return refusal.code

        return take

    assert sorted(at_once(*map(approval, people))) == ["approved", "wrong_state"]
    item.refresh_from_db()
    assert (item.state, item.second_approver) == (State.APPROVED, None)


# --- Where it was published ----------------------------------------------------------------------


def facts(**more):
    return {
        "channel": "newspaper",
        "where": "测试日报 3 版",
        "published_on": timezone.localdate(),
    } | more


def test_a_publication_names_whom_it_reached_and_who_counted():
    item = released()
    by = item.created_by

    publicity.publish(item, by=by, **facts())
    assert item.channels.get().shown_reach == "—"
    assert PublicityChannel.objects.reached() is None
    publicity.publish(item, by=by, **facts(reach=1200, reach_source="报社发行部"))

    assert PublicityChannel.objects.reached() == 1200
    with pytest.raises(ValidationError, match="who counted"):
        publicity.publish(item, by=by, **facts(reach=5))


def test_a_wrong_publication_is_replaced_once_and_stays_to_be_read():
    item = released()
    by = item.created_by
    wrong = publicity.publish(item, by=by, **facts(reach=12000, reach_source="报社"))

    right = publicity.publish(item, by=by, replaces=wrong, **facts(reach=1200, reach_source="报社"))

    assert PublicityChannel.objects.standing().get() == right
    assert item.channels.count() == 2
    refused("replaced", publicity.publish, item, by=by, replaces=wrong, **facts())
    for change in (
        lambda: PublicityChannel.objects.filter(pk=wrong.pk).update(reach=1),
        lambda: PublicityChannel.objects.filter(pk=right.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_nothing_is_published_before_its_release_or_ahead_of_the_day():
    item = released()
    by = item.created_by
    day = timezone.localdate()

    early, late = day - dt.timedelta(days=1), day + dt.timedelta(days=1)
    refused("before_release", publicity.publish, item, by=by, **facts(published_on=early))
    refused("future", publicity.publish, item, by=by, **facts(published_on=late))
    refused("not_released", publicity.publish, drafted(item.honour), by=by, **facts())


def test_people_of_another_county_see_nothing_of_it():
    item = released()
    publicity.publish(item, by=item.created_by, **facts())
    stranger = UserFactory(roles=[Role.SECTION_HEAD], home_id=BEIJIAO, divisions=["420200000000"])

    assert not PublicityItem.objects.visible_to(stranger).exists()
    assert not PublicityChannel.objects.visible_to(stranger).exists()
    with pytest.raises(ValidationError):
        drafted(item.honour, by=stranger)
