"""What services write into the records is Chinese in a Chinese office, whoever was at work."""

import datetime as dt
import uuid

import pytest
from django.utils.translation import override

from enterprises.services import merging
from inspections.services import disclosures, patrols, visits
from qualitysup.clock.models import Deadline
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import UserFactory
from tests.inspections.factories import PatrolFactory, TestResultFactory
from tests.inspections.packets import packet


@pytest.fixture(autouse=True)
def english_reader(settings):
    settings.LANGUAGE_CODE = "zh-hans"
    with override("en"):
        yield


def why_void(case):
    return Deadline.objects.of(case).get(voided_at__isnull=False).void_reason


def test_why_a_postponed_patrol_is_not_owed_on_its_first_day(chief):
    patrol = PatrolFactory()

    patrols.postpone(patrol, by=chief, due_on=patrol.due_on + dt.timedelta(10), note="停产检修")

    assert why_void(patrol) == "已延期：停产检修"


def test_which_step_ended_what_was_owed(officer, leader):
    disclosure = disclosures.queue(TestResultFactory(), by=officer)

    disclosures.refuse(disclosure, by=leader, ground="warning", note="警告")

    assert why_void(disclosure) == "不予公示"


def test_what_a_merged_enterprise_means_for_a_visit(inspector, chief):
    survivor, duplicate = EnterpriseFactory(), EnterpriseFactory(uscc=None)
    colleague = UserFactory(roles=["inspector"], badged=True)
    sent = packet(inspector, colleague, enterprise=duplicate)
    merging.merge(survivor, duplicate, by=chief)

    visit = visits.receive(uuid.uuid4(), sent, by=inspector).visit

    assert visit.additions.get().reason == "名录中已合并"
