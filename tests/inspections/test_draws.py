"""The random draw by its services: pool, arithmetic, inspectors, and what tampering does."""

import datetime as dt
import hashlib

import pytest
from django.db import IntegrityError
from django.utils import timezone

from enterprises.models import Enterprise
from inspections import drawing, seeds
from inspections.models import (
    Checklist,
    Draw,
    DrawCandidate,
    DrawnEnterprise,
    Leave,
    Visit,
)
from inspections.services import drawn, draws, pools, replays
from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO, CHENCUN, UserFactory
from tests.inspections.factories import DrawFactory, RecusalFactory, VisitFactory
from tests.inspections.stories import followed_up
from tests.inspections.stories_of_draws import (
    everybody,
    frozen,
    inspectors,
    made,
    promised,
    sha256sum,
)

pytestmark = pytest.mark.django_db


def reasons_of(draw):
    return dict(draw.exclusions.values_list("name", "reason"))


# --- Arithmetic -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("population", "rate", "number", "drawn_from_it"),
    [
        (0, 30, None, 0),
        (1, 1, None, 1),
        (100, 1, None, 1),
        (101, 1, None, 2),
        (3, 30, None, 1),
        (10, 30, None, 3),
        (1000, "0.1", None, 1),
        (7, 100, None, 7),
        (50, 0, None, 0),
        (50, 2, 5, 5),
        (3, 2, 5, 3),
    ],
)
def test_a_part_of_an_enterprise_is_rounded_up_and_nobody_is_drawn_twice(
    population, rate, number, drawn_from_it
):
    assert drawing.sample_size(population, rate=rate, number=number) == drawn_from_it


def test_the_commitment_is_what_sha256sum_says_of_the_seed():
    commitment, nonce, sealed = seeds.make()

    seed = seeds.reveal(commitment, nonce, sealed)

    assert len(seed) == 64
    assert sha256sum(seed) == commitment
    assert bytes.fromhex(seed) != sealed


def test_a_seal_opens_under_an_older_key_but_not_under_a_strange_one(settings):
    sealed = seeds.make()
    old = settings.SECRET_KEY

    settings.SECRET_KEY = "rotated"
    with pytest.raises(seeds.SeedLost):
        seeds.reveal(*sealed)
    settings.SECRET_KEY_FALLBACKS = [old]

    assert seeds.reveal(*sealed)


def test_the_least_loaded_go_first_and_the_ranking_decides_among_them():
    people = [drawing.Inspector(f"粤{n}", ("44",)) for n in range(4)]
    rows = [drawing.Drawn(f"{n}", f"E{n}", "A", "440606101000") for n in range(6)]

    assigned = list(drawing.assign(rows, people, each=2, seed="s"))

    first = sorted(people, key=lambda who: drawing.rank("s", "E0", who.badge))[:2]
    assert [who.badge for who in assigned[0][1]] == [who.badge for who in first]
    load = [who.badge for _, pair in assigned for who in pair]
    assert {load.count(who.badge) for who in people} == {3}


# --- From promise to draw -------------------------------------------------------------------------


def test_a_draw_can_be_checked_by_hand_with_sha256sum():
    draw = made(enterprises=12)

    pool_file = b"".join(pools.lines(draw))
    first = draw.drawn.get(position=1)

    assert sha256sum(draw.seed) == draw.commitment
    assert hashlib.sha256(pool_file).hexdigest() == draw.pool_hash
    assert sha256sum(f"{draw.seed}|{draw.pool_hash}|{first.public_id}") == first.key
    by_hand = sorted(
        sha256sum(f"{draw.seed}|{draw.pool_hash}|{line.split(',')[1]}")
        for line in pool_file.decode().splitlines()
        if line.startswith("C,")
    )
    assert list(draw.drawn.order_by("position").values_list("key", flat=True)) == by_hand[:3]


def test_each_class_is_drawn_at_its_own_rate():
    EnterpriseFactory.create_batch(10, risk_class="D", risk_reason="测试")
    EnterpriseFactory.create_batch(30, risk_class="A", risk_reason="测试")

    draw = made(enterprises=5, strata={"D": 30, "A": 1, "-": 0})

    assert {row.risk_class: (row.population, row.sample) for row in draw.strata.all()} == {
        "D": (10, 3),
        "A": (30, 1),
        "-": (5, 0),
    }
    drawn_classes = list(draw.drawn.values_list("risk_class", flat=True))
    assert sorted(drawn_classes) == ["A", "D", "D", "D"]


def test_two_inspectors_go_to_each_and_none_much_more_often_than_another():
    draw = made(enterprises=24)

    pairs = [[one.person_id for one in row.inspectors.all()] for row in draw.drawn.all()]

    assert all(len(set(pair)) == 2 for pair in pairs)
    load = [person for pair in pairs for person in pair]
    assert {load.count(person) for person in set(load)} == {4}


