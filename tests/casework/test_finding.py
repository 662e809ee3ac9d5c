"""One search box: what it finds, for whom, and that what it counts is behind its links."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from qualitysup.accounts.roles import BUREAU_STAFF, Role, roles_with
from qualitysup.casework import finding
from qualitysup.regions.querysets import OpenQuerySet
from tests.casework.findable import EXAMPLES
from tests.documents.factories import AgencyFactory
from tests.factories import HUANGSHI, SHUNDE, UserFactory

pytestmark = pytest.mark.django_db
BACKEND = "qualitysup.accounts.backends.RoleBackend"
KINDS = finding._findables
# What is worked by hand, a few a year.
SLOW = {"documents", "recalls", "brand-catalogues", "applications", "quarantine-papers"}


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def agency(db):
    """Papers are signed by somebody."""
    return AgencyFactory(division_id=SHUNDE)


def viewer(key, **facts):
    """Somebody who may look at rows of this kind."""
    allowed = roles_with(KINDS[key].permission)
    staff = [role for role in allowed if role in BUREAU_STAFF] or allowed
    return UserFactory(roles=staff[:1], full_name="看", username=f"viewer-{key}", **facts)


def found_by(user, text):
    return {each.findable.key: each for each in finding.find(user, text)}


def enter(client, user):
    client.force_login(user, backend=BACKEND)
    return client


def urls(each):
    return [hit.url for hit in each.hits] if each else []


# --- Every kind ----------------------------------------------------------------------------------


def test_every_kind_has_an_example():
    assert EXAMPLES.keys() == KINDS.keys()


@pytest.mark.parametrize("key", KINDS)
def test_a_row_is_found_by_what_it_is_called(client, key):
    example, user = EXAMPLES[key], viewer(key)
    row = example.make()

    found = found_by(user, example.own(row)).get(key)

    address = KINDS[key].hit(row, user).url
    assert address in urls(found)
    assert enter(client, user).get(address).status_code == 200


@pytest.mark.parametrize("key", KINDS)
def test_it_is_not_found_from_elsewhere(key):
    example = EXAMPLES[key]
    row = example.make()
    is_open = isinstance(KINDS[key].model._default_manager.all(), OpenQuerySet)

    elsewhere = viewer(key, home_id=HUANGSHI, divisions=[HUANGSHI])

    assert (key in found_by(elsewhere, example.own(row))) == is_open


@pytest.mark.parametrize("key", KINDS)
def test_it_is_not_found_without_the_permission(key):
    example = EXAMPLES[key]
    text = example.own(example.make())
    without = Role.CASE_OFFICER if key == "people" else Role.AUDITOR

    assert key not in found_by(UserFactory(roles=[without]), text)


@pytest.mark.parametrize("key", KINDS)
def test_its_count_leads_to_as_many_rows(client, key):
    example, user = EXAMPLES[key], viewer(key)
    for _ in range(2 if key in SLOW else 7):
        example.make()

    found = found_by(user, example.shared)[key]
    listed = enter(client, user).get(found.url).context["cl"]

    assert found.count == listed.result_count >= 2
    assert len(found.hits) == min(found.count, finding.SHOWN)
    first = [row.pk for row in listed.result_list][: finding.SHOWN]
    assert list(KINDS[key].rows(user, example.shared).values_list("pk", flat=True)[:5]) == first


@pytest.mark.parametrize("key", KINDS)
def test_it_costs_the_same_for_two_rows_and_for_more(key):
    example, user = EXAMPLES[key], viewer(key)

    def queries():
        finding.find(user, example.shared, among=[KINDS[key]])
        with CaptureQueriesContext(connection) as asked:
            finding.find(user, example.shared, among=[KINDS[key]])
        return [each["sql"] for each in asked]

    for _ in range(2):
        example.make()
    two = queries()
    for _ in range(3 if key in SLOW else 10):
        example.make()

    assert len(queries()) == len(two) <= 6
