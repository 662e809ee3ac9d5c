"""Three years of the desk and the institute: standards declared, searches reported; made up."""

import datetime as dt

from django.core.files.base import ContentFile
from django.utils import timezone

from enterprises.demo import MARK
from enterprises.models import Enterprise
from qualitysup.accounts.models import User
from qualitysup.evidence.services import files
from standards.demo.filing import ITEM, text
from standards.models import Institute, Service, Standard
from standards.services import checks, filings, requests

# Days between one and the next, back to three years ago and up to the parts that tell of today.
YEARS, LAST = 3 * 365, 70
FILINGS, SEARCHES = 56, 29
SEARCHED = ["GB 17120-2012", "GB 17120-2025"]


def load():
    firms = Enterprise.objects.filter(name__endswith=MARK, industry="3422").order_by("pk")
    declare(list(firms[3:]))
    search(list(firms))


def declare(firms):
    """Each firm once, its own standard for its own products."""
    officer = User.objects.get(username="officer")
    mandatory = Standard.objects.get(number="GB 17120—2025")
    for place, days in enumerate(range(YEARS, LAST, -FILINGS)):
        if place >= len(firms):
            break
        day, firm = ago(days), firms[place]
        filing = filings.draft(
            by=officer,
            enterprise=firm,
            own_number=f"Q/YS {place + 101}-{day.year}",
            name=f"开式压力机{MARK}",
            published_on=day,
            in_force_on=day,
        )
        filings.set_products(filing, list(firm.products.all()), by=officer)
        if mandatory.in_force_on <= day:
            filings.set_standards(filing, [mandatory], by=officer)
        filings.set_items(filing, [ITEM], by=officer)
        paper = ContentFile(text(place + 101), name=f"企业标准{MARK}.pdf")
        files.attach(filing, paper, by=officer)
        filings.declare(filing, by=officer, on=day)


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
