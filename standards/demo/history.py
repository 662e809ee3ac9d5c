"""Three years of the desk and the institute: standards declared, searches reported; made up."""

import datetime as dt

from django.core.files.base import ContentFile
from django.utils import timezone

from enterprises.demo import MARK, SHUNDE
from enterprises.models import Enterprise
from qualitysup.accounts.models import User
from qualitysup.evidence.services import files
from standards.demo.filing import ITEM, text
from standards.models import Institute, Service
from standards.services import checks, filings, requests

# Days between one and the next, back to three years ago and up to the parts that tell of today.
YEARS, LAST = 3 * 365, 70
FILINGS, SEARCHES = 56, 29
SEARCHED = ["GB 17120-2012", "GB 17120-2025"]


def load():
    firms = Enterprise.objects.filter(name__endswith=MARK, division__code__startswith=SHUNDE)
    firms = firms.order_by("pk")
    declare(firms.filter(industry="3523"))
    search(list(firms.filter(industry="3422")))


def declare(firms):
    """Each firm once, its own standard for its own products; all looked at again this year."""
    officer, desk = User.objects.get(username="officer"), User.objects.get(username="chief")
    spans = range(YEARS, LAST, -FILINGS)
    for place, (days, firm) in enumerate(zip(spans, firms, strict=False), start=101):
        day = ago(days)
        filing = filings.draft(
            by=officer,
            enterprise=firm,
            own_number=f"Q/YS {place}-{day.year}",
            name=f"注塑机{MARK}",
            published_on=day,
            in_force_on=day,
        )
        filings.set_products(filing, list(firm.products.all()), by=officer)
        filings.set_items(filing, [ITEM | {"name": "锁模力"}], by=officer)
        paper = ContentFile(text(place), name=f"企业标准{MARK}.pdf")
        files.attach(filing, paper, by=officer)
        filing = filings.declare(filing, by=officer, on=day)
        filings.review(filing, by=desk, note="要素齐全。（演示）", on=ago(LAST))


def search(firms):
    chief, officer = User.objects.get(username="chief"), User.objects.get(username="standards")
    institute = Institute.objects.get()
    for place, days in enumerate(range(YEARS, LAST, -SEARCHES)):
        day = ago(days)
        asked = requests.draft(
            by=officer,
            institute=institute,
            service=Service.NOVELTY,
            enterprise=firms[place % len(firms)],
            subject=f"在用标准查新{MARK}",
            asked_on=day,
            marked=False,
        )
        asked = requests.accept(asked, by=officer, on=day)
        checks.look_up(asked, by=officer, numbers=SEARCHED)
        done = day + dt.timedelta(days=2 + place % 5)
        asked = requests.finish(asked, by=officer, on=done)
        requests.report(asked, by=chief, on=done)


def ago(days) -> dt.date:
    return timezone.localdate() - dt.timedelta(days)
