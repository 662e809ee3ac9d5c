import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from brands.models.honour import Honour
from brands.querysets.publicity import (
    PublicityChannelQuerySet,
    PublicityItemQuerySet,
    WordingRuleQuerySet,
)
from qualitysup.audit.history import keep_history
from qualitysup.audit.triggers import append_only
from qualitysup.casework.models import Case, StepLog
from qualitysup.clock.terms import Confidence
from qualitysup.states import Tone, state


@keep_history()
class PublicityItem(Case):
    """What the bureau tells of an honour (宣传): written by one, approved by two others.

    It tells facts and recommends nothing (产品质量法 25). Whoever began it is its author, and
    writes it alone; what was submitted is no longer written.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("of what is publicised", "being written")
        SUBMITTED = "submitted", pgettext_lazy("of what is publicised", "submitted")
        APPROVED = "approved", pgettext_lazy("of what is publicised", "approved by one")
        RELEASED = "released", pgettext_lazy("of what is publicised", "released")
        WITHDRAWN = "withdrawn", pgettext_lazy("of what is publicised", "withdrawn")

    TONES = {
        State.DRAFT: Tone.PLAIN,
        State.SUBMITTED: Tone.SOON,
        State.APPROVED: Tone.SOON,
        State.RELEASED: Tone.GOOD,
        State.WITHDRAWN: Tone.HOLD,
    }

    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT, editable=False
    )
    honour = models.ForeignKey(
        Honour, models.PROTECT, related_name="publicity", verbose_name=_("honour")
    )
    headline = models.CharField(_("headline"), max_length=60)
    text = models.TextField(
        pgettext_lazy("of what is publicised", "text"),
        help_text=_("Facts only: who holds what since when, as the register has it."),
    )
    first_approver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("first approved by"),
    )
    second_approver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("released by"),
    )
    released_on = models.DateField(
        pgettext_lazy("of what is publicised", "released on"), null=True, editable=False
    )
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, editable=False)
    withdrawn_because = models.CharField(
        _("why it was withdrawn"), max_length=200, blank=True, editable=False
    )

    objects = PublicityItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("publicity item")
        verbose_name_plural = _("publicity items")
        ordering = ["-pk"]
        permissions = [
            ("approve_publicityitem", _("Can approve what is publicised, and release it")),
            ("withdraw_publicityitem", _("Can withdraw what was publicised")),
        ]
        constraints = [
            models.CheckConstraint(
                name="publicity_state_known",
                condition=Q(state__in=["draft", "submitted", "approved", "released", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="publicity_approved_by_two",
                condition=Q(first_approver=None)
                | Q(second_approver=None)
                | ~Q(second_approver=F("first_approver")),
                violation_error_message=_("Two people approve it: you did so already."),
            ),
            models.CheckConstraint(
                name="publicity_not_approved_by_its_author",
                condition=(Q(first_approver=None) | ~Q(first_approver=F("created_by")))
                & (Q(second_approver=None) | ~Q(second_approver=F("created_by"))),
                violation_error_message=_("Nobody approves what they wrote themselves."),
            ),
            models.CheckConstraint(
                name="publicity_approvers_as_its_state_says",
                condition=Q(
                    state__in=["draft", "submitted"], first_approver=None, second_approver=None
                )
                | Q(state="approved", first_approver__isnull=False, second_approver=None)
                | Q(state="released", first_approver__isnull=False, second_approver__isnull=False)
                | Q(state="withdrawn"),
            ),
            models.CheckConstraint(
                name="publicity_released_on_iff_released",
                condition=Q(state="released", released_on__isnull=False)
                | Q(state__in=["draft", "submitted", "approved"], released_on=None)
                | Q(state="withdrawn"),
            ),
            models.CheckConstraint(
                name="publicity_withdrawn_with_a_reason",
                condition=(
                    Q(state="withdrawn", withdrawn_on__isnull=False) & ~Q(withdrawn_because="")
                )
                | (~Q(state="withdrawn") & Q(withdrawn_on=None, withdrawn_because="")),
            ),
        ]
        indexes = [
            models.Index(fields=["division", "-id"], name="publicity_by_division"),
            models.Index(
                fields=["honour", "-released_on"],
                condition=Q(state="released"),
                name="publicity_shown",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="publicity_written_as_draft",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'draft' AND (OLD.honour_id, OLD.headline, OLD.text)"
                    " IS DISTINCT FROM (NEW.honour_id, NEW.headline, NEW.text)"
                ),
            ),
            pgtrigger.Protect(name="publicity_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return self.headline

    def get_absolute_url(self):
        return reverse("admin:brands_publicityitem_change", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.headline} · {self.honour}"

    @property
    def holder(self):
        return self.created_by

    @property
    def is_shown(self) -> bool:
        """On the public page: released, and its honour stands."""
        return self.state == self.State.RELEASED and self.honour.stood_on(timezone.localdate())

    @property
    def shown_state(self):
        """An honour that ended took what was released of it from the page."""
        if self.state == self.State.RELEASED and not self.is_shown:
            words = pgettext_lazy("of what is publicised", "off the page: its honour ended")
            return state(Tone.HOLD, words)
        return super().shown_state


class PublicityItemLog(StepLog):
    case = models.ForeignKey(PublicityItem, models.PROTECT, related_name="log")

    class Meta(StepLog.Meta):
        pass


class PublicityChannel(models.Model):
    """Where an item was published and whom it reached. Wrong, it is replaced and not changed."""

    class Channel(models.TextChoices):
        WEBSITE = "website", _("website")
        SOCIAL = "social", _("official account")  # 公众号
        NEWSPAPER = "newspaper", _("newspaper")
        BROADCAST = "broadcast", _("radio or television")
        FAIR = "fair", _("fair or exhibition")
        OTHER = "other", pgettext_lazy("of a channel", "other")

    item = models.ForeignKey(
        PublicityItem, models.PROTECT, related_name="channels", verbose_name=_("publicity item")
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    where = models.CharField(
        _("where"), max_length=300, help_text=_("The address of the page, or paper and number.")
    )
    published_on = models.DateField(_("published on"))
    reach = models.PositiveIntegerField(
        _("people reached"), null=True, blank=True, help_text=_("Empty where nobody counted.")
    )
    reach_source = models.CharField(_("who counted"), max_length=120, blank=True)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("in place of"),
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)

    objects = PublicityChannelQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-published_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="publicity_channel_known",
                condition=Q(
                    channel__in=["website", "social", "newspaper", "broadcast", "fair", "other"]
                ),
            ),
            models.CheckConstraint(
                name="publicity_reach_has_a_source",
                condition=Q(reach=None, reach_source="")
                | (Q(reach__isnull=False) & ~Q(reach_source="")),
                violation_error_message=_("Say who counted; without a count leave both empty."),
            ),
        ]
        triggers = append_only()

    def __str__(self):
        return f"{self.get_channel_display()} · {self.where}"

    @property
    def shown_reach(self):
        return "—" if self.reach is None else self.reach


@keep_history()
class WordingRule(models.Model):
    """Words that the bureau does not use of a product, by which law and since when."""

    words = models.CharField(_("words"), max_length=40)
    unless = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("not as a part of"),
        default=list,
        blank=True,
        help_text=_("Longer words that may be used. Separate several with commas."),
    )
    law = models.CharField(_("legal basis"), max_length=120)
    why = models.CharField(_("why"), max_length=200)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_to = models.DateField(
        _("in force before"),
        null=True,
        blank=True,
        help_text=_("The first day on which it is no longer in force."),
    )
    confidence = models.CharField(
        _("how sure"), max_length=1, choices=Confidence, default=Confidence.UNVERIFIED
    )

    objects = WordingRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of wording")
        verbose_name_plural = _("rules of wording")
        ordering = ["law", "words", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["words", "valid_from"],
                nulls_distinct=False,
                name="wording_rule_once",
                violation_error_message=_("There is a rule for these words already."),
            ),
            models.CheckConstraint(
                name="wording_rule_has_words",
                condition=~Q(words="") & ~Q(law="") & ~Q(why=""),
            ),
            models.CheckConstraint(
                name="wording_rule_days_in_order",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                violation_error_message=_("It ends after it begins."),
            ),
            models.CheckConstraint(
                name="wording_rule_confidence_known",
                condition=Q(confidence__in=["L", "F", "I", "M"]),
            ),
        ]

    def __str__(self):
        return self.words
