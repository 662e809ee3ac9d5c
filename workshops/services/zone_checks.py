"""What the zone's people check themselves (统一管理): answered in one piece, scored, kept."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inspections.models import ChecklistItem
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from qualitysup.wording import listed
from workshops import scoring
from workshops.models import Allocation, ScoringRule, ZoneCheck, ZoneCheckAnswer

ADD = "workshops.add_zonecheck"
# The checklist that the pages offer; a bureau may publish others of this kind.
CHECKLIST = "zone-check"

FIELDS = {
    ChecklistItem.Answer.VERDICT: "verdict",
    ChecklistItem.Answer.NUMBER: "number",
    ChecklistItem.Answer.TEXT: "text",
    ChecklistItem.Answer.CHOICE: "text",
}


@transaction.atomic
def record(*, by, zone, checklist_version, answers, workshop=None, checked_on=None, note=""):
    """Keep a check with all its answers: ``{"item": …, "value": …, "note": …}`` by key of item."""
    refuse_if(not by.has_perm(ADD), "forbidden", _("You may not record checks of a zone."))
    day = checked_on or timezone.localdate()
    refuse_if(day > timezone.localdate(), "future", _("A check is recorded on its day."))
    refuse_if(
        checklist_version.published_on is None or checklist_version.published_on > day,
        "not_published",
        _("This checklist was not published on that day."),
    )
    _check_inside(zone, workshop, day)
    rule = ScoringRule.objects.in_force(day).first()
    refuse_if(rule is None, "no_rule", _("No scoring rule is in force on that day."))
    items = {item.key: item for item in checklist_version.items()}
    rows = _answered(items, answers)
    scored = scoring.score([row.item for row in rows if row.failed], rule)
    check = ZoneCheck(
        zone=zone,
        division_id=zone.division_id,
        workshop=workshop,
        checked_on=day,
        checklist_version=checklist_version,
        rule=rule,
        score=scored.score,
        failures=scored.failures,
        key_failures=scored.key_failures,
        note=note,
        by=by,
    )
    save(check)
    for row in rows:
        row.zone_check = check
    ZoneCheckAnswer.objects.bulk_create(rows)
    return check


def _check_inside(zone, workshop, day):
    if workshop is None:
        return
    places = Allocation.objects.occupied(day).filter(zone=zone, workshop=workshop)
    refuse_if(
        not places.exists(),
        "not_in_the_zone",
        _("%(workshop)s had no unit in %(zone)s on that day.")
        % {"workshop": workshop, "zone": zone},
    )


def _answered(items, answers) -> list[ZoneCheckAnswer]:
    given = {answer["item"]: answer for answer in answers}
    unknown = listed(sorted(given.keys() - items.keys()))
    refuse_if(bool(unknown), "unknown_item", _("The checklist has no item “%s”.") % unknown)
    missing = [item.text for key, item in items.items() if key not in given]
    refuse_if(bool(missing), "unanswered", _("Not answered: %s.") % listed(missing[:3]))
    return [_answer(item, given[key]) for key, item in items.items()]


def _answer(item, given):
    value = given["value"]
    row = ZoneCheckAnswer(item=item, note=given.get("note", ""))
    setattr(row, FIELDS[item.answer], value)
    row.clean_fields(exclude=["zone_check", "item"])
    refuse_if(
        item.answer == ChecklistItem.Answer.CHOICE and value not in item.choices,
        "unknown_choice",
        _("“%(value)s” is no choice of “%(item)s”.") % {"value": value, "item": item},
    )
    refuse_if(
        item.answer == ChecklistItem.Answer.VERDICT and not row.verdict,
        "unanswered",
        _("Not answered: %s.") % item.text,
    )
    row.failed = item.fails(getattr(row, FIELDS[item.answer]))
    return row
