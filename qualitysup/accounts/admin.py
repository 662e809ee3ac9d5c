from axes.utils import reset
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from qualitysup.accounts.forms import NewPersonForm, PersonForm
from qualitysup.accounts.models import Station, User
from qualitysup.accounts.roles import Role
from qualitysup.regions.admin import ScopedAdmin
from qualitysup.states import Tone, state
from qualitysup.wording import listed


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return Role.choices

    def queryset(self, request, queryset):
        return queryset.filter(roles__contains=[self.value()]) if self.value() else queryset


@admin.register(User)
class PersonAdmin(ScopedAdmin, UserAdmin):
    """People as the security administrator keeps them. Nobody is deleted: an account is closed."""

    actions = ["unlock"]
    list_display = ["full_name", "username", "held_roles", "home", "station", "account"]
    list_filter = [RoleFilter, "is_active", ("station", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["home", "station"]
    search_fields = ["username", "full_name", "=badge_number"]
    ordering = ["username"]
    form = PersonForm
    add_form = NewPersonForm
    add_form_template = None
    change_user_password_template = "accounts/set_password.html"  # noqa: S105
    autocomplete_fields = ["home", "divisions", "station"]
    filter_horizontal = []
    readonly_fields = ["held_roles", "password_link", "last_login", "date_joined"]
    add_fieldsets = [
        (None, {"fields": ["username", "full_name", "password1", "password2"]}),
        (_("What this person may do"), {"fields": ["roles", "home", "divisions"]}),
    ]

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return self.add_fieldsets
        may_change = self.has_change_permission(request, obj)
        return [
            (
                None,
                {
                    "fields": ["username", "full_name", "is_active"]
                    + ["password_link"] * may_change
                    + ["last_login", "date_joined"]
                },
            ),
            (
                _("What this person may do"),
                {"fields": ["roles" if may_change else "held_roles", "home", "divisions"]},
            ),
            (_("Service"), {"fields": ["station", "badge_number", "badge_valid_to"]}),
            (_("How to reach them"), {"fields": ["email", "language"]}),
        ]

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.action(description=_("Unlock sign-in"), permissions=["change"])
    def unlock(self, request, queryset):
        for person in queryset:
            reset(username=person.username)
        done = len(queryset)
        words = ngettext("%d account may sign in again.", "%d accounts may sign in again.", done)
        self.message_user(request, words % done, messages.SUCCESS)

    @admin.display(description=_("roles"))
    def held_roles(self, person):
        return listed(Role(role).label for role in person.roles) or None

    @admin.display(description=_("account"), ordering="is_active")
    def account(self, person):
        return state(Tone.GOOD, _("in use")) if person.is_active else state(Tone.PLAIN, _("closed"))

    @admin.display(description=_("password"))
    def password_link(self, person):
        return format_html('<a href="../password/">{}</a>', _("Set a new password"))


@admin.register(Station)
class StationAdmin(ScopedAdmin):
    list_display = ["name", "division"]
    list_select_related = ["division"]
    search_fields = ["name"]
    autocomplete_fields = ["division", "also_serves"]
