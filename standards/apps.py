from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StandardsConfig(AppConfig):
    name = "standards"
    verbose_name = _("standards")

    def ready(self):
        import standards.receivers
        import standards.replies  # noqa: F401  and from each what answers from below
