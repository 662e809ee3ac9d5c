"""The yearly catalogue: prepared, issued as a document, replaced by its next version."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brands.models import Catalogue
from qualitysup.casework.workflow import Step, Workflow, states

State = Catalogue.State
BASIS = "质量兴区、名牌战略工作方案"
FREEZE = "brands.freeze_catalogue"


def has_entries(catalogue):
    if catalogue.entries.exists():
        return ""
    return _("Nobody stands in the catalogue yet.")


def only_who_is_on_the_way(catalogue):
    ended = catalogue.entries.exclude(
        cultivation__in=catalogue.entries.model._meta.get_field("cultivation")
        .related_model.objects.under_way()
        .values("pk")
    )
    entry = ended.for_list().first()
    if entry is None:
        return ""
    return _("%s is not on the way any more: leave it out.") % entry.cultivation


CATALOGUE = Workflow(
    "brands.Catalogue",
    Step(
        "freeze", gettext_lazy("Issue the catalogue"), states(State.DRAFT), State.FROZEN,
        FREEZE, BASIS, guards=(has_entries, only_who_is_on_the_way),
        document="brand-catalogue", waits_in=states(State.DRAFT),
    ),
    # It comes with the version that replaces it.
    Step(
        "replace", gettext_lazy("Replaced by the next version"), states(State.FROZEN),
        State.REPLACED, FREEZE, BASIS, offered=False,
    ),
)  # fmt: skip
