import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qualitysup import grams
from qualitysup.audit.triggers import no_truncate
from qualitysup.documents import kinds, numbers
from qualitysup.documents.models.content import Content
from qualitysup.documents.models.series import NumberSeries
from qualitysup.documents.models.template import Template
from qualitysup.documents.querysets import IssuedDocumentQuerySet
from qualitysup.regions.models import Division


class IssuedDocument(models.Model):
    """A paper with a number, and all that it was made from. It can be voided, never changed."""

    number = models.CharField(_("document number"), max_length=40, unique=True)
    series = models.ForeignKey(
        NumberSeries, models.PROTECT, related_name="documents", verbose_name=_("number series")
    )
    seq = models.PositiveIntegerField(_("sequence"))
    kind = models.CharField(_("kind"), max_length=40)
    case_type = models.ForeignKey(
        ContentType, models.PROTECT, related_name="+", verbose_name=_("kind of case")
    )
    case_id = models.BigIntegerField(_("case"))
    case = GenericForeignKey("case_type", "case_id")
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division")
    )
    recipient = models.CharField(_("party"), max_length=200)
    template = models.ForeignKey(
        Template, models.PROTECT, related_name="documents", verbose_name=_("template")
    )
    facts = models.JSONField(_("facts"), encoder=DjangoJSONEncoder)
    docx = models.ForeignKey(
        Content, models.PROTECT, related_name="+", db_column="docx_sha256", verbose_name=_("paper")
    )
    pdf = models.ForeignKey(
        Content,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_column="pdf_sha256",
        verbose_name=_("PDF"),
    )
    # The day printed under the seal; ``issued_at`` is the moment it was made here.
    issued_on = models.DateField(_("issued on"))
    issued_at = models.DateTimeField(_("issued at"), auto_now_add=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("issued by")
    )
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("voided by"),
    )
    void_reason = models.TextField(_("reason for voiding"), blank=True)

    objects = IssuedDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("issued document")
        verbose_name_plural = _("issued documents")
        ordering = ["-issued_at", "-pk"]
        permissions = [("void_issueddocument", _("Can void issued documents"))]
        indexes = [
            # IssuedDocumentQuerySet.of: the papers on a case's page.
            models.Index(fields=["case_type", "case_id"], name="issued_of_case"),
            # The admin list, newest first.
            models.Index(fields=["-issued_at", "-id"], name="issued_newest"),
            # IssuedDocumentQuerySet.search
            grams.index("number", "issued_by_number"),
            grams.index("recipient", "issued_by_recipient"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["series", "seq"], name="issued_number_once"),
            models.CheckConstraint(
                name="issued_number_as_the_standard_says",
                condition=Q(number__regex=numbers.PATTERN),
            ),
            models.CheckConstraint(
                name="issued_void_is_whole",
                condition=Q(voided_at=None, voided_by=None, void_reason="")
                | Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason=""),
            ),
        ]
        triggers = [
            no_truncate(),
            pgtrigger.Protect(name="issued_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="issued_says_what_it_said",
                exclude=["pdf", "voided_at", "voided_by", "void_reason"],
            ),
            pgtrigger.Protect(
                name="issued_pdf_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.pdf_sha256 IS NOT NULL AND NEW.pdf_sha256 IS DISTINCT FROM OLD.pdf_sha256"
                ),
            ),
            pgtrigger.Protect(
                name="issued_voided_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.voided_at IS NOT NULL AND"
                    " (NEW.voided_at, NEW.voided_by_id, NEW.void_reason) IS DISTINCT FROM"
                    " (OLD.voided_at, OLD.voided_by_id, OLD.void_reason)"
                ),
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def title(self) -> str:
        """The name in law, as printed on the paper."""
        return self.facts["title"]

    @property
    def is_void(self) -> bool:
        return self.voided_at is not None

    @property
    def has_to_be_served(self) -> bool:
        return kinds.has_to_be_served(self.kind)

    def get_kind_display(self) -> str:
        return kinds.label(self.kind)
