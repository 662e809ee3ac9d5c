import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from qualitysup.casework.workflow import TransitionRefused
from tests.factories import BEIJIAO, UserFactory
from tests.workshops.factories.workshop import (
    COOKED_MEAT,
    FERMENTED_MEAT,
    FOSHAN,
    GUANGDONG,
    MILK,
    TOFU,
    NegativeListFactory,
    VarietyFactory,
    WorkshopFactory,
    category,
    forbidden_in_foshan,
)
from tests.workshops.factories.zone import UnitFactory, moved_in
from workshops.models import NegativeEntry, NegativeList, Variety
from workshops.services import negative_lists, varieties


def against(*codes, on=None, in_zone=False):
    found = NegativeEntry.objects.against(codes, BEIJIAO, on or timezone.localdate(), in_zone)
    return [entry.category_id for entry in found]


def test_group_of_a_list_forbids_all_that_is_in_it(db):
    assert against(MILK, TOFU) == ["05"]


def test_list_of_the_province_and_of_the_city_count_both(db):
    forbidden_in_foshan()

    assert against(MILK, FERMENTED_MEAT) == ["05", FERMENTED_MEAT]


def test_list_of_another_city_does_not_count(db):
    edition = NegativeListFactory()
    edition.entries.create(category=category(TOFU))

    assert against(TOFU) == []


def test_edition_counts_from_its_first_day_to_the_day_before_the_next(db, chief):
    entry = forbidden_in_foshan()
    day = timezone.localdate() + dt.timedelta(days=30)
    following = negative_lists.revise(
        entry.list,
        by=chief,
        title="佛山新目录",
        document_number="佛市监〔2027〕1号",
        valid_from=day,
    )
    following.entries.all().delete()

    assert against(FERMENTED_MEAT, on=day - dt.timedelta(days=1)) == [FERMENTED_MEAT]
    assert against(FERMENTED_MEAT, on=day) == []
    assert entry.list.division_id == following.division_id


def test_new_edition_begins_with_the_entries_of_the_old(db, chief):
    entry = forbidden_in_foshan(allowed_in_zone=True, products=["腊鸭"])

    following = negative_lists.revise(
        entry.list,
        by=chief,
        title="佛山新目录",
        document_number="",
        valid_from=timezone.localdate(),
    )

    copied = following.entries.get()
    assert (copied.category_id, copied.allowed_in_zone, copied.products) == (
        FERMENTED_MEAT,
        True,
        ["腊鸭"],
    )
    assert copied.pk != entry.pk
    entry.list.refresh_from_db()
    assert entry.list.valid_to == following.valid_from


def test_two_lists_of_a_place_do_not_overlap(db):
    forbidden_in_foshan()

    with pytest.raises(IntegrityError, match="negative_lists_do_not_overlap"):
        NegativeListFactory(division_id=FOSHAN)


def test_only_a_province_or_a_city_has_a_list(db):
    with pytest.raises(IntegrityError, match="negative_list_of_a_province_or_city"):
        NegativeListFactory(division_id=BEIJIAO)


def test_bureau_in_the_city_keeps_its_list_and_another_does_not(chief, db):
    edition = forbidden_in_foshan().list
    elsewhere = UserFactory(roles=chief.roles, home_id="420200000000", divisions=["420200000000"])

    edition.note = "核对"
    negative_lists.keep(edition, by=chief)
    with pytest.raises(TransitionRefused):
        negative_lists.keep(edition, by=elsewhere)


def test_new_edition_that_overlaps_is_refused_in_words(db, chief):
    forbidden_in_foshan()
    another = NegativeListFactory.build(division_id=FOSHAN, city=FOSHAN)

    with pytest.raises(ValidationError, match=r".+"), transaction.atomic():
        negative_lists.keep(another, by=chief)


# --- What a workshop may begin -------------------------------------------------------------------


