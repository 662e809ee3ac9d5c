import pytest

from tests.documents.factories import AgencyFactory
from tests.factories import SHUNDE
from tests.workshops.factories import ledger


@pytest.fixture(autouse=True)
def agency(request):
    """Papers are signed by somebody: the bureau of Shunde, wherever a test has a database."""
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        request.getfixturevalue("db")
        return AgencyFactory(division_id=SHUNDE)
    return None


@pytest.fixture
def keeper(db):
    return ledger.keeper()
