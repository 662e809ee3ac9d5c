from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkshopsConfig(AppConfig):
    name = "workshops"
    verbose_name = _("food workshops")

    def ready(self):
        import workshops.errands
        import workshops.receivers
        import workshops.selection  # noqa: F401  and from each what answers from below
