"""The two libraries of a draw as they were frozen: candidates and inspectors (两库)."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise
from inspections.models.draw import Draw
from inspections.models.draw_rate import Stratum
from inspections.querysets.draw import DrawExclusionQuerySet, DrawPartQuerySet, RecusalQuerySet
from qualitysup.audit.history import keep_history
from qualitysup.audit.triggers import append_only
from qualitysup.regions.models import Division


def only_before_the_freeze() -> pgtrigger.Trigger:
    """Rows come in with the step that freezes the pool and never after it.

    One look a statement and not a row: there may be a million.
    """
    return pgtrigger.Trigger(
        name="only_before_the_freeze",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="added"),
        func="""
            IF EXISTS (SELECT 1 FROM (SELECT DISTINCT draw_id FROM added) AS touched
                       LEFT JOIN inspections_draw ON inspections_draw.id = touched.draw_id
                       WHERE inspections_draw.state IS DISTINCT FROM 'committed') THEN
                RAISE EXCEPTION 'a frozen pool takes nothing in' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NULL;
        """,
    )


class DrawCandidate(models.Model):
    """An enterprise in the pool of a draw, as the register had it when the pool was frozen.

    A million rows a draw, so they hold little more than is hashed. ``enterprise_key`` is no key
    of the database: one statement takes it from the register, and no merge moves what was frozen.
    """

    draw = models.ForeignKey(
        Draw,
        models.PROTECT,
        related_name="candidates",
        verbose_name=_("random draw"),
        # The trigger looks once a statement.
        db_constraint=False,
        db_index=False,
    )
    # 统一社会信用代码; "E" and the register's number where a workshop has none.
    public_id = models.CharField(_("candidate"), max_length=24, db_collation="C")
    enterprise_key = models.BigIntegerField(_("enterprise"))
    risk_class = models.CharField(_("risk class"), max_length=1, choices=Stratum)
    division_code = models.CharField(_("division code"), max_length=12)

    objects = DrawPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("candidate of a draw")
        verbose_name_plural = _("candidates of draws")
        ordering = ["draw", "public_id"]
        constraints = [
            # Also the order in which the pool is hashed.
            models.UniqueConstraint(fields=["draw", "public_id"], name="draw_candidate_once"),
        ]
        triggers = [*append_only(), only_before_the_freeze()]

    def __str__(self):
        return self.public_id


class DrawExclusion(models.Model):
    """An enterprise that is not in the pool though it lies within its bounds, and why."""

    class Reason(models.TextChoices):
        RECUSED = "recused", _("too few inspectors are left after recusals")  # 回避
        CHECKED = "checked", _("checked lately on the same items")
        DEREGISTERED = "deregistered", _("deregistered")
        REVOKED = "revoked", _("licence revoked or registration rescinded")
        MOVED_OUT = "moved_out", _("moved out")
        MERGED = "merged", _("merged into another record")

    draw = models.ForeignKey(
        Draw,
        models.PROTECT,
        related_name="exclusions",
        verbose_name=_("random draw"),
        db_constraint=False,
        db_index=False,
    )
    public_id = models.CharField(_("enterprise"), max_length=24, db_collation="C")
    enterprise_key = models.BigIntegerField(_("enterprise"))
    name = models.CharField(_("name"), max_length=200)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    # The day of the last check, or whose record it was merged into.
    detail = models.CharField(_("detail"), max_length=200, blank=True)

    objects = DrawExclusionQuerySet.as_manager()

    class Meta:
        verbose_name = _("enterprise left out of a draw")
        verbose_name_plural = _("enterprises left out of draws")
        ordering = ["draw", "public_id", "pk"]
        constraints = [
            models.CheckConstraint(
                name="draw_exclusion_says_why",
                condition=Q(
                    reason__in=[
                        "recused",
                        "checked",
                        "deregistered",
                        "revoked",
                        "moved_out",
                        "merged",
                    ]
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["draw", "public_id", "id"], name="draw_exclusion_in_order"),
        ]
        triggers = [*append_only(), only_before_the_freeze()]

    def __str__(self):
        return f"{self.name}: {self.get_reason_display()}"


class DrawInspector(models.Model):
    """An inspector in the library of a draw, with the badge of that day; or why left out."""

    class Exclusion(models.TextChoices):
        NO_BADGE = "no_badge", _("no enforcement badge")
        EXPIRED = "expired", _("badge expired")
        EXPIRES = "expires", _("badge expires before the checks end")
        AWAY = "away", _("away during the checks")

    draw = models.ForeignKey(
        Draw, models.PROTECT, related_name="library", verbose_name=_("random draw")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("inspector")
    )
    badge_number = models.CharField(_("enforcement badge number"), max_length=30, blank=True)
    badge_valid_to = models.DateField(_("badge valid to"), null=True)
    # Beginnings of the codes of the divisions that this person works in.
    serves = ArrayField(models.CharField(max_length=12), verbose_name=_("serves"), default=list)
    recused_from = ArrayField(
        models.CharField(max_length=24), verbose_name=_("recused from"), default=list
    )
    excluded = models.CharField(_("left out"), max_length=10, choices=Exclusion, blank=True)

    objects = DrawPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspector in a draw")
        verbose_name_plural = _("inspectors in draws")
        ordering = ["draw", "excluded", "badge_number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "person"], name="draw_inspector_once"),
            # 行政处罚法 arts 42, 55: whoever checks shows a badge in force.
            models.CheckConstraint(
                name="draw_inspector_has_a_badge",
                condition=~Q(excluded="") | (~Q(badge_number="") & Q(badge_valid_to__isnull=False)),
            ),
        ]
        triggers = [*append_only(), only_before_the_freeze()]

    def __str__(self):
        return f"{self.person} {self.badge_number}"


@keep_history()
class Recusal(models.Model):
    """An inspector who does not check one enterprise, and until when (回避, 行政处罚法 art. 43)."""

    inspector = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="recusals",
        verbose_name=_("inspector"),
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="recusals", verbose_name=_("enterprise")
    )
    # Where the enterprise lay: whoever sees it sees who does not go there.
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division"), editable=False
    )
    reason = models.CharField(_("reason"), max_length=200)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("recorded by"),
        editable=False,
    )

    objects = RecusalQuerySet.as_manager()

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="recusal_period_runs_forward",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A period ends after it begins."),
            ),
            models.CheckConstraint(name="recusal_says_why", condition=~Q(reason="")),
        ]

    def __str__(self):
        return f"{self.inspector} – {self.enterprise}"
