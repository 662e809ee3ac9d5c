import csv
import json
import sys
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from qualitysup.clock.counting import compute
from qualitysup.clock.explaining import explain
from qualitysup.clock.models import CalendarYear, TermRule
from qualitysup.clock.querysets import NoRule, NoSuchTerm
from qualitysup.wording import listed

COLUMNS = ["rule", "date"]
# A third column, where a decision sets the length.
AMOUNT = "amount"
COMPUTED = ["nominal", "due", "provisional"]


class Command(BaseCommand):
    help = "Compute a statutory term from a day and say how. Only the answer is on stdout."

    def add_arguments(self, parser):
        parser.add_argument("rule", nargs="?", help="the term, such as correct or objection")
        parser.add_argument("date", nargs="?", help="the day that starts it, as 2026-03-02")
        parser.add_argument(
            "--amount", type=int, help="the length, of a term whose length a decision sets"
        )
        parser.add_argument("--json", action="store_true", help="everything, as one JSON object")
        parser.add_argument(
            "--batch", metavar="FILE", help="csv with rule,date and maybe amount; - reads stdin"
        )

    def handle(self, *, rule, date, amount, json, batch, **options):
        if batch and not (rule or date or json or amount):
            self._batch(batch)
        elif rule and date and not batch:
            self._one(rule, date, amount, as_json=json)
        else:
            raise CommandError(_("Give a rule and a date, or --batch FILE."))

    def _one(self, term, day, amount, *, as_json):
        calendar = CalendarYear.objects.as_calendar()
        try:
            rule, found = computed(term, day, calendar, amount)
        except ValueError as fault:
            raise CommandError(str(fault)) from fault
        answer = {
            "rule": term,
            "date": day,
            **columns(found),
            "provisional": found.provisional,
            "legal_basis": rule.legal_basis,
            "confidence": rule.confidence,
            "rule_set": rule.valid_from and rule.valid_from.isoformat(),
            "explanation": explain(found),
        }
        if found.window_from:
            answer["window_from"] = found.window_from.isoformat()
        if as_json:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        else:
            self.stdout.write(f"{rule.label}: {answer['due']}")
            self.stdout.write(answer["explanation"])

    def _batch(self, path):
        """Print what can be computed; name the lines that cannot on stderr, and fail."""
        try:
            file = sys.stdin if path == "-" else open(path, encoding="utf-8-sig", newline="")  # noqa: SIM115
        except OSError as fault:
            raise CommandError(str(fault)) from fault
        with file:
            reader = csv.DictReader(file)
            if missing := set(COLUMNS) - set(reader.fieldnames or []):
                raise CommandError(_("The file has no column %s.") % listed(sorted(missing)))
            asked = [*COLUMNS, *(name for name in [AMOUNT] if name in reader.fieldnames)]
            writer = csv.writer(self.stdout, lineterminator="\n")
            writer.writerow([*asked, *COMPUTED])
            calendar, faults = CalendarYear.objects.as_calendar(), 0
            for row in reader:
                given = [(row[name] or "").strip() for name in asked]
                term, day, *amount = given
                try:
                    _rule, found = computed(term, day, calendar, *map(length, amount))
                except ValueError as fault:
                    faults += 1
                    self.stderr.write(_("Line %d: %s") % (reader.line_num, fault))
                else:
                    writer.writerow([*given, *columns(found).values()])
        if faults:
            raise CommandError(_("%d lines could not be computed.") % faults)


def length(given: str) -> int | None:
    """The amount in a cell: none is the rule's own."""
    if not given:
        return None
    if not given.isdecimal():
        raise ValueError(_("“%s” is not a length; write it as 15.") % given)
    return int(given)


def computed(term, day, calendar, amount=None):
    """The rule and the computation; ``ValueError`` says what is wrong with the question."""
    try:
        start = date.fromisoformat(day)
    except ValueError:
        raise ValueError(_("“%s” is not a date; write it as 2026-03-02.") % day) from None
    try:
        rule = TermRule.objects.in_force(term, start)
    except NoRule:
        raise ValueError(
            _("No rule for %(term)s was in force on %(day)s.") % {"term": term, "day": day}
        ) from None
    except NoSuchTerm:
        known = TermRule.objects.order_by("term").values_list("term", flat=True).distinct()
        raise ValueError(
            _("There is no rule %(term)s. Known: %(known)s.")
            % {"term": term, "known": listed(known)}
        ) from None
    if amount is not None and not rule.by_decision:
        raise ValueError(_("The law sets the length of this term."))
    if amount is not None and amount < 1:
        raise ValueError(_("“%s” is not a length; write it as 15.") % amount)
    try:
        return rule, compute(rule.as_rule(amount), start, calendar=calendar)
    except OverflowError:
        raise ValueError(_("%s is too far away to count from.") % day) from None


def columns(found):
    """For a window the nominal day is the first lawful one."""
    return {
        "nominal": (found.window_from or found.nominal).isoformat(),
        "due": found.due.isoformat(),
        "provisional": "true" if found.provisional else "false",
    }
