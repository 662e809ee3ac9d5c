import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from enterprises.models import Enterprise, FormerName
from enterprises.services import register, risk
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.regions.models import Division
from tests.enterprises.factories import EnterpriseFactory, uscc_number
from tests.factories import BEIJIAO, CHENCUN, HUANGSHI, SHUNDE

HUANGSHI_TOWN = "420202005000"


def build(**fields):
    return Enterprise(
        **{"name": "新立锻压机械有限公司", "division_id": CHENCUN, "uscc": uscc_number(77)} | fields
    )


def test_registering_normalises_the_number(officer):
    enterprise = register.save(build(uscc=" ９１440606mah0ywcm60"), by=officer)

    enterprise.refresh_from_db()
    assert enterprise.uscc == "91440606MAH0YWCM60"
    assert enterprise.version == 1
    assert enterprise.history.get().name == enterprise.name


def test_same_number_is_refused_with_the_existing_enterprise(officer):
    existing = EnterpriseFactory(uscc=uscc_number(77))

    with pytest.raises(register.Duplicate, match=existing.name) as refused:
        register.save(build(), by=officer, confirmed=True)

    assert refused.value.found == [existing]
    assert Enterprise.objects.count() == 1


def test_same_number_elsewhere_is_refused_without_saying_whose_it_is(officer):
    EnterpriseFactory(uscc=uscc_number(77), division_id=HUANGSHI_TOWN, name="黄石某厂")

    with pytest.raises(register.Duplicate) as refused:
        register.save(build(), by=officer)

    assert refused.value.found == []
    assert "黄石某厂" not in str(refused.value)


def test_similar_name_in_the_county_has_to_be_confirmed(officer):
    existing = EnterpriseFactory(name="佛山市顺德区新立锻压机械厂", division_id=BEIJIAO)

    with pytest.raises(register.Duplicate) as refused:
        register.save(build(), by=officer)
    kept = register.save(build(), by=officer, confirmed=True)

    assert refused.value.found == [existing]
    kept.phone = "0757-1"
    # An answered warning does not come back with the next change.
    assert register.save(kept, by=officer).version == 2


def test_similar_name_in_another_county_is_another_enterprise(officer):
    EnterpriseFactory(name="新立锻压机械有限公司", division_id=HUANGSHI_TOWN)

    assert register.save(build(), by=officer).pk


def test_name_that_is_given_up_becomes_a_former_name_and_still_finds(officer):
    enterprise = EnterpriseFactory(name="旧塘锻压机械厂")
    enterprise.name = "新塘重型机床有限公司"

    register.save(enterprise, by=officer)

    former = FormerName.objects.get()
    assert (former.name, former.used_to) == ("旧塘锻压机械厂", timezone.localdate())
    assert enterprise in Enterprise.objects.search("旧塘")


def test_stale_page_loses(officer):
    enterprise = EnterpriseFactory(version=3)
    stale = Enterprise.objects.get(pk=enterprise.pk)
    enterprise.phone = "first"
    register.save(enterprise, by=officer, version=3)
    stale.phone = "second"

    with pytest.raises(TransitionRefused) as refused:
        register.save(stale, by=officer, version=3)

    assert refused.value.code == "stale"
    enterprise.refresh_from_db()
    assert enterprise.phone == "first"


def test_form_left_open_does_not_take_back_a_risk_class(officer):
    enterprise = EnterpriseFactory()
    left_open = Enterprise.objects.get(pk=enterprise.pk)
    risk.assess(enterprise, by=officer, risk_class="D", reason="三次抽查不合格")

    register.save(left_open, by=officer)

    enterprise.refresh_from_db()
    assert (enterprise.risk_class, enterprise.risk_reason) == ("D", "三次抽查不合格")


def test_enterprise_is_not_registered_outside_the_persons_divisions(officer):
    with pytest.raises(ValidationError) as refused:
        register.save(build(division_id=HUANGSHI_TOWN), by=officer)

    assert refused.value.error_dict.keys() == {"division"}


def test_abolished_division_is_refused_with_its_successor(officer):
    Division.objects.create(
        code="440606199000",
        name="旧镇",
        level="town",
        parent_id=SHUNDE,
        valid_to=dt.date(2010, 1, 1),
        replaced_by_id=CHENCUN,
    )

    with pytest.raises(ValidationError, match=r"陈村镇.*440606101000"):
        register.save(build(division_id="440606199000"), by=officer)


@pytest.mark.parametrize("wide", ["440000000000", "440600000000", HUANGSHI])
def test_division_is_at_least_a_county(officer, wide):
    with pytest.raises(ValidationError) as refused:
        register.save(build(division_id=wide), by=None)

    assert refused.value.error_dict.keys() == {"division"}


@pytest.mark.parametrize(
    ("broken", "constraint"),
    [
        ({"uscc": "91440606mah0ywcm60"}, "enterprise_uscc_form"),
        ({"uscc": uscc_number(1)}, "enterprise_uscc_once"),
        ({"lng": 113}, "enterprise_point_in_china"),
        ({"lng": 22, "lat": 23}, "enterprise_point_in_china"),
        ({"status": "merry"}, "enterprise_status_known"),
        ({"scale": "huge"}, "enterprise_scale_known"),
        ({"risk_class": "D"}, "enterprise_risk_class_has_a_reason"),
        ({"name": "！！"}, "enterprise_can_be_found"),
    ],
)
def test_database_refuses_what_must_not_be(db, broken, constraint):
    EnterpriseFactory(uscc=uscc_number(1))

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        EnterpriseFactory(**broken | {"uscc": broken.get("uscc")})


def test_workshops_without_a_number_may_be_many(db):
    EnterpriseFactory.create_batch(2, workshop=True)

    assert Enterprise.objects.filter(uscc=None).count() == 2


def test_risk_class_keeps_its_history_and_its_reason(officer):
    enterprise = EnterpriseFactory()

    risk.assess(enterprise, by=officer, risk_class="B", reason="首次评定")
    risk.assess(enterprise, by=officer, risk_class="C", reason="投诉属实")

    enterprise.refresh_from_db()
    assert (enterprise.risk_class, enterprise.risk_reason, enterprise.version) == (
        "C",
        "投诉属实",
        2,
    )
    assert [each.risk_class for each in enterprise.risk_assessments.all()] == ["C", "B"]


def test_risk_class_without_a_reason_changes_nothing(officer):
    enterprise = EnterpriseFactory()

    with pytest.raises(ValidationError):
        risk.assess(enterprise, by=officer, risk_class="C", reason="  ")

    assert not enterprise.risk_assessments.exists()


def test_inspector_does_not_set_the_risk_class(inspector):
    with pytest.raises(TransitionRefused) as refused:
        risk.assess(EnterpriseFactory(), by=inspector, risk_class="C", reason="x")

    assert refused.value.code == "forbidden"
