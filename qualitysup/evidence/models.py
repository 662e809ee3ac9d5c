import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from qualitysup.audit.history import keep_history
from qualitysup.audit.triggers import append_only
from qualitysup.evidence import content
from qualitysup.evidence.querysets import (
    AttachmentQuerySet,
    ReceiptQuerySet,
    RemovalQuerySet,
    StoredFileQuerySet,
)
from qualitysup.regions.models import Division

SHA256 = r"^[0-9a-f]{64}$"


class StoredFile(models.Model):
    """The bytes of a file, once, under the name of their SHA-256. The row is never changed.

    The bytes are never removed either once they hung on a case; those that nothing ever named are,
    after the time that the office sets, and a ``Removal`` says so.
    """

    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True)
    size = models.PositiveIntegerField(_("size"))
    # What the bytes are, not what anybody called them.
    media_type = models.CharField(_("media type"), max_length=100)
    width = models.PositiveIntegerField(_("width"), null=True)
    height = models.PositiveIntegerField(_("height"), null=True)
    stored_at = models.DateTimeField(_("stored at"), auto_now_add=True)
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("stored by")
    )

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        ordering = ["pk"]
        triggers = append_only()
        constraints = [
            models.CheckConstraint(
                name="storedfile_named_by_its_hash", condition=Q(sha256__regex=SHA256)
            ),
            models.CheckConstraint(name="storedfile_has_bytes", condition=Q(size__gt=0)),
            models.CheckConstraint(
                name="storedfile_type_allowed", condition=Q(media_type__in=list(content.KINDS))
            ),
        ]

    def __str__(self):
        return f"{self.kind_name} {self.sha256[:12]}"

    @property
    def path(self) -> str:
        """Where the storage keeps the original."""
        return f"evidence/{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"

    @property
    def is_image(self) -> bool:
        return content.KINDS[self.media_type].is_image

    @property
    def kind_name(self) -> str:
        """What people call such a file."""
        return content.KINDS[self.media_type].name


