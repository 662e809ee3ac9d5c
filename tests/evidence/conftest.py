import pytest

from tests.factories import HUANGSHI, StationFactory


@pytest.fixture
def case(db):
    """Anything that lies in a division can have evidence; the kernel has no subject."""
    return StationFactory()


@pytest.fixture
def case_elsewhere(db):
    return StationFactory(division_id=HUANGSHI)


@pytest.fixture
def browser(client, officer):
    client.force_login(officer, backend="qualitysup.accounts.backends.RoleBackend")
    return client
