"""Three fictional firms: one declared and was looked at, one has to correct, one still writes."""

import datetime as dt

from django.core.files.base import ContentFile
from django.utils import timezone

from enterprises.demo import MARK
from enterprises.models import Enterprise, Representation
from qualitysup.accounts.models import User
from qualitysup.evidence.services import files
from standards.models import Standard
from standards.services import filings

# A firm's account needs an enterprise; the press makers of the demo have one standard each.
NUMBER = "Q/YS {:03}-2026"
ITEM = {
    "kind": "performance",
    "name": "公称力",
    "requirement": "≥ 630 kN",
    "test_method": "按附录A逐台检验",
    "against": None,
    "standing": "",
    "stated": False,
}


def load():
    desk = User.objects.get(username="chief")
    account = User.objects.get(username="firm")
    firms = Enterprise.objects.filter(name__endswith=MARK, industry="3422").order_by("pk")
    mandatory = Standard.objects.get(number="GB 17120—2025")
    day = timezone.localdate() - dt.timedelta(60)
    made = []
    for place, firm in enumerate(firms[:3], start=1):
        if place == 1:
            Representation.objects.get_or_create(user=account, enterprise=firm, named_by=desk)
        by = account if place == 1 else User.objects.get(username="officer")
        filing = filings.draft(
            by=by,
            enterprise=firm,
            own_number=NUMBER.format(place),
            name="开式压力机（演示）",
            published_on=day,
            in_force_on=day,
        )
        filings.set_products(filing, list(firm.products.all()), by=by)
        filings.set_standards(filing, [mandatory], by=by)
        filings.set_items(filing, [ITEM], by=by)
        files.attach(filing, ContentFile(text(place), name="企业标准（演示）.pdf"), by=by)
        made.append((filing, by))
    for filing, by in made[:2]:
        filings.declare(filing, by=by, on=day)
    (looked_at, _by), (wrong, _other), _draft = made
    filings.review(looked_at, by=desk, note="要素齐全，未见低于强制性标准。")
    filings.order_correction(wrong, by=desk, note="公开的检验方法与文本不一致。")


def text(place) -> bytes:
    """A file of its own for each, as small as one that is a PDF can be."""
    return f"%PDF-1.4\n% {place}\n%%EOF".encode()
