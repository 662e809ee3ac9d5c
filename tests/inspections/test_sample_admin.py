import datetime as dt

import pytest
from django.utils import timezone

from inspections.models import Laboratory, RectificationOrder, Sample, SamplingPlan
from qualitysup.documents.models import IssuedDocument
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO, CHENCUN, HUANGSHI, SHUNDE, UserFactory
from tests.inspections.clients import browser_of, queries, told
from tests.inspections.factories import (
    LaboratoryFactory,
    SampleFactory,
    SamplingPlanFactory,
    SuperiorSamplingFactory,
)
from tests.inspections.sampled import sample_in

LIST = "/admin/inspections/sample/"
PLANS = "/admin/inspections/samplingplan/"
State = Sample.State


def page(sample, part="change/"):
    return f"{LIST}{sample.pk}/{part}"


def step(browser, sample, name, **typed):
    sample.refresh_from_db()
    words = {"on": timezone.localdate().isoformat(), "note": "", "version": sample.version}
    response = browser.post(page(sample, f"step/{name}/"), words | typed)
    sample.refresh_from_db()
    return response


def sheet(**more):
    people = UserFactory.create_batch(2, badged=True)
    return {
        "version": 0,
        "enterprise": EnterpriseFactory().pk,
        "plan": "",
        "campaign": "",
        "producer": "",
        "producer_name": "测试锻压机械厂",
        "producer_address": "",
        "product": "锻压机械",
        "model": "JB23-63",
        "trademark": "",
        "batch": "2601",
        "made_on": "",
        "standard": "GB 17120—2025",
        "base_quantity": "12",
        "sample_quantity": "1",
        "backup_quantity": "1",
        "unit": "台",
        "place": "warehouse",
        "place_detail": "一号库",
        "seals": "封条 0001",
        "price_paid": "0",
        "samplers": [person.pk for person in people],
        "signed_by": "梁启衡，厂长",
        "signature_refused": "",
    } | more


def test_a_sheet_is_filled_in_and_issued(browser):
    response = browser.post(f"{LIST}add/", sheet())

    assert response.status_code == 302, response.context["errors"]
    sample = Sample.objects.get()
    assert sample.samplers.count() == 2
    assert sample.division_id == CHENCUN

    assert step(browser, sample, "draw").status_code == 302
    assert sample.number == IssuedDocument.objects.of(sample).get().number


def test_the_way_from_the_laboratory_to_the_order_is_walked_in_the_browser(browser):
    sample, laboratory = sample_in("drawn", days=0), LaboratoryFactory()

    step(browser, sample, "send", laboratory=laboratory.pk, backup_place="样品库")
    step(browser, sample, "receive")
    today = timezone.localdate().isoformat()
    step(
        browser,
        sample,
        "fail_test",
        report_number="JY-1",
        tested_on=today,
        failed_items="急停：失效",
    )
    step(browser, sample, "notify")
    assert step(browser, sample, "order").status_code == 302

    order = RectificationOrder.objects.get()
    assert order.test_result == sample.result
    shown = browser.get(page(sample)).content.decode()
    assert order.get_absolute_url() in shown
    assert f"/admin/inspections/testresult/{sample.result_id}/change/" in shown
    assert sample.get_absolute_url() in browser.get(order.get_absolute_url()).content.decode()


def test_a_sheet_with_one_sampler_is_refused_in_words(browser):
    sample = SampleFactory(samplers=[UserFactory(badged=True)])

    response = step(browser, sample, "draw")

    assert response.status_code == 409
    assert "at least two people" in response.content.decode()
    assert sample.state == State.DRAFT


def test_what_the_superior_sampled_is_refused_with_its_name(browser):
    sample = SampleFactory()
    SuperiorSamplingFactory(enterprise=sample.enterprise, product=sample.product)

    response = step(browser, sample, "draw")

    assert "广东省市场监督管理局 sampled this product" in response.content.decode()


def test_only_accredited_laboratories_are_offered(browser):
    sample = sample_in("drawn")
    LaboratoryFactory(name="有效检验站")
    LaboratoryFactory(name="过期检验站", cma_valid_to=timezone.localdate() - dt.timedelta(days=1))

    shown = browser.get(page(sample, "step/send/")).content.decode()

    assert "有效检验站" in shown
    assert "过期检验站" not in shown


def test_the_first_laboratory_is_not_offered_for_the_re_test(chief):
    sample = sample_in("retest_accepted")
    other = LaboratoryFactory()

    form = browser_of(chief).get(page(sample, "step/order_retest/")).context["form"]

    assert list(form.fields["laboratory"].queryset) == [other]


def test_an_officer_does_not_decide_on_a_re_test(browser, chief):
    sample = sample_in("objected")

    assert step(browser, sample, "accept_retest").status_code == 403
    assert step(browser_of(chief), sample, "accept_retest").status_code == 302
    assert sample.state == State.RETEST_ACCEPTED


def test_a_spoiled_backup_stands_in_the_way_of_the_re_test(browser, chief):
    sample = sample_in("objected")

    response = browser.post(page(sample, "backup/"), {"why": "封条断裂"}, follow=True)
    assert told(response) == ["Recorded: the backup sample cannot be re-tested."]

    response = step(browser_of(chief), sample, "accept_retest")
    assert response.status_code == 409
    assert "封条断裂" in response.content.decode()


