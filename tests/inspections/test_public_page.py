"""What everybody may read, and above all what nobody may."""

import csv
import io

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inspections import public
from inspections.models import Disclosure, PublicPage
from inspections.services import disclosures
from qualitysup.casework.workflow import TransitionRefused
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import HUANGSHI
from tests.inspections.clients import browser_of
from tests.inspections.factories import DisclosureFactory, PublicPageFactory, TestResultFactory

RESULTS, CSV = "/public/results/", "/public/results/csv/"
State = Disclosure.State


@pytest.fixture(autouse=True)
def _nobody_came_before():
    cache.clear()


@pytest.fixture
def page(db):
    return PublicPageFactory()


def read(path=RESULTS, **query):
    return Client().get(path, {"lang": "en", **query})


def rows(**query):
    body = b"".join(read(CSV, **query).streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(body)))[1:]


# --- Closed by default ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", [RESULTS, CSV])
def test_without_an_open_page_there_is_nothing(path, db):
    PublicPageFactory(is_open=False)
    DisclosureFactory(state="published")

    assert read(path).status_code == 404


def test_the_bureau_leader_opens_it_and_closes_it_again(leader):
    page = PublicPageFactory(is_open=False)
    DisclosureFactory(state="published")

    disclosures.open_page(page, by=leader, is_open=True)
    assert read().status_code == 200
    disclosures.open_page(page, by=leader, is_open=False)
    assert read().status_code == 404
    assert page.history.count() == 3


def test_nobody_else_opens_it(chief):
    page = PublicPageFactory(is_open=False)

    with pytest.raises(TransitionRefused):
        disclosures.open_page(page, by=chief, is_open=True)
    assert not PublicPage.objects.open().exists()


def test_in_the_admin_only_the_bureau_leader_finds_the_switch(leader, chief):
    page = PublicPageFactory(is_open=False)
    address = f"/admin/inspections/publicpage/{page.pk}/change/"
    typed = {"bureau": page.bureau, "is_open": "on"}

    assert browser_of(chief).post(address, typed).status_code == 403
    assert browser_of(leader).post(address, typed).status_code == 302
    page.refresh_from_db()
    assert (page.is_open, page.opened_by) == (True, leader)


def test_only_the_bureaus_that_opened_theirs_are_shown(page):
    DisclosureFactory(state="published", title="本地结果")
    elsewhere = TestResultFactory(enterprise=EnterpriseFactory(division_id=HUANGSHI))
    DisclosureFactory(state="published", source=elsewhere, title="外地结果")

    assert [row[3] for row in rows()] == ["本地结果"]


# --- Nothing that is not published ---------------------------------------------------------------


@pytest.mark.parametrize("state", State)
def test_only_what_is_published_is_ever_shown(state, page):
    disclosure = DisclosureFactory(state=state, title="某某结果")

    on_page = disclosure.party_name in read().content.decode()

    assert on_page == (state == State.PUBLISHED)
    assert len(rows()) == (state == State.PUBLISHED)


@pytest.mark.parametrize("state", State)
def test_a_penalty_past_its_time_is_not_shown_though_nobody_recorded_the_end(state, page):
    today = timezone.localdate()
    shown = state in (State.PUBLISHED, State.EXPIRED)
    over = {"shown_until": today, "published_on": today.replace(year=today.year - 3)}
    disclosure = DisclosureFactory(state=state, penalty=True, **(over if shown else {}))

    assert disclosure.party_name not in read().content.decode()
    assert rows() == []


def test_what_was_blacked_out_is_nowhere_in_the_answer(page, chief, leader):
    disclosure = DisclosureFactory(
        facts={"violated": "由张小明签字"}, redactions=[{"text": "张小明", "why": "person"}]
    )
    disclosures.approve(disclosure, by=leader)
    disclosures.publish(disclosure, by=chief)

    assert "张小明" not in read().content.decode()
    assert "张某某" in read().content.decode()
    assert "张小明" not in str(rows())


def test_names_of_the_people_who_worked_on_it_are_not_shown(page):
    disclosure = DisclosureFactory(state="published", prepared_by=None)

    words = read().content.decode()
    assert disclosure.created_by.full_name not in words
    assert disclosure.approved_by.full_name not in words


