from django.contrib.contenttypes.models import ContentType

from qualitysup.regions.querysets import OpenQuerySet, ScopedQuerySet


class StoredFileQuerySet(ScopedQuerySet):
    division_path = "attachments__division"

    def visible_to(self, user):
        """Files that hang on a case the person sees; one file may hang on several."""
        return super().visible_to(user).distinct()


class AttachmentQuerySet(ScopedQuerySet):
    def standing(self):
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def of(self, case):
        return self.filter(case_type=ContentType.objects.get_for_model(case), case_id=case.pk)

    def for_list(self):
        return self.select_related("file", "uploaded_by").order_by("uploaded_at", "pk")


class ReceiptQuerySet(OpenQuerySet):
    def visible_to(self, user):
        """One's own."""
        return super().visible_to(user).filter(by=user.pk)
