"""Standards that enterprises file (备案) or declare (自我声明公开), with what they promise."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import Enterprise, Product
from qualitysup.audit.history import keep_history
from qualitysup.casework.models import Case, StepLog
from qualitysup.states import Tone, state
from qualitysup.wording import tidy
from standards.models.standard import Standard
from standards.querysets.filing import (
    FilingLogQuerySet,
    FilingQuerySet,
    OfFilingQuerySet,
)


@keep_history()
class Filing(Case):
    """What an enterprise files or declares of the standards that its products are made to.

    Until 2017 an enterprise's own standard was filed with the bureau (备案) within thirty days of
    its publication and for three years; since 2018 every enterprise declares by itself and publicly
    which standards it executes (标准化法 27), and the bureau looks afterwards. Which of the two it
    is, is decided by the day on which the enterprise published it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("of a filing", "being written")
        SUBMITTED = "submitted", pgettext_lazy("of a filing", "handed in")
        PUBLISHED = "published", pgettext_lazy("of a filing", "published")
        CORRECTING = "correcting", pgettext_lazy("of a filing", "ordered to correct")
        EXPOSED = "exposed", pgettext_lazy("of a filing", "named in public")  # 公示
        REPLACED = "replaced", pgettext_lazy("of a filing", "replaced")
        EXPIRED = "expired", pgettext_lazy("of a filing", "run out")
        WITHDRAWN = "withdrawn", pgettext_lazy("of a filing", "withdrawn")

    class Regime(models.TextChoices):
        RECORD = "record", _("filed with the bureau")  # 备案
        DECLARATION = "declaration", _("declared by the enterprise")  # 自我声明公开

    TONES = {
        State.DRAFT: Tone.PLAIN,
        State.SUBMITTED: Tone.SOON,
        State.PUBLISHED: Tone.GOOD,
        State.CORRECTING: Tone.HOLD,
        State.EXPOSED: Tone.LATE,
        State.REPLACED: Tone.PLAIN,
        State.EXPIRED: Tone.PLAIN,
        State.WITHDRAWN: Tone.PLAIN,
    }
    # Everybody may rely on what it says.
    STANDING = (State.PUBLISHED, State.CORRECTING, State.EXPOSED)
    OPEN_STATES = (State.DRAFT, State.SUBMITTED, *STANDING)

    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.DRAFT, editable=False
    )
    regime = models.CharField(
        _("regime"), max_length=12, choices=Regime, default=Regime.DECLARATION, editable=False
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="filings", verbose_name=_("enterprise")
    )
    own_number = models.CharField(
        _("number of its own standard"),
        max_length=80,
        blank=True,
        db_collation="C",
        help_text=_("As in Q/AAA 001-2023. Empty where only standards of others are executed."),
    )
    name = models.CharField(pgettext_lazy("of a standard", "name"), max_length=200)
    published_on = models.DateField(_("published by the enterprise on"))
    in_force_on = models.DateField(pgettext_lazy("of a standard", "in force from"))
    # The catalogue's row of its own standard, from the day on which it is published here.
    standard = models.ForeignKey(
        Standard,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="filings",
        verbose_name=pgettext_lazy("of the catalogue", "standard"),
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("handed in by"),
    )
    submitted_on = models.DateField(_("handed in on"), null=True, editable=False)
    filed_on = models.DateField(
        pgettext_lazy("of a filing", "published here on"), null=True, editable=False
    )
    # Of a record alone: from when its three years run, and their last day.
    recorded_on = models.DateField(_("recorded on"), null=True, editable=False)
    valid_to = models.DateField(_("last day valid"), null=True, editable=False)
    number = models.CharField(_("filing number"), max_length=60, blank=True, editable=False)
    reviewed_on = models.DateField(_("last reviewed on"), null=True, editable=False)
    correct_from = models.DateField(_("ordered to correct on"), null=True, editable=False)
    ended_on = models.DateField(_("ended on"), null=True, editable=False)
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="replaced_by",
        verbose_name=_("takes the place of"),
    )

    objects = FilingQuerySet.as_manager()

    class Meta:
        verbose_name = _("filing")
        verbose_name_plural = _("filings")
        ordering = ["-pk"]
        permissions = [
            ("submit_filing", _("Can hand in filings")),
            ("review_filing", _("Can review filings")),
            ("withdraw_filing", _("Can withdraw filings")),
        ]
        constraints = [
            models.CheckConstraint(
                name="filing_state_known",
                condition=Q(
                    state__in=[
                        "draft",
                        "submitted",
                        "published",
                        "correcting",
                        "exposed",
                        "replaced",
                        "expired",
                        "withdrawn",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="filing_regime_known", condition=Q(regime__in=["record", "declaration"])
            ),
            models.UniqueConstraint(
                fields=["own_number"],
                condition=~Q(own_number="") & Q(state__in=["published", "correcting", "exposed"]),
                name="filing_number_published_once",
                violation_error_message=_("This number is published already."),
            ),
            models.UniqueConstraint(
                fields=["own_number"],
                condition=~Q(own_number="") & Q(state__in=["draft", "submitted"]),
                name="filing_number_in_hand_once",
                violation_error_message=_("This number is being filed already."),
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="filing_number_drawn_once",
            ),
            models.CheckConstraint(
                name="filing_in_force_after_published",
                condition=Q(in_force_on__gte=models.F("published_on")),
                violation_error_message=_("It is in force from its publication, or later."),
            ),
            models.CheckConstraint(
                name="filing_published_with_its_day",
                condition=Q(state__in=["draft", "submitted"], filed_on=None)
                | Q(state="withdrawn")
                | (Q(filed_on__isnull=False) & ~Q(state__in=["draft", "submitted", "withdrawn"])),
            ),
            models.CheckConstraint(
                name="filing_record_alone_runs_out",
                condition=Q(recorded_on=None, valid_to=None)
                | Q(regime="record", recorded_on__isnull=False, valid_to__isnull=False),
            ),
            models.CheckConstraint(
                name="filing_ended_on_iff_ended",
                condition=Q(state__in=["replaced", "expired", "withdrawn"], ended_on__isnull=False)
                | (~Q(state__in=["replaced", "expired", "withdrawn"]) & Q(ended_on=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["division", "-id"], name="filing_by_division"),
            models.Index(
                fields=["valid_to"],
                condition=Q(state__in=["published", "correcting", "exposed"]),
                name="filing_runs_out",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="filing_written_as_draft",
                operation=pgtrigger.Update,
                # The enterprise may be another one: a merge moves what is theirs.
                condition=pgtrigger.Condition(
                    "OLD.state <> 'draft' AND (OLD.own_number, OLD.name, OLD.published_on,"
                    " OLD.in_force_on) IS DISTINCT FROM (NEW.own_number, NEW.name,"
                    " NEW.published_on, NEW.in_force_on)"
                ),
            ),
            pgtrigger.Protect(name="filing_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return self.own_number or self.name

    def get_absolute_url(self):
        return reverse("admin:standards_filing_change", args=[self.pk])

    @property
    def title(self) -> str:
        return tidy(f"{self.enterprise} · {self.own_number} {self.name}")

    @property
    def is_own(self) -> bool:
        """Of a standard of its own, and not only of what others wrote."""
        return bool(self.own_number)

    @property
    def is_record(self) -> bool:
        return self.regime == self.Regime.RECORD

    @property
    def is_declaration(self) -> bool:
        return self.regime == self.Regime.DECLARATION

    @property
    def keeps_evidence(self) -> bool:
        """The text of what is handed in or published; a draft's is still being written."""
        return self.state != self.State.DRAFT

    @property
    def shown_state(self):
        """What nobody has ended may have run out all the same."""
        late = self.valid_to and self.valid_to < timezone.localdate()
        if late and self.state in self.STANDING:
            return state(Tone.LATE, self.State.EXPIRED.label)
        return super().shown_state


class FilingLog(StepLog):
    case = models.ForeignKey(Filing, models.PROTECT, related_name="log")

    objects = FilingLogQuerySet.as_manager()

    class Meta(StepLog.Meta):
        pass


@keep_history()
class FilingProduct(models.Model):
    """A product that is made to the standards of a filing."""

    filing = models.ForeignKey(
        Filing, models.CASCADE, related_name="products", verbose_name=_("filing")
    )
    product = models.ForeignKey(
        Product, models.CASCADE, related_name="filings", verbose_name=_("product")
    )

    objects = OfFilingQuerySet.as_manager()

    class Meta:
        verbose_name = _("product of a filing")
        verbose_name_plural = _("products of filings")
        ordering = ["filing", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["filing", "product"],
                name="filing_product_once",
                violation_error_message=_("This product is named already."),
            ),
        ]

    def __str__(self):
        return str(self.product)


@keep_history()
class FilingStandard(models.Model):
    """A standard of others that a filing executes, or refers to."""

    filing = models.ForeignKey(
        Filing, models.CASCADE, related_name="standards", verbose_name=_("filing")
    )
    standard = models.ForeignKey(
        Standard,
        models.PROTECT,
        related_name="filed_in",
        verbose_name=pgettext_lazy("of the catalogue", "standard"),
    )

    objects = OfFilingQuerySet.as_manager()

    class Meta:
        verbose_name = _("standard of a filing")
        verbose_name_plural = _("standards of filings")
        ordering = ["filing", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["filing", "standard"],
                name="filing_standard_once",
                violation_error_message=_("This standard is named already."),
            ),
        ]

    def __str__(self):
        return str(self.standard)


@keep_history()
class FilingItem(models.Model):
    """An indicator of an enterprise's own standard (功能指标、性能指标), beside what others ask."""

    class Kind(models.TextChoices):
        FUNCTION = "function", _("function")
        PERFORMANCE = "performance", _("performance")
        SAFETY = "safety", pgettext_lazy("of an indicator", "safety")

    class Standing(models.TextChoices):
        SAME = "same", _("as the standard asks")
        STRICTER = "stricter", _("stricter")
        LOWER = "lower", _("lower")
        UNCOMPARED = "", _("no standard asks for it")

    filing = models.ForeignKey(
        Filing, models.CASCADE, related_name="items", verbose_name=_("filing")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(pgettext_lazy("of an indicator", "indicator"), max_length=100)
    requirement = models.CharField(_("requirement"), max_length=200)
    test_method = models.CharField(_("test method"), max_length=200, blank=True)
    against = models.ForeignKey(
        Standard,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("compared with"),
    )
    standing = models.CharField(
        _("how it compares"), max_length=10, choices=Standing, blank=True, default=""
    )
    # 企业标准化促进办法: fewer or lower than a recommended standard is expressly stated.
    stated = models.BooleanField(_("that it is lower is stated"), default=False)

    objects = OfFilingQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator of a filing")
        verbose_name_plural = _("indicators of filings")
        ordering = ["filing", "pk"]
        constraints = [
            models.CheckConstraint(
                name="filing_item_kind_known",
                condition=Q(kind__in=["function", "performance", "safety"]),
            ),
            models.CheckConstraint(
                name="filing_item_compared_with_a_standard",
                condition=Q(standing="", against=None)
                | Q(standing__in=["same", "stricter", "lower"], against__isnull=False),
                violation_error_message=_("Say with which standard it is compared, and how."),
            ),
            models.UniqueConstraint(
                fields=["filing", "name"],
                name="filing_item_once",
                violation_error_message=_("This indicator is listed already."),
            ),
        ]

    def __str__(self):
        return self.name
