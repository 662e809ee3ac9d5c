"""Who is told of a step: whose decision the case now waits for, or to whom it came back."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from qualitysup.accounts.models import User
from qualitysup.accounts.roles import roles_with
from qualitysup.notices.models import Kind
from qualitysup.notices.services import owing


def tell(case, workflow, step, *, by, note="") -> None:
    """Owe the people whom the step concerns a notice; most steps concern nobody else."""
    if step.sends_back:
        _owe([case.holder or case.created_by], case, Kind.RETURNED, _("Sent back to you"), note)
    elif step.lays_before:
        deciders = _deciders(case, workflow).exclude(pk=by and by.pk)
        _owe(deciders, case, Kind.DECISION, _("Waiting for your decision"), note)


def _deciders(case, workflow):
    """Those of the case's division who may take a step that waits in its new state."""
    waiting = [step.permission for step in workflow.steps.values() if case.state in step.waits_in]
    return User.objects.responsible_for(case.division_id, *roles_with(*waiting))


def _owe(people, case, kind, words, note):
    owing.owe(
        people,
        topic=f"{case._meta.label_lower}:{case.pk}",
        stage=f"{kind} {case.version}",
        kind=kind,
        subject=format_lazy("{words}: {case}", words=words, case=case.title),
        body=note,
        url=case.get_absolute_url(),
        division=case.division,
    )
