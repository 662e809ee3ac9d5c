import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inspections.querysets.disclosure import DisclosureQuerySet, PublicPageQuerySet
from qualitysup.audit.history import keep_history
from qualitysup.casework.models import Case, StepLog
from qualitysup.regions.models import Division
from qualitysup.states import Tone

SHOWN_STATES = ["published", "withdrawn", "expired"]


@keep_history()
class Disclosure(Case):
    """One result on its way to the public (一公开), due 20 working days after it was formed.

    ``facts`` is what may be published of the source, ``redactions`` what is blacked out in it, and
    ``published`` what came out of both: the public page reads nothing else. Party and facts are
    those of the day; later they are withdrawn, never edited.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("to be published")
        APPROVED = "approved", _("approved")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn from publication")
        EXPIRED = "expired", _("time of publicity over")
        REFUSED = "refused", _("not to be published")

    class Kind(models.TextChoices):
        VISIT = "visit", _("result of a check")
        DRAW = "draw", _("result of a random check")
        TEST = "test", _("result of a test")
        HALT = "halt", _("business halted as a penalty")
        REVOCATION = "revocation", _("licence revoked")
        PENALTY = "penalty", _("another penalty")

    class Ground(models.TextChoices):
        """Why a result is not published (处罚信息公示规定 2, 5, 6)."""

        WARNING = "warning", _("a warning only (art. 2)")
        STATE_SECRET = "state_secret", _("state secret or public safety (art. 5)")
        PRIVATE = "private", _("business secret or personal data throughout (art. 6)")
        ANNULLED = "annulled", _("changed or annulled before it was published (art. 11)")
        OTHER_AUTHORITY = "other_authority", _("another authority publishes it")
        OTHER = "other", _("another ground, stated in the note")

    TONES = {
        State.QUEUED: Tone.SOON,
        State.PUBLISHED: Tone.GOOD,
        State.WITHDRAWN: Tone.HOLD,
        State.EXPIRED: Tone.PLAIN,
        State.REFUSED: Tone.PLAIN,
    }
    PENALTIES = (Kind.HALT, Kind.REVOCATION, Kind.PENALTY)
    # 处罚信息公示规定 14: these are never taken down before their time.
    GRAVE = (Kind.HALT, Kind.REVOCATION)

    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.QUEUED, editable=False
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    source_type = models.ForeignKey(
        ContentType, models.PROTECT, related_name="+", verbose_name=_("kind of source")
    )
    source_id = models.BigIntegerField(_("source"))
    source = GenericForeignKey("source_type", "source_id")
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        models.PROTECT,
        related_name="disclosures",
        verbose_name=_("enterprise"),
    )
    party_name = models.CharField(_("party"), max_length=200)
    party_uscc = models.CharField(_("party's code"), max_length=18, blank=True, db_collation="C")
    title = models.CharField(_("title"), max_length=200)
    facts = models.JSONField(_("facts"), default=dict)
    redactions = models.JSONField(_("redactions"), default=list, blank=True)
    published = models.JSONField(_("published facts"), null=True, editable=False)
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    formed_on = models.DateField(_("result formed on"))
    # Of a penalty: for how many months it is public (处罚信息公示规定 13).
    months_shown = models.PositiveSmallIntegerField(
        _("months to be shown"), null=True, editable=False
    )
    ground = models.CharField(
        _("ground"), max_length=20, choices=Ground, blank=True, editable=False
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("prepared by"),
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("approved by"),
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("published by"),
    )
    published_on = models.DateField(_("published on"), null=True, editable=False)
    # The first day on which it is no longer shown; none for a result that is no penalty.
    shown_until = models.DateField(_("shown until"), null=True, editable=False)
    annulled_on = models.DateField(_("decision annulled on"), null=True, editable=False)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, editable=False)

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        ordering = ["-pk"]
        permissions = [
            ("redact_disclosure", _("Can redact what is to be published")),
            ("approve_disclosure", _("Can approve a publication, or refuse it")),
            ("publish_disclosure", _("Can publish results, and withdraw them")),
            ("annul_disclosure", _("Can record that what was published no longer holds")),
        ]
        constraints = [
            models.CheckConstraint(
                name="disclosure_state_known",
                condition=Q(
                    state__in=[
                        "queued",
                        "approved",
                        "published",
                        "withdrawn",
                        "expired",
                        "refused",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="disclosure_kind_known",
                condition=Q(kind__in=["visit", "draw", "test", "halt", "revocation", "penalty"]),
            ),
            models.UniqueConstraint(
                fields=["kind", "source_type", "source_id"],
                condition=~Q(state="withdrawn"),
                name="disclosure_once_per_result",
                violation_error_message=_("This result is published or waits for it already."),
            ),
            models.CheckConstraint(
                name="disclosure_approved_by_a_second_person",
                condition=Q(approved_by=None)
                | (
                    ~Q(approved_by=F("created_by"))
                    & (Q(prepared_by=None) | ~Q(approved_by=F("prepared_by")))
                ),
                violation_error_message=_("A second person approves, not who prepared it."),
            ),
            models.CheckConstraint(
                name="disclosure_approved_iff_it_left_the_queue",
                condition=Q(state__in=["queued", "refused"], approved_by=None, published=None)
                | Q(
                    state__in=["approved", *SHOWN_STATES],
                    approved_by__isnull=False,
                    published__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="disclosure_published_on_iff_published",
                condition=Q(
                    state__in=SHOWN_STATES, published_on__isnull=False, published_by__isnull=False
                )
                | Q(
                    state__in=["queued", "approved", "refused"],
                    published_on=None,
                    published_by=None,
                    shown_until=None,
                ),
            ),
            # 处罚信息公示规定 13: a penalty is shown for its time and no longer.
            models.CheckConstraint(
                name="disclosure_penalty_has_an_end",
                condition=~Q(state__in=SHOWN_STATES)
                | ~Q(kind__in=["halt", "revocation", "penalty"])
                | Q(shown_until__isnull=False, shown_until__gt=F("published_on")),
            ),
            # 处罚信息公示规定 14 with 11.
            models.CheckConstraint(
                name="disclosure_penalty_withdrawn_only_when_annulled",
                condition=~Q(state="withdrawn", kind__in=["halt", "revocation"])
                | Q(annulled_on__isnull=False),
            ),
            models.CheckConstraint(
                name="disclosure_withdrawn_on_iff_withdrawn",
                condition=Q(state="withdrawn", withdrawn_on__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_on=None)),
            ),
            models.CheckConstraint(
                name="disclosure_refused_iff_a_ground",
                condition=(Q(state="refused") & ~Q(ground=""))
                | (~Q(state="refused") & Q(ground="")),
            ),
        ]
        indexes = [
            models.Index(fields=["division", "-id"], name="disclosure_by_division"),
            # ``on_show``: a page of the public list, newest first.
            models.Index(
                fields=["-published_on", "-id"],
                name="disclosure_on_show",
                condition=Q(state="published"),
            ),
            # ``to_expire``, every night.
            models.Index(
                fields=["shown_until"],
                name="disclosure_ends",
                condition=Q(state="published", shown_until__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="disclosure_stays_as_published",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__state__in=SHOWN_STATES),
                func="""
                    IF (OLD.kind, OLD.source_type_id, OLD.source_id, OLD.party_name,
                        OLD.party_uscc, OLD.title, OLD.facts, OLD.redactions, OLD.published,
                        OLD.legal_basis, OLD.formed_on, OLD.published_on, OLD.shown_until,
                        OLD.division_id)
                        IS DISTINCT FROM
                       (NEW.kind, NEW.source_type_id, NEW.source_id, NEW.party_name,
                        NEW.party_uscc, NEW.title, NEW.facts, NEW.redactions, NEW.published,
                        NEW.legal_basis, NEW.formed_on, NEW.published_on, NEW.shown_until,
                        NEW.division_id)
                    THEN
                        RAISE EXCEPTION 'disclosure % was published; it can only be withdrawn',
                            OLD.id USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="disclosure_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("admin:inspections_disclosure_change", args=[self.pk])

    @property
    def holder(self):
        return self.created_by

    @property
    def is_penalty(self) -> bool:
        return self.kind in self.PENALTIES

    @property
    def is_grave(self) -> bool:
        return self.kind in self.GRAVE or self.facts.get("penalty") == "restriction"

    @property
    def penalty_from(self):
        """The day from which a penalty's publicity is counted; none for another result."""
        return self.published_on if self.is_penalty else None

    @property
    def penalty_months(self) -> int:
        """What was kept when it was queued; of older ones three years, or as long as the halt."""
        return self.months_shown or max(36, self.facts.get("halt_months") or 0)


