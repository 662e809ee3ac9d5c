"""Vetoes: read as the records are now, each with its row; an application with one is refused."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from brands import vetoes
from brands.models import VetoRecord
from brands.services import cultivations
from brands.services import vetoes as records
from brands.workflow.cultivation import missing
from inspections.models import Complaint, Penalty
from qualitysup.casework.workflow import TransitionRefused
from tests.brands import cultivation_factories as stage
from tests.enterprises.factories import EnterpriseFactory, LicenceFactory
from tests.inspections.factories import SampleFactory, SamplingPlanFactory
from tests.inspections.sampled import Way, failed

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def head(db):
    return stage.head()


def ago(days):
    return timezone.localdate() - days * DAY


def codes(cultivation):
    return [veto.code for veto in vetoes.against(cultivation)]


def failed_sample(**facts):
    sample = SampleFactory(product=facts["plan"].product, **facts)
    return failed(Way(sample, begins_on=ago(30))).sample


def recorded(enterprise, by, **facts):
    facts = {
        "reason": "accident",
        "happened_on": ago(30),
        "words": "出厂产品漏电",
        "source": "通报",
    } | facts
    return records.record(VetoRecord(enterprise=enterprise, **facts), by=by)


def test_a_veto_on_record_counts_for_three_years_and_a_lasting_one_until_it_is_lifted(head):
    cultivation = stage.begun(by=head)
    firm = cultivation.enterprise
    recorded(firm, head)
    recorded(firm, head, happened_on=ago(4 * 365), words="旧事")
    foreign = recorded(firm, head, reason="foreign_brand", happened_on=ago(9 * 365), words="境外")
    assert sorted(codes(cultivation)) == ["record_accident", "record_foreign_brand"]
    records.lift(foreign, by=head, because="商标已在境内注册")
    assert codes(cultivation) == ["record_accident"]
    with pytest.raises(TransitionRefused, match="lifted already"):
        records.lift(foreign, by=head, because="再次")


def test_a_licence_that_ran_out_counts_until_there_is_another(head):
    cultivation = stage.begun(by=head)
    firm = cultivation.enterprise
    LicenceFactory(enterprise=firm, kind="生产许可证", number="旧", valid_to=ago(1))
    [veto] = vetoes.against(cultivation)
    assert (veto.code, veto.on) == ("expired_licence", ago(1))
    assert "旧" in veto.words
    LicenceFactory(enterprise=firm, kind="生产许可证", number="新", valid_to=ago(-90))
    assert codes(cultivation) == []


def test_a_failed_sample_of_the_province_counts_and_one_of_ones_own_plan_does_not(head):
    cultivation = stage.begun(by=head)
    plan = SamplingPlanFactory(ordered_by="superior", superior="广东省市场监督管理局")
    sample = failed_sample(enterprise=cultivation.enterprise, plan=plan)
    [veto] = vetoes.against(cultivation)
    assert veto.code == "failed_sampling"
    assert veto.url == sample.get_absolute_url()
    assert "广东省市场监督管理局" in veto.words

    other = stage.begun(by=head)
    failed_sample(enterprise=other.enterprise, plan=SamplingPlanFactory())
    city = SamplingPlanFactory(ordered_by="superior", superior="佛山市市场监督管理局")
    failed_sample(enterprise=other.enterprise, plan=city)
    assert codes(other) == []


def test_a_restriction_and_a_confirmed_report_count(head):
    cultivation = stage.begun(by=head)
    firm = cultivation.enterprise
    Penalty.objects.create(
        division_id=firm.division_id,
        enterprise=firm,
        party_name=firm.name,
        number="测试处罚〔2026〕1号",
        kind="restriction",
        restricted_months=3,
        violation="无证生产",
        content="限制开展生产经营活动",
        basis="产品质量法",
        decided_on=ago(10),
        recorded_by=head,
    )
    Complaint.objects.create(
        division_id=firm.division_id,
        enterprise=firm,
        kind="report",
        source="12345",
        text="以次充好",
        state="checked",
        holder=head,
        result="filed",
        checked_on=ago(5),
        created_by=head,
    )
    assert codes(cultivation) == ["confirmed_complaint", "serious_penalty"]
    assert codes(stage.begun(by=head)) == []


def test_an_application_with_a_veto_is_refused_with_its_words(head, leader):
    cultivation = stage.ready(by=head)
    recorded(cultivation.enterprise, head)
    [lacking] = missing(cultivation)
    assert (lacking.code, lacking.overridable) == ("no_veto", False)
    for person, override in ((head, ""), (leader, "情况特殊")):
        with pytest.raises(TransitionRefused, match="漏电") as info, transaction.atomic():
            cultivations.apply(cultivation, by=person, override=override)
        assert info.value.code == "no_veto"
    cultivation.refresh_from_db()
    assert cultivation.state == "cultivated"


def test_a_veto_that_appears_between_looking_and_applying_refuses_it(head):
    cultivation = stage.ready(by=head)
    assert missing(cultivation) == []  # The page says that nothing is in the way …
    recorded(cultivation.enterprise, head)  # … and then it is.
    with pytest.raises(TransitionRefused) as info, transaction.atomic():
        cultivations.apply(cultivation, by=head, version=cultivation.version)
    assert info.value.code == "no_veto"


def test_vetoes_are_recorded_where_one_may(head, stranger):
    firm = EnterpriseFactory()
    with pytest.raises(Exception, match="outside"):
        recorded(firm, stranger)
    with pytest.raises(TransitionRefused, match="future"):
        recorded(firm, head, happened_on=ago(-1))
    veto = recorded(firm, head)
    with pytest.raises(Exception, match="on record already"), transaction.atomic():
        recorded(firm, head)
    assert not VetoRecord.objects.visible_to(stranger).exists()
    with pytest.raises(Exception, match="veto_keeps"), transaction.atomic():
        VetoRecord.objects.filter(pk=veto.pk).update(words="改写")
