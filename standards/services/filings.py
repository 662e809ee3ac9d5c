"""Everything that moves a filing: written by the enterprise or the desk, published, looked at."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Enterprise, Representation
from enterprises.services import register
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import TransitionRefused, refuse_if
from qualitysup.clock.models import TermRule
from qualitysup.clock.querysets import NoRule
from qualitysup.clock.services import deadlines
from qualitysup.documents.services import issuing
from qualitysup.wording import tidy
from standards.models import (
    Execution,
    Filing,
    FilingItem,
    FilingProduct,
    FilingStandard,
    Standard,
)
from standards.numbers import Level, NotANumber, parse
from standards.workflow.filing import EXPIRY, FILING, RECORD, RECORD_PAPER, REVIEW

State, Regime = Filing.State, Filing.Regime
AT_ONCE = 500


def regime_on(day) -> Regime:
    """Filed with the bureau as long as the law knew that term; then declared (标准化法 27)."""
    try:
        TermRule.objects.in_force(RECORD, day)
    except NoRule:
        return Regime.DECLARATION
    return Regime.RECORD


# --- Written --------------------------------------------------------------------------------------


@transaction.atomic
def draft(*, by, enterprise, **facts) -> Filing:
    """Begin a filing; what it consists of is added while it is a draft."""
    _refuse_others(enterprise, by=by, permission="standards.add_filing")
    filing = Filing(enterprise=enterprise, created_by=by, **facts)
    filing.division_id = enterprise.division_id
    _check(filing)
    save(filing)
    if filing.is_record:
        deadlines.start(filing, RECORD, on=filing.published_on, holder=by, title=filing.title)
    return filing


@transaction.atomic
def keep(filing, *, by, version=None) -> Filing:
    """Keep what was typed into a draft."""
    stored = _drafted(filing, by=by, version=version)
    filing.state, filing.version = stored.state, stored.version + 1
    _check(filing)
    save(filing)
    return filing


def _check(filing):
    filing.name, filing.own_number = tidy(filing.name), tidy(filing.own_number)
    future = filing.published_on > timezone.localdate()
    refuse_if(future, "future", _("It is entered once the enterprise has published it."))
    filing.regime = regime_on(filing.published_on)
    if not filing.own_number:
        return
    try:
        number = parse(filing.own_number)
    except NotANumber as refusal:
        raise TransitionRefused(refusal.code, refusal.reason) from None
    refuse_if(
        number.level != Level.ENTERPRISE or not number.is_dated,
        "not_its_own",
        _("Its own standard begins with Q/ and has a year, as in Q/AAA 001-2023."),
    )
    filing.own_number = str(number)


@transaction.atomic
def set_products(filing, products, *, by) -> None:
    """The products of a draft, as they stand on the screen; all are the enterprise's own."""
    filing = _drafted(filing, by=by)
    for product in products:
        refuse_if(
            product.enterprise_id != filing.enterprise_id,
            "not_its_product",
            _("“%s” is a product of another enterprise.") % product,
        )
    filing.products.exclude(product__in=products).delete()
    for product in products:
        FilingProduct.objects.get_or_create(filing=filing, product=product)


@transaction.atomic
def set_standards(filing, standards, *, by) -> None:
    """The standards of others that a draft names."""
    filing = _drafted(filing, by=by)
    filing.standards.exclude(standard__in=standards).delete()
    for standard in standards:
        FilingStandard.objects.get_or_create(filing=filing, standard=standard)


@transaction.atomic
def set_items(filing, items, *, by) -> None:
    """The indicators of a draft, as they stand on the screen."""
    filing = _drafted(filing, by=by)
    filing.items.all().delete()
    for facts in items:
        save(FilingItem(filing=filing, **facts))


def _drafted(filing, *, by, version=None):
    stored = Filing.objects.visible_to(by).locked().select_related("enterprise").get(pk=filing.pk)
    _refuse_others(stored.enterprise, by=by, permission="standards.change_filing")
    refuse_if(
        stored.state != State.DRAFT,
        "wrong_state",
        _("In the state “%s” it is no longer edited.") % stored.get_state_display(),
    )
    refuse_if(
        version is not None and int(version) != stored.version,
        "stale",
        _("Somebody changed this case meanwhile. Look at it again first."),
    )
    return stored


def _refuse_others(enterprise, *, by, permission):
    """An account files for the enterprise that it acts for; the desk for all of its place."""
    if by.is_party:
        its_own = Representation.objects.acts_for(by, enterprise)
    else:
        its_own = register.reaches(by, enterprise.division_id)
    refuse_if(
        not by.has_perm(permission) or not its_own,
        "forbidden",
        _("You may not file for this enterprise."),
    )


# --- Published ------------------------------------------------------------------------------------


@transaction.atomic
def declare(filing, *, by, **words) -> Filing:
    """自我声明公开: published at once, on the enterprise's own word (标准化法 27)."""
    _hold(filing)
    with FILING.step(filing, "declare", by=by, **words) as filing:
        filing.submitted_by, filing.submitted_on = by, filing.on
        filing.filed_on = filing.on
        _publish(filing)
    return filing


def submit(filing, *, by, **words) -> Filing:
    """申请备案: the desk reviews it."""
    with FILING.step(filing, "submit", by=by, **words) as filing:
        filing.submitted_by, filing.submitted_on = by, filing.on
    return filing


