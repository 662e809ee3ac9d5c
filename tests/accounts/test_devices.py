"""Phones with the field app: noted when they call, signed out when they are lost."""

import datetime as dt
import hashlib
import uuid

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from qualitysup.accounts.models import Device
from qualitysup.accounts.roles import Role
from qualitysup.audit.models import Phone
from tests.factories import HUANGSHI, UserFactory

pytestmark = pytest.mark.django_db
BACKEND = "qualitysup.accounts.backends.RoleBackend"
ME = "/api/v1/field/me/"
PHONE = str(uuid.uuid4())
SECRET = "only the phone knows"
AGENT = "Mozilla/5.0 (Linux; Android 14; HBN-AL00) AppleWebKit/537.36"


@pytest.fixture
def calls(inspector):
    return Calls(inspector)


class Calls:
    """What one phone asks, with its own sign-in."""

    def __init__(self, person):
        self.person, self.client = person, Client()
        self.sign_in()

    def sign_in(self):
        self.client.force_login(self.person, backend=BACKEND)

    def __call__(self, phone=PHONE, **headers):
        given = {"X-Device": phone, "X-Device-Seal": seal_of(SECRET), "User-Agent": AGENT}
        return self.client.get(ME, headers=given | headers)


def seal_of(secret):
    return hashlib.sha256(secret.encode()).hexdigest()


def say_done(secret=SECRET):
    """What a phone says when it did what it was told to: without a sign-in."""
    stranger = Client(enforce_csrf_checks=True)
    return stranger.post(f"/phones/{PHONE}/", headers={"X-Device-Secret": secret})


def security_administrator(**more):
    return UserFactory(roles=[Role.SECURITY_ADMINISTRATOR], **more)


def as_(person):
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def test_a_phone_is_noted_with_whose_it_is_and_what_it_has_not_sent(calls, inspector):
    assert calls(**{"X-Unsent": "3"}).status_code == 200

    device = Device.objects.get()
    assert (str(device.uuid), device.person, device.unsent) == (PHONE, inspector, 3)
    assert device.short_name == "Linux; Android 14; HBN-AL00"


def test_it_is_written_down_once_an_hour_and_sooner_when_the_count_changes(
    calls, django_assert_num_queries
):
    began = timezone.now()
    calls(**{"X-Unsent": "3"})
    with time_machine.travel(began + dt.timedelta(minutes=2)):
        calls(**{"X-Unsent": "0"})
    assert Device.objects.get().unsent == 3
    with time_machine.travel(began + dt.timedelta(minutes=6)):
        calls(**{"X-Unsent": "0"})
        assert Device.objects.get().unsent == 0
        # The session and the person: nothing is asked or written for the phone.
        with django_assert_num_queries(2):
            calls(**{"X-Unsent": "0"})
    with time_machine.travel(began + dt.timedelta(minutes=70)):
        calls(**{"X-Unsent": "0"})
        assert Device.objects.get().last_seen_at > began + dt.timedelta(minutes=60)
    # Being here is no change: one row of history.
    assert Phone.objects.get().history.count() == 1


@pytest.mark.parametrize("said", ["", "my phone", "1234"])
def test_a_program_that_names_no_phone_is_none(calls, said):
    assert calls(said).status_code == 200
    assert not Device.objects.exists()


def test_nobody_hands_in_what_another_person_wrote(calls, inspector):
    refused = calls(**{"X-Person": str(inspector.pk + 1)})

    assert refused.status_code == 401
    assert refused.json()["code"] == "someone_else"
    assert refused.json()["person"] == {"id": inspector.pk, "name": inspector.full_name}
    assert calls(**{"X-Person": str(inspector.pk)}).status_code == 200


