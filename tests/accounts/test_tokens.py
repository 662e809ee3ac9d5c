"""API clients sign in by token, at the cost of one query."""

import datetime as dt

import pytest
from django.utils import timezone
from knox.models import AuthToken
from rest_framework.test import APIClient

from qualitysup.accounts.tokens import TokenAuthentication
from tests.factories import SHUNDE

ENTERPRISES = "/api/v1/enterprises/"


@pytest.fixture
def token(officer):
    return AuthToken.objects.create(officer, expiry=dt.timedelta(days=1))[1]


def get(token):
    return APIClient().get(ENTERPRISES, headers={"Authorization": f"Token {token}"})


def test_a_token_brings_its_person_and_their_divisions_in_one_query(
    officer, token, django_assert_num_queries
):
    with django_assert_num_queries(1):
        person, _token = TokenAuthentication().authenticate_credentials(token.encode())
        prefixes = person.division_prefixes

    assert person == officer
    assert prefixes == [SHUNDE[:6]]


def test_a_valid_token_opens_the_api(token):
    assert get(token).status_code == 200


@pytest.mark.parametrize("wrong", ["", "0" * 64, "一", "\xff"])
def test_what_is_not_a_token_is_refused(db, wrong):
    response = get(wrong.encode().decode("latin-1"))

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Token"


def test_a_token_changed_in_one_place_is_refused(token):
    assert get(token[:-1] + ("0" if token[-1] != "0" else "1")).status_code == 401


def test_an_expired_token_is_refused(token):
    AuthToken.objects.update(expiry=timezone.now() - dt.timedelta(seconds=1))

    assert get(token).status_code == 401


def test_a_closed_account_is_refused_with_its_token(officer, token):
    officer.is_active = False
    officer.save()

    assert get(token).status_code == 401
