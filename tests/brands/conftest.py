import pytest

from tests.documents.factories import AgencyFactory
from tests.factories import SHUNDE


@pytest.fixture(autouse=True)
def agency(request):
    """Catalogues are signed by somebody: the bureau of Shunde, wherever a test has a database."""
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        request.getfixturevalue("db")
        return AgencyFactory(division_id=SHUNDE)
    return None
