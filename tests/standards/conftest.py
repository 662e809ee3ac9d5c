import pytest

from qualitysup.accounts.roles import Role
from tests.factories import UserFactory


@pytest.fixture
def desk_officer(db):
    """The standards officer of the district."""
    return UserFactory(username="standards", roles=[Role.STANDARDS_OFFICER])


@pytest.fixture
def desk_page(client, desk_officer):
    """A browser session in the admin as the standards officer."""
    client.force_login(desk_officer, backend="qualitysup.accounts.backends.RoleBackend")
    return client