class Receipt(models.Model):
    """Who has sent us a file's bytes. Knowing a hash opens nothing: it has to be earned by them."""

    file = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="receipts", verbose_name=_("file")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    at = models.DateTimeField(_("received at"), auto_now_add=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("receipt of a file")
        verbose_name_plural = _("receipts of files")
        ordering = ["pk"]
        triggers = append_only()
        constraints = [models.UniqueConstraint(fields=["file", "by"], name="receipt_once_a_person")]

    def __str__(self):
        return f"{self.file} {self.by}"


@keep_history()
class Removal(models.Model):
    """The bytes of a file that belonged to nothing are gone; sent again, they are here again."""

    file = models.OneToOneField(
        StoredFile, models.PROTECT, related_name="removal", verbose_name=_("file")
    )
    at = models.DateTimeField(_("removed at"), auto_now_add=True)

    objects = RemovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("removal of a file")
        verbose_name_plural = _("removals of files")
        ordering = ["pk"]

    def __str__(self):
        return str(self.file)


@keep_history()
class Attachment(models.Model):
    """A file as evidence of a case: its name there, what it shows, and what the phone claims.

    Capture time, place and hash are the uploader's word; ``uploaded_at`` and the file's own hash
    are ours. It is never changed or removed, only withdrawn with a reason.
    """

    class Kind(models.TextChoices):
        BEFORE = "before", _("before")
        AFTER = "after", _("after")
        # 签名扫描件: what people signed in ink.
        SCAN = "scan", _("signed paper")
        OTHER = "other", _("other")

    file = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="attachments", verbose_name=_("file")
    )
    case_type = models.ForeignKey(
        ContentType, models.PROTECT, related_name="+", verbose_name=_("kind of record")
    )
    case_id = models.BigIntegerField(_("record"))
    case = GenericForeignKey("case_type", "case_id")
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division")
    )
    name = models.CharField(_("name"), max_length=150)
    caption = models.CharField(_("caption"), max_length=200, blank=True)
    kind = models.CharField(_("shows"), max_length=10, choices=Kind, default=Kind.OTHER)
    taken_at = models.DateTimeField(_("taken at (claimed)"), null=True, blank=True)
    lng = models.DecimalField(
        _("longitude (claimed)"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    lat = models.DecimalField(
        _("latitude (claimed)"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    accuracy = models.PositiveIntegerField(_("accuracy in metres (claimed)"), null=True, blank=True)
    claimed_sha256 = models.CharField(_("SHA-256 (claimed)"), max_length=64, blank=True)
    # What the picture itself said before the phone scaled it: the camera's word for it.
    exif_at = models.DateTimeField(_("taken at (by the camera)"), null=True, blank=True)
    exif_lng = models.DecimalField(
        _("longitude (by the camera)"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    exif_lat = models.DecimalField(
        _("latitude (by the camera)"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    exif_accuracy = models.PositiveIntegerField(
        _("accuracy in metres (by the camera)"), null=True, blank=True
    )
    original_sha256 = models.CharField(
        _("SHA-256 of the original (claimed)"), max_length=64, blank=True
    )
    original_size = models.PositiveBigIntegerField(
        _("size of the original (claimed)"), null=True, blank=True
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("withdrawn by"),
        null=True,
        blank=True,
    )
    withdrawal_reason = models.CharField(_("reason for withdrawal"), max_length=200, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["uploaded_at", "pk"]
        permissions = [("withdraw_attachment", _("Can withdraw attachments"))]
        indexes = [
            # The thumbnails on a case's page.
            models.Index(fields=["case_type", "case_id"], name="attachment_of_case"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case_type", "case_id", "file", "kind"],
                condition=Q(withdrawn_at=None),
                name="attachment_once_a_case_and_kind",
            ),
            models.CheckConstraint(
                name="attachment_withdrawn_whole",
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawal_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawal_reason=""),
            ),
            models.CheckConstraint(
                name="attachment_on_the_globe",
                condition=Q(lng=None, lat=None, accuracy=None)
                | Q(lng__isnull=False, lat__isnull=False)
                & Q(lng__range=(-180, 180), lat__range=(-90, 90)),
            ),
            models.CheckConstraint(
                name="attachment_by_camera_on_the_globe",
                condition=Q(exif_lng=None, exif_lat=None, exif_accuracy=None)
                | Q(exif_lng__isnull=False, exif_lat__isnull=False)
                & Q(exif_lng__range=(-180, 180), exif_lat__range=(-90, 90)),
            ),
            models.CheckConstraint(
                name="attachment_claims_a_hash",
                condition=Q(claimed_sha256="") | Q(claimed_sha256__regex=SHA256),
            ),
            models.CheckConstraint(
                name="attachment_claims_an_original",
                condition=Q(original_sha256="") | Q(original_sha256__regex=SHA256),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="only_withdrawn",
                exclude=["withdrawn_at", "withdrawn_by", "withdrawal_reason"],
            ),
            pgtrigger.Protect(
                name="withdrawn_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.caption or self.name

    @property
    def download_name(self) -> str:
        """The name with an ending that says what the file is, whatever it was called."""
        kind = content.KINDS[self.file.media_type]
        return self.name if self.name.lower().endswith(kind.endings) else self.name + kind.ending

    @property
    def is_as_claimed(self) -> bool:
        """False when the phone's hash differs: the photo was changed on its way here."""
        return self.claimed_sha256 in ("", self.file.sha256)

    def on_another_day_than(self, day) -> str:
        """By how much the camera's day is off; nothing within a day, which a clock may be."""
        days = (timezone.localdate(self.exif_at) - day).days if self.exif_at else 0
        if abs(days) <= 1:
            return ""
        words = (
            ngettext(
                "by the camera's clock %d day before", "by the camera's clock %d days before", -days
            )
            if days < 0
            else ngettext(
                "by the camera's clock %d day after", "by the camera's clock %d days after", days
            )
        )
        return words % abs(days)

    def may_be_withdrawn_by(self, user, *, case) -> bool:
        """One's own, or anybody's with the permission; a party leaves what its ``case`` keeps."""
        if user.has_perm("evidence.withdraw_attachment"):
            return True
        own = self.uploaded_by_id == user.pk and user.has_perm("evidence.add_attachment")
        return own and not (user.is_party and getattr(case, "keeps_evidence", False))
