"""What a phone takes along, in the shapes of docs/field-app.md."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from enterprises import search
from enterprises.models import Enterprise, Product
from inspections.api.serializers.visit import ChecklistVersionOutput
from inspections.models import (
    OrderItem,
    RectificationOrder,
    Reinspection,
    Sample,
    SamplingPlan,
    Visit,
    VisitAnswer,
)
from inspections.outings import Ask
from qualitysup.accounts.models import User
from qualitysup.clock.models import TermRule
from qualitysup.regions.models import Division


class MeOutput(serializers.ModelSerializer):
    """Whose phone it is."""

    name = serializers.CharField(source="full_name")
    station = serializers.CharField(source="station.name", allow_null=True, default=None)

    class Meta:
        model = User
        fields = ["id", "name", "badge_number", "badge_valid_to", "station"]


class PlaceOutput(serializers.Serializer):
    lng = serializers.FloatField()
    lat = serializers.FloatField()


class HashesField(serializers.ListField):
    """SHA-256 of photos, each at ``/evidence/{sha256}/picture/``."""

    child = serializers.CharField()


class CarriedItemOutput(serializers.Serializer):
    """An item that a re-inspection looks at; ``id`` is what a packet says as ``item``."""

    id = serializers.IntegerField(source="item_id")
    text = serializers.CharField(source="item.requirement")
    clause = serializers.CharField(source="item.clause")
    before = HashesField(source="item.before")


class CalledOutput(serializers.ModelSerializer):
    """The re-inspection under way of a stop; ``id`` is the packet's ``errand``."""

    order = serializers.IntegerField(source="order_id")
    items = CarriedItemOutput(many=True, source="items.all")

    class Meta:
        model = Reinspection
        fields = ["id", "order", "round", "planned_on", "items"]


class FieldStopOutput(serializers.Serializer):
    """One visit of a day. ``kind`` and ``errand`` are as its packet says them."""

    position = serializers.IntegerField()
    kind = serializers.ChoiceField(Visit.Kind.choices)
    errand = serializers.IntegerField(allow_null=True)
    what = serializers.CharField(help_text="The kind of visit, in words.")
    why = serializers.CharField()
    done = serializers.BooleanField(help_text="Visited or given up since the round was planned.")
    due_on = serializers.DateField(allow_null=True)
    arrives_at = serializers.TimeField(allow_null=True)
    opens_at = serializers.TimeField(allow_null=True)
    closes_at = serializers.TimeField(allow_null=True)
    minutes = serializers.IntegerField()
    km = serializers.FloatField(allow_null=True)
    enterprise = serializers.IntegerField()
    checklist_version = serializers.IntegerField(
        allow_null=True, help_text="The one that the plan or the draw wants, if it says."
    )
    reinspection = CalledOutput(allow_null=True)


class DayOutput(serializers.Serializer):
    """A day's round; what is due where nobody planned one (``planned`` is false)."""

    on = serializers.DateField()
    planned = serializers.BooleanField()
    start = PlaceOutput(allow_null=True)
    starts_at = serializers.TimeField(allow_null=True)
    stops = FieldStopOutput(many=True)


class CardProductOutput(serializers.ModelSerializer):
    class Meta:
        model = Product
        fields = ["id", "name", "category", "standard"]


class LastVisitOutput(serializers.Serializer):
    on = serializers.SerializerMethodField()
    kind = serializers.ChoiceField(Visit.Kind.choices)
    outcome = serializers.ChoiceField(Visit.Outcome.choices)
    failed = serializers.IntegerField(source="failed_count")
    summary = serializers.CharField()
    items = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DateField())
    def get_on(self, visit):
        return timezone.localdate(visit.started_at).isoformat()

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_items(self, visit):
        return [str(answer.in_words) for answer in visit.failed_answers]


class FieldItemOutput(serializers.ModelSerializer):
    text = serializers.CharField(source="requirement")
    put_right = serializers.SerializerMethodField()
    before = HashesField()

    class Meta:
        model = OrderItem
        fields = ["id", "text", "kind", "clause", "due_on", "put_right", "percent_done", "before"]

    def get_put_right(self, item) -> bool:
        return not item.is_open


class FieldOrderOutput(serializers.ModelSerializer):
    due_on = serializers.DateField(allow_null=True)
    items = FieldItemOutput(many=True, source="items.all")

    class Meta:
        model = RectificationOrder
        fields = ["id", "number", "state", "product", "due_on", "items"]


