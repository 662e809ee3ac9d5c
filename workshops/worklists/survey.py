"""What waits of surveys: the villages of mine, and workshops that nobody proposed a way out for."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qualitysup.casework.home import Worklist, WorkRow, register_worklist, worklist_of
from qualitysup.regions.querysets import count_up_to
from qualitysup.states import Tone
from qualitysup.wording import listed
from workshops.models import Survey, SurveyRecord, SurveyVillage
from workshops.services.candidates import RANK

TO_PROPOSE = "admin:workshops_surveyrecord_ranking"


def mine(user):
    return Survey.objects.visible_to(user).under_way().of_person(user).order_by("ends_on", "pk")


def villages_waiting(user):
    rows = SurveyVillage.objects.visible_to(user).waiting()
    return rows.filter(survey__in=mine(user).order_by().values("pk")).order_by("survey", "village")


def village_rows(villages):
    return [
        WorkRow(
            title=str(each.village),
            url=reverse("admin:workshops_survey_villages", args=[each.survey_id]),
            note=str(each.survey),
        )
        for each in villages.select_related("survey")
    ]


def to_propose(user):
    """Incomplete by the latest survey, and on the way nowhere."""
    return SurveyRecord.objects.visible_to(user).latest().incomplete().unproposed()


def candidate_rows(user, shown):
    for record in to_propose(user).for_ranking().order_by("score", "pk")[:shown]:
        yield WorkRow(
            title=str(record.workshop),
            url=record.get_absolute_url(),
            note=listed(record.reasons_in_words[:2]),
            state=record.shown_conditions,
        )


register_worklist(
    worklist_of(
        SurveyVillage,
        "survey-villages",
        _("Villages to look at"),
        villages_waiting,
        {"standing": "waiting", "mine": "1"},
        said=village_rows,
        permission="workshops.change_surveyvillage",
        tone=Tone.INFO,
        order=33,
        in_field=True,
    ),
    Worklist(
        key="survey-candidates",
        label=_("Workshops with incomplete conditions, not proposed for a zone"),
        count=lambda user: count_up_to(to_propose(user))[0],
        rows=candidate_rows,
        url=lambda user: reverse(TO_PROPOSE),
        permission=RANK,
        tone=Tone.SOON,
        order=34,
    ),
)
