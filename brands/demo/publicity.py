"""What is told of honours held today: released, with one approver, laid before them, in writing."""

from brands.demo.staff import ago
from brands.models import Honour
from brands.services import publicity

TEXT = (
    "{holder}的{product}于{granted_on:%Y年}{granted_on.month}月获{kind}，证书编号：{number}。\n"
    "证书由{grantor}颁发。"
)


# Of these two was told again and again, so many days ago for the first and the last time.
PRIZES, FIRST, LAST, APART = ("演示奖0001", "演示奖0002"), 3 * 365, 60, 45


def load(people):
    tell_of_the_prizes(people)
    shown, halfway, waiting = (
        Honour.objects.get(number=f"演示优{place:04d}") for place in (1, 2, 3)
    )
    item = _submitted(shown, people, days=24)
    item = publicity.approve(item, by=people.chief, on=ago(22))
    item = publicity.release(item, by=people.leader, on=ago(21))
    website = {"channel": "website", "where": "https://demo.invalid/brands/1"}
    publicity.publish(item, by=people.brand, published_on=ago(21), **website)
    counted = {"reach": 1860, "reach_source": "公众号后台（演示）"}
    account = {"channel": "social", "where": "演示公众号 第12期"}
    publicity.publish(item, by=people.brand, published_on=ago(20), **account, **counted)
    publicity.approve(_submitted(halfway, people, days=3), by=people.chief, on=ago(2))
    _submitted(waiting, people, days=1)
    # Its author still has to mend it: the page names the sentence.
    publicity.draft(
        by=people.brand,
        honour=waiting,
        headline=f"{waiting.product}获证（待修改）",
        text=f"{_text(waiting)}该产品是行业首选，欢迎选购。",
    )


def tell_of_the_prizes(people):
    """Year after year, in the bureau's account; how many read it is as its owner counted."""
    prizes = [Honour.objects.get(number=number) for number in PRIZES]
    for nth, days in enumerate(range(FIRST, LAST, -APART)):
        item = _submitted(prizes[nth % len(prizes)], people, days=days)
        item = publicity.approve(item, by=people.chief, on=ago(days - 1))
        item = publicity.release(item, by=people.leader, on=ago(days - 2))
        publicity.publish(
            item,
            by=people.brand,
            published_on=ago(days - 2),
            channel="social",
            where=f"演示公众号 往期{nth + 1}",
            reach=900 + 70 * nth,
            reach_source="公众号后台（演示）",
        )


def _submitted(honour, people, *, days):
    headline = f"{honour.product}获{honour.kind}"
    item = publicity.draft(by=people.brand, honour=honour, headline=headline, text=_text(honour))
    return publicity.submit(item, by=people.brand, on=ago(days))


def _text(honour) -> str:
    return TEXT.format(
        holder=honour.enterprise,
        product=honour.product,
        granted_on=honour.granted_on,
        kind=honour.kind,
        number=honour.number,
        grantor=honour.kind.grantor,
    )