class CardOutput(serializers.ModelSerializer):
    """An enterprise as an inspector wants to know it at the door."""

    initials = serializers.SerializerMethodField(help_text="Of the name, in pinyin, to search by.")
    lng = serializers.FloatField(allow_null=True)
    lat = serializers.FloatField(allow_null=True)
    division = serializers.CharField(source="division_id")
    products = CardProductOutput(many=True, source="products.all")
    findings = LastVisitOutput(many=True, source="last_findings")
    orders = FieldOrderOutput(many=True, source="open_orders")

    class Meta:
        model = Enterprise
        fields = [
            "id",
            "name",
            "initials",
            "uscc",
            "address",
            "lng",
            "lat",
            "legal_representative",
            "phone",
            "risk_class",
            "risk_reason",
            "status",
            "division",
            "products",
            "findings",
            "orders",
        ]

    def get_initials(self, enterprise) -> list[str]:
        return search.initials(search.normalise(enterprise.name))


class FieldDivisionOutput(serializers.ModelSerializer):
    class Meta:
        model = Division
        fields = ["code", "name", "level"]


class FieldPlanOutput(serializers.ModelSerializer):
    class Meta:
        model = SamplingPlan
        fields = ["id", "name", "product", "standard"]


class TermOutput(serializers.ModelSerializer):
    class Meta:
        model = TermRule
        fields = [
            "term",
            "amount",
            "unit",
            "window_to",
            "rolls",
            "duty",
            "legal_basis",
            "valid_from",
            "valid_to",
        ]


class CalendarOutput(serializers.Serializer):
    """What departs from Monday to Friday; a year that is not known makes dates provisional."""

    years = serializers.ListField(child=serializers.IntegerField())
    holidays = serializers.DictField(child=serializers.CharField())
    make_up_days = serializers.ListField(child=serializers.DateField())


# Every code table that the app shows, by the name that it asks for.
VOCABULARIES = {
    "kinds": Visit.Kind,
    "outcomes": Visit.Outcome,
    "dispositions": Visit.Disposition,
    "verdicts": VisitAnswer.Verdict,
    "item_kinds": OrderItem.Kind,
    "sample_places": Sample.Place,
    "sampling_refusals": Sample.Refusal,
    "order_states": RectificationOrder.State,
}


class QuestionOutput(serializers.Serializer):
    """One thing that a form asks."""

    name = serializers.CharField()
    label = serializers.CharField()
    ask = serializers.ChoiceField(choices=Ask.choices)
    required = serializers.BooleanField()


class OutingOutput(serializers.Serializer):
    """A form to be filled in outside, at somebody who is in no register."""

    key = serializers.CharField()
    title = serializers.CharField()
    on = serializers.DateField()
    address = serializers.CharField(help_text="Below `/api/v1/`; takes the answers as JSON.")
    why = serializers.CharField()
    known = serializers.CharField()
    questions = QuestionOutput(many=True)


class TakenOutput(serializers.Serializer):
    """All that a person's phone needs for some days without signal."""

    version = serializers.CharField(help_text="Changes with anything but `now`.")
    now = serializers.DateTimeField(help_text="By which the phone's clock is measured.")
    me = MeOutput()
    colleagues = MeOutput(many=True)
    days = DayOutput(many=True)
    enterprises = CardOutput(many=True)
    checklists = ChecklistVersionOutput(many=True)
    outings = OutingOutput(many=True)
    visits = serializers.BooleanField(help_text="Whether this person makes visits of inspectors.")
    vocabularies = serializers.SerializerMethodField()
    divisions = FieldDivisionOutput(many=True)
    sampling_plans = FieldPlanOutput(many=True)
    terms = TermOutput(many=True)
    calendar = CalendarOutput()

    @extend_schema_field(
        serializers.DictField(
            child=serializers.ListField(
                child=serializers.ListField(child=serializers.CharField(), min_length=2)
            )
        )
    )
    def get_vocabularies(self, taken):
        return {
            name: [[value, str(label)] for value, label in choices.choices]
            for name, choices in VOCABULARIES.items()
        }


class DaysInput(serializers.Serializer):
    days = serializers.IntegerField(min_value=1, max_value=7, default=3)
