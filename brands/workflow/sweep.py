"""The sweep of a place's villages and trades: prepared, opened, concluded (地毯式摸底)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from brands.models import Sweep
from qualitysup.casework.workflow import Clock, Step, Workflow, states
from qualitysup.regions.models import Division
from qualitysup.wording import listed

State = Sweep.State
BASIS = "质量兴区、名牌战略工作方案：一村一村查，一行一行找"
# More cells than this in a refusal, and nobody reads them.
NAMED = 5


def has_villages(sweep):
    if villages_of(sweep).exists():
        return ""
    return _("The table of divisions has no village of %s.") % sweep.division


def has_trades(sweep):
    if sweep.trades.exists():
        return ""
    return _("Say first which trades are looked for.")


def ends_ahead(sweep):
    if sweep.ends_on > sweep.day:
        return ""
    return _("The planned end, %s, is over: set another.") % sweep.ends_on.isoformat()


def every_cell_settled(sweep):
    """Each was looked at, or a reason says why not."""
    waiting = (
        sweep.cells.waiting().select_related("division", "trade").order_by("division", "trade")
    )
    left = waiting.count()
    if not left:
        return ""
    some = listed(waiting[:NAMED])
    words = ngettext(
        "%(left)d cell was not looked at: %(some)s.",
        "%(left)d cells were not looked at: %(some)s.",
        left,
    )
    return words % {"left": left, "some": some if left <= NAMED else f"{some} …"}


def villages_of(sweep):
    """The villages and communities that the place has on the day."""
    below = Division.objects.filter(
        code__startswith=sweep.division.prefix, level=Division.Level.VILLAGE
    )
    return below.in_force(sweep.day)


SWEEP = Workflow(
    "brands.Sweep",
    Step(
        "open", gettext_lazy("Open the sweep"), states(State.DRAFT), State.OPEN,
        "brands.open_sweep", BASIS,
        guards=(has_villages, has_trades, ends_ahead),
        starts=(Clock("sweep", "opened_on", amount="days_planned"),),
        waits_in=states(State.DRAFT),
    ),
    Step(
        "close", gettext_lazy("Conclude the sweep"), states(State.OPEN), State.CLOSED,
        "brands.close_sweep", BASIS,
        guards=(every_cell_settled,), meets=("sweep",),
    ),
)  # fmt: skip
