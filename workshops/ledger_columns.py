"""The columns that the law gives each ledger, for the screen, for paper and for Excel.

食品安全法 50 (进货查验), 46 (生产), 51 (出厂、销售); 生猪屠宰管理条例 13, 17.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qualitysup.casework.exports import Columns
from workshops.models import Lot, Sale
from workshops.quantities import plain

WORKSHOP = ("workshop__enterprise__name", _("workshop"))

PURCHASES = [
    ("made_on", _("received on")),
    "product",
    "spec",
    "quantity",
    "unit",
    "batch",
    "produced_on",
    "shelf_life_days",
    "best_before",
    "supplier_name",
    "supplier_address",
    "supplier_contact",
    "supplier_licence",
    "conformity_proof",
    ("plant__name", _("slaughter plant")),
    ("plant__certificate_number", _("certificate of the plant")),
    ("quarantine_paper__number", _("quarantine paper")),
    "quality_certificate",
    "state",
    ("created_at", _("recorded at")),
    WORKSHOP,
]
PRODUCTION = [
    ("made_on", _("made on")),
    "product",
    "spec",
    "quantity",
    "unit",
    "batch",
    "shelf_life_days",
    "best_before",
    ("went_in", _("what went in")),
    "state",
    ("created_at", _("recorded at")),
    WORKSHOP,
]
SALES = [
    "sold_on",
    ("lot__product", _("product")),
    ("lot__spec", _("specification")),
    "quantity",
    ("lot__unit", _("unit")),
    ("lot__batch", _("batch")),
    ("lot__made_on", _("made on")),
    ("lot__shelf_life_days", _("shelf life (days)")),
    ("test_number", _("release test")),
    "buyer_name",
    "buyer_address",
    "buyer_contact",
    "reason",
    "recorded_at",
    ("lot__workshop__enterprise__name", _("workshop")),
]
# The whole register of lots, where nobody chose a ledger.
LOTS = ["kind", *PURCHASES[:-3], ("went_in", _("what went in")), *PURCHASES[-3:]]
EXPORTS = {"purchases": PURCHASES, "production": PRODUCTION}


@dataclass(frozen=True)
class Ledger:
    title: str
    columns: list
    model: type
    day: str
    of: Callable


# What each ledger is of the rows that somebody sees: an operator's sales are not those to it.
LEDGERS = {
    "purchases": Ledger(
        _("Ledger of purchases"), PURCHASES, Lot, "made_on", lambda lots: lots.purchases()
    ),
    "production": Ledger(
        _("Ledger of production"), PRODUCTION, Lot, "made_on", lambda lots: lots.production()
    ),
    "sales": Ledger(
        _("Ledger of sales"), SALES, Sale, "sold_on", lambda lots: Sale.objects.filter(lot__in=lots)
    ),
}


@dataclass(frozen=True)
class Cell:
    """One figure under its head; on a phone the head stands beside it."""

    label: str
    value: object

    @property
    def shown(self) -> str:
        match self.value:
            case None:
                return ""
            case Decimal():
                return plain(self.value)
            case datetime():
                return f"{timezone.localtime(self.value):%Y-%m-%d %H:%M}"
            case date():
                return self.value.isoformat()
        return str(self.value)

    @property
    def is_short(self) -> bool:
        """A day or a number, which is not broken over two lines."""
        return isinstance(self.value, Decimal | date | int)


@dataclass(frozen=True)
class Table:
    """Rows of a ledger with the columns that the law gives it."""

    header: list[str]
    rows: list[list[Cell]]


def month_of(name, lots, month: date):
    """The rows of one month in the order of their days; ``lots`` are those that the reader sees."""
    ledger = LEDGERS[name]
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    rows = ledger.of(lots).filter(**{f"{ledger.day}__range": (month, last)})
    return rows.for_export().order_by(ledger.day, "pk")


def table(name, rows, *, of_one: bool) -> Table:
    """Where it is the ledger of one operator, no line says again whose it is: the last column."""
    ledger = LEDGERS[name]
    columns = Columns(ledger.model, ledger.columns[:-1] if of_one else ledger.columns)
    return Table(
        columns.header, [list(map(Cell, columns.header, row)) for row in columns.rows(rows)]
    )