def test_several_parties_are_told_at_once(browser):
    rows = [sample_in("passed"), sample_in("failed"), sample_in("testing")]
    asked = {"action": "step_notify", "_selected_action": [row.pk for row in rows]}
    words = {"confirmed": "1", "on": timezone.localdate().isoformat(), "note": ""}

    response = browser.post(LIST, asked | words, follow=True)

    assert told(response)[0] == "2 done."
    assert "1 refused" in told(response)[1]
    assert Sample.objects.filter(state=State.NOTIFIED).count() == 2


def test_what_is_typed_into_an_issued_sheet_changes_nothing(browser):
    sample = sample_in("drawn")

    browser.post(page(sample), sheet(version=sample.version, product="注塑机"))

    sample.refresh_from_db()
    assert sample.product == "锻压机械"


@pytest.mark.parametrize(
    ("standing", "states"),
    [
        ("notify", {"passed", "failed"}),
        ("decide", {"objected"}),
        ("failed", {"failed", "notified", "objected"}),
        ("unordered", {"notified"}),
        ("tested", {"passed", "failed", "notified", "objected", "overturned"}),
    ],
)
def test_filters_show_what_they_say(browser, standing, states):
    for state in ("drawn", "passed", "failed", "notified", "objected", "overturned"):
        sample_in(state, days=20)

    rows = browser.get(LIST, {"standing": standing}).context["cl"].result_list

    assert {row.state for row in rows} == states


def test_overdue_is_what_ran_out_and_is_still_owed(browser):
    late = sample_in("failed", days=60)
    sample_in("failed", days=8)

    rows = browser.get(LIST, {"standing": "overdue"}).context["cl"].result_list

    assert list(rows) == [late]


def test_a_sample_is_found_by_its_sheet_its_report_and_its_party(browser):
    sample = sample_in("failed")
    sample_in("failed")

    for text in (sample.number, sample.result.report_number, sample.enterprise.uscc):
        found = browser.get(LIST, {"q": text}).context["cl"].result_list
        assert sample in found, text


def test_the_list_costs_the_same_for_two_samples_and_twelve(browser):
    for _n in range(2):
        sample_in("failed")
    two = queries(lambda: browser.get(LIST))
    for _n in range(10):
        sample_in("notified")

    assert queries(lambda: browser.get(LIST)) == two


# --- Plans ----------------------------------------------------------------------------------------


def test_a_plan_says_how_far_each_town_has_come(browser):
    plan = SamplingPlanFactory(batches=5)
    for division in (CHENCUN, CHENCUN, BEIJIAO):
        sample_in("failed", plan=plan, product=plan.product, enterprise__division_id=division)

    response = browser.get(f"{PLANS}{plan.pk}/change/")

    towns = [(row["name"], row["drawn"], row["failed"]) for row in response.context["towns"]]
    assert towns == [("陈村镇", 2, 2), ("北滘镇", 1, 1)]
    assert "3 of 5 batches drawn, 3 failed" in response.content.decode()


def test_the_list_of_plans_costs_the_same_for_two_and_twelve(browser):
    SamplingPlanFactory.create_batch(2)
    two = queries(lambda: browser.get(PLANS))
    SamplingPlanFactory.create_batch(10)

    assert queries(lambda: browser.get(PLANS)) == two


def test_a_plan_ordered_from_above_names_the_authority(chief):
    typed = {
        "name": "省级监督抽查",
        "division": SHUNDE,
        "product": "电热水壶",
        "standard": "GB 4706.19",
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "ordered_by": "superior",
        "superior": "",
        "batches": "5",
        "times_per_enterprise": "1",
    }
    browser = browser_of(chief)

    response = browser.post(f"{PLANS}add/", typed)
    assert "superior" in response.context["adminform"].form.errors

    browser.post(f"{PLANS}add/", typed | {"superior": "广东省市场监督管理局"})
    assert SamplingPlan.objects.get().is_superiors


def test_a_laboratory_is_kept_by_the_section_head(chief, browser):
    typed = {"name": "检验站", "cma_number": "2026001", "cma_valid_to": "2030-01-01"}

    assert browser.post("/admin/inspections/laboratory/add/", typed).status_code == 403
    response = browser_of(chief).post("/admin/inspections/laboratory/add/", typed)

    assert response.status_code == 302
    assert Laboratory.objects.get().name == "检验站"


# --- Elsewhere ------------------------------------------------------------------------------------


def test_samples_elsewhere_are_not_found(browser, stranger):
    theirs = SampleFactory(enterprise__division_id=HUANGSHI)
    mine = SampleFactory()

    assert browser.get(page(theirs)).status_code == 404
    assert browser.post(page(theirs, "step/draw/"), {}).status_code == 404
    assert browser.post(page(theirs, "backup/"), {"why": "x"}).status_code == 404
    assert browser_of(stranger).get(page(mine)).status_code == 404
    assert list(browser.get(LIST).context["cl"].result_list) == [mine]
    assert list(browser_of(stranger).get(LIST).context["cl"].result_list) == [theirs]


def test_plans_and_samplings_elsewhere_are_not_found(browser):
    plan = SamplingPlanFactory(division_id=HUANGSHI)
    other = SuperiorSamplingFactory(enterprise__division_id=HUANGSHI)

    assert browser.get(f"{PLANS}{plan.pk}/change/").status_code == 404
    address = f"/admin/inspections/superiorsampling/{other.pk}/change/"
    assert browser.get(address).status_code == 404


def test_home_leads_to_what_waits(chief):
    sample_in("failed")
    sample_in("objected")

    home = browser_of(chief).get("/").content.decode()

    assert f"{LIST}?standing=notify" in home
    assert f"{LIST}?standing=decide" in home
