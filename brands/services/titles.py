"""Everything that writes regional titles: entered, re-reviewed, withdrawn."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brands.models import RegionalTitle, TitleReview
from enterprises.services import register as enterprises
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from qualitysup.clock.models import Deadline
from qualitysup.clock.services import deadlines

REVIEW = "title-review"


@transaction.atomic
def keep(title, *, by) -> RegionalTitle:
    """Enter or correct a title; the day of its next re-review is a deadline."""
    permission = "brands.change_regionaltitle" if title.pk else "brands.add_regionaltitle"
    refuse_if(not by.has_perm(permission), "forbidden", _("You may not enter regional titles."))
    enterprises.refuse_out_of_reach(title.division_id, by=by)
    save(title)
    watch(title)
    return title


@transaction.atomic
def review(title, *, by, year, source, next_on=None) -> RegionalTitle:
    """复评: it was kept, and the next re-review is due on another day."""
    title = _kept(title, by=by)
    today = timezone.localdate()
    refuse_if(not source.strip(), "no_source", _("Name the announcement that says so."))
    refuse_if(year > today.year, "future", _("A step is recorded on its day, not before it."))
    refuse_if(
        title.granted_year is not None and year < title.granted_year,
        "before_it_began",
        _("It was granted only in %s.") % title.granted_year,
    )
    refuse_if(next_on is not None and next_on <= today, "past", _("The next re-review lies ahead."))
    save(TitleReview(title=title, year=year, source=source.strip(), entered_by=by))
    deadlines.meet(title, [REVIEW])
    title.review_due_on = next_on
    save(title, update_fields=["review_due_on"])
    watch(title)
    return title


@transaction.atomic
def withdraw(title, *, by, because, on=None) -> RegionalTitle:
    """Whoever granted it took it back, or did not renew it."""
    title = _kept(title, by=by)
    refuse_if(not because.strip(), "no_reason", _("Give the reason."))
    on = on or timezone.localdate()
    refuse_if(
        on > timezone.localdate(), "future", _("A step is recorded on its day, not before it.")
    )
    title.withdrawn_on, title.withdrawn_because = on, because.strip()[:200]
    save(title, update_fields=["withdrawn_on", "withdrawn_because"])
    Deadline.objects.of(title).open().void(title.withdrawn_because)
    return title


def _kept(title, *, by) -> RegionalTitle:
    refuse_if(
        not by.has_perm("brands.change_regionaltitle"),
        "forbidden",
        _("You may not change regional titles."),
    )
    title = RegionalTitle.objects.visible_to(by).locked().get(pk=title.pk)
    refuse_if(title.withdrawn_on is not None, "withdrawn", _("This title was withdrawn."))
    return title


def watch(title) -> None:
    """The next re-review is a deadline of whoever looks after the title."""
    today = timezone.localdate()
    running = Deadline.objects.of(title).open().filter(term=REVIEW)
    if title.review_due_on is None or title.review_due_on <= today:
        return
    running.exclude(due_on=title.review_due_on).void(_("due on another day"))
    start = deadlines.Start(REVIEW, today, amount=(title.review_due_on - today).days, rule_on=today)
    deadlines.start_all(title, [start], holder=title.officer, title=str(title))
