import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from brands.models.cultivation import Cultivation
from brands.querysets.catalogue import CatalogueEntryQuerySet, CatalogueQuerySet
from qualitysup.audit.history import keep_history
from qualitysup.casework.models import Case, StepLog
from qualitysup.states import Tone


@keep_history()
class Catalogue(Case):
    """The catalogue of a year (培育目录): the firms that a place sends on the way to honours.

    Frozen it is a document with a number and stays as it is; what changes comes as the next
    version, which says what it changed.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("in preparation")
        FROZEN = "frozen", pgettext_lazy("of a catalogue", "issued")
        REPLACED = "replaced", pgettext_lazy("of a catalogue", "replaced")

    TONES = {State.DRAFT: Tone.PLAIN, State.FROZEN: Tone.GOOD, State.REPLACED: Tone.PLAIN}

    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT, editable=False
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(1990), MaxValueValidator(2100)]
    )
    edition = models.PositiveSmallIntegerField(
        pgettext_lazy("of a catalogue", "version"), default=1, editable=False
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("officer in charge"),
    )
    number = models.CharField(_("number"), max_length=60, blank=True, editable=False)
    frozen_on = models.DateField(_("issued on"), null=True, editable=False)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        verbose_name = _("catalogue of cultivation")
        verbose_name_plural = _("catalogues of cultivation")
        ordering = ["-year", "-edition", "-pk"]
        permissions = [("freeze_catalogue", _("Can issue catalogues of cultivation"))]
        constraints = [
            models.CheckConstraint(
                name="catalogue_state_known",
                condition=Q(state__in=["draft", "frozen", "replaced"]),
            ),
            models.UniqueConstraint(
                fields=["division", "year", "edition"], name="catalogue_version_once"
            ),
            models.UniqueConstraint(
                fields=["division", "year"],
                condition=Q(state="draft"),
                name="catalogue_one_draft",
                violation_error_message=_("A version of this year is in preparation already."),
            ),
            models.UniqueConstraint(
                fields=["division", "year"],
                condition=Q(state="frozen"),
                name="catalogue_one_in_force",
            ),
            models.CheckConstraint(
                name="catalogue_frozen_on_iff_frozen",
                condition=Q(state="draft", frozen_on=None, number="")
                | (~Q(state="draft") & Q(frozen_on__isnull=False)),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="catalogue_keeps_its_place", fields=["year", "edition", "replaces"]
            )
        ]

    def __str__(self):
        return _("%(place)s %(year)s, version %(edition)s") % {
            "place": self.division,
            "year": self.year,
            "edition": self.edition,
        }

    def get_absolute_url(self):
        return reverse("admin:brands_catalogue_change", args=[self.pk])

    @property
    def holder(self):
        return self.officer

    def document_issued(self, document):
        self.number = document.number


class CatalogueLog(StepLog):
    case = models.ForeignKey(Catalogue, models.PROTECT, related_name="log")

    class Meta(StepLog.Meta):
        pass


@keep_history()
class CatalogueEntry(models.Model):
    """A firm in a catalogue; once issued, it is called there what it was called on that day."""

    catalogue = models.ForeignKey(
        Catalogue, models.PROTECT, related_name="entries", verbose_name=_("catalogue")
    )
    cultivation = models.ForeignKey(
        Cultivation, models.PROTECT, related_name="entries", verbose_name=_("cultivation")
    )
    position = models.PositiveSmallIntegerField(_("position"), null=True, editable=False)
    enterprise_name = models.CharField(_("enterprise"), max_length=200, blank=True, editable=False)
    product = models.CharField(_("product"), max_length=100, blank=True, editable=False)
    brand = models.CharField(_("brand"), max_length=60, blank=True, editable=False)
    kind_name = models.CharField(_("kind of honour"), max_length=60, blank=True, editable=False)
    score = models.DecimalField(
        pgettext_lazy("of a screening", "score"),
        max_digits=4,
        decimal_places=1,
        null=True,
        editable=False,
    )

    objects = CatalogueEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of a catalogue")
        verbose_name_plural = _("entries of catalogues")
        ordering = ["catalogue", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["catalogue", "cultivation"],
                name="catalogue_entry_once",
                violation_error_message=_("This firm stands in the catalogue already."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="catalogue_entry_of_issued_stays",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                declare=[("one", "bigint")],
                func="""
                    one = CASE TG_OP WHEN 'DELETE' THEN OLD.catalogue_id ELSE NEW.catalogue_id END;
                    IF EXISTS (
                        SELECT 1 FROM brands_catalogue WHERE id = one AND state <> 'draft'
                    ) THEN
                        RAISE EXCEPTION 'catalogue_entry_of_issued_stays: the catalogue is issued'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return self.enterprise_name or str(self.cultivation)
