"""What goes from the ledgers once the law keeps it no longer, and what stays and why.

食品安全法 50, 51, 53: six months past the shelf life, two years without one. The database refuses
whatever goes too early; this is what goes in time.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qualitysup.casework.workflow import TransitionRefused
from qualitysup.evidence.models import Attachment
from workshops.models import (
    Lot,
    LotCorrection,
    LotInput,
    LotLog,
    LotTest,
    LotTestItem,
    QuarantinePaper,
    Recall,
    RecallLine,
    RequiredTest,
    Sale,
)
from workshops.services.refusals import in_words


@dataclass
class Purge:
    """What went, or would go, and what stays though its own time is over."""

    gone: Counter = field(default_factory=Counter)
    stays: list[tuple[Lot, str]] = field(default_factory=list)


def purge(*, apply=False) -> Purge:
    """Take lots out with all that hangs on them; without ``apply`` nothing is touched.

    Doing it again changes nothing. The history of the rows stays with the audit.
    """
    today = timezone.localdate()
    found, going = Purge(), set()
    # What was made of a lot is younger and goes first: a source stays while something names it.
    for lot in Lot.objects.past_keeping(today).order_by("-pk").for_list():
        reason = why_it_stays(lot, going, on=today)
        if not reason and apply:
            reason = _refusal_to_take_out(lot)
        if reason:
            found.stays.append((lot, reason))
        else:
            going.add(lot.pk)
            found.gone["lots"] += 1
    papers = QuarantinePaper.objects.filter(keep_until__lt=today).exclude(
        pk__in=Lot.objects.exclude(pk__in=going)
        .filter(quarantine_paper__isnull=False)
        .values("quarantine_paper")
    )
    found.gone["papers"] = papers.count()
    if apply:
        papers.delete()
    return found


def why_it_stays(lot, going, *, on) -> str:
    """What still rests on a lot whose own time is over, or ""."""
    if lot.uses.exclude(lot__in=going).exists():
        return _("something that is kept was made of it")
    sales = lot.sales.all()
    if sales.filter(keep_until__gte=on).exists():
        return _("a sale of it is kept still")
    if Lot.objects.filter(sale__in=sales).exclude(pk__in=going).exists():
        return _("an operator that bought it keeps its own entry")
    if Recall.objects.filter(lot=lot).exists() or RecallLine.objects.filter(lot=lot).exists():
        return _("a recall names it")
    if RequiredTest.objects.filter(test__lot=lot).exists():
        return _("a mandatory test of the plan rests on it")
    if Attachment.objects.filter(
        case_type=ContentType.objects.get_for_model(Lot), case_id=lot.pk
    ).exists():
        return _("evidence hangs on it")
    return ""


def _refusal_to_take_out(lot) -> str:
    """One lot in a transaction of its own; what the database keeps is left where it is."""
    try:
        with in_words(), transaction.atomic():
            # Counter-entries and corrected reports before what they speak of.
            for rows in (
                LotTestItem.objects.filter(test__lot=lot),
                LotTest.objects.filter(lot=lot, replaces__isnull=False),
                LotTest.objects.filter(lot=lot),
                Sale.objects.filter(lot=lot, corrects__isnull=False),
                Sale.objects.filter(lot=lot),
                LotInput.objects.filter(lot=lot, corrects__isnull=False),
                LotInput.objects.filter(lot=lot),
                LotCorrection.objects.filter(lot=lot),
                LotLog.objects.filter(case=lot),
                Lot.objects.filter(pk=lot.pk),
            ):
                rows.delete()
    except TransitionRefused as refusal:
        return refusal.reason
    return ""
