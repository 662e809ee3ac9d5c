from functools import cached_property

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qualitysup.accounts.roles import PARTIES, SEPARATED, Role, permissions_of
from qualitysup.regions import codes
from qualitysup.regions.models import Division
from qualitysup.regions.querysets import ScopedQuerySet


class StationQuerySet(ScopedQuerySet):
    def with_divisions(self):
        """Each with the divisions that it serves besides its own, for ``Station.serves``."""
        return self.prefetch_related("also_serves")


class Station(models.Model):
    """A local office of the bureau (市场监管所): where it sits, and whom it serves besides."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division")
    )
    also_serves = models.ManyToManyField(
        Division,
        related_name="+",
        blank=True,
        verbose_name=_("also serves"),
        help_text=_("Other divisions whose enterprises fall to it."),
    )

    objects = StationQuerySet.as_manager()

    class Meta:
        verbose_name = _("station")
        verbose_name_plural = _("stations")
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def serves(self) -> list[str]:
        """The codes of its own division and of those that it serves besides."""
        return [self.division_id, *(division.pk for division in self.also_serves.all())]


class UserQuerySet(ScopedQuerySet):
    division_path = "home"

    def holding(self, *roles):
        return self.filter(is_active=True, roles__overlap=list(roles))

    def responsible_for(self, division_id, *roles):
        """Active holders of a role whose divisions contain this one."""
        return self.holding(*roles).filter(divisions__in=codes.path(division_id)).distinct()

    def search(self, text):
        """By a piece of the name or of the sign-in name, or by the whole number of the badge."""
        text = text.strip()
        return self.alias(sign_in_name=Lower("username")).filter(
            Q(sign_in_name__contains=text.lower())
            | Q(full_name__contains=text)
            | Q(badge_number=text)
        )

    def beside(self, person):
        """Whom this person works with: in the same divisions, below them or above them.

        An inspector of one town goes out with a colleague of the whole district.
        """
        shared = Q()
        for prefix in person.division_prefixes if person.is_active else []:
            shared |= Q(divisions__code__startswith=prefix)
            shared |= Q(divisions__in=codes.path(prefix.ljust(12, "0")))
        return self.filter(shared).distinct() if shared else self.none()


class People(UserManager.from_queryset(UserQuerySet)):
    use_in_migrations = False

    def create_superuser(self, *args, **kwargs):
        raise ValueError(
            "There are no superusers here: the separation of duties binds everybody. "
            "Make a security administrator instead."
        )


class User(AbstractUser):
    """A person of the bureau: where they work, what they see, what they may do.

    ``is_superuser`` is always false: nobody stands above the separation of duties.
    """

    # A name is one field in Chinese; what a role may do is code, so no groups in the database.
    first_name = last_name = groups = user_permissions = None
    full_name = models.CharField(pgettext_lazy("of a person", "name"), max_length=40)
    roles = ArrayField(
        models.CharField(max_length=30, choices=Role), verbose_name=_("roles"), default=list
    )
    # The division that the person's own record belongs to; ``divisions`` is what they see.
    home = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("home division"), null=True
    )
    divisions = models.ManyToManyField(
        Division, related_name="+", blank=True, verbose_name=_("divisions")
    )
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, verbose_name=_("station")
    )
    badge_number = models.CharField(_("enforcement badge number"), max_length=30, blank=True)
    badge_valid_to = models.DateField(_("badge valid to"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)

    objects = People()

    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["username"]
        permissions = [("view_permission_matrix", _("Can see the permission matrix"))]
        constraints = [
            models.CheckConstraint(
                name="user_roles_known",
                condition=Q(roles__contained_by=[role.value for role in Role]),
            ),
            # 三员分立: auditor, security and system administrator hold no second role.
            models.CheckConstraint(
                name="user_separated_role_stands_alone",
                condition=~Q(roles__overlap=[role.value for role in SEPARATED]) | Q(roles__len=1),
                violation_error_message=_(
                    "Auditor, security administrator and system administrator hold no other role."
                ),
            ),
            models.CheckConstraint(
                name="user_party_holds_no_office",
                condition=~Q(roles__overlap=[role.value for role in PARTIES])
                | Q(roles__contained_by=[role.value for role in PARTIES]),
                violation_error_message=_("Whoever acts for a party holds no role of the bureau."),
            ),
            models.CheckConstraint(
                name="user_nobody_above_the_rules", condition=Q(is_superuser=False)
            ),
            models.UniqueConstraint(
                fields=["badge_number"], condition=~Q(badge_number=""), name="user_badge_once"
            ),
        ]

    def __str__(self):
        return self.full_name or self.username

    def get_full_name(self):
        return self.full_name

    def get_short_name(self):
        return self.full_name

    def clean(self):
        super().clean()
        if len(set(self.roles)) != len(self.roles):
            raise ValidationError({"roles": _("A role is held once.")})

    @property
    def is_party(self) -> bool:
        """Acts for an enterprise or a workshop; no place is theirs to see."""
        return not set(PARTIES).isdisjoint(self.roles)

    @cached_property
    def division_prefixes(self) -> list[str]:
        """The code prefixes of what this person sees. One query, unless ``get_user`` ran."""
        if self.is_party:
            return []
        given = getattr(self, "division_codes", None)
        if given is None:
            given = self.divisions.values_list("pk", flat=True) if self.pk else []
        return sorted({codes.prefix(code) for code in given})

    @cached_property
    def permissions(self) -> frozenset[str]:
        return permissions_of(self.roles) if self.is_active else frozenset()

    def has_perm(self, perm, obj=None):
        return perm in self.permissions

    def has_module_perms(self, app_label):
        return any(name.startswith(f"{app_label}.") for name in self.permissions)

    def reaches(self, division_id: str) -> bool:
        """Whether a place lies in the person's divisions; needs no query of its own."""
        return division_id.startswith(tuple(self.division_prefixes))

    def holds(self, *roles) -> bool:
        return self.is_active and not set(roles).isdisjoint(self.roles)

    def has_valid_badge(self, on=None) -> bool:
        """An 执法证 is shown at every inspection (行政处罚法 42, 55)."""
        on = on or timezone.localdate()
        return (
            bool(self.badge_number)
            and self.badge_valid_to is not None
            and self.badge_valid_to >= on
        )


