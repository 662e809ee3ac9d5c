"""Honours as an officer finds them: the list, the page of one, the enterprise's history."""

import datetime as dt

import pytest
from django.utils import timezone

from brands.models import Honour
from brands.services import honours
from enterprises import timeline
from qualitysup.accounts.roles import Role
from qualitysup.clock.models import Deadline
from tests.brands.factories import granted, kind
from tests.brands.publicity_factories import standing
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import HUANGSHI, UserFactory
from tests.inspections.clients import browser_of, queries, told
from tests.inspections.factories.order import RectificationOrderFactory
from tests.inspections.factories.patrol import PatrolFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/brands/honour/"


@pytest.fixture
def head(db):
    return UserFactory(roles=[Role.SECTION_HEAD])


@pytest.fixture
def browser(head):
    return browser_of(head)


def found(response) -> set[int]:
    return {row.pk for row in response.context["cl"].result_list}


def grant_form(firm, **typed):
    return {
        "kind": kind("guangdong-excellent").pk,
        "enterprise": firm.pk,
        "product": "家用燃气灶",
        "brand": "测试",
        "number": "测试优7号",
        "granted_on": "2025-03-01",
        "last_day": "",
        "basis": "",
        "source": "测试公告",
        "officer": "",
    } | typed


def test_the_list_costs_the_same_for_two_and_for_twelve(browser, head):
    for _each in range(2):
        PatrolFactory(enterprise=granted(by=head).enterprise)
    browser.get(LIST)
    two = queries(lambda: browser.get(LIST))
    for _each in range(10):
        PatrolFactory(enterprise=granted(by=head).enterprise)
    assert queries(lambda: browser.get(LIST)) == two


def test_an_honour_elsewhere_is_not_found(browser, head):
    honour = granted(by=head)
    stranger = browser_of(UserFactory(roles=[Role.SECTION_HEAD], divisions=[HUANGSHI]))

    assert stranger.get(honour.get_absolute_url()).status_code == 404
    assert stranger.get(f"{LIST}{honour.pk}/revoke/").status_code == 404
    assert not found(stranger.get(LIST))
    page = browser.get(honour.get_absolute_url()).content.decode()
    assert honour.enterprise.name in page
    assert "2009-09-01" in page
    assert str(honour.periods.get().rule.basis) in page


def test_it_is_granted_in_the_browser_as_the_rules_of_its_kind_say(browser):
    firm = EnterpriseFactory()

    response = browser.post(f"{LIST}add/", grant_form(firm))

    assert response.status_code == 302, response.context["errors"]
    honour = Honour.objects.get()
    assert (honour.enterprise, honour.valid_to) == (firm, dt.date(2028, 3, 1))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"product": ""}, "name it"),
        ({"granted_on": "2999-01-01"}, "future"),
        ({"granted_on": "yesterday"}, "valid date"),
        ({"last_day": "2029-01-01"}, "together"),
        ({"basis": "证书"}, "together"),
        ({"source": ""}, "required"),
    ],
)
def test_what_cannot_be_granted_is_said_on_the_form(browser, typed, words):
    response = browser.post(f"{LIST}add/", grant_form(EnterpriseFactory(), **typed))

    assert response.status_code in (200, 409)
    said = str(response.context["errors"])
    assert words in said
    assert not Honour.objects.exists()


def test_an_honour_is_granted_to_nobody_elsewhere(browser):
    firm = EnterpriseFactory(division_id=HUANGSHI)

    response = browser.post(f"{LIST}add/", grant_form(firm))

    assert response.status_code == 200
    assert "enterprise" in response.context["adminform"].form.errors


def test_only_what_is_told_of_it_is_put_right(browser, head):
    honour, officer = standing(by=head), UserFactory(roles=[Role.BRAND_OFFICER])
    facts = {"brand": "新测试", "number": "测试优8号", "source": "更正公告", "officer": officer.pk}
    facts |= {"periods-TOTAL_FORMS": "0", "periods-INITIAL_FORMS": "0"}
    forged = {"product": "微波炉", "granted_on": "2020-01-01", "kind": kind().pk}

    response = browser.post(honour.get_absolute_url(), facts | forged)

    assert response.status_code == 302, response.context["errors"]
    before, honour = honour, Honour.objects.get()
    assert (honour.brand, honour.number, honour.source) == ("新测试", "测试优8号", "更正公告")
    assert (honour.product, honour.granted_on) == (before.product, before.granted_on)
    assert Deadline.objects.of(honour).open().get().holder == officer


