from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qualitysup.accounts.models import Device, User
from qualitysup.audit.actor import Door
from qualitysup.audit.history import keep_history
from qualitysup.audit.querysets import AccessLogQuerySet
from qualitysup.audit.triggers import append_only
from qualitysup.regions.models import Division
from qualitysup.regions.querysets import ScopedQuerySet


class AccessLog(models.Model):
    """What somebody read, took out or was refused: what no history of rows can tell.

    Append-only by trigger. The target keeps the words it had, because it may change its name.
    """

    class Action(models.TextChoices):
        READ = "read", _("read")
        EXPORT = "export", _("exported")
        DOWNLOAD = "download", _("downloaded")
        SIGN_IN = "sign_in", _("signed in")
        SIGN_IN_FAILED = "sign_in_failed", _("failed to sign in")
        LOCKED_OUT = "locked_out", _("locked out")
        SIGN_OUT = "sign_out", _("signed out")
        REFUSED = "refused", _("was refused")

    ALARMING = (Action.SIGN_IN_FAILED, Action.LOCKED_OUT, Action.REFUSED)

    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"), null=True
    )
    # Where the person works; none for a sign-in under a name that nobody has.
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division"), null=True
    )
    action = models.CharField(_("action"), max_length=20, choices=Action)
    target_type = models.ForeignKey(
        ContentType, models.PROTECT, related_name="+", verbose_name=_("kind of record"), null=True
    )
    target_id = models.CharField(_("record"), max_length=40, blank=True)
    target_name = models.CharField(_("record"), max_length=200, blank=True)
    count = models.PositiveIntegerField(_("number of rows"), null=True)
    detail = models.CharField(_("detail"), max_length=500, blank=True)
    door = models.CharField(_("door"), max_length=10, choices=Door, blank=True)
    address = models.GenericIPAddressField(_("network address"), null=True)
    # The same as ``pgh_context_id`` of the changes made in this request.
    request_id = models.UUIDField(_("request"))

    objects = AccessLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("access")
        verbose_name_plural = _("access log")
        ordering = ["-pk"]
        permissions = [("view_changes", _("Can see every change"))]
        triggers = append_only()
        indexes = [
            # The auditor's "what did this person do?"
            models.Index(fields=["by", "-id"], name="accesslog_by_person"),
            # ... and "who looked at this?"
            models.Index(fields=["target_type", "target_id"], name="accesslog_by_target"),
            # ``alarming`` on the auditor's home page.
            models.Index(
                fields=["at"],
                name="accesslog_alarming",
                condition=Q(action__in=["sign_in_failed", "locked_out", "refused"]),
            ),
        ]

    def __str__(self):
        return f"{self.get_action_display()} {self.target_name or self.detail}".strip()


# People are kept below this app, so their history is declared here. A password is nobody's to copy.
@keep_history(exclude=["password", "last_login"])
class Person(User):
    class Meta:
        proxy = True
        verbose_name = _("person")
        verbose_name_plural = _("people")


# When it was last here is no change of anything, and its session and seal are nobody's to copy.
@keep_history(exclude=["last_seen_at", "unsent", "session_key", "seal"])
class Phone(Device):
    class Meta:
        proxy = True
        verbose_name = _("phone")
        verbose_name_plural = _("phones")


class PersonDivisionQuerySet(ScopedQuerySet):
    division_path = "user__home"


# Django makes this table by itself and names its columns in English only.
for name, words in {"user": _("person"), "division": _("division")}.items():
    User.divisions.through._meta.get_field(name).verbose_name = words


@keep_history()
class PersonDivision(User.divisions.through):
    """One division that one person sees."""

    objects = PersonDivisionQuerySet.as_manager()

    class Meta:
        proxy = True
        verbose_name = _("division of a person")
        verbose_name_plural = _("divisions of people")
