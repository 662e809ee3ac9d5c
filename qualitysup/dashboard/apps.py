from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class DashboardConfig(AppConfig):
    name = "qualitysup.dashboard"
    verbose_name = _("dashboard")

    def ready(self):
        # Every app says in its own ``indicators.py`` what its managers watch.
        autodiscover_modules("indicators")
