import pytest
from rest_framework.test import APIClient

from enterprises.models import Enterprise
from enterprises.services import merging
from tests.enterprises.factories import (
    AnnualFigureFactory,
    ContactFactory,
    EnterpriseFactory,
    ProductFactory,
    uscc_number,
)
from tests.factories import BEIJIAO, CHENCUN, UserFactory

URL = "/api/v1/enterprises/"


def names(answer):
    return [row["name"] for row in answer.json()["results"]]


def test_list_is_searched_filtered_and_counted(api):
    EnterpriseFactory(
        name="美的电器", division_id=BEIJIAO, industry_id="3851", risk_class="A", risk_reason="x"
    )
    EnterpriseFactory(name="美好家具", division_id=CHENCUN, industry_id="2110")
    EnterpriseFactory(name="别处美的", division_id="420202005000")

    assert set(names(api.get(URL, {"search": "美"}))) == {"美的电器", "美好家具"}
    assert names(api.get(URL, {"search": "md"})) == ["美的电器"]
    assert names(api.get(URL, {"search": "美", "division": "440606102"})) == ["美的电器"]
    assert names(api.get(URL, {"division": BEIJIAO})) == ["美的电器"]
    assert names(api.get(URL, {"industry": "38"})) == ["美的电器"]
    assert names(api.get(URL, {"risk_class": "A"})) == ["美的电器"]
    answer = api.get(URL, {"industry": "C"}).json()
    assert (answer["count"], answer["count_is_exact"]) == (2, True)


@pytest.mark.parametrize("given", ["x", "四四", "1" * 13, "440699"])
def test_division_that_is_none_finds_nothing(api, given):
    EnterpriseFactory()

    assert names(api.get(URL, {"division": given})) == []


def test_total_is_counted_to_a_thousand(api):
    row = EnterpriseFactory.build(workshop=True)
    row.index()
    Enterprise.objects.bulk_create(
        Enterprise(
            name=f"{row.name}{n}",
            division_id=CHENCUN,
            name_key=row.name_key,
            search_text=row.search_text,
        )
        for n in range(1001)
    )

    answer = api.get(URL, {"search": "作坊"}).json()

    assert (answer["count"], answer["count_is_exact"], len(answer["results"])) == (1000, False, 50)
    assert api.get(answer["next"]).json()["previous"]


def test_list_costs_the_same_for_two_rows_and_twelve(officer, django_assert_num_queries):
    client = APIClient()
    client.force_login(officer, backend="qualitysup.accounts.backends.RoleBackend")
    EnterpriseFactory.create_batch(2, industry_id="3422")
    client.get(URL)
    # Session, person, page, its divisions, its industries, total.
    with django_assert_num_queries(6):
        assert len(names(client.get(URL, {"search": "测试"}))) == 2
    EnterpriseFactory.create_batch(10, industry_id="3422")

    with django_assert_num_queries(6):
        assert len(names(client.get(URL, {"search": "测试"}))) == 12


def test_detail_costs_the_same_for_two_parts_and_twelve(officer, django_assert_num_queries):
    client = APIClient()
    client.force_login(officer, backend="qualitysup.accounts.backends.RoleBackend")
    few, many = EnterpriseFactory(), EnterpriseFactory()
    for enterprise, count in ((few, 2), (many, 12)):
        ContactFactory.create_batch(count, enterprise=enterprise)
        ProductFactory.create_batch(count, enterprise=enterprise)
        for year in range(count):
            AnnualFigureFactory(enterprise=enterprise, year=2000 + year)

    for enterprise, count in ((few, 2), (many, 12)):
        # Session, person, and the enterprise with its five kinds of parts.
        with django_assert_num_queries(3):
            answer = client.get(f"{URL}{enterprise.pk}/").json()
        assert len(answer["contacts"]) == len(answer["figures"]) == count


def test_enterprise_elsewhere_is_not_found_rather_than_forbidden(api):
    elsewhere = EnterpriseFactory(division_id="420202005000")

    assert api.get(f"{URL}{elsewhere.pk}/").status_code == 404
    assert api.patch(f"{URL}{elsewhere.pk}/", {}, HTTP_IF_MATCH="*").status_code == 404


