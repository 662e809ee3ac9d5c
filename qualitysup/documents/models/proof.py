import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qualitysup.audit.triggers import no_truncate
from qualitysup.documents.models.issued import IssuedDocument
from qualitysup.documents.querysets import ProofOfServiceQuerySet
from qualitysup.regions.models import Division


class ProofOfService(models.Model):
    """送达回证: how, when and to whom a paper was served. The party's terms run from it.

    Append-only: a mistake is put right by a second proof that corrects the first.
    """

    class Manner(models.TextChoices):
        # 民事诉讼法 88–95, 市场监督管理行政处罚程序规定 82.
        DIRECT = "direct", _("handed over")  # 直接送达
        LEFT = "left", _("left behind after refusal")  # 留置送达
        POST = "post", _("by post")  # 邮寄送达
        ENTRUSTED = "entrusted", _("entrusted to another authority")  # 委托送达
        NOTICE = "notice", _("by public notice")  # 公告送达
        ELECTRONIC = "electronic", _("electronically")  # 电子送达

    document = models.ForeignKey(
        IssuedDocument, models.PROTECT, related_name="proofs", verbose_name=_("document")
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division"), editable=False
    )
    manner = models.CharField(_("manner"), max_length=12, choices=Manner)
    place = models.CharField(
        _("place"),
        max_length=200,
        help_text=_("Where it was served; an e-mail address or number if electronically."),
    )
    served_at = models.DateTimeField(_("served at"))
    receiver = models.CharField(_("received by"), max_length=60, blank=True)
    relation = models.CharField(
        _("relation to the party"),
        max_length=60,
        blank=True,
        help_text=_("Legal representative, reception desk, agent, family member …"),
    )
    refusal = models.TextField(_("refused, and why"), blank=True)
    witness = models.CharField(_("witness"), max_length=120, blank=True)
    # 民事诉讼法 89: photographs or video may take the place of the witness.
    on_camera = models.BooleanField(_("photographed or filmed"), default=False)
    server = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("served by")
    )
    second_server = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("and by"),
    )
    reference = models.CharField(
        _("reference"),
        max_length=120,
        blank=True,
        help_text=_("Postal tracking number, newspaper and issue, letter of entrustment …"),
    )
    note = models.TextField(_("note"), blank=True)
    corrects = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
        verbose_name=_("corrects"),
    )
    # The printed form, once it has been asked for.
    paper = models.OneToOneField(
        IssuedDocument,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="proves",
        verbose_name=_("printed proof"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("recorded by"),
    )

    objects = ProofOfServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("proof of service")
        verbose_name_plural = _("proofs of service")
        ordering = ["-served_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(corrects=None),
                name="proof_once_unless_it_corrects",
                violation_error_message=_(
                    "This document has a proof of service already. Correct that one instead."
                ),
            ),
            models.CheckConstraint(
                name="proof_received_or_refused",
                condition=Q(manner="notice", receiver="", refusal="")
                | ~Q(manner="notice") & ~Q(receiver="") & Q(refusal="")
                | ~Q(manner="notice") & Q(receiver="") & ~Q(refusal=""),
                violation_error_message=_(
                    "Somebody received the paper or refused it, one of the two; "
                    "a public notice has neither."
                ),
            ),
            models.CheckConstraint(
                name="proof_refusal_is_left_behind",
                condition=~Q(manner__in=["direct", "left"])
                | Q(manner="direct", refusal="")
                | Q(manner="left") & ~Q(refusal=""),
                violation_error_message=_(
                    "A paper that is refused is left behind, and only such a one."
                ),
            ),
            models.CheckConstraint(
                name="proof_left_before_witness_or_camera",
                condition=~Q(manner="left") | ~Q(witness="") | Q(on_camera=True),
                violation_error_message=_(
                    "Leaving a paper behind needs a witness, or photographs or video."
                ),
            ),
            models.CheckConstraint(
                name="proof_in_person_by_two",
                condition=~Q(manner__in=["direct", "left"]) | Q(second_server__isnull=False),
                violation_error_message=_("Two people serve a paper in person."),
            ),
            models.CheckConstraint(
                name="proof_servers_differ",
                condition=Q(second_server=None) | ~Q(second_server=F("server")),
                violation_error_message=_("The two servers are different people."),
            ),
        ]
        triggers = [
            no_truncate(),
            pgtrigger.Protect(name="proof_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="proof_says_what_it_said", exclude=["paper"]),
            pgtrigger.Protect(
                name="proof_printed_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.paper_id IS NOT NULL AND NEW.paper_id IS DISTINCT FROM OLD.paper_id"
                ),
            ),
        ]

    def __str__(self):
        return f"{self.document} · {self.get_manner_display()}"

    def clean(self):
        super().clean()
        document = getattr(self, "document", None)
        if document is None or self.served_at is None:
            return
        if document.is_void:
            raise ValidationError({"document": _("A void document is not served.")})
        if self.served_at > timezone.now():
            raise ValidationError({"served_at": _("That time is yet to come.")})
        if timezone.localdate(self.served_at) < document.issued_on:
            raise ValidationError({"served_at": _("It was not issued before that day.")})
        if self.corrects and self.corrects.document_id != document.pk:
            raise ValidationError({"corrects": _("That proof is about another document.")})