def test_a_re_review_is_told_on_its_day(browser, head):
    honour = standing(by=head)
    on = timezone.localdate() - dt.timedelta(days=30)
    until = honour.valid_to + dt.timedelta(days=365)
    typed = {"on": on.isoformat(), "valid_to": until.isoformat(), "basis": "复评公告"}

    assert browser.get(f"{LIST}{honour.pk}/review/").status_code == 200
    response = browser.post(f"{LIST}{honour.pk}/review/", typed, follow=True)

    assert told(response) == [f"It is valid until {until}."]
    assert on in {entry.at for entry in timeline.of([honour.enterprise_id], head, only="honour")}
    assert honour.periods.last().said_on == on
    assert "复评公告" in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"on": "2999-01-01"}, "not before it"),
        ({"on": "1999-01-01"}, "valid only from"),
        ({"valid_to": "2000-01-01"}, "valid until"),
    ],
)
def test_a_re_review_that_cannot_be_is_refused_on_the_form(browser, head, typed, words):
    honour = standing(by=head)
    sent = {"on": timezone.localdate().isoformat(), "valid_to": "2099-01-01", "basis": "复评"}

    response = browser.post(f"{LIST}{honour.pk}/review/", sent | typed)

    assert response.status_code == 409
    assert words in response.context["reasons"][0]
    assert honour.periods.count() == 1


@pytest.mark.parametrize(("slug", "state"), [("revoke", "revoked"), ("give-up", "given_up")])
def test_it_ends_in_the_browser_once_and_with_a_reason(browser, head, slug, state):
    honour = standing(by=head)
    page = f"{LIST}{honour.pk}/{slug}/"
    typed = {"on": timezone.localdate().isoformat(), "because": "抽查不合格"}

    assert "because" in browser.post(page, typed | {"because": ""}).context["form"].errors
    assert browser.post(page, typed).status_code == 302
    honour.refresh_from_db()
    assert (honour.state, honour.ended_because) == (state, "抽查不合格")
    again = browser.post(page, typed)
    assert again.context["reasons"] == ["This honour has ended already."]
    assert not browser.get(honour.get_absolute_url()).context["beside"]


def test_only_who_may_end_honours_finds_the_pages(head):
    honour = standing(by=head)
    officer = browser_of(UserFactory(roles=[Role.BRAND_OFFICER]))

    beside = officer.get(honour.get_absolute_url()).context["beside"]
    for slug in ("review", "revoke", "give-up"):
        assert not any(f"/{slug}/" in url for url, _words in beside)
        assert officer.post(f"{LIST}{honour.pk}/{slug}/", {}).status_code == 403


def test_what_stood_on_a_day_is_found_by_the_day(browser, head):
    old = granted(by=head, of="china-name-brand", granted_on=dt.date(2005, 9, 1))
    granted(by=head, of="china-name-brand", granted_on=dt.date(2007, 9, 11))

    assert found(browser.get(f"{LIST}?on=2006-01-01")) == {old.pk}
    assert not found(browser.get(f"{LIST}?on=2020-01-01"))
    for nonsense in ("2008-02-31", "yesterday"):
        response = browser.get(f"{LIST}?on={nonsense}")
        assert told(response) == ["Give the day as 2008-06-30."]
        assert not found(response)


def test_the_page_says_which_orders_put_it_at_risk(browser, head):
    honour = standing(by=head)
    order = RectificationOrderFactory(enterprise=honour.enterprise, state="issued")
    other = standing(by=head, enterprise=EnterpriseFactory(), number="测试优2号")

    assert order.get_absolute_url() in browser.get(honour.get_absolute_url()).content.decode()
    assert order.get_absolute_url() not in browser.get(other.get_absolute_url()).content.decode()
    assert found(browser.get(f"{LIST}?standing=at-risk")) == {honour.pk}


def test_the_history_of_its_enterprise_tells_that_it_was_granted_and_ended(head):
    honour = granted(by=head)
    honours.revoke(honour, by=head, because="抽查不合格", on=dt.date(2008, 1, 10))

    told = timeline.of([honour.enterprise_id], head, only="honour")

    assert [entry.at for entry in told] == [dt.date(2008, 1, 10), dt.date(2006, 9, 1)]
    assert "抽查不合格" in told[0].title
    assert {entry.url for entry in told} == {honour.get_absolute_url()}


def test_one_that_ran_out_says_so_in_the_history_of_its_enterprise(head):
    honour = granted(by=head)

    told = timeline.of([honour.enterprise_id], head, only="honour")

    assert [entry.at for entry in told] == [dt.date(2009, 9, 1), dt.date(2006, 9, 1)]
    assert not timeline.of([honour.enterprise_id], UserFactory(roles=[]), only="honour")
