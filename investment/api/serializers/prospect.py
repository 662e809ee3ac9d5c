"""What the API shows of prospects and of what is done for them, and what it accepts."""

from rest_framework import serializers

from investment.models import (
    Contact,
    ContactPerson,
    PolicyEdition,
    Prospect,
    ProspectFigure,
    ProspectSite,
    ProspectTask,
    ProspectVisit,
    Reception,
    Requirement,
    Trip,
)
from qualitysup.accounts.models import User
from qualitysup.casework.api.fields import VisibleRelatedField
from qualitysup.casework.api.viewsets import StepInput
from qualitysup.regions.models import Division


class ProspectRow(serializers.ModelSerializer):
    """A prospect in a list, and as the answer to a step."""

    state_label = serializers.CharField()

    class Meta:
        model = Prospect
        fields = [
            "id",
            "name",
            "state",
            "state_label",
            "version",
            "division",
            "enterprise",
            "intention",
            "horizon_from",
            "horizon_to",
            "horizon_words",
            "project",
            "invest_from",
            "invest_to",
            "owner",
            "last_contact_on",
            "next_contact_on",
            "closed_on",
            "closed_because",
            "joined_to",
        ]


class ProspectFigureOutput(serializers.ModelSerializer):
    shown = serializers.CharField(help_text="With its bound and unit, or the words alone.")

    class Meta:
        model = ProspectFigure
        fields = ["year", "kind", "bound", "value", "words", "shown"]


class ProspectSiteOutput(serializers.ModelSerializer):
    class Meta:
        model = ProspectSite
        fields = ["kind", "place", "size", "unit", "words"]


class ConditionOutput(serializers.ModelSerializer):
    class Meta:
        model = Requirement
        fields = [
            "id",
            "subject",
            "comparison",
            "value",
            "is_hard",
            "words",
            "origin",
            "lng",
            "lat",
            "task",
            "dropped_on",
        ]


class ContactPersonOutput(serializers.ModelSerializer):
    """Masked; in full only on the desk, where every look is logged."""

    masked = serializers.CharField()

    class Meta:
        model = ContactPerson
        fields = ["id", "post", "masked", "keep_until", "erased_on"]


class ProspectTaskOutput(serializers.ModelSerializer):
    class Meta:
        model = ProspectTask
        fields = [
            "id",
            "prospect",
            "kind",
            "words",
            "visit",
            "owner",
            "due_on",
            "state",
            "settled_on",
            "settled_by",
            "result",
            "edition",
        ]


class ProspectVisitOutput(serializers.ModelSerializer):
    class Meta:
        model = ProspectVisit
        fields = [
            "id",
            "prospect",
            "trip",
            "officer",
            "state",
            "planned_on",
            "visited_on",
            *ProspectVisit.PROTOCOL,
            "met",
            "said",
            "cancelled_because",
        ]


class ReceptionOutput(serializers.ModelSerializer):
    class Meta:
        model = Reception
        fields = [
            "id",
            "prospect",
            "state",
            "invited_on",
            "words",
            "comes_on",
            "programme",
            "hosts",
            "result",
        ]


class ProspectContactOutput(serializers.ModelSerializer):
    class Meta:
        model = Contact
        fields = ["id", "on", "how", "purpose", "words", "by"]


class ProspectDetail(ProspectRow):
    names = serializers.SlugRelatedField("name", many=True, read_only=True)
    figures = ProspectFigureOutput(many=True)
    sites = ProspectSiteOutput(many=True)
    requirements = ConditionOutput(many=True)
    people = ContactPersonOutput(many=True)
    contacts = ProspectContactOutput(many=True)
    visits = ProspectVisitOutput(many=True)
    tasks = ProspectTaskOutput(many=True)
    receptions = ReceptionOutput(many=True)

    class Meta:
        model = Prospect
        fields = [
            *ProspectRow.Meta.fields,
            "home",
            "trade",
            "intention_words",
            "invest_words",
            "regions",
            "went_to",
            "went_because",
            "source",
            "found_on",
            "verbatim",
            "signed_yi",
            "contract",
            "arrived_yi",
            "names",
            "figures",
            "sites",
            "requirements",
            "people",
            "contacts",
            "visits",
            "tasks",
            "receptions",
        ]


