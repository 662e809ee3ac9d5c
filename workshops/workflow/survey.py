"""The special survey of a town's workshops: prepared, opened, concluded (食品安全法 36)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from qualitysup.casework.workflow import Clock, Step, Workflow, states
from qualitysup.regions.models import Division
from qualitysup.wording import listed
from workshops.models import Survey

State = Survey.State
BASIS = "食品安全法 36；专项调查方案"
# More names of villages than this in a refusal, and nobody reads them.
NAMED = 5


def form_published(survey):
    version = survey.checklist_version
    if version.published_on is None:
        return _("The survey form is a draft: publish it first.")
    if version.checklist.retired_on is not None:
        return _("The survey form is no longer used: choose another.")
    return ""


def of_a_town(survey):
    """Its villages are what is looked at, one by one."""
    if survey.division.level != Division.Level.TOWN:
        return _("A survey is of one town or street, and %s is none.") % survey.division
    if not villages_of(survey).exists():
        return _("The table of divisions has no village of %s.") % survey.division
    return ""


def has_trades(survey):
    if survey.trades.exists():
        return ""
    return _("Say first which trades are surveyed.")


def ends_ahead(survey):
    if survey.ends_on > survey.day:
        return ""
    return _("The planned end, %s, is over: set another.") % survey.ends_on.isoformat()


def every_village_settled(survey):
    """一村一村查: each was looked at, or a reason says why not."""
    waiting = survey.villages.waiting().select_related("village").order_by("village")
    left = waiting.count()
    if not left:
        return ""
    some = listed(each.village for each in waiting[:NAMED])
    words = ngettext(
        "%(left)d village was not looked at: %(some)s.",
        "%(left)d villages were not looked at: %(some)s.",
        left,
    )
    return words % {"left": left, "some": some if left <= NAMED else f"{some} …"}


def villages_of(survey):
    """The villages and communities that the town has on the day."""
    below = Division.objects.filter(parent=survey.division, level=Division.Level.VILLAGE)
    return below.in_force(survey.day)


SURVEY = Workflow(
    "workshops.Survey",
    Step(
        "open", gettext_lazy("Open the survey"), states(State.DRAFT), State.OPEN,
        "workshops.open_survey", BASIS,
        guards=(of_a_town, has_trades, form_published, ends_ahead),
        starts=(Clock("survey", "opened_on", amount="days_planned"),),
        waits_in=states(State.DRAFT),
    ),
    Step(
        "close", gettext_lazy("Conclude the survey"), states(State.OPEN), State.CLOSED,
        "workshops.close_survey", BASIS,
        guards=(every_village_settled,), meets=("survey",),
    ),
)  # fmt: skip