class DeviceQuerySet(ScopedQuerySet):
    division_path = "person__home"

    def visible_to(self, user):
        """One's own; those of others for whoever looks after people, within their divisions."""
        if not user.is_active:
            return self.none()
        own = Q(person=user)
        if user.has_perm("accounts.change_user"):
            for prefix in user.division_prefixes:
                own |= self.within(prefix)
        return self.filter(own)

    def for_list(self):
        return self.select_related("person", "closed_by")


class Device(models.Model):
    """A phone with the field app, as one person uses it: when it was last here, what it still has.

    ``uuid`` is the phone's own, made there. A lost one is closed: its sign-in ends at once, and at
    its next contact the app locks itself or, with ``wipe``, deletes what it keeps of this person.
    """

    uuid = models.UUIDField(_("number of the phone"), editable=False)
    person = models.ForeignKey(
        User, models.PROTECT, related_name="devices", verbose_name=_("person"), editable=False
    )
    name = models.CharField(_("what it says it is"), max_length=200, blank=True, editable=False)
    first_seen_at = models.DateTimeField(_("first here"), editable=False)
    last_seen_at = models.DateTimeField(_("last here"), editable=False)
    # SHA-256 of what only the phone knows: by it a phone without a sign-in proves itself.
    seal = models.CharField(max_length=64, blank=True, editable=False)
    # What the phone said when it was last here; it may have written more since.
    unsent = models.PositiveIntegerField(_("records not sent"), null=True, editable=False)
    session_key = models.CharField(max_length=40, blank=True, editable=False)
    closed_at = models.DateTimeField(_("signed out at"), null=True, editable=False)
    closed_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("signed out by"),
        editable=False,
    )
    closed_why = models.CharField(_("why"), max_length=200, blank=True, editable=False)
    wipe = models.BooleanField(_("to be wiped"), default=False, editable=False)
    obeyed_at = models.DateTimeField(_("the phone did so at"), null=True, editable=False)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("phone")
        verbose_name_plural = _("phones")
        ordering = ["-last_seen_at", "-pk"]
        permissions = [("close_device", _("Can sign a phone out"))]
        constraints = [
            models.UniqueConstraint(fields=["uuid", "person"], name="device_person_once"),
            models.CheckConstraint(
                name="device_closed_by_somebody_for_a_reason",
                condition=Q(closed_at=None, closed_by=None, closed_why="", wipe=False)
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(closed_why=""),
            ),
            models.CheckConstraint(
                name="device_sealed_by_a_hash",
                condition=Q(seal="") | Q(seal__regex=r"^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(
                name="device_obeys_what_was_said",
                condition=Q(obeyed_at=None) | Q(closed_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.person} · {self.short_name}"

    @property
    def short_name(self) -> str:
        """The device out of the browser's long line about itself."""
        inside = self.name.partition("(")[2].partition(")")[0]
        return inside or self.name or str(self.uuid)[:8]
