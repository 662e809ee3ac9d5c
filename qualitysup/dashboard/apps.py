from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class DashboardConfig(AppConfig):
    name = "qualitysup.dashboard"
    verbose_name = _("dashboard")

    def ready(self):
        from qualitysup.dashboard.counted import CountedFilter
        from qualitysup.dashboard.services import tallies
        from qualitysup.regions import admin

        # Every app says in its own ``indicators.py`` what its managers watch.
        autodiscover_modules("indicators")
        post_migrate.connect(tallies.install, sender=self)
        admin.EVERYWHERE.append(CountedFilter)
