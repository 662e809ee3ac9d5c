"""Visits to firms as a phone takes them along: the protocol, and what is known of each firm."""

from django.utils.translation import gettext as _

from inspections import outings
from inspections.outings import Ask, Outing, Question
from investment.models import ProspectVisit
from qualitysup.wording import in_a_row

# Questions are the columns of a visit, in the order of the protocol.
TICKED = ProspectVisit.PROTOCOL


@outings.register("investment.contact_prospect")
def booked_visits(person, until):
    rows = ProspectVisit.objects.visible_to(person).booked().of_person(person)
    rows = rows.filter(planned_on__lte=until).select_related("prospect", "trip")
    for visit in rows.prefetch_related("prospect__requirements").order_by("planned_on", "pk"):
        firm = visit.prospect
        asked = [each.words for each in firm.requirements.all() if each.dropped_on is None]
        yield Outing(
            key=f"prospect-visit-{visit.pk}",
            title=firm.name,
            on=visit.planned_on,
            address=f"prospect-visits/{visit.pk}/record/",
            why=str(visit.trip or _("Visit to a prospect")),
            known=in_a_row([firm.verbatim, *asked]).strip(),
            questions=questions(),
        )


def questions() -> tuple[Question, ...]:
    return (
        Question("on", _("Visited on"), Ask.DAY, required=True),
        *(Question(name, _label(name), Ask.TICK) for name in TICKED),
        Question("met", _label("met"), Ask.LINE),
        Question("said", _label("said"), Ask.TEXT, required=True),
    )


def _label(name) -> str:
    label = str(ProspectVisit._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]
