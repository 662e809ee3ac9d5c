"""The way of a firm to an honour: found, recommended, screened, visited, cultivated, applied."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brands.models import Cultivation, CultivationVisit, Honour
from brands.services import commitments, honours
from brands.workflow.cultivation import CULTIVATION, mean_score
from enterprises.services import register
from qualitysup.casework import saving
from qualitysup.casework.workflow import refuse_if
from qualitysup.wording import tidy

ADD, CHANGE = "brands.add_cultivation", "brands.change_cultivation"


@transaction.atomic
def draft(*, by, enterprise, kind, finding=None, officer=None, **facts) -> Cultivation:
    """Begin with a firm that was found, by a sweep or otherwise."""
    refuse_if(not by.has_perm(ADD), "forbidden", _("You may not enter firms for cultivation."))
    enterprise = enterprise.survivor
    register.refuse_out_of_reach(enterprise.division_id, by=by)
    if finding is not None:
        refuse_if(
            finding.is_withdrawn, "withdrawn", _("This candidate was withdrawn: name it anew.")
        )
        refuse_if(
            finding.enterprise.survivor != enterprise,
            "another_firm",
            _("The sweep found another enterprise: %s.") % finding.enterprise,
        )
        facts["found_on"] = finding.found_on
    cultivation = Cultivation(
        division_id=enterprise.division_id,
        enterprise=enterprise,
        kind=kind,
        finding=finding,
        created_by=by,
        officer=officer or by,
        **facts,
    )
    refuse_if(
        cultivation.found_on > timezone.localdate(), "future", _("This day lies in the future.")
    )
    _tidy(cultivation)
    saving.save(cultivation)
    return cultivation


@transaction.atomic
def save(cultivation, *, by, version=None) -> Cultivation:
    """Keep what was corrected before the firm is recommended; later, who is in charge of it."""
    stored = Cultivation.objects.locked().get(pk=cultivation.pk)
    refuse_if(not by.has_perm(CHANGE), "forbidden", _("You may not change this cultivation."))
    refuse_if(
        version is not None and int(version) != stored.version,
        "stale",
        _("Somebody changed this case meanwhile. Look at it again first."),
    )
    refuse_if(not stored.is_open, "ended", _("This cultivation has ended."))
    fixed = ("enterprise_id", "product", "brand", "year", "found_on")
    if stored.state != Cultivation.State.SURVEYED:
        changed = [name for name in fixed if getattr(cultivation, name) != getattr(stored, name)]
        refuse_if(
            changed,
            "recommended",
            _("It was recommended as it is: only the officer in charge still changes."),
        )
    cultivation.state, cultivation.version = stored.state, stored.version + 1
    _tidy(cultivation)
    saving.save(cultivation)
    return cultivation


def _tidy(cultivation):
    cultivation.product, cultivation.brand = tidy(cultivation.product), tidy(cultivation.brand)
    honours.check_product(cultivation)


def recommend(cultivation, *, by, recommended_by, because, **words) -> Cultivation:
    """推荐: a town, an association or the bureau itself names it, and says why."""
    with CULTIVATION.step(cultivation, "recommend", by=by, **words) as cultivation:
        cultivation.recommended_by = recommended_by.strip()
        cultivation.recommended_because = because.strip()
    return cultivation


def screen(cultivation, *, by, **words) -> Cultivation:
    """筛选: selected by the mean of what the officers gave it."""
    with CULTIVATION.step(cultivation, "screen", by=by, **words) as cultivation:
        cultivation.score = Decimal(mean_score(cultivation)).quantize(Decimal("0.1"))
    return cultivation


def catalogued(cultivation, *, by, **words) -> Cultivation:
    """列入目录, with the catalogue that is being issued."""
    with CULTIVATION.step(cultivation, "catalogue", by=by, **words) as cultivation:
        pass
    return cultivation


@transaction.atomic
def record_visit(visit, *, by) -> CultivationVisit:
    """走访调研: what was seen at a firm in the catalogue; never changed, only added to."""
    refuse_if(not by.has_perm(CHANGE), "forbidden", _("You may not record visits."))
    cultivation = Cultivation.objects.visible_to(by).locked().get(pk=visit.cultivation_id)
    stages = Cultivation.State
    refuse_if(
        cultivation.state not in (stages.CATALOGUED, stages.VISITED, stages.CULTIVATED),
        "wrong_state",
        _("Firms are visited once they stand in the catalogue, and until the application."),
    )
    refuse_if(
        visit.visited_on > timezone.localdate(),
        "future",
        _("A step is recorded on its day, not before it."),
    )
    visit.cultivation, visit.division_id, visit.by = cultivation, cultivation.division_id, by
    saving.save(visit)
    cultivation.strengths = visit.strengths
    saving.save(cultivation, update_fields=["strengths"])
    return visit


def visited(cultivation, *, by, **words) -> Cultivation:
    """走访: on to the next stage, by a visit that is on record."""
    with CULTIVATION.step(cultivation, "visit", by=by, **words) as cultivation:
        pass
    return cultivation


def begin(cultivation, *, by, due_on, owner=None, **words) -> Cultivation:
    """培育: everything that the honour asks becomes a commitment with an owner and a day."""
    with CULTIVATION.step(cultivation, "begin", by=by, **words) as cultivation:
        refuse_if(due_on < cultivation.on, "past", _("A promise is due today or later."))
        owner = owner or cultivation.officer or by
        commitments.open_requirements(cultivation, owner=owner, due_on=due_on)
    return cultivation


def apply(cultivation, *, by, application_number="", **words) -> Cultivation:
    """申报: only with its papers, and with no veto against it at this moment."""
    # Whoever changes what the enterprise is waits until the application is made, or the other way.
    with transaction.atomic():
        type(cultivation.enterprise).objects.locked().get(pk=cultivation.enterprise_id)
        with CULTIVATION.step(cultivation, "apply", by=by, **words) as cultivation:
            cultivation.applied_on = cultivation.on
            cultivation.application_number = application_number.strip()
    return cultivation


def win(
    cultivation, *, by, number, source, granted_on=None, valid_to=None, basis="", **words
) -> Cultivation:
    """获得: the honour is entered in the register and linked here."""
    with CULTIVATION.step(cultivation, "win", by=by, **words) as cultivation:
        honour = Honour(
            # Merged since the application, the firm is honoured under its one name.
            enterprise=cultivation.enterprise.survivor,
            kind=cultivation.kind,
            product=cultivation.product,
            brand=cultivation.brand,
            number=number,
            granted_on=granted_on or cultivation.on,
            source=source,
            officer=cultivation.officer,
        )
        cultivation.honour = honours.grant(honour, by=by, valid_to=valid_to, basis=basis)
        _ended(cultivation)
    return cultivation


def lose(cultivation, *, by, note, **words) -> Cultivation:
    """未获: the note says why, as whoever decided told it."""
    with CULTIVATION.step(cultivation, "lose", by=by, note=note, **words) as cultivation:
        _ended(cultivation)
    return cultivation


def drop(cultivation, *, by, note, **words) -> Cultivation:
    """The bureau does not go on with it, for a reason."""
    with CULTIVATION.step(cultivation, "drop", by=by, note=note, **words) as cultivation:
        _ended(cultivation)
    return cultivation


def _ended(cultivation):
    cultivation.closed_on = cultivation.on
    commitments.drop_all(cultivation, reason=str(cultivation.state_label))
