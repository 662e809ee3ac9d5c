"""State machines as data: one table of steps per case type, and the one way to apply a step.

Buttons, API actions, help text, the flow chart, the home page's "waiting for my decision" and the
tests are all drawn from the same table.
"""

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qualitysup.casework import notifications, saving
from qualitysup.clock.services import deadlines
from qualitysup.documents.services import issuing
from qualitysup.wording import in_a_row

# Each guard returns the reason for refusing, or "". Its name is the refusal's stable code.
Guard = Callable[[object], str]


class TransitionRefused(Exception):
    """The case, the person or the calendar does not allow this step now.

    ``overridable`` says that this person may take it all the same by recording the reason.
    """

    def __init__(self, code: str, reason: str, *, overridable: bool = False):
        super().__init__(str(reason))
        self.code = code
        self.reason = str(reason)
        self.overridable = overridable


@dataclass(frozen=True)
class Clock:
    """A statutory term that a step starts, and the case's field that holds the day it runs from."""

    term: str
    on: str
    # Not every case has that day; without it the clock does not start.
    optional: bool = False
    # The case's field that holds the length, where the decision and not the law sets it.
    amount: str = ""
    # The case's field with the day whose law decides: a case keeps the rules that it began under.
    law: str = ""


@dataclass(frozen=True)
class Step:
    name: str
    label: str
    sources: frozenset[str]
    target: str
    permission: str
    legal_basis: str
    guards: tuple[Guard, ...] = ()
    # Guards that a person with the workflow's override permission may pass with a recorded reason.
    soft_guards: tuple[Guard, ...] = ()
    starts: tuple[Clock, ...] = ()
    # Terms that this step fulfils, and terms that are no longer owed once it is taken.
    meets: tuple[str, ...] = ()
    voids: tuple[str, ...] = ()
    document: str = ""
    # It is not taken without words.
    noted: bool = False
    # The states in which this step waits on somebody's desk; the home page counts them.
    waits_in: frozenset[str] = frozenset()
    # It hands the case back to whoever brought it here; they are told, and home counts it for them.
    sends_back: bool = False
    # It lays the case before whoever may decide next; they are told.
    lays_before: bool = False
    # Time brings it about: a task takes it with nobody (``by=None``), on the step's legal basis.
    by_itself: bool = False
    # False where nobody is offered it: it comes with something else that somebody did.
    offered: bool = True
    # The case's field that this step fills for good; from then on nobody is offered the step.
    once: str = ""
    # What has to be true of the case for anybody to be offered the step; a guard says why not.
    where: str = ""

    @property
    def every_guard(self) -> tuple[Guard, ...]:
        return self.guards + self.soft_guards

    def is_offered_by(self, case) -> bool:
        """Whether somebody might think of it now; its guards may still refuse."""
        done = self.once and getattr(case, self.once)
        fits = not self.where or getattr(case, self.where)
        return self.offered and case.state in self.sources and fits and not done


