"""Ten thousand patrols are computed in one session while somebody edits the plan in another."""

import datetime as dt
import threading

import pytest
from django.db import connection, connections

from inspections.services import planning, plans
from qualitysup.accounts.roles import Role
from qualitysup.regions.models import Division
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import CHENCUN, SHUNDE, StationFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_whoever_edits_does_not_wait_for_ten_thousand_patrols(monkeypatch):
    chief = UserFactory(roles=[Role.SECTION_HEAD])
    StationFactory(division_id=CHENCUN)
    firms = EnterpriseFactory.create_batch(40, division_id=CHENCUN)
    year = dt.date.today().year + 1
    plan = plans.draft(
        by=chief,
        division=Division.objects.get(pk=SHUNDE),
        name="大计划",
        starts_on=dt.date(year, 1, 1),
        ends_on=dt.date(year, 12, 31),
    )
    plans.add_reason(plan, by=chief, kind="chosen", times=250, enterprises=firms)
    run = plans.compute(plan, by=chief).runs.get()
    written, edited = threading.Event(), threading.Event()
    spread = planning.spreading.spread

    def spread_and_wait(plan, place, days):
        count = spread(plan, place, days)
        if place.station:
            # The rows are written and not committed yet.
            written.set()
            assert edited.wait(30)
        return count

    def compute():
        try:
            planning.run(run.pk)
        finally:
            connections.close_all()

    monkeypatch.setattr(planning.spreading, "spread", spread_and_wait)
    worker = threading.Thread(target=compute)
    worker.start()
    assert written.wait(30)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '5s'")
    plans.exclude(plan, by=chief, enterprise=firms[0], reason="停业装修")
    edited.set()
    worker.join(60)

    plan.refresh_from_db()
    assert plan.proposals.count() == 10_000
    assert (plan.state, plan.is_stale) == ("computed", True)
    assert plan.exclusions.get().enterprise == firms[0]
