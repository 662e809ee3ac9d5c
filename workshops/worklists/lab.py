"""What waits of the laboratory: reports, mandatory tests that are due or late, open recalls."""

from django.utils.translation import gettext_lazy as _

from qualitysup.casework.home import WorkRow, register_worklist, worklist_of
from qualitysup.states import SOON, Tone
from workshops.models import LotTest, Recall, RecallLine, RequiredTest


def awaited(user):
    return LotTest.objects.visible_to(user).awaited().order_by("sampled_on", "pk")


def overdue(user):
    return RequiredTest.objects.visible_to(user).overdue().order_by("due_on", "pk")


def due(user):
    return RequiredTest.objects.visible_to(user).due_within(SOON).order_by("due_on", "pk")


def to_tell(user):
    return RecallLine.objects.visible_to(user).to_notify().order_by("pk")


def test_rows(tests):
    return [
        WorkRow(
            title=test.lot.title,
            url=test.get_absolute_url(),
            note=f"{test.get_purpose_display()} · {test.sampled_on.isoformat()}",
        )
        for test in tests
    ]


def required_rows(rows):
    return [
        WorkRow(
            title=str(required.workshop),
            url=required.get_absolute_url(),
            note=required.why,
            due_on=required.due_on,
            state=required.shown_state,
        )
        for required in rows
    ]


def line_rows(lines):
    return [
        WorkRow(
            title=line.sale.buyer_name,
            url=line.get_absolute_url(),
            note=str(line.lot),
            state=line.shown_state,
        )
        for line in lines
    ]


register_worklist(
    worklist_of(
        LotTest,
        "lot-tests-awaited",
        _("Reports awaited from the laboratory"),
        awaited,
        {"standing": "awaited"},
        said=test_rows,
        permission="workshops.report_lottest",
        tone=Tone.INFO,
        order=45,
    ),
    worklist_of(
        RequiredTest,
        "required-tests-overdue",
        _("Mandatory tests overdue"),
        overdue,
        {"standing": "overdue"},
        said=required_rows,
        permission="workshops.view_requiredtest",
        tone=Tone.LATE,
        order=23,
    ),
    worklist_of(
        RequiredTest,
        "required-tests-due",
        _("Mandatory tests due within 7 days"),
        due,
        {"standing": "soon"},
        said=required_rows,
        permission="workshops.view_requiredtest",
        tone=Tone.SOON,
        order=24,
    ),
    worklist_of(
        Recall,
        "recalls-open",
        _("Open recalls"),
        lambda user: Recall.objects.visible_to(user).open(),
        {"standing": "open"},
        permission="workshops.view_recall",
        tone=Tone.LATE,
        order=25,
    ),
    worklist_of(
        RecallLine,
        "recall-lines-to-tell",
        _("Buyers of recalled food to be told"),
        to_tell,
        {"standing": "tell"},
        said=line_rows,
        permission="workshops.tell_recallline",
        tone=Tone.LATE,
        order=26,
    ),
)
