"""What a row of a subject adds to the tallies, as SQL that triggers and rebuilding share."""

from dataclasses import dataclass
from functools import cached_property

from django.db import connection
from django.db.models import BigIntegerField, CharField, DateField, F, Value
from django.db.models.functions import Cast, Coalesce, Left

from qualitysup.dashboard.indicator import Indicator
from qualitysup.dashboard.models import TallyChange

VALUE_LENGTH = TallyChange._meta.get_field("value").max_length


class NotKept(ValueError):
    """The rows of an indicator depend on more than themselves, so that no trigger can keep it."""


@dataclass(frozen=True)
class Projection:
    """``SELECT indicator, dimension, value, division, day, amount`` of all rows of an indicator."""

    indicator: Indicator

    @cached_property
    def parts(self) -> list[str]:
        """One for each day on which a row comes or goes, in sum and by each dimension."""
        return [self._compiled(rows) for rows in self._selects]

    @cached_property
    def tables(self) -> list[str]:
        """The table of its rows first, and those that these are joined with."""
        found = {}
        for rows in self._selects:
            names = [
                table.table_name
                for alias, table in rows.query.alias_map.items()
                if rows.query.alias_refcount[alias]
            ]
            if len(names) != len(set(names)):
                raise NotKept(f"{self.indicator.key}: one table is joined twice")
            found |= dict.fromkeys(names)
        return list(found)

    @cached_property
    def _selects(self):
        entries = list(self.indicator.timing.entries(self.indicator.model))
        return [
            self._select(path, *entry) for path in ("", *self.indicator.by) for entry in entries
        ]

    def reading(self, table: str, rows: str) -> list[str]:
        """The same, of the rows that a statement wrote into one of its tables."""
        name = connection.ops.quote_name(table)
        changed = []
        for part in self.parts:
            part = part.replace(f" FROM {name}", f" FROM {rows} AS {name}")
            part = part.replace(f" LEFT OUTER JOIN {name} ", f" INNER JOIN {name} ")
            changed.append(part.replace(f" JOIN {name} ", f" JOIN {rows} AS {name} "))
        return changed

    def _rows(self, condition):
        model = self.indicator.model
        rows = self.indicator.rows(model._default_manager.all()).filter(condition)
        return rows.exclude(**{rows.division_path: None}).order_by()

    def _select(self, path, condition, day, sign):
        rows = self._rows(condition)
        value = Left(Coalesce(Cast(path, CharField()), Value("")), VALUE_LENGTH)
        return rows.values_list(
            Cast(Value(self.indicator.key), CharField()),
            Cast(Value(path), CharField()),
            value if path else Cast(Value(""), CharField()),
            F(f"{rows.division_path}__code"),
            Cast(day, DateField()),
            Cast(Value(sign), BigIntegerField()),
        )

    def _compiled(self, rows):
        sql = connection.ops.compose_sql(*rows.query.sql_with_params())
        if sql.count("SELECT ") != 1:
            raise NotKept(f"{self.indicator.key}: its rows ask other tables: {sql}")
        return sql
