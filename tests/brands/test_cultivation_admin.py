"""Firms on their way to an honour at the desk: every page of it, and what the lists cost."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from brands.models import (
    Catalogue,
    Commitment,
    Cultivation,
    CultivationVisit,
    Requirement,
    ScreeningSheet,
    VetoRecord,
)
from brands.services import commitments
from qualitysup.accounts.roles import Role
from qualitysup.evidence.models import Attachment
from tests.brands import cultivation_factories as stage
from tests.brands.factories import kind
from tests.brands.sweep_factories import cell_of, found, under_way
from tests.enterprises.factories import EnterpriseFactory
from tests.evidence.factories import photo
from tests.factories import SHUNDE, UserFactory
from tests.inspections.clients import browser_of, queries, told

pytestmark = pytest.mark.django_db


def url(name, *args, **params):
    return reverse(f"admin:brands_{name}", args=args, query=params or None)


def day(ahead=0) -> str:
    return (timezone.localdate() + dt.timedelta(days=ahead)).isoformat()


def page(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def as_it_is(row):
    row.refresh_from_db()
    return row


def sent(browser, address, **typed):
    """Send a form that is taken; return what the page it led to tells."""
    answer = browser.post(address, typed, follow=True)
    assert answer.redirect_chain, answer.content.decode()
    return told(answer)


def take(browser, case, step, **typed):
    """Take a step from its page, as the case is now; return the state that it led to."""
    address = url(f"{case._meta.model_name}_step", case.pk, step)
    page(browser, address)
    sent(browser, address, on=day(), version=as_it_is(case).version, **typed)
    return as_it_is(case).state


@pytest.fixture
def chief(db):
    return stage.head()


@pytest.fixture
def browser(chief):
    return browser_of(chief)


# --- The whole way --------------------------------------------------------------------------------


def test_a_candidate_of_a_sweep_is_led_to_its_honour(browser, chief):
    finding = found(cell_of(under_way(by=chief)), by=chief)

    # The form knows what the sweep found.
    address = url("cultivation_add", finding=finding.pk)
    shown = page(browser, address)
    assert f'value="{finding.product}"' in shown
    assert finding.enterprise.name in shown
    sent(
        browser,
        address,
        enterprise=finding.enterprise_id,
        kind=kind("guangdong-name-brand").pk,
        product=finding.product,
        brand="",
        year=timezone.localdate().year,
        found_on=day(),
        officer=chief.pk,
        finding=finding.pk,
        version=0,
    )
    case = Cultivation.objects.get()
    assert (case.finding, case.enterprise, case.state) == (finding, finding.enterprise, "surveyed")

    named = {"recommended_by": "北滘镇政府", "because": "出口占七成"}
    assert take(browser, case, "recommend", **named) == "recommended"
    assert "北滘镇政府" in page(browser, case.get_absolute_url())

    # Whoever comes back to one's own sheet finds the points that were given.
    sheet = ScreeningSheet.objects.get()
    points = {f"points-{row.pk}": row.most - 1 for row in sheet.criteria.all()}
    told_now = sent(browser, url("cultivation_points", case.pk), note="现场看过", **points)
    assert told_now == ["Your sheet is kept."]
    assert "现场看过" in page(browser, url("cultivation_points", case.pk))
    assert take(browser, case, "screen") == "screened"

    # The catalogue of the year carries it on.
    sent(browser, url("catalogue_add"), division=SHUNDE, year=case.year, officer="", version=0)
    catalogue = Catalogue.objects.get()
    assert str(case.enterprise) in page(browser, catalogue.get_absolute_url())
    assert take(browser, catalogue, "freeze") == "frozen"
    assert as_it_is(case).state == "catalogued"

    seen = {"visited_on": day(), "met": "总经理", "strengths": "工艺稳定", "needs": "计量体系"}
    assert sent(browser, url("cultivation_called", case.pk), **seen) == ["The visit is on record."]
    assert take(browser, case, "visit") == "visited"
    begun = {"owner": chief.pk, "due_on": day(60)}
    assert take(browser, case, "begin", **begun) == "cultivated"
    for commitment in case.commitments.open():
        address = url("cultivation_settle", case.pk, commitment=commitment.pk)
        sent(browser, address, what="met", words="见申报材料", on=day())
    assert "Nothing is missing." in page(browser, case.get_absolute_url())

    assert take(browser, case, "apply", application_number="测试申报1号") == "applied"
    granted = {"number": "粤名牌0001", "granted_on": day(), "source": "公告"}
    assert take(browser, case, "win", **granted) == "won"
    assert (case.honour.enterprise, case.honour.number) == (case.enterprise, "粤名牌0001")
    shown = page(browser, case.get_absolute_url())
    assert shown.count("way-stop--done") == 7
    assert shown.count('aria-current="step"') == 1


def test_the_page_says_what_is_missing_and_a_step_is_refused_with_it(browser, chief):
    case = stage.recommended(by=chief)
    words = "Nobody has screened the firm yet: fill in a screening sheet."
    assert words in page(browser, case.get_absolute_url())
    answer = browser.post(
        url("cultivation_step", case.pk, "screen"), {"on": day(), "version": case.version}
    )
    assert answer.status_code == 409
    assert words in answer.content.decode()
    assert as_it_is(case).state == "recommended"


@pytest.mark.parametrize("step", ["screen", "catalogue", "visit", "begin", "apply", "win"])
def test_a_stage_cannot_be_skipped_by_its_address(browser, chief, step):
    case = stage.begun(by=chief)
    browser.post(url("cultivation_step", case.pk, step), {"on": day(), "version": case.version})
    assert as_it_is(case).state == "surveyed"
    assert not case.log.exists()


def test_points_past_a_criterion_are_refused_and_what_was_typed_is_kept(browser, chief):
    case = stage.recommended(by=chief)
    criteria = list(ScreeningSheet.objects.get().criteria.all())
    typed = {f"points-{row.pk}": row.most for row in criteria}
    typed[f"points-{criteria[0].pk}"] = criteria[0].most + 1
    answer = browser.post(url("cultivation_points", case.pk), typed)
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert f"less than or equal to {criteria[0].most}" in shown
    assert f'value="{criteria[0].most + 1}"' in shown
    assert not case.screenings.exists()


# --- Who owes what --------------------------------------------------------------------------------


def test_a_promise_is_entered_given_to_another_and_settled_once(browser, chief):
    case, other = stage.visited(by=chief), stage.head()
    promised = {"words": "补办检定", "area": "metrology", "owner": chief.pk, "due_on": day(10)}
    told_now = sent(browser, url("cultivation_promise", case.pk), **promised)
    assert told_now == ["The commitment is entered."]
    commitment = Commitment.objects.get()
    assert (commitment.owner, commitment.cultivation) == (chief, case)

    address = url("cultivation_give", case.pk, commitment=commitment.pk)
    longer = {"owner": other.pk, "due_on": day(20)}
    answer = browser.post(address, longer | {"because": ""})
    assert answer.status_code == 409  # It takes longer, and nobody said why.
    assert as_it_is(commitment).owner == chief
    sent(browser, address, because="设备待修", **longer)
    assert as_it_is(commitment).owner == other

    address = url("cultivation_settle", case.pk, commitment=commitment.pk)
    sent(browser, address, what="met", words="检定证书", on=day())
    assert as_it_is(commitment).result == "检定证书"
    assert browser.get(address).status_code == 404
    assert "检定证书" in page(browser, case.get_absolute_url())


def test_the_paper_that_settles_it_becomes_evidence_or_nothing_is_settled(browser, chief):
    case = stage.cultivated(by=chief)
    commitment = case.commitments.open().filter(area="materials").first()
    address = url("cultivation_settle", case.pk, commitment=commitment.pk)
    typed = {"what": "met", "words": "原件已核对", "on": day()}
    answer = browser.post(address, typed | {"file": SimpleUploadedFile("申请表.jpg", b"MZ...")})
    assert answer.status_code == 409
    assert as_it_is(commitment).state == "open"
    answer = browser.post(address, typed | {"file": SimpleUploadedFile("申请表.jpg", photo())})
    assert answer.status_code == 302
    assert as_it_is(commitment).state == "met"
    assert Attachment.objects.of(case).get().caption == commitment.words


def test_what_is_not_needed_of_a_firm_is_settled_with_the_reason(browser, chief):
    case = stage.cultivated(by=chief)
    commitment = case.commitments.open().first()
    address = url("cultivation_settle", case.pk, commitment=commitment.pk)
    sent(browser, address, what="waived", words="不使用计量器具", on=day())
    assert as_it_is(commitment).state == "waived"


def test_a_commitment_of_another_case_is_not_reached_from_here(browser, chief):
    case, other = stage.visited(by=chief), stage.cultivated(by=chief)
    theirs = other.commitments.open().first()
    for name in ("settle", "give"):
        for key in (theirs.pk, "x", ""):
            address = url(f"cultivation_{name}", case.pk, commitment=key)
            assert browser.get(address).status_code == 404


# --- Vetoes ---------------------------------------------------------------------------------------


def test_a_veto_is_recorded_stops_the_application_and_is_lifted(browser, chief):
    case = stage.ready(by=chief)
    known = {"reason": "accident", "happened_on": day(-30), "words": "锅炉事故"}
    sent(browser, url("cultivation_veto", case.pk), source="事故调查报告", **known)
    veto = VetoRecord.objects.get()
    assert (veto.enterprise, veto.entered_by) == (case.enterprise, chief)
    assert "锅炉事故" in page(browser, case.get_absolute_url())

    answer = browser.post(
        url("cultivation_step", case.pk, "apply"), {"on": day(), "version": case.version}
    )
    assert answer.status_code == 409
    assert "锅炉事故" in answer.content.decode()
    assert as_it_is(case).state == "cultivated"

    lifted = url("cultivation_lift", case.pk, veto=veto.pk)
    sent(browser, lifted, because="复查认定不属实")
    assert browser.get(lifted).status_code == 404
    assert "None stands against it today." in page(browser, case.get_absolute_url())
    assert take(browser, case, "apply") == "applied"


# --- The catalogue --------------------------------------------------------------------------------


def test_a_firm_is_left_out_of_a_catalogue_and_entered_again(browser, chief):
    first, second = stage.screened(by=chief), stage.screened(by=chief, share=0.8)
    sent(browser, url("catalogue_add"), division=SHUNDE, year=first.year, officer="", version=0)
    catalogue = Catalogue.objects.get()
    assert catalogue.entries.count() == 2
    left = catalogue.entries.get(cultivation=second)
    sent(browser, url("catalogue_leave_out", catalogue.pk), entry=left.pk)
    assert [entry.cultivation for entry in catalogue.entries.all()] == [first]
    answer = browser.post(url("catalogue_leave_out", catalogue.pk), {"entry": left.pk})
    assert answer.status_code == 404
    sent(browser, url("catalogue_enter", catalogue.pk), cultivation=second.pk)
    assert catalogue.entries.count() == 2
    take(browser, catalogue, "freeze")

    # Issued, nobody is left out of it any more, and the page says why.
    entry = catalogue.entries.first()
    told_now = sent(browser, url("catalogue_leave_out", catalogue.pk), entry=entry.pk)
    assert told_now == ["This catalogue is issued: prepare the next version."]
    assert catalogue.entries.count() == 2


def test_an_empty_catalogue_is_refused_in_words(browser, chief):
    year = timezone.localdate().year
    sent(browser, url("catalogue_add"), division=SHUNDE, year=year, officer="", version=0)
    catalogue = Catalogue.objects.get()
    assert "Nobody stands in it yet." in page(browser, catalogue.get_absolute_url())
    answer = browser.post(
        url("catalogue_step", catalogue.pk, "freeze"), {"on": day(), "version": catalogue.version}
    )
    assert answer.status_code == 409
    assert as_it_is(catalogue).state == "draft"


# --- What it costs, and who sees it ---------------------------------------------------------------

FILTERS = ["", "?standing=open", "?standing=late", "?standing=mine"]


@pytest.mark.parametrize("name", ["cultivation", "commitment", "catalogue"])
def test_lists_cost_the_same_for_few_rows_and_for_many(browser, chief, name):
    def grow(years):
        for year in years:
            case = stage.screened(by=chief, year=year)
            stage.issued(by=chief, year=year)
            promise = Commitment(
                cultivation=as_it_is(case), words="补办检定", area="metrology",
                owner=UserFactory(roles=[Role.CASE_OFFICER]), due_on=timezone.localdate(),
            )  # fmt: skip
            commitments.promise(promise, by=chief)

    address = url(f"{name}_changelist")
    grow([2024, 2025])
    page(browser, address)
    few = queries(lambda: browser.get(address))
    grow(range(2014, 2024))
    shown = page(browser, address)
    assert len(re.findall(r'<tr><td class="action-checkbox|<th class="field-', shown)) >= 12
    assert queries(lambda: browser.get(address)) == few


@pytest.mark.parametrize("asked", FILTERS)
def test_every_standing_of_a_list_opens(browser, chief, asked):
    stage.cultivated(by=chief)
    for name in ("cultivation", "commitment"):
        page(browser, url(f"{name}_changelist") + asked)


def test_a_page_costs_the_same_for_few_commitments_and_for_many(browser, chief):
    case = stage.visited(by=chief)

    def grow(times):
        for _each in range(times):
            promise = Commitment(
                cultivation=case, words="补办检定", area="metrology",
                owner=UserFactory(roles=[Role.CASE_OFFICER]), due_on=timezone.localdate(),
            )  # fmt: skip
            commitments.promise(promise, by=chief)
            stage.visit_of(case, by=stage.head())

    grow(2)
    address = case.get_absolute_url()
    page(browser, address)
    few = queries(lambda: browser.get(address))
    grow(10)
    assert queries(lambda: browser.get(address)) == few


def test_nobody_elsewhere_sees_any_page_of_it(stranger, chief):
    case = stage.cultivated(by=chief)
    browser = browser_of(stranger)
    catalogue, commitment = Catalogue.objects.get(), case.commitments.first()
    for model in (Cultivation, Catalogue, Commitment):
        assert model.objects.exists()
        assert not model.objects.visible_to(stranger).exists()
    pages = ["points", "called", "promise", "veto", "settle", "give", "lift", "change"]
    addresses = [url(f"cultivation_{each}", case.pk) for each in pages]
    addresses += [url("catalogue_change", catalogue.pk), url("catalogue_enter", catalogue.pk)]
    addresses.append(url("commitment_change", commitment.pk))
    for address in addresses:
        assert browser.get(address).status_code in (302, 403, 404), address
    assert not CultivationVisit.objects.visible_to(stranger).exists()


def test_who_may_only_look_is_offered_nothing(chief):
    case = stage.cultivated(by=chief)
    looker = UserFactory(roles=[Role.INVESTMENT_OFFICER])
    assert looker.has_perm("brands.view_cultivation")
    browser = browser_of(looker)
    shown = page(browser, case.get_absolute_url())
    assert case.product in shown
    pages = [
        url(f"cultivation_{each}", case.pk) for each in ("points", "called", "promise", "veto")
    ]
    commitment = case.commitments.first()
    pages.append(url("cultivation_settle", case.pk, commitment=commitment.pk))
    pages.append(url("cultivation_give", case.pk, commitment=commitment.pk))
    for address in pages:
        assert address not in shown
        assert browser.get(address).status_code == 403


def test_the_auditor_has_no_case_work(chief):
    auditor = browser_of(UserFactory(roles=[Role.AUDITOR]))
    assert auditor.get(stage.begun(by=chief).get_absolute_url()).status_code == 403
    assert auditor.get(url("cultivation_changelist")).status_code == 403


def test_a_published_sheet_and_its_criteria_are_only_looked_at(browser, chief):
    sheet = ScreeningSheet.objects.get()
    shown = page(browser, url("screeningsheet_change", sheet.pk))
    assert 'name="pass_mark"' not in shown
    assert all(row.words in shown for row in sheet.criteria.all())
    assert Requirement.objects.first().words in page(browser, url("requirement_changelist"))


def test_a_firm_of_a_number_that_is_no_finding_begins_with_an_empty_form(browser, chief):
    EnterpriseFactory()
    for key in ("0", "x", ""):
        assert browser.get(url("cultivation_add", finding=key)).status_code == 200
