import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models.campaign import Campaign
from inspections.models.result import TestResult
from inspections.models.sampling import Laboratory, SamplingPlan
from inspections.querysets.sample import SampleQuerySet
from qualitysup import grams
from qualitysup.audit.history import keep_history
from qualitysup.casework.models import Case, StepLog
from qualitysup.states import Tone


@keep_history()
class Sample(Case):
    """One batch drawn from a party for testing (抽样), until it is closed or became an order.

    产品质量法 art. 15: drawn at random from what is for sale, free of charge; whoever objects to
    the result asks for a re-test within 15 days of receiving it. The re-test is made once, on the
    backup sample, by another laboratory, and is final.

    An objection to a result that came from a sample is made here and nowhere else, so the 15 days
    run on the sample, from the day the party received the notice. An order that rests on such a
    result starts no such clock of its own; its page leads here, and a result that the re-test
    overturned lets it be withdrawn as an upheld ``Objection`` does. Results that were typed in at
    the desk have no sample: their orders keep the clock and the objections that they always had.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("being drawn")
        REFUSED = "refused", _("sampling refused")
        DRAWN = "drawn", _("drawn and sealed")
        SENT = "sent", _("sent to the laboratory")
        TESTING = "testing", _("under test")
        PASSED = "passed", _("passed, party not told yet")
        FAILED = "failed", _("failed, party not told yet")
        NOTIFIED = "notified", _("party told of the result")
        OBJECTED = "objected", _("re-test asked for")
        RETEST_ACCEPTED = "retest_accepted", _("re-test accepted")
        RETEST_REFUSED = "retest_refused", _("re-test not accepted")
        RETESTING = "retesting", _("under re-test")
        CONFIRMED = "confirmed", _("result confirmed by the re-test")
        OVERTURNED = "overturned", _("result overturned by the re-test")
        REFERRED = "referred", _("reported to the producer's authority")
        ORDERED = "ordered", _("became an order")
        CLOSED = "closed", pgettext_lazy("of a case", "closed")
        DISCARDED = "discarded", _("discarded")

    class Place(models.TextChoices):
        MARKET = "market", _("on the market")
        WAREHOUSE = "warehouse", _("finished goods store")  # 企业成品仓库内的待销产品

    class Refusal(models.TextChoices):
        """Why a party did not let itself be sampled; it may for each of these but the last."""

        TOO_FEW = "too_few", _("fewer than two samplers")
        NO_NOTICE = "no_notice", _("no notice or no badge shown")
        OTHER_NAMES = "other_names", _("names differ from those in the notice")
        FEE = "fee", _("money was asked for")
        NO_CAUSE = "no_cause", _("without lawful cause")

    class Applicant(models.TextChoices):
        PARTY = "party", _("the party sampled")
        PRODUCER = "producer", _("the nominal producer")

    TONES = {
        State.DRAFT: Tone.PLAIN,
        State.REFUSED: Tone.HOLD,
        State.PASSED: Tone.GOOD,
        State.FAILED: Tone.LATE,
        State.OBJECTED: Tone.SOON,
        State.CONFIRMED: Tone.LATE,
        State.OVERTURNED: Tone.GOOD,
        State.ORDERED: Tone.HOLD,
        State.CLOSED: Tone.GOOD,
        State.DISCARDED: Tone.PLAIN,
    }
    # Nothing was taken away, or nothing came of it: they count in no plan and no rate.
    NOT_DRAWN_STATES = (State.DRAFT, State.REFUSED, State.DISCARDED)
    ENDED_STATES = (State.REFUSED, State.CLOSED, State.DISCARDED)

    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.DRAFT, editable=False
    )
    # Made by the phone that the sheet was written on: sent again, it is found by it.
    uuid = models.UUIDField(_("UUID"), null=True, unique=True, editable=False)
    number = models.CharField(_("sampling sheet"), max_length=60, blank=True, editable=False)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("officer in charge"),
        editable=False,
    )
    plan = models.ForeignKey(
        SamplingPlan,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="samples",
        verbose_name=_("sampling plan"),
    )
    campaign = models.ForeignKey(
        Campaign,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="samples",
        verbose_name=_("campaign"),
    )
    # What the goods were taken at: counted there as done.
    drawn = models.ForeignKey(
        "inspections.DrawnEnterprise",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="samples",
        verbose_name=_("random check"),
    )
    patrol = models.ForeignKey(
        "inspections.Patrol",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="samples",
        verbose_name=_("patrol"),
    )
    visit = models.ForeignKey(
        "inspections.Visit",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="samples",
        verbose_name=_("visit"),
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        models.PROTECT,
        related_name="samples",
        verbose_name=_("enterprise sampled"),
    )
    # What was true when the sample was drawn; the register may change afterwards.
    party_name = models.CharField(_("party"), max_length=200, blank=True, editable=False)
    party_uscc = models.CharField(_("party's code"), max_length=18, blank=True, editable=False)
    party_address = models.CharField(
        _("party's address"), max_length=300, blank=True, editable=False
    )
    party_representative = models.CharField(
        _("party's legal representative"), max_length=60, blank=True, editable=False
    )
    # 标称生产者: whom the goods themselves name, which in a shop is somebody else.
    producer = models.ForeignKey(
        "enterprises.Enterprise",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="samples_of_its_products",
        verbose_name=_("nominal producer in the register"),
    )
    producer_name = models.CharField(_("nominal producer"), max_length=200, blank=True)
    producer_address = models.CharField(_("producer's address"), max_length=300, blank=True)
    producer_elsewhere = models.BooleanField(
        _("producer lies elsewhere"),
        default=False,
        help_text=_("Outside this authority's area; its own is told of a failure (18号令 44)"),
    )

    product = models.CharField(_("product"), max_length=80)
    model = models.CharField(_("model"), max_length=80, blank=True)
    trademark = models.CharField(_("trademark"), max_length=80, blank=True)
    batch = models.CharField(_("batch"), max_length=60, blank=True)
    made_on = models.DateField(_("made on"), null=True, blank=True)
    # A sheet from the phone may want one of these still; no sheet is issued without them.
    standard = models.CharField(_("standard"), max_length=60, blank=True)
    amount = {
        "max_digits": 10,
        "decimal_places": 2,
        "validators": [MinValueValidator(0)],
    }
    base_quantity = models.DecimalField(
        _("quantity it was drawn from"), help_text=_("What was there for sale"), **amount
    )
    sample_quantity = models.DecimalField(_("sample for testing"), **amount)
    backup_quantity = models.DecimalField(_("backup sample"), default=0, **amount)
    unit = models.CharField(_("unit"), max_length=10, blank=True)
    place = models.CharField(_("place"), max_length=10, choices=Place, blank=True)
    place_detail = models.CharField(_("where exactly"), max_length=200, blank=True)
    seals = models.CharField(
        _("seals"), max_length=200, blank=True, help_text=_("Their numbers, and where they are")
    )
    price_paid = models.DecimalField(_("price paid for the sample (yuan)"), default=0, **amount)
    samplers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="+",
        verbose_name=_("samplers"),
        help_text=_("At least two, each with a badge valid on the day"),
    )
    signed_by = models.CharField(
        _("signed for the party by"), max_length=60, blank=True, help_text=_("Name and position")
    )
    signature_refused = models.CharField(_("reason for not signing"), max_length=200, blank=True)
    backup_place = models.CharField(_("backup sample kept at"), max_length=120, blank=True)
    # Why the backup sample cannot be tested any more: its seal broke, or it went bad.
    backup_spoiled = models.CharField(
        _("backup sample spoiled"), max_length=200, blank=True, editable=False
    )

    refusal = models.CharField(
        _("why refused"), max_length=12, choices=Refusal, blank=True, editable=False
    )
    drawn_on = models.DateField(_("drawn on"), null=True, editable=False)
    laboratory = models.ForeignKey(
        Laboratory,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="samples",
        verbose_name=_("laboratory"),
    )
    sent_on = models.DateField(_("sent on"), null=True, editable=False)
    received_on = models.DateField(_("received by the laboratory on"), null=True, editable=False)
    result = models.OneToOneField(
        TestResult,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="sample",
        verbose_name=_("test result"),
    )
    # The day the report came: the party is to be told soon after.
    reported_on = models.DateField(_("result reported on"), null=True, editable=False)
    notified_on = models.DateField(_("notice issued on"), null=True, editable=False)
    notice_received_on = models.DateField(_("party received it on"), null=True, editable=False)

    objected_on = models.DateField(_("re-test asked for on"), null=True, editable=False)
    objection_due_on = models.DateField(_("last day to ask"), null=True, editable=False)
    objected_by = models.CharField(
        _("asked for by"), max_length=10, choices=Applicant, blank=True, editable=False
    )
    objection_reasons = models.TextField(_("reasons given"), blank=True, editable=False)
    decided_on = models.DateField(_("decided on"), null=True, editable=False)
    decision_reasons = models.TextField(_("reasons of the decision"), blank=True, editable=False)
    retest_laboratory = models.ForeignKey(
        Laboratory,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="retests",
        verbose_name=_("laboratory of the re-test"),
    )
    retest_sent_on = models.DateField(_("re-test ordered on"), null=True, editable=False)
    retest_report_number = models.CharField(
        _("report of the re-test"), max_length=60, blank=True, editable=False
    )
    retest_passed = models.BooleanField(_("re-test passed"), null=True, editable=False)
    referred_on = models.DateField(_("reported elsewhere on"), null=True, editable=False)
    referred_to = models.CharField(_("reported to"), max_length=80, blank=True, editable=False)
    closed_on = models.DateField(_("ended on"), null=True, editable=False)

    objects = SampleQuerySet.as_manager()

    class Meta:
        verbose_name = _("sample")
        verbose_name_plural = _("samples")
        ordering = ["-pk"]
        permissions = [
            ("draw_sample", _("Can draw samples and send them to a laboratory")),
            ("test_sample", _("Can record what the laboratory found of samples")),
            ("notify_sample", _("Can tell parties the results of samples")),
            ("retest_sample", _("Can decide on re-tests")),
        ]
        constraints = [
            models.CheckConstraint(
                name="sample_state_known",
                condition=Q(
                    state__in=[
                        "draft",
                        "refused",
                        "drawn",
                        "sent",
                        "testing",
                        "passed",
                        "failed",
                        "notified",
                        "objected",
                        "retest_accepted",
                        "retest_refused",
                        "retesting",
                        "confirmed",
                        "overturned",
                        "referred",
                        "ordered",
                        "closed",
                        "discarded",
                    ]
                ),
            ),
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="sample_number_once"
            ),
            models.CheckConstraint(
                name="sample_taken_from_what_was_there",
                condition=Q(
                    state__in=["draft", "refused", "discarded"],
                    base_quantity=0,
                    sample_quantity=0,
                    backup_quantity=0,
                )
                | Q(sample_quantity__gt=0, backup_quantity__gte=0)
                & Q(base_quantity__gte=F("sample_quantity") + F("backup_quantity")),
                violation_error_message=_(
                    "Sample and backup together are more than what was there."
                ),
            ),
            models.CheckConstraint(
                name="sample_sheet_whole_when_drawn",
                condition=Q(state__in=["draft", "refused", "discarded"])
                | ~(Q(standard="") | Q(unit="") | Q(place="") | Q(seals="")),
                violation_error_message=_(
                    "The sheet names the standard, the unit, the place and the seals."
                ),
            ),
            models.CheckConstraint(
                name="sample_signed_when_drawn",
                condition=Q(state__in=["draft", "refused", "discarded"])
                | (
                    Q(drawn_on__isnull=False)
                    & ~Q(number="")
                    & ~Q(party_name="")
                    & ~Q(signed_by="", signature_refused="")
                ),
                violation_error_message=_(
                    "The sheet is signed for the party, or says why it was not."
                ),
            ),
            models.CheckConstraint(
                name="sample_refused_with_a_reason",
                condition=(Q(state="refused") & ~Q(refusal=""))
                | (~Q(state="refused") & Q(refusal="")),
            ),
            models.CheckConstraint(
                name="sample_days_run_forward",
                condition=(Q(sent_on=None) | Q(sent_on__gte=F("drawn_on")))
                & (Q(received_on=None) | Q(received_on__gte=F("sent_on")))
                & (Q(reported_on=None) | Q(reported_on__gte=F("received_on")))
                & (Q(notified_on=None) | Q(notified_on__gte=F("reported_on")))
                & (Q(notice_received_on=None) | Q(notice_received_on__gte=F("notified_on"))),
                violation_error_message=_(
                    "Drawn, sent, received, reported, told: each day follows the one before."
                ),
            ),
            models.CheckConstraint(
                name="sample_result_iff_tested",
                condition=Q(state__in=["draft", "refused", "drawn", "sent", "testing"], result=None)
                | Q(state="discarded", result=None)
                | (
                    ~Q(state__in=["draft", "refused", "drawn", "sent", "testing", "discarded"])
                    & Q(result__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="sample_retest_asked_for_in_time",
                condition=~Q(state__in=["retest_accepted", "retesting", "confirmed", "overturned"])
                | (
                    Q(objected_on__isnull=False)
                    & (Q(objection_due_on=None) | Q(objected_on__lte=F("objection_due_on")))
                ),
                violation_error_message=_("A re-test that is asked for too late is not accepted."),
            ),
            # 18号令; the backup sample's second opinion comes from somebody else.
            models.CheckConstraint(
                name="sample_retested_by_another_laboratory",
                condition=Q(retest_laboratory=None) | ~Q(retest_laboratory=F("laboratory")),
                violation_error_message=_("The re-test is made by another laboratory."),
            ),
            models.CheckConstraint(
                name="sample_retested_on_a_sound_backup",
                condition=Q(retest_sent_on=None) | Q(backup_quantity__gt=0, backup_spoiled=""),
                violation_error_message=_("There is no sound backup sample to re-test."),
            ),
            models.CheckConstraint(
                name="sample_retest_result_as_the_state_says",
                condition=(~Q(state="overturned") | Q(retest_passed=True))
                & (~Q(state="confirmed") | Q(retest_passed=False))
                & (Q(retest_passed=None) | ~Q(retest_report_number="")),
            ),
            models.CheckConstraint(
                name="sample_ended_on_iff_ended",
                condition=Q(state__in=["refused", "closed", "discarded"], closed_on__isnull=False)
                | (~Q(state__in=["refused", "closed", "discarded"]) & Q(closed_on=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["division", "-id"], name="sample_by_division"),
            models.Index(fields=["state", "division", "-id"], name="sample_by_state"),
            # The guard of art. 15, and the coverage of an enterprise.
            models.Index(fields=["enterprise", "product"], name="sample_of_product"),
            # The figures of a year.
            models.Index(fields=["drawn_on", "division"], name="sample_by_day"),
            # SampleQuerySet.search
            grams.index("number", "sample_by_number"),
            grams.index("retest_report_number", "sample_by_retest"),
        ]
        triggers = [
            # Behind the guard: no sheet of fewer than two samplers, whoever writes it.
            pgtrigger.Trigger(
                name="sample_drawn_by_two",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__state="draft", new__state="drawn"),
                func="""
                    IF (SELECT count(*) FROM inspections_sample_samplers
                        WHERE sample_id = NEW.id) < 2 THEN
                        RAISE EXCEPTION 'sample % was drawn by fewer than two', NEW.id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return self.number or f"{self._meta.verbose_name} {self.pk or ''}".strip()

    def get_absolute_url(self):
        return reverse("admin:inspections_sample_change", args=[self.pk])

    @property
    def judged_on(self):
        """The day whose edition of the standard counts: that on which the batch was made."""
        return self.made_on or self.drawn_on or self.day

    @property
    def title(self):
        return f"{self.party_name or self.enterprise} · {self.product}"

    @property
    def holder(self):
        return self.officer

    @property
    def has_failed(self) -> bool:
        """Tested, failed, and not overturned by the re-test."""
        return self.result is not None and not self.result.passed and not self.retest_passed

    def document_issued(self, document):
        """The sampling sheet gives the sample its number."""
        if document.kind == "sampling_sheet":
            self.number = document.number


class SampleLog(StepLog):
    case = models.ForeignKey(Sample, models.PROTECT, related_name="log")

    class Meta(StepLog.Meta):
        pass
