"""What surveyors go out for: the workshops of their survey that nobody has looked at yet."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from inspections import errands
from inspections.models import Visit
from workshops.models import Survey, SurveyRecord, Workshop

# In the order of the villages; more than that nobody makes in a day.
A_DAY = 20


@errands.register
def workshops_to_survey(person, on):
    """Of each open survey of theirs; who was met and is new comes in by the phone itself."""
    offered = set()
    surveys = Survey.objects.under_way().of_person(person).filter(starts_on__lte=on)
    for survey in surveys.select_related("division").order_by("pk"):
        what = _("special survey: %s") % survey
        for workshop in waiting_in(survey).exclude(pk__in=offered)[:A_DAY]:
            offered.add(workshop.pk)
            yield errands.Errand(workshop, workshop.enterprise, what)


def waiting_in(survey):
    """The workshops of its town and trades that have no record in it."""
    found = SurveyRecord.objects.filter(survey=survey, workshop=OuterRef("pk"))
    rows = Workshop.objects.operating().filter(~Exists(found), trade__in=survey.trades.values("pk"))
    inside = rows.filter(rows.within(survey.division.prefix))
    return inside.select_related("enterprise").order_by("division", "pk")


@errands.serve("workshops.Workshop", Visit.Kind.SURVEY)
def surveyed_for(workshops, person):
    """The packet names the survey; the visit is wanted until that has a record of the workshop."""
    surveys = Survey.objects.under_way().of_person(person)
    surveys = surveys.select_related("checklist_version").prefetch_related("trades")
    found = set(
        SurveyRecord.objects.filter(survey__in=surveys, workshop__in=workshops).values_list(
            "survey", "workshop"
        )
    )
    # Of a survey that was concluded meanwhile nobody is visited any more.
    named = {workshop.pk: errands.Named(None, done=True) for workshop in workshops}
    for survey in surveys.order_by("pk"):
        for workshop in workshops:
            done = (survey.pk, workshop.pk) in found
            if _is_of(workshop, survey) and named[workshop.pk].done:
                named[workshop.pk] = errands.Named(
                    survey.pk,
                    done=done,
                    checklist=survey.checklist_version.checklist_id,
                    due_on=survey.ends_on,
                )
    return named


def _is_of(workshop, survey) -> bool:
    trades = {trade.pk for trade in survey.trades.all()}
    return workshop.trade_id in trades and workshop.division_id.startswith(survey.division_id[:9])
