"""What the API shows of what products are made to, and accepts."""

from rest_framework import serializers

from enterprises.models import Product
from qualitysup.casework.api.fields import VisibleRelatedField
from standards.models import Execution, Standard, TradeStandard


class ExecutionRow(serializers.ModelSerializer):
    product_name = serializers.CharField(source="product.name")
    enterprise = serializers.IntegerField(source="product.enterprise_id")
    enterprise_name = serializers.CharField(source="product.enterprise.name")
    division = serializers.CharField(source="product.enterprise.division_id")
    standard_number = serializers.CharField(source="standard.number")
    abolished_on = serializers.DateField(source="standard.abolished_on", allow_null=True)

    class Meta:
        model = Execution
        fields = [
            "id",
            "product",
            "product_name",
            "enterprise",
            "enterprise_name",
            "division",
            "standard",
            "standard_number",
            "abolished_on",
            "since",
            "until",
            "origin",
        ]


class ExecutionInput(serializers.Serializer):
    product = VisibleRelatedField(queryset=Product.objects.all())
    standard = VisibleRelatedField(queryset=Standard.objects.all())
    since = serializers.DateField(required=False)


class ExecutionSwitchInput(serializers.Serializer):
    to = VisibleRelatedField(queryset=Standard.objects.all())
    on = serializers.DateField(required=False, help_text="The first day; or today.")


class ExecutionEndInput(serializers.Serializer):
    on = serializers.DateField(required=False, help_text="The first day without it; or today.")


class TradeStandardRow(serializers.ModelSerializer):
    industry_name = serializers.CharField(source="industry.name")
    edition = serializers.CharField(allow_null=True, help_text="The edition in force today.")
    firms = serializers.IntegerField(help_text="Enterprises of the trade that you see.")
    kept = serializers.IntegerField(help_text="Of them on the edition in force.")
    outdated = serializers.IntegerField(help_text="Of them on an abolished edition only.")

    class Meta:
        model = TradeStandard
        fields = [
            "id",
            "series",
            "industry",
            "industry_name",
            "edition",
            "firms",
            "kept",
            "outdated",
            "note",
        ]
