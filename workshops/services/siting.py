"""In which zone a workshop works on a day."""

from workshops.models import Allocation


def zone_of(workshop, day):
    """The zone that the workshop had moved into by a day, or ``None``."""
    held = Allocation.objects.occupied(day).filter(workshop=workshop, moved_in_on__lte=day)
    held = held.select_related("zone").order_by("-pk").first()
    return held.zone if held else None
