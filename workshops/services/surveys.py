"""Special surveys: prepared, opened, carried from village to village, concluded."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qualitysup.casework import saving
from qualitysup.casework.workflow import TransitionRefused, refuse_if
from qualitysup.clock.services import deadlines
from workshops.models import Survey, SurveyRecord, SurveyVillage
from workshops.workflow.survey import SURVEY, villages_of

CHANGE = "workshops.change_survey"
LOOK = "workshops.change_surveyvillage"


@transaction.atomic
def draft(*, by, division, trades=(), people=(), **facts) -> Survey:
    """Prepare a survey of one town."""
    refuse_if(
        not by.has_perm("workshops.add_survey"), "forbidden", _("You may not prepare surveys.")
    )
    survey = Survey(division=division, created_by=by, **{"officer": by} | facts)
    saving.save(survey)
    survey.trades.set(trades)
    survey.people.set(people)
    return survey


@transaction.atomic
def save(survey, *, by, version=None, trades=None, people=None) -> Survey:
    """Keep what was changed; opened, only its end, its officer and its surveyors still change."""
    stored = _locked(survey)
    refuse_if(not by.has_perm(CHANGE), "forbidden", _("You may not change this survey."))
    refuse_if(
        version is not None and int(version) != stored.version,
        "stale",
        _("Somebody changed this case meanwhile. Look at it again first."),
    )
    refuse_if(
        stored.state == Survey.State.CLOSED, "wrong_state", _("A concluded survey is not changed.")
    )
    if stored.state == Survey.State.OPEN:
        _check_only_the_work_changes(survey, stored, trades)
    survey.state, survey.version = stored.state, stored.version + 1
    saving.save(survey)
    if trades is not None:
        survey.trades.set(trades)
    if people is not None:
        survey.people.set(people)
    if stored.state == Survey.State.OPEN and survey.ends_on != stored.ends_on:
        _move_the_end(survey, stored, by=by)
    return survey


def _check_only_the_work_changes(survey, stored, trades):
    """What is compared with one another has to be asked alike: form, trades and day stay."""
    kept = ("checklist_version_id", "starts_on")
    changed = [name for name in kept if getattr(survey, name) != getattr(stored, name)]
    if trades is not None and {trade.pk for trade in trades} != set(
        stored.trades.values_list("pk", flat=True)
    ):
        changed.append("trades")
    refuse_if(
        changed,
        "survey_runs",
        _("The survey is under way: its form, its trades and its first day stay as they are."),
    )


def _move_the_end(survey, stored, *, by):
    """Its term ends on another day; the decision that set the first one is replaced by this one."""
    refuse_if(
        survey.ends_on <= survey.opened_on,
        "ends_before_it_opened",
        _("A survey ends after the day on which it starts."),
    )
    moved = _("end moved from %(before)s to %(now)s") % {
        "before": stored.ends_on.isoformat(),
        "now": survey.ends_on.isoformat(),
    }
    deadlines.void(survey, ["survey"], reason=moved)
    deadlines.start(
        survey,
        "survey",
        on=survey.opened_on,
        holder=survey.holder or by,
        title=survey.title,
        amount=survey.days_planned,
    )


def _locked(survey) -> Survey:
    return Survey.objects.locked().get(pk=survey.pk)


def open_survey(survey, *, by, **words) -> Survey:
    """Send the surveyors out; every village of the town waits to be looked at from now on."""
    with SURVEY.step(survey, "open", by=by, **words) as survey:
        survey.opened_on = survey.on
        SurveyVillage.objects.bulk_create(
            SurveyVillage(survey=survey, village=village) for village in villages_of(survey)
        )
    return survey


def close(survey, *, by, conclusion, **words) -> Survey:
    """Conclude the survey once every village was looked at, or a reason says why not."""
    with SURVEY.step(survey, "close", by=by, **words) as survey:
        survey.closed_on = survey.on
        survey.conclusion = conclusion
    return survey


# --- From village to village ---------------------------------------------------------------------


@transaction.atomic
def look_at(villages, *, by, on=None, none_found=False) -> list[SurveyVillage]:
    """These villages of one survey were looked at on a day, by this person.

    Said again, the later day stands. "None found" is refused where a record says otherwise.
    """
    on = on or timezone.localdate()
    rows = _of_an_open_survey(villages, by=by)
    survey = rows[0].survey if rows else None
    refuse_if(on > timezone.localdate(), "future", _("A village is looked at on its day."))
    refuse_if(
        survey is not None and on < survey.opened_on,
        "before_it_opened",
        _("The survey was not open on that day."),
    )
    if none_found:
        _check_nothing_found(rows)
    for row in rows:
        row.looked_at_on, row.looked_at_by = on, by
        row.none_found, row.passed_over_because = none_found, ""
        saving.save(row)
    return rows


def _check_nothing_found(rows):
    found = SurveyRecord.objects.filter(
        survey__in={row.survey_id for row in rows}, division__in=[row.village_id for row in rows]
    )
    record = found.select_related("division", "workshop__enterprise").first()
    if record is not None:
        words = _("In %(village)s the survey found %(workshop)s.")
        named = {"village": record.division, "workshop": record.workshop}
        raise TransitionRefused("something_found", words % named)


@transaction.atomic
def pass_over(villages, *, by, because) -> list[SurveyVillage]:
    """These villages are not looked at in this survey, for this reason."""
    refuse_if(not because.strip(), "no_reason", _("Say in a few words why, or what."))
    rows = _of_an_open_survey(villages, by=by)
    looked_at = next((row for row in rows if row.looked_at_on is not None), None)
    refuse_if(looked_at is not None, "looked_at", _("%s was looked at; it stays so.") % looked_at)
    for row in rows:
        row.passed_over_because = because.strip()[:200]
        saving.save(row)
    return rows


def _of_an_open_survey(villages, *, by) -> list[SurveyVillage]:
    """The rows under lock, behind that of their survey: no step closes it meanwhile."""
    refuse_if(not by.has_perm(LOOK), "forbidden", _("You may not say where the survey stands."))
    villages = list(villages)
    surveys = {village.survey_id for village in villages}
    for survey in Survey.objects.locked().filter(pk__in=surveys):
        refuse_if(
            survey.state != Survey.State.OPEN,
            "wrong_state",
            _("“%s” is not under way.") % survey,
        )
    rows = SurveyVillage.objects.locked().filter(pk__in=[village.pk for village in villages])
    return list(rows.select_related("survey", "village"))
