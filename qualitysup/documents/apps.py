from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "qualitysup.documents"
    verbose_name = _("documents")

    def ready(self):
        # Every subject registers the kinds of paper it issues in its own ``documents.py``.
        autodiscover_modules("documents")
        post_migrate.connect(_install_shipped_templates, sender=self)


def _install_shipped_templates(using, **kwargs):
    from qualitysup.documents.services import templates

    templates.install_shipped(using=using)
