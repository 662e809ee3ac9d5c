"""Who drafted which standard (参与起草), and what reports state of a place without naming rows."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import Enterprise
from qualitysup import bounds
from qualitysup.audit.history import keep_history
from qualitysup.bounds import Bound
from qualitysup.regions.models import Division
from qualitysup.states import Tone, state
from standards.models.standard import Standard
from standards.querysets.drafting import DraftingQuerySet, StatedFigureQuerySet


# Names of people are not copied into the history, which more people read.
@keep_history(exclude=["persons"])
class Drafting(models.Model):
    """That an enterprise is among the drafting units of a standard, and at which place.

    The unit named first leads (主持), all others take part (参与起草).
    """

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="draftings", verbose_name=_("enterprise")
    )
    standard = models.ForeignKey(
        Standard,
        models.PROTECT,
        related_name="draftings",
        verbose_name=pgettext_lazy("of the catalogue", "standard"),
    )
    place = models.PositiveSmallIntegerField(
        pgettext_lazy("of a drafting unit", "place"),
        null=True,
        blank=True,
        help_text=_("1 for the unit named first, which leads. Empty where the source says none."),
    )
    persons = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("drafters"),
        default=list,
        blank=True,
        help_text=_("Its people among the drafters. Separate several with commas."),
    )
    source = models.CharField(
        _("source"), max_length=200, help_text=_("The foreword of the standard, or a list.")
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )

    objects = DraftingQuerySet.as_manager()

    class Meta:
        verbose_name = _("part in drafting")
        verbose_name_plural = _("parts in drafting")
        ordering = ["-pk"]
        permissions = [
            ("import_drafting", _("Can import who drafted standards")),
            ("view_drafters", _("Can see the names of drafters")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "enterprise"],
                name="drafting_once",
                violation_error_message=_("This enterprise is entered for this standard already."),
            ),
            models.UniqueConstraint(
                fields=["standard", "place"],
                name="drafting_place_once",
                violation_error_message=_("Another enterprise has this place already."),
            ),
            models.CheckConstraint(
                name="drafting_place_from_one",
                condition=Q(place=None) | Q(place__gte=1),
                violation_error_message=_("Places begin with 1."),
            ),
        ]

    def __str__(self):
        return f"{self.enterprise} · {self.standard}"

    def get_absolute_url(self):
        return reverse("admin:standards_drafting_change", args=[self.pk])

    @property
    def leads(self) -> bool:
        return self.place == 1

    @property
    def shown_role(self):
        if self.leads:
            return state(Tone.GOOD, pgettext_lazy("of a drafting unit", "leads"))
        return state(Tone.INFO, pgettext_lazy("of a drafting unit", "takes part"))


@keep_history()
class StatedFigure(models.Model):
    """A figure that a report states of a place, with its bound; never mixed with counted rows."""

    class Key(models.TextChoices):
        DRAFTING = "drafting", _("national and sector standards drafted")
        FILING = "filing", _("enterprise standards filed")

    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division")
    )
    key = models.CharField(_("figure"), max_length=20, choices=Key)
    value = models.PositiveIntegerField(_("value"))
    bound = models.CharField(_("bound"), max_length=1, choices=Bound, default=Bound.EXACT)
    as_of = models.DateField(_("as of"))
    source = models.CharField(_("source"), max_length=200)

    objects = StatedFigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("stated figure")
        verbose_name_plural = _("stated figures")
        ordering = ["-as_of", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "key", "as_of"],
                name="stated_figure_once_a_day",
                violation_error_message=_("This figure is entered for this day already."),
            ),
            models.CheckConstraint(
                name="stated_figure_key_known", condition=Q(key__in=["drafting", "filing"])
            ),
            models.CheckConstraint(
                name="stated_figure_bound_known", condition=Q(bound__in=["=", "≥", "≈", "≤"])
            ),
        ]

    def __str__(self):
        return f"{self.get_key_display()} {self.shown}"

    @property
    def shown(self) -> str:
        """With its bound, which is not said where the figure is exact: ≥ 170."""
        return bounds.shown(self.value, self.bound)
