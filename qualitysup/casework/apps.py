from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CaseworkConfig(AppConfig):
    name = "qualitysup.casework"
    verbose_name = _("casework")

    def ready(self):
        # What a subject contributes, each in its own file.
        autodiscover_modules("workflow", "navigation", "worklists", "finding")
