"""What a survey found at one workshop: from a visit, or typed in from a paper form."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Enterprise
from inspections.models import ChecklistItem, Visit, VisitAnswer
from inspections.services import visits
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import TransitionRefused, refuse_if
from qualitysup.wording import listed
from workshops.models import (
    ScoringRule,
    Survey,
    SurveyRecord,
    SurveyVillage,
    Trade,
    Workshop,
)
from workshops.scoring import score

ADD = "workshops.add_surveyrecord"
# The items of a form by which a survey knows more of a workshop than how it is kept.
TRADE, FRINGE, FLOOR_AREA, STAFF = "trade", "fringe", "floor-area", "staff"
YES = "是"
OTHER_TRADE = "other"
# Beyond this it is a slip of the pen.
LARGEST_AREA, MOST_STAFF = 10**6, 10**4


@dataclass(frozen=True)
class Finding:
    """What was found at one workshop on one day, whichever way it came here."""

    on: dt.date
    by: object
    # Items that failed, and what the others were answered: {key: text or number}.
    failed: list[ChecklistItem]
    said: dict
    visit: Visit | None = None
    # As it stood on the paper form.
    answers: dict = field(default_factory=dict)
    note: str = ""


# --- From a visit --------------------------------------------------------------------------------


def found_by(visit) -> bool:
    """Whether this visit is to be taken into a survey: a door that was closed shows nothing."""
    if visit.kind != Visit.Kind.SURVEY or visit.disposition == Visit.Disposition.STOPPED:
        return False
    if visit.outcome in Visit.NOT_LOOKED_AT:
        return False
    return visit.errand is not None or surveys_for(visit).exists()


def surveys_for(visit):
    """Surveys that a visit without an errand may belong to: there, then, and on their form.

    A phone that meets a workshop which nobody knew does not know what it was made for.
    """
    day = visits.day_of(visit)
    open_then = Q(closed_on=None) | Q(closed_on__gte=day)
    return Survey.objects.containing(visit.division_id).filter(
        open_then,
        opened_on__lte=day,
        checklist_version__checklist__versions=visit.checklist_version_id,
    )


@transaction.atomic
def from_visit(visit) -> SurveyRecord:
    """The record of the survey that a visit was made for; done again, it is the one there is."""
    answers = list(visit.answers.select_related("item"))
    said = {answer.item.key: answer.text or answer.number for answer in answers}
    finding = Finding(
        on=visits.day_of(visit),
        by=visit.received_by,
        failed=[answer.item for answer in answers if answer.failed],
        said=said,
        visit=visit,
    )
    survey = _survey_of(visit, _trade_said(said))
    _check_day(survey, finding.on)
    refuse_if(
        visit.checklist_version is None
        or visit.checklist_version.checklist_id != survey.checklist_version.checklist_id,
        "another_form",
        _("The visit was not made on the form of the survey, %s.") % survey.checklist_version,
    )
    workshop = _workshop_of(visit, survey, said)
    return _keep(survey, workshop, finding)


def _survey_of(visit, trade) -> Survey:
    """The one it names; else, of those it may belong to, the latest that is of its trade."""
    rows = Survey.objects.select_related("division", "checklist_version__checklist")
    if visit.errand is not None:
        survey = rows.filter(pk=visit.errand).first()
    else:
        fitting = rows.filter(pk__in=surveys_for(visit).values("pk")).order_by("-opened_on", "-pk")
        survey = fitting.filter(trades=trade).first() or fitting.first()
    refuse_if(survey is None, "no_survey", _("There is no such survey."))
    return survey


def _workshop_of(visit, survey, said) -> Workshop:
    """The workshop that the visited enterprise is, entered now if nobody knew that it is one.

    Whoever surveys a workshop has it in the register by that, as with the enterprise itself.
    """
    # Two phones may meet the same workshop at once; the second waits here.
    firm = Enterprise.objects.locked().get(pk=visit.enterprise.survivor.pk)
    workshop = Workshop.objects.filter(enterprise=firm).first()
    if workshop is not None:
        return workshop
    workshop = Workshop(
        enterprise=firm,
        division_id=firm.division_id,
        trade=_trade_said(said) or _trade_of(survey),
        operator_name=(firm.legal_representative or firm.name)[:60],
        version=1,
    )
    save(workshop)
    return workshop


def _trade_said(said) -> Trade | None:
    name = str(said.get(TRADE) or "").strip()
    if not name:
        return None
    return Trade.objects.filter(Q(name=name) | Q(also_called__contains=[name])).first()


def _trade_of(survey) -> Trade:
    trades = list(survey.trades.all()[:2])
    return trades[0] if len(trades) == 1 else Trade.objects.get(key=OTHER_TRADE)


# --- From a paper form ---------------------------------------------------------------------------


@transaction.atomic
def enter(survey, workshop, *, by, on, answers: dict, note="") -> SurveyRecord:
    """Type in a paper form: ``answers`` by the keys of its items, what is not answered left out.

    A verdict is "pass", "fail" or "na", a number a number, anything else the words.
    """
    refuse_if(not by.has_perm(ADD), "forbidden", _("You may not record what a survey found."))
    refuse_if(on > timezone.localdate(), "future", _("A survey is recorded on its day."))
    survey = Survey.objects.select_related("division", "checklist_version__checklist").get(
        pk=survey.pk
    )
    _check_day(survey, on)
    items = {item.key: item for item in survey.checklist_version.items()}
    given = _understood(items, answers)
    left = [
        item
        for key, item in items.items()
        if item.answer == ChecklistItem.Answer.VERDICT and key not in given
    ]
    if left:
        words = _("%(count)d items are not answered, the first is “%(item)s”.")
        raise TransitionRefused("not_answered", words % {"count": len(left), "item": left[0]})
    finding = Finding(
        on=on,
        by=by,
        failed=[items[key] for key, value in given.items() if items[key].fails(value)],
        said=given,
        answers={key: str(value) for key, value in given.items()},
        note=note,
    )
    return _keep(survey, workshop, finding)


def _understood(items, answers) -> dict:
    """The answers as their items ask for them; what is left empty was not answered."""
    given = {key: value for key, value in answers.items() if value not in (None, "")}
    for key, value in given.items():
        refuse_if(key not in items, "no_such_item", _("The form has no item “%s”.") % key)
        item = items[key]
        choices = {
            ChecklistItem.Answer.VERDICT: VisitAnswer.Verdict.values,
            ChecklistItem.Answer.CHOICE: item.choices,
        }.get(item.answer)
        if item.answer == ChecklistItem.Answer.NUMBER:
            given[key] = number = _number(value)
            refuse_if(number is None, "no_number", _("“%s” asks for a number.") % item)
        elif choices is not None:
            words = _("“%(item)s” is answered with one of: %(choices)s.")
            refuse_if(
                value not in choices,
                "no_such_answer",
                words % {"item": item, "choices": listed(choices)},
            )
    return given


# --- Both ----------------------------------------------------------------------------------------


def _check_day(survey, on):
    """A phone may send late what it found while the survey ran."""
    over = survey.closed_on is not None and on > survey.closed_on
    refuse_if(
        survey.opened_on is None or on < survey.opened_on or over,
        "survey_not_open",
        _("“%(survey)s” was not under way on %(day)s.") % {"survey": survey, "day": on.isoformat()},
    )


def _keep(survey, workshop, finding) -> SurveyRecord:
    """Score it by the rule of its day, and let the workshop stand as its latest record says."""
    village = (
        SurveyVillage.objects.locked().filter(survey=survey, village=workshop.division_id).first()
    )
    workshop = Workshop.objects.locked().get(pk=workshop.pk)
    _check_there(survey, workshop)
    record = SurveyRecord.objects.filter(survey=survey, workshop=workshop).first()
    if record is not None and _is_older(finding, record):
        return record
    record = record or SurveyRecord(survey=survey, workshop=workshop)
    rule = ScoringRule.objects.in_force(finding.on).first()
    refuse_if(rule is None, "no_rule", _("No scoring rule is in force on that day."))
    scored = score(finding.failed, rule)
    for name in ("score", "key_failures", "failures", "complete", "reasons"):
        setattr(record, name, getattr(scored, name))
    record.division_id, record.rule = workshop.division_id, rule
    record.visit, record.surveyed_on, record.recorded_by = finding.visit, finding.on, finding.by
    record.answers, record.note = finding.answers, finding.note
    record.recorded_at = timezone.now()
    save(record)
    if village is not None and village.none_found:
        # Somebody found one after all.
        village.none_found = False
        save(village, update_fields=["none_found"])
    _show_on(workshop, record, said=finding.said)
    return record


def _check_there(survey, workshop):
    refuse_if(
        not workshop.division_id.startswith(survey.division.prefix),
        "elsewhere",
        _("%(workshop)s is not in %(town)s.") % {"workshop": workshop, "town": survey.division},
    )


def _is_older(finding, record) -> bool:
    """Whatever order phones find signal in, the later visit stands; so does the same one again."""
    if finding.on != record.surveyed_on:
        return finding.on < record.surveyed_on
    if finding.visit is None or record.visit_id is None:
        return False
    return finding.visit.pk <= record.visit_id


def _show_on(workshop, record, *, said):
    """The latest record of a workshop, of whichever survey, is what its lists and filters show."""
    latest = workshop.survey_records.order_by("-surveyed_on", "-pk").first()
    conditions = Workshop.Conditions
    workshop.surveyed_on, workshop.score = latest.surveyed_on, latest.score
    workshop.conditions = conditions.COMPLETE if latest.complete else conditions.INCOMPLETE
    if latest == record:
        _learn(workshop, said)
    save(workshop)


def _learn(workshop, said):
    """What the form asks of the workshop itself; a number that cannot be is no news."""
    if said.get(FRINGE):
        workshop.fringe = said[FRINGE] == YES
    area, staff = (_number(said.get(item)) for item in (FLOOR_AREA, STAFF))
    if area is not None and 0 <= area < LARGEST_AREA:
        workshop.floor_area = round(area, 2)
    if staff is not None and 0 <= staff < MOST_STAFF:
        workshop.headcount = int(staff)


def _number(value) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