FACTS = [
    "trade",
    "project",
    "intention",
    "intention_words",
    "horizon_from",
    "horizon_to",
    "horizon_words",
    "regions",
    "invest_from",
    "invest_to",
    "invest_words",
    "source",
    "verbatim",
]


class ProspectInput(serializers.ModelSerializer):
    home = VisibleRelatedField(queryset=Division.objects.all(), required=False, allow_null=True)

    class Meta:
        model = Prospect
        fields = ["name", "home", *FACTS, "found_on"]


class ProspectChange(serializers.ModelSerializer):
    owner = VisibleRelatedField(queryset=User.objects.all())

    class Meta:
        model = Prospect
        fields = ["name", *FACTS, "went_to", "went_because", "owner"]


class SignProspectInput(StepInput):
    signed_yi = serializers.DecimalField(
        max_digits=10, decimal_places=4, min_value=0, help_text="亿元; more than nothing."
    )
    contract = serializers.CharField(required=False, max_length=100, default="")


class FundProspectInput(StepInput):
    arrived_yi = serializers.DecimalField(
        max_digits=10, decimal_places=4, min_value=0, help_text="亿元; more than nothing."
    )


class NotedProspectInput(StepInput):
    note = serializers.CharField()


class CloseProspectInput(NotedProspectInput):
    because = serializers.ChoiceField(
        choices=[each for each in Prospect.Reason.choices if each[0] != "double"]
    )
    went_to = serializers.CharField(required=False, max_length=100, default="")
    went_because = serializers.CharField(required=False, max_length=200, default="")


class ProspectContactInput(serializers.ModelSerializer):
    class Meta:
        model = Contact
        fields = ["on", "how", "purpose", "words"]


class BookVisitInput(serializers.ModelSerializer):
    trip = VisibleRelatedField(queryset=Trip.objects.all(), required=False, allow_null=True)
    officer = VisibleRelatedField(queryset=User.objects.all())

    class Meta:
        model = ProspectVisit
        fields = ["trip", "officer", "planned_on"]


class RecordVisitInput(serializers.ModelSerializer):
    on = serializers.DateField(required=False)

    class Meta:
        model = ProspectVisit
        fields = ["on", *ProspectVisit.PROTOCOL, "met", "said"]


class CallOffVisitInput(serializers.Serializer):
    because = serializers.CharField(max_length=200)


class ProspectTaskInput(serializers.ModelSerializer):
    owner = VisibleRelatedField(queryset=User.objects.all())

    class Meta:
        model = ProspectTask
        fields = ["kind", "words", "owner", "due_on"]


class SettleTaskInput(serializers.Serializer):
    result = serializers.CharField(max_length=300)
    on = serializers.DateField(required=False)
    needed = serializers.BooleanField(
        default=True, help_text="False: it is not needed any more, for the reason given."
    )
    edition = VisibleRelatedField(
        queryset=PolicyEdition.objects.all(), required=False, allow_null=True
    )


class MatchLineOutput(serializers.Serializer):
    """One condition at one park."""

    requirement = serializers.IntegerField(source="requirement.pk")
    verdict = serializers.ChoiceField(choices=["met", "not_met", "unknown"])
    reason = serializers.CharField()
    ask = serializers.CharField(help_text="What would have to be found out.")


class MatchOutput(serializers.Serializer):
    """A park and how every condition stands there; the best park first."""

    park = serializers.IntegerField(source="park.pk")
    park_name = serializers.CharField(source="park.name")
    is_ruled_out = serializers.BooleanField(help_text="Something that is a must is not met.")
    lines = MatchLineOutput(many=True)
