import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from enterprises.models import Representation
from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from qualitysup.evidence.models import Attachment
from qualitysup.evidence.services import files
from qualitysup.lists import list_url
from standards.models import Execution, Filing, FilingItem, Standard
from standards.querysets.filing import AGES
from standards.services import catalogue, filings
from standards.workflow.filing import FILING
from tests.documents.factories import AgencyFactory
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import UserFactory
from tests.inspections.clients import queries
from tests.standards.factories import (
    FilingFactory,
    ProductFactory,
    TradeStandardFactory,
    desk,
    entered,
)

pytestmark = pytest.mark.django_db

DAY = dt.date
State = Filing.State
PDF = b"%PDF-1.4\n%%EOF"


def today():
    return timezone.localdate()


@pytest.fixture
def firm():
    """An enterprise with an account of its own: ``(enterprise, account)``."""
    account = UserFactory(roles=[Role.ENTERPRISE_ACCOUNT], divisions=[])
    enterprise = EnterpriseFactory(name="顺德测试锻压机械厂", industry_id="3422")
    Representation.objects.create(user=account, enterprise=enterprise, named_by=desk())
    return enterprise, account


def complete(filing, *, by):
    """With a product, its text and one indicator that is tested."""
    product = ProductFactory(enterprise=filing.enterprise)
    filings.set_products(filing, [product], by=by)
    item = {
        "kind": "performance",
        "name": "公称力",
        "requirement": "≥ 630 kN",
        "test_method": "按Q/CS附录A",
        "against": None,
        "standing": "",
        "stated": False,
    }
    filings.set_items(filing, [item], by=by)
    text = SimpleUploadedFile(f"{filing.pk}.pdf", PDF + str(filing.pk).encode())
    files.attach(filing, text, by=by)
    return filing


def drafted(firm, **facts):
    enterprise, account = firm
    facts = {
        "own_number": "Q/CS 001-2026",
        "name": "开式压力机",
        "published_on": today(),
        "in_force_on": today(),
    } | facts
    filing = filings.draft(by=account, enterprise=enterprise, **facts)
    return complete(filing, by=account)


def declared(firm, **facts):
    return filings.declare(drafted(firm, **facts), by=firm[1])


def of_2016(firm):
    """Handed in under the law of 2016, when standards were filed with the bureau."""
    filing = drafted(
        firm,
        own_number="Q/CS 002-2016",
        published_on=DAY(2016, 3, 1),
        in_force_on=DAY(2016, 4, 1),
    )
    return filings.submit(filing, by=firm[1], on=DAY(2016, 3, 10))


def owed(filing):
    return dict(Deadline.objects.of(filing).open().values_list("term", "due_on"))


# --- The table -----------------------------------------------------------------------------------

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


# --- Declared ------------------------------------------------------------------------------------


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


# --- Filed with the bureau -----------------------------------------------------------------------


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
    assert text.may_be_withdrawn_by(account)

    filings.declare(filing, by=account)

    text = Attachment.objects.get(pk=text.pk)
    assert not text.may_be_withdrawn_by(account)


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


# --- Looked at -----------------------------------------------------------------------------------


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


# --- Whose ---------------------------------------------------------------------------------------


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


# --- Doors ---------------------------------------------------------------------------------------


@pytest.fixture
def their_page(client, firm):
    client.force_login(firm[1], backend="qualitysup.accounts.backends.RoleBackend")
    return client


def test_account_writes_and_declares_on_its_own_pages(their_page, firm):
    enterprise, _account = firm
    product = ProductFactory(enterprise=enterprise)
    ProductFactory()
    page = their_page.get(reverse("admin:standards_filing_add"))
    offered = page.context["adminform"].form.fields["enterprise"].queryset
    assert list(offered) == [enterprise]

    their_page.post(
        reverse("admin:standards_filing_add"),
        {
            "enterprise": enterprise.pk,
            "own_number": "q/cs 007-2026",
            "name": "压力机",
            "published_on": today().isoformat(),
            "in_force_on": today().isoformat(),
            "version": "0",
        },
    )
    filing = Filing.objects.get()
    choose = reverse("admin:standards_filing_products", args=[filing.pk])
    assert list(their_page.get(choose).context["form"].fields["products"].queryset) == [product]
    their_page.post(choose, {"products": [product.pk]})
    assert filing.products.get().product == product
    step = reverse("admin:standards_filing_step", args=[filing.pk, "declare"])
    refused = their_page.post(step, {"on": today().isoformat(), "version": "0"})
    assert refused.status_code == 409

    complete(filing, by=firm[1])
    their_page.post(step, {"on": today().isoformat(), "version": str(filing.version)})

    filing.refresh_from_db()
    assert filing.state == "published"


def test_account_sees_no_filing_of_others_and_takes_no_step_of_the_desk(their_page, firm):
    own, other = declared(firm), FilingFactory()

    shown = their_page.get(list_url(Filing)).context["cl"].queryset

    assert list(shown) == [own]
    assert their_page.get(own.get_absolute_url()).status_code == 200
    # What the bureau thinks of the enterprise is not its business.
    assert their_page.get(firm[0].get_absolute_url()).status_code == 403
    assert firm[0].get_absolute_url() not in their_page.get(list_url(Filing)).content.decode()
    assert their_page.get(other.get_absolute_url()).status_code == 404
    step = reverse("admin:standards_filing_step", args=[own.pk, "review"])
    assert their_page.get(step).status_code == 403


def test_items_of_a_draft_are_kept_as_they_stand_on_the_screen(desk_page, desk_officer):
    filing = FilingFactory()
    standard = entered("GB/T 3-2020", DAY(2020, 1, 1))
    rows = {"products": "0", "standards": "1", "items": "1"}
    managed = {
        f"{part}-{key}": value
        for part, count in rows.items()
        for key, value in (MANAGED | {"TOTAL_FORMS": count}).items()
    }

    answer = desk_page.post(
        filing.get_absolute_url(),
        {
            "own_number": filing.own_number,
            "name": "改了名",
            "published_on": "2026-01-04",
            "in_force_on": "2026-01-10",
            "version": str(filing.version),
            **managed,
            "standards-0-standard": standard.pk,
            "items-0-kind": "performance",
            "items-0-name": "公称力",
            "items-0-requirement": "≥ 630 kN",
            "items-0-test_method": "附录A",
            "items-0-against": standard.pk,
            "items-0-standing": "stricter",
        },
    )

    assert answer.status_code == 302, answer.context["errors"]
    filing.refresh_from_db()
    assert filing.name == "改了名"
    assert filing.standards.get().standard == standard
    assert filing.items.get().standing == "stricter"


MANAGED = {"INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}


def test_api_takes_the_same_steps_and_costs_the_same_for_two_and_for_twelve(firm, desk_officer):
    api = APIClient()
    api.force_authenticate(firm[1])
    filing = drafted(firm)
    answer = api.post(f"/api/v1/filings/{filing.pk}/declare/", {})
    assert answer.json()["state"] == "published"
    assert api.post(f"/api/v1/filings/{filing.pk}/review/", {"note": "看"}).status_code == 403

    api.force_authenticate(desk_officer)
    FilingFactory.create_batch(2)
    api.get("/api/v1/filings/")
    few = queries(lambda: api.get("/api/v1/filings/"))
    FilingFactory.create_batch(10)
    assert queries(lambda: api.get("/api/v1/filings/")) == few
