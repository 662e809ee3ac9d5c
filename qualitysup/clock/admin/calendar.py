from django import forms
from django.contrib import admin, messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from qualitysup.audit.admin import HistoryMixin
from qualitysup.clock.forms import OwnNameForm
from qualitysup.clock.models import CalendarDay, CalendarYear
from qualitysup.clock.services import calendars
from qualitysup.regions.admin import ScopedAdmin


def tell_moved(request, model_admin, moved):
    """A calendar that changes moves deadlines; whoever changed it should know how many."""
    if moved:
        words = ngettext("%d open deadline moved.", "%d open deadlines moved.", moved) % moved
        model_admin.message_user(request, words, messages.WARNING)


class DaysOfTheYear(forms.BaseInlineFormSet):
    def clean(self):
        super().clean()
        for form in self.forms:
            day = form.cleaned_data.get("day")
            if day and self.instance.year and day.year != self.instance.year:
                form.add_error("day", _("This day lies in another year."))


class OwnName:
    """Whoever may change a day types its name; others read it in their language."""

    form = OwnNameForm
    readonly_fields = ["shown_name"]

    def get_fields(self, request, obj=None):
        may_change = self.has_change_permission(request, obj)
        return ["day", "kind", "name" if may_change else "shown_name"]

    @admin.display(description=gettext_lazy("name"), ordering="name")
    def shown_name(self, day):
        return _(day.name) if day.name else "—"


class CalendarDayInline(OwnName, admin.TabularInline):
    model = CalendarDay
    formset = DaysOfTheYear
    extra = 1
    ordering = ["day"]


@admin.register(CalendarYear)
class CalendarYearAdmin(HistoryMixin, ScopedAdmin):
    list_display = ["year", "announced"]
    list_filter = ["announced"]
    search_fields = ["=year"]
    fields = ["year", "announced"]
    inlines = [CalendarDayInline]

    def get_readonly_fields(self, request, obj=None):
        return ["year"] if obj else []

    def has_delete_permission(self, request, obj=None):
        return False

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        tell_moved(request, self, calendars.year_changed(form.instance.year))


@admin.register(CalendarDay)
class CalendarDayAdmin(OwnName, HistoryMixin, ScopedAdmin):
    list_display = ["day", "kind", "shown_name"]
    list_filter = ["kind"]
    search_fields = ["name"]
    date_hierarchy = "day"
    actions = None

    def get_readonly_fields(self, request, obj=None):
        return ["day", *self.readonly_fields] if obj else self.readonly_fields

    def save_model(self, request, obj, form, change):
        tell_moved(request, self, calendars.set_day(obj))

    def delete_model(self, request, obj):
        tell_moved(request, self, calendars.clear_day(obj))
