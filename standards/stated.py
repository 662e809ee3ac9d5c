"""What sources say of standards and of the institute, in the words of reports."""

from qualitysup.reports.registry import Stated, Statements, register
from standards.models import Accreditation, Institute, StatedFigure


def of_a_place(lens) -> list[Stated]:
    """Standards drafted and filed, as a report states them of the place."""
    found = lens.rows(StatedFigure).filter(as_of__lte=lens.period.until)
    latest = found.order_by("division_id", "key", "-as_of", "-pk").distinct("division_id", "key")
    return [
        Stated(row.get_key_display(), row.value, "项", row.as_of, row.source, bound=row.bound)
        for row in latest
    ]


def of_institutes(lens) -> list[Stated]:
    found = []
    for institute in lens.rows(Institute).order_by("pk"):
        found += _of_institute(institute, lens.period.until)
    return found


def _of_institute(institute, until):
    source = str(institute)
    if institute.founded:
        yield Stated("成立年份", institute.founded, "年", until, source, is_year=True)
        yield Stated("发展年数", until.year - institute.founded, "年", until, source)
    for row in institute.figures.as_of(until).order_by("pk"):
        # Its name says the unit.
        name = row.get_key_display()
        yield Stated(name, row.value, "", row.as_of, row.source, bound=row.bound)
    yield from _certificates(institute, until)


def _certificates(institute, until):
    """The year in which each was granted first; a renewal is a row of its own."""
    rows = Accreditation.objects.filter(institute=institute, granted_on__lte=until)
    for row in rows.order_by("kind", "granted_on", "pk").distinct("kind"):
        name = f"首次取得{row.get_kind_display()}"
        yield Stated(name, row.granted_on.year, "年", until, str(institute), is_year=True)


register(
    Statements("standards", "standards.view_statedfigure", of_a_place, order=10),
    Statements("standards", "standards.view_institute", of_institutes, order=20),
)
