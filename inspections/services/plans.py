"""Patrol plans: drafted, given reasons, computed, adopted. The long work is a worker's."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from inspections.models import (
    PatrolFrequency,
    PatrolPlan,
    PlanChoice,
    PlanExclusion,
    PlanReason,
    PlanRun,
)
from inspections.selection import CHOSEN, SELECTIONS
from inspections.workflow.plan import PLAN
from qualitysup.casework import saving
from qualitysup.casework.workflow import refuse_if
from qualitysup.clock.counting import add_months

CHANGE = "inspections.change_patrolplan"
DAY = dt.timedelta(days=1)


@transaction.atomic
def draft(*, by, division, **facts):
    """Begin a plan for one division and a period."""
    refuse_if(
        not by.has_perm("inspections.add_patrolplan"),
        "forbidden",
        _("You may not draft patrol plans."),
    )
    plan = PatrolPlan(division=division, created_by=by, **facts)
    saving.save(plan)
    return plan


@transaction.atomic
def save_draft(plan, *, by, version=None):
    """Keep what was changed; what was computed before is out of date if the period moved."""
    stored = _editable(plan, by=by, version=version)
    computed_from = ("starts_on", "ends_on", "window_weeks")
    moved = any(getattr(plan, name) != getattr(stored, name) for name in computed_from)
    for name in ("name", *computed_from):
        setattr(stored, name, getattr(plan, name))
    stored.version += 1
    stored.rules_version += moved
    saving.save(stored)
    return stored


def _editable(plan, *, by, version=None):
    stored = PatrolPlan.objects.locked().get(pk=plan.pk)
    refuse_if(not by.has_perm(CHANGE), "forbidden", _("You may not change this plan."))
    refuse_if(
        version is not None and int(version) != stored.version,
        "stale",
        _("Somebody changed this case meanwhile. Look at it again first."),
    )
    refuse_if(
        stored.state not in PatrolPlan.EDITABLE_STATES,
        "wrong_state",
        _("An adopted plan is not edited; its patrols are postponed or cancelled one by one."),
    )
    return stored


def _touch(plan):
    """What the plan is computed from changed; a computation under way does not see it any more."""
    plan.rules_version += 1
    plan.version += 1
    plan.save(update_fields=["rules_version", "version"])


# --- Why and how often ----------------------------------------------------------------------------


@transaction.atomic
def add_reason(plan, *, by, enterprises=(), **facts):
    """Say whom else to patrol, why and how often; for a choice by hand, whom."""
    plan = _editable(plan, by=by)
    _check_reason(plan, enterprises, **facts)
    return _add_reason(plan, by=by, enterprises=enterprises, **facts)


def _check_reason(plan, enterprises, *, kind, target="", rule_set="", times=None, **_more):
    """Each fault under the name of what was typed."""
    selection, faults = SELECTIONS.get(kind), {}
    if selection is None:
        faults["kind"] = _("There is no such reason.")
    elif target not in (dict(selection.targets(plan)) if selection.targets else [""]):
        faults["target"] = _("This reason is not about that here.")
    if rule_set and not PatrolFrequency.objects.filter(rule_set=rule_set).exists():
        faults["rule_set"] = _("There is no such rule set.")
    if bool(rule_set) == bool(times):
        faults["times"] = _("Name a rule set, or say how many times: one of the two.")
    if kind == CHOSEN and not enterprises:
        faults["enterprises"] = _("Say which enterprises.")
    if faults:
        raise ValidationError(faults)


def _add_reason(plan, *, by, enterprises=(), **facts):
    last = plan.reasons.aggregate(last=Max("position"))["last"] or 0
    reason = PlanReason(plan=plan, position=last + 1, **facts)
    saving.save(reason)
    choose(reason, enterprises, by=by)
    _touch(plan)
    return reason


@transaction.atomic
def choose(reason, enterprises, *, by):
    """Add enterprises by hand; those in it already stay, those merged away do not come in."""
    plan = _editable(reason.plan, by=by)
    PlanChoice.objects.bulk_create(
        [
            PlanChoice(reason=reason, enterprise=enterprise)
            for enterprise in enterprises
            if enterprise.merged_into_id is None
        ],
        ignore_conflicts=True,
    )
    _touch(plan)


@transaction.atomic
def remove_reason(reason, *, by):
    """Leave a reason out again, with what was proposed for it."""
    plan = _editable(reason.plan, by=by)
    reason.delete()
    _touch(plan)


# --- Who is passed over ---------------------------------------------------------------------------


@transaction.atomic
def exclude(plan, *, by, enterprise, reason, kind=PlanExclusion.Kind.OTHER, until=None):
    """Pass an enterprise over, for the whole period or until a day, and say why."""
    plan = _editable(plan, by=by)
    refuse_if(not reason.strip(), "no_reason", _("Give the reason."))
    exclusion, _made = PlanExclusion.objects.update_or_create(
        plan=plan,
        enterprise=enterprise,
        kind=kind,
        visit=None,
        defaults={
            "reason": reason,
            "until": until,
            "by": by,
            "lifted_reason": "",
            "lifted_by": None,
        },
    )
    _touch(plan)
    return exclusion


@transaction.atomic
def lift(exclusion, *, by, reason):
    """Patrol it after all: a clue or a hazard breaks the rule against repeated checks."""
    plan = _editable(exclusion.plan, by=by)
    refuse_if(not reason.strip(), "no_reason", _("Give the reason."))
    exclusion = PlanExclusion.objects.locked().get(pk=exclusion.pk)
    refuse_if(
        exclusion.kind in (PlanExclusion.Kind.STATUS, PlanExclusion.Kind.MERGED),
        "gone",
        _("Who is out of business or merged is not patrolled; correct the register instead."),
    )
    exclusion.lifted_reason, exclusion.lifted_by = reason, by
    saving.save(exclusion)
    _touch(plan)
    return exclusion


# --- Its steps ------------------------------------------------------------------------------------


def compute(plan, *, by, **words):
    """Ask for the plan to be computed; ``planning.run`` does it, and this can be left meanwhile."""
    with PLAN.step(plan, "compute", by=by, **words) as plan:
        PlanRun.objects.create(plan=plan, kind=PlanRun.Kind.COMPUTE, by=by)
    return plan


def adopt(plan, *, by, **words):
    """Adopt what was computed: it becomes dated patrols, each with its deadline."""
    with PLAN.step(plan, "adopt", by=by, **words) as plan:
        plan.adopted_on = plan.on
        PlanRun.objects.create(plan=plan, kind=PlanRun.Kind.LAY, by=by)
    return plan


def send_back(plan, *, by, note, **words):
    """Return a computed plan to whoever computed it, with what is to be changed."""
    with PLAN.step(plan, "send_back", by=by, note=note, **words) as plan:
        return plan


def close(plan, *, by, **words):
    """Conclude a plan of which every patrol was made or cancelled."""
    with PLAN.step(plan, "close", by=by, **words) as plan:
        plan.closed_on = plan.on
    return plan


def drop(plan, *, by, note, **words):
    """Give a plan up before it is adopted; its proposals go with it."""
    with PLAN.step(plan, "drop", by=by, note=note, **words) as plan:
        plan.proposals.all().delete()
    return plan


@transaction.atomic
def propose_next(plan, *, by):
    """Draft the plan of the period after this one, for the same reasons."""
    starts_on = plan.ends_on + DAY
    months = round((plan.ends_on + DAY - plan.starts_on).days / 30.44)
    ends_on = add_months(starts_on, months) - DAY if months else 2 * plan.ends_on - plan.starts_on
    following = draft(
        by=by,
        division=plan.division,
        name=_("Patrol plan %(first)s to %(last)s")
        % {"first": starts_on.isoformat(), "last": ends_on.isoformat()},
        starts_on=starts_on,
        ends_on=ends_on,
        window_weeks=plan.window_weeks,
        proposed_from=plan,
    )
    for reason in plan.reasons.order_by("position"):
        chosen = [choice.enterprise for choice in reason.choices.select_related("enterprise")]
        kept = ("kind", "target", "rule_set", "at_most", "times", "years", "note", "checklist")
        facts = {name: getattr(reason, name) for name in kept}
        # What it is about may be over by now; whoever looks through the draft decides.
        _add_reason(following, by=by, enterprises=chosen, **facts)
    return following
