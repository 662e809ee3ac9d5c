import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qualitysup.audit.triggers import no_truncate
from qualitysup.documents import kinds
from qualitysup.documents.models.content import Content
from qualitysup.documents.querysets import TemplateQuerySet


class Template(models.Model):
    """One version of the form of a paper; a paper keeps the version that it was made from.

    Never changed: a better form is the next version, in force from its day on.
    """

    kind = models.CharField(_("kind"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=60)
    word = models.CharField(
        _("word in the number"),
        max_length=8,
        help_text=_("Follows the agency's code word, such as 责改."),
    )
    valid_from = models.DateField(_("in force from"))
    content = models.ForeignKey(
        Content, models.PROTECT, related_name="+", db_column="sha256", verbose_name=_("file")
    )
    note = models.CharField(_("what is new"), max_length=200, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    # Empty for the forms that come with the product.
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("uploaded by"),
    )

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="template_version_once"),
            models.CheckConstraint(name="template_version_from_1", condition=Q(version__gte=1)),
            models.CheckConstraint(
                name="template_word_chinese", condition=Q(word__regex="^[一-龥]+$")
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="template_stays", operation=pgtrigger.Update | pgtrigger.Delete),
            no_truncate(),
        ]

    def __str__(self):
        return f"{kinds.label(self.kind)} v{self.version}"
