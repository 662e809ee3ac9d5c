"""The figures that people entered from their sources, for every subject."""

from functools import partial

from django.apps import apps

from qualitysup.reports.models import Statement
from qualitysup.reports.registry import Stated, Statements, register


def entered(subject, lens) -> list[Stated]:
    found = lens.rows(Statement).filter(subject=subject).last_stated(lens.period.until)
    return [
        Stated(
            name=row.name,
            value=row.value,
            unit=row.unit,
            as_of=row.as_of,
            source=row.source,
            bound=row.bound,
        )
        for row in found
    ]


register(
    *(
        Statements(config.label, "reports.view_statement", partial(entered, config.label), order=90)
        for config in apps.get_app_configs()
    )
)
