"""The random draw from promise to end (广东省市场监管条例 26; 行政处罚法 42)."""

from django.utils.translation import gettext_lazy as _

from inspections.models import Draw
from qualitysup.casework.workflow import Clock, Step, Workflow, states

State = Draw.State
BASIS = "广东省市场监管条例 26"
INSPECTORS = "广东省市场监管条例 26；行政处罚法 42、43"
OPEN = states(State.DRAFT, State.COMMITTED, State.FROZEN, State.DRAWN, State.UNDER_WAY)


def has_strata(draw):
    if draw.strata.filter(number=None, rate__gt=0).exists() or draw.strata.filter(number__gt=0):
        return ""
    return _("Say first how many are drawn: every rate is zero.")


def period_is_ahead(draw):
    if draw.ends_on > draw.day:
        return ""
    return _("The period of the checks ended on %(day)s.") % {"day": draw.ends_on.isoformat()}


def seed_is_sealed(draw):
    """A seed is made once; without it nothing can be drawn as promised."""
    if hasattr(draw, "sealed_seed"):
        return ""
    return _("The promised seed is gone: cancel this draw, and say why.")


def not_published_yet(draw):
    if draw.published_at is None:
        return ""
    return _("The commitment was published already.")


def commitment_is_published(draw):
    """Only what everybody could read before the pool was frozen proves anything afterwards."""
    if draw.published_at is not None:
        return ""
    return _(
        "Publish the commitment first, with “Publish the promise”: it issues the notice for the"
        " notice board and shows it on the public page while that is open."
    )


def every_check_ended(draw):
    left = draw.drawn.to_check().count()
    if not left:
        return ""
    return _("%(left)s enterprises that were drawn are not checked yet.") % {"left": left}


DRAW = Workflow(
    "inspections.Draw",
    Step(
        "commit", _("Promise the seed"), states(State.DRAFT), State.COMMITTED,
        "inspections.commit_draw", BASIS, guards=(has_strata, period_is_ahead),
    ),
    Step(
        "publish", _("Publish the promise"), states(State.COMMITTED), State.COMMITTED,
        "inspections.commit_draw", BASIS, guards=(not_published_yet, seed_is_sealed),
        document="draw_notice", once="published_at",
    ),
    Step(
        "freeze", _("Freeze the pool"), states(State.COMMITTED), State.FROZEN,
        "inspections.freeze_draw", INSPECTORS,
        guards=(commitment_is_published, period_is_ahead, seed_is_sealed),
        waits_in=states(State.COMMITTED),
    ),
    Step(
        "draw", _("Draw"), states(State.FROZEN), State.DRAWN,
        "inspections.make_draw", INSPECTORS, guards=(period_is_ahead, seed_is_sealed),
        waits_in=states(State.FROZEN), document="draw_certificate",
    ),
    Step(
        "begin", _("Hand out the checks"), states(State.DRAWN), State.UNDER_WAY,
        "inspections.conclude_draw", INSPECTORS, waits_in=states(State.DRAWN),
        starts=(Clock("random-check", on="starts_on", amount="days"),),
    ),
    Step(
        "conclude", _("Conclude the checks"), states(State.UNDER_WAY), State.CONCLUDED,
        "inspections.conclude_draw", BASIS, guards=(every_check_ended,), meets=("random-check",),
    ),
    Step(
        "cancel", _("Cancel the draw"), OPEN, State.CANCELLED,
        "inspections.cancel_draw", BASIS, voids=("random-check",), noted=True,
    ),
)  # fmt: skip
