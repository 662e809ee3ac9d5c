"""The packet of a visit: the shape in which a phone or the desk hands in what was found.

The same shapes draw the description of the API. What a packet says of people, enterprises and
checklists is judged by ``services/receiving.py``, which has the rows.
"""

import hashlib
import json
import math
from decimal import Decimal

from django.utils.translation import gettext as _
from rest_framework import serializers

from enterprises.models import Enterprise
from inspections.models import OrderItem, Sample, Visit, VisitAnswer
from inspections.shapes import Shape, read

LARGEST = 2**63 - 1
MOST_PHOTOS = 200
SHA256 = r"^[0-9a-f]{64}$"
MOST_SAMPLES = 20


class MeasuredField(serializers.FloatField):
    """What a phone measured, to more digits than it knows: rounded to those that are kept."""

    def __init__(self, *, digits, **kwargs):
        self.digits = digits
        super().__init__(**kwargs)

    def to_internal_value(self, data):
        value = super().to_internal_value(data)
        if not math.isfinite(value):
            self.fail("invalid")
        return round(Decimal(value), self.digits)


class PointShape(Shape):
    """Where the phone says it was."""

    lng = MeasuredField(digits=6, min_value=-180, max_value=180)
    lat = MeasuredField(digits=6, min_value=-90, max_value=90)
    accuracy = MeasuredField(
        digits=0,
        min_value=0,
        max_value=100_000,
        allow_null=True,
        default=None,
        help_text="In metres.",
    )


class AnswerShape(Shape):
    """One item's answer: a verdict, a number, or a text or choice; ``na`` answers every item."""

    item = serializers.CharField(max_length=40, help_text="The item's key.")
    verdict = serializers.ChoiceField(VisitAnswer.Verdict.choices, required=False)
    number = serializers.DecimalField(14, 4, required=False)
    text = serializers.CharField(max_length=2000, required=False)
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")

    def validate(self, answer):
        if len({"verdict", "number", "text"} & answer.keys()) != 1:
            raise serializers.ValidationError(_("An answer is one of verdict, number and text."))
        return answer


class PartShape(Shape):
    """A file of the visit, by its SHA-256; its bytes are sent to ``/api/v1/evidence/``."""

    sha256 = serializers.RegexField(SHA256)


class ClaimsShape(Shape):
    """What a photo itself said before the phone scaled it: the camera's word, kept as such."""

    exif_time = serializers.DateTimeField(allow_null=True, default=None)
    exif_point = PointShape(allow_null=True, default=None)
    original_size = serializers.IntegerField(
        min_value=1, max_value=LARGEST, allow_null=True, default=None, help_text="In bytes."
    )


class PhotoShape(PartShape):
    """A photo, and what it shows: an item of the checklist, one of an order, or a sample."""

    caption = serializers.CharField(max_length=200, allow_blank=True, default="")
    item = serializers.CharField(
        max_length=40, allow_null=True, default=None, help_text="The item that it shows."
    )
    order_item = serializers.IntegerField(
        min_value=1,
        max_value=LARGEST,
        allow_null=True,
        default=None,
        help_text="The item of `reinspected` that it shows as it is now.",
    )
    sample = serializers.UUIDField(
        allow_null=True, default=None, help_text="The sheet of `samples` that it belongs to."
    )
    taken_at = serializers.DateTimeField(allow_null=True, default=None)
    point = PointShape(allow_null=True, default=None)
    original_sha256 = serializers.RegexField(
        SHA256,
        allow_null=True,
        default=None,
        help_text="Of what the camera wrote, before the phone scaled it.",
    )
    claims = ClaimsShape(allow_null=True, default=None)


class SignatureShape(PartShape):
    ROLES = [("inspector", "inspector"), ("party", "party"), ("witness", "witness")]

    role = serializers.ChoiceField(ROLES)
    name = serializers.CharField(max_length=60)
    sample = serializers.UUIDField(
        allow_null=True,
        default=None,
        help_text="The sampling sheet that it signs; none: the visit.",
    )


