"""The door that phones use: anything twice, in any order, cut anywhere, from two phones at once."""

import itertools
import re
import threading
import uuid

import pytest
from django.db import connection, connections, transaction

from inspections.models import Visit, VisitPacket
from inspections.services import visits
from qualitysup.accounts.roles import Role
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO, CHENCUN, UserFactory
from tests.inspections.clients import api_of, at_once, browser_of, queries
from tests.inspections.factories import ChecklistVersionFactory, VisitFactory
from tests.inspections.packets import FAILED, packet, photo, sha

VISITS = "/api/v1/visits/"


def put_visit(client, key, content):
    return client.put(f"{VISITS}{key}/", content, headers={"X-Device": "测试手机"})


def put_part(client, data):
    return client.put(f"/api/v1/evidence/{sha(data)}/", data, content_type="image/jpeg")


@pytest.fixture
def sent(inspector, colleague):
    return packet(inspector, colleague)


def test_a_visit_is_created_then_repeated_then_contested(phone, sent):
    key = uuid.uuid4()

    first, again = put_visit(phone, key, sent), put_visit(phone, key, sent)
    other = put_visit(phone, key, sent | {"summary": "另有发现"})
    other_again = put_visit(phone, key, sent | {"summary": "另有发现"})

    assert [r.status_code for r in (first, again, other, other_again)] == [201, 200, 409, 409]
    assert first.json() == again.json()
    assert (first.json()["state"], first.json()["missing"]) == ("finished", [])
    visit = Visit.objects.get()
    problem = other.json()
    assert (problem["code"], problem["status"]) == ("conflict", 409)
    assert problem["conflict"].endswith(f"/admin/inspections/visit/{visit.pk}/conflict/")
    assert other["Content-Type"] == "application/problem+json"
    assert visit.packets.first().device == "测试手机"


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_visit_and_parts_may_come_in_any_order_and_twice(phone, inspector, colleague, order):
    one, two, key = photo(1), photo(2), uuid.uuid4()
    content = packet(inspector, colleague, photos=[one, two])
    sends = [
        lambda: put_visit(phone, key, content),
        lambda: put_part(phone, one),
        lambda: put_part(phone, two),
    ]

    for place in order:
        assert sends[place]().status_code in (200, 201)
        assert sends[place]().status_code == 200

    visit = Visit.objects.get()
    assert visit.state == "finished"
    assert visit.answers.get(item__key="guard").photos.count() == 2


@pytest.mark.parametrize("cut", range(4))
def test_what_was_cut_anywhere_goes_on_where_it_was(phone, inspector, colleague, cut):
    """The phone dies after ``cut`` sends, wakes up and sends all of it again."""
    parts, key = [photo(1), photo(2)], uuid.uuid4()
    content = packet(inspector, colleague, photos=parts)
    sends = [lambda: put_visit(phone, key, content)]
    sends += [lambda data=data: put_part(phone, data) for data in parts]

    for send in sends[:cut]:
        send()
    state = phone.get(f"{VISITS}{key}/")
    assert state.status_code == (200 if cut else 404)
    if cut:
        assert state.json()["state"] == ("finished" if cut == 3 else "receiving")
    for send in sends:
        send()

    assert Visit.objects.get().state == "finished"
    assert VisitPacket.objects.count() == 1


def test_a_receipt_has_a_number_to_read_aloud_by_which_the_desk_finds_it(phone, sent, officer):
    receipt = put_visit(phone, uuid.uuid4(), sent).json()
    visit = Visit.objects.get()
    VisitFactory()
    desk = browser_of(officer)

    assert re.fullmatch(rf"{visit.pk}-[0-9]{{4}}", receipt["number"])
    found = desk.get("/admin/inspections/visit/", {"q": receipt["number"]})
    assert list(found.context["cl"].result_list) == [visit]
    assert receipt["number"] in desk.get(visit.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "parse_error"),
        (b"[" * 200_000, 400, "parse_error"),
        (b'{"summary": "' + b"x" * (8 * 2**20) + b'"}', 413, "too_large"),
        (b'{"summary": "\\ud800"}', 400, "invalid"),
        (b'{"summary": "\\u0000"}', 400, "invalid"),
        (b'{"lng": NaN}', 400, "parse_error"),
        (b"", 400, "invalid"),
        (b"\xff\xfe", 400, "parse_error"),
    ],
)
def test_whatever_comes_is_refused_in_words(phone, body, status, code):
    response = phone.put(f"{VISITS}{uuid.uuid4()}/", body, content_type="application/json")

    problem = response.json()
    assert (response.status_code, problem["code"]) == (status, code)
    assert response["Content-Type"] == "application/problem+json"
    assert problem["detail"]
    assert not Visit.objects.exists()


def test_a_receipt_says_what_is_missing(phone, inspector, colleague):
    one, key = photo(1), uuid.uuid4()
    content = packet(inspector, colleague, photos=[one])

    assert put_visit(phone, key, content).json()["missing"] == [sha(one)]
    put_part(phone, one)
    receipt = put_visit(phone, key, content).json()

    assert (receipt["state"], receipt["missing"]) == ("finished", [])


