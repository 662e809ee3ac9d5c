"""Applications for a 登记证: for a new one, its renewal, or a change of what it says."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qualitysup.audit.history import keep_history
from qualitysup.casework.models import Case, StepLog
from qualitysup.regions.models import Division
from qualitysup.states import Tone
from workshops.models.category import of_form
from workshops.models.registration import Registration
from workshops.querysets.registration import (
    ApplicationLogQuerySet,
    ApplicationQuerySet,
    ApplicationVarietyQuerySet,
)


@keep_history()
class Application(Case):
    """An application for a registration: a new one, its renewal, or a change of it.

    What the certificate is to list is kept with it as ``ApplicationVariety``, in all three kinds.
    """

    class State(models.TextChoices):
        FILED = "filed", pgettext_lazy("of an application", "filed")
        ACCEPTED = "accepted", pgettext_lazy("of an application", "accepted")  # 受理
        CHECKED = "checked", pgettext_lazy("of an application", "site checked")  # 现场核查
        GRANTED = "granted", pgettext_lazy("of an application", "granted")
        DEEMED = "deemed", pgettext_lazy("of an application", "deemed granted")  # 视为准予
        REFUSED = "refused", pgettext_lazy("of an application", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("of an application", "withdrawn")

    class Kind(models.TextChoices):
        NEW = "new", pgettext_lazy("kind of application", "new registration")
        RENEWAL = "renewal", pgettext_lazy("kind of application", "renewal")  # 延续
        CHANGE = "change", pgettext_lazy("kind of application", "change")  # 变更

    class Change(models.TextChoices):
        """What a change is of (广东 2016 办法 13)."""

        NAME = "name", pgettext_lazy("what changes", "name")
        ADDRESS = "address", pgettext_lazy("what changes", "wording of the address")
        MOVE = "move", pgettext_lazy("what changes", "move to another place")
        VARIETY = "variety", pgettext_lazy("what changes", "varieties of food")
        LAYOUT = "layout", pgettext_lazy("what changes", "layout or process")
        EQUIPMENT = "equipment", pgettext_lazy("what changes", "major equipment")

    TONES = {
        State.GRANTED: Tone.GOOD,
        State.DEEMED: Tone.GOOD,
        State.REFUSED: Tone.LATE,
        State.WITHDRAWN: Tone.PLAIN,
    }
    OPEN_STATES = (State.FILED, State.ACCEPTED, State.CHECKED)
    # 广东 2016 办法 13 (三)–(五): looked at on the spot, as is whoever is newly registered.
    CHECKED_ON_SITE = (Change.MOVE, Change.VARIETY, Change.LAYOUT, Change.EQUIPMENT)

    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.FILED, editable=False
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    workshop = models.ForeignKey(
        "workshops.Workshop",
        models.PROTECT,
        related_name="applications",
        verbose_name=_("workshop"),
    )
    # What is to be renewed or changed; of a new one what came of it.
    registration = models.ForeignKey(
        Registration,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("registration"),
    )
    number = models.CharField(
        _("number of the acceptance"), max_length=60, blank=True, editable=False
    )
    filed_on = models.DateField(_("filed on"), default=timezone.localdate)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("officer in charge"),
    )

    # Of a change only.
    changes = ArrayField(
        models.CharField(max_length=10, choices=Change),
        verbose_name=_("what changes"),
        default=list,
        blank=True,
    )
    changed_on = models.DateField(_("changed on"), null=True, blank=True)
    # By when it was to be applied for, counted from ``changed_on``; a late one is taken as well.
    apply_by = models.DateField(_("to be applied for by"), null=True, editable=False)
    late = models.BooleanField(_("applied for late"), default=False, editable=False)
    new_name = models.CharField(_("new name"), max_length=200, blank=True)
    new_address = models.CharField(_("new address"), max_length=300, blank=True)
    new_division = models.ForeignKey(
        Division,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("new division"),
    )
    # Where a city's list allows in a zone what it forbids elsewhere.
    zone = models.ForeignKey(
        "workshops.Zone",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("made in the zone"),
    )
    explanation = models.TextField(_("what the applicant says"), blank=True)

    accepted_on = models.DateField(_("accepted on"), null=True, editable=False)
    needs_site_check = models.BooleanField(
        _("to be checked on site"), default=False, editable=False
    )
    visit = models.ForeignKey(
        "inspections.Visit",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="registration_applications",
        verbose_name=_("site check"),
    )
    checked_on = models.DateField(_("checked on"), null=True, editable=False)
    site_passed = models.BooleanField(_("site check passed"), null=True, editable=False)
    site_findings = models.TextField(_("findings of the site check"), blank=True, editable=False)
    decided_on = models.DateField(_("decided on"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("decided by"),
    )
    reasons = models.TextField(_("reasons of the refusal"), blank=True, editable=False)
    # The certificate that was handed out on it.
    certificate_number = models.CharField(
        _("number of the certificate's paper"), max_length=60, blank=True, editable=False
    )
    certified_on = models.DateField(_("certificate issued on"), null=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application for registration")
        verbose_name_plural = _("applications for registration")
        ordering = ["-pk"]
        permissions = [
            ("accept_application", _("Can accept applications for registration")),
            ("check_application", _("Can record site checks of workshops")),
            ("decide_application", _("Can grant or refuse registrations")),
            ("withdraw_application", _("Can withdraw applications for registration")),
            ("override_application", _("Can override a guard of registrations with a reason")),
        ]
        constraints = [
            models.CheckConstraint(
                name="application_state_known",
                condition=Q(
                    state__in=[
                        "filed",
                        "accepted",
                        "checked",
                        "granted",
                        "deemed",
                        "refused",
                        "withdrawn",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="application_about_a_registration_iff_not_new",
                condition=Q(kind="new", registration=None)
                | Q(kind="new", state="granted")
                | Q(kind__in=["renewal", "change"], registration__isnull=False),
                violation_error_message=_("Name the registration to be renewed or changed."),
            ),
            models.CheckConstraint(
                name="application_says_what_changes_iff_change",
                condition=Q(
                    kind="change",
                    changes__len__gt=0,
                    changed_on__isnull=False,
                    apply_by__isnull=False,
                )
                | Q(
                    kind__in=["new", "renewal"],
                    changes=[],
                    changed_on=None,
                    apply_by=None,
                    late=False,
                ),
                violation_error_message=_("A change says what changes, and since when."),
            ),
            models.CheckConstraint(
                name="application_changes_known",
                condition=Q(
                    changes__contained_by=[
                        "name",
                        "address",
                        "move",
                        "variety",
                        "layout",
                        "equipment",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="application_late_when_after_the_last_day",
                condition=Q(apply_by=None)
                | Q(late=True, filed_on__gt=F("apply_by"))
                | Q(late=False, filed_on__lte=F("apply_by")),
            ),
            models.CheckConstraint(
                name="application_new_name_iff_it_changes",
                condition=Q(changes__contains=["name"]) & ~Q(new_name="")
                | ~Q(changes__contains=["name"]) & Q(new_name=""),
                violation_error_message=_("Give the new name, and only if the name changes."),
            ),
            models.CheckConstraint(
                name="application_new_address_iff_it_changes",
                condition=Q(changes__overlap=["address", "move"]) & ~Q(new_address="")
                | ~Q(changes__overlap=["address", "move"]) & Q(new_address=""),
                violation_error_message=_("Give the new address, and only if it changes."),
            ),
            models.CheckConstraint(
                name="application_new_division_only_of_a_move",
                condition=Q(new_division=None) | Q(changes__contains=["move"]),
                violation_error_message=_("Only who moves comes to another division."),
            ),
            models.CheckConstraint(
                name="application_accepted_before_it_is_decided",
                condition=Q(state__in=["filed", "deemed", "refused", "withdrawn"])
                | Q(accepted_on__isnull=False),
            ),
            models.CheckConstraint(
                name="application_site_check_is_whole",
                condition=Q(visit=None, checked_on=None, site_passed=None)
                | Q(visit__isnull=False, checked_on__isnull=False, site_passed__isnull=False),
            ),
            models.CheckConstraint(
                name="application_checked_with_a_visit",
                condition=~Q(state="checked") | Q(visit__isnull=False),
            ),
            # 广东 2016 办法: no certificate for a place that nobody looked at, or that failed.
            models.CheckConstraint(
                name="application_granted_once_its_site_passed",
                # What is unknown would pass a check; it has to be known and be true.
                condition=~Q(state="granted")
                | Q(needs_site_check=False)
                | Q(site_passed__isnull=False, site_passed=True),
                violation_error_message=_("Nothing is granted before the site check is passed."),
            ),
            models.CheckConstraint(
                name="application_deemed_only_a_renewal",
                condition=~Q(state="deemed") | Q(kind="renewal"),
            ),
            models.CheckConstraint(
                name="application_decided_on_iff_ended",
                condition=Q(state__in=["filed", "accepted", "checked"], decided_on=None)
                | (~Q(state__in=["filed", "accepted", "checked"]) & Q(decided_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="application_refused_with_reasons",
                condition=~Q(state="refused") | ~Q(reasons=""),
                violation_error_message=_("Give the reasons of the decision."),
            ),
            models.UniqueConstraint(
                fields=["workshop", "kind"],
                condition=Q(state__in=["filed", "accepted", "checked"]),
                name="application_open_once_a_kind",
                violation_error_message=_(
                    "An application of this kind is under way for this workshop already."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["division", "-id"], name="application_by_division"),
            # The newest of a state, and how many there are: ``open`` and ``awaiting``.
            models.Index(
                fields=["state", "-id"], include=["division"], name="application_in_state"
            ),
        ]

    def __str__(self):
        if self.number:
            return self.number
        return f"{self.get_kind_display()} {self.pk or ''}".strip()

    def get_absolute_url(self):
        return reverse("admin:workshops_application_change", args=[self.pk])

    @classmethod
    def url_to_apply(cls, kind, workshop=None) -> str:
        """The page on which an application of a kind is typed, for a workshop."""
        asked = {"kind": kind.value} | ({"workshop": workshop} if workshop else {})
        return f"{reverse('admin:workshops_application_add')}?{urlencode(asked)}"

    @property
    def title(self):
        return f"{self.workshop} · {self.get_kind_display()}"

    @property
    def holder(self):
        return self.officer

    @property
    def is_renewal(self) -> bool:
        return self.kind == self.Kind.RENEWAL

    @property
    def chooses_varieties(self) -> bool:
        """Whether it says itself what is to be made; otherwise what is made already is listed."""
        return self.kind == self.Kind.NEW or self.Change.VARIETY in self.changes

    def document_issued(self, document):
        """The acceptance gives the application its number; the certificate keeps its own."""
        if document.kind == "registration_acceptance":
            self.number = document.number
        elif document.kind == "workshop_registration":
            self.certificate_number, self.certified_on = document.number, self.on


class ApplicationLog(StepLog):
    case = models.ForeignKey(Application, models.PROTECT, related_name="log")

    objects = ApplicationLogQuerySet.as_manager()

    class Meta(StepLog.Meta):
        pass


@keep_history()
class ApplicationVariety(models.Model):
    """A variety of food that the certificate is to list, by its class of the SC catalogue."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="varieties", verbose_name=_("application")
    )
    category = models.ForeignKey(
        "workshops.FoodCategory", models.PROTECT, related_name="+", verbose_name=_("food category")
    )
    name = models.CharField(pgettext_lazy("of a food", "name"), max_length=60)

    objects = ApplicationVarietyQuerySet.as_manager()

    class Meta:
        verbose_name = _("variety applied for")
        verbose_name_plural = _("varieties applied for")
        ordering = ["category", "name", "pk"]
        constraints = [
            models.CheckConstraint(name="application_variety_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="application_variety_of_a_category_of_four_digits",
                condition=of_form("category", r"^\d{4}$"),
                violation_error_message=_("Name the category of four digits."),
            ),
            models.UniqueConstraint(
                fields=["application", "category", "name"],
                name="application_variety_once",
                violation_error_message=_("This variety is named already."),
            ),
        ]

    def __str__(self):
        return f"{self.name}（{self.category_id}）"
