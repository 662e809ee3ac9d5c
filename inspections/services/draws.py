"""Random draws from draft to end; what takes long is asked for here and done by ``draw_jobs``."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import IndustryClass
from inspections import notifications, seeds
from inspections.models import Draw, DrawSeed, DrawStratum
from inspections.services import drawn, pools, selection
from inspections.workflow.draw import DRAW
from qualitysup.casework import saving
from qualitysup.casework.workflow import TransitionRefused, refuse_if
from qualitysup.wording import listed


@transaction.atomic
def draft(*, by, division, strata, **facts) -> Draw:
    """Prepare a draw. ``strata`` has ``(rate, number or None)`` for each risk class."""
    refuse_if(not by.has_perm("inspections.add_draw"), "forbidden", _("You may not prepare draws."))
    draw = Draw(division=division, created_by=by, officer=by, **facts)
    _check_industries(draw)
    saving.save(draw)
    _keep_strata(draw, strata)
    return draw


@transaction.atomic
def save_draft(draw, *, by, version=None, strata=None) -> Draw:
    """Keep what was changed before the seed was promised; afterwards nothing is."""
    stored = Draw.objects.locked().get(pk=draw.pk)
    refuse_if(
        not by.has_perm("inspections.change_draw"), "forbidden", _("You may not change this draw.")
    )
    refuse_if(
        version is not None and int(version) != stored.version,
        "stale",
        _("Somebody changed this case meanwhile. Look at it again first."),
    )
    refuse_if(
        stored.state != Draw.State.DRAFT,
        "wrong_state",
        _("Once its seed is promised, a draw is not edited: cancel it and begin another."),
    )
    draw.state, draw.version = stored.state, stored.version + 1
    _check_industries(draw)
    saving.save(draw)
    if strata is not None:
        draw.strata.all().delete()
        _keep_strata(draw, strata)
    return draw


def _check_industries(draw):
    known = IndustryClass.objects.filter(pk__in=draw.industries).values_list("pk", flat=True)
    unknown = sorted(set(draw.industries) - set(known))
    refuse_if(
        bool(unknown),
        "unknown_industry",
        _("No industry has the code %(code)s.") % {"code": listed(unknown)},
    )


def _keep_strata(draw, strata):
    for risk_class, (rate, number) in strata.items():
        if not draw.risk_classes or risk_class in draw.risk_classes:
            stratum = DrawStratum(draw=draw, risk_class=risk_class, rate=rate, number=number)
            saving.save(stratum)


def commit(draw, *, by, **words) -> Draw:
    """Make the secret seed and promise it by its SHA-256, before anybody can see the pool."""
    with DRAW.step(draw, "commit", by=by, **words) as draw:
        commitment, nonce, sealed = seeds.make()
        DrawSeed.objects.create(draw=draw, nonce=nonce, sealed=sealed)
        draw.commitment, draw.committed_at = commitment, timezone.now()
    return draw


def publish(draw, *, by, **words) -> Draw:
    """Publish the promise: a numbered notice for the board, and the public page while it is open.

    The page may be closed, now or later; the notice is on record all the same, with its day and
    the SHA-256 of its text, so that it can be checked against the copy that somebody took away.
    """
    with DRAW.step(draw, "publish", by=by, **words) as draw:
        draw.published_at = timezone.now()
    return draw


def freeze(draw, *, by, **words) -> Draw:
    """Write down both libraries, for good, and publish the pool's hash."""
    with DRAW.step(draw, "freeze", by=by, **words) as draw:
        pools.freeze(draw)
    return draw


def draw(draw, *, by, **words) -> Draw:
    """Reveal the seed, and let it decide whom to check and who goes.

    Refused when the seed is not the one promised or the pool not the one frozen.
    """
    with DRAW.step(draw, "draw", by=by, **words) as draw:
        refuse_if(
            pools.hashed(draw) != draw.pool_hash,
            "pool_changed",
            _("The pool is not the one that was frozen: cancel this draw, and find out why."),
        )
        _reveal(draw)
        selection.select(draw)
    return draw


def _reveal(draw):
    try:
        draw.seed = seeds.reveal(draw.commitment, draw.sealed_seed.nonce, draw.sealed_seed.sealed)
    except seeds.SeedLost:
        raise TransitionRefused(
            "seed_lost",
            _("The seed that was promised cannot be opened: cancel this draw, and find out why."),
        ) from None
    draw.revealed_at = timezone.now()
    draw.sealed_seed.delete()


def begin(draw, *, by, **words) -> Draw:
    """Hand the checks out; each is due by the end of the period.

    The officer is reminded of the draw, and the first inspector assigned of each check.
    """
    with DRAW.step(draw, "begin", by=by, **words) as draw:
        draw.days = (draw.ends_on - draw.starts_on).days or 1
        drawn.hand_out(draw)
        notifications.draw_handed_out(draw, by=by)
    return draw


def conclude(draw, *, by, conclusion, **words) -> Draw:
    """End the draw once every enterprise drawn was checked or is gone."""
    with DRAW.step(draw, "conclude", by=by, **words) as draw:
        draw.concluded_on, draw.conclusion = draw.on, conclusion
    return draw


def cancel(draw, *, by, note, **words) -> Draw:
    """Give a draw up and say why; a seed that was promised is revealed all the same.

    So anybody can see what it would have drawn, and that it was not given up for that.
    """
    with DRAW.step(draw, "cancel", by=by, note=note, **words) as draw:
        if hasattr(draw, "sealed_seed"):
            try:
                _reveal(draw)
            except TransitionRefused:
                # It is lost: the empty seed of a cancelled draw says so.
                draw.sealed_seed.delete()
        if draw.days:
            notifications.draw_called_off(draw, by=by)
        drawn.call_off(draw, note=note)
    return draw
