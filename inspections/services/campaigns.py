"""Campaigns: opened, consulted on, worked, concluded."""

from django.db import transaction
from django.utils.translation import gettext as _

from inspections.models import (
    Campaign,
    Halt,
    OrderItem,
    Participation,
    RectificationOrder,
    WorkGroup,
)
from inspections.services import orders
from inspections.workflow.campaign import CAMPAIGN
from qualitysup.casework import saving
from qualitysup.casework.workflow import TransitionRefused, refuse_if


@transaction.atomic
def draft(*, by, division, towns=(), **facts):
    """Prepare a campaign for the towns of one division."""
    refuse_if(
        not by.has_perm("inspections.add_campaign"),
        "forbidden",
        _("You may not prepare campaigns."),
    )
    _check_towns(towns, division)
    campaign = Campaign(division=division, created_by=by, **facts)
    saving.save(campaign)
    campaign.towns.set(towns)
    return campaign


@transaction.atomic
def save(campaign, *, by, version=None, towns=None):
    """Keep what was changed; a concluded campaign is frozen."""
    stored = Campaign.objects.locked().get(pk=campaign.pk)
    _check_may(by, "inspections.change_campaign", stored, _("You may not change this campaign."))
    refuse_if(
        version is not None and int(version) != stored.version,
        "stale",
        _("Somebody changed this case meanwhile. Look at it again first."),
    )
    _check_open(stored)
    campaign.state, campaign.version = stored.state, stored.version + 1
    saving.save(campaign)
    if towns is not None:
        _check_towns(towns, campaign.division)
        campaign.towns.set(towns)
    return campaign


def _check_towns(towns, division):
    """A campaign runs within the division that runs it: whoever sees one sees the other."""
    elsewhere = [str(town) for town in towns if not town.pk.startswith(division.prefix)]
    refuse_if(
        elsewhere,
        "town_elsewhere",
        _("Not in %(division)s: %(towns)s.")
        % {"division": division, "towns": _(", ").join(elsewhere)},
    )


def _check_may(by, permission, campaign, words):
    refuse_if(not by.has_perm(permission), "forbidden", words)
    _check_held(by, campaign)


def _check_held(by, campaign):
    """Who sees a campaign only because it reaches into their town may look, and no more."""
    if not by.reaches(campaign.division_id):
        words = _("This campaign is held by %(division)s.") % {"division": campaign.division}
        raise TransitionRefused("forbidden", words)


def _check_open(campaign):
    refuse_if(
        campaign.state not in (Campaign.State.DRAFT, Campaign.State.OPEN),
        "wrong_state",
        _("A concluded campaign is not changed."),
    )


def open_campaign(campaign, *, by, **words):
    """Start the campaign for all to see."""
    with CAMPAIGN.step(campaign, "open", by=by, **words) as campaign:
        campaign.opened_on = campaign.on
    return campaign


def close(campaign, *, by, conclusion, **words):
    """Conclude the campaign once no order of it is open."""
    with CAMPAIGN.step(campaign, "close", by=by, **words) as campaign:
        campaign.closed_on = campaign.on
        campaign.conclusion = conclusion
    return campaign


def cancel(campaign, *, by, note, **words):
    """Give the campaign up; the note says why."""
    refuse_if(not note.strip(), "no_reason", _("Say why the campaign is cancelled."))
    with CAMPAIGN.step(campaign, "cancel", by=by, note=note, **words) as campaign:
        return campaign


@transaction.atomic
def add_enterprises(campaign, enterprises, *, by):
    """Bring enterprises into the campaign; those in it already stay as they are."""
    campaign = Campaign.objects.locked().get(pk=campaign.pk)
    _check_may(by, "inspections.change_campaign", campaign, _("You may not change this campaign."))
    _check_open(campaign)
    Participation.objects.bulk_create(
        [
            Participation(campaign=campaign, enterprise=enterprise)
            for enterprise in enterprises
            if enterprise.merged_into_id is None
        ],
        ignore_conflicts=True,
    )
    return campaign


