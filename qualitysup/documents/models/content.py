import pgtrigger
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from qualitysup.audit.triggers import no_truncate
from qualitysup.documents.querysets import ContentQuerySet


class Content(models.Model):
    """The bytes of a paper or template, by their SHA-256, which the database computes itself."""

    sha256 = models.CharField(
        _("SHA-256"), max_length=64, primary_key=True, db_collation="C", editable=False
    )
    data = models.BinaryField(_("bytes"))

    objects = ContentQuerySet.as_manager()

    class Meta:
        verbose_name = _("content")
        verbose_name_plural = _("contents")
        constraints = [
            models.CheckConstraint(
                name="content_is_what_its_hash_says",
                condition=Q(
                    sha256=Func(
                        Func(F("data"), function="sha256"),
                        Value("hex"),
                        function="encode",
                        output_field=models.CharField(),
                    )
                ),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="content_stays", operation=pgtrigger.Update),
            no_truncate(),
        ]

    def __str__(self):
        return self.sha256