@pytest.mark.parametrize(("wipe", "told"), [(False, "lock"), (True, "wipe")])
def test_a_lost_phone_is_signed_out_at_once_and_told_when_it_calls(calls, inspector, wipe, told):
    calls(**{"X-Unsent": "2"})
    device = Device.objects.get()
    desk = as_(security_administrator())
    address = f"/admin/accounts/device/{device.pk}/close/"

    assert "2 records that were not sent" in desk.get(address).content.decode()
    typed = {"why": "在公交车上丢失"} | ({"wipe": "on"} if wipe else {})
    desk.post(address, typed)

    assert calls().status_code == 401
    orders = {"lock": [], "wipe": []} | {told: [inspector.pk]}
    asked = Client().get(f"/phones/{PHONE}/")
    assert asked.json() == orders
    assert say_done().json() == {"lock": [], "wipe": []}
    device.refresh_from_db()
    assert device.obeyed_at is not None
    assert device.closed_why == "在公交车上丢失"
    assert [row.closed_why for row in Phone.objects.get().history.order_by("pgh_id")][-1]


def test_a_phone_to_be_wiped_does_nothing_before_that(calls):
    calls()
    close(wipe=True)
    calls.sign_in()

    refused = calls()
    assert refused.status_code == 401
    assert refused.json()["code"] == "closed"
    say_done()
    calls.sign_in()
    assert calls().status_code == 200
    assert Device.objects.get().closed_at is None


@pytest.mark.parametrize("secret", ["", "a guess", seal_of(SECRET)])
def test_who_only_knows_its_number_cannot_say_that_a_phone_was_wiped(calls, secret):
    calls()
    close(wipe=True)

    assert say_done(secret).status_code == 403
    assert Client().post(f"/phones/{PHONE}/").status_code == 403
    assert Device.objects.get().obeyed_at is None


def test_the_first_secret_of_a_phone_stays(calls):
    calls()
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        calls(**{"X-Device-Seal": seal_of("another's")})
        calls(**{"X-Device-Seal": "no hash"})

    assert Device.objects.get().seal == seal_of(SECRET)


def test_every_answer_of_the_api_tells_a_phone_our_time(calls):
    said = [calls(), calls(**{"X-Person": "1"}), Client().get(ME, headers={"X-Device": PHONE})]

    assert [answer.status_code for answer in said] == [200, 401, 401]
    for answer in said:
        now = dt.datetime.fromisoformat(answer["X-Now"])
        assert abs(timezone.now() - now) < dt.timedelta(seconds=5)
    assert "X-Now" not in Client().get("/sign-in/", headers={"X-Device": PHONE})


def test_whoever_signs_in_again_has_found_the_phone(calls):
    calls()
    close(wipe=False)
    calls.sign_in()

    assert calls().status_code == 200
    assert Device.objects.get().closed_at is None
    assert Client().get(f"/phones/{PHONE}/").json() == {"lock": [], "wipe": []}


def test_an_older_sign_in_of_the_same_phone_ends_as_well(calls, inspector):
    other = Calls(inspector)
    calls()
    close(wipe=False)

    assert calls().status_code == 401
    assert other().status_code == 401
    assert Device.objects.get().closed_at is not None


def close(*, wipe):
    device = Device.objects.get()
    as_(security_administrator()).post(
        f"/admin/accounts/device/{device.pk}/close/",
        {"why": "丢失"} | ({"wipe": "on"} if wipe else {}),
    )


def test_one_sees_ones_own_phones_and_an_administrator_those_of_the_division(calls, inspector):
    calls()
    device = Device.objects.get()
    page = f"/admin/accounts/device/{device.pk}/close/"

    colleague = UserFactory(roles=[Role.INSPECTOR])
    elsewhere = security_administrator(home_id=HUANGSHI, divisions=[HUANGSHI])
    assert as_(inspector).get(page).status_code == 200
    assert as_(security_administrator()).get(page).status_code == 200
    assert as_(colleague).get(page).status_code == 404
    assert as_(elsewhere).get(page).status_code == 404


def test_the_list_of_phones_costs_the_same_for_two_and_twelve(django_assert_num_queries):
    desk = as_(security_administrator())
    desk.get("/admin/accounts/device/")
    make(2)
    with django_assert_num_queries(COST):
        assert desk.get("/admin/accounts/device/").status_code == 200
    make(10)
    with django_assert_num_queries(COST):
        desk.get("/admin/accounts/device/")


COST = 5


def make(count):
    now = timezone.now()
    for _n in range(count):
        Device.objects.create(
            uuid=uuid.uuid4(),
            person=UserFactory(),
            first_seen_at=now,
            last_seen_at=now,
            closed_at=now,
            closed_by=UserFactory(),
            closed_why="丢失",
        )
