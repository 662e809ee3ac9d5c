"""Filters of the register of workshops."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workshops.models import Trade
from workshops.querysets.lot import LOOK_BACK, SILENCE


class TradeFilter(admin.SimpleListFilter):
    title = _("trade")
    parameter_name = "trade__id__exact"

    def lookups(self, request, model_admin):
        return list(Trade.objects.values_list("pk", "name"))

    def queryset(self, request, rows):
        trade = self.value() or ""
        return rows.filter(trade=int(trade)) if trade.isascii() and trade.isdecimal() else rows


class CertificateFilter(admin.SimpleListFilter):
    """How the 登记证 stands today."""

    title = _("registration")
    parameter_name = "certificate"

    def lookups(self, request, model_admin):
        return [
            ("valid", _("valid")),
            ("ending", _("to be renewed")),
            ("none", _("none that is valid")),
        ]

    def queryset(self, request, rows):
        match self.value():
            case "valid":
                return rows.registered()
            case "ending":
                return rows.to_be_renewed()
            case "none":
                return rows.open().unregistered()
        return rows


class WhereFilter(admin.SimpleListFilter):
    """统一管理: inside a zone, or on its own site."""

    title = _("where it works")
    parameter_name = "where"

    def lookups(self, request, model_admin):
        return [("zone", _("in a zone")), ("own", _("on its own site"))]

    def queryset(self, request, rows):
        match self.value():
            case "zone":
                return rows.in_zone()
            case "own":
                return rows.outside_zones()
        return rows


class LedgerFilter(admin.SimpleListFilter):
    """Whether it keeps its ledgers, by the days that its entries are of."""

    title = _("ledgers")
    parameter_name = "ledgers"

    def lookups(self, request, model_admin):
        return [
            ("written", _("written in the last 30 days")),
            ("silent", _("nothing in the last 7 days")),
        ]

    def queryset(self, request, rows):
        today = timezone.localdate()
        match self.value():
            case "written":
                return rows.writing(today - LOOK_BACK)
            case "silent":
                return rows.silent(today - SILENCE)
        return rows
