"""The pages of draws: drafting with a live count, steps in the background, proof, who sees what."""

import datetime as dt
import hashlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enterprises.models import Enterprise
from inspections import tasks
from inspections.models import Draw, DrawJob, DrawnEnterprise, DrawRate, Recusal
from inspections.services import draw_jobs, draws
from qualitysup.accounts.roles import Role
from qualitysup.audit.models import AccessLog
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import CHENCUN, HUANGSHI, SHUNDE, UserFactory
from tests.inspections.clients import browser_of, queries, told
from tests.inspections.factories import DrawFactory, DrawnEnterpriseFactory, RecusalFactory
from tests.inspections.stories_of_draws import everybody, frozen, inspectors, made, promised

pytestmark = pytest.mark.django_db

LIST = "/admin/inspections/draw/"
DRAWN = "/admin/inspections/drawnenterprise/"


def page(draw, part="change/"):
    return f"{LIST}{draw.pk}/{part}"


def typed(**more):
    today = timezone.localdate()
    rates = {"D": 30, "C": 10, "B": 2, "A": 1, "none": 50}
    return {
        "name": "锻压机械双随机抽查",
        "division": SHUNDE,
        "items": "执行标准情况",
        "basis": "《广东省市场监管条例》第二十六条",
        "starts_on": today.isoformat(),
        "ends_on": (today + dt.timedelta(days=60)).isoformat(),
        "inspectors_each": 2,
        "mode": "open",
        "industries": "",
        "version": 0,
        **{f"rate_{name}": rate for name, rate in rates.items()},
        **{f"number_{name}": "" for name in rates},
    } | more


@pytest.fixture
def head(db):
    return everybody()


@pytest.fixture
def browser(head):
    return browser_of(head)


# --- A draft --------------------------------------------------------------------------------------


def test_a_draft_is_begun_with_the_rates_in_force(browser):
    DrawRate.objects.create(
        risk_class="B",
        rate=5,
        valid_from=timezone.localdate(),
        legal_basis="年度抽查计划",
        confidence="F",
    )

    form = browser.get(f"{LIST}add/").context["adminform"].form

    assert form.initial["rate_B"] == 5
    assert form.initial["rate_D"] == 30


def test_what_was_typed_becomes_a_draft_with_its_strata(browser, head):
    response = browser.post(f"{LIST}add/", typed(number_D="7"), follow=True)

    draw = Draw.objects.get()
    assert response.status_code == 200
    assert (draw.division_id, draw.officer, draw.state) == (SHUNDE, head, "draft")
    assert dict(draw.strata.values_list("risk_class", "number"))["D"] == 7
    assert draw.strata.get(risk_class="-").rate == 50


def test_a_draft_is_edited_until_its_seed_is_promised(browser, head):
    draw = DrawFactory()

    browser.post(page(draw), typed(name="改名", rate_A="3"), follow=True)
    draw.refresh_from_db()
    assert (draw.name, draw.version) == ("改名", 1)
    assert draw.strata.get(risk_class="A").rate == 3

    draw = draws.commit(draw, by=head)
    browser.post(page(draw), typed(name="再改", version=draw.version), follow=True)
    draw.refresh_from_db()
    assert draw.name == "改名"


def test_a_filter_needs_the_mode_that_has_one_and_says_so(browser):
    response = browser.post(f"{LIST}add/", typed(risk_classes=["D"]))

    assert response.status_code == 200
    assert "among chosen enterprises" in response.content.decode()
    assert not Draw.objects.exists()


def test_an_unknown_industry_is_named(browser):
    response = browser.post(f"{LIST}add/", typed(mode="targeted", industries="3422、99"))

    assert response.context["adminform"].form.errors["industries"] == [
        "No industry has the code 99."
    ]


def test_the_pool_is_counted_while_it_is_typed(browser):
    EnterpriseFactory.create_batch(4)
    EnterpriseFactory.create_batch(3, risk_class="D", risk_reason="测试")
    EnterpriseFactory(status=Enterprise.Status.CANCELLED)
    inspectors(2)
    expired = UserFactory(roles=[Role.INSPECTOR], badge_number="粤X1", badge_valid_to="2020-01-01")

    shown = browser.get(f"{LIST}count/", typed()).context

    assert (shown["population"], shown["sample"]) == (7, 1 + 2)
    assert shown["left_out"] == [("deregistered", 1)]
    assert shown["inspectors"] == 2
    assert shown["stay_home"] == [(expired, "badge expired")]


