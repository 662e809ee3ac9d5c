"""Packets of visits as a phone sends them, and what it is answered."""

import datetime as dt
import hashlib
import io
import uuid

from django.utils import timezone
from PIL import Image

from inspections.models import Visit
from qualitysup.evidence.services import files
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import CHENCUN
from tests.inspections.factories import ChecklistVersionFactory


def photo(shade=0) -> bytes:
    """A small JPEG that no other shade has."""
    out = io.BytesIO()
    Image.new("RGB", (32, 24), (shade % 256, shade // 256, 90)).save(out, "JPEG")
    return out.getvalue()


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def send(content: bytes, by):
    """Send one part as a phone does."""
    return files.receive(io_named(content), sha(content), by=by)


def io_named(content, name="photo.jpg"):
    upload = io.BytesIO(content)
    upload.name = name
    return upload


def packet(*people, enterprise=None, version=None, photos=(), **more) -> dict:
    """A whole visit that finds nothing, by these people."""
    version = version or ChecklistVersionFactory()
    began = timezone.now().replace(microsecond=0) - dt.timedelta(hours=2)
    return {
        "kind": "patrol",
        "errand": None,
        "enterprise": (enterprise or EnterpriseFactory()).pk,
        "checklist_version": version.pk,
        "started_at": began.isoformat(),
        "ended_at": (began + dt.timedelta(hours=1)).isoformat(),
        "place": "一号车间",
        "point": {"lng": 113.25, "lat": 22.9, "accuracy": 12},
        "inspectors": [person.pk for person in people],
        "present": "测试厂长",
        "signature_refused": "当事人不在场",
        "outcome": "no_problem",
        "answers": [
            {"item": "guard", "verdict": "pass"},
            {"item": "noise", "number": 82.5},
            {"item": "state", "text": "好"},
        ],
        "photos": [{"sha256": sha(each), "caption": "正面", "item": "guard"} for each in photos],
    } | more


FAILED = [
    {"item": "guard", "verdict": "fail", "note": "无防护罩"},
    {"item": "noise", "number": 96},
    {"item": "state", "text": "好"},
]
WORKSHOP = {
    "name": "陈村老李压面作坊",
    "uscc": "",
    "address": "陈村镇赤花居委会3巷2号",
    "representative": "李某",
    "phone": "13800000000",
    "division": CHENCUN,
}


def at_workshop(*people, **more):
    content = packet(*people, kind="unplanned")
    return content | {"enterprise": None, "party": WORKSHOP | more}


def reinspected(called, *people, failing=(), **more):
    items = [entry.item_id for entry in called.items.all()]
    return (
        packet(*people, enterprise=called.order.enterprise, kind="reinspection", errand=called.pk)
        | {"checklist_version": None, "answers": []}
        | {
            "outcome": "to_follow_up" if failing else "no_problem",
            "summary": "逐项复查。",
            "reinspected": [
                {"item": item, "passed": n not in failing, "finding": "现场核实"}
                for n, item in enumerate(items)
            ],
        }
        | more
    )


def sheet(**more):
    return {
        "uuid": str(uuid.uuid4()),
        "product": "台式冲床",
        "standard": "GB 17120—2025",
        "made_on": "",
        "base_quantity": "20",
        "sample_quantity": 1,
        "backup_quantity": "1.00",
        "unit": "台",
        "place": "warehouse",
        "seals": "001、002号，机身左侧",
        "price_paid": "",
        "signed_by": "测试厂长",
    } | more


def sampling(*people, sheets, **more):
    return packet(*people, **more) | {"samples": sheets}


def put(phone, content, key=None):
    key = key or uuid.uuid4()
    return phone.put(f"/api/v1/visits/{key}/", content, headers={"X-Device": "测试手机"})


def faults(answer):
    assert answer.status_code == 400, answer.content
    return answer.json()["errors"]


def received(answer):
    assert answer.status_code in (200, 201), answer.content
    return Visit.objects.get(uuid=answer.json()["uuid"])


def standing(answer):
    """How each thing that follows stands, by its name without the part."""
    return [(each["name"].split(":")[0], each["state"]) for each in answer.json()["follow_ups"]]