def test_the_columns_that_leave_the_house_are_these(page):
    DisclosureFactory(state="published")

    (row,) = Disclosure.objects.on_show([page]).public()

    assert set(row) == {
        "pk", "kind", "party_name", "party_uscc", "published", "legal_basis", "formed_on",
        "published_on", "shown_until", "division_id",
    }  # fmt: skip


# --- Finding -------------------------------------------------------------------------------------


def test_found_by_a_piece_of_the_name_by_code_and_by_kind(page):
    one = DisclosureFactory(state="published", title="甲")
    DisclosureFactory(state="published", penalty=True, title="乙")

    assert [row[3] for row in rows(q=one.enterprise.uscc)] == ["甲"]
    assert [row[3] for row in rows(q=one.enterprise.name)] == ["甲"]
    assert [row[3] for row in rows(kind="halt")] == ["乙"]
    assert len(rows(kind="nonsense")) == 2


def test_pages_follow_each_other_without_gap_or_repetition(page, monkeypatch):
    monkeypatch.setattr(public, "PER_PAGE", 3)
    made = [DisclosureFactory(state="published").pk for _ in range(8)]

    seen, query = [], {}
    while True:
        answer = read(**query)
        words = answer.content.decode()
        seen += [pk for pk in sorted(made, reverse=True) if f'id="result-{pk}"' in words]
        if "Older results" not in words:
            break
        query = {"after": words.split("after=")[1].split('"')[0].split("&")[0]}

    assert seen == sorted(made, reverse=True)


@pytest.mark.parametrize(
    "after", ["x", "2026-01-01", "2026-01-01_x", "2026-13-01_1", "_", "9" * 99]
)
def test_a_place_that_is_none_begins_at_the_top(after, page):
    disclosure = DisclosureFactory(state="published")

    assert disclosure.party_name in read(after=after).content.decode()


@pytest.mark.parametrize(
    "q", ["\x00", "'; DROP TABLE", "%", "<script>alert(1)</script>", "长" * 500]
)
def test_whatever_is_searched_for_is_only_text(q, page):
    DisclosureFactory(state="published")

    answer = read(q=q)

    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


# --- As a page for everybody ---------------------------------------------------------------------


def test_it_says_the_same_to_whoever_asks_and_any_cache_may_keep_it(page, leader):
    DisclosureFactory(state="published")

    visitor, staff = read(), browser_of(leader).get(RESULTS, {"lang": "en"})

    assert visitor.content == staff.content
    for answer in (visitor, staff):
        assert answer["Cache-Control"] == "public, max-age=300"
        assert "Cookie" not in answer.get("Vary", "")
        assert not answer.cookies


def test_the_address_says_the_language(page):
    client = Client(headers={"accept-language": "en"})

    assert 'lang="zh-hans"' in client.get(RESULTS).content.decode()
    assert 'lang="en"' in client.get(RESULTS, {"lang": "en"}).content.decode()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_is_read_only(method, page):
    assert getattr(Client(), method)(RESULTS).status_code == 405


def test_who_asks_too_often_waits(page):
    with time_machine.travel(timezone.now(), tick=False):
        answers = [read(CSV).status_code for _ in range(public.EXPORTS_A_MINUTE + 1)]

    assert answers == [200] * public.EXPORTS_A_MINUTE + [429]


def test_a_cache_that_is_away_turns_nobody_away(page, monkeypatch):
    from redis.exceptions import ConnectionError

    def away(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(cache, "add", away)

    assert read().status_code == 200


def test_it_costs_the_same_for_two_rows_and_twelve(page):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert read().status_code == 200
        return len(captured)

    DisclosureFactory.create_batch(2, state="published")
    two = cost()
    DisclosureFactory.create_batch(10, state="published")

    assert cost() == two == 2


def test_the_csv_opens_in_excel_and_runs_no_formula(page):
    DisclosureFactory(state="published", title='=HYPERLINK("http://x")', party_name="+甲")

    body = b"".join(read(CSV).streaming_content)
    (row,) = rows()

    assert body.startswith(b"\xef\xbb\xbf")
    assert row[1] == "'+甲"
    assert row[3].startswith("'=")
