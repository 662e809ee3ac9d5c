"""A visit on the phone at a workshop that is in no register."""

import uuid

import pytest

from enterprises.models import Enterprise
from enterprises.services import merging
from inspections.models import Visit, VisitPacket
from inspections.services import visit_conflicts
from qualitysup.accounts.roles import Role
from tests.enterprises.factories import EnterpriseFactory, uscc_number
from tests.factories import BEIJIAO, CHENCUN, UserFactory
from tests.inspections.clients import api_of, at_once
from tests.inspections.packets import WORKSHOP, at_workshop, faults, packet, put, received


def test_a_new_workshop_is_entered_in_the_register_with_its_visit(phone, inspector, colleague):
    answer = put(phone, at_workshop(inspector, colleague))

    visit = received(answer)
    workshop = visit.enterprise
    assert (workshop.name, workshop.uscc, workshop.division_id) == (WORKSHOP["name"], None, CHENCUN)
    assert (workshop.legal_representative, float(workshop.lng)) == ("李某", 113.25)
    assert (visit.party_name, visit.party_representative) == (WORKSHOP["name"], "李某")
    assert answer.json()["enterprise"]["id"] == workshop.pk
    (note,) = visit.additions.all()
    assert (note.about, note.by) == ("party", inspector)


def test_a_workshop_like_one_of_the_register_is_noted_for_the_desk(phone, inspector, colleague):
    there = EnterpriseFactory(workshop=True, name=WORKSHOP["name"], division_id=CHENCUN)

    visit = received(put(phone, at_workshop(inspector, colleague)))

    assert visit.enterprise != there
    assert WORKSHOP["name"] in visit.additions.get().text


def test_a_party_with_a_code_is_found_by_it_also_after_a_merge(
    phone, inspector, colleague, officer
):
    survivor, there = EnterpriseFactory(), EnterpriseFactory()
    merging.merge(survivor, there, by=officer)

    visit = received(put(phone, at_workshop(inspector, colleague, uscc=f" {there.uscc.lower()} ")))

    assert visit.enterprise == survivor
    assert WORKSHOP["name"] in visit.additions.get().text
    assert not Enterprise.objects.filter(name=WORKSHOP["name"]).exists()


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"uscc": "914406060000000000"}, "party.uscc"),
        ({"name": "——"}, "party.name"),
        ({"division": "420200000000"}, "party.division"),
        ({"division": "440606999000"}, "party.division"),
        ({"division": "x"}, "party.division"),
    ],
)
def test_a_party_that_cannot_be_entered_is_refused_by_path_and_nothing_is_kept(
    phone, inspector, colleague, wrong, path
):
    content = at_workshop(inspector, colleague, **wrong)
    before = Enterprise.objects.count()

    assert path in faults(put(phone, content))

    assert (Visit.objects.count(), Enterprise.objects.count()) == (0, before)


def test_a_code_registered_elsewhere_tells_nothing_of_whose_it_is(colleague):
    one = UserFactory(roles=[Role.INSPECTOR], badged=True, divisions=[CHENCUN])
    elsewhere = EnterpriseFactory(division_id=BEIJIAO)

    found = faults(put(api_of(one), at_workshop(one, colleague, uscc=elsewhere.uscc)))

    assert elsewhere.name not in str(found["party.uscc"])


def test_it_is_an_enterprise_or_a_party_and_not_both(phone, inspector, colleague):
    content = packet(inspector, colleague)

    for wrong in ({"enterprise": None}, {"party": WORKSHOP}):
        assert "enterprise" in faults(put(phone, content | wrong))


@pytest.mark.django_db(transaction=True)
def test_two_phones_at_the_same_new_workshop_enter_its_code_once():
    people = [UserFactory(roles=[Role.INSPECTOR], badged=True) for _each in range(2)]
    content = at_workshop(*people, uscc=uscc_number(7_000_001))
    content["checklist_version"], content["answers"] = None, []
    phones = [api_of(one) for one in people]

    answers = at_once(*(lambda phone=phone: put(phone, content) for phone in phones))

    assert [answer.status_code for answer in answers] == [201, 201]
    assert Enterprise.objects.filter(uscc=content["party"]["uscc"]).count() == 1


def test_another_party_under_the_same_number_is_a_conflict_and_enters_nothing(
    phone, inspector, colleague
):
    content, key = at_workshop(inspector, colleague), uuid.uuid4()
    put(phone, content, key)
    before = Enterprise.objects.count()

    other = put(phone, content | {"party": WORKSHOP | {"address": "别处"}}, key)

    assert (other.status_code, Enterprise.objects.count()) == (409, before)
    (found,) = visit_conflicts.differences(VisitPacket.objects.get(conflict="open"))
    assert (found.path, found.second) == ("party.address", "别处")
