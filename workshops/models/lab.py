import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qualitysup.audit.history import keep_history
from qualitysup.regions.models import Division
from qualitysup.states import Tone, state
from workshops.models.ledger_guards import KEPT_LOT
from workshops.models.retention import kept
from workshops.querysets.lab import LotTestPartQuerySet, LotTestQuerySet


@keep_history()
class LotTest(models.Model):
    """One test of a lot by a laboratory: sampled first, then reported once and for good.

    A lot leaves only after its release test (出厂检验) has passed; the mandatory tests (强制检验)
    are owed by plan and change nothing about that. A report that was wrong is corrected by a new
    one that names it (更正报告), never by an edit; what counts is the one that nothing corrects.
    """

    class Purpose(models.TextChoices):
        RELEASE = "release", _("release test")  # 出厂检验
        MANDATORY = "mandatory", _("mandatory test")  # 强制检验

    lot = models.ForeignKey(
        "workshops.Lot", models.PROTECT, related_name="tests", verbose_name=_("lot")
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division"), editable=False
    )
    # Where the lot was made on the day; the workshop may move out.
    zone = models.ForeignKey(
        "workshops.Zone",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="lot_tests",
        verbose_name=_("zone"),
    )
    purpose = models.CharField(
        _("purpose"), max_length=10, choices=Purpose, default=Purpose.RELEASE
    )
    laboratory = models.ForeignKey(
        "inspections.Laboratory",
        models.PROTECT,
        related_name="lot_tests",
        verbose_name=_("laboratory"),
    )
    sampled_on = models.DateField(_("sampled on"))
    quantity = models.CharField(_("quantity sampled"), max_length=40, blank=True)
    number = models.CharField(_("report number"), max_length=60, blank=True, editable=False)
    reported_on = models.DateField(_("reported on"), null=True, editable=False)
    passed = models.BooleanField(pgettext_lazy("of a test", "passed"), null=True, editable=False)
    note = models.TextField(_("note"), blank=True)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="corrected_by",
        verbose_name=_("corrects the report"),
    )
    correction = models.CharField(
        _("why it was corrected"), max_length=300, blank=True, editable=False
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("sampled by"),
    )
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("report recorded by"),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    reported_at = models.DateTimeField(_("report recorded at"), null=True, editable=False)

    objects = LotTestQuerySet.as_manager()

    class Meta:
        verbose_name = _("lot test")
        verbose_name_plural = _("lot tests")
        ordering = ["-sampled_on", "-pk"]
        permissions = [
            ("sample_lottest", _("Can sample lots for a test")),
            ("report_lottest", _("Can record what a laboratory found of a lot")),
            ("correct_lottest", _("Can correct the report of a lot test by another")),
        ]
        constraints = [
            models.CheckConstraint(
                name="lot_test_purpose_known", condition=Q(purpose__in=["release", "mandatory"])
            ),
            models.CheckConstraint(
                name="lot_test_reported_as_a_whole",
                condition=(
                    Q(number="", reported_on=None, passed=None, reported_by=None, reported_at=None)
                    | (
                        ~Q(number="")
                        & Q(
                            reported_on__isnull=False,
                            passed__isnull=False,
                            reported_by__isnull=False,
                            reported_at__isnull=False,
                        )
                    )
                ),
                violation_error_message=_("A report has its number, its day and its result."),
            ),
            models.CheckConstraint(
                name="lot_test_reported_after_sampling",
                condition=Q(reported_on=None) | Q(reported_on__gte=F("sampled_on")),
                violation_error_message=_("A report does not come before the sampling."),
            ),
            models.CheckConstraint(
                name="lot_test_correction_says_why",
                condition=Q(replaces=None, correction="")
                | (Q(replaces__isnull=False) & ~Q(correction="")),
                violation_error_message=_("Say why the report is corrected."),
            ),
            models.UniqueConstraint(
                fields=["laboratory", "number"],
                condition=~Q(number=""),
                name="lot_test_report_number_once",
                violation_error_message=_("This laboratory has a report of this number already."),
            ),
            # Two samples of one lot for one purpose under way at once would leave it open which
            # of them decides.
            models.UniqueConstraint(
                fields=["lot", "purpose"],
                condition=Q(reported_on=None),
                name="lot_test_under_way_once",
                violation_error_message=_("A test of this lot is under way already."),
            ),
        ]
        indexes = [
            # ``lot.tests``: which of them is the latest of its purpose.
            models.Index(fields=["lot", "purpose", "-id"], name="lot_test_of_lot"),
            models.Index(fields=["division", "-sampled_on", "-id"], name="lot_test_by_division"),
            # The figures of a month.
            models.Index(
                fields=["reported_on", "division"],
                condition=Q(reported_on__isnull=False),
                name="lot_test_by_report_day",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="reported_test_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__reported_on__isnull=False),
            ),
            # It is kept as long as the lot's own record.
            kept("lot_test_kept", KEPT_LOT),
            # Whoever releases the lot waits until the report is there, and sees it.
            pgtrigger.Trigger(
                name="lot_waits_for_its_test",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    PERFORM FROM workshops_lot WHERE id = NEW.lot_id FOR NO KEY UPDATE;
                    RETURN NEW;
                """,
            ),
            # Behind the service: no judgement without items, and none that differs from theirs.
            pgtrigger.Trigger(
                name="lot_test_judged_by_its_items",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                condition=pgtrigger.Q(new__reported_on__isnull=False),
                func="""
                    IF (SELECT bool_and(passed) FROM workshops_lottestitem
                        WHERE test_id = NEW.id) IS DISTINCT FROM NEW.passed THEN
                        RAISE EXCEPTION 'lot test % is not judged by its items', NEW.id
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'lot_test_judged_by_its_items';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return self.number or f"{self._meta.verbose_name} {self.pk or ''}".strip()

    def get_absolute_url(self):
        return reverse("admin:workshops_lottest_change", args=[self.pk])

    @property
    def title(self) -> str:
        return self.lot.title

    @property
    def is_corrected(self) -> bool:
        newer = getattr(self, "corrected_by", None)
        return newer is not None and newer.reported_on is not None

    @property
    def shown_result(self):
        """The result as a word in its shape and colour."""
        if self.passed is None:
            return state(Tone.INFO, _("under test"))
        return judged(self.passed)


def judged(passed: bool):
    return state(Tone.GOOD, _("passed")) if passed else state(Tone.LATE, _("failed"))


@keep_history()
class LotTestItem(models.Model):
    """What was measured, against which limit, and how the laboratory judged it (单项判定)."""

    test = models.ForeignKey(
        LotTest, models.PROTECT, related_name="items", verbose_name=_("lot test")
    )
    position = models.PositiveSmallIntegerField(_("no."))
    name = models.CharField(_("item"), max_length=80)
    method = models.CharField(_("method"), max_length=80, blank=True)
    # As the report has it: 不得检出 is a limit, and so is ≤ 10⁴ CFU/g.
    limit = models.CharField(_("limit"), max_length=60)
    value = models.CharField(_("value found"), max_length=60)
    passed = models.BooleanField(_("conforms"))

    objects = LotTestPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of a lot test")
        verbose_name_plural = _("items of lot tests")
        ordering = ["test", "position"]
        constraints = [
            models.UniqueConstraint(fields=["test", "position"], name="lot_test_item_place"),
            models.UniqueConstraint(
                fields=["test", "name"],
                name="lot_test_item_once",
                violation_error_message=_("An item is in a report once."),
            ),
            models.CheckConstraint(
                name="lot_test_item_says_what",
                condition=~Q(name="") & ~Q(limit="") & ~Q(value=""),
                violation_error_message=_("An item has its limit and the value found."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="items_of_a_report_stay",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF EXISTS (
                        SELECT FROM workshops_lottest
                        WHERE id IN (NEW.test_id, OLD.test_id) AND reported_on IS NOT NULL
                    ) THEN
                        RAISE EXCEPTION 'the report of the test is recorded'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'items_of_a_report_stay';
                    END IF;
                    RETURN NEW;
                """,
            ),
            kept(
                "lot_test_item_kept",
                "(SELECT lot.keep_until FROM workshops_lot lot"
                " JOIN workshops_lottest test ON test.lot_id = lot.id"
                " WHERE test.id = OLD.test_id)",
            ),
        ]

    def __str__(self):
        return f"{self.name}: {self.value}"

    @property
    def shown_result(self):
        return judged(self.passed)
