"""What honours tell of the enterprise that holds them."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brands.models import (
    CounterfeitClue,
    Cultivation,
    Honour,
    HonourPeriod,
    PublicityItem,
    SweepFinding,
)
from enterprises import timeline
from enterprises.timeline import Entry

Origin = HonourPeriod.Origin


@timeline.register("honour", gettext_lazy("honours"))
def honours(enterprise_ids, user):
    """Granted, extended by a later rule, re-reviewed; ended, or run out."""
    if not user.has_perm("brands.view_honour"):
        return
    today = timezone.localdate()
    seen = Honour.objects.visible_to(user).once().filter(enterprise__in=enterprise_ids)
    for honour in seen.for_list().prefetch_related("periods"):
        url = honour.get_absolute_url()
        yield Entry(honour.granted_on, _("Honour granted: %(honour)s") % {"honour": honour}, url)
        for period in honour.periods.all():
            if told := _longer(honour, period):
                yield Entry(told[0], told[1], url)
        if honour.ended_on:
            words = {"honour": honour, "reason": honour.ended_because}
            yield Entry(honour.ended_on, _("Honour ended: %(honour)s (%(reason)s)") % words, url)
        elif honour.valid_to and honour.valid_to < today:
            yield Entry(honour.valid_to, _("Honour ran out: %(honour)s") % {"honour": honour}, url)


def _longer(honour, period):
    """When an extension or a re-review was said, and until when it is valid by it."""
    words = {"honour": honour, "day": period.ends_on.isoformat() if period.ends_on else "…"}
    if period.origin == Origin.EXTENSION:
        return period.said_on, _("Honour extended until %(day)s: %(honour)s") % words
    if period.origin == Origin.REVIEW:
        return period.said_on, _("Honour re-reviewed, valid until %(day)s: %(honour)s") % words
    return None


@timeline.register("sweep", gettext_lazy("sweeps for brands"))
def candidates(enterprise_ids, user):
    """That a sweep found it, for which product, and why."""
    if not user.has_perm("brands.view_sweepfinding"):
        return
    seen = SweepFinding.objects.visible_to(user).standing().filter(enterprise__in=enterprise_ids)
    for finding in seen.for_list():
        words = {"product": finding.product, "sweep": finding.cell.sweep}
        told = _("Candidate of %(sweep)s for %(product)s") % words
        yield Entry(finding.found_on, told, finding.get_absolute_url())


@timeline.register("publicity", gettext_lazy("publicity"))
def publicity(enterprise_ids, user):
    """What the bureau told of its honours, and what it withdrew."""
    if not user.has_perm("brands.view_publicityitem"):
        return
    seen = PublicityItem.objects.visible_to(user)
    for item in seen.filter(honour__enterprise__in=enterprise_ids, released_on__isnull=False):
        url = item.get_absolute_url()
        yield Entry(item.released_on, _("Publicised: %s") % item, url)
        if item.withdrawn_on:
            words = {"item": item, "reason": item.withdrawn_because}
            yield Entry(item.withdrawn_on, _("Withdrawn: %(item)s (%(reason)s)") % words, url)


@timeline.register("counterfeit", gettext_lazy("counterfeit clues"))
def counterfeits(enterprise_ids, user):
    """Clues that its goods are counterfeited, and how they ended."""
    if not user.has_perm("brands.view_counterfeitclue"):
        return
    seen = CounterfeitClue.objects.visible_to(user).for_list()
    for clue in seen.filter(honour__enterprise__in=enterprise_ids):
        url = clue.get_absolute_url()
        words = {"clue": clue, "honour": clue.honour}
        yield Entry(clue.received_on, _("%(clue)s: %(honour)s") % words, url)
        if clue.closed_on:
            words["outcome"] = clue.outcome
            yield Entry(clue.closed_on, _("%(clue)s ended: %(outcome)s") % words, url)


@timeline.register("cultivation", gettext_lazy("cultivation of brands"))
def cultivations(enterprise_ids, user):
    """Every stage that the firm reached on the way to an honour."""
    if not user.has_perm("brands.view_cultivation"):
        return
    seen = Cultivation.objects.visible_to(user).filter(enterprise__in=enterprise_ids)
    for cultivation in seen.select_related("kind").prefetch_related("log"):
        for entry in cultivation.log.all():
            words = {
                "honour": cultivation.kind,
                "stage": Cultivation.State(entry.to_state).label,
            }
            told = _("On the way to %(honour)s: %(stage)s") % words
            yield Entry(entry.on, told, cultivation.get_absolute_url())
