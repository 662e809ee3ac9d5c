"""What the API shows of the register of workshops, and what it accepts."""

from rest_framework import serializers

from enterprises.models import Enterprise
from qualitysup.casework.api.fields import VisibleRelatedField
from qualitysup.regions.models import Division
from workshops.models import (
    FoodCategory,
    HealthCertificate,
    NegativeEntry,
    NegativeList,
    Trade,
    Variety,
    Worker,
    Workshop,
)
from workshops.services import register


class CategoryOutput(serializers.ModelSerializer):
    """A category of the 食品生产许可分类目录; two digits are a group."""

    class Meta:
        model = FoodCategory
        fields = ["code", "name", "confidence"]


class TradeOutput(serializers.ModelSerializer):
    categories = serializers.SerializerMethodField()

    class Meta:
        model = Trade
        fields = ["id", "key", "name", "categories"]

    def get_categories(self, trade) -> list[str]:
        return [category.pk for category in trade.categories.all()]


class EntryOutput(serializers.ModelSerializer):
    class Meta:
        model = NegativeEntry
        fields = ["category", "products", "except_for", "allowed_in_zone", "confidence", "note"]


class NegativeListOutput(serializers.ModelSerializer):
    """What may not be made at a place, from one day to another."""

    entries = EntryOutput(many=True)

    class Meta:
        model = NegativeList
        fields = [
            "id",
            "division",
            "title",
            "document_number",
            "legal_basis",
            "confidence",
            "valid_from",
            "valid_to",
            "entries",
        ]


class WorkshopRow(serializers.ModelSerializer):
    """One line of a list."""

    name = serializers.CharField(source="enterprise.name")
    uscc = serializers.CharField(source="enterprise.uscc", allow_null=True)
    address = serializers.CharField(source="enterprise.address")
    trade = serializers.CharField(source="trade.key")
    registration_number = serializers.CharField(allow_null=True)
    registered_to = serializers.DateField(allow_null=True)

    class Meta:
        model = Workshop
        fields = [
            "id",
            "enterprise",
            "name",
            "uscc",
            "division",
            "address",
            "trade",
            "operator_kind",
            "operator_name",
            "fringe",
            "floor_area",
            "headcount",
            "status",
            "closed_on",
            "surveyed_on",
            "score",
            "conditions",
            "registration_number",
            "registered_to",
            "version",
        ]


class VarietyOutput(serializers.ModelSerializer):
    """``exception`` names the entry that allows it inside a zone only."""

    class Meta:
        model = Variety
        fields = ["id", "category", "name", "since", "until", "exception"]


class CertificateOutput(serializers.ModelSerializer):
    class Meta:
        model = HealthCertificate
        fields = ["number", "issued_on", "valid_to"]


class WorkerOutput(serializers.ModelSerializer):
    certificates = CertificateOutput(many=True)

    class Meta:
        model = Worker
        fields = ["id", "name", "job", "left_on", "certificates"]


class WorkshopOutput(WorkshopRow):
    """A workshop with what it makes and who works there."""

    phone = serializers.CharField(source="enterprise.phone")
    varieties = VarietyOutput(many=True)
    workers = WorkerOutput(many=True)

    class Meta(WorkshopRow.Meta):
        fields = [
            *WorkshopRow.Meta.fields,
            "phone",
            "closed_because",
            "note",
            "varieties",
            "workers",
        ]


class FoodInput(serializers.Serializer):
    category = VisibleRelatedField(queryset=FoodCategory.objects.all())
    name = serializers.CharField(max_length=60)


class TradeField(serializers.SlugRelatedField):
    """A trade by its key."""

    def __init__(self, **kwargs):
        super().__init__(slug_field="key", queryset=Trade.objects.all(), **kwargs)


class WorkshopChange(serializers.ModelSerializer):
    """What may be changed; closing it is a step of its own."""

    trade = TradeField(required=False)

    class Meta:
        model = Workshop
        fields = register.EDITABLE
        extra_kwargs = {"operator_name": {"required": False}}


class WorkshopInput(serializers.ModelSerializer):
    """A workshop of an enterprise of the register, or together with a new one."""

    trade = TradeField()
    enterprise = VisibleRelatedField(queryset=Enterprise.objects.current(), required=False)
    name = serializers.CharField(max_length=200, required=False)
    uscc = serializers.CharField(max_length=60, required=False, allow_null=True)
    division = VisibleRelatedField(queryset=Division.objects.all(), required=False)
    address = serializers.CharField(max_length=300, required=False)
    phone = serializers.CharField(max_length=60, required=False)
    lng = serializers.DecimalField(9, 6, required=False, allow_null=True)
    lat = serializers.DecimalField(8, 6, required=False, allow_null=True)
    foods = FoodInput(many=True, required=False)
    not_a_duplicate = serializers.BooleanField(
        default=False, help_text="Register it beside others of a similar name."
    )

    class Meta:
        model = Workshop
        fields = [
            "enterprise",
            *register.OF_ENTERPRISE,
            "trade",
            "operator_kind",
            "operator_name",
            "fringe",
            "floor_area",
            "headcount",
            "note",
            "foods",
            "not_a_duplicate",
        ]
        extra_kwargs = {"operator_name": {"required": False}}

    def validate(self, given):
        if "enterprise" in given:
            for name in register.OF_ENTERPRISE:
                given.pop(name, None)
        else:
            absent = {
                name: ["This field is required."]
                for name in ("name", "division")
                if name not in given
            }
            if absent:
                raise serializers.ValidationError(absent)
        return given


class VarietyInput(FoodInput):
    since = serializers.DateField(required=False)


class StopInput(serializers.Serializer):
    variety = serializers.IntegerField(min_value=1)
    until = serializers.DateField(required=False)


class WorkerInput(serializers.Serializer):
    name = serializers.CharField(max_length=40)
    job = serializers.CharField(max_length=40, required=False)


class CertificateInput(serializers.Serializer):
    worker = serializers.IntegerField(min_value=1)
    number = serializers.CharField(max_length=40)
    issued_on = serializers.DateField()
    valid_to = serializers.DateField()


class LeftInput(serializers.Serializer):
    worker = serializers.IntegerField(min_value=1)
    on = serializers.DateField(required=False)


class CloseInput(serializers.Serializer):
    because = serializers.CharField(max_length=200)
    on = serializers.DateField(required=False)
