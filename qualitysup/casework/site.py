"""The bureau's admin: Django's own, under our name, with today's work above the list of tables."""

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

FOREIGN = {"django", "knox", "axes"}


class BureauAdminConfig(AdminConfig):
    default_site = "qualitysup.casework.site.BureauAdminSite"


class BureauAdminSite(admin.AdminSite):
    site_header = site_title = _("QualitySup")
    index_title = _("Today's work")
    site_url = None
    enable_nav_sidebar = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.empty_value_display = "—"
        # Nothing of the bureau is deleted by the handful.
        self.disable_action("delete_selected")

    def register(self, model_or_iterable, admin_class=None, **options):
        """Pages that come with other packages know no divisions; they are left out."""
        if admin_class is None or admin_class.__module__.partition(".")[0] not in FOREIGN:
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request):
        """Roles open this door; Django's own ``is_staff`` opens nothing here."""
        return request.user.is_active and bool(request.user.permissions)

    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        """One sign-in for every door. Who is signed in already and comes here may not enter."""
        from django.contrib.auth.views import redirect_to_login

        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", ""))

    def logout(self, request, extra_context=None):
        return redirect("home")

    def password_change(self, request, extra_context=None):
        return redirect("password-change")

    def index(self, request, extra_context=None):
        from qualitysup.casework import home

        return super().index(request, home.context(request.user) | (extra_context or {}))

    def get_app_list(self, request, app_label=None):
        """The subjects first, then the kernel, as settings list them; tables as declared."""
        place = {config.label: place for place, config in enumerate(apps.get_app_configs())}
        found = self._build_app_dict(request, app_label).values()
        return sorted(found, key=lambda app: place[app["app_label"]])
