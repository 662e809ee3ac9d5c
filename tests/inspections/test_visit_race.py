"""Visit and last photo in the same moment: whichever is kept last finishes the visit."""

import threading
import uuid

import pytest
from django.db import connections, transaction

from inspections.models import Visit
from inspections.services import visits
from qualitysup.accounts.roles import Role
from qualitysup.evidence.models import Receipt
from qualitysup.evidence.services import files
from tests.factories import UserFactory
from tests.inspections.clients import api_of, at_once
from tests.inspections.packets import io_named, packet, photo, send, sha

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people():
    return [UserFactory(roles=[Role.INSPECTOR], badged=True) for _each in range(2)]


class Pause:
    """Holds one thread just before its transaction ends, until the other side has gone by."""

    def __init__(self):
        self.reached, self.go_on = threading.Event(), threading.Event()

    def hold(self):
        self.reached.set()
        assert self.go_on.wait(timeout=30)


def in_thread(work):
    def run():
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_the_photo_kept_while_the_packet_is_being_kept(people, monkeypatch):
    """Neither sees the other in its transaction; the packet, kept last, looks again."""
    one, pause = people[0], Pause()
    part, key = photo(1), uuid.uuid4()
    content = packet(*people, photos=[part])
    begin = visits._begin

    def begin_slowly(*args, **kwargs):
        begun = begin(*args, **kwargs)
        pause.hold()
        return begun

    monkeypatch.setattr(visits, "_begin", begin_slowly)
    thread = in_thread(lambda: visits.receive(key, content, by=one))
    assert pause.reached.wait(timeout=30)
    send(part, one)
    assert not Visit.objects.exists()
    pause.go_on.set()
    thread.join(timeout=30)

    assert Visit.objects.get(uuid=key).state == "finished"


def test_the_packet_kept_while_the_photo_is_being_kept(people, monkeypatch):
    """The other way round: the photo, kept last, looks for who waits for it."""
    one, pause = people[0], Pause()
    part, key = photo(1), uuid.uuid4()
    content = packet(*people, photos=[part])
    get_or_create = Receipt.objects.get_or_create

    def keep_slowly(**facts):
        kept = get_or_create(**facts)
        pause.hold()
        return kept

    monkeypatch.setattr(Receipt.objects, "get_or_create", keep_slowly)
    thread = in_thread(lambda: files.receive(io_named(part), sha(part), by=one))
    assert pause.reached.wait(timeout=30)
    received = visits.receive(key, content, by=one)
    assert (received.visit.state, received.missing) == ("receiving", [sha(part)])
    pause.go_on.set()
    thread.join(timeout=30)

    assert Visit.objects.get(uuid=key).state == "finished"


@pytest.mark.parametrize("parts", [1, 3])
def test_all_at_once_through_the_door_of_phones(people, parts):
    shots, key = [photo(n) for n in range(parts)], uuid.uuid4()
    content = packet(*people, photos=shots)
    url = f"/api/v1/visits/{key}/"
    phones = [api_of(people[n % 2]) for n in range(parts + 1)]

    answers = at_once(
        lambda: phones[-1].put(url, content),
        *(
            lambda phone=phone, shot=shot: phone.put(
                f"/api/v1/evidence/{sha(shot)}/", shot, content_type="image/jpeg"
            )
            for phone, shot in zip(phones, shots, strict=False)
        ),
    )

    assert {answer.status_code for answer in answers} == {201}
    visit = Visit.objects.get()
    assert visit.state == "finished"
    assert [owed.is_open for owed in visit.follow_ups.all()] == [False]


def test_two_last_photos_at_once_finish_it_once(people):
    shots, key = [photo(1), photo(2)], uuid.uuid4()
    visit = visits.receive(key, packet(*people, photos=shots), by=people[0]).visit

    at_once(*(lambda shot=shot: send(shot, people[0]) for shot in shots))

    visit.refresh_from_db()
    assert visit.state == "finished"
    assert visit.follow_ups.get().attempts == 1


def test_what_nobody_finished_the_sweep_finishes(people):
    """The server died between keeping the last part and looking whether it was the last."""
    part, key = photo(1), uuid.uuid4()
    with transaction.atomic():
        visit, _first = visits._begin(
            key, content := packet(*people, photos=[part]), visits.packets.seal(content),
            by=people[0], device="", at=visits.timezone.now() - visits.STUCK_AFTER,
        )  # fmt: skip
    with transaction.atomic():
        stored = files.store(io_named(part), by=people[0])
        Receipt.objects.create(file=stored, by=people[0])
    half = visits.receive(uuid.uuid4(), packet(*people, photos=[photo(9)]), by=people[0]).visit

    assert visits.finish_arrived() == 1
    assert visits.finish_arrived() == 0

    visit.refresh_from_db()
    half.refresh_from_db()
    assert (visit.state, half.state) == ("finished", "receiving")
