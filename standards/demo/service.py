"""A barcode check that is reported, a label check to be signed, a search, and what waits."""

import datetime as dt
import io

import zxingcpp
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageOps

from enterprises.demo import MARK
from enterprises.models import Enterprise
from qualitysup.accounts.models import User
from standards.models import FirmCode, Institute, LabelItem, Service
from standards.services import checks, firm_codes, requests

# A number that is nobody's: the digits of the textbook, with the check digit that they ask for.
NUMBER = "6901234567892"


def symbol(number) -> bytes:
    """A picture of a symbol, as a photo of one would be: the reader has to read it."""
    made = zxingcpp.create_barcode(number, zxingcpp.BarcodeFormat.EAN13).to_image(scale=4)
    picture = io.BytesIO()
    ImageOps.expand(Image.fromarray(made), border=60, fill=255).save(picture, "JPEG")
    return picture.getvalue()


def load():
    chief, officer = User.objects.get(username="chief"), User.objects.get(username="standards")
    account = User.objects.get(username="firm")
    institute = Institute.objects.get()
    firm, other = Enterprise.objects.filter(name__endswith=MARK, industry="3422").order_by("pk")[:2]
    today = timezone.localdate()
    firm_codes.keep(
        FirmCode(
            code=NUMBER[:7],
            holder=firm.name,
            enterprise=firm,
            division=firm.division,
            granted_on=today - dt.timedelta(680),
        ),
        by=officer,
    )

    def asked(service, subject, *, by=officer, accept=True, days=12, **facts):
        request = requests.draft(
            by=by,
            institute=institute,
            service=service,
            subject=subject,
            asked_on=today - dt.timedelta(days),
            **{"enterprise": firm} | facts,
        )
        if accept:
            request = requests.accept(request, by=officer, on=today - dt.timedelta(days - 2))
        return request

    barcode = asked(Service.BARCODE, "压力机配件包装条码（演示）", by=account)
    checks.check_barcode(
        barcode,
        by=officer,
        typed=NUMBER,
        photo=ContentFile(symbol(NUMBER), name="条码照片（演示）.jpg"),
        grade="3.2",
        grade_needed="1.5",
        verifier="演示检测仪 0001",
    )
    barcode = requests.finish(barcode, by=officer)
    requests.report(barcode, by=chief)

    label = asked(Service.LABEL, "曲奇饼干标签（演示）", enterprise=other)
    edition = checks.editions_for(today - dt.timedelta(20))[0]
    said = {
        item.position: {"verdict": "met", "flaw": "", "remark": ""}
        for item in LabelItem.objects.filter(edition=edition.number)
    }
    said[1] = {"verdict": "flaw", "flaw": "lettering", "remark": "食品名称字高不足（演示）"}
    checks.check_label(
        label,
        by=officer,
        product="曲奇饼干（演示）",
        specification="净含量：200克",
        produced_on=today - dt.timedelta(20),
        said=said,
    )
    requests.finish(label, by=officer)

    search = asked(Service.NOVELTY, "锻压机械在用标准（演示）", days=5, marked=False)
    checks.look_up(search, by=officer, numbers=["GB 17120-2012", "GB 17120-2025", "GB/T 99999"])
    asked(Service.TRANSLATION, "压力机安全国际标准（演示）", accept=False, days=1, fee=1200)
