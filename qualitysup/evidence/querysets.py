from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q

from qualitysup.evidence import content
from qualitysup.regions.querysets import OpenQuerySet, ScopedQuerySet


class StoredFileQuerySet(ScopedQuerySet):
    division_path = "attachments__division"

    def visible_to(self, user):
        """Files that hang on a case the person sees; one file may hang on several."""
        return super().visible_to(user).distinct()

    def shown_to(self, user):
        """Files that hang on a case the person sees, and were not withdrawn there."""
        attachments = self.model._meta.get_field("attachments").related_model.objects
        return self.filter(pk__in=attachments.visible_to(user).standing().values("file"))

    def here(self):
        """Whose bytes we have: not removed."""
        return self.exclude(self._has("removal"))

    def left_over(self, before):
        """Hanging on nothing, and sent by nobody since this moment; the longest here first."""
        return (
            self.here()
            .filter(stored_at__lt=before)
            .exclude(self._has("attachments"))
            .exclude(self._has("receipts", at__gte=before))
            .order_by("stored_at", "pk")
        )

    def _has(self, relation, **facts):
        """Asked apart instead of joined, so that the rows can be locked."""
        rows = self.model._meta.get_field(relation).related_model.objects
        return Exists(rows.filter(file=OuterRef("pk"), **facts))

    def sent_from(self, user):
        """By people of the divisions that the person sees."""
        inside = Q()
        for prefix in user.division_prefixes:
            inside |= Q(stored_by__home__code__startswith=prefix)
        return self.filter(inside) if inside and user.is_active else self.none()


class AttachmentQuerySet(ScopedQuerySet):
    def standing(self):
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def of(self, case):
        return self.filter(case_type=ContentType.objects.get_for_model(case), case_id=case.pk)

    def of_any(self, model, keys):
        """Of these records of one kind."""
        return self.filter(case_type=ContentType.objects.get_for_model(model), case_id__in=keys)

    def pictures(self):
        """Those that can be looked at, the latest first."""
        images = [name for name, kind in content.KINDS.items() if kind.is_image]
        return self.filter(file__media_type__in=images).order_by("-uploaded_at", "-pk")

    def for_list(self):
        return self.select_related("file", "uploaded_by").order_by("uploaded_at", "pk")


class ReceiptQuerySet(OpenQuerySet):
    def visible_to(self, user):
        """One's own."""
        return super().visible_to(user).filter(by=user.pk)


class RemovalQuerySet(ScopedQuerySet):
    """Seen by whoever sees the people who had sent the file."""

    division_path = "file__stored_by__home"
