"""What products are made to: entered, read from the register, switched when a standard ends."""

from collections import defaultdict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Product
from enterprises.services import register
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from standards import notifications
from standards.models import Execution, Replacement, Standard
from standards.numbers import find

CHANGE = "standards.change_execution"
BATCH = 1000

Origin = Execution.Origin


# --- By hand --------------------------------------------------------------------------------------


@transaction.atomic
def enter(execution, *, by) -> Execution:
    """Record that a product is made to a standard, from a day on."""
    _refuse_without(by, "standards.add_execution")
    register.refuse_out_of_reach(execution.product.enterprise.division_id, by=by)
    execution.origin, execution.entered_by = Origin.ENTERED, by
    save(execution)
    return execution


@transaction.atomic
def end(execution, *, by, on=None) -> Execution:
    """The product is made to it no longer; ``on`` is the first day."""
    _refuse_without(by, CHANGE)
    execution = _running(execution, by=by)
    _end(execution, on or timezone.localdate())
    return execution


@transaction.atomic
def switch(execution, to, *, by, on=None) -> Execution:
    """From a day on the product is made to another standard; returns the new row."""
    _refuse_without(by, CHANGE)
    execution = _running(execution, by=by)
    refuse_if(to == execution.standard, "same", _("It is made to this standard already."))
    on = on or timezone.localdate()
    refuse_if(
        to.status_on(on) == "abolished",
        "abolished",
        _("%(standard)s is abolished on that day: choose what is in force.") % {"standard": to},
    )
    _end(execution, on)
    new = Execution(
        product=execution.product, standard=to, since=on, origin=Origin.ENTERED, entered_by=by
    )
    save(new)
    return new


@transaction.atomic
def follow(execution, *, by) -> Execution:
    """Switch to what wholly took the place of its standard, from the day that came into force."""
    later = Replacement.objects.filter(old=execution.standard_id, extent="full")
    row = later.select_related("new").first()
    refuse_if(
        row is None,
        "no_successor",
        _("No single standard took its place: choose one on its own page."),
    )
    refuse_if(
        not row.new.is_in_force(timezone.localdate()),
        "not_in_force",
        _("%(new)s is not in force today.") % {"new": row.new},
    )
    return switch(execution, row.new, by=by, on=max(row.new.in_force_on, execution.since))


def _running(execution, *, by):
    rows = Execution.objects.visible_to(by).locked().select_related("product", "standard")
    found = rows.get(pk=execution.pk)
    refuse_if(found.until is not None, "ended", _("It is made to this standard no longer."))
    return found


def _end(execution, on):
    future = on > timezone.localdate()
    refuse_if(future, "future", _("A step is recorded on its day, not before it."))
    refuse_if(
        on < execution.since,
        "before_it_began",
        _("It is made to it only from %s.") % execution.since.isoformat(),
    )
    execution.until = on
    save(execution, update_fields=["until"])


# --- From the register ----------------------------------------------------------------------------


def read_products(keys=None) -> int:
    """What the register says products are made to (执行标准), as far as the catalogue knows it.

    ``keys`` are products, or all. A number with a year means that edition; one without means the
    edition in force today, and an execution of the series that is entered already stays. What a
    product names no longer has ended, unless a person entered it. Done again it changes nothing.
    Returns how many began or ended.
    """
    products = Product.objects.filter(enterprise__merged_into=None).order_by("pk")
    if keys is not None:
        products = products.filter(pk__in=keys)
    changed, after = 0, 0
    while batch := list(products.filter(pk__gt=after)[:BATCH]):
        with transaction.atomic():
            changed += _read(batch)
        after = batch[-1].pk
    return changed


def _read(products):
    today = timezone.localdate()
    named = {product.pk: find(product.standard) for product in products}
    catalogue = _Catalogue([number for numbers in named.values() for number in numbers], today)
    running = defaultdict(list)
    rows = Execution.objects.open().filter(product__in=named).select_related("standard")
    for row in rows.locked():
        running[row.product_id].append(row)
    begun, ended = [], []
    for key, numbers in named.items():
        begun += [
            Execution(product_id=key, standard=standard, since=today, origin=Origin.PRODUCT)
            for standard in catalogue.missing(numbers, [row.standard for row in running[key]])
        ]
        ended += [
            row.pk
            for row in running[key]
            if row.origin == Origin.PRODUCT and not _is_named(row.standard, numbers)
        ]
    made = Execution.objects.bulk_create(begun, ignore_conflicts=True)
    Execution.objects.filter(pk__in=ended).update(until=today)
    return len(made) + len(ended)


def _is_named(standard, numbers) -> bool:
    names = {str(number) for number in numbers}
    return standard.number in names or standard.series in names


class _Catalogue:
    """The editions that some products may mean, in one query."""

    def __init__(self, numbers, day):
        series = {number.series for number in numbers}
        editions = Standard.objects.filter(series__in=series)
        self.by_number, self.in_force = {}, {}
        for edition in editions.order_by("in_force_on", "pk"):
            self.by_number[edition.number] = edition
            if edition.is_in_force(day):
                self.in_force[edition.series] = edition

    def missing(self, numbers, running):
        known = {standard.number for standard in running}
        series = {standard.series for standard in running}
        found = {}
        for number in numbers:
            if number.is_dated:
                edition = self.by_number.get(str(number))
            else:
                edition = None if number.series in series else self.in_force.get(number.series)
            if edition and edition.number not in known:
                found[edition.number] = edition
        return found.values()


# --- Replaced -------------------------------------------------------------------------------------


def tell_of(replacements) -> int:
    """Every product still made to what is replaced: its enterprise is told, and the desk.

    Once when the new standard is known, again in the last 30 days and when the old one has ended.
    Returns how many products there are; told twice nobody hears it twice.
    """
    by_standard = defaultdict(list)
    rows = Execution.objects.open().filter(standard__in=[row.old_id for row in replacements])
    for row in rows.for_list().order_by("product__enterprise", "pk"):
        by_standard[row.standard_id].append(row)
    for replacement in replacements:
        if rows := by_standard[replacement.old_id]:
            notifications.replaced(replacement, rows)
    return sum(map(len, by_standard.values()))


def tell_of_all() -> int:
    """The same for every standard that is replaced and that products are still made to."""
    used = Execution.objects.replaced().values("standard")
    rows = Replacement.objects.filter(old__in=used).select_related("old", "new")
    return tell_of(rows.order_by("pk"))


def _refuse_without(by, permission):
    words = _("You may not record what products are made to.")
    refuse_if(not by.has_perm(permission), "forbidden", words)
