from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "qualitysup.reports"
    verbose_name = _("study reports")

    def ready(self):
        # Every app says in its own ``stated.py`` what sources say of its subject.
        autodiscover_modules("stated")
