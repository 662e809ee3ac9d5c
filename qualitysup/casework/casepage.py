"""A case on one page: how it stands, what can be done now, and what was done."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qualitysup import states
from qualitysup.accounts.roles import Role, permissions_of
from qualitysup.casework import flowchart
from qualitysup.casework.api.parts import deadlines_of
from qualitysup.casework.workflow import WORKFLOWS, Step, TransitionRefused
from qualitysup.clock.counting import compute
from qualitysup.clock.explaining import explain
from qualitysup.clock.models import CalendarYear, TermRule
from qualitysup.clock.querysets import NoRule
from qualitysup.documents import kinds
from qualitysup.documents.models import IssuedDocument


@dataclass(frozen=True)
class NextStep:
    """A step from where the case stands, and what this person still needs for it."""

    step: Step
    refusal: TransitionRefused | None
    # Not possible today, but it may have been done on an earlier day and be recorded now.
    was_possible: bool = False

    @property
    def is_possible(self) -> bool:
        return self.refusal is None or self.refusal.overridable


@dataclass(frozen=True)
class StepOfOthers:
    """A step from where the case stands that somebody else may take."""

    step: Step
    roles: list[str]


@dataclass(frozen=True)
class DatedTerm:
    """A deadline of the case, or one that a step would start, with how its day came about."""

    label: str
    due_on: object
    state: SafeString
    explanation: str
    provisional: bool
    window_from: object = None
    nominal_on: object = None
    holder: object = None


@dataclass(frozen=True)
class StepTaken:
    entry: object
    label: str
    from_state: str
    to_state: str


class CasePage:
    """What the page of one case shows a person, beyond the fields of the case itself."""

    def __init__(self, case, *, by):
        self.case, self.by = case, by
        self.workflow = WORKFLOWS[case._meta.label]
        self.state_words = dict(case._meta.get_field("state").flatchoices)

    @cached_property
    def next_steps(self) -> list[NextStep]:
        return [
            NextStep(step, refusal, refusal is not None and self._was_possible(step))
            for step, refusal in self.workflow.outlook(self.case, by=self.by)
        ]

    @property
    def first_step(self) -> NextStep | None:
        """The step to offer most plainly: it leads on, and nothing stands in its way."""
        leading_on = (n for n in self.next_steps if n.refusal is None and not n.step.sends_back)
        return next(leading_on, None)

    def _was_possible(self, step):
        """Whether the step could have been taken on the day of the one before it."""
        if not self.log:
            return False
        self.case.on = self.log[-1].entry.on
        try:
            self.workflow.check(self.case, step.name, by=self.by)
        except TransitionRefused:
            return False
        finally:
            self.case.on = None
        return True

    @cached_property
    def steps_of_others(self) -> list[StepOfOthers]:
        return [
            StepOfOthers(step, roles)
            for step in self.workflow.steps.values()
            if step.is_offered_by(self.case)
            and not self.by.has_perm(step.permission)
            and (roles := roles_with(step.permission))
        ]

    @property
    def goes_on(self) -> bool:
        """Whether any step leads on from here, if only one that nobody is offered."""
        return any(self.case.state in step.sources for step in self.workflow.steps.values())

    @cached_property
    def log(self) -> list[StepTaken]:
        return [
            StepTaken(
                entry,
                str(self._label(entry.name)),
                self.state_words.get(entry.from_state, entry.from_state),
                self.state_words.get(entry.to_state, entry.to_state),
            )
            for entry in self.case.log.select_related("by")
        ]

    def _label(self, name):
        step = self.workflow.steps.get(name)
        return step.label if step else name

    @cached_property
    def _deadlines(self):
        return deadlines_of(self.case)

    @cached_property
    def running(self) -> list[DatedTerm]:
        return [dated(deadline) for deadline in self._deadlines if deadline.is_open]

    @cached_property
    def ended(self) -> list[DatedTerm]:
        return [dated(deadline) for deadline in self._deadlines if not deadline.is_open]

    @cached_property
    def documents(self):
        return IssuedDocument.objects.of(self.case).visible_to(self.by).for_list()

    @cached_property
    def chart(self):
        return flowchart.draw(
            self.workflow,
            self.state_words,
            current=self.case.state,
            taken=[(taken.entry.name, taken.entry.from_state) for taken in self.log],
        )


def dated(deadline) -> DatedTerm:
    """A deadline that runs or ran, as ``deadlines_of`` read it with its explanation."""
    if deadline.met_on:
        state = states.state(states.Tone.GOOD, _("met on %s") % deadline.met_on.isoformat())
    elif deadline.voided_at:
        state = states.state(states.Tone.PLAIN, _("no longer owed"))
    else:
        state = states.days_left(deadline.due_on)
    return DatedTerm(
        label=deadline.rule.label,
        due_on=deadline.due_on,
        state=state,
        explanation=deadline.explanation,
        provisional=deadline.provisional,
        window_from=deadline.window_from,
        nominal_on=deadline.nominal_on,
        holder=deadline.holder,
    )


def would_start(step: Step) -> list[DatedTerm]:
    """The terms that a step starts, counted as if it were taken today."""
    today = timezone.localdate()
    calendar = CalendarYear.objects.as_calendar(today)
    found = []
    for clock in step.starts:
        if (rule := _rule_today(clock.term)) is None:
            continue
        computed = compute(rule.as_rule(), today, calendar=calendar)
        found.append(
            DatedTerm(
                label=rule.label,
                due_on=computed.due,
                state=states.days_left(computed.due),
                explanation=explain(computed),
                provisional=computed.provisional,
                window_from=computed.window_from,
                nominal_on=computed.nominal,
            )
        )
    return found


def term_names(terms) -> list[str]:
    """The terms of a workflow table in words."""
    return [rule.label for term in terms if (rule := _rule_today(term))]


def _rule_today(term) -> TermRule | None:
    """None where today's law knows no such term: a step of an old case may still name it."""
    try:
        return TermRule.objects.in_force(term, timezone.localdate())
    except NoRule:
        return None


def document_name(step: Step) -> str:
    return kinds.label(step.document) if step.document else ""


def roles_with(permission: str) -> list[str]:
    return [str(role.label) for role in Role if permission in permissions_of([role])]
