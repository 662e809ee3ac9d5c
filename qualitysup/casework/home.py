"""Home is today's work: lists that every app registers in its own ``worklists.py``, counted.

Each count opens the list that it counts, under the same filter and the same ``visible_to``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Min
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qualitysup.casework import mywork
from qualitysup.casework.workflow import WORKFLOWS
from qualitysup.clock.models import Deadline
from qualitysup.lists import opens
from qualitysup.regions.querysets import COUNTED_TO, count_up_to
from qualitysup.states import Tone

SHOWN = 5


@dataclass(frozen=True)
class WorkRow:
    """One row under a count: what it is, where its page is, when it is due, how it stands.

    The page adds how many days are left.
    """

    title: str
    url: str
    note: str = ""
    due_on: date | None = None
    state: SafeString | str = ""


@dataclass(frozen=True)
class Worklist:
    """A list that waits for people with a permission; ``rows`` gives as many as it is asked for."""

    key: str
    label: str
    count: Callable[[object], int]
    url: Callable[[object], str]
    permission: str = ""
    rows: Callable[[object, int], Iterable[WorkRow]] | None = None
    # The colour of the count while there is something to do.
    tone: Tone = Tone.INFO
    order: int = 50
    # Inspectors find it on their phone as well.
    in_field: bool = False


@dataclass(frozen=True)
class Counted:
    """A worklist as one person finds it now."""

    worklist: Worklist
    count: int
    url: str
    rows: list[WorkRow] = field(default_factory=list)

    @property
    def shown_count(self) -> str:
        """As it is said: counting stops at a thousand."""
        return f"{self.count}+" if self.count >= COUNTED_TO else str(self.count)


_worklists: dict[str, Worklist] = {}


def register_worklist(*worklists: Worklist) -> None:
    _worklists.update({worklist.key: worklist for worklist in worklists})


def board(user, *, shown: int = SHOWN, in_field: bool = False) -> list[Counted]:
    """Every list that concerns this person, counted, with its first rows."""
    concerning = (
        worklist
        for worklist in [*_worklists.values(), *_of_workflows(user)]
        if (worklist.in_field or not in_field)
        and (not worklist.permission or user.has_perm(worklist.permission))
    )
    return [_count(worklist, user, shown) for worklist in sorted(concerning, key=lambda w: w.order)]


def context(user, **options) -> dict:
    """The board for a page, whether there is anything on it, and how many lists are empty."""
    found = board(user, **options)
    idle = sum(not each.count for each in found)
    return {"board": found, "anything": idle < len(found), "idle": idle}


def _count(worklist, user, shown):
    count = worklist.count(user)
    rows = worklist.rows(user, shown) if worklist.rows and count else []
    return Counted(worklist, count, worklist.url(user), list(rows))


def _of_workflows(user):
    """Two lists per case type: what waits for this person's decision, what came back to them."""
    for label, workflow in WORKFLOWS.items():
        cases = {"cases": apps.get_model(label)._meta.verbose_name_plural}
        if workflow.awaiting(user):
            yield _of_cases(
                workflow,
                mywork.AWAITING,
                label=_("Waiting for my decision: %(cases)s") % cases,
                tone=Tone.INFO,
                order=30,
            )
        if mywork.may_be_sent_back(workflow, user):
            yield _of_cases(
                workflow,
                mywork.SENT_BACK,
                label=_("Sent back to me: %(cases)s") % cases,
                tone=Tone.SOON,
                order=40,
            )


def _of_cases(workflow, kind, label, **more):
    model = apps.get_model(workflow.model)
    find = partial(mywork.FINDERS[kind], workflow)
    filters = {mywork.MyWorkFilter.parameter_name: kind}
    return worklist_of(model, f"{workflow.model}-{kind}", label, find, filters, **more)


def case_rows(cases) -> list[WorkRow]:
    """Cases of one type as rows, each with the first of its open deadlines."""
    cases = list(cases)
    due = _first_deadlines(cases)
    return [
        WorkRow(
            title=case.title,
            url=case.get_absolute_url(),
            note=str(case),
            due_on=due.get(case.pk),
            state=case.shown_state,
        )
        for case in cases
    ]


def _first_deadlines(cases):
    if not cases:
        return {}
    case_type = ContentType.objects.get_for_model(cases[0], for_concrete_model=False)
    deadlines = Deadline.objects.open().filter(
        case_type=case_type, case_id__in=[case.pk for case in cases]
    )
    return dict(deadlines.order_by("case_id").values_list("case_id").annotate(Min("due_on")))


def deadline_rows(deadlines) -> list[WorkRow]:
    """Deadlines as rows: the case, and what is owed when."""
    return [
        WorkRow(
            title=deadline.title,
            url=deadline.path,
            note=deadline.rule.label,
            due_on=deadline.due_on,
        )
        for deadline in deadlines
    ]


def worklist_of(model, key, label, rows, filters, *, said=case_rows, **more) -> Worklist:
    """A list of one model's rows: counted, said and opened alike."""
    return Worklist(
        key=key,
        label=label,
        count=lambda user: count_up_to(rows(user))[0],
        rows=lambda user, shown: said(rows(user).for_list()[:shown]),
        url=opens(model, filters),
        **more,
    )
