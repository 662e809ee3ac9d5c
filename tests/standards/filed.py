"""Filings in a situation: written by an account, declared, or handed in under the old law."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from qualitysup.clock.models import Deadline
from qualitysup.evidence.services import files
from standards.models import Filing
from standards.services import filings
from tests.standards.factories import (
    ProductFactory,
)

DAY = dt.date
State = Filing.State
PDF = b"%PDF-1.4\n%%EOF"


def today():
    return timezone.localdate()


def complete(filing, *, by):
    """With a product, its text and one indicator that is tested."""
    product = ProductFactory(enterprise=filing.enterprise)
    filings.set_products(filing, [product], by=by)
    item = {
        "kind": "performance",
        "name": "公称力",
        "requirement": "≥ 630 kN",
        "test_method": "按Q/CS附录A",
        "against": None,
        "standing": "",
        "stated": False,
    }
    filings.set_items(filing, [item], by=by)
    text = SimpleUploadedFile(f"{filing.pk}.pdf", PDF + str(filing.pk).encode())
    files.attach(filing, text, by=by)
    return filing


def drafted(firm, **facts):
    enterprise, account = firm
    facts = {
        "own_number": "Q/CS 001-2026",
        "name": "开式压力机",
        "published_on": today(),
        "in_force_on": today(),
    } | facts
    filing = filings.draft(by=account, enterprise=enterprise, **facts)
    return complete(filing, by=account)


def declared(firm, **facts):
    return filings.declare(drafted(firm, **facts), by=firm[1])


def of_2016(firm):
    """Handed in under the law of 2016, when standards were filed with the bureau."""
    filing = drafted(
        firm,
        own_number="Q/CS 002-2016",
        published_on=DAY(2016, 3, 1),
        in_force_on=DAY(2016, 4, 1),
    )
    return filings.submit(filing, by=firm[1], on=DAY(2016, 3, 10))


def owed(filing):
    return dict(Deadline.objects.of(filing).open().values_list("term", "due_on"))
