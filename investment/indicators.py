"""Investment as managers watch it: stages, horizons, who is silent, what was said and signed."""

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from investment import board
from investment.models import Prospect, ProspectTask, ProspectVisit, Reception
from qualitysup.dashboard.registry import Breakdown, Line, figure_of, register
from qualitysup.lists import list_url
from qualitysup.states import Tone

SUBJECT = _("Investment")


def by_stage(user) -> list[Line]:
    return [
        Line(str(column.stage.label), column.count, column.url) for column in board.columns(user)
    ]


def by_horizon(user) -> list[Line]:
    counted = Prospect.objects.visible_to(user).warm().stages_by_horizon()
    totals = dict.fromkeys(board.HORIZONS, 0)
    for (_stage, horizon), found in counted.items():
        totals[horizon] += found
    return [
        Line(str(words), totals[name], list_url(Prospect, standing="warm", horizon=name))
        for name, words in board.HORIZON_WORDS.items()
    ]


def by_intention(user) -> list[Line]:
    counted = Prospect.objects.visible_to(user).once().intentions()
    return [
        Line(str(label), counted.get(value, 0), _of_intention(value))
        for value, label in Prospect.Intention.choices
    ]


def _of_intention(value):
    return list_url(Prospect, standing="once", intention__exact=value)


def signed(rows):
    """亿元 of the contracts; None where nothing was signed."""
    total = rows.aggregate(total=Sum("signed_yi"))["total"]
    return None if total is None else board.in_yi(total * 10_000)


register(
    figure_of(
        Prospect,
        "prospects",
        _("Prospects"),
        _("Every firm once, whatever became of it."),
        lambda prospects: prospects.once(),
        {"standing": "once"},
        subject=SUBJECT,
        order=10,
    ),
    figure_of(
        Prospect,
        "prospects-warm",
        _("Firms that contact is kept with"),
        _("With a near, a mid-term or a conditional intention, and not ended."),
        lambda prospects: prospects.warm(),
        {"standing": "warm"},
        subject=SUBJECT,
        tone=Tone.INFO,
        order=20,
    ),
    figure_of(
        Prospect,
        "prospects-silent",
        _("No contact for too long"),
        _("Of these, whose next contact is overdue by the rhythm of their intention."),
        lambda prospects: prospects.silent(),
        {"standing": "silent"},
        subject=SUBJECT,
        tone=Tone.LATE,
        order=30,
    ),
    figure_of(
        ProspectTask,
        "prospect-tasks-late",
        _("Late tasks of prospects"),
        _("Materials or promises whose day is past and that are not settled."),
        lambda tasks: tasks.late(),
        {"standing": "late"},
        subject=SUBJECT,
        tone=Tone.LATE,
        order=40,
    ),
    figure_of(
        ProspectVisit,
        "prospect-visits-made",
        _("Visits made"),
        _("To firms, with what they said on record."),
        lambda visits: visits.made(),
        {"state__exact": "made"},
        subject=SUBJECT,
        order=50,
    ),
    figure_of(
        Reception,
        "receptions-held",
        _("Firms that were here"),
        _("Invited, received, and the result is on record."),
        lambda receptions: receptions.filter(state="received"),
        {"state__exact": "received"},
        subject=SUBJECT,
        tone=Tone.GOOD,
        order=60,
    ),
    figure_of(
        Prospect,
        "prospects-signed",
        _("Amount signed"),
        _("By the contracts of firms that signed and were not given up."),
        lambda prospects: prospects.signed(),
        {"standing": "signed"},
        subject=SUBJECT,
        unit=_("100 million yuan"),
        value=signed,
        tone=Tone.GOOD,
        order=70,
    ),
    Breakdown(
        key="prospects-by-stage",
        subject=SUBJECT,
        name=_("Prospects by stage"),
        definition=_("Every firm once, where it stands now."),
        heads=(pgettext_lazy("of a prospect", "stage"), _("firms")),
        lines=by_stage,
        permission="investment.view_prospect",
        order=10,
    ),
    Breakdown(
        key="prospects-by-horizon",
        subject=SUBJECT,
        name=_("When they would begin"),
        definition=_("Of firms that contact is kept with, by the last day that was said."),
        heads=(_("when"), _("firms")),
        lines=by_horizon,
        permission="investment.view_prospect",
        order=20,
    ),
    Breakdown(
        key="prospects-by-intention",
        subject=SUBJECT,
        name=_("Prospects by intention"),
        definition=_("Every firm once."),
        heads=(_("intention"), _("firms")),
        lines=by_intention,
        permission="investment.view_prospect",
        order=30,
    ),
)
