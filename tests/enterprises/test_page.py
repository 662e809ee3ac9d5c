import datetime as dt

from enterprises import timeline
from enterprises.services import merging, risk
from qualitysup.audit.models import AccessLog
from tests.enterprises.factories import (
    AnnualFigureFactory,
    ContactFactory,
    EnterpriseFactory,
    FormerNameFactory,
    LicenceFactory,
    ProductFactory,
)


def fill(enterprise, count):
    for year in range(count):
        AnnualFigureFactory(enterprise=enterprise, year=2000 + year, bound="≥", value=5_700_000)
        FormerNameFactory(enterprise=enterprise, used_to=dt.date(2000 + year, 5, 1))
        LicenceFactory(enterprise=enterprise, valid_from=dt.date(2000 + year, 6, 1))
    ContactFactory.create_batch(count, enterprise=enterprise)
    ProductFactory.create_batch(count, enterprise=enterprise)


def test_page_shows_who_it_is_with_bounds_and_reasons(admin_page, officer):
    enterprise = EnterpriseFactory(name="测试压力机厂")
    fill(enterprise, 2)
    risk.assess(enterprise, by=officer, risk_class="C", reason="两次抽查不合格")

    page = admin_page.get(enterprise.get_absolute_url()).content.decode()

    for words in ("测试压力机厂", enterprise.uscc, "≥ 570", "两次抽查不合格", "GB 17120—2012"):
        assert words in page
    assert 'style="' not in page


def test_page_costs_the_same_for_two_rows_and_twelve(
    admin_page, django_assert_num_queries, django_assert_max_num_queries
):
    few, many = EnterpriseFactory(), EnterpriseFactory()
    fill(few, 2)
    fill(many, 12)
    admin_page.get(few.get_absolute_url())
    with django_assert_max_num_queries(44) as first:
        admin_page.get(few.get_absolute_url())

    with django_assert_num_queries(len(first)):
        admin_page.get(many.get_absolute_url())


def test_looking_at_an_enterprise_is_logged(admin_page, officer):
    enterprise = EnterpriseFactory()

    admin_page.get(enterprise.get_absolute_url())

    log = AccessLog.objects.filter(action=AccessLog.Action.READ).get()
    assert (log.by, log.target_id) == (officer, str(enterprise.pk))


def test_enterprise_elsewhere_is_not_found_rather_than_forbidden(client, stranger):
    client.force_login(stranger, backend="qualitysup.accounts.backends.RoleBackend")

    assert client.get(EnterpriseFactory().get_absolute_url()).status_code == 404


def test_visitor_is_sent_to_sign_in(client, db):
    assert client.get(EnterpriseFactory().get_absolute_url()).status_code == 302


def test_timeline_is_newest_first_filtered_and_paged(admin_page, officer):
    enterprise = EnterpriseFactory()
    fill(enterprise, 12)
    risk.assess(enterprise, by=officer, risk_class="B", reason="首次评定")

    first = admin_page.get(enterprise.get_absolute_url()).context["page"]
    names = admin_page.get(enterprise.get_absolute_url(), {"kind": "name", "page": 1})

    assert first.paginator.count == 25
    moments = [entry.moment for entry in first]
    assert moments == sorted(moments, reverse=True)
    assert first[0].kind == "risk"
    assert {entry.kind for entry in names.context["page"]} == {"name"}


def test_timeline_tells_what_happened_under_the_old_number(officer):
    survivor, duplicate = EnterpriseFactory(), EnterpriseFactory()
    risk.assess(duplicate, by=officer, risk_class="D", reason="旧号码的事")
    merging.merge(survivor, duplicate, by=officer)

    told = timeline.of([survivor.pk, duplicate.pk], officer)

    assert any("旧号码的事" in entry.title for entry in told)


def test_subject_adds_its_own_entries(officer, monkeypatch):
    monkeypatch.setattr(timeline, "_sources", {})

    @timeline.register("visit", "visits")
    def visits(enterprise_ids, user):
        assert user == officer
        yield timeline.Entry(dt.date(2026, 5, 6), f"visited {enterprise_ids}", "/visits/1/")

    (entry,) = timeline.of([7], officer)

    assert (entry.kind, entry.label, entry.title) == ("visit", "visits", "visited [7]")
    assert timeline.of([7], officer, only="order") == []
    assert timeline.kinds() == {"visit": "visits"}
