from django.db import models
from django.db.models import Q
from django.utils import timezone

from qualitysup.accounts.roles import Role


class OwnQuerySet(models.QuerySet):
    """Rows that belong to one person: nobody else sees them, wherever they work."""

    person_path = "recipient"

    def visible_to(self, user):
        return (
            self.filter(**{self.person_path: user}) if user.is_active and user.pk else self.none()
        )


class NoticeQuerySet(OwnQuerySet):
    def unread(self):
        return self.filter(read_at=None)

    def inbox(self, user):
        """What the person reads in the inbox: a digest only repeats it."""
        return self.visible_to(user).exclude(kind="digest")

    def older_than(self, notice):
        """The rows after this one in the inbox's order; pages of any depth cost the same."""
        return self.filter(
            Q(created_at__lt=notice.created_at) | Q(created_at=notice.created_at, pk__lt=notice.pk)
        )


class DeliveryQuerySet(OwnQuerySet):
    person_path = "notice__recipient"

    def visible_to(self, user):
        """Whoever keeps the system running sees all ways out; the page shows no content."""
        if user.is_active and user.holds(Role.SYSTEM_ADMINISTRATOR):
            return self
        return super().visible_to(user)

    def pending(self):
        return self.filter(sent_at=None, given_up_at=None, held=False)

    def claimable(self, now=None):
        """Pending, and neither being sent by somebody nor resting after a failure."""
        return self.pending().filter(claimed_until__lte=now or timezone.now())

    def held_back(self):
        return self.filter(held=True, digest=None)

    def sent(self):
        """Gone out, alone or gathered into a digest."""
        return self.filter(Q(sent_at__isnull=False) | Q(digest__isnull=False))

    def given_up(self):
        return self.filter(given_up_at__isnull=False)

    def for_list(self):
        return self.select_related("notice__recipient")


class PreferenceQuerySet(OwnQuerySet):
    person_path = "person"

    def refused_by(self, people) -> set[tuple]:
        """(person, kind, channel) of everything these people switched off."""
        refused = self.filter(person__in=people, wanted=False)
        return set(refused.values_list("person_id", "kind", "channel"))