def test_whoever_serves_another_town_does_not_go():
    inspectors(2, divisions=[CHENCUN])
    elsewhere = inspectors(1, divisions=[BEIJIAO])[0]

    draw = made(alone=True)

    assert not DrawnEnterprise.objects.of_inspector(elsewhere).exists()
    assert draw.drawn_count == 3


def test_a_town_that_fewer_than_two_serve_is_named_and_nothing_is_frozen():
    EnterpriseFactory(division_id=BEIJIAO)
    inspectors(2, divisions=[CHENCUN])
    by = everybody()
    draw = promised(by=by)

    with pytest.raises(TransitionRefused, match="北滘") as refusal:
        draws.freeze(draw, by=by)

    assert refusal.value.code == "too_few_inspectors"
    assert not DrawCandidate.objects.exists()
    assert Draw.objects.get(pk=draw.pk).state == Draw.State.COMMITTED


def test_an_expired_badge_and_one_that_ends_too_soon_stay_at_home_with_the_reason():
    today = timezone.localdate()
    expired, soon, without, away = inspectors(4)
    for person, valid_to in ((expired, -1), (soon, 30)):
        person.badge_valid_to = today + dt.timedelta(days=valid_to)
        person.save()
    without.badge_number = ""
    without.save()
    Leave.objects.create(person=away, starts_on=today, ends_on=today + dt.timedelta(days=50))

    draw = made()

    told = dict(draw.library.exclude(excluded="").values_list("person", "excluded"))
    assert told == {
        expired.pk: "expired",
        soon.pk: "expires",
        without.pk: "no_badge",
        away.pk: "away",
    }
    gone = DrawnEnterprise.objects.filter(inspectors__person__in=told)
    assert not gone.exists()


def test_a_short_leave_keeps_nobody_out():
    person = inspectors(1)[0]
    today = timezone.localdate()
    Leave.objects.create(person=person, starts_on=today, ends_on=today + dt.timedelta(days=5))

    draw = frozen()

    assert draw.library.get(person=person).excluded == ""


def test_a_recused_inspector_does_not_go_there():
    pair = inspectors(2, divisions=[CHENCUN])
    third = inspectors(1, divisions=[CHENCUN])[0]
    enterprise = EnterpriseFactory()
    RecusalFactory(inspector=third, enterprise=enterprise)

    draw = made(alone=True, enterprises=0, strata={"-": 100})

    assert draw.drawn_count == 1
    assert {one.person for one in draw.drawn.get().inspectors.all()} == set(pair)
    assert f"R,{third.badge_number},{enterprise.uscc}\n".encode() in set(pools.lines(draw))


def test_an_enterprise_that_recusals_leave_with_one_inspector_is_left_out_and_says_so():
    one, two = inspectors(2, divisions=[CHENCUN])
    enterprise = EnterpriseFactory(name="测试回避厂")
    RecusalFactory(inspector=two, enterprise=enterprise)
    EnterpriseFactory()

    draw = made(alone=True, enterprises=0)

    assert reasons_of(draw) == {"测试回避厂": "recused"}
    assert draw.pool_size == 1
    assert one.badge_number in draw.drawn.get().inspectors.values_list("badge_number", flat=True)


def test_a_recusal_that_has_ended_is_over():
    inspectors(2, divisions=[CHENCUN])
    RecusalFactory(ends_on=timezone.localdate() - dt.timedelta(days=1))

    draw = frozen(alone=True, enterprises=0)

    assert draw.pool_size == 1
    assert draw.left_out_count == 0


def test_who_left_the_register_or_was_checked_lately_is_left_out_with_the_reason():
    status = Enterprise.Status
    survivor = EnterpriseFactory(name="测试留存厂")
    EnterpriseFactory(name="注销", status=status.CANCELLED)
    EnterpriseFactory(name="吊销", status=status.REVOKED)
    EnterpriseFactory(name="迁出", status=status.MOVED_OUT)
    EnterpriseFactory(name="并入", merged_into=survivor)
    lately = VisitFactory(kind=Visit.Kind.PATROL, enterprise__name="测试刚查")
    VisitFactory(
        kind=Visit.Kind.PATROL,
        enterprise__name="测试早查",
        started_at=timezone.now() - dt.timedelta(days=100),
    )
    VisitFactory(kind=Visit.Kind.COMPLAINT, enterprise__name="测试投诉")

    draw = frozen(enterprises=1)

    assert reasons_of(draw) == {
        "注销": "deregistered",
        "吊销": "revoked",
        "迁出": "moved_out",
        "并入": "merged",
        "测试刚查": "checked",
    }
    details = dict(draw.exclusions.values_list("name", "detail"))
    assert details["并入"] == "测试留存厂"
    assert details["测试刚查"] == timezone.localdate(lately.started_at).isoformat()
    assert draw.pool_size == 4


def test_a_check_of_other_items_does_not_count():
    VisitFactory(kind=Visit.Kind.PATROL)
    other = Checklist.objects.create(code="other-items", name="其他事项")

    draw = frozen(enterprises=0, checklist=other)

    assert (draw.pool_size, draw.left_out_count) == (1, 0)


