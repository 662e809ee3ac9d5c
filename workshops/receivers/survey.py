"""A finished visit of a survey becomes what the survey found at the workshop."""

from django.utils.translation import gettext_lazy as _

from inspections import follow_ups
from workshops.services import survey_records


@follow_ups.register(
    "survey-recorded",
    _("The workshop counts as surveyed"),
    basis="食品安全法 36",
    wanted=survey_records.found_by,
)
def workshop_was_surveyed(visit):
    survey_records.from_visit(visit)