class Workflow:
    """The steps of one case type, by name and in the order in which they are shown."""

    def __init__(self, model: str, *steps: Step, override_permission: str = ""):
        self.model = model
        self.steps = {step.name: step for step in steps}
        self.override_permission = override_permission
        WORKFLOWS[model] = self

    def check(self, case, name: str, *, by, override: str = "") -> Step:
        """Return the step if it may be taken now; raise ``TransitionRefused`` with the reason."""
        step = self.steps[name]
        if not (step.by_itself if by is None else by.has_perm(step.permission)):
            raise TransitionRefused("forbidden", _("You may not take this step."))
        if case.state not in step.sources:
            raise TransitionRefused(
                "wrong_state",
                _("“%(step)s” is not possible in the state “%(state)s”.")
                % {"step": step.label, "state": case.get_state_display()},
            )
        for guard in step.guards:
            if reason := guard(case):
                raise TransitionRefused(guard.__name__, reason)
        for guard in step.soft_guards:
            if reason := guard(case):
                self._check_override(guard, reason, by=by, override=override)
        return step

    def _check_override(self, guard, reason, *, by, override):
        may = bool(self.override_permission and by and by.has_perm(self.override_permission))
        if not may:
            raise TransitionRefused(guard.__name__, reason)
        if not override.strip():
            hint = _("To go on all the same, record the reason for the override.")
            raise TransitionRefused(guard.__name__, in_a_row([reason, hint]), overridable=True)

    def available(self, case, *, by) -> list[Step]:
        """The steps to offer as buttons; ``check`` decides again when one is pressed.

        Runs the guards, so call it on one case and not on every row of a list.
        """
        return [step for step, refusal in self.outlook(case, by=by) if refusal is None]

    def outlook(self, case, *, by) -> list[tuple[Step, TransitionRefused | None]]:
        """Every step the person might take from this state, and what still stands in its way."""
        found = []
        for step in self.steps.values():
            if step.is_offered_by(case) and by.has_perm(step.permission):
                try:
                    self.check(case, step.name, by=by)
                except TransitionRefused as refusal:
                    found.append((step, refusal))
                else:
                    found.append((step, None))
        return found

    def awaiting(self, user) -> set[str]:
        """The states in which a decision waits for somebody with this person's permissions."""
        return {
            source
            for step in self.steps.values()
            if user.has_perm(step.permission)
            for source in step.waits_in
        }

    def decidable(self, cases, user):
        """Of these cases those in which the person may decide; some ask for a second person."""
        return cases

    @contextmanager
    def step(
        self, case, name: str, *, by, note: str = "", override: str = "", version=None, on=None
    ):
        """Lock the case, let the caller fill in fields, then move, validate, save and log it.

        ``version`` is the version the person was looking at; a stale page loses. ``on`` is the day
        the step was taken, today unless a past day is being recorded. The clocks that the step
        names start and end in the same transaction, and its document is issued there.
        """
        with transaction.atomic(), _refusals_of_the_kernel():
            case = type(case).objects.for_step(case.pk)
            case.on = on or timezone.localdate()
            self._check_day_and_version(case, version)
            step = self.check(case, name, by=by, override=override)
            refuse_if(
                step.noted and not note.strip(), "no_reason", _("Say in a few words why, or what.")
            )
            if override and not any(guard(case) for guard in step.soft_guards):
                override = ""  # Nothing stood in the way, so nothing was overridden.
            from_state = case.state
            case.state = step.target
            case.version += 1
            yield case
            self._move_clocks(case, step, by=by)
            if step.document:
                case.document_issued(issuing.issue(case, step.document, by=by, on=case.on))
            saving.save(case)
            case.log.create(
                by=by,
                on=case.on,
                name=name,
                from_state=from_state,
                to_state=step.target,
                legal_basis=step.legal_basis,
                note=note,
                override=override,
            )
            notifications.tell(case, self, step, by=by, note=note)

    def _check_day_and_version(self, case, version):
        if version is not None and int(version) != case.version:
            raise TransitionRefused(
                "stale", _("Somebody changed this case meanwhile. Look at it again first.")
            )
        if case.on > timezone.localdate():
            raise TransitionRefused("future", _("A step is recorded on its day, not before it."))
        last = case.last_step_on
        if last and case.on < last:
            raise TransitionRefused(
                "before_last_step",
                _("The step before this one was taken on %(day)s; this one can't be earlier.")
                % {"day": last.isoformat()},
            )

    def _move_clocks(self, case, step, *, by):
        if step.meets:
            deadlines.meet(case, step.meets, on=case.on)
        if step.voids:
            deadlines.void(case, step.voids, reason=step.label)
        starts = [
            deadlines.Start(
                clock.term,
                day,
                amount=getattr(case, clock.amount) if clock.amount else None,
                rule_on=getattr(case, clock.law) if clock.law else None,
            )
            for clock in step.starts
            if (day := getattr(case, clock.on)) is not None or not clock.optional
        ]
        if starts:
            deadlines.start_all(case, starts, holder=case.holder or by, title=case.title)


@contextmanager
def _refusals_of_the_kernel():
    """A clock or a paper that refuses is the step that refuses, in the same words."""
    try:
        yield
    except (deadlines.ChangeRefused, issuing.IssueRefused) as refusal:
        raise TransitionRefused(refusal.code, refusal.reason) from refusal


WORKFLOWS: dict[str, Workflow] = {}


def states(*values) -> frozenset[str]:
    """The sources of a step, readable in a table."""
    return frozenset(str(value) for value in values)


def refuse_if(condition, code: str, reason: str) -> None:
    """For rules of a service that are not a step's guard."""
    if condition:
        raise TransitionRefused(code, reason)
