from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "qualitysup.audit"
    verbose_name = _("audit trail")

    def ready(self):
        from qualitysup.audit import receivers, triggers  # noqa: F401

        # After every app's turn, so that it comes after whichever of them installs triggers.
        post_migrate.connect(triggers.let_none_be_ignored)
