"""Who is honoured is patrolled (名优企业的巡查制度); two of them nobody has planned for yet."""

from brands.demo.staff import ahead
from brands.models import Honour
from enterprises.models import Enterprise
from inspections.services import patrols

LEFT = 2


def load(staff) -> None:
    held = Honour.objects.unprotected().order_by().values("enterprise")
    firms = list(Enterprise.objects.filter(pk__in=held).order_by("pk"))
    for nth, firm in enumerate(firms[LEFT:]):
        patrols.enter(
            by=staff.chief, enterprise=firm, due_on=ahead(20 + 9 * nth), note="名优企业巡查（演示）"
        )