def test_a_workshop_without_a_credit_code_is_a_candidate_by_its_number_in_the_register():
    workshop = EnterpriseFactory(workshop=True)

    draw = frozen(enterprises=0)

    assert draw.candidates.get().public_id == f"E{workshop.pk}"


def test_a_targeted_draw_takes_only_the_classes_and_industries_it_names():
    EnterpriseFactory.create_batch(3, risk_class="D", risk_reason="测试")
    EnterpriseFactory(risk_class="D", risk_reason="测试", industry_id="3422")

    draw = frozen(
        enterprises=4,
        mode="targeted",
        risk_classes=["D"],
        industries=["34"],
        strata={"D": 50},
    )

    assert draw.pool_size == 1


# --- The checks -----------------------------------------------------------------------------------


def test_a_finished_visit_ends_the_check_that_it_was_made_for():
    row = made().drawn.first()
    visit = VisitFactory(kind=Visit.Kind.DRAW, errand=row.pk, enterprise=row.enterprise)

    followed_up(visit)
    followed_up(visit)

    row.refresh_from_db()
    assert (row.state, row.visit) == (DrawnEnterprise.State.DONE, visit)


def test_a_check_that_was_handed_out_is_met_by_its_visit():
    by = everybody()
    row = draws.begin(made(by=by), by=by).drawn.first()
    visit = VisitFactory(kind=Visit.Kind.DRAW, errand=row.pk, enterprise=row.enterprise)

    drawn.check(row, visit=visit)

    assert Deadline.objects.of(row).get().met_on == timezone.localdate(visit.ended_at)


def test_whoever_goes_instead_is_reminded_instead():
    by = everybody()
    row = draws.begin(made(by=by), by=by).drawn.first()
    first = row.inspectors.get(position=1)

    substitute = drawn.replace_inspector(first, by=by, reason="病假")

    assert Deadline.objects.of(row).get().holder == substitute.person


def test_nothing_is_owed_of_an_enterprise_that_is_gone():
    by = everybody()
    row = draws.begin(made(by=by), by=by).drawn.first()
    Enterprise.objects.filter(pk=row.enterprise_id).update(status=Enterprise.Status.CANCELLED)

    drawn.close_as_gone(row, by=by, note="注销")

    assert not Deadline.objects.of(row).open().exists()


def test_a_visit_to_somebody_else_ends_nothing():
    row = made().drawn.first()

    followed_up(VisitFactory(kind=Visit.Kind.DRAW, errand=row.pk))
    followed_up(VisitFactory(kind=Visit.Kind.PATROL, errand=row.pk, enterprise=row.enterprise))

    row.refresh_from_db()
    assert row.state == DrawnEnterprise.State.TO_CHECK


def test_who_goes_instead_is_the_next_in_rank_and_the_draw_is_still_the_same():
    draw = made()
    row = draw.drawn.first()
    released = row.inspectors.first()

    substitute = drawn.replace_inspector(released, by=everybody(), reason="配偶在该企业任职")

    taken = {one.person_id for one in row.inspectors.all()}
    assert substitute.stands_in_for == released
    assert len(taken) == 3
    assert row.inspectors.standing().count() == 2
    assert replays.replay(draw).same


def test_nobody_goes_instead_when_nobody_is_left():
    inspectors(2)
    row = made(alone=True).drawn.first()

    with pytest.raises(TransitionRefused) as refusal:
        drawn.replace_inspector(row.inspectors.first(), by=everybody(), reason="请假")

    assert refusal.value.code == "nobody_left"


def test_a_draw_is_concluded_when_every_check_has_ended():
    by = everybody()
    draw = draws.begin(made(enterprises=4, by=by), by=by)

    with pytest.raises(TransitionRefused, match="1"):
        draws.conclude(draw, by=by, conclusion="完成")
    row = draw.drawn.get()
    drawn.check(row, visit=VisitFactory(kind=Visit.Kind.DRAW, enterprise=row.enterprise))
    draw = draws.conclude(draw, by=by, conclusion="完成")

    assert draw.state == Draw.State.CONCLUDED


def test_an_inspector_may_neither_promise_nor_draw():
    inspector = UserFactory(roles=[Role.INSPECTOR])

    with pytest.raises(TransitionRefused) as refusal:
        draws.commit(DrawFactory(), by=inspector)

    assert refusal.value.code == "forbidden"


def test_what_is_promised_is_no_longer_edited():
    by = everybody()
    draw = draws.commit(DrawFactory(), by=by)
    draw.ends_on += dt.timedelta(days=10)

    with pytest.raises(TransitionRefused) as refusal:
        draws.save_draft(draw, by=by)

    assert refusal.value.code == "wrong_state"


def test_a_draw_among_all_has_no_filter_in_the_database_either():
    with pytest.raises(IntegrityError, match="draw_among_all_without_a_filter"):
        DrawFactory(risk_classes=["D"])
