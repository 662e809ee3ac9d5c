"""Files that were sent and that nothing names: told of, kept, removed by the office's rule only."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.utils import timezone

from inspections.services import visits
from inspections.tasks import name_left_over
from qualitysup.accounts.roles import Role
from qualitysup.evidence import tasks
from qualitysup.evidence.content import FileRefused
from qualitysup.evidence.models import Removal, StoredFile
from qualitysup.evidence.services import files
from qualitysup.notices.models import Notice
from tests.factories import UserFactory
from tests.inspections.clients import browser_of
from tests.inspections.factories import VisitFactory
from tests.inspections.packets import packet, photo, send, sha

PAGE = "/admin/inspections/visit/left-over/"


@pytest.fixture
def keep_30_days(settings):
    settings.EVIDENCE_REMOVED_AFTER_DAYS = 30


@pytest.fixture
def left(inspector):
    """A photo that was sent 40 days ago, and whose visit never came."""
    with time_machine.travel(timezone.now() - dt.timedelta(days=40), tick=False):
        stored, _again = send(photo(1), inspector)
    return stored


def is_there(stored) -> bool:
    return default_storage.exists(stored.path)


def test_without_a_rule_of_the_office_nothing_is_removed(left):
    tasks.sweep()

    assert is_there(left)
    assert not Removal.objects.exists()


def test_by_the_rule_the_bytes_go_and_the_row_stays(left, inspector, keep_30_days):
    tasks.sweep()
    tasks.sweep()

    assert not is_there(left)
    assert Removal.objects.get().file == left
    assert StoredFile.objects.get(pk=left.pk).receipts.get().by == inspector


def test_what_came_lately_stays(inspector, keep_30_days):
    stored, _again = send(photo(1), inspector)

    assert files.remove_left_over() == 0
    assert is_there(stored)


def test_what_hangs_on_a_case_stays_also_when_it_was_withdrawn(left, officer, keep_30_days):
    hung = files.hang(VisitFactory(), left, by=officer, name="a.jpg")
    files.withdraw(hung, by=officer, reason="重复")

    assert files.remove_left_over() == 0
    assert is_there(left)


def test_what_a_half_arrived_visit_names_is_claimed(left, inspector, keep_30_days):
    """The visit's other photo has not come; this one waits for it however long that takes."""
    colleague = UserFactory(roles=[Role.INSPECTOR], badged=True)
    content = packet(inspector, colleague, photos=[photo(1), photo(2)])
    visits.receive(uuid.uuid4(), content, by=inspector)

    assert files.remove_left_over() == 0
    assert is_there(left)


def test_sent_again_it_is_here_again(left, inspector, keep_30_days):
    files.remove_left_over()
    colleague = UserFactory(roles=[Role.INSPECTOR], badged=True)
    visit = visits.receive(
        uuid.uuid4(), packet(inspector, colleague, photos=[photo(1)]), by=inspector
    ).visit
    assert visits.missing(visit) == [sha(photo(1))]

    send(photo(1), inspector)

    visit.refresh_from_db()
    assert visit.state == "finished"
    assert is_there(left)
    assert not Removal.objects.exists()


def test_what_is_gone_is_not_hung_on_a_case(left, officer, keep_30_days):
    files.remove_left_over()

    with pytest.raises(FileRefused, match="send it again"):
        files.hang(VisitFactory(), left, by=officer, name="a.jpg")


def test_the_desk_hears_of_it_once_a_week(left, officer, inspector, stranger):
    name_left_over()
    name_left_over()

    notice = Notice.objects.get(recipient=officer)
    assert notice.subject == "1 file was sent that belongs to nothing"
    assert notice.url == PAGE
    assert not Notice.objects.filter(recipient__in=[inspector, stranger]).exists()


def test_the_desk_sees_after_a_week_what_is_its_own(left, inspector, officer, stranger):
    fresh, _again = send(photo(2), inspector)

    assert files.nobodys(officer) == [left]
    assert files.nobodys(stranger) == []
    text = browser_of(officer).get(PAGE).content.decode()
    assert left.sha256[:12] in text
    assert fresh.sha256[:12] not in text
    assert browser_of(inspector).get(PAGE).status_code == 403
