"""Areas and units on the page of their zone."""

from django.contrib.admin.widgets import AutocompleteSelectMultiple

from qualitysup.regions.admin import ScopedInline
from workshops.forms import zone as forms
from workshops.models import Area, Unit


def only_choose(form, *names):
    """Rows that are made and changed on pages of their own are only chosen here."""
    for name in names:
        if field := form.base_fields.get(name):
            field.widget.can_add_related = field.widget.can_change_related = False
            field.widget.can_view_related = False


class PartInline(ScopedInline):
    """Areas and units are the zone's page's to change until the zone is closed."""

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and not self._frozen(obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not self._frozen(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not self._frozen(obj)

    def _frozen(self, zone):
        return zone is not None and zone.is_closed


class AreaInline(PartInline):
    model = Area
    fields = ["kind", "name", "floor_area"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("kind").order_by("kind__position", "pk")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        # Read once for the page, not once for every area.
        field.choices = list(field.choices)
        return field

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        only_choose(formset.form, "kind")
        return formset


class CategoryPicker(AutocompleteSelectMultiple):
    """What a unit is fit for; the words of what is chosen are read once for all units of a page."""

    def __init__(self, *args, named, **kwargs):
        super().__init__(*args, **kwargs)
        self.named = named

    def optgroups(self, name, value, attr=None):
        chosen = [key for key in value if key in self.named]
        options = [
            self.create_option(name, key, self.named[key], True, index)
            for index, key in enumerate(chosen)
        ]
        return [(None, options, 0)]


class UnitInline(PartInline):
    model = Unit
    form = forms.UnitForm
    fields = ["code", "area", "floor_area", "capacity", "fit_for"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_board()

    def get_formset(self, request, obj=None, **kwargs):
        request.zone = obj
        kwargs["fields"] = [name for name in self.fields if name != "fit_for"]
        formset = super().get_formset(request, obj, **kwargs)
        only_choose(formset.form, "area")
        field = formset.form.base_fields["fit_for"]
        field.widget = CategoryPicker(
            Unit._meta.get_field("categories"),
            self.admin_site,
            named={category.pk: str(category) for category in field.queryset},
        )
        field.widget.choices = field.choices
        return formset

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "area":
            field.queryset = field.queryset.filter(zone=request.zone).order_by("kind__position")
            # Read once for the page, not once for every unit.
            field.choices = list(field.choices)
        return field