def test_merged_enterprise_names_its_survivor_and_is_in_no_list(api, officer):
    survivor, duplicate = EnterpriseFactory(name="甲厂机械"), EnterpriseFactory(name="乙厂机械")
    merging.merge(survivor, duplicate, by=officer)

    assert api.get(f"{URL}{duplicate.pk}/").json()["merged_into"] == survivor.pk
    assert names(api.get(URL)) == ["甲厂机械"]
    assert names(api.get(URL, {"search": duplicate.uscc})) == ["甲厂机械"]


def test_enterprise_is_registered_with_its_number_normalised(api, django_assert_max_num_queries):
    given = {"name": "新厂", "uscc": "９１440606 mah0ywcm60", "division": CHENCUN}

    with django_assert_max_num_queries(12):
        answer = api.post(URL, given)

    assert answer.status_code == 201
    assert answer.json()["uscc"] == "91440606MAH0YWCM60"
    assert answer.headers["ETag"] == '"1"'


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"uscc": "91440606MAH0YWCM61"}, "uscc"),
        ({"uscc": uscc_number(1)}, "uscc"),
        ({"division": "420202005000"}, "division"),
        ({"division": "999999999999"}, "division"),
        ({"name": "！！"}, "name"),
        ({"established_on": "2023-02-30"}, "established_on"),
        ({"status": "merry"}, "status"),
        ({"lng": 113.2}, "lng"),
        ({"lng": 22, "lat": 23}, "lng"),
        ({"name": "已有压力机有限公司"}, "__all__"),
    ],
)
def test_wrong_input_is_refused_by_field(api, given, field):
    EnterpriseFactory(uscc=uscc_number(1), name="已有压力机厂")

    answer = api.post(URL, {"name": "新厂", "division": CHENCUN} | given)

    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {field}
    assert Enterprise.objects.count() == 1


def test_similar_name_is_taken_once_it_is_confirmed(api):
    EnterpriseFactory(name="已有压力机厂")
    given = {"name": "已有压力机有限公司", "division": CHENCUN, "not_a_duplicate": True}

    assert api.post(URL, given).status_code == 201


def test_change_needs_the_version_that_was_read(api):
    enterprise = EnterpriseFactory()
    url = f"{URL}{enterprise.pk}/"
    tag = api.get(url).headers["ETag"]

    assert api.patch(url, {"phone": "1"}).status_code == 428
    changed = api.patch(url, {"phone": "1"}, HTTP_IF_MATCH=tag)
    assert (changed.status_code, changed.json()["phone"]) == (200, "1")
    assert api.patch(url, {"phone": "2"}, HTTP_IF_MATCH=tag).status_code == 412
    assert api.patch(url, {"phone": "2"}, HTTP_IF_MATCH=changed.headers["ETag"]).status_code == 200


def test_risk_class_is_not_written_as_a_field(api):
    enterprise = EnterpriseFactory()

    api.patch(f"{URL}{enterprise.pk}/", {"risk_class": "A"}, HTTP_IF_MATCH="*")

    enterprise.refresh_from_db()
    assert enterprise.risk_class == ""


def test_inspector_looks_and_does_not_write(inspector):
    client = APIClient()
    client.force_authenticate(inspector)
    enterprise = EnterpriseFactory()

    assert client.get(URL).status_code == 200
    assert client.post(URL, {"name": "新厂", "division": CHENCUN}).status_code == 403
    assert (
        client.patch(f"{URL}{enterprise.pk}/", {"phone": "1"}, HTTP_IF_MATCH="*").status_code == 403
    )


@pytest.mark.parametrize("role", ["auditor", "security_administrator", "system_administrator"])
def test_separated_roles_do_not_see_the_register(db, role):
    client = APIClient()
    client.force_authenticate(UserFactory(roles=[role]))

    assert client.get(URL).status_code == 403