def test_the_count_of_a_half_filled_form_asks_for_the_rest(browser):
    response = browser.get(f"{LIST}count/", {"name": "半"})

    assert response.context["counted"] is False


def test_the_count_reaches_no_further_than_the_person():
    EnterpriseFactory.create_batch(3)
    elsewhere = browser_of(UserFactory(divisions=[HUANGSHI], home_id=HUANGSHI))

    assert elsewhere.get(f"{LIST}count/", typed()).context["counted"] is False


# --- Steps in the background ----------------------------------------------------------------------


def test_freezing_is_asked_for_and_its_page_shows_how_far_it_is(browser, head, monkeypatch):
    EnterpriseFactory.create_batch(6)
    inspectors()
    draw = promised(by=head)
    monkeypatch.setattr(tasks.work_on_draw, "delay", lambda key: None)

    response = browser.post(page(draw, "step/freeze/"), {"version": draw.version}, follow=True)
    job = DrawJob.objects.get()

    assert told(response) == ["It is being done; this page shows how far it is."]
    assert f'data-progress="{page(draw, "progress/")}"' in response.content.decode()
    assert browser.get(page(draw, "progress/")).json() == {
        "done": 0,
        "expected": 6,
        "finished": False,
    }
    draw_jobs.run(job.pk)
    assert browser.get(page(draw, "progress/")).json()["finished"]
    assert "data-progress" not in browser.get(page(draw)).content.decode()


def test_a_refused_job_says_on_the_page_why(browser, head):
    draw = promised(by=head)
    EnterpriseFactory()
    draw_jobs.run(draw_jobs.ask(draw, "freeze", by=head).pk)

    assert "陈村镇" in browser.get(page(draw)).content.decode()


def test_no_page_asks_on_which_day_a_seed_was_promised(browser):
    form = browser.get(page(DrawFactory(), "step/commit/")).context["form"]

    assert "on" not in form.fields


# --- Proof ----------------------------------------------------------------------------------------


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_the_pool_file_is_the_file_that_was_hashed_and_its_going_out_is_logged(browser, head):
    draw = frozen()

    response = browser.get(page(draw, "pool/"))

    assert hashlib.sha256(body(response)).hexdigest() == draw.pool_hash
    logged = AccessLog.objects.get(action=AccessLog.Action.EXPORT)
    assert (logged.by, logged.count, logged.target_id) == (head, 12, str(draw.pk))


def test_the_result_file_is_the_one_that_the_certificate_names(browser):
    draw = made()

    result = body(browser.get(page(draw, "result/")))
    facts = browser.get(page(draw, "certificate/")).context["facts"]

    assert hashlib.sha256(result).hexdigest() == facts["drawn_hash"]
    assert len(result.splitlines()) == draw.drawn_count == 3


def test_the_certificate_works_one_candidate_through(browser):
    draw = made()
    first = draw.drawn.first()

    words = browser.get(page(draw, "certificate/")).content.decode()

    assert f"{draw.seed} {draw.pool_hash} {first.public_id} | sha256sum" in words
    assert first.key in words


def test_the_certificate_is_issued_with_the_draw_as_a_paper(browser):
    draw = made()

    words = browser.get(page(draw)).content.decode()

    assert "双随机抽取证书" in words
    assert "〕1号" in words


def test_before_the_draw_there_is_neither_key_nor_certificate(browser):
    draw = frozen()

    for part in ("certificate/", "keys/", "result/"):
        assert browser.get(page(draw, part)).status_code == 404
    assert browser.get(page(DrawFactory(), "pool/")).status_code == 404


def every_page_of(browser, draw):
    for address in (
        LIST,
        f"{LIST}export/csv/",
        page(draw),
        page(draw, "history/"),
        page(draw, "pool/"),
        page(draw, "progress/"),
        f"/api/v1/draws/{draw.pk}/",
        "/api/v1/draws/",
        "/admin/audit/accesslog/",
        "/",
    ):
        response = browser.get(address)
        yield address, body(response) if response.streaming else response.content


def test_no_page_no_export_and_no_log_shows_a_seed_before_its_draw(browser, caplog):
    draw = frozen()
    seed = draws.seeds.reveal(draw.commitment, draw.sealed_seed.nonce, draw.sealed_seed.sealed)
    caplog.set_level("DEBUG")

    for address, content in every_page_of(browser, draw):
        assert seed.encode() not in content, address

    assert seed not in caplog.text


# --- Drawn enterprises ----------------------------------------------------------------------------


