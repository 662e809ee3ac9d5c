from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkshopsConfig(AppConfig):
    name = "workshops"
    verbose_name = _("food workshops")

    def ready(self):
        import workshops.errands
        import workshops.receivers  # noqa: F401  connects what follows from visits
