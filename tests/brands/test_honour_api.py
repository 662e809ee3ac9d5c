"""Honours, kinds, titles and the league by the API: the same rows and the same rules."""

import datetime as dt

import pytest
from django.utils import timezone

from brands.services import titles
from qualitysup.accounts.roles import Role
from tests.brands.factories import LeagueEntryFactory, RegionalTitleFactory, granted, kind
from tests.brands.publicity_factories import standing
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import HUANGSHI, UserFactory
from tests.inspections.clients import api_of, queries
from tests.inspections.factories.patrol import PatrolFactory

pytestmark = pytest.mark.django_db
HONOURS, KINDS, TITLES, LEAGUE = (
    f"/api/v1/{name}/" for name in ("honours", "honour-kinds", "regional-titles", "league-entries")
)


@pytest.fixture
def head(db):
    return UserFactory(roles=[Role.SECTION_HEAD])


@pytest.fixture
def client(head):
    return api_of(head)


@pytest.fixture
def stranger(db):
    return api_of(UserFactory(roles=[Role.SECTION_HEAD], divisions=[HUANGSHI]))


def found(answer) -> set[int]:
    assert answer.status_code == 200, answer.json()
    return {row["id"] for row in answer.json()["results"]}


def test_an_honour_tells_until_when_by_what_and_how_it_is_protected(client, head):
    honour = standing(by=head)
    patrol = PatrolFactory(enterprise=honour.enterprise)

    told = client.get(f"{HONOURS}{honour.pk}/").json()

    assert told["holder"] == honour.enterprise.name
    assert told["valid_to"] == honour.valid_to.isoformat()
    assert told["next_patrol"] == patrol.due_on.isoformat()
    assert told["last_patrol"] is None
    (period,) = told["periods"]
    assert period["said_on"] == honour.granted_on.isoformat()
    assert period["basis"] == honour.periods.get().rule.basis
    assert [row["term"] for row in told["deadlines"]] == ["honour-expiry"]


def test_the_list_is_narrowed_as_that_of_the_desk(client, head):
    old = granted(by=head, of="china-name-brand", granted_on=dt.date(2005, 9, 1), number="测试1号")
    honour = standing(by=head)

    assert found(client.get(HONOURS)) == {old.pk, honour.pk}
    for query, rows in {
        "standing=held": {honour.pk},
        "standing=run-out": {old.pk},
        "standing=unprotected": {honour.pk},
        "standing=at-risk": set(),
        "on=2008-06-30": {old.pk},
        f"kind={old.kind_id}": {old.pk},
        f"enterprise={honour.enterprise_id}": {honour.pk},
        f"search={old.number}": {old.pk},
        "division=4406": {old.pk, honour.pk},
    }.items():
        assert found(client.get(f"{HONOURS}?{query}")) == rows, query


@pytest.mark.parametrize(
    "query", ["standing=nonsense", "on=2008-02-31", "on=yesterday", "kind=x", "division=x"]
)
def test_a_filter_that_says_nothing_is_refused(client, query):
    answer = client.get(f"{HONOURS}?{query}")

    assert answer.status_code == 400
    assert query.partition("=")[0] in str(answer.json())


def test_it_is_re_reviewed_and_revoked_by_who_may(client, head):
    honour = standing(by=head)
    address = f"{HONOURS}{honour.pk}/"
    on = timezone.localdate() - dt.timedelta(days=5)
    until = honour.valid_to + dt.timedelta(days=365)
    sent = {"on": on.isoformat(), "valid_to": until.isoformat(), "basis": "复评公告"}

    answer = client.post(f"{address}review/", sent)
    assert answer.status_code == 200, answer.json()
    assert answer.json()["valid_to"] == until.isoformat()
    assert answer.json()["periods"][-1]["said_on"] == on.isoformat()
    refused = client.post(f"{address}review/", sent)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_longer")

    officer = api_of(UserFactory(roles=[Role.BRAND_OFFICER]))
    refused = officer.post(f"{address}revoke/", {"because": "抽查不合格"})
    assert refused.status_code == 403
    assert client.post(f"{address}revoke/", {}).status_code == 400
    answer = client.post(f"{address}revoke/", {"because": "抽查不合格"})
    assert answer.json()["state"] == "revoked"
    refused = client.post(f"{address}give-up/", {"because": "停产"})
    assert (refused.status_code, refused.json()["code"]) == (409, "ended")


