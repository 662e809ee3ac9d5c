"""Packets of visits as a phone sends them."""

import datetime as dt
import hashlib
import io

from django.utils import timezone
from PIL import Image

from qualitysup.evidence.services import files
from tests.enterprises.factories import EnterpriseFactory
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
