"""What managers see of ledgers and recalls: every figure and every line opens its rows."""

from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from qualitysup.accounts.roles import Role
from tests.dashboard.watching import measure
from tests.factories import HUANGSHI, UserFactory
from tests.inspections.clients import browser_of
from tests.workshops.factories import lab, ledger
from tests.workshops.factories.zone import UnitFactory, moved_in, workshop
from workshops.models import Lot
from workshops.services import lots, recalls

pytestmark = pytest.mark.django_db
LEDGERS, LABORATORY = "Ledgers of workshops", "Laboratory and recalls"


@pytest.fixture
def leader(db):
    return UserFactory(roles=[Role.BUREAU_LEADER])


def days_ago(days):
    return time_machine.travel(timezone.now() - timezone.timedelta(days=days))


def measured(user, subject):
    found = measure(user)[subject]
    return (
        {each.indicator.key: each for each in found["figures"]},
        {breakdown.key: lines for breakdown, lines in found["tables"]},
    )


def rows_behind(user, url):
    return browser_of(user).get(url).context["cl"].result_count


@pytest.fixture
def situation(officer):
    """In one zone one writes and one has fallen silent; a third has never written anything."""
    with days_ago(9):
        one, two, _zone = ledger.neighbours()
        prompt, slow = ledger.production(one), ledger.production(one)
        for lot in (prompt, slow):
            ledger.passes(lot, officer)
        lots.release(Lot.objects.get(pk=prompt.pk), by=one)
        # One of these waits until today, the other was held at once.
        ledger.production(two)
        lots.hold(ledger.production(two), by=officer, reason="可疑")
    with days_ago(4):
        lots.release(Lot.objects.get(pk=slow.pk), by=one)
    ledger.in_stock(one, made_on=timezone.localdate() - timezone.timedelta(days=2))
    moved_in(UnitFactory(), by=UserFactory(roles=[Role.SECTION_HEAD]))
    ledger.in_stock(ledger.keeper(workshop(division_id=HUANGSHI)))


def test_every_figure_of_ledgers_opens_the_rows_that_it_counts(leader, situation):
    figures, _tables = measured(leader, LEDGERS)

    assert {key: each.figure for key, each in figures.items()} == {
        "ledgers-written": 2,
        "ledgers-silent": 2,
        "lots-made": 4,
        "lots-let-go-promptly": 50.0,
        "lots-delayed": 1,
        "lots-held": 1,
    }
    for key, each in figures.items():
        shown = 2 if key == "lots-let-go-promptly" else each.figure
        assert rows_behind(leader, each.url) == shown, key


def test_entries_made_late_are_counted_by_operator(leader, situation):
    _figures, tables = measured(leader, LEDGERS)
    [[line]] = tables.values()

    assert line.figure == rows_behind(leader, line.url) == 1


def test_what_nobody_knows_yet_is_not_nought(leader):
    assert measured(leader, LEDGERS)[0]["lots-let-go-promptly"].figure is None
    assert measured(leader, LABORATORY)[0]["recalls-recovered"].figure is None


def test_the_share_that_came_back_is_averaged_over_the_buyers_that_are_known(leader, officer):
    chain = lab.chain()
    lab.fails(chain["goose"], by=officer)
    recall = lab.recalled(chain["goose"], by=officer)
    recalls.tell_all(recall, by=officer, notified_how="电话")
    whole, part, *_unknown = recall.lines.buyers().order_by("pk")
    recalls.recover(whole, by=officer, recovered=whole.sale.quantity)
    recalls.recover(part, by=officer, recovered=part.sale.quantity / Decimal(4))

    figure = measured(leader, LABORATORY)[0]["recalls-recovered"]

    assert figure.figure == Decimal("62.5")
    assert rows_behind(leader, figure.url) == 2
