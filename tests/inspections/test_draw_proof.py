"""What a draw proves: a seed that nobody knew, a pool that nobody changed, a result made again."""

import json
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone, translation

from enterprises.models import Enterprise
from inspections import seeds
from inspections.models import Draw, DrawCandidate, DrawnEnterprise, DrawSeed
from inspections.services import drawn, draws, replays, rolls
from qualitysup.casework.workflow import TransitionRefused
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import CHENCUN
from tests.inspections.factories import DrawFactory
from tests.inspections.stories_of_draws import everybody, frozen, made, sha256sum

pytestmark = pytest.mark.django_db


def tamper(sql, *params):
    """As somebody who owns the database can."""
    table = re.search(r"(?:UPDATE|DELETE FROM|ALTER TABLE) (\w+)", sql)[1]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql, params)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


# --- The seed stays secret ------------------------------------------------------------------------


def every_text_of_the_database():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"SELECT count(*), coalesce(string_agg(t::text, ' '), '') FROM \"{table}\" t"
            )
            yield table, cursor.fetchone()[1]


def test_the_seed_is_nowhere_in_the_database_before_the_draw_and_everywhere_to_see_after_it():
    draw = frozen()
    seed = seeds.reveal(draw.commitment, draw.sealed_seed.nonce, draw.sealed_seed.sealed)

    before = [table for table, text in every_text_of_the_database() if seed in text]
    draw = draws.draw(draw, by=everybody())
    after = [table for table, text in every_text_of_the_database() if seed in text]

    assert before == []
    assert draw.seed == seed
    assert {"inspections_draw", "inspections_drawhistory"} <= set(after)
    assert not DrawSeed.objects.exists()


def test_nobody_sees_the_row_of_a_sealed_seed():
    frozen()

    assert DrawSeed.objects.count() == 1
    assert not DrawSeed.objects.visible_to(everybody()).exists()


def test_a_seed_cannot_be_exchanged():
    draw = frozen()

    with pytest.raises(DatabaseError), transaction.atomic():
        DrawSeed.objects.filter(draw=draw).update(sealed=b"0" * 32)
    tamper("UPDATE inspections_drawseed SET sealed = %s", b"0" * 32)
    with pytest.raises(TransitionRefused) as refusal:
        draws.draw(Draw.objects.get(pk=draw.pk), by=everybody())

    assert refusal.value.code == "seed_lost"


def test_the_database_takes_no_other_seed_than_the_one_promised():
    draw = frozen()

    with pytest.raises(IntegrityError, match="draw_seed_is_the_one_promised"), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(
            **{"state": "drawn", "seed": "0" * 64, "revealed_at": timezone.now()}
        )


def test_a_cancelled_draw_shows_what_it_would_have_drawn():
    by = everybody()

    draw = draws.cancel(frozen(by=by), by=by, note="计划调整")

    assert sha256sum(draw.seed) == draw.commitment
    assert replays.replay(draw).same
    again = DrawFactory(starts_on=draw.starts_on, ends_on=draw.ends_on)
    assert list(Draw.objects.alike(again)) == [draw]


# --- Tampering ------------------------------------------------------------------------------------


