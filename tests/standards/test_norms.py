"""What the catalogue answers on the pages of other subjects."""

import datetime as dt

import pytest
from django.utils import timezone

from qualitysup.casework import norms
from standards.services import catalogue
from tests.inspections.factories.order import RectificationOrderFactory
from tests.standards.factories import desk, entered

pytestmark = pytest.mark.django_db

DAY = dt.date


@pytest.fixture
def press():
    entered("GB 17120-2012", DAY(2013, 6, 1), name="锻压机械 安全技术条件")
    new = entered("GB 17120-2025", DAY(2026, 5, 1), name="锻压机械 安全技术规范")
    catalogue.replace(new, "GB 17120-2012", by=desk())
    return new


def test_each_standard_that_a_text_names_is_answered_for_the_day(press):
    text = "按GB 17120-2012第5.2条及GB 17120、GB 5226.1检查"

    before = norms.named_in(text, DAY(2026, 4, 30))
    after = norms.named_in(text, DAY(2026, 5, 1))

    assert [norm.number for norm in before] == ["GB 17120—2012", "GB 17120—2012", ""]
    assert [norm.number for norm in after] == ["GB 17120—2025", "GB 17120—2025", ""]
    assert [norm.is_another for norm in after] == [True, False, False]
    assert norms.named_in("", DAY(2026, 5, 1)) == []


def test_page_of_an_order_says_which_edition_applied(press, admin_page, time_machine):
    time_machine.move_to(timezone.make_aware(dt.datetime(2026, 6, 1, 9)))
    order = RectificationOrderFactory(standard="GB 17120—2012")

    page = admin_page.get(order.get_absolute_url()).content.decode()

    assert "GB 17120—2025" in page
    assert press.get_absolute_url() in page
