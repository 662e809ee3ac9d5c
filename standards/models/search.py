"""What becomes of a list of standards (标准查新), and standards put into another language."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qualitysup.audit.history import keep_history
from standards.models.service import ServiceRequest
from standards.models.standard import Standard
from standards.querysets.service import OfRequestQuerySet


@keep_history()
class NoveltyLine(models.Model):
    """One standard that the client works by, and how it stood on the day of the search."""

    class Standing(models.TextChoices):
        IN_FORCE = "in_force", pgettext_lazy("of a standard", "in force")
        COMING = "coming", pgettext_lazy("of a standard", "not yet in force")
        REPLACED = "replaced", pgettext_lazy("of a standard", "replaced")
        ABOLISHED = "abolished", pgettext_lazy("of a standard", "abolished")
        UNKNOWN = "unknown", _("not in the catalogue")

    request = models.ForeignKey(
        ServiceRequest, models.CASCADE, related_name="lines", verbose_name=_("service request")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    number = models.CharField(pgettext_lazy("of a standard", "number"), max_length=80)
    standard = models.ForeignKey(
        Standard,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=pgettext_lazy("of the catalogue", "standard"),
    )
    standing = models.CharField(_("how it stands"), max_length=10, choices=Standing)
    searched_on = models.DateField(_("searched on"))
    # What applies now, where that is another one.
    now = models.ForeignKey(
        Standard, models.PROTECT, null=True, related_name="+", verbose_name=_("applies now")
    )

    objects = OfRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a novelty search")
        verbose_name_plural = _("lines of novelty searches")
        ordering = ["request", "position"]
        constraints = [
            models.UniqueConstraint(fields=["request", "position"], name="noveltyline_place_once"),
            models.UniqueConstraint(
                fields=["request", "number"],
                name="noveltyline_number_once",
                violation_error_message=_("This number is listed already."),
            ),
            models.CheckConstraint(
                name="noveltyline_standing_known",
                condition=Q(
                    standing__in=["in_force", "coming", "replaced", "abolished", "unknown"]
                ),
            ),
            models.CheckConstraint(
                name="noveltyline_unknown_iff_not_found",
                condition=Q(standing="unknown", standard=None)
                | (~Q(standing="unknown") & Q(standard__isnull=False)),
            ),
        ]

    def __str__(self):
        return self.number


@keep_history()
class Translation(models.Model):
    """What was translated, and how much; the text itself is evidence of the request."""

    class Language(models.TextChoices):
        CHINESE = "zh", _("Chinese")
        ENGLISH = "en", _("English")
        GERMAN = "de", _("German")
        JAPANESE = "ja", _("Japanese")
        FRENCH = "fr", _("French")
        RUSSIAN = "ru", _("Russian")
        OTHER = "other", pgettext_lazy("of a language", "other")

    request = models.OneToOneField(
        ServiceRequest,
        models.CASCADE,
        related_name="translation",
        verbose_name=_("service request"),
    )
    document = models.CharField(
        _("what was translated"), max_length=200, help_text=_("Number and title.")
    )
    source = models.CharField(_("from"), max_length=10, choices=Language)
    target = models.CharField(_("into"), max_length=10, choices=Language, default=Language.CHINESE)
    characters = models.PositiveIntegerField(
        _("characters of the original"), validators=[MinValueValidator(1)]
    )
    translator = models.CharField(_("translated by"), max_length=60)
    reviewer = models.CharField(_("read over by"), max_length=60)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )

    objects = OfRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="translation_languages_known",
                condition=Q(source__in=["zh", "en", "de", "ja", "fr", "ru", "other"])
                & Q(target__in=["zh", "en", "de", "ja", "fr", "ru", "other"]),
            ),
            models.CheckConstraint(
                name="translation_into_another_language",
                condition=~Q(source=models.F("target")) | Q(source="other"),
                violation_error_message=_("The two languages are the same."),
            ),
            models.CheckConstraint(name="translation_of_something", condition=Q(characters__gte=1)),
            models.CheckConstraint(
                name="translation_read_by_another",
                condition=~Q(translator=models.F("reviewer")),
                violation_error_message=_("Somebody else reads it over."),
            ),
        ]

    def __str__(self):
        return self.document