class OnPaperShape(Shape):
    """An inspector who signs in ink, because the phone could not take the signature."""

    inspector = serializers.IntegerField(min_value=1, max_value=LARGEST)
    reason = serializers.CharField(max_length=200)


class PartyShape(Shape):
    """A workshop that the phone did not find in the register."""

    name = serializers.CharField(max_length=Enterprise._meta.get_field("name").max_length)
    uscc = serializers.CharField(
        max_length=18, allow_blank=True, default="", help_text="If it has one: it is found by it."
    )
    address = serializers.CharField(max_length=300, allow_blank=True, default="")
    representative = serializers.CharField(max_length=60, allow_blank=True, default="")
    phone = serializers.CharField(max_length=60, allow_blank=True, default="")
    division = serializers.RegexField(
        r"^[1-9]\d{11}$", help_text="The county, town or village where it lies."
    )


class ReinspectedShape(Shape):
    """How a re-inspection found one item that it carried."""

    item = serializers.IntegerField(
        min_value=1, max_value=LARGEST, help_text="The key of the order's item."
    )
    passed = serializers.BooleanField()
    finding = serializers.CharField(max_length=2000, allow_blank=True, default="")


class ProposedShape(Shape):
    """What the party was told to put right."""

    item = serializers.CharField(
        max_length=40, allow_null=True, default=None, help_text="The failed item that it answers."
    )
    text = serializers.CharField(max_length=2000)
    kind = serializers.ChoiceField(
        OrderItem.Kind.choices, required=False, help_text="The item's own, unless it is said."
    )
    days = serializers.IntegerField(
        min_value=1,
        max_value=365,
        allow_null=True,
        default=None,
        help_text="A term of its own within the order's.",
    )
    due_on = serializers.DateField(
        allow_null=True, default=None, help_text="The day that the phone told the party."
    )


class BlankIsNone:
    """A field that a form left empty says nothing."""

    def run_validation(self, data=serializers.empty):
        return super().run_validation(None if data == "" else data)


class QuantityField(BlankIsNone, serializers.DecimalField):
    def __init__(self, **kwargs):
        super().__init__(10, 2, min_value=0, allow_null=True, default=None, **kwargs)


class MadeOnField(BlankIsNone, serializers.DateField):
    pass


class SampleShape(Shape):
    """A sampling sheet (抽样单) under the UUID that the phone gave it, as `Sample` has it.

    A sheet with a ``refusal`` records that the party did not let itself be sampled. One that says
    all that the law wants is issued and numbered by us; any other is kept as a draft.
    """

    uuid = serializers.UUIDField()
    plan = serializers.IntegerField(
        min_value=1, max_value=LARGEST, allow_null=True, default=None, help_text="A sampling plan."
    )
    product = serializers.CharField(max_length=80)
    model = serializers.CharField(max_length=80, allow_blank=True, default="")
    trademark = serializers.CharField(max_length=80, allow_blank=True, default="")
    batch = serializers.CharField(max_length=60, allow_blank=True, default="")
    made_on = MadeOnField(allow_null=True, default=None)
    standard = serializers.CharField(max_length=60, allow_blank=True, default="")
    producer_name = serializers.CharField(max_length=200, allow_blank=True, default="")
    producer_address = serializers.CharField(max_length=300, allow_blank=True, default="")
    base_quantity = QuantityField(help_text="What was there for sale.")
    sample_quantity = QuantityField()
    backup_quantity = QuantityField()
    unit = serializers.CharField(max_length=10, allow_blank=True, default="")
    place = serializers.ChoiceField(Sample.Place.choices, allow_blank=True, default="")
    place_detail = serializers.CharField(max_length=200, allow_blank=True, default="")
    seals = serializers.CharField(max_length=200, allow_blank=True, default="")
    price_paid = QuantityField(help_text="In yuan.")
    signed_by = serializers.CharField(max_length=60, allow_blank=True, default="")
    signature_refused = serializers.CharField(max_length=200, allow_blank=True, default="")
    refusal = serializers.ChoiceField(Sample.Refusal.choices, allow_blank=True, default="")
    note = serializers.CharField(max_length=500, allow_blank=True, default="")

    def validate(self, sheet):
        base, taken = sheet["base_quantity"] or 0, sheet["sample_quantity"] or 0
        if base < taken + (sheet["backup_quantity"] or 0):
            raise serializers.ValidationError(
                {"base_quantity": [_("Sample and backup together are more than what was there.")]}
            )
        return sheet


