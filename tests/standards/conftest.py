import pytest

from enterprises.models import Representation
from qualitysup.accounts.roles import Role
from standards.services import requests
from tests.documents.factories import AgencyFactory
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import UserFactory
from tests.standards.factories import ServiceRequestFactory, desk


@pytest.fixture
def desk_officer(db):
    """The standards officer of the district."""
    return UserFactory(username="standards", roles=[Role.STANDARDS_OFFICER])


@pytest.fixture
def desk_page(client, desk_officer):
    """A browser session in the admin as the standards officer."""
    client.force_login(desk_officer, backend="qualitysup.accounts.backends.RoleBackend")
    return client


@pytest.fixture
def agency(db):
    """The bureau as papers name it: without one nothing is numbered."""
    return AgencyFactory()


@pytest.fixture
def head(db):
    return UserFactory(roles=[Role.SECTION_HEAD])


@pytest.fixture
def working(desk_officer):
    """``working(service)``: a request that the officer has taken on."""

    def make(service="barcode", **facts):
        return requests.accept(ServiceRequestFactory(service=service, **facts), by=desk_officer)

    return make


@pytest.fixture
def firm(db):
    """An enterprise with an account of its own: ``(enterprise, account)``."""
    account = UserFactory(roles=[Role.ENTERPRISE_ACCOUNT], divisions=[])
    enterprise = EnterpriseFactory(name="顺德测试锻压机械厂", industry_id="3422")
    Representation.objects.create(user=account, enterprise=enterprise, named_by=desk())
    return enterprise, account
