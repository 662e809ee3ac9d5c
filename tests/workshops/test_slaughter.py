"""定点屠宰: no meat comes in without a certified plant and papers that were good on the day."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from qualitysup.clock.services import deadlines
from tests.factories import UserFactory
from tests.workshops.factories import ledger
from tests.workshops.factories.zone import ahead
from workshops.models import Lot, PaperValidity, QuarantinePaper
from workshops.services import lots, papers, plants

pytestmark = pytest.mark.django_db
State = Lot.State


def raw_step_in(lot):
    """Past every service: the row is simply said to be in stock."""
    with transaction.atomic():
        Lot.objects.filter(pk=lot.pk).update(state=State.IN_STOCK)


def refused_by_the_database(lot) -> str:
    with pytest.raises(IntegrityError) as broken:
        raw_step_in(lot)
    return broken.value.__cause__.diag.constraint_name


def test_meat_with_all_its_papers_comes_in(keeper):
    lot = lots.take_in(ledger.meat(keeper), by=keeper)

    assert (lot.state, lot.remaining) == (State.IN_STOCK, Decimal(80))


@pytest.mark.parametrize(
    ("kind", "days"),
    [("animal_a", 5), ("animal_b", 0), ("product_a", 7), ("product_b", 0)],
)
def test_a_paper_is_good_for_as_long_as_its_kind(keeper, kind, days):
    paper = ledger.paper(keeper, kind=kind, issued_on=ahead(-10))

    assert (paper.valid_to - paper.issued_on).days == days


@pytest.mark.parametrize(
    ("kind", "days"),
    [("animal_a", 5), ("animal_b", 0), ("product_a", 7), ("product_b", 0)],
)
def test_the_last_day_of_a_paper_is_good_and_the_day_after_is_not(keeper, kind, days):
    on_the_last = ledger.meat(
        keeper, quarantine_paper=ledger.paper(keeper, kind=kind, issued_on=ahead(-days))
    )
    the_day_after = ledger.meat(
        keeper, quarantine_paper=ledger.paper(keeper, kind=kind, issued_on=ahead(-days - 1))
    )

    assert lots.take_in(on_the_last, by=keeper).state == State.IN_STOCK
    with pytest.raises(TransitionRefused) as refusal:
        lots.take_in(the_day_after, by=keeper)
    assert refusal.value.code == "paper_valid_on_the_day"
    assert refused_by_the_database(the_day_after) == "paper_valid_on_the_day"


def test_a_paper_issued_after_the_day_is_a_backdated_entry(keeper):
    lot = ledger.meat(
        keeper,
        made_on=ahead(-2),
        quarantine_paper=ledger.paper(keeper, kind="animal_a", issued_on=ahead(-1)),
    )

    with pytest.raises(TransitionRefused) as refusal:
        lots.take_in(lot, by=keeper)
    assert refusal.value.code == "paper_issued_by_the_day"
    assert ahead(-1).isoformat() in refusal.value.reason
    assert refused_by_the_database(lot) == "paper_issued_by_the_day"


def test_the_certificate_of_the_plant_covers_the_day(keeper):
    plant = ledger.plant(valid_to=ahead(-1))
    lot = ledger.meat(keeper, plant=plant)

    with pytest.raises(TransitionRefused) as refusal:
        lots.take_in(lot, by=keeper)
    assert refusal.value.code == "plant_covers_the_day"
    assert refused_by_the_database(lot) == "plant_covers_the_day"


def test_a_plant_that_nobody_verified_is_not_relied_on(keeper):
    lot = ledger.meat(keeper, plant=ledger.plant(verified=False))

    with pytest.raises(TransitionRefused) as refusal:
        lots.take_in(lot, by=keeper)
    assert refusal.value.code == "plant_verified"
    assert refused_by_the_database(lot) == "plant_verified"


@pytest.mark.parametrize(
    "missing", [{"quality_certificate": ""}, {"quarantine_paper": None}, {"plant": None}]
)
def test_meat_without_one_of_its_papers_waits_and_is_counted(keeper, missing):
    lot = ledger.meat(keeper, **missing)

    with pytest.raises(TransitionRefused) as refusal:
        lots.take_in(lot, by=keeper)
    assert refusal.value.code == "has_meat_papers"
    assert refused_by_the_database(lot) == "lot_of_meat_has_all_its_papers"
    assert [*Lot.objects.papers_missing()] == [lot]


def test_a_number_is_not_used_for_another_consignment(keeper):
    paper = ledger.paper(keeper)

    with pytest.raises(TransitionRefused) as refusal:
        ledger.paper(ledger.keeper(), number=paper.number)

    assert refusal.value.code == "paper_number_used"


def test_the_same_paper_of_the_same_consignment_is_found_again(keeper):
    paper = ledger.paper(keeper)

    again = ledger.paper(keeper, number=f" {paper.number[:4]} {paper.number[4:]} ")

    assert again == paper
    assert QuarantinePaper.objects.count() == 1


def test_one_paper_serves_the_cuts_of_one_day_and_of_no_other(keeper):
    paper = ledger.paper(keeper, kind="animal_a", issued_on=ahead(-2))
    plant = ledger.plant()
    ledger.meat(keeper, plant=plant, quarantine_paper=paper)
    ledger.meat(keeper, plant=plant, quarantine_paper=paper, product="猪肝")

    for facts in ({"made_on": ahead(-1)}, {"plant": ledger.plant()}):
        with pytest.raises((TransitionRefused, Exception)) as refusal:
            ledger.meat(keeper, **{"plant": plant, "quarantine_paper": paper} | facts)
        assert "quarantine paper" in str(refusal.value)
    assert paper.lots.count() == 2


def test_nobody_elses_paper_covers_a_lot(keeper):
    paper = ledger.paper(ledger.keeper())
    lot = ledger.meat(keeper, quarantine_paper=paper)

    assert refused_by_the_database(lot) == "paper_of_this_consignment"
    with pytest.raises(TransitionRefused, match="another consignment"):
        lots.take_in(lot, by=keeper)


def test_bought_meat_needs_a_paper_for_products(keeper):
    plant = ledger.plant()
    lot = ledger.purchase(
        keeper,
        product="白条肉",
        plant=plant,
        quarantine_paper=ledger.paper(keeper, kind="animal_b"),
        quality_certificate="RP1",
    )

    with pytest.raises(TransitionRefused) as refusal:
        lots.take_in(lot, by=keeper)
    assert refusal.value.code == "paper_is_for_meat"
    assert refused_by_the_database(lot) == "paper_is_for_meat"


def test_a_paper_may_say_less_than_its_kind_but_not_more(keeper):
    short = ledger.paper(keeper, kind="animal_a", valid_to=ahead(2))
    assert short.valid_to == ahead(2)

    with pytest.raises(TransitionRefused) as refusal:
        ledger.paper(keeper, kind="animal_a", valid_to=ahead(6))
    assert refusal.value.code == "quarantine_paper_within_its_kind"


def test_the_database_knows_how_long_a_kind_is_good(keeper):
    known = ledger.paper(keeper)

    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        QuarantinePaper.objects.create(
            division_id=known.division_id,
            workshop=known.workshop,
            kind="animal_b",
            number="4499",
            issued_on=ahead(0),
            valid_to=ahead(1),
            issuer="测试",
            origin="测试",
            recorded_by=keeper,
            keep_until=ahead(1),
        )
    assert broken.value.__cause__.diag.constraint_name == "quarantine_paper_within_its_kind"


def test_what_a_kind_may_have_changes_from_a_day_on(keeper):
    PaperValidity.objects.filter(kind="animal_b").update(valid_to=ahead(0))
    PaperValidity.objects.create(
        kind="animal_b", days=1, valid_from=ahead(0), legal_basis="测试", confidence="I"
    )

    assert ledger.paper(keeper, issued_on=ahead(-1)).valid_to == ahead(-1)
    assert ledger.paper(keeper, issued_on=ahead(0)).valid_to == ahead(1)


def test_no_paper_is_of_tomorrow_and_none_is_edited(keeper):
    with pytest.raises(TransitionRefused) as refusal:
        ledger.paper(keeper, issued_on=ahead(1))
    assert refusal.value.code == "quarantine_paper_not_of_tomorrow"

    paper = ledger.paper(keeper)
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        QuarantinePaper.objects.filter(pk=paper.pk).update(issued_on=ahead(-1))


def test_a_paper_written_down_late_says_so(keeper):
    assert ledger.paper(keeper, issued_on=ahead(-3)).days_late == 3


# --- Plants --------------------------------------------------------------------------------------


def test_a_verified_plant_has_its_expiry_as_a_deadline(officer):
    plant = ledger.verified_by_the_bureau(officer)

    deadline = deadlines.of(plant, "slaughter-certificate")
    assert (deadline.due_on, deadline.holder) == (plant.valid_to, officer)
    assert (plant.verified_on, plant.verified_by) == (ahead(0), officer)


def test_another_certificate_is_verified_again(officer):
    plant = ledger.verified_by_the_bureau(officer)
    plant.valid_to = ahead(700)

    plants.keep(plant, by=officer)

    plant.refresh_from_db()
    assert plant.verified_on is None
    assert not Deadline.objects.of(plant).open().exists()

    plants.verify(plant, by=officer)
    assert Deadline.objects.of(plant).open().get().due_on == ahead(700)


def test_an_expired_certificate_is_not_verified(officer):
    plant = ledger.plant(verified=False, valid_to=ahead(-1))

    with pytest.raises(TransitionRefused) as refusal:
        plants.verify(plant, by=officer)
    assert refusal.value.code == "plant_covers_the_day"


@pytest.mark.parametrize("role", [Role.WORKSHOP_OPERATOR, Role.ZONE_OPERATOR, Role.AUDITOR])
def test_only_the_bureau_verifies(role):
    with pytest.raises(TransitionRefused) as refusal:
        plants.verify(ledger.plant(verified=False), by=UserFactory(roles=[role]))
    assert refusal.value.code == "forbidden"


def test_a_neighbour_writes_no_papers_for_somebody_else(keeper):
    with pytest.raises(TransitionRefused) as refusal:
        papers.record(
            by=ledger.keeper(),
            workshop=keeper.workshop,
            kind="animal_b",
            number="4477",
            issued_on=ahead(0),
            issuer="测试",
            origin="测试",
        )
    assert refusal.value.code == "forbidden"
