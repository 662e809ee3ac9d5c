"""Files sent by their hash, as a phone does: once, again, changed on the way, and by nobody."""

import hashlib

import pytest

from qualitysup.accounts.roles import Role
from qualitysup.evidence import content
from qualitysup.evidence.models import Receipt, StoredFile
from qualitysup.evidence.services import files
from tests.casework.factories import ErrandFactory
from tests.evidence.factories import photo, upload
from tests.factories import UserFactory
from tests.inspections.clients import api_of, at_once


def url(data: bytes) -> str:
    return f"/api/v1/evidence/{hashlib.sha256(data).hexdigest()}/"


def put(client, data: bytes, *, at=None, kind="image/jpeg"):
    return client.put(at or url(data), data, content_type=kind)


@pytest.fixture
def client(inspector):
    return api_of(inspector)


def test_a_file_is_taken_in_once_and_again_without_harm(client, inspector):
    data = photo()

    first, again = put(client, data), put(client, data)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["sha256"] == again.json()["sha256"]
    assert (first.json()["media_type"], first.json()["size"]) == ("image/jpeg", len(data))
    assert StoredFile.objects.count() == Receipt.objects.count() == 1
    assert client.get(url(data)).json()["size"] == len(data)


def test_what_the_sender_calls_it_decides_nothing(client):
    response = put(client, photo(), kind="application/pdf")

    assert response.json()["media_type"] == "image/jpeg"


def test_bytes_that_changed_on_the_way_are_refused(client):
    data = photo()

    response = put(client, data + b"x", at=url(data))

    assert (response.status_code, response.json()["code"]) == (400, "invalid")
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("data", [b"", b"GIF89a nothing", b"#!/bin/sh\nrm -rf /\n"])
def test_what_is_no_evidence_is_refused_in_words(client, data):
    response = put(client, data)

    assert response.status_code == 400
    assert not StoredFile.objects.exists()


def test_one_byte_too_many_is_refused(client, monkeypatch):
    data = photo()
    monkeypatch.setattr(content, "MAX_SIZE", len(data) - 1)

    assert put(client, data).status_code == 400
    assert not StoredFile.objects.exists()


def test_a_file_of_others_is_found_only_where_one_may_look(client, inspector, stranger):
    data = photo()
    put(api_of(stranger), data)
    assert client.get(url(data)).status_code == 404

    files.attach(ErrandFactory(), upload(data), by=stranger)
    assert client.get(url(data)).status_code == 200


def test_whoever_adds_no_evidence_sends_none(db):
    auditor = UserFactory(roles=[Role.AUDITOR])

    assert put(api_of(auditor), photo()).status_code == 403
    assert not StoredFile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_phones_with_the_same_photo_leave_one_file():
    data = photo()
    clients = [api_of(UserFactory(roles=[Role.INSPECTOR])) for _ in range(2)]

    answers = at_once(*(lambda client=client: put(client, data) for client in clients))

    assert [answer.status_code for answer in answers] == [201, 201]
    assert (StoredFile.objects.count(), Receipt.objects.count()) == (1, 2)
