from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "qualitysup.accounts"
    verbose_name = _("people and stations")

    def ready(self):
        # Every app says in its own ``grants.py`` what each role may do there.
        autodiscover_modules("grants")
