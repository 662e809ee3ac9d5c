"""What waits in investment: firms to contact, tasks, booked visits, offers that ran out."""

from django.utils.translation import gettext_lazy as _

from investment.models import Park, ParkOffer, Prospect, ProspectTask, ProspectVisit
from qualitysup.casework.home import WorkRow, register_worklist, worklist_of
from qualitysup.states import Tone


def to_contact(user):
    rows = Prospect.objects.visible_to(user).to_contact().filter(owner=user)
    return rows.order_by("next_contact_on", "pk")


def firms(rows):
    return [
        WorkRow(
            title=firm.name,
            url=firm.get_absolute_url(),
            note=str(firm.get_intention_display()),
            due_on=firm.next_contact_on,
        )
        for firm in rows
    ]


def my_tasks(user):
    return ProspectTask.objects.visible_to(user).open().of_person(user).order_by("due_on", "pk")


def tasks(rows):
    return [
        WorkRow(
            title=task.words,
            url=task.get_absolute_url(),
            note=str(task.prospect),
            due_on=task.due_on,
        )
        for task in rows
    ]


def my_visits(user):
    return ProspectVisit.objects.visible_to(user).booked().of_person(user).order_by("planned_on")


def visits(rows):
    return [
        WorkRow(
            title=visit.prospect.name,
            url=visit.get_absolute_url(),
            note=str(visit.trip or ""),
            due_on=visit.planned_on,
        )
        for visit in rows
    ]


def parks_to_ask(user):
    run_out = ParkOffer.objects.visible_to(user).run_out().values("park")
    return Park.objects.visible_to(user).filter(pk__in=run_out).order_by("name", "pk")


def parks(rows):
    return [WorkRow(title=park.name, url=park.get_absolute_url()) for park in rows]


register_worklist(
    worklist_of(
        Prospect,
        "prospects-to-contact",
        _("Firms to contact within 7 days"),
        to_contact,
        lambda user: {"standing": "contact", "owner__id__exact": user.pk},
        said=firms,
        permission="investment.contact_prospect",
        tone=Tone.SOON,
        order=60,
        in_field=True,
    ),
    worklist_of(
        ProspectTask,
        "prospect-tasks",
        _("Tasks of prospects that I answer for"),
        my_tasks,
        {"standing": "mine"},
        said=tasks,
        permission="investment.contact_prospect",
        tone=Tone.SOON,
        order=61,
        in_field=True,
    ),
    worklist_of(
        ProspectVisit,
        "prospect-visits",
        _("Firms that I am booked to visit"),
        my_visits,
        {"standing": "mine"},
        said=visits,
        permission="investment.contact_prospect",
        tone=Tone.INFO,
        order=62,
        in_field=True,
    ),
    worklist_of(
        Park,
        "park-offers",
        _("Parks whose offers ran out"),
        parks_to_ask,
        {"offers": "run-out"},
        said=parks,
        permission="investment.change_park",
        tone=Tone.SOON,
        order=63,
    ),
)