@transaction.atomic
def record_figures(participation, *, by, **figures):
    """Note how an enterprise stood before and stands after; what is not given stays as it was.

    Figures of a concluded campaign may still come in: sales grow after the last order is closed.
    """
    participation = Participation.objects.locked().get(pk=participation.pk)
    _check_may(
        by,
        "inspections.change_participation",
        participation.campaign,
        _("You may not record figures."),
    )
    for name, value in figures.items():
        setattr(participation, name, value)
    saving.save(participation)
    return participation


@transaction.atomic
def form_group(campaign, *, by, name, leader, members=(), enterprises=()):
    """Send a work group into enterprises of the campaign."""
    group = keep_record(WorkGroup(campaign=campaign, name=name, leader=leader), by=by)
    group.members.set(members)
    campaign.participations.filter(enterprise__in=enterprises).update(work_group=group)
    return group


# What a press maker's quality system is asked for; a draft is edited before it is issued.
USUAL_ITEMS = (
    (OrderItem.Kind.MANAGEMENT, "建立进货查验、过程检验、出厂检验制度并有效运行"),
    (OrderItem.Kind.STANDARDS, "按现行有效标准组织生产，产品明示执行标准"),
    (OrderItem.Kind.METROLOGY, "在用计量器具检定或者校准合格并在有效期内"),
    (OrderItem.Kind.INSPECTION, "配备与产品相适应的出厂检验设备，逐台检验并留存记录"),
    (OrderItem.Kind.STAFF, "检验、装配人员培训合格后上岗"),
)


@transaction.atomic
def draft_orders(campaign, *, by, findings: str, items=USUAL_ITEMS):
    """Draft an order for every enterprise of the campaign that has none; return the new ones.

    An enterprise's failed test result, if there is one, is what its order rests on.
    """
    campaign = Campaign.objects.locked().get(pk=campaign.pk)
    _check_held(by, campaign)
    refuse_if(
        campaign.state != Campaign.State.OPEN,
        "wrong_state",
        _("Orders are drafted while the campaign is under way."),
    )
    taken = campaign.orders.exclude(state="withdrawn").values("enterprise")
    failed = {
        result.enterprise_id: result
        for result in campaign.test_results.failed().order_by("tested_on")
    }
    drafted = []
    waiting = campaign.participations.exclude(enterprise__in=taken).order_by("pk")
    for participation in waiting.select_related("enterprise__division"):
        order = orders.draft(
            enterprise=participation.enterprise,
            campaign=campaign,
            test_result=failed.get(participation.enterprise_id),
            product=campaign.product,
            standard=campaign.standard,
            findings=findings,
            by=by,
        )
        orders.set_items(
            order, [{"kind": kind, "requirement": words} for kind, words in items], by=by
        )
        drafted.append(order)
    return drafted


# More at once would keep whoever asked waiting: each is a transaction and a paper.
AT_ONCE = 100


def issue_drafts(campaign, *, by, **words):
    """Issue the campaign's drafts, oldest first; return ``(issued, refused)``."""
    _check_held(by, campaign)
    drafts = campaign.orders.filter(state__in=RectificationOrder.NOT_ISSUED_STATES)
    return orders.issue_many(drafts.order_by("pk")[:AT_ONCE], by=by, **words)


def agree_halts(campaign, *, by, months=6, **words):
    """Halt every enterprise of the campaign that is under an issued order and agreed to it.

    Return ``(halted, refused)``; each order is a transaction of its own.
    """
    _check_held(by, campaign)
    halted, refused = [], []
    halted_already = Halt.objects.open().filter(kind=Halt.Kind.VOLUNTARY).values("order")
    waiting = campaign.orders.filter(state="issued").exclude(pk__in=halted_already)
    for order in waiting.order_by("pk")[:AT_ONCE]:
        try:
            halted.append(orders.agree_halt(order, by=by, months=months, **words))
        except TransitionRefused as refusal:
            refused.append((order, refusal))
    return halted, refused


@transaction.atomic
def keep_record(row, *, by):
    """Keep a consultation, meeting or visit of a campaign that is not concluded."""
    meta = row._meta
    campaign = Campaign.objects.locked().get(pk=row.campaign_id)
    permission = f"{meta.app_label}.add_{meta.model_name}"
    _check_may(by, permission, campaign, _("You may not record this."))
    _check_open(campaign)
    if hasattr(row, "recorded_by_id"):
        row.recorded_by = by
    saving.save(row)
    return row
