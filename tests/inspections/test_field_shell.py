"""What a phone keeps of the field app, and that it knows when that has changed."""

import json
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse

from inspections.field import shell

PAGES = ["shell", "worker", "words", "manifest", "photos"]


@pytest.fixture(autouse=True)
def forget():
    shell._version.cache_clear()
    yield
    shell._version.cache_clear()


def told(client):
    text = client.get("/field/worker.js").content.decode()
    return json.loads(re.match(r"self\.SHELL = (\{.*\});\n", text)[1])


@pytest.mark.parametrize("page", PAGES)
def test_the_shell_opens_for_a_phone_that_lost_its_sign_in(client, page):
    assert client.get(reverse(f"field:{page}")).status_code == 200


def test_every_file_that_the_worker_keeps_is_there(client):
    static = f"/{settings.STATIC_URL.strip('/')}/"
    for address in told(client)["files"]:
        name = address.removeprefix(static)
        assert finders.find(name) if name != address else client.get(address).status_code == 200


def test_what_the_page_loads_is_kept(client):
    page = client.get("/field/").content.decode()
    loaded = re.findall(r'(?:src|data-photos)="([^"]+)"', page)
    loaded += re.findall(r'<link rel="(?:stylesheet|manifest|icon)[^>]*href="([^"]+)"', page)

    assert len(loaded) >= 6
    assert set(loaded) <= set(told(client)["files"])


def test_another_script_is_another_version(client, monkeypatch):
    before = told(client)["version"]
    read = shell.source

    def changed(name):
        return read(name) + (b"//" if name == "dist/field.js" else b"")

    monkeypatch.setattr(shell, "source", changed)
    shell._version.cache_clear()

    assert told(client)["version"] != before


def test_each_language_is_a_version_of_its_own(client):
    versions = {
        client.get("/field/worker.js", headers={"Accept-Language": language}).content
        for language in ("en", "zh-hans")
    }

    assert len(versions) == 2


def test_the_shell_says_nothing_of_anybody(client, django_user_model, db):
    nobody = client.get("/field/").content
    person = django_user_model.objects.create_user("somebody", full_name="某人")
    client.force_login(person, backend="qualitysup.accounts.backends.RoleBackend")

    assert client.get("/field/").content == nobody
