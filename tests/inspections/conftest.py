import datetime as dt

import pytest

from qualitysup.accounts.roles import Role
from tests.documents.factories import AgencyFactory
from tests.factories import SHUNDE, UserFactory
from tests.inspections.clients import api_of, browser_of
from tests.inspections.factories import ChecklistVersionFactory
from tests.inspections.stories import order_in


@pytest.fixture(autouse=True)
def agency(request):
    """Orders are signed by somebody: the bureau of Shunde, wherever a test has a database."""
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        request.getfixturevalue("db")
        return AgencyFactory(division_id=SHUNDE)
    return None


@pytest.fixture
def browser(officer):
    return browser_of(officer)


@pytest.fixture
def phone(inspector):
    return api_of(inspector)


@pytest.fixture
def colleague(db):
    """The second of two inspectors."""
    return UserFactory(roles=[Role.INSPECTOR], badged=True)


@pytest.fixture
def team(inspector, colleague):
    return [inspector, colleague]


@pytest.fixture
def version(db):
    """A checklist on which a guard that fails is photographed."""
    made = ChecklistVersionFactory(published_on=None)
    made.items().filter(key="guard").update(photo="failure")
    made.published_on = dt.date(2025, 1, 1)
    made.save()
    return made


@pytest.fixture
def called(inspector):
    """An order whose re-inspection is to be held."""
    order = order_in("reinspecting")
    return order.reinspections.get()
