"""An application for a 登记证, as the rules of 广东 let it move.

食品安全法 36 leaves them to the province: its 小作坊登记管理办法 (2016), and 行政许可法 for what
that does not say. Article 13 was found in a public source; where no article is named it was not
verified.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inspections.models import Visit
from qualitysup.casework.workflow import Clock, Step, Workflow, states
from qualitysup.wording import in_a_row, listed
from workshops import validity
from workshops.models import Application, NegativeEntry, Worker, Workshop, Zone

State = Application.State
Kind = Application.Kind
# Visits at which somebody looks at a place.
LOOKED_AT = (*Visit.CHECKS, Visit.Kind.SURVEY)

# --- Guards: each returns the reason for refusing, or "" ------------------------------------------


def workshop_open(application):
    """Who closed for good is registered no more."""
    workshop = application.workshop
    if not workshop.is_closed:
        return ""
    return _("The workshop was closed on %(day)s.") % {"day": workshop.closed_on.isoformat()}


def varieties_named(application):
    if application.varieties.exists():
        return ""
    return _("Say first what is to be made: no variety is named.")


def registration_stands(application):
    """What is renewed or changed is in force, and no renewal is decided after the expiry."""
    registration = application.registration
    if application.kind == Kind.NEW or registration.covers(application.day):
        return ""
    if registration.state != registration.State.IN_FORCE:
        return _("The registration %(number)s ended on %(day)s.") % {
            "number": registration,
            "day": registration.ended_on.isoformat(),
        }
    expired = _("The registration %(number)s expired on %(day)s.") % {
        "number": registration,
        "day": registration.valid_to.isoformat(),
    }
    if application.kind == Kind.RENEWAL:
        # 逾期未作决定的，视为准予延续.
        expired = in_a_row([expired, _("Nothing was decided by then: it is deemed renewed.")])
    return expired


def not_registered_otherwise(application):
    """One registration a workshop; a new one takes the place only of what is not renewed."""
    if application.kind != Kind.NEW:
        return ""
    standing = application.workshop.registrations.in_force().first()
    if standing is None:
        return ""
    return still_renewable(standing, on=application.filed_on)


def still_renewable(registration, *, on) -> str:
    """Why nobody needs a new registration while the old one can be renewed."""
    if on > validity.renewal_window(registration.valid_to, on=on).last_day:
        return ""
    return _(
        "The registration %(number)s is valid until %(day)s: apply for its renewal or a change."
    ) % {"number": registration, "day": registration.valid_to.isoformat()}


def nothing_forbidden(application):
    """No variety stands on the negative list in force; a zone may be excepted (禁止目录)."""
    inside = in_zone(application)
    against = forbidden(application, in_zone=inside)
    if not against:
        return ""
    words = listed(f"{variety.name}（{entry.list}）" for variety, entry in against)
    refusal = _("The negative list in force forbids: %(varieties)s.") % {"varieties": words}
    if not inside and not forbidden(application, in_zone=True):
        hint = _("Inside an approved zone it would be allowed.")
        refusal = in_a_row([refusal, hint])
    return refusal


def forbidden(application, *, in_zone):
    """Each variety that may not be made there on that day, with the entry that says so."""
    varieties = list(application.varieties.all())
    place = application.new_division_id or application.workshop.division_id
    codes = {variety.category_id for variety in varieties}
    entries = list(NegativeEntry.objects.against(codes, place, application.day, in_zone))
    return [
        (variety, entry)
        for variety in varieties
        for entry in entries
        if entry.covers(variety.category_id) and entry.bans(variety.name)
    ]


def in_zone(application) -> bool:
    """Whether it is made in a zone that was approved: the one named, or the one it works in."""
    if application.zone is not None:
        return application.zone.state in (Zone.State.APPROVED, Zone.State.OPERATING)
    if Application.Change.MOVE in application.changes:
        return False
    here = Workshop.objects.filter(pk=application.workshop_id)
    return here.in_zone(application.day).exists()


def to_be_checked(application):
    if application.needs_site_check:
        return ""
    return _("This application needs no site check.")


def site_check_passed(application):
    """现场核查: of a new one, and of a change of place, varieties, layout or major equipment."""
    if not application.needs_site_check or application.site_passed:
        return ""
    if application.site_passed is None:
        return _("The site has not been checked yet.")
    return _("The site check of %(day)s was not passed: %(findings)s") % {
        "day": application.checked_on.isoformat(),
        "findings": application.site_findings,
    }


def staff_certified(application):
    """食品安全法 45: whoever handles food for direct consumption has a health certificate."""
    workers = Worker.objects.filter(workshop=application.workshop_id)
    missing = list(workers.without_certificate(application.day))
    if not missing:
        return ""
    return _("Without a valid health certificate: %(people)s.") % {"people": listed(missing)}


def undecided_at_expiry(application):
    """A renewal that was applied for in time, its registration over, and nothing decided."""
    registration = application.registration
    if application.kind != Kind.RENEWAL:
        return _("Only a renewal is ever deemed granted.")
    if registration.state != registration.State.IN_FORCE:
        return _("The registration %(number)s ended on %(day)s.") % {
            "number": registration,
            "day": registration.ended_on.isoformat(),
        }
    if application.day <= registration.valid_to:
        return _("There is time to decide until %(day)s.") % {
            "day": registration.valid_to.isoformat()
        }
    return ""


# --- The table ------------------------------------------------------------------------------------

RULES = "广东省食品生产加工小作坊登记管理办法（2016）"
UNVERIFIED = "条号未核实"
ACCEPT, DECIDE = "workshops.accept_application", "workshops.decide_application"
OPEN = states(State.FILED, State.ACCEPTED, State.CHECKED)
CERTIFICATE = "workshop_registration"

APPLICATION = Workflow(
    "workshops.Application",
    Step(
        "accept", gettext_lazy("Accept"), states(State.FILED), State.ACCEPTED, ACCEPT,
        f"{RULES}；行政许可法 32（未核实）",
        guards=(workshop_open, registration_stands, not_registered_otherwise, varieties_named),
        starts=(Clock("registration-decision", "accepted_on"),),
        meets=("registration-acceptance",), document="registration_acceptance",
        waits_in=states(State.FILED),
    ),
    Step(
        "turn_away", gettext_lazy("Do not accept"), states(State.FILED), State.REFUSED, ACCEPT,
        f"{RULES}；行政许可法 32（未核实）", meets=("registration-acceptance",),
        document="registration_not_accepted", noted=True,
    ),
    Step(
        "grant", gettext_lazy("Grant"), states(State.ACCEPTED, State.CHECKED), State.GRANTED,
        DECIDE, f"食品安全法 36；{RULES}13；市级禁止目录",
        guards=(
            workshop_open, registration_stands, not_registered_otherwise, varieties_named,
            site_check_passed, nothing_forbidden,
        ),
        soft_guards=(staff_certified,),
        meets=("registration-decision",), document=CERTIFICATE,
    ),
    Step(
        "check", gettext_lazy("Record the site check"), states(State.ACCEPTED, State.CHECKED),
        State.CHECKED, "workshops.check_application", f"{RULES}8、13",
        guards=(to_be_checked,), where="needs_site_check",
    ),
    Step(
        "refuse", gettext_lazy("Refuse"), states(State.ACCEPTED, State.CHECKED), State.REFUSED,
        DECIDE, f"食品安全法 36；{RULES}（{UNVERIFIED}）", meets=("registration-decision",),
        document="registration_refusal", noted=True,
    ),
    Step(
        "withdraw", gettext_lazy("Withdraw the application"), OPEN, State.WITHDRAWN,
        "workshops.withdraw_application", f"{RULES}（{UNVERIFIED}）",
        voids=("registration-acceptance", "registration-decision"),
    ),
    # 食品小作坊登记证有效期届满前作出是否准予延续的决定；逾期未作决定的，视为准予延续.
    Step(
        "deem", gettext_lazy("Record that it is deemed renewed"), OPEN, State.DEEMED, DECIDE,
        f"{RULES}：逾期未作决定的，视为准予延续（{UNVERIFIED}）",
        guards=(undecided_at_expiry,),
        voids=("registration-acceptance", "registration-decision"), by_itself=True,
        where="is_renewal",
    ),
    Step(
        "certify", gettext_lazy("Issue the certificate"), states(State.DEEMED), State.DEEMED,
        DECIDE, f"{RULES}（{UNVERIFIED}）", document=CERTIFICATE,
        once="certified_on",
    ),
    override_permission="workshops.override_application",
)  # fmt: skip
