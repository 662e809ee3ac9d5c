from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InspectionsConfig(AppConfig):
    name = "inspections"
    verbose_name = _("inspections")

    def ready(self):
        import inspections.receivers  # noqa: F401  connects what answers signals.visit_finished
