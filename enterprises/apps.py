from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class EnterprisesConfig(AppConfig):
    name = "enterprises"
    verbose_name = _("enterprise register")

    def ready(self):
        from enterprises.checks import database_finds_chinese

        checks.register(database_finds_chinese, checks.Tags.database)
        # What each subject adds to the timeline of an enterprise, and what it can import.
        autodiscover_modules("timeline", "imports")