def test_a_drawn_enterprise_that_is_gone_is_ended_with_a_reason(browser):
    row = made().drawn.first()
    address = f"{DRAWN}{row.pk}/gone/"

    refused = browser.post(address, {"note": "已搬"})
    Enterprise.objects.filter(pk=row.enterprise_id).update(status="moved_out")
    browser.post(address, {"note": "已迁出，登记机关告知"})

    row.refresh_from_db()
    assert refused.status_code == 409
    assert (row.state, row.note) == ("gone", "已迁出，登记机关告知")


def test_who_goes_instead_is_told(browser):
    row = made().drawn.first()
    leaves = row.inspectors.first()

    response = browser.post(
        f"{DRAWN}{row.pk}/replace/", {"assigned": leaves.pk, "reason": "请假"}, follow=True
    )

    goes = row.inspectors.last()
    assert str(goes) in told(response)[0]
    assert (goes.stands_in_for, goes.position) == (leaves, 3)


def test_an_inspector_finds_their_own_on_home_and_others_not():
    row = made().drawn.first()
    mine = row.inspectors.first().person
    mine.is_staff = True
    mine.save()
    own = DrawnEnterprise.objects.of_inspector(mine).count()

    words = browser_of(mine).get(f"{DRAWN}?standing=mine").context["cl"]

    assert words.result_count == own > 0
    assert own < DrawnEnterprise.objects.count()


def test_the_drawn_of_another_city_are_not_there(stranger):
    draw = made()
    browser = browser_of(stranger)

    assert browser.get(page(draw)).status_code == 404
    assert browser.get(page(draw, "pool/")).status_code == 404
    assert browser.get(f"{DRAWN}{draw.drawn.first().pk}/change/").status_code == 404
    assert browser.get(DRAWN).context["cl"].result_count == 0


def test_a_town_sees_what_was_drawn_there_but_not_the_draw_of_the_district():
    draw = made()
    town = browser_of(UserFactory(divisions=[CHENCUN], home_id=CHENCUN))

    assert town.get(DRAWN).context["cl"].result_count == draw.drawn_count
    assert town.get(page(draw)).status_code == 404


# --- Recusals and rates ---------------------------------------------------------------------------


def test_a_recusal_is_entered_where_the_enterprise_lies(browser, head):
    person, firm = inspectors(1)[0], EnterpriseFactory()

    browser.post(
        "/admin/inspections/recusal/add/",
        {
            "inspector": person.pk,
            "enterprise": firm.pk,
            "reason": "近亲属任职",
            "starts_on": "2026-01-01",
            "ends_on": "",
        },
    )

    kept = Recusal.objects.get()
    assert (kept.division_id, kept.recorded_by) == (CHENCUN, head)


def test_a_recusal_is_ended_and_not_taken_back(browser):
    recusal = RecusalFactory()
    address = f"/admin/inspections/recusal/{recusal.pk}/"

    browser.post(f"{address}change/", {"reason": recusal.reason, "ends_on": "2026-12-31"})

    recusal.refresh_from_db()
    assert recusal.ends_on == dt.date(2026, 12, 31)
    assert browser.post(f"{address}delete/").status_code == 403


# --- Queries --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "factory"), [(LIST, DrawFactory), (DRAWN, DrawnEnterpriseFactory)]
)
def test_a_list_costs_the_same_for_two_rows_and_twelve(browser, address, factory):
    factory.create_batch(2)
    browser.get(address)
    two = queries(lambda: browser.get(address))
    factory.create_batch(10)

    assert queries(lambda: browser.get(address)) == two


def test_the_page_of_a_draw_costs_the_same_however_many_were_drawn(head):
    browser = browser_of(head)
    small = made(enterprises=8, by=head)
    browser.get(page(small))
    few = queries(lambda: browser.get(page(small)))
    large = made(enterprises=60, by=head, name="大")

    with CaptureQueriesContext(connection) as captured:
        browser.get(page(large))

    # What is alike is there for the second one, and names its division and officer at once.
    assert len(captured) == few


# --- Search ---------------------------------------------------------------------------------------


def test_drawn_and_left_out_are_found_by_what_finds_their_enterprise(browser):
    EnterpriseFactory(name="测试注销压机厂", status=Enterprise.Status.CANCELLED)
    draw = made(strata={"-": 100}, name="年度抽查")
    firm = draw.drawn.first().enterprise

    def found(address, text):
        return browser.get(address, {"q": text}).context["cl"].result_count

    assert found(DRAWN, firm.uscc) == 1
    assert found(DRAWN, "无此企业") == 0
    assert found("/admin/inspections/drawexclusion/", "注销压机") == 1
    assert found(LIST, "年度") == 1
    assert found(LIST, "季度") == 0
