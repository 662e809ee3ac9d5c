"""What firms ask of the institute, from the counter to a numbered report."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import Enterprise
from qualitysup.audit.history import keep_history
from qualitysup.casework.models import Case, StepLog
from qualitysup.states import Tone
from standards.models.institute import Accreditation, Institute, Service
from standards.querysets.service import ServiceRequestLogQuerySet, ServiceRequestQuerySet


@keep_history()
class ServiceRequest(Case):
    """A check, a search or a translation for a firm; it ends in a report with a number.

    Whoever did the work does not sign it off. A report is issued under the mark of an accreditation
    that covers the service on that day, or expressly without one.
    """

    class State(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("of a service", "asked for")
        WORKING = "working", pgettext_lazy("of a service", "under way")
        CHECKED = "checked", _("to be signed off")
        REPORTED = "reported", pgettext_lazy("of a service", "reported")
        DECLINED = "declined", pgettext_lazy("of a service", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("of a service", "withdrawn")

    class Verdict(models.TextChoices):
        CONFORMS = "conforms", _("conforms")
        FLAWED = "flawed", _("conforms with flaws")  # 瑕疵
        FAILS = "fails", _("does not conform")
        STATED = "stated", _("without a verdict")

    TONES = {
        State.RECEIVED: Tone.PLAIN,
        State.WORKING: Tone.INFO,
        State.CHECKED: Tone.SOON,
        State.REPORTED: Tone.GOOD,
        State.DECLINED: Tone.PLAIN,
        State.WITHDRAWN: Tone.PLAIN,
    }
    OPEN_STATES = (State.RECEIVED, State.WORKING, State.CHECKED)

    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.RECEIVED, editable=False
    )
    service = models.CharField(_("service"), max_length=20, choices=Service)
    institute = models.ForeignKey(
        Institute, models.PROTECT, related_name="requests", verbose_name=_("institute")
    )
    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="service_requests",
        verbose_name=_("enterprise"),
        help_text=_("Empty for a client that is not in the register."),
    )
    client = models.CharField(
        _("client"),
        max_length=100,
        blank=True,
        help_text=_("As on the report. Empty: the name of the enterprise."),
    )
    subject = models.CharField(
        _("what it is about"),
        max_length=200,
        help_text=_("The product, the label, or the standards."),
    )
    asked_on = models.DateField(_("asked on"))
    fee = models.DecimalField(
        _("fee (yuan)"),
        max_digits=10,
        decimal_places=2,
        default=0,
        help_text=_("0 where it is free of charge."),
    )
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    marked = models.BooleanField(
        _("under the mark of an accreditation"),
        default=True,
        help_text=_("Without it the report says that no accreditation covers it."),
    )
    accepted_on = models.DateField(_("accepted on"), null=True, editable=False)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("worked on by"),
    )
    checked_on = models.DateField(_("finished on"), null=True, editable=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("finished by"),
    )
    verdict = models.CharField(
        _("verdict"), max_length=10, choices=Verdict, blank=True, editable=False
    )
    reported_on = models.DateField(_("reported on"), null=True, editable=False)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("signed off by"),
    )
    number = models.CharField(_("report number"), max_length=60, blank=True, editable=False)
    accreditation = models.ForeignKey(
        Accreditation,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="reports",
        verbose_name=_("under the mark of"),
    )
    ended_on = models.DateField(_("ended on"), null=True, editable=False)

    objects = ServiceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("service request")
        verbose_name_plural = _("service requests")
        ordering = ["-pk"]
        permissions = [
            ("work_servicerequest", _("Can work on service requests")),
            ("sign_servicerequest", _("Can sign off reports of services")),
            ("withdraw_servicerequest", _("Can withdraw service requests")),
        ]
        constraints = [
            models.CheckConstraint(
                name="servicerequest_state_known",
                condition=Q(
                    state__in=[
                        "received",
                        "working",
                        "checked",
                        "reported",
                        "declined",
                        "withdrawn",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="servicerequest_service_known",
                condition=Q(service__in=["barcode", "label", "novelty", "translation"]),
            ),
            models.CheckConstraint(
                name="servicerequest_verdict_known",
                condition=Q(verdict__in=["", "conforms", "flawed", "fails", "stated"]),
            ),
            models.CheckConstraint(
                name="servicerequest_fee_not_negative",
                condition=Q(fee__gte=0),
                violation_error_message=_("A fee is not negative."),
            ),
            models.CheckConstraint(
                name="servicerequest_has_a_client",
                condition=Q(enterprise__isnull=False) | ~Q(client=""),
                violation_error_message=_("Say for whom it is."),
            ),
            models.CheckConstraint(
                name="servicerequest_reported_with_its_number",
                condition=(
                    Q(state="reported", reported_on__isnull=False)
                    & ~Q(number="")
                    & ~Q(verdict="")
                    & (Q(marked=False, accreditation=None) | Q(accreditation__isnull=False))
                )
                | (~Q(state="reported") & Q(reported_on=None, number="", accreditation=None)),
            ),
            models.CheckConstraint(
                name="servicerequest_ended_on_iff_ended",
                condition=Q(state__in=["declined", "withdrawn"], ended_on__isnull=False)
                | (~Q(state__in=["declined", "withdrawn"]) & Q(ended_on=None)),
            ),
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="servicerequest_number_once"
            ),
        ]
        indexes = [models.Index(fields=["division", "-id"], name="servicerequest_by_division")]
        triggers = [
            pgtrigger.Protect(
                name="servicerequest_reported_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state = 'reported' AND (OLD.service, OLD.institute_id, OLD.client,"
                    " OLD.subject, OLD.verdict, OLD.number, OLD.reported_on, OLD.accreditation_id)"
                    " IS DISTINCT FROM (NEW.service, NEW.institute_id, NEW.client, NEW.subject,"
                    " NEW.verdict, NEW.number, NEW.reported_on, NEW.accreditation_id)"
                ),
            ),
            pgtrigger.Protect(name="servicerequest_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.get_service_display()} · {self.subject}"

    def get_absolute_url(self):
        return reverse("admin:standards_servicerequest_change", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.client} · {self.subject}"

    @property
    def holder(self):
        return self.worker

    def document_issued(self, document):
        self.number = document.number

    # The clock of each service runs from the day on which it was accepted; the others do not run.

    @property
    def barcode_from(self):
        return self.accepted_on if self.service == Service.BARCODE else None

    @property
    def label_from(self):
        return self.accepted_on if self.service == Service.LABEL else None

    @property
    def novelty_from(self):
        return self.accepted_on if self.service == Service.NOVELTY else None

    @property
    def translation_from(self):
        return self.accepted_on if self.service == Service.TRANSLATION else None


class ServiceRequestLog(StepLog):
    case = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="log")

    objects = ServiceRequestLogQuerySet.as_manager()

    class Meta(StepLog.Meta):
        pass
