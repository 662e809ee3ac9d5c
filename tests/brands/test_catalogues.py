"""The yearly catalogue: issued as a document, frozen, replaced by a version that says why."""

import pytest
from django.db import transaction
from django.utils import timezone

from brands.models import Catalogue, CatalogueEntry
from brands.services import catalogues, cultivations
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.documents.models import IssuedDocument
from qualitysup.regions.models import Division
from tests.brands import cultivation_factories as stage
from tests.factories import SHUNDE

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(db):
    return stage.head()


def drafted(head, **facts):
    place = Division.objects.get(pk=SHUNDE)
    return catalogues.draft(by=head, division=place, **{"year": timezone.localdate().year} | facts)


def test_whoever_was_selected_for_the_year_stands_in_it_by_score(head):
    low, high = stage.screened(by=head, share=0.7), stage.screened(by=head, share=0.95)
    stage.screened(by=head, year=timezone.localdate().year + 1)
    stage.recommended(by=head)
    catalogue = catalogues.freeze(drafted(head), by=head)
    entries = list(catalogue.entries.order_by("position"))
    assert [entry.cultivation for entry in entries] == [high, low]
    assert [entry.enterprise_name for entry in entries] == [
        high.enterprise.name,
        low.enterprise.name,
    ]
    for cultivation in (low, high):
        cultivation.refresh_from_db()
        assert cultivation.state == "catalogued"


def test_it_is_issued_as_a_document_with_a_number(head):
    stage.screened(by=head)
    catalogue = catalogues.freeze(drafted(head), by=head)
    document = IssuedDocument.objects.get(kind="brand-catalogue")
    assert document.number == catalogue.number
    assert "名培〔" in catalogue.number
    assert document.facts["catalogue"]["count"] == 1
    assert document.facts["entries"][0]["score"] == "88.0"


def test_what_was_issued_is_called_what_it_was_and_never_changes(head):
    cultivation = stage.screened(by=head)
    before = cultivation.enterprise.name
    catalogue = catalogues.freeze(drafted(head), by=head)
    cultivation.enterprise.name = "改名后的测试厂"
    cultivation.enterprise.save()
    entry = catalogue.entries.get()
    assert entry.enterprise_name == before
    for change in (
        lambda: CatalogueEntry.objects.filter(pk=entry.pk).update(enterprise_name="改写"),
        lambda: entry.delete(),
        lambda: Catalogue.objects.filter(pk=catalogue.pk).update(edition=7),
    ):
        with pytest.raises(Exception, match=r"issued|catalogue_keeps"), transaction.atomic():
            change()


def test_the_next_version_says_what_it_changed_and_replaces_the_last(head):
    stays, leaves = stage.screened(by=head), stage.screened(by=head)
    first = catalogues.freeze(drafted(head), by=head)
    leaves.refresh_from_db()
    cultivations.drop(leaves, by=head, note="企业外迁")
    comes = stage.screened(by=head)
    second = drafted(head)
    assert (second.edition, second.replaces) == (2, first)
    changed = catalogues.difference(second)
    assert [entry.cultivation for entry in changed.added] == [comes]
    assert [entry.cultivation for entry in changed.left_out] == [leaves]
    catalogues.freeze(second, by=head)
    first.refresh_from_db()
    assert first.state == "replaced"
    stays.refresh_from_db()
    assert stays.state == "catalogued"
    document = IssuedDocument.objects.order_by("-pk").first()
    assert document.facts["catalogue"]["replaces"] == first.number


def refused(service, *args, **words):
    with pytest.raises(TransitionRefused) as info, transaction.atomic():
        service(*args, **words)
    assert info.value.reason
    return info.value.code


def test_an_empty_one_is_not_issued_and_one_is_in_preparation_at_a_time(head):
    catalogue = drafted(head)
    assert refused(catalogues.freeze, catalogue, by=head) == "has_entries"
    assert refused(drafted, head) == "in_preparation"


def test_a_firm_is_left_out_or_added_while_it_is_in_preparation(head):
    one = stage.screened(by=head)
    catalogue = drafted(head)
    late = stage.screened(by=head)
    catalogues.add(catalogue, late, by=head)
    catalogues.remove(catalogue.entries.get(cultivation=one), by=head)
    assert refused(catalogues.add, catalogue, stage.recommended(by=head), by=head) == "not_screened"
    catalogues.freeze(catalogue, by=head)
    one.refresh_from_db()
    assert one.state == "screened"
    assert refused(catalogues.add, catalogue, one, by=head) == "issued"


def test_who_was_dropped_meanwhile_is_not_issued(head):
    cultivation = stage.screened(by=head)
    catalogue = drafted(head)
    cultivations.drop(cultivation, by=head, note="企业外迁")
    assert refused(catalogues.freeze, catalogue, by=head) == "only_who_is_on_the_way"
