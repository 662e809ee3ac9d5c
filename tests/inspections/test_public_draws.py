"""A draw before everybody: its promise before the pool, and all to check it with afterwards."""

import hashlib

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inspections.models import Draw
from inspections.services import draws
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.documents.models import IssuedDocument
from tests.factories import HUANGSHI
from tests.inspections.factories import DrawFactory, PublicPageFactory
from tests.inspections.stories_of_draws import everybody, frozen, made, promised, sha256sum

pytestmark = pytest.mark.django_db

DRAWS = "/public/draws/"


@pytest.fixture(autouse=True)
def _nobody_came_before():
    cache.clear()


@pytest.fixture
def page():
    return PublicPageFactory()


def read(path=DRAWS, **query):
    return Client().get(path, {"lang": "en", **query})


def shown(draw, part=""):
    return read(f"{DRAWS}{draw.pk}/{part}")


def body(response) -> bytes:
    return b"".join(response.streaming_content)


# --- Published before the pool is frozen ----------------------------------------------------------


def test_a_pool_is_not_frozen_before_the_promise_was_published_and_it_says_what_to_do():
    by = everybody()
    draw = draws.commit(DrawFactory(created_by=by), by=by)

    with pytest.raises(TransitionRefused, match="Publish the promise") as refusal:
        draws.freeze(draw, by=by)

    assert refusal.value.code == "commitment_is_published"


def test_not_even_whoever_bypasses_the_step_freezes_an_unpublished_draw():
    draw = DrawFactory(state="committed", published=False)

    with pytest.raises(DatabaseError, match="was not published"), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(
            state="frozen", pool_hash="ab" * 32, frozen_at=timezone.now()
        )


def test_a_promise_is_published_once_and_the_moment_stays():
    by = everybody()
    draw = promised(by=by)

    with pytest.raises(TransitionRefused) as refusal:
        draws.publish(draw, by=by)
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(published_at=timezone.now())

    assert refusal.value.code == "not_published_yet"


def test_the_notice_is_numbered_dated_and_on_record_with_its_hash_also_while_no_page_is_open():
    draw = promised(by=everybody())

    notice = IssuedDocument.objects.of(draw).get()

    assert read().status_code == 404
    assert (notice.kind, notice.issued_on) == ("draw_notice", timezone.localdate())
    assert notice.facts["commitment"]["value"] == draw.commitment
    assert hashlib.sha256(bytes(notice.docx.data)).hexdigest() == notice.docx_id


def test_the_promise_is_on_the_page_before_the_pool_is(page):
    draw = promised(by=everybody())

    told = shown(draw).content.decode()

    assert draw.commitment in read().content.decode()
    assert draw.commitment in told
    assert IssuedDocument.objects.of(draw).get().number in told
    assert "not frozen yet" in told
    assert shown(draw, "pool/").status_code == shown(draw, "result/").status_code == 404


# --- Checked after the draw -----------------------------------------------------------------------


def test_an_outsider_checks_the_draw_from_the_public_page_alone(page):
    draw = made()

    told = shown(draw).content.decode()
    pool_file, result = body(shown(draw, "pool/")), body(shown(draw, "result/"))

    assert all(said in told for said in (draw.seed, draw.pool_hash, draw.commitment))
    assert sha256sum(draw.seed) == draw.commitment
    assert hashlib.sha256(pool_file).hexdigest() == draw.pool_hash
    first = draw.drawn.get(position=1)
    assert first.key[:12] in told
    assert result.decode().splitlines()[0].split(",")[1] == first.public_id
    assert "12 candidates, 3 drawn, 0 checked so far" in told


def test_inspectors_are_their_badges_and_nobody_is_named(page):
    draw = made()

    told = shown(draw).content.decode() + body(shown(draw, "result/")).decode()

    for assigned in draw.library.all():
        assert str(assigned.person) not in told
    assert draw.drawn.first().inspectors.first().badge_number in told


def test_the_files_stay_inside_until_the_seed_is_known(page):
    draw = frozen()

    assert draw.pool_hash in shown(draw).content.decode()
    assert shown(draw, "pool/").status_code == 404


def test_a_draw_that_was_given_up_stays_to_be_seen_with_its_seed(page):
    by = everybody()
    draw = draws.cancel(frozen(by=by), by=by, note="计划取消")

    assert draw.seed in shown(draw).content.decode()


@pytest.mark.parametrize("part", ["", "pool/", "result/"])
def test_closed_it_is_not_there(part):
    PublicPageFactory(is_open=False)

    assert shown(made(), part).status_code == 404


def test_what_was_never_published_and_what_lies_elsewhere_is_not_there(page):
    draft, secret = DrawFactory(), DrawFactory(state="committed", published=False)
    elsewhere = DrawFactory(state="committed", division_id=HUANGSHI)

    assert {shown(draw).status_code for draw in (draft, secret, elsewhere)} == {404}
    assert read().context is None or elsewhere.name not in read().content.decode()


def test_the_list_costs_the_same_for_two_draws_and_twelve_and_is_paged(page):
    def queries():
        with CaptureQueriesContext(connection) as found:
            read()
        return len(found)

    DrawFactory.create_batch(2, state="drawn")
    few = queries()
    DrawFactory.create_batch(20, state="committed")

    assert queries() == few
    told = read().content.decode()
    assert told.count("<article") == 20
    older = read(before=told.split("before=")[1].split('"')[0]).content.decode()
    assert older.count("<article") == 2


def test_a_place_that_is_none_begins_at_the_top(page):
    DrawFactory(state="committed")

    assert read(before="x'").content.decode().count("<article") == 1
