"""A city's 禁止目录 in two editions; the second lets the zone make what it forbids elsewhere.

佛山 has published none that was found: every entry is made up and says so.
"""

from qualitysup.clock.terms import Confidence
from workshops.demo.staff import ago
from workshops.models import FoodCategory, NegativeEntry, NegativeList
from workshops.services import negative_lists, varieties

FOSHAN = "440600000000"
TITLE = "佛山市食品生产加工小作坊禁止目录（演示）"
FIRST, SECOND, BEGUN = 1500, 120, 30
FERMENTED_MEAT, CURED_MEAT, FROZEN_DRINKS = "0402", "0404", "1001"


def load(staff) -> None:
    first = negative_lists.keep(
        NegativeList(
            division_id=FOSHAN,
            title=TITLE,
            document_number=f"演示〔{ago(FIRST).year}〕3号",
            legal_basis="食品安全法 36",
            confidence=Confidence.UNVERIFIED,
            valid_from=ago(FIRST),
        ),
        by=staff.chief,
    )
    _forbid(first, FERMENTED_MEAT, note="发酵过程难以控制。（演示）")
    second = negative_lists.revise(
        first,
        by=staff.chief,
        title=TITLE,
        document_number=f"演示〔{ago(SECOND).year}〕8号",
        valid_from=ago(SECOND),
    )
    _forbid(second, FROZEN_DRINKS, note="须有冷链。（演示）")
    _forbid(
        second, CURED_MEAT, allowed_in_zone=True, note="集中加工场内有检验室，可以生产。（演示）"
    )


def _forbid(edition, code, **facts):
    NegativeEntry.objects.create(list=edition, category_id=code, **facts)


def use_the_exception(staff, inside) -> None:
    """Somebody inside begins what nobody outside may begin since the second edition."""
    roasters = (each.workshop for each in inside if each.workshop.trade.key == "roast-meat")
    varieties.begin(
        next(roasters),
        by=staff.officer,
        category=FoodCategory.objects.get(pk=CURED_MEAT),
        name="腊肉",
        since=ago(BEGUN),
    )
