"""The cases that wait for one person: what the home page counts and the lists filter by."""

from django.apps import apps
from django.contrib import admin
from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from qualitysup.casework.workflow import WORKFLOWS, Workflow

AWAITING = "awaiting"
SENT_BACK = "sent-back"


def awaiting(workflow: Workflow, user):
    """Cases in which a decision waits for somebody with this person's permissions."""
    cases = _cases(workflow, user).filter(state__in=workflow.awaiting(user))
    return workflow.decidable(cases, user)


def sent_back(workflow: Workflow, user):
    """Cases that came back from where this person had brought them, and stand there since."""
    steps = [step for step in workflow.steps.values() if step.sends_back]
    cases = _cases(workflow, user).filter(state__in={step.target for step in steps})
    log = cases.model._meta.get_field("log").related_model.objects.filter(case=OuterRef("pk"))
    latest = log.order_by("-pk")[:1]
    return cases.annotate(
        last_step=Subquery(latest.values("name")), came_from=Subquery(latest.values("from_state"))
    ).filter(
        Exists(log.filter(by=user, to_state=OuterRef("came_from"))),
        last_step__in=[step.name for step in steps],
    )


def may_be_sent_back(workflow: Workflow, user) -> bool:
    """Whether this person takes steps into a state from which cases come back."""
    returning = set().union(*(s.sources for s in workflow.steps.values() if s.sends_back))
    return any(
        step.target in returning and user.has_perm(step.permission)
        for step in workflow.steps.values()
    )


def _cases(workflow, user):
    return apps.get_model(workflow.model)._default_manager.visible_to(user)


FINDERS = {AWAITING: awaiting, SENT_BACK: sent_back}


class MyWorkFilter(admin.SimpleListFilter):
    """The lists behind the home page's counts, by the same queries."""

    title = _("my work")
    parameter_name = "my"

    def lookups(self, request, model_admin):
        return [(AWAITING, _("waiting for my decision")), (SENT_BACK, _("sent back to me"))]

    def queryset(self, request, queryset):
        find = FINDERS.get(self.value())
        if find is None:
            return queryset
        workflow = WORKFLOWS[queryset.model._meta.label]
        return queryset.filter(pk__in=find(workflow, request.user).values("pk"))
