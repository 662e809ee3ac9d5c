"""What was filed with the bureau, under the law until 2017."""

import datetime as dt

import pytest
from django.db import transaction

from qualitysup.casework.workflow import TransitionRefused
from qualitysup.evidence.models import Attachment
from standards.models import Execution, Filing
from standards.querysets.filing import AGES
from standards.services import filings
from tests.documents.factories import AgencyFactory
from tests.standards.factories import (
    FilingFactory,
)
from tests.standards.filed import DAY, complete, drafted, of_2016, owed, today

pytestmark = pytest.mark.django_db


def test_law_of_the_day_decides_between_filing_and_declaring():
    assert filings.regime_on(DAY(2017, 12, 31)) == "record"
    assert filings.regime_on(DAY(2018, 1, 1)) == "declaration"


def test_filing_of_2016_is_recorded_for_three_years(firm, desk_officer):
    filing = of_2016(firm)
    assert filing.regime == "record"

    filing = filings.record(
        filing, by=desk_officer, number="QB/440606 002-2016", on=DAY(2016, 3, 20)
    )

    assert (filing.state, filing.valid_to) == ("published", DAY(2019, 3, 20))
    assert filings.expire_due() == 1
    assert filings.expire_due() == 0
    filing.refresh_from_db()
    assert filing.state == "expired"
    assert not Execution.objects.open().exists()


def test_without_a_paper_the_bureaus_next_number_is_drawn(firm, desk_officer):
    """A step that is refused gives its number back."""
    AgencyFactory()
    filing = of_2016(firm)
    filing.items.update(test_method="")
    with pytest.raises(TransitionRefused), transaction.atomic():
        filings.record(filing, by=desk_officer, on=DAY(2016, 3, 20))
    filing.items.update(test_method="附录A")

    filing = filings.record(filing, by=desk_officer, on=DAY(2016, 3, 20))

    assert filing.number.endswith("标备〔2016〕1号")


def test_without_an_agency_no_number_is_drawn(firm, desk_officer):
    with pytest.raises(TransitionRefused, match="No agency"):
        filings.record(of_2016(firm), by=desk_officer, on=DAY(2016, 3, 20))


def test_the_text_of_what_is_published_stays(firm):
    """A draft's the firm may take back; afterwards others rely on it."""
    filing, account = drafted(firm), firm[1]
    text = Attachment.objects.of(filing).get()
    assert text.may_be_withdrawn_by(account, case=filing)

    filing = filings.declare(filing, by=account)

    assert not text.may_be_withdrawn_by(account, case=filing)


@pytest.mark.parametrize(
    ("days", "key"),
    [
        (0, "age-0"),
        (364, "age-0"),
        (365, "age-1"),
        (1094, "age-1"),
        (1095, "age-3"),
        (1825, "age-5"),
    ],
)
def test_every_standing_filing_has_one_age(days, key):
    filing = FilingFactory(published=True, filed_on=today() - dt.timedelta(days))
    FilingFactory()

    found = [each for each in AGES if Filing.objects.standing(each).exists()]

    assert found == [key]
    assert Filing.objects.standing(key).get() == filing


def test_thirty_days_to_file_run_from_the_publication(firm):
    enterprise, account = firm
    filing = filings.draft(
        by=account,
        enterprise=enterprise,
        own_number="Q/CS 002-2016",
        name="旧标准",
        published_on=DAY(2016, 3, 1),
        in_force_on=DAY(2016, 4, 1),
    )

    assert owed(filing) == {"filing-record": DAY(2016, 3, 31)}


def test_what_is_sent_back_says_why_and_is_handed_in_again(firm, desk_officer):
    filing = of_2016(firm)

    filing = filings.send_back(filing, by=desk_officer, note="缺检验方法", on=DAY(2016, 3, 12))
    assert (filing.state, filing.log.last().note) == ("draft", "缺检验方法")

    assert filings.submit(filing, by=firm[1], on=DAY(2016, 3, 15)).state == "submitted"


def test_since_2018_nothing_is_filed_with_the_bureau(firm):
    with pytest.raises(TransitionRefused) as refused:
        filings.submit(drafted(firm), by=firm[1])

    assert refused.value.code == "is_filed_with_the_bureau"


def test_nobody_reviews_what_they_handed_in(desk_officer, chief):
    filing = complete(FilingFactory(), by=desk_officer)
    filing = filings.declare(filing, by=desk_officer)

    with pytest.raises(TransitionRefused) as refused:
        filings.review(filing, by=desk_officer, note="看过")
    assert refused.value.code == "own_work"
    assert filings.review(filing, by=chief, note="看过").reviewed_on == today()
