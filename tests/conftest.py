import os

import pytest
from rest_framework.test import APIClient

from qualitysup.accounts.roles import Role
from tests.committed import take_back_instead_of_flushing
from tests.factories import HUANGSHI, UserFactory

# Playwright's synchronous API runs an event loop in the test's own thread.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(autouse=True, scope="session")
def _what_a_test_commits_is_taken_back():
    with pytest.MonkeyPatch.context() as monkeypatch:
        take_back_instead_of_flushing(monkeypatch)
        yield


@pytest.fixture(autouse=True)
def _files_of_a_test_stay_in_its_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def officer(db):
    return UserFactory(username="officer", roles=[Role.CASE_OFFICER])


@pytest.fixture
def inspector(db):
    return UserFactory(username="inspector", roles=[Role.INSPECTOR], badged=True)


@pytest.fixture
def chief(db):
    return UserFactory(username="chief", roles=[Role.SECTION_HEAD])


@pytest.fixture
def leader(db):
    return UserFactory(username="leader", roles=[Role.BUREAU_LEADER])


@pytest.fixture
def stranger(db):
    """A case officer of another city."""
    return UserFactory(username="stranger", home_id=HUANGSHI, divisions=[HUANGSHI])


@pytest.fixture
def api(officer):
    """The API as the case officer."""
    client = APIClient()
    client.force_authenticate(officer)
    return client


@pytest.fixture
def admin_page(client, officer):
    """A browser session in the admin as the case officer."""
    client.force_login(officer, backend="qualitysup.accounts.backends.RoleBackend")
    return client
