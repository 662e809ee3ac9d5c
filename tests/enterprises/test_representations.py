import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from enterprises.models import Enterprise, Representation
from enterprises.services import representations
from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from tests.enterprises.factories import EnterpriseFactory, RepresentationFactory
from tests.factories import HUANGSHI, UserFactory

ADD = "/admin/enterprises/representation/add/"


def party(**facts):
    return UserFactory(roles=[Role.WORKSHOP_OPERATOR], divisions=[], **facts)


def test_account_sees_its_enterprise_from_the_day_it_is_named(officer):
    firm, account = EnterpriseFactory(), party()
    assert not Enterprise.objects.visible_to(account).exists()

    named = representations.name(account, firm, by=officer)

    assert list(Enterprise.objects.visible_to(account)) == [firm]
    assert (named.valid_from, named.named_by) == (timezone.localdate(), officer)
    assert named.history.get().pgh_label == "insert"


@pytest.mark.parametrize("role", [Role.CASE_OFFICER, Role.AUDITOR])
def test_only_an_account_of_a_party_acts_for_one(officer, role):
    with pytest.raises(TransitionRefused) as refused:
        representations.name(UserFactory(roles=[role]), EnterpriseFactory(), by=officer)

    assert refused.value.code == "no_party"


@pytest.mark.parametrize("who", ["inspector", "leader", "stranger"])
def test_others_name_nobody(db, request, who):
    with pytest.raises(TransitionRefused):
        representations.name(party(), EnterpriseFactory(), by=request.getfixturevalue(who))


def test_account_is_named_once_at_a_time(officer):
    firm, account = EnterpriseFactory(), party()
    first = representations.name(account, firm, by=officer)
    with pytest.raises(ValidationError):
        representations.name(account, firm, by=officer)

    representations.end(first, by=officer)
    with pytest.raises(TransitionRefused):
        representations.end(first, by=officer)

    representations.name(account, firm, by=officer)
    assert Representation.objects.count() == 2


def test_who_is_ended_sees_nothing_from_the_next_day_on(officer):
    named = RepresentationFactory(valid_from=timezone.localdate() - dt.timedelta(days=10))

    representations.end(named, by=officer, on=timezone.localdate() - dt.timedelta(days=1))

    assert not Enterprise.objects.visible_to(named.user).exists()


def test_no_row_is_deleted_not_even_in_the_database(db):
    named = RepresentationFactory()

    with pytest.raises(DatabaseError, match="Cannot delete"):
        named.delete()


# --- At the desk ---------------------------------------------------------------------------------


def test_desk_offers_accounts_of_parties_alone(admin_page):
    here, elsewhere = party(full_name="作坊甲"), party(full_name="黄石乙", home_id=HUANGSHI)
    UserFactory(full_name="办案丙")

    page = admin_page.get(ADD).content.decode()

    assert here.full_name in page
    assert elsewhere.full_name not in page
    assert "办案丙" not in page


def test_account_is_named_and_ended_at_the_desk(admin_page, officer):
    firm, account = EnterpriseFactory(), party()
    day = timezone.localdate()

    typed = {"user": account.pk, "enterprise": firm.pk, "valid_from": day.isoformat()}
    assert admin_page.post(ADD, typed).status_code == 302

    named = Representation.objects.get()
    assert named.named_by == officer
    assert admin_page.get(named.get_absolute_url()).status_code == 200
    end = reverse("admin:enterprises_representation_end", args=[named.pk])
    assert admin_page.post(end, {"on": day.isoformat()}).status_code == 302
    named.refresh_from_db()
    assert named.valid_to == day


def test_officer_of_the_bureau_is_refused_at_the_desk(admin_page, officer):
    firm = EnterpriseFactory()

    answer = admin_page.post(
        ADD, {"user": officer.pk, "enterprise": firm.pk, "valid_from": "2026-01-01"}
    )

    assert answer.status_code == 200
    assert not Representation.objects.exists()


def test_list_is_found_by_enterprise_and_by_account(admin_page):
    found = RepresentationFactory(enterprise__name="阿强烧腊档", user__full_name="陈强")
    other = RepresentationFactory()
    url = "/admin/enterprises/representation/"

    for text in ("烧腊", "陈强"):
        page = admin_page.get(url, {"q": text}).content.decode()
        assert found.enterprise.name in page
        assert other.enterprise.name not in page
    assert found.enterprise.name in admin_page.get(url, {"standing": "now"}).content.decode()


def test_party_does_not_see_who_acts_for_whom(client, db):
    account = RepresentationFactory().user
    client.force_login(account, backend="qualitysup.accounts.backends.RoleBackend")

    assert client.get("/admin/enterprises/representation/").status_code == 403
