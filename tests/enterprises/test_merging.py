import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from enterprises.models import AnnualFigure, Contact, Enterprise, MergeRecord
from enterprises.services import merging, register
from qualitysup.casework.workflow import TransitionRefused
from tests.clock.factories import DeadlineFactory
from tests.enterprises.factories import (
    AnnualFigureFactory,
    ContactFactory,
    EnterpriseFactory,
    FormerNameFactory,
    ProductFactory,
    uscc_number,
)
from tests.factories import BEIJIAO, UserFactory


@pytest.fixture
def survivor(db):
    return EnterpriseFactory(name="留存压力机厂", uscc=uscc_number(1), phone="", industry_id="3422")


@pytest.fixture
def duplicate(db):
    return EnterpriseFactory(name="重复冲床厂", uscc=uscc_number(2), phone="0757-2")


def snapshot():
    return [sorted(model._base_manager.values_list()) for model in (Contact, AnnualFigure)] + [
        sorted(
            Enterprise.objects.values_list(
                "pk", "uscc", "name", "phone", "merged_into", "search_text"
            )
        )
    ]


def test_everything_goes_to_the_survivor_and_the_old_number_leads_there(
    officer, survivor, duplicate
):
    contact = ContactFactory(enterprise=duplicate)
    FormerNameFactory(enterprise=duplicate, name="更早的厂名")

    merging.merge(survivor, duplicate, by=officer)

    survivor.refresh_from_db()
    contact.refresh_from_db()
    duplicate.refresh_from_db()
    assert contact.enterprise == survivor
    assert duplicate.merged_into == survivor
    assert survivor.phone == "0757-2"
    assert survivor.name == "留存压力机厂"
    for words in (uscc_number(2), "重复冲床", "更早的厂"):
        assert list(Enterprise.objects.current().search(words)) == [survivor]


def test_every_foreign_key_of_every_app_is_known(db):
    found = {pointer.label for pointer in merging.pointers()}

    assert {
        "enterprises.Contact.enterprise",
        "enterprises.Enterprise.merged_into",
        "inspections.RectificationOrder.enterprise",
        "inspections.Participation.enterprise",
    } <= found
    assert not any("History" in label or "AccessLog" in label for label in found)
    assert "enterprises.MergeRecord.survivor" not in found


def test_deadline_of_the_duplicate_becomes_the_survivors(officer, survivor, duplicate):
    enterprises = ContentType.objects.get_for_model(Enterprise)
    moved = DeadlineFactory(case_type=enterprises, case_id=duplicate.pk)
    of_another_kind = DeadlineFactory(case_id=duplicate.pk)

    record = merging.merge(survivor, duplicate, by=officer)

    moved.refresh_from_db()
    of_another_kind.refresh_from_db()
    assert moved.case == survivor
    assert of_another_kind.case_id == duplicate.pk
    assert record.moved == {"clock.Deadline.case_id": [moved.pk]}


def test_preview_counts_what_the_merge_then_moves(officer, survivor, duplicate):
    ContactFactory.create_batch(2, enterprise=duplicate)
    ProductFactory(enterprise=duplicate, name="压力机")
    ProductFactory(enterprise=survivor, name="压力机")
    AnnualFigureFactory(enterprise=duplicate, year=2024)
    before = snapshot()

    moves = {
        move.model._meta.model_name: (move.moved, move.stays)
        for move in merging.preview(survivor, duplicate, by=officer)
    }

    assert moves == {"contact": (2, 0), "product": (0, 1), "annualfigure": (1, 0)}
    assert snapshot() == before
    record = merging.merge(survivor, duplicate, by=officer)
    assert {label: len(keys) for label, keys in record.moved.items()} == {
        "enterprises.Contact.enterprise": 2,
        "enterprises.AnnualFigure.enterprise": 1,
    }


def test_merge_taken_back_leaves_everything_as_it_was(officer, survivor, duplicate):
    ContactFactory.create_batch(2, enterprise=duplicate)
    ContactFactory(enterprise=survivor)
    AnnualFigureFactory(enterprise=duplicate)
    before = snapshot()

    record = merging.merge(survivor, duplicate, by=officer)
    merging.undo(record, by=officer)

    assert snapshot() == before
    record.refresh_from_db()
    assert record.undone_by == officer


