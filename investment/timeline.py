"""What investment tells of an enterprise that was a prospect before it was registered."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises import timeline
from enterprises.timeline import Entry
from investment.models import Prospect


@timeline.register("prospect", gettext_lazy("investment"))
def prospects(enterprise_ids, user):
    """Every stage that it reached, and the visits that were made to it."""
    if not user.has_perm("investment.view_prospect"):
        return
    seen = Prospect.objects.visible_to(user).filter(enterprise__in=enterprise_ids)
    for prospect in seen.prefetch_related("log", "visits"):
        url = prospect.get_absolute_url()
        yield Entry(prospect.found_on, _("Found as a prospect: %s") % prospect.source, url)
        for entry in prospect.log.all():
            stage = Prospect.State(entry.to_state).label
            yield Entry(entry.on, _("As a prospect: %s") % stage, url)
        for visit in prospect.visits.all():
            if visit.visited_on:
                yield Entry(visit.visited_on, _("Visited as a prospect"), url)
