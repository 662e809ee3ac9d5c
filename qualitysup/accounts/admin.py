from axes.utils import reset
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy
from django.views.decorators.csrf import csrf_protect

from qualitysup.accounts import devices
from qualitysup.accounts.forms import CloseDeviceForm, NewPersonForm, PersonForm
from qualitysup.accounts.models import Device, Station, User
from qualitysup.accounts.roles import Role
from qualitysup.regions.admin import ReadOnlyAdmin, ScopedAdmin
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


class DeviceStandingFilter(admin.SimpleListFilter):
    title = pgettext_lazy("of a phone", "standing")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("open", _("in use")), ("closed", pgettext("of a phone", "signed out"))]

    def queryset(self, request, queryset):
        if self.value() not in ("open", "closed"):
            return queryset
        return queryset.filter(closed_at__isnull=self.value() == "open")


@admin.register(Device)
class DeviceAdmin(ReadOnlyAdmin):
    """Phones with the field app: a lost one is signed out here."""

    list_display = ["person", "short_name", "standing", "unsent", "last_seen_at"]
    list_filter = [DeviceStandingFilter, ("last_seen_at", admin.DateFieldListFilter)]
    search_fields = ["person__username", "person__full_name", "name"]
    ordering = ["-last_seen_at", "-pk"]
    fieldsets = [
        (None, {"fields": ["person", "name", "uuid", "first_seen_at", "last_seen_at", "unsent"]}),
        (
            _("If it was lost"),
            {
                "fields": [
                    "standing",
                    "closed_at",
                    "closed_by",
                    "closed_why",
                    "obeyed_at",
                    "way_out",
                ]
            },
        ),
    ]
    readonly_fields = ["standing", "way_out"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_urls(self):
        own = path(
            "<int:pk>/close/",
            self.admin_site.admin_view(self.close_view),
            name="accounts_device_close",
        )
        return [own, *super().get_urls()]

    @admin.display(description=_("phone"), ordering="name")
    def short_name(self, device):
        return device.short_name

    @admin.display(description=pgettext_lazy("of a phone", "standing"), ordering="closed_at")
    def standing(self, device):
        if device.closed_at is None:
            return state(Tone.GOOD, _("in use"))
        if device.obeyed_at is None:
            words = (
                _("to be wiped when it calls") if device.wipe else _("to be locked when it calls")
            )
            return state(Tone.SOON, words)
        return state(Tone.PLAIN, _("wiped") if device.wipe else _("locked"))

    @admin.display(description=_("sign out"))
    def way_out(self, device):
        return format_html('<a class="button" href="../close/">{}</a>', _("Sign this phone out"))

    @method_decorator(csrf_protect)
    def close_view(self, request, pk):
        """Before it is decided stands what would be lost: the records that it last said it has."""
        device = self.get_object(request, str(pk))
        if device is None or not self.has_view_permission(request, device):
            raise Http404
        if not request.user.has_perm("accounts.close_device"):
            raise PermissionDenied
        form = CloseDeviceForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            devices.close(device, by=request.user, **form.cleaned_data)
            words = _("The phone is signed out. The rest it does when it calls the next time.")
            self.message_user(request, words, messages.SUCCESS)
            return redirect("admin:accounts_device_change", device.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Sign this phone out"),
            "opts": self.opts,
            "original": device,
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "accounts/close_device.html", context)
