from rest_framework import serializers

from enterprises.models import (
    AnnualFigure,
    Contact,
    Enterprise,
    FormerName,
    IndustryClass,
    Licence,
    Product,
)
from enterprises.services import register
from qualitysup.regions.models import Division


class DivisionName(serializers.ModelSerializer):
    class Meta:
        model = Division
        fields = ["code", "name"]


class IndustryName(serializers.ModelSerializer):
    class Meta:
        model = IndustryClass
        fields = ["code", "name"]


class EnterpriseRow(serializers.ModelSerializer):
    """One line of a list."""

    division = DivisionName()
    industry = IndustryName()

    class Meta:
        model = Enterprise
        fields = [
            "id",
            "uscc",
            "name",
            "division",
            "industry",
            "address",
            "legal_representative",
            "scale",
            "status",
            "established_on",
            "risk_class",
            "lng",
            "lat",
            "version",
            "updated_at",
        ]


class FormerNameOutput(serializers.ModelSerializer):
    class Meta:
        model = FormerName
        fields = ["name", "used_from", "used_to"]


class ContactOutput(serializers.ModelSerializer):
    class Meta:
        model = Contact
        fields = ["name", "duty", "phone", "email"]


class ProductOutput(serializers.ModelSerializer):
    class Meta:
        model = Product
        fields = ["name", "category", "standard"]


class FigureOutput(serializers.ModelSerializer):
    """Money in 万元, staff in persons; the bound belongs to the value."""

    class Meta:
        model = AnnualFigure
        fields = ["year", "kind", "bound", "value", "source"]


class LicenceOutput(serializers.ModelSerializer):
    class Meta:
        model = Licence
        fields = ["kind", "number", "scope", "issuer", "valid_from", "valid_to"]


class EnterpriseOutput(EnterpriseRow):
    """An enterprise with all that the register holds of it."""

    former_names = FormerNameOutput(many=True, source="former_name_rows")
    contacts = ContactOutput(many=True, source="contact_rows")
    products = ProductOutput(many=True, source="product_rows")
    figures = FigureOutput(many=True, source="figure_rows")
    licences = LicenceOutput(many=True, source="licence_rows")

    class Meta(EnterpriseRow.Meta):
        fields = [
            *EnterpriseRow.Meta.fields,
            "phone",
            "risk_reason",
            "merged_into",
            "created_at",
            "former_names",
            "contacts",
            "products",
            "figures",
            "licences",
        ]


class EnterpriseInput(serializers.ModelSerializer):
    """What may be changed; the service checks it."""

    class Meta:
        model = Enterprise
        fields = register.EDITABLE
        extra_kwargs = {
            # Normalised first, then checked, by the model.
            "uscc": {"max_length": 60, "validators": []},
            "name": {"required": False},
            "division": {"required": False},
        }


class EnterpriseCreation(EnterpriseInput):
    not_a_duplicate = serializers.BooleanField(
        default=False, write_only=True, help_text="Register it beside others of a similar name."
    )

    class Meta(EnterpriseInput.Meta):
        fields = [*EnterpriseInput.Meta.fields, "not_a_duplicate"]
        extra_kwargs = {"uscc": EnterpriseInput.Meta.extra_kwargs["uscc"]}
