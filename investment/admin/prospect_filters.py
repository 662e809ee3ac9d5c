"""How the list of prospects is narrowed down, by the queries that home and the dashboard use."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from investment import board
from investment.models import Prospect, ProspectFigure


class StandingFilter(admin.SimpleListFilter):
    """How they stand, by the queries that home and the dashboard count with."""

    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("warm", gettext_lazy("kept in touch with")),
            ("contact", gettext_lazy("to be contacted within 7 days")),
            ("silent", gettext_lazy("no contact for too long")),
            ("elsewhere", gettext_lazy("chose another place")),
            ("open", gettext_lazy("not ended")),
            ("mine", gettext_lazy("not ended, mine")),
            ("once", gettext_lazy("every firm once")),
            ("signed", gettext_lazy("with a contract that stands")),
        ]

    def queryset(self, request, rows):
        match self.value():
            case "warm":
                return rows.warm()
            case "contact":
                return rows.to_contact()
            case "silent":
                return rows.silent()
            case "elsewhere":
                return rows.elsewhere()
            case "open":
                return rows.under_way()
            case "mine":
                return rows.under_way().of_person(request.user)
            case "once":
                return rows.once()
            case "signed":
                return rows.signed()
        return rows


class HorizonFilter(admin.SimpleListFilter):
    title = gettext_lazy("when it would begin")
    parameter_name = "horizon"

    def lookups(self, request, model_admin):
        return board.HORIZON_WORDS.items()

    def queryset(self, request, rows):
        return rows.in_horizon(self.value()) if self.value() else rows


class PlaceFilter(admin.SimpleListFilter):
    """Where they went instead: ``?went_to=四川``."""

    title = gettext_lazy("where it went instead")
    parameter_name = "went_to"

    def lookups(self, request, model_admin):
        places = Prospect.objects.visible_to(request.user).elsewhere().order_by("went_to")
        return [
            (place, place or "—") for place in places.values_list("went_to", flat=True).distinct()
        ]

    def queryset(self, request, rows):
        return rows if self.value() is None else rows.filter(went_to=self.value())


class FigureFilter(admin.SimpleListFilter):
    """Of whom a figure of one year is known: ``?figure=sales-2007``."""

    title = gettext_lazy("figure known")
    parameter_name = "figure"

    def lookups(self, request, model_admin):
        told = ProspectFigure.objects.visible_to(request.user).counted().in_figures()
        kinds = ProspectFigure.Kind
        found = told.order_by("-year", "kind").values_list("kind", "year").distinct()
        return [(f"{kind}-{year}", f"{kinds(kind).label} {year}") for kind, year in found]

    def queryset(self, request, rows):
        if self.value() not in dict(self.lookup_choices):
            return rows
        kind, _dash, year = self.value().partition("-")
        told = ProspectFigure.objects.in_figures().of(kind, int(year))
        return rows.once().filter(pk__in=told.values("prospect"))
