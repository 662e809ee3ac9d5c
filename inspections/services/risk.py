"""Scoring the enterprises of a division once a month, and deciding what the scores propose."""

import datetime as dt
import json
from functools import cache
from pathlib import Path

from dateutil.relativedelta import relativedelta
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Enterprise
from enterprises.services import risk as classes
from inspections.models import RectificationOrder, RiskFormula, RiskRun, RiskScore
from inspections.scoring import explained
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from qualitysup.documents.models import Agency
from qualitysup.regions import codes
from qualitysup.wording import for_the_record

Decision = RiskScore.Decision
State = RiskRun.State
# One transaction scores so many; a killed worker loses at most these.
BATCH = 20_000


@transaction.atomic
def start(division, *, by=None, on=None) -> RiskRun:
    """This month's scoring of a division; asked again, it is the one there is.

    ``by`` is ``None`` for the schedule. The work is the task's, which is the caller's to send.
    """
    refuse_if(
        by is not None and not by.has_perm("inspections.start_riskrun"),
        "forbidden",
        _("You may not start a risk scoring."),
    )
    as_of = on or timezone.localdate()
    formula = RiskFormula.objects.on(as_of)
    refuse_if(formula is None, "no_formula", _("No risk formula was in force on that day."))
    run, _created = RiskRun.objects.get_or_create(
        division=division,
        month=as_of.replace(day=1),
        defaults={
            "as_of": as_of,
            "formula": formula,
            "weights": written_down(formula),
            "created_by": by,
        },
    )
    return run


def written_down(formula) -> dict:
    """The formula as it is now, for a run to keep."""
    weights = formula.weights.order_by("pk").values("factor", "points", "cap", "months")
    return {
        "from_b": formula.from_b,
        "from_c": formula.from_c,
        "from_d": formula.from_d,
        "factors": list(weights),
    }


def start_due() -> list[int]:
    """Every bureau has this month's scoring; returns the keys of those still to be worked on."""
    for agency in Agency.objects.order_by("pk").select_related("division"):
        if RiskFormula.objects.on(timezone.localdate()):
            start(agency.division)
    return list(RiskRun.objects.unfinished().order_by("pk").values_list("pk", flat=True))


def work(run_id: int) -> RiskRun | None:
    """Score from where the run stands to its end. Doing it twice, even at once, changes nothing."""
    while _score_a_batch(run_id):
        pass
    return RiskRun.objects.filter(pk=run_id).first()


@transaction.atomic
def _score_a_batch(run_id) -> bool:
    """Score the next enterprises of the register; false when there are none."""
    run = RiskRun.objects.locked().filter(pk=run_id).exclude(state=State.DONE).first()
    if run is None:
        return False
    firms = Enterprise.objects.operating().filter(
        division__code__startswith=codes.prefix(run.division_id)
    )
    if run.state == State.WAITING:
        run.state, run.total = State.RUNNING, firms.count()
    left = firms.filter(pk__gt=run.after).order_by("pk").values_list("pk", flat=True)
    bounds = list(left[BATCH - 1 : BATCH]) or [left.last()]
    if bounds == [None]:
        run.state, run.finished_at = State.DONE, timezone.now()
        save(run)
        return False
    run.done += _insert(run, upto=bounds[0])
    run.after = bounds[0]
    save(run)
    return True


def _insert(run, *, upto) -> int:
    since = {
        each["factor"]: run.as_of - relativedelta(months=each["months"])
        for each in run.weights["factors"]
    }
    long_ago = dt.date.min.replace(year=1990)
    with connection.cursor() as cursor:
        cursor.execute(
            statement(),
            {
                "run": run.pk,
                "after": run.after,
                "upto": upto,
                "prefix": f"{codes.prefix(run.division_id)}%",
                "as_of": run.as_of,
                "order_type": ContentType.objects.get_for_model(RectificationOrder).pk,
                "weights": json.dumps(run.weights["factors"]),
                "since_findings": since.get("findings", long_ago),
                "since_failed_tests": since.get("failed_tests", long_ago),
                "since_complaints": since.get("complaints", long_ago),
                "from_b": run.weights["from_b"],
                "from_c": run.weights["from_c"],
                "from_d": run.weights["from_d"],
            },
        )
        return cursor.rowcount


@cache
def statement() -> str:
    return (Path(__file__).parents[1] / "data" / "risk_scores.sql").read_text(encoding="utf-8")


@transaction.atomic
def confirm(score, *, by, why="") -> RiskScore:
    """Take over the proposed class; the assessment says what it was counted from."""
    score = _undecided(score, by=by)
    with for_the_record():
        reason = f"{explained(score)} {why}".strip()
    classes.assess(score.enterprise, by=by, risk_class=score.proposed_class, reason=reason)
    return _decide(score, Decision.CONFIRMED, by=by, why=reason)


@transaction.atomic
def keep(score, *, by, why) -> RiskScore:
    """Leave the class as it is, and say why."""
    score = _undecided(score, by=by)
    refuse_if(not why.strip(), "no_reason", _("Say in a few words why the class is kept."))
    return _decide(score, Decision.KEPT, by=by, why=why.strip())


def _undecided(score, *, by):
    refuse_if(
        not by.has_perm("inspections.decide_riskscore"),
        "forbidden",
        _("You may not decide risk classes."),
    )
    # The enterprise first: its row decides what its class is now.
    firm = Enterprise.objects.locked().get(pk=score.enterprise_id)
    score = RiskScore.objects.select_related("run").locked().get(pk=score.pk)
    refuse_if(
        score.decision != Decision.PENDING,
        "decided",
        _("Nothing is left to decide here: %s.") % score.get_decision_display(),
    )
    refuse_if(
        firm.merged_into_id is not None,
        "merged",
        _("This enterprise was merged into another, which has a score of its own."),
    )
    refuse_if(
        firm.risk_class != score.current_class,
        "moved_on",
        _("The class was changed to %s since the scoring.") % (firm.risk_class or "—"),
    )
    later = RiskRun.objects.filter(division=score.run.division_id, month__gt=score.run.month)
    refuse_if(later.exists(), "overtaken", _("A later scoring has overtaken this one."))
    score.enterprise = firm
    return score


def _decide(score, decision, *, by, why):
    score.decision, score.why = decision, why
    score.decided_by, score.decided_at = by, timezone.now()
    save(score)
    return score
