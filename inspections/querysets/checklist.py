from django.db.models import Count, Max, Q

from qualitysup.regions.querysets import OpenQuerySet


class LockableQuerySet(OpenQuerySet):
    def locked(self):
        return self.order_by("pk").select_for_update(of=("self",), no_key=True)


class ChecklistQuerySet(LockableQuerySet):
    def in_use(self):
        return self.filter(retired_on=None)

    def for_list(self):
        """With its versions, and how many of them wait to be published."""
        return self.annotate(
            version_count=Count("versions"),
            draft_count=Count("versions", filter=Q(versions__published_on=None)),
            in_force_number=Max("versions__number", filter=~Q(versions__published_on=None)),
        )


class ChecklistVersionQuerySet(LockableQuerySet):
    def published(self):
        return self.filter(published_on__isnull=False)

    def drafts(self):
        return self.filter(published_on=None)

    def in_force(self, on):
        """The versions to use on a day: of each checklist the latest published by then."""
        return (
            self.filter(published_on__lte=on, checklist__retired_on=None)
            .order_by("checklist_id", "-number")
            .distinct("checklist_id")
        )

    def whole_in_force(self, on):
        return self.filter(pk__in=self.in_force(on).values("pk")).whole().order_by("pk")

    def for_list(self):
        return self.select_related("checklist", "published_by")

    def whole(self):
        """With its sections and items, in three queries."""
        return self.select_related("checklist").prefetch_related("sections__items")


class ChecklistPartQuerySet(OpenQuerySet):
    pass
