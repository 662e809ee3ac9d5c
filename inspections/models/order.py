import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from inspections.models.campaign import Campaign
from inspections.models.result import TestResult
from inspections.querysets.order import (
    OrderItemQuerySet,
    OrderPartQuerySet,
    RectificationOrderQuerySet,
)
from qualitysup import grams
from qualitysup.audit.history import keep_history
from qualitysup.casework.models import Case, StepLog
from qualitysup.states import Tone


@keep_history()
class RectificationOrder(Case):
    """An order to put a defective product right (责令改正), and everything the law lets follow it.

    From 责令改正 over 复查, 省级公告 and 责令停业整顿 to 恢复生产 or 吊销: 产品质量法 art. 15, 17;
    18号令 arts 44–50; 行政处罚法 for the halt that is a penalty.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted for approval")
        ISSUED = "issued", _("ordered to rectify")
        REPORTED = "reported", _("reported as rectified")
        REINSPECTING = "reinspecting", _("under re-inspection")
        FAILED = "failed", _("re-inspection failed")
        ESCALATED = "escalated", _("reported to the province")
        ANNOUNCED = "announced", _("announced by the province")
        REINSPECTING_ANNOUNCED = (
            "reinspecting_announced",
            _("under re-inspection after announcement"),
        )
        FAILED_AGAIN = "failed_again", _("failed again")
        FILED = "filed", _("penalty case filed")
        HEARING_NOTIFIED = "hearing_notified", _("told of the right to a hearing")
        HEARING_REQUESTED = "hearing_requested", _("hearing requested")
        HEARING_SCHEDULED = "hearing_scheduled", _("hearing scheduled")
        HEARING_HELD = "hearing_held", _("hearing held")
        HALTED = "halted", _("business halted for rectification")
        REINSPECTING_HALTED = "reinspecting_halted", _("under re-inspection after the halt")
        FAILED_FINALLY = "failed_finally", _("failed after the halt")
        PASSED = "passed", _("re-inspection passed")
        CLOSED = "closed", _("production resumed")
        REVOKED = "revoked", _("licence revoked")
        WITHDRAWN = "withdrawn", _("withdrawn")

    TONES = {
        State.DRAFT: Tone.PLAIN,
        State.SUBMITTED: Tone.PLAIN,
        State.FAILED: Tone.LATE,
        State.FAILED_AGAIN: Tone.LATE,
        State.FAILED_FINALLY: Tone.LATE,
        State.HALTED: Tone.HOLD,
        State.PASSED: Tone.GOOD,
        State.CLOSED: Tone.GOOD,
        State.REVOKED: Tone.LATE,
        State.WITHDRAWN: Tone.PLAIN,
    }
    ENDED_STATES = (State.CLOSED, State.REVOKED, State.WITHDRAWN)
    NOT_ISSUED_STATES = (State.DRAFT, State.SUBMITTED)
    OPEN_STATES = tuple(set(State) - set(ENDED_STATES) - set(NOT_ISSUED_STATES))

    state = models.CharField(
        _("state"), max_length=30, choices=State, default=State.DRAFT, editable=False
    )
    number = models.CharField(_("document number"), max_length=60, blank=True, editable=False)
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        models.PROTECT,
        related_name="rectification_orders",
        verbose_name=_("enterprise"),
    )
    campaign = models.ForeignKey(
        Campaign,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("campaign"),
    )
    test_result = models.ForeignKey(
        TestResult,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("test result"),
    )
    visit = models.ForeignKey(
        "inspections.Visit",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="orders",
        verbose_name=_("visit"),
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("officer in charge"),
        editable=False,
    )
    product = models.CharField(_("product"), max_length=80)
    standard = models.CharField(_("standard"), max_length=60)
    findings = models.TextField(_("findings"))
    violated = models.CharField(
        _("provisions violated"),
        max_length=200,
        default="《中华人民共和国产品质量法》第二十六条第二款",
    )
    basis = models.CharField(
        _("basis of the order"),
        max_length=200,
        default="《中华人民共和国产品质量法》第十七条、《产品质量监督抽查管理暂行办法》第四十六条",
    )
    # What was true when the order was issued; the register may change afterwards.
    party_name = models.CharField(_("party"), max_length=200, blank=True, editable=False)
    party_uscc = models.CharField(_("party's code"), max_length=18, blank=True, editable=False)
    party_address = models.CharField(
        _("party's address"), max_length=300, blank=True, editable=False
    )
    party_representative = models.CharField(
        _("party's legal representative"), max_length=60, blank=True, editable=False
    )

    issued_on = models.DateField(_("issued on"), null=True, editable=False)
    reported_on = models.DateField(_("reported as rectified on"), null=True, editable=False)
    escalated_on = models.DateField(_("reported to the province on"), null=True, editable=False)
    announced_on = models.DateField(_("announced on"), null=True, editable=False)
    announcement = models.CharField(_("announcement"), max_length=120, blank=True, editable=False)
    filed_on = models.DateField(_("penalty case filed on"), null=True, editable=False)
    hearing_notified_on = models.DateField(_("hearing right told on"), null=True, editable=False)
    hearing_requested_on = models.DateField(_("hearing requested on"), null=True, editable=False)
    hearing_notice_on = models.DateField(_("hearing notice served on"), null=True, editable=False)
    hearing_on = models.DateField(_("hearing on"), null=True, editable=False)
    legal_review = models.TextField(_("legal review"), blank=True, editable=False)
    halted_on = models.DateField(_("business halted on"), null=True, editable=False)
    halt_months = models.PositiveSmallIntegerField(
        _("length of the halt (months)"), null=True, editable=False
    )
    halt_until = models.DateField(_("halted until"), null=True, editable=False)
    passed_on = models.DateField(_("re-inspection passed on"), null=True, editable=False)
    closed_on = models.DateField(_("ended on"), null=True, editable=False)

    objects = RectificationOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("rectification order")
        verbose_name_plural = _("rectification orders")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="order_state_known",
                condition=Q(
                    state__in=[
                        "draft",
                        "submitted",
                        "issued",
                        "reported",
                        "reinspecting",
                        "failed",
                        "escalated",
                        "announced",
                        "reinspecting_announced",
                        "failed_again",
                        "filed",
                        "hearing_notified",
                        "hearing_requested",
                        "hearing_scheduled",
                        "hearing_held",
                        "halted",
                        "reinspecting_halted",
                        "failed_finally",
                        "passed",
                        "closed",
                        "revoked",
                        "withdrawn",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="order_issued_on_iff_issued",
                condition=Q(state="withdrawn")
                | Q(state__in=["draft", "submitted"], issued_on=None)
                | (~Q(state__in=["draft", "submitted"]) & Q(issued_on__isnull=False)),
                violation_error_message=_("An order that was issued has the day it was issued."),
            ),
            models.CheckConstraint(
                name="order_ended_on_iff_ended",
                condition=Q(state__in=["closed", "revoked", "withdrawn"], closed_on__isnull=False)
                | (~Q(state__in=["closed", "revoked", "withdrawn"]) & Q(closed_on=None)),
            ),
            models.CheckConstraint(
                name="order_announced_on_when_announced",
                condition=~Q(state__in=["announced", "reinspecting_announced", "failed_again"])
                | Q(announced_on__isnull=False),
            ),
            # 行政处罚法 63: whoever is halted was told of the right to a hearing. An override is
            # recorded with its reason in the step log and on the halt itself.
            models.CheckConstraint(
                name="order_halted_with_a_period",
                condition=~Q(state__in=["halted", "reinspecting_halted", "failed_finally"])
                | Q(halted_on__isnull=False, halt_until__gt=F("halted_on")),
                violation_error_message=_("A halt has a first day and an end after it."),
            ),
            models.CheckConstraint(
                name="order_passed_on_when_resumed",
                condition=~Q(state__in=["passed", "closed"]) | Q(passed_on__isnull=False),
                violation_error_message=_("Production resumes only after a passed re-inspection."),
            ),
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="order_number_once"
            ),
        ]
        indexes = [
            models.Index(fields=["division", "-id"], name="order_by_division"),
            # The newest of a state, and how many there are: ``open``, ``awaiting``, ``sent_back``.
            models.Index(fields=["state", "-id"], include=["division"], name="order_in_state"),
            # RectificationOrderQuerySet.search
            grams.index("number", "order_by_number"),
        ]
        triggers = [
            # The last line of defence behind the workflow's guards: 18号令 art. 49.
            pgtrigger.Trigger(
                name="order_resumes_only_when_put_right",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__state="closed"),
                func="""
                    IF EXISTS (SELECT 1 FROM inspections_orderitem
                               WHERE order_id = NEW.id AND verified_on IS NULL) THEN
                        RAISE EXCEPTION 'order % has an open item and cannot resume', NEW.id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    IF NOT COALESCE((SELECT passed FROM inspections_reinspection
                                     WHERE order_id = NEW.id ORDER BY id DESC LIMIT 1), false) THEN
                        RAISE EXCEPTION 'order % has not passed its re-inspection', NEW.id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            # Has the results that it names, or named, look again whether an order came of them.
            pgtrigger.Trigger(
                name="order_tells_its_test_result",
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("test_result_id")
                | pgtrigger.Delete,
                when=pgtrigger.After,
                func="""
                    IF OLD.test_result_id IS DISTINCT FROM NEW.test_result_id THEN
                        UPDATE inspections_testresult SET has_order = has_order
                            WHERE id IN (OLD.test_result_id, NEW.test_result_id);
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]
        permissions = [
            ("submit_rectificationorder", _("Can submit rectification orders")),
            ("issue_rectificationorder", _("Can issue rectification orders")),
            ("reinspect_rectificationorder", _("Can re-inspect")),
            ("escalate_rectificationorder", _("Can report to the province and file cases")),
            ("resume_rectificationorder", _("Can let production resume")),
            ("halt_rectificationorder", _("Can decide a halt or a revocation")),
            ("override_rectificationorder", _("Can override a guard with a recorded reason")),
        ]

    def __str__(self):
        return self.number or f"{self._meta.verbose_name} {self.pk or ''}".strip()

    def get_absolute_url(self):
        return reverse("admin:inspections_rectificationorder_change", args=[self.pk])

    @property
    def judged_on(self):
        """The day whose edition of the standard counts: that of the order, or of the draft."""
        return self.issued_on or self.day

    @property
    def result_notified_on(self):
        """The day from which the party may object to the result that the order rests on.

        ``None`` without a test, and where the result came from a ``Sample``: there the time runs.
        """
        if self.test_result is None or self.sample is not None:
            return None
        return self.test_result.notified_on

    @cached_property
    def longest_item(self) -> int | None:
        """The days of the item that has most; ``None`` if none has a term of its own."""
        return self.items.aggregate(longest=models.Max("days"))["longest"]

    @property
    def sample(self):
        """The sample behind the order's result; results that were typed in have none."""
        return getattr(self.test_result, "sample", None)

    @property
    def title(self):
        return f"{self.party_name or self.enterprise} · {self.product}"

    @property
    def holder(self):
        return self.officer

    def document_issued(self, document):
        """The first paper gives the order its number."""
        if not self.number and document.kind == "rectification_order":
            self.number = document.number


class RectificationOrderLog(StepLog):
    case = models.ForeignKey(RectificationOrder, models.PROTECT, related_name="log")

    class Meta(StepLog.Meta):
        pass


@keep_history()
class OrderItem(models.Model):
    """One thing to put right: what, under which clause, by which day, how far it has come.

    ``days`` is a term of its own within the order's, and ``due_on`` the day that the issued paper
    gives; without it the order's own term is the item's. ``percent_done`` is what the enterprise
    has done; ``verified_on`` is the day a re-inspection found it put right. Only the latter lets
    production resume.
    """

    class Kind(models.TextChoices):
        MANAGEMENT = "management", _("quality management")
        STANDARDS = "standards", _("standards")
        METROLOGY = "metrology", _("metrology")
        INSPECTION = "inspection", _("inspection")
        STAFF = "staff", _("staff")
        EQUIPMENT = "equipment", _("equipment and process")
        PRODUCT = "product", _("product")
        OTHER = "other", _("other")

    order = models.ForeignKey(
        RectificationOrder, models.PROTECT, related_name="items", verbose_name=_("order")
    )
    position = models.PositiveSmallIntegerField(_("no."))
    # What a visit found that it puts right: its photos are those from before.
    answer = models.ForeignKey(
        "inspections.VisitAnswer",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="order_items",
        verbose_name=_("answer"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    requirement = models.TextField(_("what to put right"))
    clause = models.CharField(_("clause"), max_length=80, blank=True)
    days = models.PositiveSmallIntegerField(
        _("days to put it right"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: within the order's own term."),
    )
    due_on = models.DateField(_("to be put right by"), null=True, editable=False)
    percent_done = models.PositiveSmallIntegerField(
        _("done (%)"), default=0, validators=[MaxValueValidator(100)]
    )
    measures = models.TextField(_("measures taken"), blank=True)
    verified_on = models.DateField(_("found put right on"), null=True, editable=False)

    objects = OrderItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("rectification item")
        verbose_name_plural = _("rectification items")
        ordering = ["order", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "position"],
                name="order_item_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="order_item_term_has_length", condition=Q(days=None) | Q(days__gte=1)
            ),
            models.CheckConstraint(
                name="order_item_due_of_its_own_term",
                condition=Q(due_on=None) | Q(days__isnull=False),
            ),
            models.CheckConstraint(
                name="order_item_percent_at_most_100", condition=Q(percent_done__lte=100)
            ),
            models.CheckConstraint(
                name="order_item_verified_is_done",
                condition=Q(verified_on=None) | Q(percent_done=100),
            ),
        ]
        triggers = [
            # Nothing is added to, taken from or reopened in an order after production resumed.
            pgtrigger.Trigger(
                name="order_item_frozen_when_resumed",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func="""
                    IF EXISTS (SELECT 1 FROM inspections_rectificationorder
                               WHERE id = COALESCE(NEW.order_id, OLD.order_id)
                                 AND state = 'closed') THEN
                        RAISE EXCEPTION 'the items of a resumed order are frozen'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.position}. {self.requirement}"

    @property
    def is_open(self) -> bool:
        return self.verified_on is None

    def is_late(self, on=None) -> bool:
        """Its own day has passed and no re-inspection found it put right."""
        return self.is_open and self.due_on is not None and self.due_on < (on or localdate())

    # As a case whose deadline is watched.

    @property
    def division_id(self) -> str:
        return self.order.division_id

    @property
    def title(self) -> str:
        return f"{self.order.title} · {self}"

    def get_absolute_url(self):
        return self.order.get_absolute_url()


@keep_history()
class Objection(models.Model):
    """An objection to the test result, within 15 days of receiving it (产品质量法 art. 15).

    It does not suspend the order; upheld, it lets the order be withdrawn.
    """

    class Decision(models.TextChoices):
        PENDING = "pending", _("pending")
        UPHELD = "upheld", _("upheld")
        DISMISSED = "dismissed", _("dismissed")
        LATE = "late", _("not accepted: too late")

    order = models.ForeignKey(
        RectificationOrder, models.PROTECT, related_name="objections", verbose_name=_("order")
    )
    filed_on = models.DateField(_("filed on"))
    due_on = models.DateField(_("last day to object"), editable=False)
    reasons = models.TextField(_("reasons"))
    decision = models.CharField(
        _("decision"), max_length=20, choices=Decision, default=Decision.PENDING, editable=False
    )
    decided_on = models.DateField(_("decided on"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("decided by"),
    )
    decision_reasons = models.TextField(_("reasons of the decision"), blank=True, editable=False)

    objects = OrderPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["filed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="objection_decided_on_iff_decided",
                condition=Q(decision="pending", decided_on=None, decided_by=None)
                | (~Q(decision="pending") & Q(decided_on__isnull=False, decided_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="objection_late_iff_after_the_last_day",
                condition=Q(decision="late", filed_on__gt=F("due_on"))
                | (~Q(decision="late") & Q(filed_on__lte=F("due_on"))),
            ),
        ]

    def __str__(self):
        return f"{self.filed_on} {self.get_decision_display()}"