@transaction.atomic
def record(filing, *, by, number="", **words) -> Filing:
    """备案: published for three years, under the number of its old paper or of a new one.

    What was recorded before this system has a number already, and no second paper.
    """
    _hold(filing)
    with FILING.step(filing, "record", by=by, **words) as filing:
        filing.filed_on = filing.recorded_on = filing.on
        filing.valid_to = deadlines.computed(EXPIRY, filing.on).due
        filing.number = tidy(number)
        if not filing.number:
            filing.number = issuing.issue(filing, RECORD_PAPER, by=by, on=filing.on).number
        _publish(filing)
    return filing


def send_back(filing, *, by, **words) -> Filing:
    """Not complete or lower than it may be: the note says what to do."""
    with FILING.step(filing, "send_back", by=by, **words) as filing:
        return filing


def _hold(filing):
    """Enterprise before case: the order in which a merge takes them."""
    Enterprise.objects.locked().filter(filings=filing.pk).first()


def _publish(filing):
    """Its standard is in the catalogue, its products are made to it, and the one before ends."""
    if filing.is_own:
        earlier = Filing.objects.published().filter(own_number=filing.own_number)
        for before in earlier.exclude(pk=filing.pk):
            refuse_if(
                before.enterprise_id != filing.enterprise_id,
                "number_of_another",
                _("%(number)s is published by %(holder)s already.")
                % {"number": filing.own_number, "holder": before.enterprise},
            )
            filing.replaces = _replace(before, on=filing.on)
        filing.standard = _in_catalogue(filing)
    _execute(filing)


def _replace(before, *, on):
    with FILING.step(before, "replace", by=None, on=on) as before:
        before.ended_on = on
    return before


def _in_catalogue(filing) -> Standard:
    """Published, an enterprise's own standard is one that others find."""
    found = Standard.objects.filter(number=filing.own_number).first()
    if found is None:
        found = Standard(
            number=filing.own_number,
            name=filing.name,
            issuer=filing.enterprise.name,
            published_on=filing.published_on,
            in_force_on=filing.in_force_on,
        )
        save(found)
    return found


def _execute(filing):
    """What is declared is what the products are made to (产品必须符合公开的标准, 标准化法 27)."""
    standards = [row.standard for row in filing.standards.select_related("standard")]
    standards += [filing.standard] if filing.standard else []
    for row in filing.products.select_related("product"):
        running = row.product.executions.open().values_list("standard", flat=True)
        Execution.objects.bulk_create(
            Execution(
                product=row.product,
                standard=standard,
                since=filing.on,
                origin=Execution.Origin.FILED,
            )
            for standard in standards
            if standard.pk not in running
        )


# --- Looked at ------------------------------------------------------------------------------------


@transaction.atomic
def review(filing, *, by, **words) -> Filing:
    """Looked at again: nothing stands against it, and the next review is owed in a year."""
    with FILING.step(filing, "review", by=by, **words) as filing:
        filing.reviewed_on = filing.on
    deadlines.start(filing, REVIEW, on=filing.reviewed_on, holder=by, title=filing.title)
    return filing


def order_correction(filing, *, by, **words) -> Filing:
    """责令限期改正 (标准化法 38); the note says what."""
    with FILING.step(filing, "order_correction", by=by, **words) as filing:
        filing.correct_from = filing.on
    return filing


def expose(filing, *, by, **words) -> Filing:
    """公示: not corrected by its day."""
    with FILING.step(filing, "expose", by=by, **words) as filing:
        return filing


def settle(filing, *, by, **words) -> Filing:
    """It is corrected."""
    with FILING.step(filing, "settle", by=by, **words) as filing:
        return filing


@transaction.atomic
def withdraw(filing, *, by, **words) -> Filing:
    """The enterprise takes it back, or the desk does: its products are made to it no longer."""
    stood = Filing.objects.published().filter(pk=filing.pk).exists()
    with FILING.step(filing, "withdraw", by=by, **words) as filing:
        filing.ended_on = filing.on
    if stood:
        _execute_no_longer(filing)
    return filing


def expire_due() -> int:
    """Records whose three years are over (备案有效期三年). Returns how many ended."""
    ended = 0
    for filing in Filing.objects.to_expire().order_by("pk")[:AT_ONCE]:
        try:
            _expire(filing)
        except TransitionRefused:
            continue  # Somebody was quicker.
        ended += 1
    return ended


@transaction.atomic
def _expire(filing):
    with FILING.step(filing, "expire", by=None) as filing:
        filing.ended_on = filing.on
    _execute_no_longer(filing)


def _execute_no_longer(filing):
    """What no other filing of the enterprise says ends with it."""
    said = Filing.objects.published().filter(enterprise=filing.enterprise_id)
    for row in filing.products.all():
        kept = FilingStandard.objects.filter(
            filing__in=said.filter(products__product=row.product_id)
        ).values("standard")
        rows = Execution.objects.open().filter(
            product=row.product_id,
            origin=Execution.Origin.FILED,
            standard__in=[*filing.standards.values_list("standard", flat=True), filing.standard_id],
        )
        for execution in rows.exclude(standard__in=kept):
            execution.until = max(filing.on or timezone.localdate(), execution.since)
            save(execution, update_fields=["until"])
