"""The vocabulary of surveys: rules of a day, coverage of villages, what was found."""

from django.apps import apps
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from enterprises.querysets import PartyQuerySet
from enterprises.querysets import firms as found_firms
from qualitysup.casework.querysets import CaseQuerySet
from qualitysup.regions import codes
from qualitysup.regions.querysets import OpenQuerySet, ScopedQuerySet
from workshops.scoring import FULL_SCORE


class ScoringRuleQuerySet(OpenQuerySet):
    def in_force(self, on):
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gt=on)
        )


class SurveyQuerySet(CaseQuerySet):
    touched = ("division", "officer", "checklist_version__checklist")

    def under_way(self):
        return self.filter(state="open")

    def containing(self, division):
        """Those of the town in which a place lies, by its code."""
        return self.filter(division__in=codes.path(division))

    def of_person(self, person):
        """Those that somebody surveys for."""
        return self.filter(Q(officer=person) | Q(people=person)).distinct()

    def for_list(self):
        """What one row of a list shows: how far it has come, and what it found."""
        return self.select_related("division").annotate(
            village_count=self._count("villages"),
            waiting_count=self._count("villages", looked_at_on=None, passed_over_because=""),
            record_count=self._count("records"),
            incomplete_count=self._count("records", complete=False),
        )

    def _count(self, relation, **conditions):
        """A count in a subquery of its own: joins of two relations would multiply."""
        related = self.model._meta.get_field(relation).related_model
        rows = related._base_manager.filter(survey=OuterRef("pk"), **conditions)
        counted = rows.order_by().values("survey").annotate(rows=Count("pk")).values("rows")
        return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


class SurveyVillageQuerySet(ScopedQuerySet):
    division_path = "village"

    def waiting(self):
        """Neither looked at nor passed over: what a survey cannot be concluded with."""
        return self.filter(looked_at_on=None, passed_over_because="")

    def standing(self, standing):
        """Those that stand so, by ``SurveyVillage.Standing``."""
        looked_at = self.filter(looked_at_on__isnull=False)
        return {
            "waiting": self.waiting(),
            "looked_at": looked_at.filter(none_found=False),
            "none_found": looked_at.filter(none_found=True),
            "passed_over": self.exclude(passed_over_because=""),
        }[standing]

    def with_counts(self):
        """Beside each village the workshops that were surveyed in it, and the incomplete ones."""
        found = self._records(), self._records(complete=False)
        counts = [Coalesce(Subquery(rows, output_field=IntegerField()), 0) for rows in found]
        return self.annotate(found=counts[0], incomplete=counts[1])

    def _records(self, **conditions):
        records = self.model._meta.get_field("survey").related_model._meta.get_field("records")
        rows = records.related_model._base_manager.filter(
            survey=OuterRef("survey"), division=OuterRef("village"), **conditions
        )
        return rows.order_by().values("division").annotate(rows=Count("pk")).values("rows")

    def for_list(self):
        return self.select_related("village", "looked_at_by").with_counts().order_by("village")


class SurveyRecordQuerySet(PartyQuerySet):
    party_paths = ("workshop__enterprise",)

    def incomplete(self):
        return self.filter(complete=False)

    def latest(self):
        """Of every workshop the record that holds: the last one."""
        newer = self.model._base_manager.filter(workshop=OuterRef("workshop"))
        last = newer.order_by("-surveyed_on", "-pk").values("pk")[:1]
        return self.filter(pk=Subquery(last))

    def for_list(self):
        return self.select_related(
            "workshop__enterprise", "workshop__trade", "division", "survey", "visit"
        )

    def unproposed(self):
        """Of workshops that work, and are not on the way into a zone."""
        relocations = apps.get_model("workshops.Relocation").objects.open()
        under_way = relocations.filter(workshop=OuterRef("workshop"))
        return self.filter(~Exists(under_way), workshop__status="operating")

    def ranked_for(self, zone, rule):
        """Who of the zone's town should move in first, by the points of a rule, in one query.

        Incomplete ones lead; whoever is on the way into a zone already is left out. Every part of
        the points is a column of its own, which ``ranking.reasons`` puts into words.
        """
        rows = self.latest().unproposed().filter(self.within(zone.division.prefix))
        firm = OuterRef("workshop__enterprise")
        rows = rows.annotate(
            open_complaints=_how_many(_open("inspections.Complaint").filter(enterprise=firm)),
            open_orders=_how_many(_open("inspections.RectificationOrder").filter(enterprise=firm)),
            fitting_units=_how_many(units_fit_for("workshop", zone)),
        )
        rows = rows.annotate(
            points=Value(FULL_SCORE)
            - F("score")
            + F("key_failures") * rule.rank_key_failure
            + F("open_complaints") * rule.rank_complaint
            + F("open_orders") * rule.rank_order
            + Case(When(workshop__fringe=True, then=rule.rank_fringe), default=0)
            + Case(When(fitting_units__gt=0, then=rule.rank_unit), default=0)
        )
        return rows.order_by("complete", "-points", "pk")

    def search(self, text):
        enterprises = found_firms(text)
        return self.filter(workshop__enterprise__in=enterprises)

    def for_ranking(self):
        return self.select_related("workshop__enterprise", "workshop__trade", "division")

    def totals(self):
        """Workshops, and those whose conditions are incomplete, in one query."""
        return self.aggregate(
            found=Count("workshop", distinct=True),
            incomplete=Count("workshop", distinct=True, filter=Q(complete=False)),
        )


def units_fit_for(workshop, zone):
    """Units of a zone that are fit for all that the outer row's workshop makes, if it makes any.

    A category of two digits stands for those in it, as when a unit is given.
    """
    varieties = apps.get_model("workshops.Variety").objects.open()
    fitness = apps.get_model("workshops.UnitCategory").objects
    covers = Func(
        OuterRef("category_id"),
        F("category_id"),
        function="starts_with",
        output_field=BooleanField(),
    )
    fit = fitness.filter(covers, unit=OuterRef(OuterRef("pk")))
    unfit = varieties.filter(~Exists(fit), workshop=OuterRef(OuterRef(workshop)))
    made = varieties.filter(workshop=OuterRef(OuterRef(workshop)))
    units = apps.get_model("workshops.Unit").objects.production().filter(zone=zone)
    return units.filter(Exists(made), ~Exists(unfit))


def _open(model):
    return apps.get_model(model).objects.open()


def _how_many(rows):
    """Rows of a correlated query, counted; none is 0."""
    counted = rows.order_by().values(one=Value(1)).annotate(rows=Count("pk")).values("rows")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
