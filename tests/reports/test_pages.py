"""The pages of study reports: whom they are for, what they ask, whose words they keep."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from qualitysup.accounts.roles import Role
from qualitysup.audit.models import AccessLog
from qualitysup.dashboard.lens import Lens
from qualitysup.dashboard.periods import Period
from qualitysup.reports.models import Statement, StudyReport, TextBlock
from qualitysup.reports.services import reports
from tests.factories import CHENCUN, HUANGSHI, SHUNDE, UserFactory

pytestmark = pytest.mark.django_db
BACKEND = "qualitysup.accounts.backends.RoleBackend"
PERIOD = {"since": "2026-01-01", "until": "2026-06-30"}


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def browser(client, manager):
    client.force_login(manager, backend=BACKEND)
    return client


@pytest.fixture
def lens(manager):
    return Lens(manager, Period(dt.date(2026, 1, 1), dt.date(2026, 6, 30)))


def test_a_report_is_asked_for_with_its_texts_and_taken_away(browser, unpublished, manager):
    typed = PERIOD | {"subject": "clock", "number": "顺市监报[2026]第3号", "make": ""}
    answer = browser.post("/reports/new/", typed | {"text-opening": "第一行\r\n第二行"})

    report = StudyReport.objects.get()
    assert answer.headers["Location"] == f"/reports/{report.pk}/"
    assert report.number == "顺市监报〔2026〕3号"
    assert TextBlock.objects.get().text == "第一行\n第二行"
    assert browser.get(f"/reports/{report.pk}/docx/").status_code == 404
    assert browser.get(f"/reports/{report.pk}/progress/").json() == {
        "done": 0,
        "rows": 2,
        "finished": False,
    }

    reports.run(report.pk)
    for kind, begin in (("docx", b"PK"), ("pdf", b"%PDF")):
        taken = browser.get(f"/reports/{report.pk}/{kind}/")
        assert b"".join(taken.streaming_content).startswith(begin)
    assert AccessLog.objects.filter(by=manager, action="download").count() == 2


def test_texts_alone_are_kept_and_nothing_is_made(browser):
    answer = browser.post("/reports/new/", PERIOD | {"text-closing": "特此报告。"}, follow=True)

    assert not StudyReport.objects.exists()
    assert "特此报告。" in answer.content.decode()
    assert TextBlock.objects.get().slot == "closing"


def test_the_text_of_the_period_before_is_offered_and_kept_only_when_saved(browser):
    browser.post("/reports/new/", PERIOD | {"text-opening": "上半年的话。"})

    page = browser.get("/reports/new/?since=2026-07-01&until=2026-12-31").content.decode()

    assert "上半年的话。" in page
    assert "Taken over from the period before" in page
    assert TextBlock.objects.count() == 1


def test_what_somebody_else_wrote_meanwhile_is_shown_and_not_overwritten(browser):
    browser.post(
        "/reports/new/", PERIOD | {"text-opening": "别人的话。", "text-closing": "特此报告。"}
    )
    mine = PERIOD | {"text-opening": "我的话。", "text-opening-read": "", "make": ""}

    page = browser.post("/reports/new/", mine | {"text-closing": "特此报告。"})

    said = page.content.decode()
    assert page.status_code == 200
    assert "changed this text meanwhile" in said
    assert "别人的话。" in said
    assert "我的话。" in said
    assert not StudyReport.objects.exists()
    assert TextBlock.objects.get(slot="opening").text == "别人的话。"
    # Having read it, one may mean it.
    browser.post("/reports/new/", mine | {"text-opening-read": "别人的话。"})
    assert TextBlock.objects.get(slot="opening").text == "我的话。"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"number": "第3号"}, "code word, year, number"),
        ({"subject": "accounts"}, "Select a valid choice"),
        ({"since": "2026-07-01"}, "ends before it begins"),
        ({"place": HUANGSHI}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_reported_says_why_and_nothing_is_done(browser, asked, words):
    answer = browser.post("/reports/new/", PERIOD | asked | {"text-opening": "话", "make": ""})

    assert answer.status_code == 400
    assert words in answer.content.decode()
    # Nothing that was typed is lost.
    assert ">\n话</textarea>" in answer.content.decode()
    assert not StudyReport.objects.exists()
    assert not TextBlock.objects.exists()


def test_who_has_no_home_is_asked_for_a_place(client):
    person = UserFactory(roles=[Role.SECTION_HEAD], home_id=None, divisions=[SHUNDE])
    client.force_login(person, backend=BACKEND)

    answer = client.get("/reports/new/")

    assert answer.status_code == 400
    assert "no home division" in answer.content.decode()
    assert client.get(f"/reports/new/?place={CHENCUN}").status_code == 200


def test_reports_of_others_are_not_there(client, lens, chief):
    report = reports.ask(lens, subject="clock")
    reports.run(report.pk)
    client.force_login(chief, backend=BACKEND)

    for page in ("", "progress/", "docx/", "pdf/"):
        assert client.get(f"/reports/{report.pk}/{page}").status_code == 404
    assert client.post(f"/reports/{report.pk}/cancel/").status_code == 404
    assert f"/reports/{report.pk}/" not in client.get("/reports/").content.decode()


def test_who_has_no_dashboard_has_no_reports(client, inspector):
    client.force_login(inspector, backend=BACKEND)

    assert client.get("/reports/").status_code == 403
    assert client.get("/reports/new/").status_code == 403


def test_a_report_is_cancelled_and_says_so(browser, lens):
    report = reports.ask(lens)

    page = browser.post(f"/reports/{report.pk}/cancel/", follow=True).content.decode()

    assert "nothing of it is left" in page
    assert browser.get(f"/reports/{report.pk}/cancel/").status_code == 405


def test_the_list_is_paged_and_costs_the_same_for_two_and_for_twelve(browser, lens):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get("/reports/").status_code == 200
        return len(queries)

    def make(numbers):
        for number in numbers:
            reports.ask(lens, number=f"顺市监报〔2026〕{number}号")

    make(range(1, 3))
    browser.get("/reports/")
    few = cost()
    make(range(3, 13))
    assert cost() == few
    make(range(13, 23))
    first, second = (browser.get(f"/reports/?page={page}").content.decode() for page in (1, 2))
    assert (first.count('<th scope="row">'), second.count('<th scope="row">')) == (20, 2)


def test_a_figure_of_a_source_is_entered_once_with_its_bound(browser, manager):
    typed = {
        "division": SHUNDE,
        "subject": "clock",
        "name": "按期办结率",
        "bound": "≥",
        "value": "98.5",
        "unit": "%",
        "as_of": timezone.localdate().isoformat(),
        "source": "年度工作报告",
        "words": "超过98.5%",
    }
    page = "/admin/reports/statement/add/"

    browser.post(page, typed)
    again = browser.post(page, typed).content.decode()

    assert Statement.objects.get().shown == "≥ 98.5"
    assert "This source has stated this figure of this day." in again
    refused = browser.post(page, typed | {"value": "-1", "name": "别的"}).content.decode()
    assert "A figure is not negative." in refused
    # And a report of the same person has it.
    report = reports.ask(Lens(manager, Period(timezone.localdate(), timezone.localdate())))
    parts = {part["subject"]: part for part in reports.run(report.pk).parts}
    assert parts["clock"]["stated"][0]["value"] == "≥ 98.5"