def test_survivor_without_a_number_takes_it_over_and_gives_it_back(officer, duplicate):
    survivor = EnterpriseFactory(workshop=True)

    record = merging.merge(survivor, duplicate, by=officer)
    survivor.refresh_from_db()
    assert survivor.uscc == duplicate.uscc

    merging.undo(record, by=officer)
    survivor.refresh_from_db()
    assert survivor.uscc is None


def test_what_was_changed_since_is_not_taken_back(officer, survivor, duplicate):
    moved, kept = ContactFactory.create_batch(2, enterprise=duplicate)
    record = merging.merge(survivor, duplicate, by=officer)
    survivor.refresh_from_db()
    survivor.phone = "0757-9"
    register.save(survivor, by=officer)
    other = EnterpriseFactory()
    Contact.objects.filter(pk=moved.pk).update(enterprise=other)

    merging.undo(record, by=officer)

    survivor.refresh_from_db()
    moved.refresh_from_db()
    kept.refresh_from_db()
    assert survivor.phone == "0757-9"
    assert (moved.enterprise, kept.enterprise) == (other, duplicate)


def test_tombstones_follow_a_survivor_that_is_merged_itself(officer, survivor, duplicate):
    last = EnterpriseFactory()
    first = merging.merge(survivor, duplicate, by=officer)
    merging.merge(last, survivor, by=officer)

    duplicate.refresh_from_db()
    assert duplicate.merged_into == last
    assert last in Enterprise.objects.search(duplicate.uscc)
    with pytest.raises(TransitionRefused) as refused:
        merging.undo(first, by=officer)
    assert refused.value.code == "merged_on"


@pytest.mark.parametrize("merge", [merging.merge, merging.preview])
def test_merge_is_refused_where_the_person_may_not(officer, survivor, duplicate, merge, inspector):
    town = UserFactory(divisions=[BEIJIAO])
    tombstone = EnterpriseFactory(merged_into=EnterpriseFactory())
    before = snapshot()

    for by, one, other, code in [
        (inspector, survivor, duplicate, "forbidden"),
        (town, survivor, duplicate, "forbidden"),
        (officer, survivor, survivor, "same"),
        (officer, survivor, tombstone, "merged"),
    ]:
        with pytest.raises(TransitionRefused) as refused:
            merge(one, other, by=by)
        assert refused.value.code == code

    assert snapshot() == before
    assert not MergeRecord.objects.exists()


def test_merge_is_undone_once(officer, survivor, duplicate):
    record = merging.merge(survivor, duplicate, by=officer)
    merging.undo(record, by=officer)

    with pytest.raises(TransitionRefused):
        merging.undo(record, by=officer)


def test_merged_enterprise_is_not_edited(officer, survivor, duplicate):
    left_open = Enterprise.objects.get(pk=duplicate.pk)
    merging.merge(survivor, duplicate, by=officer)

    with pytest.raises(TransitionRefused) as refused:
        register.save(left_open, by=officer)
    assert refused.value.code == "merged"


def test_merge_in_the_browser_previews_then_merges_then_undoes(admin_page, survivor, duplicate):
    ContactFactory(enterprise=duplicate)
    url = reverse("admin:enterprises_enterprise_merge", args=[survivor.pk])

    assert admin_page.get(url).status_code == 200
    page = admin_page.get(url, {"duplicate": duplicate.pk})
    assert [(move.moved, move.stays) for move in page.context["moves"]] == [(1, 0)]
    assert not MergeRecord.objects.exists()

    admin_page.post(url, {"duplicate": duplicate.pk})
    old = admin_page.get(duplicate.get_absolute_url())
    assert old.headers["Location"] == survivor.get_absolute_url()
    assert "重复冲床厂" in admin_page.get(survivor.get_absolute_url()).content.decode()

    record = MergeRecord.objects.get()
    assert (
        admin_page.get(
            reverse("admin:enterprises_mergerecord_change", args=[record.pk])
        ).status_code
        == 200
    )
    admin_page.post(reverse("admin:enterprises_mergerecord_undo", args=[record.pk]))
    duplicate.refresh_from_db()
    assert duplicate.merged_into is None
