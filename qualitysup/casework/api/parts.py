"""What the API shows of every case, whatever its subject: deadlines and papers."""

from rest_framework import serializers

from qualitysup.clock.counting import compute
from qualitysup.clock.explaining import explain
from qualitysup.clock.models import CalendarYear, Deadline
from qualitysup.clock.models.deadline import as_changes
from qualitysup.documents.models import IssuedDocument


class DeadlineOutput(serializers.ModelSerializer):
    """A term that runs or ran for a case, and in words how its day came about."""

    label = serializers.CharField(source="rule.label")
    explanation = serializers.CharField()

    class Meta:
        model = Deadline
        fields = [
            "term",
            "label",
            "started_on",
            "nominal_on",
            "due_on",
            "window_from",
            "provisional",
            "paused",
            "met_on",
            "voided_at",
            "explanation",
        ]


class DocumentOutput(serializers.ModelSerializer):
    served_at = serializers.DateTimeField(allow_null=True)

    class Meta:
        model = IssuedDocument
        fields = ["id", "number", "kind", "title", "issued_on", "served_at", "voided_at"]


def deadlines_of(case) -> list[Deadline]:
    """Every deadline of a case with its explanation; the calendar is read once for all."""
    rows = Deadline.objects.of(case).select_related("rule", "holder").prefetch_related("changes")
    rows = list(rows.order_by("pk"))
    if rows:
        calendar = CalendarYear.objects.as_calendar(min(row.started_on for row in rows))
        for row in rows:
            rule, changes = row.rule.as_rule(row.amount), as_changes(row.changes.all())
            row.explanation = explain(
                compute(rule, row.started_on, calendar=calendar, changes=changes)
            )
    return rows


def documents_of(case):
    return IssuedDocument.objects.of(case).with_served_at()
