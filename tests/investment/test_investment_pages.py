"""The pages of investment: what they show to whom, what they ask, and what they cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from investment.models import ContactPerson, Prospect, ProspectFigure, ProspectTask, ProspectVisit
from investment.services import followup, prospects, trips
from qualitysup.accounts.roles import Role
from qualitysup.audit.models import AccessLog
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import HUANGSHI, UserFactory
from tests.inspections.clients import browser_of
from tests.investment.factories import (
    ParkFactory,
    ParkOfferFactory,
    PolicyPackFactory,
    RequirementFactory,
    days,
    entered,
)

pytestmark = pytest.mark.django_db
FIRMS = "/admin/investment/prospect/"


@pytest.fixture
def client(officer):
    return browser_of(officer)


@pytest.fixture
def firm(officer):
    return entered(officer)


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def sent(client, path, **typed):
    answer = client.post(path, typed)
    assert answer.status_code == 302, answer.context and answer.context.get("reasons")


def test_a_firm_is_entered_and_found_on_its_page(client, officer):
    typed = {
        "version": 0,
        "name": "示例客商",
        "intention": "near",
        "owner": officer.pk,
        "source": "测试",
        "found_on": days(0),
        **{
            f"{part}-{field}_FORMS": 0
            for part in ("figures", "sites", "team")
            for field in ("TOTAL", "INITIAL")
        },
    }
    sent(client, f"{FIRMS}add/", **typed)
    assert "示例客商" in page(client, FIRMS)
    again = client.post(f"{FIRMS}add/", typed)
    assert "goes by the name" in again.content.decode()
    assert Prospect.objects.count() == 1


def test_the_work_on_a_firm_is_done_from_its_page(client, officer, firm):
    here = f"{FIRMS}{firm.pk}/"
    sent(client, f"{here}contact/", on=days(0), how="call", purpose="answer", words="已电话联系")
    sent(client, f"{here}require/", subject="land", comparison="≥", value=300, words="土地三百亩")
    asked = firm.requirements.get()
    sent(
        client,
        f"{here}owe/",
        kind="materials",
        words="寄送资料",
        owner=officer.pk,
        due_on=days(5),
        answers=[asked.pk],
    )
    task = firm.tasks.get()
    assert list(task.requirements.all()) == [asked]
    edition = PolicyPackFactory(division_id=HUANGSHI).editions.create(says="内容", source="文件")
    settled = {"what": "done", "result": "挂号信", "on": days(0), "edition": edition.pk}
    sent(client, f"{here}settle/?task={task.pk}", **settled)
    sent(client, f"{here}book/", planned_on=days(0), officer=officer.pk)
    visit = firm.visits.get()
    record = f"/admin/investment/prospectvisit/{visit.pk}/record/"
    sent(client, record, on=days(0), introduced="on", met="厂长", said="有意向")
    sent(client, f"{here}receive/", state="invited", invited_on=days(0), words="欢迎")
    sent(client, f"{here}name/", name="晨星家电")
    sent(client, f"{here}person/", post="厂长")
    text = page(client, f"{here}change/")
    for words in ("已电话联系", "土地三百亩", "挂号信", "欢迎", "晨星家电", str(edition)):
        assert words in text


def test_a_person_who_gives_a_number_gives_consent(client, firm):
    typed = {"post": "厂长", "phone": "13800001234", "consent_on": days(0), "keep_until": days(9)}
    refused = client.post(f"{FIRMS}{firm.pk}/person/", typed)
    assert refused.status_code == 409
    assert "only with consent" in refused.content.decode()
    sent(client, f"{FIRMS}{firm.pk}/person/", **typed, consent="名片")
    text = page(client, f"{FIRMS}{firm.pk}/change/")
    assert "138****1234" in text
    assert "13800001234" not in text


def test_a_person_is_shown_in_full_only_on_asking_and_to_whom_may(client, firm, officer, leader):
    facts = {"consent": "名片", "consent_on": days(-1), "keep_until": days(9)}
    person = ContactPerson(prospect=firm, post="厂长", phone="13800001234", **facts)
    followup.keep_person(person, by=officer)
    whole = f"{FIRMS}{firm.pk}/unmask/?person={person.pk}"
    assert client.get(whole).status_code == 302
    assert not AccessLog.objects.filter(action="read", target_id=str(person.pk)).exists()
    told = client.post(whole)
    assert "13800001234" in told.content.decode()
    assert "no-store" in told["Cache-Control"]
    assert AccessLog.objects.filter(action="read", target_id=str(person.pk)).count() == 1
    assert browser_of(leader).post(whole).status_code == 403


def test_what_is_not_theirs_is_not_there(firm):
    stranger = browser_of(UserFactory(roles=[Role.INVESTMENT_OFFICER]))
    for part in ("change", "match", "contact", "book", "join"):
        assert stranger.get(f"{FIRMS}{firm.pk}/{part}/").status_code == 404
    assert "示例客商" not in page(stranger, FIRMS)
    assert "示例客商" not in page(stranger, f"{FIRMS}board/")


def test_who_does_not_work_on_investment_sees_none_of_it():
    inspector = browser_of(UserFactory(roles=[Role.INSPECTOR]))
    for path in (FIRMS, f"{FIRMS}board/", f"{FIRMS}forecast/", "/admin/investment/park/"):
        assert inspector.get(path).status_code in (403, 404)


def test_the_match_names_park_verdict_reason_and_what_to_ask(client, firm):
    RequirementFactory(prospect=firm)
    RequirementFactory(prospect=firm, subject="water_price", comparison="≤", value=3)
    park = ParkFactory(name="甲园", division_id=HUANGSHI)
    ParkOfferFactory(park=park, value=500)
    elsewhere = ParkFactory(name="别处园")
    text = page(client, f"{FIRMS}{firm.pk}/match/")
    assert "500 mu there, asked ≥ 300 mu." in text
    assert "price of water of 甲园" in text
    assert elsewhere.name not in text


def test_firms_are_handed_over_in_one_go(head, officer, colleague, firm):
    other = entered(officer, name="别家客商")
    browser = browser_of(head)
    chosen = {"action": "hand_over", "_selected_action": [firm.pk, other.pk]}
    assert "Hand over 2 firms" in browser.post(FIRMS, chosen).content.decode()
    answer = browser.post(FIRMS, chosen | {"confirmed": 1, "to": colleague.pk}, follow=True)
    assert "2 firms are handed over." in answer.content.decode()
    assert Prospect.objects.filter(owner=colleague).count() == 2
    assert 'value="hand_over"' in page(browser, FIRMS)
    assert 'value="hand_over"' not in page(browser_of(officer), FIRMS)


def test_a_firm_is_joined_and_linked_from_its_page(client, officer, firm):
    double = entered(officer, name="晨星家电")
    registered = EnterpriseFactory(division_id=HUANGSHI, name="黄石示例有限公司")
    sent(client, f"{FIRMS}{double.pk}/join/", into=firm.pk, note="同一企业")
    sent(client, f"{FIRMS}{firm.pk}/link/", enterprise=registered.pk)
    firm.refresh_from_db()
    assert firm.enterprise == registered
    double.refresh_from_db()
    assert double.joined_to == firm
    timeline = page(client, registered.get_absolute_url())
    assert "Found as a prospect" in timeline


def test_board_and_forecast_cost_the_same_for_two_firms_and_for_twelve(client, officer):
    def cost(path):
        with CaptureQueriesContext(connection) as asked:
            page(client, path)
        return len(asked)

    def more(first, last):
        for n in range(first, last):
            firm = entered(officer, name=f"示例{n}客商", horizon_to=days(n * 200), invest_from=n)
            ProspectFigure.objects.create(prospect=firm, year=2025, kind="sales", value=n)

    more(0, 2)
    page(client, f"{FIRMS}board/")
    two = [cost(f"{FIRMS}board/"), cost(f"{FIRMS}forecast/")]
    more(2, 12)
    assert [cost(f"{FIRMS}board/"), cost(f"{FIRMS}forecast/")] == two


def test_every_figure_of_the_forecast_opens_its_rows(client, officer):
    firms = [
        entered(officer, name=f"示例{n}客商", horizon_to=days(n * 200), invest_from=n + 1)
        for n in range(5)
    ]
    ProspectFigure.objects.create(prospect=firms[0], year=2025, kind="sales", value=20_000)
    prospects.close(firms[4], by=officer, because="elsewhere", note="已定他处", went_to="示例市")
    answer = client.get(f"{FIRMS}forecast/")
    table = answer.context["table"]
    cells = [cell for _stage, cells, total in table.rows for cell in [*cells, total]]
    counted = [(cell.count, cell.url) for cell in cells if cell.count]
    counted += [(row["firms"], row["url"]) for row in table.figures]
    counted += [(row["found"], row["url"]) for row in table.elsewhere]
    counted += [(row["told"] + row["untold"], url) for _, row, url in table.ranges if row]
    assert len(counted) > 8
    for count, url in counted:
        assert client.get(url).context["cl"].result_count == count, url


def test_a_trip_is_planned_and_its_visits_recorded_from_its_page(client, officer, leader, firm):
    typed = {
        "version": 0,
        "name": "赴示例市",
        "destination": "示例市",
        "purpose": "招商",
        "leads": leader.pk,
        "from_on": days(-3),
        "to_on": days(0),
        **{
            f"{part}-{field}_FORMS": 0
            for part in ("members", "programme")
            for field in ("TOTAL", "INITIAL")
        },
    }
    sent(client, "/admin/investment/trip/add/", **typed)
    visit_of = ProspectVisit.objects.filter(prospect=firm)
    trip = firm._meta.apps.get_model("investment.Trip").objects.get()
    here = f"/admin/investment/trip/{trip.pk}/"
    sent(client, f"{here}book/", prospect=firm.pk, planned_on=days(-2), officer=officer.pk)
    visit = visit_of.get()
    assert "Record the visit to 示例客商" in page(client, f"{here}change/")
    sent(client, f"{here}record/?visit={visit.pk}", on=days(-2), listened="on", said="有意向")
    visit.refresh_from_db()
    assert (visit.state, visit.listened, visit.introduced) == ("made", True, False)
    assert client.get(f"{here}record/?visit={visit.pk}").status_code == 404


def test_home_lists_whom_to_contact_what_is_owed_and_where_to_go(client, officer, firm):
    Prospect.objects.filter(pk=firm.pk).update(next_contact_on=days(-1))
    task = ProspectTask(prospect=firm, kind="ours", words="回电", owner=officer, due_on=days(3))
    followup.owe(task, by=officer)
    trips.book(ProspectVisit(prospect=firm, officer=officer, planned_on=days(2)), by=officer)
    old = ParkOfferFactory(
        park=ParkFactory(division_id=HUANGSHI), valid_from=days(-9), valid_to=days(-1)
    )
    text = page(client, "/")
    for words in ("Firms to contact within 7 days", "回电", "Firms that I am booked to visit"):
        assert words in text
    assert old.park.name in text
