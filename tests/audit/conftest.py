import pytest

from qualitysup.accounts.roles import Role
from tests.factories import UserFactory


@pytest.fixture
def auditor(db):
    return UserFactory(username="auditor", full_name="审计员", roles=[Role.AUDITOR])


@pytest.fixture
def sysadmin(db):
    return UserFactory(username="sysadmin", roles=[Role.SYSTEM_ADMINISTRATOR])


@pytest.fixture
def signed_in(client):
    """A browser of a given person, past the sign-in."""

    def sign_in(user):
        client.force_login(user, backend="qualitysup.accounts.backends.RoleBackend")
        return client

    return sign_in
