"""One search box: what it finds, for whom, and that what it counts is behind its links."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from rest_framework.test import APIClient

from enterprises.services import merging
from qualitysup.accounts.roles import BUREAU_STAFF, Role, roles_with
from qualitysup.audit.models import AccessLog
from qualitysup.casework import finding
from qualitysup.regions.querysets import OpenQuerySet
from tests.casework.findable import EXAMPLES
from tests.documents.factories import AgencyFactory
from tests.enterprises.factories import EnterpriseFactory, FormerNameFactory
from tests.factories import HUANGSHI, SHUNDE, UserFactory
from tests.inspections.factories import CampaignFactory, RectificationOrderFactory
from tests.standards.factories import FilingFactory
from tests.workshops.factories.zone import acts_for, workshop

pytestmark = pytest.mark.django_db
BACKEND = "qualitysup.accounts.backends.RoleBackend"
KINDS = finding._findables
# What is worked by hand, a few a year.
SLOW = {"documents", "recalls", "brand-catalogues", "applications", "quarantine-papers"}


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def agency(db):
    """Papers are signed by somebody."""
    return AgencyFactory(division_id=SHUNDE)


def viewer(key, **facts):
    """Somebody who may look at rows of this kind."""
    allowed = roles_with(KINDS[key].permission)
    staff = [role for role in allowed if role in BUREAU_STAFF] or allowed
    return UserFactory(roles=staff[:1], full_name="看", username=f"viewer-{key}", **facts)


def found_by(user, text):
    return {each.findable.key: each for each in finding.find(user, text)}


def enter(client, user):
    client.force_login(user, backend=BACKEND)
    return client


def urls(each):
    return [hit.url for hit in each.hits] if each else []


# --- Every kind ----------------------------------------------------------------------------------


def test_every_kind_has_an_example():
    assert EXAMPLES.keys() == KINDS.keys()


@pytest.mark.parametrize("key", KINDS)
def test_a_row_is_found_by_what_it_is_called(client, key):
    example, user = EXAMPLES[key], viewer(key)
    row = example.make()

    found = found_by(user, example.own(row)).get(key)

    address = KINDS[key].hit(row, user).url
    assert address in urls(found)
    assert enter(client, user).get(address).status_code == 200


@pytest.mark.parametrize("key", KINDS)
def test_it_is_not_found_from_elsewhere(key):
    example = EXAMPLES[key]
    row = example.make()
    is_open = isinstance(KINDS[key].model._default_manager.all(), OpenQuerySet)

    elsewhere = viewer(key, home_id=HUANGSHI, divisions=[HUANGSHI])

    assert (key in found_by(elsewhere, example.own(row))) == is_open


@pytest.mark.parametrize("key", KINDS)
def test_it_is_not_found_without_the_permission(key):
    example = EXAMPLES[key]
    text = example.own(example.make())
    without = Role.CASE_OFFICER if key == "people" else Role.AUDITOR

    assert key not in found_by(UserFactory(roles=[without]), text)


@pytest.mark.parametrize("key", KINDS)
def test_its_count_leads_to_as_many_rows(client, key):
    example, user = EXAMPLES[key], viewer(key)
    for _ in range(2 if key in SLOW else 7):
        example.make()

    found = found_by(user, example.shared)[key]
    listed = enter(client, user).get(found.url).context["cl"]

    assert found.count == listed.result_count >= 2
    assert len(found.hits) == min(found.count, finding.SHOWN)
    first = [row.pk for row in listed.result_list][: finding.SHOWN]
    assert list(KINDS[key].rows(user, example.shared).values_list("pk", flat=True)[:5]) == first


@pytest.mark.parametrize("key", KINDS)
def test_it_costs_the_same_for_two_rows_and_for_more(key):
    example, user = EXAMPLES[key], viewer(key)

    def queries():
        finding.find(user, example.shared, among=[KINDS[key]])
        with CaptureQueriesContext(connection) as asked:
            finding.find(user, example.shared, among=[KINDS[key]])
        return [each["sql"] for each in asked]

    for _ in range(2):
        example.make()
    two = queries()
    for _ in range(3 if key in SLOW else 10):
        example.make()

    assert len(queries()) == len(two) <= 6


BY_INDEX = {
    "enterprises": "enterprise_grams",
    "standards": "standard_grams",
    "documents": "issued_by_number",
    "orders": "order_by_number",
    "visits": "visit_by_party",
    "samples": "sample_by_number",
    "test-results": "test_result_by_number",
    "lots": "lot_by_names",
}


@pytest.mark.parametrize(("key", "index"), BY_INDEX.items())
def test_a_long_table_is_searched_by_an_index(officer, key, index):
    EnterpriseFactory(name="第2026号厂")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")

        plan = KINDS[key].model.objects.search("2026号").order_by().explain()

    assert index in plan


# --- What is typed -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("美", True),
        ("美的", True),
        ("md", True),
        ("MD", True),
        ("ｍｄ", True),
        ("电器 美的", True),
        ("旧厂", True),
        ("的美", False),
        ("美%", True),  # a sign is no part of a name
        ("%器", True),
        ("美_器", False),
        ("美\\器", False),
        ("美%器", False),
    ],
)
def test_an_enterprise_is_found_by_pieces_and_initials(officer, text, is_found):
    firm = EnterpriseFactory(name="美的电器测试厂")
    FormerNameFactory(enterprise=firm, name="顺德旧厂")
    firm.save()
    EnterpriseFactory(name="别的公司")

    found = urls(found_by(officer, text).get("enterprises"))

    assert found == ([firm.get_absolute_url()] if is_found else [])


def test_what_was_merged_is_found_by_its_old_name_and_number(officer):
    survivor, duplicate = EnterpriseFactory(), EnterpriseFactory(name="并入的旧机械厂")
    merging.merge(survivor, duplicate, by=officer)

    for text in ("并入", "brdj", duplicate.uscc):
        assert urls(found_by(officer, text)["enterprises"]) == [survivor.get_absolute_url()]


@pytest.mark.parametrize("sign", ["%", "_", "\\"])
def test_a_sign_stands_for_nothing_but_itself(officer, sign):
    plain = RectificationOrderFactory(state="issued", items=0)
    meant = CampaignFactory(name=f"甲{sign}乙专项", division_id=SHUNDE)
    CampaignFactory(name="甲丙乙专项", division_id=SHUNDE)

    assert urls(found_by(officer, f"甲{sign}乙")["campaigns"]) == [meant.get_absolute_url()]
    assert "orders" not in found_by(officer, f"{plain.number[:3]}{sign}")


@pytest.mark.parametrize(
    "spelling",
    [
        "{word}〔{year}〕{seq}号",
        "{word}[{year}]{seq}号",
        "{word}({year}){seq}号",
        "{word}（{year}）第{seq}号",
        "{word}【{year}】0{seq}号",
        " {word} 〔{year}〕 {seq} 号 ",
        "〔{year}〕{seq}号",
        "[{year}]{seq}",
        "（{year}）{seq}号",
    ],
)
def test_a_paper_and_its_case_are_found_in_any_brackets(officer, spelling):
    paper = EXAMPLES["documents"].make()
    typed = spelling.format(word=paper.series.word, year=paper.series.year, seq=paper.seq)

    found = found_by(officer, typed)

    assert paper.case.get_absolute_url() in urls(found["documents"])
    assert urls(found["orders"]) == [paper.case.get_absolute_url()]


def test_full_width_digits_are_digits(officer):
    penalty = EXAMPLES["penalties"].make()
    wide = penalty.number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))

    assert urls(found_by(officer, wide)["penalties"]) == [penalty.get_absolute_url()]


def test_a_declared_standard_is_found_in_any_spelling(officer):
    filing = FilingFactory(own_number="Q/CS 77—2026")

    for text in ("Q/CS 77-2026", "q/cs77—2026", "Ｑ／ＣＳ 77", "77—2026"):
        assert urls(found_by(officer, text)["filings"]) == [filing.get_absolute_url()], text


@pytest.mark.parametrize(
    ("key", "column"),
    [("applications", "certificate_number"), ("cultivations", "application_number")],
)
def test_a_second_number_is_found_as_well(key, column):
    example = EXAMPLES[key]
    row = example.make()
    type(row).objects.filter(pk=row.pk).update(**{column: "顺市监测〔2026〕77号"})

    assert KINDS[key].hit(row, None).url in urls(found_by(viewer(key), "[2026]77")[key])


# --- The page ------------------------------------------------------------------------------------


def test_a_number_typed_whole_leads_straight_to_the_case(client, officer):
    paper = EXAMPLES["documents"].make()

    answer = enter(client, officer).get("/search/", {"q": f" {paper.number} "})

    assert (answer.status_code, answer["Location"]) == (302, paper.case.get_absolute_url())


def test_a_code_leads_to_the_enterprise_only_if_nothing_else_is_found(client, officer):
    firm = EnterpriseFactory()
    enter(client, officer)

    assert client.get("/search/", {"q": firm.uscc.lower()})["Location"] == firm.get_absolute_url()

    order = RectificationOrderFactory(enterprise=firm, items=0)
    page = client.get("/search/", {"q": firm.uscc})
    assert page.status_code == 200
    assert [each.findable.key for each in page.context["found"]] == ["enterprises", "orders"]
    assert order.get_absolute_url() in page.content.decode()


def test_a_piece_of_a_number_leads_nowhere_by_itself(client, officer):
    firm = EnterpriseFactory()

    page = enter(client, officer).get("/search/", {"q": firm.uscc[:-1]})

    assert page.status_code == 200
    assert len(page.context["found"]) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Type what you look for into the box above."),
        ("  \t ", "Type what you look for into the box above."),
        ("%", "Signs alone find nothing."),
        ("〔〕", "Signs alone find nothing."),
        ("\0", "Type what you look for into the box above."),
        ("没有这个", "Nothing is found."),
        ("9" * 30, "Nothing is found."),
        ("12345678901234567-1234", "Nothing is found."),
        ("SSJ2026-999999999999999999", "Nothing is found."),
        ("<b>x</b>", "Nothing is found."),
    ],
)
def test_every_empty_page_says_what_to_do(client, officer, text, words):
    EnterpriseFactory()

    page = enter(client, officer).get("/search/", {"q": text})

    assert words in page.content.decode()
    assert "<b>x" not in page.content.decode()


def test_a_long_text_is_cut_off_with_a_word(client, officer):
    firm = EnterpriseFactory(name="长" * 200)

    page = enter(client, officer).get("/search/", {"q": "长" * 250}, follow=True)

    words = page.content.decode()
    assert "Only the first 200 characters are looked for." in words
    assert firm.get_absolute_url() in words


def test_a_thousand_and_more_are_said_so(officer, monkeypatch):
    monkeypatch.setattr(finding, "COUNTED_TO", 3)
    EnterpriseFactory.create_batch(5)

    each = found_by(officer, "锻压")["enterprises"]

    assert (each.shown_count, each.counted, each.count_is_exact) == ("3+", 3, False)


def test_the_whole_page_costs_the_same_for_two_rows_and_for_more(client, officer):
    enter(client, officer)
    names = [name for name in EXAMPLES if name not in SLOW and EXAMPLES[name].shared == "锻压"]

    def rows(number):
        for name in names:
            for _ in range(number):
                EXAMPLES[name].make()

    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/search/", {"q": "锻压"}).status_code == 200
        return len(asked)

    rows(2)
    queries()
    two = queries()
    rows(10)

    assert queries() == two


# --- For whom ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/admin/", "/search/", "/inbox/"])
def test_the_box_stands_on_every_page_of_whoever_finds_anything(client, officer, path):
    page = enter(client, officer).get(path).content.decode()

    assert page.count('role="search" aria-label="Everything"') == 1
    assert 'aria-keyshortcuts="Control+K"' in page


def test_whoever_may_look_at_nothing_has_no_box(client):
    enter(client, UserFactory(roles=[]))

    assert "house-search" not in client.get("/").content.decode()
    assert client.get("/search/", {"q": "美的"}).status_code == 403


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get("/search/", {"q": "美的"})["Location"].startswith("/sign-in/")


def test_who_keeps_the_people_finds_people_and_no_case(client):
    EnterpriseFactory(name="张三机械厂")
    person = UserFactory(full_name="张三")
    keeper = UserFactory(roles=[Role.SECURITY_ADMINISTRATOR])

    found = found_by(keeper, "张三")

    assert list(found) == ["people"]
    assert urls(found["people"]) == [finding.admin_page(person)]


def test_a_party_finds_what_is_its_own(client):
    own, other = workshop(), workshop()
    party = acts_for(own.enterprise)

    found = found_by(party, "食品作坊")

    assert urls(found["workshops"]) == [own.get_absolute_url()]
    assert other.get_absolute_url() not in str(found)
    page = enter(client, party).get("/search/", {"q": "食品作坊"})
    assert own.enterprise.name in page.content.decode()


def test_a_paper_leads_to_its_own_page_where_the_case_may_not_be_looked_at(officer, monkeypatch):
    paper = EXAMPLES["documents"].make()
    monkeypatch.setattr(
        type(officer), "has_perm", lambda user, name: name != "inspections.view_rectificationorder"
    )

    assert urls(found_by(officer, paper.number)["documents"]) == [finding.admin_page(paper)]


def test_looking_is_not_written_down(client, officer):
    EnterpriseFactory()
    enter(client, officer)
    before = AccessLog.objects.count()

    client.get("/search/", {"q": "锻压"})

    assert AccessLog.objects.count() == before


# --- The API -------------------------------------------------------------------------------------


def test_programs_find_the_same(api, officer):
    firm = EnterpriseFactory()
    order = RectificationOrderFactory(enterprise=firm, state="issued", items=0)

    found = api.get("/api/v1/search/", {"q": firm.name}).json()

    assert [(each["kind"], each["count"]) for each in found] == [("enterprises", 1), ("orders", 1)]
    assert found[0]["hits"][0] | {"note": ""} == {
        "title": firm.name,
        "note": "",
        "state": "",
        "url": firm.get_absolute_url(),
    }
    assert order.number in found[1]["hits"][0]["note"]
    assert found[1]["hits"][0]["state"] == order.state_label
    assert found[0]["url"].startswith("/admin/enterprises/enterprise/?q=")


def test_programs_ask_for_one_kind(api):
    EnterpriseFactory.create_batch(7)

    found = api.get("/api/v1/search/enterprises/", {"q": "锻压"}).json()

    assert (found["count"], found["count_is_exact"], len(found["hits"])) == (7, True, 7)
    assert api.get("/api/v1/search/orders/", {"q": "锻压"}).json()["hits"] == []


@pytest.mark.parametrize("text", ["", "%", "长" * 201])
def test_programs_are_told_what_is_wrong_with_a_text(api, text):
    answer = api.get("/api/v1/search/", {"q": text})

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["q"])


def test_programs_find_as_little_as_their_person_may_see(api, stranger):
    EnterpriseFactory(division_id=HUANGSHI)
    elsewhere, nobody = APIClient(), APIClient()
    elsewhere.force_authenticate(stranger)
    nobody.force_authenticate(UserFactory(roles=[]))

    assert api.get("/api/v1/search/", {"q": "锻压"}).json() == []
    assert len(elsewhere.get("/api/v1/search/", {"q": "锻压"}).json()) == 1
    assert nobody.get("/api/v1/search/", {"q": "锻压"}).status_code == 403
    assert api.get("/api/v1/search/people/", {"q": "锻压"}).status_code == 404
    assert APIClient().get("/api/v1/search/", {"q": "锻压"}).status_code == 401
