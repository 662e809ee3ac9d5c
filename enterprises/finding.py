from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise
from qualitysup.casework.finding import Findable, register_findable

register_findable(
    Findable(
        key="enterprises",
        label=_("Enterprises"),
        model=Enterprise,
        icon="factory",
        order=10,
        numbers=("uscc",),
        note=lambda firm: firm.uscc or "",
    )
)