def test_forbidden_food_is_refused_with_the_entry_named(officer):
    forbidden_in_foshan()
    workshop = WorkshopFactory()

    with pytest.raises(TransitionRefused) as refused:
        varieties.begin(workshop, by=officer, category=category(FERMENTED_MEAT), name="腊肉")

    assert refused.value.code == "forbidden_food"
    assert "0402 发酵肉制品" in refused.value.reason
    assert "佛山禁止目录" in refused.value.reason
    assert not workshop.varieties.exists()


def test_what_is_allowed_in_a_zone_is_refused_outside_and_says_so(officer):
    forbidden_in_foshan(allowed_in_zone=True)
    workshop = WorkshopFactory()

    with pytest.raises(TransitionRefused) as refused:
        varieties.begin(workshop, by=officer, category=category(FERMENTED_MEAT), name="腊肉")
    allowed = varieties.begin(
        workshop, by=officer, category=category(FERMENTED_MEAT), name="腊肉", in_zone=True
    )

    assert str(negative_lists.ALLOWED_IN_ZONE) in refused.value.reason
    assert allowed.exception.category_id == FERMENTED_MEAT


def test_workshop_that_moved_into_a_zone_makes_what_is_excepted_there(officer, chief):
    entry = forbidden_in_foshan(TOFU, allowed_in_zone=True)
    unit = UnitFactory(fit_for=["04", "25"])
    relocation = moved_in(unit, by=UserFactory(roles=[*officer.roles, *chief.roles]))

    made = varieties.begin(relocation.workshop, by=officer, category=category(TOFU), name="豆腐")

    assert made.exception == entry
    day = timezone.localdate() + dt.timedelta(days=1)
    assert varieties.leave_zone(relocation.workshop, on=day) == 1
    made.refresh_from_db()
    assert made.until == timezone.localdate()


def test_exception_of_the_city_does_not_lift_what_the_province_forbids(officer):
    forbidden_in_foshan(MILK, allowed_in_zone=True)

    with pytest.raises(TransitionRefused):
        varieties.begin(
            WorkshopFactory(), by=officer, category=category(MILK), name="双皮奶", in_zone=True
        )


@pytest.mark.parametrize(
    ("name", "banned"), [("土榨花生油", True), ("芝麻油", False), ("精炼土榨花生油", False)]
)
def test_entry_of_some_products_forbids_those_alone(officer, name, banned):
    forbidden_in_foshan("0201", products=["土榨"], except_for=["精炼"])
    workshop = WorkshopFactory()

    if banned:
        with pytest.raises(TransitionRefused):
            varieties.begin(workshop, by=officer, category=category("0201"), name=name)
    else:
        varieties.begin(workshop, by=officer, category=category("0201"), name=name)


@pytest.mark.parametrize("products", [[], ["腊"]])
def test_database_refuses_what_goes_round_the_service(db, products):
    forbidden_in_foshan(products=products)

    with pytest.raises(IntegrityError, match="forbids category 0402"):
        VarietyFactory(category_id=FERMENTED_MEAT, name="腊肉")


def test_database_lets_pass_what_the_list_excepts(db):
    entry = forbidden_in_foshan(allowed_in_zone=True, except_for=["广式"])

    VarietyFactory(category_id=FERMENTED_MEAT, name="腊肉", exception=entry)
    VarietyFactory(category_id=FERMENTED_MEAT, name="广式腊肠")
    VarietyFactory(category_id=FERMENTED_MEAT, name="腊肉", until=timezone.localdate())

    assert Variety.objects.count() == 3


def test_food_of_a_mere_group_is_refused(officer):
    with pytest.raises(TransitionRefused) as refused:
        varieties.begin(WorkshopFactory(), by=officer, category=category("04"), name="肉")

    assert refused.value.code == "group"


def test_shipped_catalogue_and_lists_are_sound(db):
    province = NegativeList.objects.get(division=GUANGDONG)

    assert {"05", "09", "27", "29"} <= {entry.category_id for entry in province.entries.all()}
    assert all(entry.confidence for entry in province.entries.all())
    assert category(COOKED_MEAT).name == "热加工熟肉制品"
