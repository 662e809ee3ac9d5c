"""A long table of results: tried out and recorded by a worker, left and found again."""

import pytest

from inspections.models import ReportedRow, ResultsTable, Sample, TestResult
from inspections.services import lab_results, results_tables
from inspections.tasks import resume_results
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.notices.models import Notice
from tests.factories import UserFactory
from tests.inspections.clients import browser_of
from tests.inspections.sampled import sample_in
from tests.inspections.test_lab_results import PAGE, send, table

State = ResultsTable.State


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch):
    monkeypatch.setattr(lab_results, "AT_ONCE", 2)
    monkeypatch.setattr(results_tables, "BATCH", 2)


@pytest.fixture
def samples(db):
    return [sample_in("testing") for _ in range(3)]


@pytest.fixture
def sent(officer, samples, django_capture_on_commit_callbacks):
    """Three good rows and one of which nobody knows the sample, tried out."""
    rows = [[sample.number, f"JY-{n}", "", "合格", ""] for n, sample in enumerate(samples)]
    rows.append(["顺市监抽样〔2026〕99999号", "JY-9", "", "合格", ""])
    with django_capture_on_commit_callbacks(execute=True):
        response = send(browser_of(officer), table(*rows))
    found = ResultsTable.objects.get()
    assert response["Location"] == found.get_absolute_url()
    return found


def outcomes(found):
    return list(found.rows.order_by("number").values_list("outcome", flat=True))


def press(officer, found, capture):
    with capture(execute=True):
        return browser_of(officer).post(found.get_absolute_url().replace("change/", "record/"))


def test_it_is_tried_out_first_whatever_was_pressed(officer, sent):
    assert (sent.state, sent.dry_run) == (State.TRIED, True)
    assert outcomes(sent) == ["good", "good", "good", "bad"]
    assert not TestResult.objects.exists()
    assert set(Sample.objects.values_list("state", flat=True)) == {"testing"}
    assert Notice.objects.filter(recipient=officer, url=sent.get_absolute_url()).exists()


def test_then_it_is_recorded_for_good(officer, sent, django_capture_on_commit_callbacks):
    press(officer, sent, django_capture_on_commit_callbacks)

    sent.refresh_from_db()
    assert (sent.state, sent.dry_run) == (State.DONE, False)
    assert outcomes(sent) == ["good", "good", "good", "bad"]
    assert TestResult.objects.count() == 3


def test_recording_it_twice_changes_nothing(officer, sent, django_capture_on_commit_callbacks):
    press(officer, sent, django_capture_on_commit_callbacks)
    press(officer, sent, django_capture_on_commit_callbacks)
    results_tables.run(sent.pk)

    assert TestResult.objects.count() == 3
    with pytest.raises(TransitionRefused) as refusal:
        results_tables.record(sent, by=officer)
    assert refusal.value.code == "wrong_state"


def test_a_worker_that_dies_is_followed_by_one_that_goes_on(officer, sent, monkeypatch):
    results_tables.record(sent, by=officer)
    take, seen = lab_results.take_row, []

    def die(row, *, by):
        seen.append(row.number)
        if len(seen) == 4:
            raise SystemExit
        take(row, by=by)

    monkeypatch.setattr(lab_results, "take_row", die)
    with pytest.raises(SystemExit):
        results_tables.run(sent.pk)
    # The two of the batch before; the third went with the one in which it died.
    assert TestResult.objects.count() == 2
    monkeypatch.setattr(lab_results, "take_row", take)

    resume_results()

    sent.refresh_from_db()
    assert (sent.state, TestResult.objects.count()) == (State.DONE, 3)


def test_the_same_sample_twice_is_seen_in_the_dry_run(officer, samples):
    one, other, _third = (sample.number for sample in samples)
    header, rows = lab_results.read(
        table(
            [one, "JY-1", "", "合格", ""],
            [one, "JY-1", "", "合格", ""],
            [one, "JY-2", "", "不合格", "急停：失效"],
            [other, "JY-3", "", "合格", ""],
        )
    )
    found = results_tables.keep("a.xlsx", header, rows, by=officer)

    results_tables.run(found.pk)
    tried = outcomes(found)
    results_tables.run(results_tables.record(found, by=officer).pk)

    assert tried == outcomes(found) == ["good", "known", "bad", "good"]


def test_what_nobody_foresaw_in_one_row_keeps_no_other_back(officer, sent, monkeypatch):
    take = lab_results.take_row

    def stumble(row, *, by):
        if row.said["report_number"] == "JY-1":
            raise RuntimeError
        take(row, by=by)

    monkeypatch.setattr(lab_results, "take_row", stumble)
    results_tables.run(results_tables.record(sent, by=officer).pk)

    assert outcomes(sent) == ["good", "bad", "good", "bad"]
    assert "RuntimeError" in sent.rows.bad().first().problem


def test_the_page_says_how_far_it_is_and_hands_out_what_to_correct(officer, sent):
    desk, address = browser_of(officer), sent.get_absolute_url()

    page = desk.get(address)
    progress = desk.get(address.replace("change/", "progress/")).json()
    rejects = desk.get(address.replace("change/", "rejects/"))

    assert "no sample with the sheet" in page.content.decode()
    assert progress == {
        "rows": 4, "done": 4, "good": 3, "known": 0, "bad": 1, "finished": True
    }  # fmt: skip
    assert rejects["Content-Disposition"].startswith("attachment")


def test_only_who_sent_it_finds_it(sent):
    other = UserFactory(roles=["case_officer"])

    assert browser_of(other).get(sent.get_absolute_url()).status_code in (302, 404)
    assert not ReportedRow.objects.visible_to(other).exists()
    assert browser_of(other).get(PAGE).status_code == 200


@pytest.mark.parametrize("rows", [2, 12])
def test_the_list_costs_the_same_however_long_it_is(officer, rows, django_assert_num_queries):
    for n in range(rows):
        found = ResultsTable.objects.create(by=officer, name=f"{n}.xlsx", header=[])
        ReportedRow.objects.create(table=found, number=2, cells=[], said={})
    desk = browser_of(officer)
    desk.get("/admin/inspections/resultstable/")

    with django_assert_num_queries(COST):
        desk.get("/admin/inspections/resultstable/")


COST = 5
