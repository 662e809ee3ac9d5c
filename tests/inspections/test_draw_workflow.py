"""The draw against a table typed out again, state by state."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enterprises.models import Enterprise
from inspections.models import Draw, DrawSeed, DrawStratum
from inspections.services import draws
from inspections.workflow.draw import DRAW
from qualitysup.accounts.roles import Role
from qualitysup.casework.casepage import CasePage
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from qualitysup.clock.services import deadlines
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import UserFactory
from tests.inspections.factories import DrawFactory, DrawnEnterpriseFactory
from tests.inspections.stories_of_draws import everybody, frozen, inspectors, made, promised

pytestmark = pytest.mark.django_db

State = Draw.State

# Typed out on purpose: a change to the workflow has to be made here too.
LEGAL = {
    ("commit", "draft", "committed"),
    ("publish", "committed", "committed"),
    ("freeze", "committed", "frozen"),
    ("draw", "frozen", "drawn"),
    ("begin", "drawn", "under_way"),
    ("conclude", "under_way", "concluded"),
    *(
        ("cancel", state, "cancelled")
        for state in ("draft", "committed", "frozen", "drawn", "under_way")
    ),
}
STEPS = {name for name, _source, _target in LEGAL}


def test_the_table_has_these_steps_and_no_others():
    found = {
        (step.name, source, step.target) for step in DRAW.steps.values() for source in step.sources
    }

    assert found == LEGAL


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("name", sorted(STEPS))
def test_a_step_is_possible_from_its_states_only(name, state):
    by = everybody()
    draw = DrawFactory(state=state, published=name != "publish")
    DrawSeed.objects.create(draw=draw, nonce=b"0" * 32, sealed=b"0" * 32)

    try:
        DRAW.check(draw, name, by=by)
    except TransitionRefused as refusal:
        code = refusal.code
    else:
        code = None

    possible = (name, state) in {(step, source) for step, source, _target in LEGAL}
    assert code == (None if possible else "wrong_state")


def test_a_draw_of_which_nobody_is_drawn_is_not_begun():
    draw = DrawFactory(strata={"A": 0})

    with pytest.raises(TransitionRefused) as refusal:
        draws.commit(draw, by=everybody())

    assert refusal.value.code == "has_strata"
    assert not DrawSeed.objects.exists()


def test_a_number_counts_where_every_rate_is_zero():
    draw = DrawFactory(strata={"A": 0})
    DrawStratum.objects.filter(draw=draw).update(number=3)

    assert draws.commit(draw, by=everybody()).state == State.COMMITTED


def test_nothing_is_promised_for_a_period_that_is_over():
    today = timezone.localdate()
    draw = DrawFactory(starts_on=today - dt.timedelta(days=9), ends_on=today)

    with pytest.raises(TransitionRefused) as refusal:
        draws.commit(draw, by=everybody())

    assert refusal.value.code == "period_is_ahead"


def test_a_promise_that_is_published_is_offered_to_nobody_again():
    by, leader = everybody(), UserFactory(roles=[Role.BUREAU_LEADER])
    draw = draws.commit(DrawFactory(), by=by)
    before = offered(draw, by=by), offered(draw, by=leader)

    published = draws.publish(draw, by=by)

    assert before == ({"publish", "freeze", "cancel"}, {"publish", "freeze", "cancel"})
    assert offered(published, by=by) == offered(published, by=leader) == {"freeze", "cancel"}
    with pytest.raises(TransitionRefused) as refusal:
        draws.publish(published, by=by)
    assert refusal.value.code == "not_published_yet"


def offered(draw, *, by):
    """What the draw's page names: this person's next steps and those of others."""
    page = CasePage(draw, by=by)
    return {found.step.name for found in (*page.next_steps, *page.steps_of_others)}


def test_a_draw_whose_seed_is_gone_can_only_be_cancelled():
    by = everybody()
    draw = frozen(by=by)
    DrawSeed.objects.all().delete()

    with pytest.raises(TransitionRefused) as refusal:
        draws.draw(Draw.objects.get(pk=draw.pk), by=by)
    ended = draws.cancel(Draw.objects.get(pk=draw.pk), by=by, note="种子遗失")

    assert refusal.value.code == "seed_is_sealed"
    assert (ended.state, ended.seed) == (State.CANCELLED, "")


def test_a_draw_is_not_cancelled_without_a_reason():
    with pytest.raises(TransitionRefused) as refusal:
        draws.cancel(DrawFactory(), by=everybody(), note=" ")

    assert refusal.value.code == "no_reason"


def test_cancelling_ends_every_check_that_is_still_owed():
    by = everybody()
    draw = made(by=by)

    draws.cancel(draw, by=by, note="计划取消")

    assert set(draw.drawn.values_list("state", "note")) == {("cancelled", "计划取消")}


def test_cancelling_leaves_nobody_reminded_of_a_check():
    by = everybody()
    draw = draws.begin(made(by=by), by=by)

    draws.cancel(draw, by=by, note="计划取消")

    terms = Deadline.objects.filter(term="random-check")
    assert terms.count() == 1 + draw.drawn_count
    assert not terms.open().exists()
    assert Deadline.objects.of(draw.drawn.first()).get().void_reason == "计划取消"


def test_the_checks_are_due_by_the_end_of_the_period():
    by = everybody()
    draw = made(by=by)

    draw = draws.begin(draw, by=by)

    deadline = Deadline.objects.of(draw).get()
    assert (deadline.term, deadline.due_on) == ("random-check", draw.ends_on)
    assert deadline.holder == draw.officer
    for row in draw.drawn.all():
        owed = Deadline.objects.of(row).get()
        assert (owed.term, owed.due_on, owed.title) == (
            "random-check",
            draw.ends_on,
            row.party_name,
        )
        assert owed.holder == row.inspectors.get(position=1).person
        assert owed.path == row.get_absolute_url()


def test_what_is_handed_out_at_once_is_what_would_be_started_one_by_one():
    by = everybody()
    draw = draws.begin(made(by=by), by=by)
    row = draw.drawn.first()
    at_once = Deadline.objects.of(row).get()

    deadlines.void(row, ["random-check"], reason="again")
    one = deadlines.start(
        row,
        "random-check",
        on=draw.starts_on,
        amount=draw.days,
        holder=at_once.holder,
        title=row.party_name,
    )

    facts = [field.attname for field in Deadline._meta.fields if field.attname != "id"]
    assert {name: getattr(at_once, name) for name in facts} == {
        name: getattr(one, name) for name in facts
    }


def test_a_draw_of_two_thousand_is_made_and_handed_out_as_cheaply_as_one_of_ten():
    def cost(enterprises):
        by = everybody()
        there = Enterprise.objects.count()
        firms = EnterpriseFactory.build_batch(enterprises - there)
        for firm in firms:
            firm.index([])
        Enterprise.objects.bulk_create(firms)
        draw = draws.freeze(promised(by=by, strata={"-": 100}), by=by)
        with CaptureQueriesContext(connection) as queries:
            draws.begin(draws.draw(draw, by=by), by=by)
        owed = Deadline.objects.filter(
            case_id__in=draw.drawn.values("pk"), title__startswith="测试"
        )
        assert draw.drawn.count() == owed.open().count() == enterprises
        return len(queries)

    inspectors(6)

    few = cost(10)

    assert cost(2000) == few


def test_a_stale_page_loses():
    by = everybody()
    draw = DrawFactory()
    draws.commit(draw, by=by)

    with pytest.raises(TransitionRefused) as refusal:
        draws.freeze(draw, by=by, version=0)

    assert refusal.value.code == "stale"


def test_every_step_is_logged_with_its_basis():
    by = everybody()
    draw = draws.begin(made(by=by), by=by)

    taken = list(draw.log.values_list("name", flat=True))
    assert taken == ["commit", "publish", "freeze", "draw", "begin"]
    assert all("广东省市场监管条例" in entry.legal_basis for entry in draw.log.all())


def test_the_last_check_left_keeps_a_draw_open():
    draw = DrawFactory(state=State.UNDER_WAY)
    DrawnEnterpriseFactory(draw=draw)

    with pytest.raises(TransitionRefused) as refusal:
        DRAW.check(draw, "conclude", by=everybody())

    assert refusal.value.code == "every_check_ended"