class DisclosureLog(StepLog):
    case = models.ForeignKey(Disclosure, models.PROTECT, related_name="log")

    class Meta(StepLog.Meta):
        pass


@keep_history()
class PublicPage(models.Model):
    """Whether a bureau shows its published results to everybody, and in which words it says so.

    Without an open one the public page is not there.
    """

    division = models.OneToOneField(
        Division, models.PROTECT, related_name="+", verbose_name=_("division")
    )
    bureau = models.CharField(_("bureau"), max_length=80)
    introduction = models.TextField(_("introduction"), blank=True)
    contact = models.CharField(
        _("where to object"),
        max_length=200,
        blank=True,
        help_text=_("Whoever can show that something is wrong may ask for its correction."),
    )
    is_open = models.BooleanField(_("open to everybody"), default=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("opened by"),
    )
    opened_at = models.DateTimeField(_("opened at"), null=True, editable=False)

    objects = PublicPageQuerySet.as_manager()

    class Meta:
        verbose_name = _("public page")
        verbose_name_plural = _("public pages")
        ordering = ["division"]
        constraints = [
            models.CheckConstraint(
                name="public_page_open_iff_somebody_opened_it",
                condition=Q(is_open=True, opened_by__isnull=False, opened_at__isnull=False)
                | Q(is_open=False, opened_by=None, opened_at=None),
            ),
        ]

    def __str__(self):
        return self.bureau
