import pytest
from django.contrib.auth.models import AnonymousUser

from enterprises.models import Contact, Enterprise, ImportJob, MergeRecord
from enterprises.services import merging
from tests.enterprises.factories import ContactFactory, EnterpriseFactory, ImportJobFactory
from tests.factories import BEIJIAO, CHENCUN, SHUNDE, UserFactory


@pytest.mark.parametrize(
    ("division", "seen"),
    [
        (CHENCUN, True),  # the person's own town
        ("440606101001", True),  # a village in it
        (SHUNDE, False),  # the county above it
        (BEIJIAO, False),  # the town beside it
        ("420202005000", False),  # another city
    ],
)
def test_person_of_a_town_sees_its_enterprises_and_their_parts(db, division, seen):
    person = UserFactory(divisions=[CHENCUN])
    enterprise = EnterpriseFactory(division_id=division)
    contact = ContactFactory(enterprise=enterprise)

    assert (enterprise in Enterprise.objects.visible_to(person)) == seen
    assert (contact in Contact.objects.visible_to(person)) == seen


@pytest.mark.parametrize("who", [AnonymousUser, lambda: UserFactory(divisions=[])])
def test_nobody_without_divisions_sees_anything(db, who):
    EnterpriseFactory()
    ImportJobFactory()

    assert not Enterprise.objects.visible_to(who()).exists()
    assert not ImportJob.objects.visible_to(who()).exists()


def test_import_is_seen_by_who_sent_it_alone(officer, chief):
    job = ImportJobFactory(by=officer)

    assert job in ImportJob.objects.visible_to(officer)
    assert job not in ImportJob.objects.visible_to(chief)


def test_merge_is_seen_where_the_survivor_is(officer, stranger):
    record = merging.merge(EnterpriseFactory(), EnterpriseFactory(), by=officer)

    assert record in MergeRecord.objects.visible_to(officer)
    assert record not in MergeRecord.objects.visible_to(stranger)
