import pytest
from django.utils import translation

from qualitysup.accounts.roles import Role
from tests.documents.factories import AgencyFactory
from tests.factories import HUANGSHI, UserFactory


@pytest.fixture
def agency(db):
    """Reports are signed by somebody: the bureau of Huangshi."""
    return AgencyFactory(division_id=HUANGSHI)


def somebody(role):
    return UserFactory(roles=[role], home_id=HUANGSHI, divisions=[HUANGSHI])


@pytest.fixture
def officer(db):
    return somebody(Role.INVESTMENT_OFFICER)


@pytest.fixture
def colleague(db):
    return somebody(Role.INVESTMENT_OFFICER)


@pytest.fixture
def head(db):
    return somebody(Role.SECTION_HEAD)


@pytest.fixture
def leader(db):
    return somebody(Role.BUREAU_LEADER)


@pytest.fixture(autouse=True)
def _in_english():
    """Tests read what people are told, so it is in the language of the msgids."""
    with translation.override("en"):
        yield