def test_a_fault_is_said_by_its_path(phone, sent):
    response = put_visit(phone, uuid.uuid4(), sent | {"answers": FAILED})

    assert response.status_code == 400
    assert list(response.json()["errors"]) == ["outcome"]
    wrong = put_visit(phone, uuid.uuid4(), sent | {"answers": [{"item": "guard", "number": "x"}]})
    assert list(wrong.json()["errors"]) == ["answers[0].number"]
    assert not Visit.objects.exists()


@pytest.mark.parametrize("content", [[], "x", None, 3, {"answers": 3}, {"photos": {"0": 1}}])
def test_json_of_another_kind_is_refused_not_stumbled_over(phone, content):
    assert put_visit(phone, uuid.uuid4(), content).status_code == 400
    assert not Visit.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_phones_with_the_same_visit_at_once_make_one():
    one, two = (UserFactory(roles=[Role.INSPECTOR], badged=True) for _each in range(2))
    content, key = packet(one, two), uuid.uuid4()
    phones = [api_of(one), api_of(two)]

    answers = at_once(*(lambda each=each: put_visit(each, key, content) for each in phones))

    codes = sorted(answer.status_code for answer in answers)
    assert codes in ([200, 201], [201, 423])
    assert Visit.objects.count() == VisitPacket.objects.count() == 1
    assert {put_visit(each, key, content).status_code for each in phones} == {200}


@pytest.mark.django_db(transaction=True)
def test_while_another_request_holds_the_visit_it_is_locked():
    one, two = (UserFactory(roles=[Role.INSPECTOR], badged=True) for _each in range(2))
    content, key = packet(one, two), uuid.uuid4()
    held, done = threading.Event(), threading.Event()

    def hold():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_advisory_xact_lock(%s, %s)", [visits.RECEIVING, key.int % 2**31]
                )
                held.set()
                done.wait(timeout=30)
        finally:
            connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(timeout=30)
    answer = put_visit(api_of(one), key, content)
    done.set()
    holder.join()

    assert (answer.status_code, answer.json()["code"]) == (423, "busy")
    assert answer["Retry-After"] == "1"
    assert not Visit.objects.exists()


def test_a_leader_looks_but_sends_nothing(leader, sent):
    client = api_of(leader)

    assert client.get(VISITS).status_code == 200
    assert put_visit(client, uuid.uuid4(), sent).status_code == 403


@pytest.mark.parametrize(("division", "seen"), [(CHENCUN, True), (BEIJIAO, False)])
def test_a_person_of_a_town_sees_its_visits_and_cannot_touch_others(db, division, seen):
    visit = VisitFactory(enterprise__division_id=division)
    person = UserFactory(home_id=CHENCUN, divisions=[CHENCUN], badged=True)
    client = api_of(person)

    assert bool(client.get(VISITS).json()["results"]) == seen
    assert client.get(f"{VISITS}{visit.uuid}/").status_code == (200 if seen else 404)
    mine = packet(person, UserFactory(badged=True), enterprise=EnterpriseFactory())
    # The UUID of a visit elsewhere answers as if it were not there, and takes nothing in.
    assert put_visit(client, visit.uuid, mine).status_code == (409 if seen else 404)
    assert visit.packets.count() == seen


def test_visits_are_found_by_kind_outcome_findings_and_day(api):
    found, clean = VisitFactory(failed_count=1), VisitFactory(kind="draw")

    def keys(**query):
        return {row["id"] for row in api.get(VISITS, query).json()["results"]}

    assert keys() == {found.pk, clean.pk}
    assert keys(found="true") == {found.pk}
    assert keys(found="false") == keys(kind="draw") == {clean.pk}
    assert keys(outcome="to_follow_up") == {found.pk}
    assert keys(since="2999-01-01") == set()
    assert api.get(VISITS, {"kind": "party"}).status_code == 400


def test_a_visit_is_shown_whole(api):
    visit = VisitFactory(failed_count=1)

    shown = api.get(f"{VISITS}{visit.uuid}/").json()

    guard = next(each for each in shown["answers"] if each["item"] == "guard")
    assert (guard["verdict"], guard["failed"]) == ("fail", True)
    assert len(shown["inspectors"]) == 2
    assert shown["documents"] == shown["additions"] == []


@pytest.mark.parametrize("rows", [2, 12])
def test_the_list_costs_the_same_however_long_it_is(api, rows):
    VisitFactory.create_batch(rows)
    api.get(VISITS)

    assert queries(lambda: api.get(VISITS)) == 2


def test_the_checklists_in_force_are_given_whole(api):
    old = ChecklistVersionFactory()
    new = ChecklistVersionFactory()
    ChecklistVersionFactory(published_on=None)

    rows = api.get("/api/v1/checklist-versions/").json()["results"]

    assert [row["id"] for row in rows] == [new.pk]
    assert rows[0]["checklist"]["sections"][0]["items"][1] == {
        "key": "noise",
        "text": "噪声",
        "clause": "GB 17120—2025",
        "kind": "general",
        "answer": "number",
        "unit": "dB",
        "highest": 90,
    }
    # A visit keeps an older one, so its phone can still read it.
    assert api.get(f"/api/v1/checklist-versions/{old.pk}/").json()["number"] == 1