def test_a_frozen_pool_takes_nothing_in_and_changes_nothing():
    draw = frozen()
    first = draw.candidates.first()

    for change in (
        lambda: draw.candidates.filter(pk=first.pk).update(risk_class="A"),
        lambda: draw.candidates.filter(pk=first.pk)._raw_delete("default"),
        lambda: draw.strata.update(sample=1),
        lambda: draw.library.update(serves=[]),
        lambda: Draw.objects.filter(pk=draw.pk).update(pool_hash="0" * 64),
        lambda: DrawCandidate.objects.create(
            draw=draw, public_id="X", enterprise_key=1, risk_class="A", division_code=CHENCUN
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_pool_that_was_tampered_with_is_not_drawn_from():
    draw = frozen()
    tamper(
        "UPDATE inspections_drawcandidate SET risk_class = 'D' WHERE id = %s",
        draw.candidates.first().pk,
    )

    with pytest.raises(TransitionRefused) as refusal:
        draws.draw(draw, by=everybody())

    assert refusal.value.code == "pool_changed"
    assert not DrawnEnterprise.objects.exists()


def test_what_leaves_the_register_after_the_freeze_is_drawn_and_ends_as_gone():
    by = everybody()
    draw = frozen(enterprises=4, strata={"-": 100}, by=by)
    Enterprise.objects.update(status=Enterprise.Status.CANCELLED)

    draw = draws.draw(draw, by=by)

    assert draw.drawn_count == 4
    assert replays.replay(draw).same
    row = draw.drawn.left_the_register().first()
    ended = drawn.close_as_gone(row, by=by, note="已注销")
    assert ended.state == DrawnEnterprise.State.GONE
    assert draw.drawn.to_check().count() == 3


def test_an_enterprise_that_is_still_there_has_to_be_checked():
    draw = made()

    with pytest.raises(TransitionRefused) as refusal:
        drawn.close_as_gone(draw.drawn.first(), by=everybody(), note="不想查")

    assert refusal.value.code == "still_there"


# --- Replay ---------------------------------------------------------------------------------------


def test_a_draw_is_the_same_when_it_is_made_again_from_what_is_stored(capsys):
    draw = made(enterprises=40, strata={"-": 30})

    call_command("replay_draw", draw.pk)
    call_command("replay_draw", draw.pk, "--json")

    in_words, as_json = capsys.readouterr().out.splitlines()
    assert in_words == (
        f"{draw.code} is the same: candidates: 40, enterprises drawn: 12, inspectors assigned: 24."
    )
    assert json.loads(as_json) == {
        "draw": draw.code,
        "same": True,
        "candidates": 40,
        "drawn": 12,
        "inspectors": 24,
        "differences": [],
    }


@pytest.mark.parametrize(
    ("sql", "difference"),
    [
        ("UPDATE inspections_drawnenterprise SET position = position + 100", "place 1"),
        ("UPDATE inspections_drawninspector SET badge_number = 'X' || id", "place 1"),
        ("UPDATE inspections_drawcandidate SET division_code = '440606102000'", "hash of the pool"),
        ("UPDATE inspections_drawstratum SET sample = 1", "hash of the pool"),
        ("DELETE FROM inspections_drawexclusion", "hash of the pool"),
        (
            "UPDATE inspections_draw SET commitment = repeat('0', 64), seed = repeat('1', 64)",
            "commitment",
        ),
    ],
)
def test_a_replay_names_the_first_difference_and_fails(sql, difference):
    EnterpriseFactory(status=Enterprise.Status.CANCELLED)
    draw = made()
    if "commitment" in sql:
        # Even the check of the database can be taken away by its owner.
        tamper("ALTER TABLE inspections_draw DROP CONSTRAINT draw_seed_is_the_one_promised")
    tamper(sql)

    with pytest.raises(CommandError, match=difference) as told:
        call_command("replay_draw", draw.pk)
    assert told.value.returncode == 1


def test_differences_are_told_in_the_language_of_the_office():
    draw = made()
    tamper("UPDATE inspections_drawstratum SET sample = 1")

    with translation.override("zh-hans"), pytest.raises(CommandError, match="名单哈希"):
        call_command("replay_draw", draw.pk)


def test_a_draw_that_was_not_made_cannot_be_replayed_which_is_not_to_be_different():
    with pytest.raises(CommandError, match="not been made") as not_made:
        call_command("replay_draw", frozen().pk)
    with pytest.raises(CommandError, match="no draw") as not_there:
        call_command("replay_draw", 0)
    assert not_made.value.returncode == not_there.value.returncode == 2


def test_the_keys_of_the_whole_pool_put_the_drawn_first():
    draw = made(enterprises=12)

    rows = list(rolls.keys(draw))

    lowest = sorted(rows, key=lambda row: row[2])[: draw.drawn_count]
    assert len(rows) == 12
    assert {row[0] for row in lowest} == set(draw.drawn.values_list("public_id", flat=True))
