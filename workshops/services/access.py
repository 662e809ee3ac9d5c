"""Who may write in the register of workshops: the bureau of the place, and each for its own."""

from django.utils.translation import gettext as _

from enterprises.models import Enterprise, Representation
from enterprises.services import register
from qualitysup.casework.workflow import TransitionRefused, refuse_if
from workshops.models import Workshop


def acts_for(by, workshop) -> bool:
    """Whether this account acts for the workshop itself; its zone's operator does not."""
    return Representation.objects.acts_for(by, workshop.enterprise_id)


def may_write(by, workshop, permission) -> bool:
    if by is None:
        return True
    if not by.has_perm(permission):
        return False
    return acts_for(by, workshop) if by.is_party else register.reaches(by, workshop.division_id)


def hold(workshop) -> None:
    """Enterprise, then workshop, before any case of theirs: the order in which a merge takes them.

    For whoever takes a step that writes the register, or judges by it; in their transaction.
    """
    Enterprise.objects.locked().filter(workshop=workshop.pk).first()
    Workshop.objects.locked().filter(pk=workshop.pk).first()


def locked(workshop, *, by, permission, version=None) -> Workshop:
    """The workshop as it stands, held until the transaction ends; a stale page loses."""
    stored = Workshop.objects.locked().get(pk=workshop.pk)
    refuse_if(
        not may_write(by, stored, permission),
        "forbidden",
        _("You may not change this of the workshop."),
    )
    if version is not None and version != stored.version:
        raise TransitionRefused(
            "stale", _("Somebody changed this workshop meanwhile. Look at it again first.")
        )
    return stored
