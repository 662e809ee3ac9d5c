"""Who is told that checks are theirs to make, or no longer: one notice each, however many.

And the desk, of files that no visit names.
"""

from collections import Counter

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy, override

from inspections.models import DrawnInspector
from qualitysup.accounts.models import User
from qualitysup.accounts.roles import roles_with
from qualitysup.notices.channels import language_of
from qualitysup.notices.models import Kind, Notice
from qualitysup.notices.services import owing

MOST_LINES = 20


def assigned(changes, *, by) -> list[Notice]:
    """Patrols that were given to people or taken from them: ``(patrol, before, now)`` each."""
    given, taken = {}, {}
    for patrol, before, now in changes:
        for person in now - before:
            given.setdefault(person, []).append(patrol)
        for person in before - now:
            taken.setdefault(person, []).append(patrol)
    at = timezone.now().isoformat()
    return owing.record(
        _of_patrols(person, patrols, by=by, stage=f"{what} {at}", taken=what == "taken")
        for what, people in (("given", given), ("taken", taken))
        for person, patrols in people.items()
        if person != by
    )


def _of_patrols(person, patrols, *, by, stage, taken):
    with override(language_of(person)):
        count = len(patrols)
        if taken:
            words = ngettext(
                "%(count)d patrol is no longer yours",
                "%(count)d patrols are no longer yours",
                count,
            )
        else:
            words = ngettext("%(count)d patrol for you", "%(count)d patrols for you", count)
        lines = [f"{_day(patrol.due_on)}  {patrol.title}" for patrol in patrols[:MOST_LINES]]
        if count > MOST_LINES:
            lines.append("…")
        lines.append(_("By: %s") % by)
        subject = words % {"count": count}
    return owing.written(
        person,
        topic=f"patrols:{by.pk}",
        stage=stage,
        kind=Kind.ASSIGNED,
        subject=subject,
        body="\n".join(lines),
        url=_page(patrols, "admin:inspections_patrol_changelist", "who=me"),
        division_id=patrols[0].division_id if count == 1 else None,
    )


def draw_handed_out(draw, *, by) -> list[Notice]:
    """Every inspector of a draw hears once how many checks are theirs, and until when."""
    return _of_draw(draw, by=by, stage="given", taken=False)


def draw_called_off(draw, *, by) -> list[Notice]:
    """Before a draw that was handed out is cancelled: whose checks are no longer to be made."""
    return _of_draw(draw, by=by, stage="taken", taken=True)


def _of_draw(draw, *, by, stage, taken):
    own = {}
    rows = DrawnInspector.objects.standing()
    for row in rows.filter(drawn__draw=draw, drawn__state="to_check").select_related("person"):
        own.setdefault(row.person, []).append(row.drawn_id)
    return owing.record(
        _of_checks(person, draw, len(checks), by=by, stage=stage, taken=taken)
        for person, checks in own.items()
        if person != by
    )


def check_handed_on(drawn, *, released, substitute, by) -> list[Notice]:
    """One check of a draw goes to somebody else: both hear of it."""
    stage = f"{drawn.pk} {timezone.now().isoformat()}"
    return owing.record(
        _of_checks(person, drawn.draw, 1, by=by, stage=stage, taken=taken, drawn=drawn)
        for person, taken in ((released, True), (substitute, False))
        if person != by
    )


def _of_checks(person, draw, count, *, by, stage, taken, drawn=None):
    with override(language_of(person)):
        if taken:
            words = ngettext(
                "%(count)d check is no longer yours", "%(count)d checks are no longer yours", count
            )
        else:
            words = ngettext("%(count)d check for you", "%(count)d checks for you", count)
        subject = f"{words % {'count': count}} – {draw.name}"
        lines = [drawn.party_name] if drawn else []
        lines += [_("To be made until: %s") % _day(draw.ends_on), _("By: %s") % by]
    return owing.written(
        person,
        topic=f"draw-checks:{draw.pk}",
        stage=stage,
        kind=Kind.ASSIGNED,
        subject=subject,
        body="\n".join(lines),
        url=_page(
            [drawn] if drawn else [],
            "admin:inspections_drawnenterprise_changelist",
            "standing=mine",
        ),
        division_id=draw.division_id,
    )


def left_over(files) -> list[Notice]:
    """Once a week the desk hears that files were sent from its town that no visit names."""
    year, week, _weekday = timezone.localdate().isocalendar()
    homes = Counter(file.stored_by.home_id for file in files if file.stored_by.home_id)
    told = []
    for home, count in sorted(homes.items()):
        told += owing.owe(
            User.objects.responsible_for(home, *roles_with("inspections.resolve_visit")),
            topic=f"left-over:{home}",
            stage=f"{year}-{week}",
            kind=Kind.WORK,
            subject=ngettext_lazy(
                "%d file was sent that belongs to nothing",
                "%d files were sent that belong to nothing",
                count,
            )
            % count,
            url=reverse("admin:inspections_visit_left_over"),
        )
    return told


def _page(rows, listed, mine) -> str:
    """The one it is about, or the list of one's own."""
    return rows[0].get_absolute_url() if len(rows) == 1 else f"{reverse(listed)}?{mine}"


def _day(day) -> str:
    return date_format(day, "Y-m-d D")
