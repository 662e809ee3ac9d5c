from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BrandsConfig(AppConfig):
    name = "brands"
    verbose_name = _("brands")

    def ready(self):
        import brands.receivers
        import brands.selection  # noqa: F401  and from each what answers from below
