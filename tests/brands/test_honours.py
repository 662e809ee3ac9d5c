"""Honours: how long each is valid, what stood on a day, and how they end."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from brands.models import Honour, HonourPeriod, ValidityRule
from brands.services import honours
from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from tests.brands.factories import granted, kind
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(db):
    return UserFactory(roles=[Role.SECTION_HEAD])


@pytest.mark.parametrize(
    ("of", "granted_on", "product", "last_day"),
    [
        ("china-name-brand", "2004-09-01", "电饭锅", "2007-09-01"),
        ("china-name-brand", "2005-09-01", "电饭锅", "2010-09-30"),
        ("china-name-brand", "2005-09-01", "全自动洗衣机", "2008-10-31"),
        ("china-name-brand", "2005-09-01", "彩电", "2008-08-31"),
        ("china-name-brand", "2006-09-01", "洗衣机", "2011-09-30"),
        ("china-name-brand", "2007-09-11", "涂料", "2012-09-30"),
        ("guangdong-name-brand", "2007-02-28", "涂料", "2010-02-28"),
    ],
)
def test_an_honour_is_valid_as_the_rules_of_its_day_say(of, granted_on, product, last_day, head):
    day = dt.date.fromisoformat(granted_on)

    honour = granted(of=of, granted_on=day, product=product, by=head)

    assert honour.valid_to == dt.date.fromisoformat(last_day)
    period = honour.periods.get()
    assert (period.origin, period.ends_on) == ("grant", honour.valid_to)
    assert period.rule.kind == honour.kind


def test_what_has_no_rule_needs_its_paper(head):
    with pytest.raises(ValidationError, match="No rule says"):
        granted(of="bay-area-certification", granted_on=dt.date(2025, 3, 1), by=head)

    honour = granted(
        of="bay-area-certification",
        granted_on=dt.date(2025, 3, 1),
        valid_to=dt.date(2028, 2, 29),
        by=head,
    )
    assert honour.valid_to == dt.date(2028, 2, 29)
    assert honour.periods.get().basis == "证书"


def test_what_stood_on_a_day_is_counted_as_of_that_day(head):
    first = granted(of="china-name-brand", granted_on=dt.date(2005, 9, 1), by=head)
    granted(of="inspection-exempt", granted_on=dt.date(2006, 12, 1), by=head)
    revoked = granted(granted_on=dt.date(2006, 9, 1), by=head)
    honours.revoke(revoked, by=head, because="抽查不合格", on=dt.date(2008, 1, 10))

    def counts(day):
        return Honour.objects.as_of(dt.date.fromisoformat(day)).count_by_kind()

    assert counts("2005-08-31") == {}
    assert counts("2008-01-09") == {
        "china-name-brand": 1,
        "inspection-exempt": 1,
        "guangdong-name-brand": 1,
    }
    assert counts("2008-01-10") == {"china-name-brand": 1, "inspection-exempt": 1}
    # 免检 ended for everybody; the mark of 中国名牌 ran on.
    assert counts("2008-09-18") == {"china-name-brand": 1}
    assert counts("2010-10-01") == {}
    assert first.stood_on(dt.date(2010, 9, 30))


def test_an_exemption_that_had_run_out_did_not_end_with_its_kind(head):
    honour = granted(of="inspection-exempt", granted_on=dt.date(2003, 12, 1), by=head)

    assert (honour.state, honour.valid_to) == ("held", dt.date(2006, 12, 1))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"granted_on": dt.date(2009, 1, 1), "of": "inspection-exempt"}, "was not granted"),
        ({"granted_on": dt.date(2100, 1, 1)}, "future"),
        ({"product": ""}, "name it"),
        ({"of": "guangdong-quality-award", "product": "电饭锅"}, "not to a product"),
    ],
)
def test_what_cannot_be_is_refused_in_words(head, facts, words):
    facts = {"granted_on": dt.date(2011, 5, 1), **facts}
    with pytest.raises(ValidationError, match=words):
        granted(by=head, **facts)
    assert not Honour.objects.exists()


def test_the_same_honour_is_entered_once(head):
    honour = granted(by=head, number="粤名牌0001")

    with pytest.raises(ValidationError, match="in use"), transaction.atomic():
        granted(by=head, number="粤名牌0001", product="另一产品")
    with pytest.raises(ValidationError, match="entered already"), transaction.atomic():
        granted(honour.enterprise, by=head)
    assert Honour.objects.get() == honour


def test_a_later_rule_extends_those_it_speaks_of_and_says_so(head):
    ValidityRule.objects.filter(decided_on__isnull=False).delete()
    meant = granted(of="china-name-brand", granted_on=dt.date(2006, 9, 1), by=head)
    other = granted(of="china-name-brand", granted_on=dt.date(2004, 9, 1), by=head)
    papered = granted(
        of="china-name-brand",
        granted_on=dt.date(2006, 9, 1),
        valid_to=dt.date(2007, 9, 1),
        by=head,
    )
    rule = ValidityRule.objects.create(
        kind=kind("china-name-brand"),
        granted_from=dt.date(2006, 1, 1),
        granted_until=dt.date(2007, 1, 1),
        last_day=dt.date(2011, 9, 30),
        decided_on=dt.date(2008, 7, 9),
        basis="质检质函〔2008〕36号",
    )

    assert honours.apply_rule(rule, by=head) == 1
    assert honours.apply_rule(rule, by=head) == 0

    for honour, last_day in [
        (meant, dt.date(2011, 9, 30)),
        (other, dt.date(2007, 9, 1)),
        (papered, dt.date(2007, 9, 1)),
    ]:
        honour.refresh_from_db()
        assert honour.valid_to == last_day
    assert [period.origin for period in meant.periods.all()] == ["grant", "extension"]


@time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False)
def test_its_expiry_is_a_deadline_that_moves_with_a_review_and_ends_with_it(head):
    honour = granted(of="guangdong-excellent", granted_on=dt.date(2024, 5, 1), by=head)
    deadline = Deadline.objects.of(honour).open().get()
    assert (deadline.term, deadline.due_on) == ("honour-expiry", dt.date(2027, 5, 1))

    honour = honours.review(honour, by=head, valid_to=dt.date(2030, 5, 1), basis="复评公告")

    assert Deadline.objects.of(honour).open().get().due_on == dt.date(2030, 5, 1)
    honours.give_up(honour, by=head, because="停止生产")
    assert not Deadline.objects.of(honour).open().exists()


def test_an_old_honour_starts_no_deadline(head):
    assert not Deadline.objects.of(granted(by=head)).exists()


def test_abolishing_a_kind_ends_what_stands_if_the_paper_says_so(head):
    of = kind("guangdong-excellent")
    standing = granted(of=of.key, granted_on=dt.date(2025, 5, 1), by=head)
    over = granted(of=of.key, granted_on=dt.date(2019, 5, 1), by=head)

    ended = honours.abolish(
        of, by=head, on=dt.date(2026, 1, 1), ends_all=True, basis="测试公告〔2026〕1号"
    )

    standing.refresh_from_db()
    over.refresh_from_db()
    assert ended == 1
    assert (standing.state, standing.ended_on) == ("abolished", dt.date(2026, 1, 1))
    assert over.state == "held"
    with pytest.raises(TransitionRefused) as refused:
        honours.abolish(of, by=head, on=dt.date(2026, 1, 1), ends_all=True, basis="再次")
    assert refused.value.code == "abolished"


def test_an_officer_enters_honours_and_does_not_end_them():
    officer = UserFactory(roles=[Role.CASE_OFFICER])
    honour = granted(by=officer)

    with pytest.raises(TransitionRefused) as refused:
        honours.revoke(honour, by=officer, because="…")
    assert refused.value.code == "forbidden"
    honour.refresh_from_db()
    assert honour.state == "held"


def test_what_was_granted_stays_in_the_table(head):
    honour = granted(by=head)
    for change in (
        lambda: Honour.objects.filter(pk=honour.pk).update(granted_on=dt.date(2001, 1, 1)),
        lambda: Honour.objects.filter(pk=honour.pk).delete(),
        lambda: HonourPeriod.objects.filter(honour=honour).update(ends_on=None),
        lambda: Honour.objects.filter(pk=honour.pk).update(state="revoked"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    honour.refresh_from_db()
    assert (honour.granted_on, honour.state) == (dt.date(2006, 9, 1), "held")