class PacketShape(Shape):
    """A whole visit. Times, place and hashes are the phone's claim."""

    kind = serializers.ChoiceField(Visit.Kind.choices)
    errand = serializers.IntegerField(
        min_value=1,
        max_value=LARGEST,
        allow_null=True,
        default=None,
        help_text="What it was made for, of the kind that `kind` says: a patrol, a drawn firm …",
    )
    enterprise = serializers.IntegerField(
        min_value=1, max_value=LARGEST, allow_null=True, default=None
    )
    party = PartyShape(
        allow_null=True, default=None, help_text="In place of an enterprise of the register."
    )
    checklist_version = serializers.IntegerField(
        min_value=1, max_value=LARGEST, allow_null=True, default=None
    )
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField()
    place = serializers.CharField(max_length=300, allow_blank=True, default="")
    point = PointShape(allow_null=True, default=None)
    inspectors = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST),
        min_length=2,
        max_length=10,
        help_text="At least two, in the order of signing.",
    )
    present = serializers.CharField(max_length=120, allow_blank=True, default="")
    witness = serializers.CharField(max_length=120, allow_blank=True, default="")
    rights_told = serializers.BooleanField(default=True)
    signature_refused = serializers.CharField(max_length=200, allow_blank=True, default="")
    summary = serializers.CharField(max_length=5000, allow_blank=True, default="")
    outcome = serializers.ChoiceField(Visit.Outcome.choices)
    disposition = serializers.ChoiceField(Visit.Disposition.choices, default=Visit.Disposition.NONE)
    answers = AnswerShape(many=True, default=list, max_length=500)
    photos = PhotoShape(many=True, default=list, max_length=MOST_PHOTOS)
    signatures = SignatureShape(many=True, default=list, max_length=20 + 5 * MOST_SAMPLES)
    on_paper = OnPaperShape(
        many=True, default=list, max_length=10, help_text="Who of `inspectors` signs on paper."
    )
    reinspected = ReinspectedShape(many=True, default=list, max_length=500)
    proposals = ProposedShape(many=True, default=list, max_length=100)
    samples = SampleShape(many=True, default=list, max_length=MOST_SAMPLES)

    def validate(self, packet):
        if (packet["enterprise"] is None) == (packet["party"] is None):
            raise serializers.ValidationError(
                {"enterprise": [_("Name an enterprise of the register, or describe the party.")]}
            )
        if packet["ended_at"] < packet["started_at"]:
            raise serializers.ValidationError(
                {"ended_at": [_("A visit does not end before it begins.")]}
            )
        if len(set(packet["inspectors"])) < len(packet["inspectors"]):
            raise serializers.ValidationError({"inspectors": [_("An inspector is named once.")]})
        return packet


def parse(content) -> dict:
    """What a packet says, refused by path where it is not a packet."""
    return read(PacketShape, content)


def seal(content) -> str:
    """The SHA-256 of the content as canonical JSON: order of keys and spaces say nothing."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    # Half a character is refused by ``parse``, in words; here it must not stumble.
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def manifest(content) -> list[str]:
    """Every file that a packet names, each once."""
    parts = [*content.get("photos", []), *content.get("signatures", [])]
    return list(dict.fromkeys(part["sha256"] for part in parts))
