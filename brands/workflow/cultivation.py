"""The way of a firm to an honour: eight stages, none skipped, each with what it asks (R25, R26).

What is missing for the next stage is what the guards of its step say: page, API and refusal are
drawn from this one table.
"""

from dataclasses import dataclass

from django.db.models import Avg, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from brands import vetoes
from brands.models import Area, Cultivation
from enterprises.models import Enterprise
from qualitysup.casework.workflow import Step, Workflow, states
from qualitysup.wording import in_a_row, listed

State = Cultivation.State
BASIS = "质量兴区、名牌战略工作方案"
RULES = "中国名牌产品管理办法；各荣誉评价办法"
DECIDE = "brands.decide_cultivation"
# More of them in a refusal, and nobody reads them.
NAMED = 3


def kind_is_granted(cultivation):
    if cultivation.kind.is_granted(cultivation.day):
        return ""
    return _("%s is not granted any more: aim at another honour.") % cultivation.kind


def firm_is_operating(cultivation):
    firm = cultivation.enterprise
    if firm.merged_into_id:
        return _("The enterprise was merged into another one: begin anew there.")
    if firm.status != Enterprise.Status.OPERATING:
        return _("The enterprise does not operate: %s.") % firm.get_status_display()
    return ""


def screened_by_somebody(cultivation):
    if cultivation.screenings.exists():
        return ""
    return _("Nobody has screened the firm yet: fill in a screening sheet.")


def reaches_the_pass_mark(cultivation):
    score = mean_score(cultivation)
    if score is None:
        return ""
    mark = cultivation.screenings.order_by("-pk").first().sheet.pass_mark
    if score >= mark:
        return ""
    words = _("The mean score is %(score)s, and %(mark)s are wanted.")
    return words % {"score": round(score, 1), "mark": mark}


def visited_at_least_once(cultivation):
    if cultivation.visits.exists():
        return ""
    return _("Nobody has visited the firm yet: record the visit.")


def papers_complete(cultivation):
    return _open_of(cultivation, [Area.MATERIALS], _("Papers of the application are missing"))


def assistance_finished(cultivation):
    areas = [Area.ADOPTION, Area.METROLOGY]
    return _open_of(cultivation, areas, _("Of the assistance is still open"))


def conditions_met(cultivation):
    return _open_of(cultivation, [Area.CONDITION], _("Conditions of the honour are not met"))


def no_veto(cultivation):
    """Read now, under the lock of the step: what appeared since the page was drawn counts."""
    found = vetoes.against(cultivation)
    if not found:
        return ""
    words = ngettext("A veto stands against it: %s", "Vetoes stand against it: %s", len(found))
    return words % in_a_row(veto.words for veto in found[:NAMED])


def _open_of(cultivation, areas, words):
    left = list(cultivation.commitments.open().filter(area__in=areas).order_by("area", "pk"))
    if not left:
        return ""
    some = listed(each.words for each in left[:NAMED])
    return f"{words} ({len(left)}): {some}{' …' if len(left) > NAMED else ''}"


def mean_score(cultivation):
    """The mean of what the officers gave it, of 100; None where nobody did."""
    totals = cultivation.screenings.order_by().annotate(total=Sum("points__points"))
    return totals.aggregate(mean=Avg("total"))["mean"]


CULTIVATION = Workflow(
    "brands.Cultivation",
    Step(
        "recommend", gettext_lazy("Recommend"), states(State.SURVEYED), State.RECOMMENDED,
        "brands.recommend_cultivation", BASIS,
        guards=(firm_is_operating, kind_is_granted), waits_in=states(State.SURVEYED),
    ),
    Step(
        "screen", gettext_lazy("Select it in the screening"), states(State.RECOMMENDED),
        State.SCREENED, DECIDE, BASIS,
        guards=(firm_is_operating, kind_is_granted, screened_by_somebody),
        soft_guards=(reaches_the_pass_mark,), waits_in=states(State.RECOMMENDED),
    ),
    # It comes with the catalogue that is issued.
    Step(
        "catalogue", gettext_lazy("Enter it in the catalogue"), states(State.SCREENED),
        State.CATALOGUED, "brands.freeze_catalogue", BASIS,
        guards=(firm_is_operating, kind_is_granted), offered=False,
    ),
    Step(
        "visit", gettext_lazy("The firm was visited"), states(State.CATALOGUED), State.VISITED,
        "brands.change_cultivation", BASIS,
        guards=(firm_is_operating, visited_at_least_once),
    ),
    Step(
        "begin", gettext_lazy("Begin to cultivate it"), states(State.VISITED), State.CULTIVATED,
        DECIDE, BASIS,
        guards=(firm_is_operating, kind_is_granted), waits_in=states(State.VISITED),
    ),
    Step(
        "apply", gettext_lazy("Apply for the honour"), states(State.CULTIVATED), State.APPLIED,
        "brands.apply_cultivation", RULES,
        guards=(firm_is_operating, kind_is_granted, no_veto, papers_complete),
        soft_guards=(assistance_finished, conditions_met),
    ),
    Step(
        "win", gettext_lazy("The honour was granted"), states(State.APPLIED), State.WON,
        "brands.apply_cultivation", RULES,
    ),
    Step(
        "lose", gettext_lazy("The honour was not granted"), states(State.APPLIED), State.LOST,
        "brands.apply_cultivation", RULES, noted=True,
    ),
    Step(
        "drop", gettext_lazy("Drop it"), states(*Cultivation.STAGES), State.DROPPED,
        DECIDE, BASIS, noted=True,
    ),
    override_permission="brands.override_cultivation",
)  # fmt: skip

# The step that leads on from each stage.
FORWARD = {
    source: step
    for step in CULTIVATION.steps.values()
    for source in step.sources
    if step.name not in ("lose", "drop")
}


@dataclass(frozen=True)
class Missing:
    """What is still in the way of the next stage; the code is the guard's name."""

    code: str
    words: str
    overridable: bool


def missing(cultivation) -> list[Missing]:
    """Everything that the next stage still lacks, hard reasons first."""
    step = FORWARD.get(cultivation.state)
    if step is None:
        return []
    return [
        Missing(guard.__name__, reason, guard in step.soft_guards)
        for guard in step.every_guard
        if (reason := guard(cultivation))
    ]
