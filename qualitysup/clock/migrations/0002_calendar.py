"""Public holidays and make-up working days since 2004, as the State Council announced them.

Source: the package chinesecalendar (MIT). Later years come with ``import_calendar`` or by hand.
"""

from chinese_calendar import constants
from django.db import migrations


def load(apps, schema_editor):
    CalendarYear = apps.get_model("clock", "CalendarYear")
    CalendarDay = apps.get_model("clock", "CalendarDay")
    years = {day.year for day in constants.holidays}
    CalendarYear.objects.bulk_create(CalendarYear(year=year, announced=True) for year in years)
    CalendarDay.objects.bulk_create(
        CalendarDay(day=day, in_year_id=day.year, kind=kind, name=name)
        for kind, days in (("holiday", constants.holidays), ("make_up", constants.workdays))
        for day, name in days.items()
    )


def unload(apps, schema_editor):
    apps.get_model("clock", "CalendarDay").objects.all().delete()
    apps.get_model("clock", "CalendarYear").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("clock", "0001_initial")]
    operations = [migrations.RunPython(load, unload)]
