from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InvestmentConfig(AppConfig):
    name = "investment"
    verbose_name = _("investment")

    def ready(self):
        import investment.outings  # noqa: F401  offered to phones
