"""From the ranking of a survey to proposals: who is asked to move into a zone, and why."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from qualitysup.casework.workflow import TransitionRefused, refuse_if
from workshops import ranking
from workshops.models import Relocation, ScoringRule, SurveyRecord, Zone
from workshops.services import relocations

RANK = "workshops.rank_surveyrecord"
# Each proposal is a transaction of its own.
AT_ONCE = 100


@dataclass(frozen=True)
class Ranking:
    """The candidates of one zone as one person sees them, by the rule of a day."""

    zone: Zone
    rule: ScoringRule
    by: object

    @cached_property
    def rows(self):
        seen = SurveyRecord.objects.visible_to(self.by).ranked_for(self.zone, self.rule)
        return seen.for_ranking()

    def explained(self, records, *, first=1) -> list[SurveyRecord]:
        """These rows of it, each with its ``rank``, its ``why`` and that in ``words``."""
        records = list(records)
        for rank, record in enumerate(records, start=first):
            record.rank = rank
            record.why = ranking.reasons(record, self.rule)
            record.words = [ranking.in_words(reason) for reason in record.why]
        return records


def ranked(zone, *, by, on=None) -> Ranking:
    """Who should move into a zone first; who is on the way into one already is left out."""
    refuse_if(not by.has_perm(RANK), "forbidden", _("You may not rank workshops."))
    rule = ScoringRule.objects.in_force(on or timezone.localdate()).first()
    refuse_if(rule is None, "no_rule", _("No scoring rule is in force on that day."))
    return Ranking(zone, rule, by)


def propose(
    zone, keys, *, by
) -> tuple[list[Relocation], list[tuple[SurveyRecord, TransitionRefused]]]:
    """Propose the chosen records of a ranking, each with its rank and its reasons as they stand.

    Return ``(proposed, refused)``; who is refused does not hold up the others.
    """
    found = ranked(zone, by=by)
    chosen = set(keys)
    proposed, refused = [], []
    for record in found.explained(found.rows):
        if record.pk not in chosen or len(proposed) + len(refused) == AT_ONCE:
            continue
        try:
            relocation = relocations.propose(
                record.workshop,
                zone=zone,
                by=by,
                record=record,
                rank=record.rank,
                reasons=record.why,
            )
        except TransitionRefused as refusal:
            refused.append((record, refusal))
        else:
            proposed.append(relocation)
    return proposed, refused
