"""A workshop on one page: what is known of it, how it stands, and what can be done."""

from functools import cached_property

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises import timeline
from inspections.models import Visit
from qualitysup.lists import list_url
from qualitysup.states import SOON, Tone, state
from workshops.models import Application, Lot, Relocation, SurveyRecord
from workshops.services import access
from workshops.services.siting import zone_of

SHOWN_ENTRIES = 15

# Task page of the admin → its words, and what a person needs for it.
BESIDE = {
    "edit": (gettext_lazy("Edit"), "workshops.change_workshop"),
    "variety": (gettext_lazy("Enter a variety"), "workshops.add_variety"),
    "worker": (gettext_lazy("Add a worker"), "workshops.add_worker"),
    "close": (gettext_lazy("Close it for good"), "workshops.close_workshop"),
}
# Rows of others that are about a workshop: words, model, filter of its list, from what of it.
ELSEWHERE = [
    (gettext_lazy("Applications for registration"), Application, "workshop__id__exact", "pk"),
    (gettext_lazy("Records of surveys"), SurveyRecord, "workshop__id__exact", "pk"),
    (gettext_lazy("Relocations"), Relocation, "workshop__id__exact", "pk"),
    (gettext_lazy("Lots and purchases"), Lot, "workshop__id__exact", "pk"),
    (gettext_lazy("Visits"), Visit, "enterprise__id__exact", "enterprise_id"),
]


class WorkshopPage:
    def __init__(self, workshop, *, by):
        self.workshop, self.by = workshop, by
        self.today = timezone.localdate()

    def may(self, permission) -> bool:
        return not self.workshop.is_closed and access.may_write(self.by, self.workshop, permission)

    @cached_property
    def beside(self):
        return [
            (reverse(f"admin:workshops_workshop_{page}", args=[self.workshop.pk]), words)
            for page, (words, permission) in BESIDE.items()
            if self.may(permission)
        ]

    @cached_property
    def may_stop(self):
        return self.may("workshops.change_variety")

    @cached_property
    def may_certify(self):
        return self.may("workshops.add_healthcertificate")

    @cached_property
    def may_look_at_enterprise(self):
        return self.by.has_perm("enterprises.view_enterprise")

    @cached_property
    def registration(self):
        return self.workshop.registrations.in_force().first()

    @cached_property
    def shown_registration(self):
        return shown_certificate(self.registration and self.registration.valid_to)

    @cached_property
    def zone(self):
        return zone_of(self.workshop, self.today)

    @cached_property
    def varieties(self):
        return list(self.workshop.varieties.for_list())

    @cached_property
    def workers(self):
        """Each with the certificate that is valid longest, those who left last."""
        found = list(self.workshop.workers.prefetch_related("certificates"))
        for worker in found:
            # In the order of their model, the one that ends last is first.
            worker.latest = next(iter(worker.certificates.all()), None)
        return sorted(found, key=lambda worker: worker.left_on is not None)

    @cached_property
    def elsewhere(self):
        """Where the rows about it are, how many there are, as far as the person may see them."""
        found = []
        for words, model, lookup, of in ELSEWHERE:
            key = getattr(self.workshop, of)
            meta = model._meta
            if not self.by.has_perm(f"{meta.app_label}.view_{meta.model_name}"):
                continue
            rows = model.objects.visible_to(self.by).filter(**{lookup.partition("__")[0]: key})
            found.append((words, rows.count(), list_url(model, **{lookup: key})))
        return found

    @cached_property
    def timeline(self):
        return timeline.of([self.workshop.enterprise_id], self.by)[:SHOWN_ENTRIES]


def shown_certificate(valid_to):
    """How long the 登记证 holds, as a word in its shape."""
    if valid_to is None:
        return state(Tone.PLAIN, _("no registration"))
    if valid_to < timezone.localdate():
        return state(Tone.LATE, _("expired on %s") % valid_to.isoformat())
    left = (valid_to - timezone.localdate()).days
    tone = Tone.SOON if left <= SOON else Tone.GOOD
    return state(tone, _("until %s") % valid_to.isoformat())