def test_one_is_given_up(client, head):
    honour = standing(by=head)

    answer = client.post(f"{HONOURS}{honour.pk}/give-up/", {"because": "停产"})

    assert (answer.json()["state"], answer.json()["ended_because"]) == ("given_up", "停产")


def test_elsewhere_nothing_is_found(stranger, head):
    honour, title = standing(by=head), RegionalTitleFactory()

    assert not found(stranger.get(HONOURS))
    assert not found(stranger.get(TITLES))
    assert stranger.get(f"{TITLES}{title.pk}/").status_code == 404
    for step in ("", "review/", "revoke/", "give-up/"):
        address = f"{HONOURS}{honour.pk}/{step}"
        answer = stranger.post(address, {}) if step else stranger.get(address)
        assert answer.status_code == 404
    counts = {row["held_count"] for row in stranger.get(KINDS).json()["results"]}
    assert counts == {0}


def test_nothing_is_written_past_the_services(client, head):
    honour = standing(by=head)

    for address in (f"{HONOURS}{honour.pk}/", f"{KINDS}{honour.kind_id}/"):
        assert client.patch(address, {"number": "x"}).status_code == 405
        assert client.delete(address).status_code == 405
    assert client.post(HONOURS, {}).status_code == 405


def test_kinds_tell_of_their_rules_and_of_what_stands(client, head):
    standing(by=head)
    excellent, exempt = kind("guangdong-excellent"), kind("inspection-exempt")

    assert exempt.pk not in found(client.get(f"{KINDS}?granted=true"))
    assert excellent.pk in found(client.get(f"{KINDS}?granted=true"))
    assert exempt.pk in found(client.get(f"{KINDS}?granted=false"))
    told = client.get(f"{KINDS}{excellent.pk}/").json()
    assert told["held_count"] == 1
    assert [rule["id"] for rule in told["rules"]] == [rule.pk for rule in excellent.rules.all()]


def test_titles_and_the_league_are_read(client, head):
    title, withdrawn = RegionalTitleFactory(), RegionalTitleFactory()
    titles.review(title, by=head, year=2018, source="复评公告")
    titles.withdraw(withdrawn, by=head, because="未续评")
    entry, other = LeagueEntryFactory(year=2007), LeagueEntryFactory(year=2006, place="某某县")

    assert found(client.get(f"{TITLES}?held=true")) == {title.pk}
    assert found(client.get(f"{TITLES}?held=false")) == {withdrawn.pk}
    told = client.get(f"{TITLES}{title.pk}/").json()
    assert [(row["year"], row["source"]) for row in told["reviews"]] == [(2018, "复评公告")]
    assert found(client.get(f"{LEAGUE}?year=2007")) == {entry.pk}
    assert found(client.get(f"{LEAGUE}?place=某某县")) == {other.pk}
    assert client.get(f"{LEAGUE}{entry.pk}/").json()["rank"] == 1


def test_the_lists_cost_the_same_for_two_and_for_twelve(client, head):
    def some(numbers):
        for number in numbers:
            firm = EnterpriseFactory()
            PatrolFactory(
                enterprise=standing(by=head, enterprise=firm, number=f"{number}").enterprise
            )
            RegionalTitleFactory()
            LeagueEntryFactory(year=2000 + number)

    def costs():
        return [queries(lambda path=path: client.get(path)) for path in (HONOURS, TITLES, LEAGUE)]

    some(range(2))
    costs()
    two = costs()
    some(range(2, 12))
    assert costs() == two
