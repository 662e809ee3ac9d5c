import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from brands.models.honour import Honour
from brands.querysets.counterfeit import CounterfeitClueQuerySet
from enterprises.models import Enterprise
from inspections.models import Complaint
from qualitysup.audit.history import keep_history
from qualitysup.casework.models import Case, StepLog
from qualitysup.regions.models import Division
from qualitysup.states import Tone


@keep_history()
class CounterfeitClue(Case):
    """A clue (假冒线索) that somebody makes or sells a product under another's honour.

    The holder says whether it is theirs; what is not is transferred to the inspectors as a clue of
    their own (行政处罚程序规定 18), and learns from there how it ended. It lies with the bureau of
    the holder, wherever it was seen.
    """

    class State(models.TextChoices):
        REGISTERED = "registered", pgettext_lazy("of a counterfeit clue", "registered")
        VERIFIED = "verified", pgettext_lazy("of a counterfeit clue", "holder heard")
        TRANSFERRED = "transferred", pgettext_lazy("of a counterfeit clue", "transferred")
        CLOSED = "closed", pgettext_lazy("of a counterfeit clue", "closed")
        UNFOUNDED = "unfounded", pgettext_lazy("of a counterfeit clue", "unfounded")

    class Source(models.TextChoices):
        HOLDER = "holder", _("holder of the honour")
        CONSUMER = "consumer", _("consumer")
        PATROL = "patrol", _("patrol")
        MONITORING = "monitoring", _("monitoring of sales platforms")
        AUTHORITY = "authority", _("another authority")
        OTHER = "other", pgettext_lazy("of a clue's source", "other")

    class Verdict(models.TextChoices):
        COUNTERFEIT = "counterfeit", _("counterfeit")  # 伪
        GENUINE = "genuine", _("genuine")  # 真

    TONES = {
        State.REGISTERED: Tone.SOON,
        State.CLOSED: Tone.GOOD,
        State.UNFOUNDED: Tone.PLAIN,
    }
    OPEN_STATES = (State.REGISTERED, State.VERIFIED, State.TRANSFERRED)

    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.REGISTERED, editable=False
    )
    honour = models.ForeignKey(
        Honour,
        models.PROTECT,
        related_name="counterfeit_clues",
        verbose_name=_("honour that is misused"),
    )
    source = models.CharField(_("source"), max_length=12, choices=Source)
    received_on = models.DateField(_("received on"), default=timezone.localdate)
    seen_in = models.ForeignKey(
        Division,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("seen in"),
    )
    place = models.CharField(
        _("place"), max_length=200, blank=True, help_text=_("Shop, market, stand or platform.")
    )
    url = models.URLField(_("address of the page"), max_length=500, blank=True)
    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="counterfeit_clues",
        verbose_name=_("maker or seller"),
    )
    enterprise_name = models.CharField(
        _("maker or seller as named"),
        max_length=200,
        blank=True,
        help_text=_("As goods or page name it; the enterprise itself may be found later."),
    )
    text = models.TextField(_("what was seen"))
    verdict = models.CharField(
        pgettext_lazy("of a counterfeit clue", "verdict"),
        max_length=12,
        choices=Verdict,
        blank=True,
        editable=False,
    )
    verified_on = models.DateField(_("holder heard on"), null=True, editable=False)
    statement = models.TextField(_("statement of the holder"), blank=True, editable=False)
    complaint = models.OneToOneField(
        Complaint,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="counterfeit_clue",
        verbose_name=_("clue of the inspectors"),
    )
    closed_on = models.DateField(_("ended on"), null=True, editable=False)
    outcome = models.TextField(_("how it ended"), blank=True, editable=False)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("officer in charge"),
    )

    objects = CounterfeitClueQuerySet.as_manager()

    class Meta:
        verbose_name = _("counterfeit clue")
        verbose_name_plural = _("counterfeit clues")
        ordering = ["-pk"]
        permissions = [
            ("verify_counterfeitclue", _("Can record whether goods are counterfeit")),
            ("transfer_counterfeitclue", _("Can transfer counterfeit clues to inspectors")),
        ]
        constraints = [
            models.CheckConstraint(
                name="counterfeit_state_known",
                condition=Q(
                    state__in=["registered", "verified", "transferred", "closed", "unfounded"]
                ),
            ),
            models.CheckConstraint(
                name="counterfeit_seen_somewhere",
                condition=Q(seen_in__isnull=False) | ~Q(place="") | ~Q(url=""),
                violation_error_message=_("Say where it was seen: place, shop or page."),
            ),
            models.CheckConstraint(
                name="counterfeit_verdict_with_its_day",
                condition=Q(verdict="", verified_on=None, statement="")
                | (
                    Q(verdict__in=["counterfeit", "genuine"], verified_on__isnull=False)
                    & ~Q(statement="")
                ),
            ),
            models.CheckConstraint(
                name="counterfeit_verified_has_a_verdict",
                condition=Q(state__in=["registered", "unfounded"]) | ~Q(verdict=""),
            ),
            models.CheckConstraint(
                name="counterfeit_transferred_iff_with_inspectors",
                condition=Q(
                    state__in=["transferred", "closed"],
                    complaint__isnull=False,
                    verdict="counterfeit",
                )
                | Q(state__in=["registered", "verified", "unfounded"], complaint=None),
            ),
            models.CheckConstraint(
                name="counterfeit_ended_on_iff_ended",
                condition=(
                    Q(state__in=["closed", "unfounded"], closed_on__isnull=False) & ~Q(outcome="")
                )
                | Q(
                    state__in=["registered", "verified", "transferred"], closed_on=None, outcome=""
                ),
            ),
            models.CheckConstraint(
                name="counterfeit_unfounded_only_if_not_proven",
                condition=~Q(state="unfounded") | ~Q(verdict="counterfeit"),
                violation_error_message=_("The holder said that it is counterfeit: transfer it."),
            ),
        ]
        indexes = [
            models.Index(fields=["division", "-id"], name="counterfeit_by_division"),
            models.Index(fields=["honour"], name="counterfeit_of_honour"),
        ]
        triggers = [pgtrigger.Protect(name="counterfeit_stays", operation=pgtrigger.Delete)]

    def __str__(self):
        return _("Counterfeit clue %s") % (self.pk or "")

    def get_absolute_url(self):
        return reverse("admin:brands_counterfeitclue_change", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.honour.enterprise} · {self.honour}"

    @property
    def about(self) -> str:
        return str(self.enterprise) if self.enterprise_id else self.enterprise_name

    @property
    def holder(self):
        return self.officer


class CounterfeitClueLog(StepLog):
    case = models.ForeignKey(CounterfeitClue, models.PROTECT, related_name="log")

    class Meta(StepLog.Meta):
        pass
