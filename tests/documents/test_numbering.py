"""The series under real concurrency, on the real database."""

import threading

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from qualitysup.documents.models import IssuedDocument, NumberSeries
from qualitysup.documents.services import issuing, templates
from tests.documents.factories import AgencyFactory
from tests.factories import HUANGSHI, StationFactory

THREADS, EACH = 6, 5


class ChangedMind(Exception):
    pass


def numbers_of(word="顺市监责改"):
    papers = IssuedDocument.objects.filter(series__word=word)
    return sorted(papers.values_list("seq", flat=True))


@pytest.mark.django_db(transaction=True)
def test_many_people_at_once_leave_no_gap_and_share_no_number(order, case, officer):
    barrier = threading.Barrier(THREADS)
    failures = []

    def work(index):
        barrier.wait()
        for turn in range(EACH):
            try:
                with transaction.atomic():
                    issuing.issue(case, order.code, by=officer)
                    if (index + turn) % 3 == 0:
                        raise ChangedMind
            except ChangedMind:
                pass
            except DatabaseError as failure:
                failures.append(failure)
        connection.close()

    threads = [threading.Thread(target=work, args=[index]) for index in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    kept = THREADS * EACH - sum((i + t) % 3 == 0 for i in range(THREADS) for t in range(EACH))
    assert failures == []
    assert numbers_of() == list(range(1, kept + 1))
    assert NumberSeries.objects.get().last == kept


@pytest.mark.django_db(transaction=True)
def test_number_of_a_failed_transaction_goes_to_the_next_paper(order, case, officer):
    issuing.issue(case, order.code, by=officer)
    with transaction.atomic():
        assert issuing.issue(case, order.code, by=officer).seq == 2
        transaction.set_rollback(True)

    assert issuing.issue(case, order.code, by=officer).number.endswith("〕2号")
    assert numbers_of() == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_number_drawn_for_no_paper_does_not_commit(agency):
    with pytest.raises(IntegrityError, match="drawn for no document"), transaction.atomic():
        NumberSeries.objects.draw("顺市监责改", 2026)

    assert not NumberSeries.objects.exists()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE documents_numberseries SET last = last + 2",
        "UPDATE documents_numberseries SET last = last - 1",
        "UPDATE documents_numberseries SET year = 2031, last = last + 1",
        "DELETE FROM documents_numberseries",
    ],
)
def test_series_is_not_moved_by_hand(issued, sql):
    with (
        pytest.raises(DatabaseError, match="pgtrigger"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)

    assert NumberSeries.objects.get().last == 1


def test_every_agency_kind_and_year_counts_for_itself(order, case, officer, time_machine):
    AgencyFactory(division_id=HUANGSHI, short_name="黄市监")
    there = StationFactory(division_id="420204000000")
    time_machine.move_to("2026-12-31 10:00:00+08:00")
    issuing.issue(case, order.code, by=officer)
    issuing.issue(there, order.code, by=officer)
    time_machine.move_to("2027-01-04 10:00:00+08:00")
    issuing.issue(case, order.code, by=officer)
    issuing.issue(case, order.code, by=officer, on=IssuedDocument.objects.first().issued_on)

    assert set(IssuedDocument.objects.values_list("number", flat=True)) == {
        "顺市监责改〔2026〕1号",
        "黄市监责改〔2026〕1号",
        "顺市监责改〔2027〕1号",
        "顺市监责改〔2027〕2号",
    }


def test_series_goes_on_where_the_paper_register_ended(order, case, officer, time_machine):
    time_machine.move_to("2026-06-01 10:00:00+08:00")
    NumberSeries.objects.create(word="顺市监责改", year=2026, taken_over=57)

    assert issuing.issue(case, order.code, by=officer).number == "顺市监责改〔2026〕58号"


def test_nearest_agency_above_issues(order, case, officer):
    AgencyFactory(division_id="440600000000", short_name="佛市监")
    templates.install_shipped()

    assert issuing.issue(case, order.code, by=officer).number.startswith("顺市监责改〔")
