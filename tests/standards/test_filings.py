"""A filing moves by its table: declared, looked at, and each its own enterprise's."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from qualitysup.casework.workflow import TransitionRefused
from qualitysup.evidence.services import files
from standards.models import Execution, Filing, FilingItem, Standard
from standards.services import catalogue, filings
from standards.workflow.filing import FILING
from tests.enterprises.factories import EnterpriseFactory
from tests.standards.factories import (
    FilingFactory,
    ProductFactory,
    TradeStandardFactory,
    desk,
    entered,
)
from tests.standards.filed import DAY, State, complete, declared, drafted, owed, today

pytestmark = pytest.mark.django_db


# --- The table ------------------------------------------------------------------------------------


STANDING = ["published", "correcting", "exposed"]
TABLE = {
    "declare": (["draft"], "published"),
    "submit": (["draft"], "submitted"),
    "record": (["submitted"], "published"),
    "send_back": (["submitted"], "draft"),
    "review": (["published"], "published"),
    "order_correction": (["published"], "correcting"),
    "expose": (["correcting"], "exposed"),
    "settle": (["correcting", "exposed"], "published"),
    "withdraw": (["draft", "submitted", *STANDING], "withdrawn"),
    "replace": (STANDING, "replaced"),
    "expire": (STANDING, "expired"),
}


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("name", TABLE)
def test_a_filing_moves_only_as_the_table_says(name, state, chief):
    sources, target = TABLE[name]
    step = FILING.steps[name]
    assert (sorted(step.sources), step.target) == (sorted(sources), target)
    filing = FilingFactory.build(state=state, created_by=chief)

    if state not in sources:
        with pytest.raises(TransitionRefused) as refused:
            FILING.check(filing, name, by=None if step.by_itself else chief)
        assert refused.value.code == "wrong_state"


def test_table_is_whole():
    assert set(TABLE) == set(FILING.steps)


# --- Declared -------------------------------------------------------------------------------------


def test_account_declares_and_it_is_published_at_once(firm):
    filing = declared(firm)

    assert (filing.state, filing.regime) == ("published", "declaration")
    assert filing.standard == Standard.objects.get(number="Q/CS 001—2026")
    assert Execution.objects.open().get(origin="filed").standard == filing.standard
    assert owed(filing) == {"filing-review": today().replace(year=today().year + 1)}


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda f, by: filings.set_products(f, [], by=by), "names_products"),
        (lambda f, by: filings.set_items(f, [], by=by), "promises_something"),
        (lambda f, by: f.items.update(test_method=""), "promises_something"),
        (lambda f, by: f.items.update(kind="safety"), "promises_something"),
        (
            lambda f, by: files.withdraw(files.Attachment.objects.of(f).get(), by=by, reason="错"),
            "has_its_text",
        ),
        (
            lambda f, by: filings.set_standards(
                f, [entered("GB/T 9-2000", abolished_on=DAY(2015, 1, 1))], by=by
            ),
            "refers_to_what_is_in_force",
        ),
    ],
)
def test_what_is_not_complete_is_refused_and_nothing_moves(firm, spoil, code):
    filing = drafted(firm)
    spoil(filing, firm[1])

    with pytest.raises(TransitionRefused) as refused:
        filings.declare(filing, by=firm[1])

    filing.refresh_from_db()
    assert refused.value.code == code
    assert filing.state == "draft"
    assert not filing.log.exists()
    assert not Execution.objects.exists()


def test_what_is_mandatory_for_the_trade_has_to_be_named(firm):
    mandatory = entered("GB 17120-2020", DAY(2020, 1, 1))
    TradeStandardFactory(industry_id="3422", series="GB 17120")
    filing = drafted(firm)
    with pytest.raises(TransitionRefused, match="GB 17120"):
        filings.declare(filing, by=firm[1])

    filings.set_standards(filing, [mandatory], by=firm[1])

    assert filings.declare(filing, by=firm[1]).state == "published"
    assert Execution.objects.open().filter(standard=mandatory).exists()


def compared(filing, number, **facts):
    against = entered(number, DAY(2020, 1, 1))
    FilingItem.objects.filter(filing=filing).update(against=against, **facts)


def test_lower_than_mandatory_is_refused_and_than_recommended_has_to_be_stated(firm):
    filing = drafted(firm)
    compared(filing, "GB 1-2020", standing="lower", stated=True)
    with pytest.raises(TransitionRefused) as refused:
        filings.declare(filing, by=firm[1])
    assert refused.value.code == "keeps_what_is_mandatory"

    compared(filing, "GB/T 2-2020", standing="lower", stated=False)
    with pytest.raises(TransitionRefused) as refused:
        filings.declare(filing, by=firm[1])
    assert refused.value.code == "says_what_is_lower"

    FilingItem.objects.update(stated=True)
    assert filings.declare(filing, by=firm[1]).state == "published"


@pytest.mark.parametrize("number", ["GB/T 1-2020", "Q/CS 001", "001-2026"])
def test_number_is_the_enterprises_own(firm, number):
    with pytest.raises(TransitionRefused):
        drafted(firm, own_number=number)

    assert not Filing.objects.exists()


def test_one_number_is_not_filed_twice(firm, officer):
    drafted(firm)
    with pytest.raises(Exception, match=r"already|正在"):
        drafted(firm, own_number="q/cs001－2026")

    filings.declare(Filing.objects.get(), by=firm[1])
    other = EnterpriseFactory()
    second = filings.draft(
        by=officer,
        enterprise=other,
        own_number="Q/CS 001-2026",
        name="又一个",
        published_on=today(),
        in_force_on=today(),
    )
    complete(second, by=officer)
    with pytest.raises(TransitionRefused) as refused:
        filings.declare(second, by=officer)
    assert refused.value.code == "number_of_another"


def test_later_declaration_of_a_number_takes_the_place_of_the_earlier(firm):
    first = declared(firm)

    second = declared(firm)

    first.refresh_from_db()
    assert (first.state, second.replaces, first.ended_on) == ("replaced", first, today())
    assert not owed(first)


# --- Looked at ------------------------------------------------------------------------------------


def test_review_is_owed_every_year(firm, desk_officer, time_machine):
    filing = declared(firm)
    time_machine.move_to(timezone.now() + dt.timedelta(days=370))
    assert list(Filing.objects.review_overdue()) == [filing]

    filings.review(filing, by=desk_officer, note="未见问题")

    assert not Filing.objects.review_overdue().exists()
    assert list(owed(filing)) == ["filing-review"]


def test_what_is_not_corrected_in_time_is_named_in_public(firm, desk_officer, time_machine):
    filing = declared(firm)
    filing = filings.order_correction(filing, by=desk_officer, note="指标低于公开内容")
    with pytest.raises(TransitionRefused) as refused:
        filings.expose(filing, by=desk_officer)
    assert refused.value.code == "was_not_corrected"

    time_machine.move_to(timezone.now() + dt.timedelta(days=45))
    filing = filings.expose(filing, by=desk_officer)
    assert filing.state == "exposed"
    assert filings.settle(filing, by=desk_officer, note="已改正").state == "published"


def test_withdrawn_its_products_are_made_to_it_no_longer(firm):
    filing = declared(firm)

    filing = filings.withdraw(filing, by=firm[1], note="停产")

    assert (filing.state, filing.ended_on) == ("withdrawn", today())
    assert not Execution.objects.open().exists()
    assert not owed(filing)


def test_filing_that_names_a_replaced_standard_is_found(firm):
    filing = drafted(firm)
    old = entered("GB/T 5-2010")
    filings.set_standards(filing, [old], by=firm[1])
    filings.declare(filing, by=firm[1])
    assert not Filing.objects.on_replaced().exists()

    new = entered("GB/T 5-2030", today() + dt.timedelta(90))
    catalogue.replace(new, "GB/T 5-2010", by=desk())

    assert list(Filing.objects.on_replaced()) == [filing]


# --- Whose ----------------------------------------------------------------------------------------


def test_account_files_for_its_own_enterprise_alone(firm, stranger):
    other = EnterpriseFactory()
    for by, enterprise in ((firm[1], other), (stranger, firm[0])):
        with pytest.raises(TransitionRefused) as refused:
            filings.draft(
                by=by,
                enterprise=enterprise,
                name="别人的",
                published_on=today(),
                in_force_on=today(),
            )
        assert refused.value.code == "forbidden"


def test_filing_is_seen_in_its_place_and_by_its_own_account(firm, officer, stranger):
    own, other = drafted(firm), FilingFactory()

    assert set(Filing.objects.visible_to(officer)) == {own, other}
    assert not Filing.objects.visible_to(stranger).exists()
    assert list(Filing.objects.visible_to(firm[1])) == [own]


def test_product_of_another_is_not_named(firm):
    with pytest.raises(TransitionRefused) as refused:
        filings.set_products(drafted(firm), [ProductFactory()], by=firm[1])

    assert refused.value.code == "not_its_product"


def test_stale_page_loses(firm):
    filing = drafted(firm)
    filings.declare(filing, by=firm[1], version=filing.version)

    with pytest.raises(TransitionRefused) as refused:
        filings.withdraw(filing, by=firm[1], note="停产", version=filing.version)

    assert refused.value.code == "stale"


def test_database_keeps_what_was_published(firm):
    filing = declared(firm)

    for wrong in ({"name": "改"}, {"filed_on": None}, {"ended_on": today()}):
        with pytest.raises(Exception, match=r"filing_"), transaction.atomic():
            Filing.objects.filter(pk=filing.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        FilingFactory(published=True, own_number=filing.own_number)
