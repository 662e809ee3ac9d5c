"""Honours as an officer finds them: the list, the page of one, the enterprise's history."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from brands.services import honours
from enterprises import timeline
from qualitysup.accounts.roles import Role
from tests.brands.factories import granted
from tests.factories import HUANGSHI, UserFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/brands/honour/"


@pytest.fixture
def head(db):
    return UserFactory(roles=[Role.SECTION_HEAD])


def test_the_list_costs_the_same_for_two_and_for_twelve(client, head):
    client.force_login(head)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(LIST).status_code == 200
        return len(captured)

    for _each in range(2):
        granted(by=head)
    cost()
    two = cost()
    for _each in range(10):
        granted(by=head)
    assert cost() == two


def test_an_honour_elsewhere_is_not_found(client, head):
    honour = granted(by=head)
    client.force_login(UserFactory(roles=[Role.SECTION_HEAD], divisions=[HUANGSHI]))

    assert client.get(honour.get_absolute_url()).status_code == 404
    client.force_login(head)
    page = client.get(honour.get_absolute_url()).content.decode()
    assert honour.enterprise.name in page
    assert "2009-09-01" in page


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
