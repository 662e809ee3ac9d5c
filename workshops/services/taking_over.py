"""Registrations that a table of workshops lists: entered by the thousand, and watched."""

from django.urls import reverse
from django.utils import timezone

from qualitysup.clock.services import many
from workshops import validity
from workshops.models import Registration, RegistrationPeriod
from workshops.services.registrations import EXPIRY

# The days that are watched of new registrations, as ``many.start_set`` takes them.
WATCHED = """
    SELECT registration.id AS case_id, registration.division_id,
        enterprise.name || ' · ' || registration.number AS title,
        replace(%s, '/0/', '/' || registration.id || '/') AS path,
        registration.officer_id AS holder_id, registration.valid_from AS started_on,
        registration.valid_to - %s AS due_on
    FROM workshops_registration AS registration
    JOIN workshops_workshop AS workshop ON workshop.id = registration.workshop_id
    JOIN enterprises_enterprise AS enterprise ON enterprise.id = workshop.enterprise_id
    WHERE registration.id = ANY(%s)
        AND registration.valid_to - %s >= greatest(%s, registration.valid_from + 1)
"""


def take_over(papers, *, by) -> int:
    """Enter ``(workshop, number and days)`` that are not there yet; how many were.

    ``registrations.take_over`` for as many as a file has, in the transaction that wrote the rest.
    """
    if not papers:
        return 0
    given = {words["registration_number"]: (workshop, words) for workshop, words in papers}
    known = Registration.objects.filter(number__in=given).values_list("number", flat=True)
    for number in known:
        del given[number]
    entered = Registration.objects.bulk_create(
        Registration(
            workshop=workshop,
            division_id=workshop.division_id,
            number=number,
            valid_from=words["valid_from"],
            valid_to=words["valid_to"],
            officer=by,
        )
        for number, (workshop, words) in given.items()
    )
    RegistrationPeriod.objects.bulk_create(
        RegistrationPeriod(
            registration=registration,
            starts_on=registration.valid_from,
            ends_on=registration.valid_to,
            origin=RegistrationPeriod.Origin.GRANT,
        )
        for registration in entered
    )
    if entered:
        _watch([registration.pk for registration in entered])
    return len(entered)


def _watch(keys):
    """As ``registrations.watch``: a day that is over is not begun."""
    today = timezone.localdate()
    path = reverse("admin:workshops_registration_change", args=[0])
    # Counted backwards from a day of today's rules: how early each of the days comes.
    window = validity.renewal_window(today, on=today)
    early = {
        validity.OPENS: (today - window.opens_on).days,
        validity.LAST_DAY: (today - window.last_day).days,
        EXPIRY: 0,
    }
    for term, days in early.items():
        many.start_set(Registration, term, WATCHED, [path, days, keys, days, today], on=today)
