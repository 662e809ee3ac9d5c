"""What the institute does for firms, from the counter to a numbered report."""

import datetime as dt
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import ProgrammingError, transaction
from django.utils import timezone
from PIL import Image

from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from qualitysup.documents import pdf
from qualitysup.documents.models import IssuedDocument
from qualitysup.documents.rendering import text_of
from qualitysup.documents.services import contents
from qualitysup.evidence.models import Attachment
from standards.demo.service import symbol
from standards.models import FirmCode, LabelItem, NoveltyLine, ServiceRequest, Standard
from standards.services import catalogue, checks, firm_codes, requests
from tests.documents.factories import AgencyFactory
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import HUANGSHI, UserFactory
from tests.standards.factories import (
    AccreditationFactory,
    FirmCodeFactory,
    InstituteFactory,
    ServiceRequestFactory,
    entered,
)

pytestmark = pytest.mark.django_db
NUMBER = "6901234567892"
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def _agency():
    AgencyFactory()


@pytest.fixture
def head():
    return UserFactory(roles=[Role.SECTION_HEAD])


@pytest.fixture
def working(desk_officer):
    def make(service="barcode", **facts):
        return requests.accept(ServiceRequestFactory(service=service, **facts), by=desk_officer)

    return make


def refused(call, *args, **kwargs):
    with pytest.raises(TransitionRefused) as refusal, transaction.atomic():
        call(*args, **kwargs)
    return refusal.value


def photo(number=NUMBER):
    return ContentFile(symbol(number), name="条码.jpg")


def checked(request, by, **facts):
    facts = {"typed": NUMBER, "photo": photo(), "grade": "3.2", **facts}
    return checks.check_barcode(request, by=by, **facts)


def found(check) -> dict:
    return {each["key"]: each["ok"] for each in check.found}


# --- At the counter -------------------------------------------------------------------------------


def test_it_is_taken_down_for_whom_it_is(desk_officer):
    firm = EnterpriseFactory()

    request = requests.draft(
        by=desk_officer,
        institute=InstituteFactory(),
        service="label",
        enterprise=firm,
        subject=" 饼干　标签 ",
        asked_on=TODAY(),
    )

    assert (request.client, request.subject, request.state) == (firm.name, "饼干 标签", "received")
    assert request.division_id == request.institute.division_id


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"client": "", "enterprise": None}, "for whom"),
        ({"fee": -1}, "not negative"),
        ({"service": "weighing"}, "weighing"),
    ],
)
def test_what_is_missing_is_said(desk_officer, facts, message):
    asked = {"service": "label", "client": "甲", "subject": "标签", "asked_on": TODAY()} | facts

    with pytest.raises(ValidationError, match=message):
        requests.draft(by=desk_officer, institute=InstituteFactory(), **asked)


def test_nobody_asks_for_tomorrow(desk_officer):
    refusal = refused(
        requests.draft,
        by=desk_officer,
        institute=InstituteFactory(),
        service="label",
        client="甲",
        subject="标签",
        asked_on=TODAY() + dt.timedelta(1),
    )

    assert refusal.code == "future"


def test_another_bureaus_institute_is_not_asked(stranger):
    other = UserFactory(roles=[Role.STANDARDS_OFFICER], home_id=HUANGSHI, divisions=[HUANGSHI])
    asked = {"service": "label", "client": "甲", "subject": "标签", "asked_on": TODAY()}

    for person in (stranger, other):
        refusal = refused(requests.draft, by=person, institute=InstituteFactory(), **asked)
        assert refusal.code == "forbidden"


@pytest.mark.parametrize(
    ("service", "days"), [("barcode", 5), ("label", 10), ("novelty", 5), ("translation", 20)]
)
def test_each_service_has_its_own_promise_in_working_days(working, service, days):
    request = working(service)

    (owed,) = Deadline.objects.of(request)
    assert (owed.term, owed.rule.amount, owed.rule.unit) == (f"service-{service}", days, "workday")
    assert owed.holder == request.worker


def test_what_is_worked_on_stays_what_it_is(desk_officer, working):
    request = working()
    request.service = "label"

    assert refused(requests.keep, request, by=desk_officer).code == "under_way"


def test_until_it_is_signed_its_fee_is_paid_and_its_mark_done_without(desk_officer, head, finished):
    request = finished(fee=300)
    request.subject = "别的"
    assert refused(requests.keep, request, by=desk_officer).code == "under_way"
    request.refresh_from_db()
    request.paid_on, request.marked = TODAY(), False

    requests.keep(request, by=desk_officer)

    assert requests.report(request, by=head).state == "reported"
    assert refused(requests.keep, request, by=desk_officer).code == "wrong_state"


def test_a_page_left_open_does_not_overwrite(desk_officer):
    request = ServiceRequestFactory()
    requests.accept(request, by=desk_officer)

    assert refused(requests.keep, request, by=desk_officer, version=0).code == "stale"


# --- Barcodes -------------------------------------------------------------------------------------


def test_a_photo_is_read_and_compared_with_what_was_typed(desk_officer, working):
    check = checked(working(), desk_officer, typed=" 690 1234 567892 ")

    assert (check.typed, check.decoded, check.symbology) == (NUMBER, NUMBER, "EAN13")
    assert found(check) == {
        "length": True,
        "check_digit": True,
        "prefix": True,
        "firm_code": None,
        "photo": True,
        "grade": True,
    }
    assert Attachment.objects.of(check.request).get() == check.photo


def test_a_photo_that_shows_another_number_is_a_finding(desk_officer, working):
    check = checked(working(), desk_officer, photo=photo("4006381333931"))

    assert found(check)["photo"] is False
    assert requests.finish(check.request, by=desk_officer).verdict == "fails"


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("6901234567890", {"check_digit", "photo"}),
        ("12345", {"length"}),
        ("690123456789", {"check_digit", "photo"}),
    ],
)
def test_a_wrong_number_is_a_finding_and_says_what_would_be_right(
    desk_officer, working, typed, wrong
):
    check = checked(working(), desk_officer, typed=typed)

    assert {key for key, ok in found(check).items() if ok is False} == wrong


def test_a_foreign_prefix_is_right_and_nobody_here_knows_its_holder(desk_officer, working):
    number = "4006381333931"

    check = checked(working(), desk_officer, typed=number, photo=photo(number))

    assert "firm_code" not in found(check)
    assert not any(each["ok"] is False for each in check.found)
    prefix = next(each for each in check.found if each["key"] == "prefix")
    assert (prefix["is"], prefix["home"]) == ("400", False)


@pytest.mark.parametrize(
    ("granted_on", "cancelled_on", "stands"),
    [(dt.date(2025, 6, 1), None, True), (dt.date(2020, 1, 1), None, False)],
)
def test_a_firm_code_that_ended_is_found(desk_officer, working, granted_on, cancelled_on, stands):
    until = granted_on.replace(year=granted_on.year + 2)
    FirmCodeFactory(code="6901234", granted_on=granted_on, valid_to=until, holder="测试委托单位")

    check = checked(working(), desk_officer)

    assert found(check)["firm_code"] is stands
    assert next(e for e in check.found if e["key"] == "firm_code")["of_another"] is False


def test_a_firm_code_of_somebody_else_is_told(desk_officer, working):
    FirmCodeFactory(code="6901234", holder="别人")

    check = checked(working(), desk_officer)

    assert next(e for e in check.found if e["key"] == "firm_code")["of_another"] is True


def test_a_symbol_below_its_grade_fails(desk_officer, working):
    check = checked(working(), desk_officer, grade="1.4")

    assert found(check)["grade"] is False


def test_what_is_no_photo_is_refused_and_nothing_is_kept(desk_officer, working):
    request, upload = working(), ContentFile(b"%PDF-1.4\n%%EOF", name="条码.pdf")

    assert refused(checked, request, desk_officer, photo=upload).code == "no_photo"
    assert not Attachment.objects.of(request).exists()
    assert not hasattr(ServiceRequest.objects.get(pk=request.pk), "barcode")


def test_a_blank_photo_says_how_to_take_a_better_one(desk_officer, working):
    blank = io.BytesIO()
    Image.new("L", (300, 300), 255).save(blank, "JPEG")

    refusal = refused(
        checked, working(), desk_officer, photo=ContentFile(blank.getvalue(), name="空.jpg")
    )

    assert refusal.code == "no_symbol"
    assert "sharp and near" in refusal.reason


@pytest.mark.parametrize(
    ("facts", "word"), [({"photo": None}, "photo"), ({"grade": None}, "grade")]
)
def test_it_is_not_finished_without_photo_and_grade(desk_officer, working, facts, word):
    request = working()
    checked(request, desk_officer, **facts)

    refusal = refused(requests.finish, request, by=desk_officer)

    assert refusal.code == "has_its_result"
    assert word in refusal.reason


def test_entered_again_it_keeps_its_photo(desk_officer, working):
    request = working()
    first = checked(request, desk_officer)

    again = checked(request, desk_officer, photo=None, grade="2.0")

    assert (again.pk, again.photo, again.decoded) == (first.pk, first.photo, NUMBER)


# --- Labels ---------------------------------------------------------------------------------------


@pytest.fixture
def editions(desk_officer):
    entered("GB 7718-2011", dt.date(2012, 4, 20), published_on=dt.date(2011, 4, 20))
    entered("GB 7718-2025", dt.date(2027, 3, 16), published_on=dt.date(2025, 3, 16))
    old, new = Standard.objects.filter(series="GB 7718").order_by("in_force_on")
    catalogue.replace(new, old.number, by=UserFactory(roles=[Role.SECTION_HEAD]))
    old.refresh_from_db()
    return old, new


def said(edition, **verdicts):
    met = {"verdict": "met", "flaw": "", "remark": ""}
    items = LabelItem.objects.filter(edition=edition.number)
    return {item.position: verdicts.get(f"p{item.position}", met) for item in items}


LABEL = {"product": "曲奇饼干", "specification": "200克"}


@pytest.mark.parametrize(
    ("produced_on", "numbers"),
    [
        (dt.date(2025, 3, 15), ["GB 7718—2011"]),
        (dt.date(2025, 3, 16), ["GB 7718—2011", "GB 7718—2025"]),
        (dt.date(2027, 3, 15), ["GB 7718—2011", "GB 7718—2025"]),
        (dt.date(2027, 3, 16), ["GB 7718—2025"]),
        (dt.date(2012, 4, 19), []),
    ],
)
def test_the_day_of_production_says_which_edition_applies(editions, produced_on, numbers):
    assert [each.number for each in checks.editions_for(produced_on)] == numbers


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ({}, "conforms"),
        ({"p1": {"verdict": "flaw", "flaw": "lettering", "remark": "字高不足"}}, "flawed"),
        ({"p5": {"verdict": "not_met", "flaw": "", "remark": "无生产日期"}}, "fails"),
        ({"p7": {"verdict": "not_asked", "flaw": "", "remark": ""}}, "conforms"),
    ],
)
def test_a_label_is_as_good_as_its_worst_item(desk_officer, working, editions, answer, verdict):
    request = working("label")
    day = dt.date(2026, 3, 1)

    check = checks.check_label(
        request, by=desk_officer, produced_on=day, said=said(editions[0], **answer), **LABEL
    )

    assert (check.edition, check.findings.count()) == (editions[0], 9)
    assert requests.finish(request, by=desk_officer).verdict == verdict


def test_a_label_made_before_any_edition_is_refused(desk_officer, working, editions):
    refusal = refused(
        checks.check_label,
        working("label"),
        by=desk_officer,
        produced_on=dt.date(2012, 4, 19),
        said={},
        **LABEL,
    )

    assert refusal.code == "no_edition"
    assert "2012-04-19" in refusal.reason


def test_an_edition_that_did_not_apply_is_refused(desk_officer, working, editions):
    refusal = refused(
        checks.check_label,
        working("label"),
        by=desk_officer,
        produced_on=dt.date(2025, 1, 1),
        edition=editions[1],
        said=said(editions[1]),
        **LABEL,
    )

    assert refusal.code == "edition_of_another_day"
    assert "GB 7718—2011" in refusal.reason


def test_an_edition_may_be_followed_before_it_is_in_force(desk_officer, working, editions):
    check = checks.check_label(
        working("label"),
        by=desk_officer,
        produced_on=dt.date(2026, 3, 1),
        edition=editions[1],
        said=said(editions[1]),
        **LABEL,
    )

    assert check.findings.count() == 12


def test_food_of_tomorrow_is_refused(desk_officer, working, editions):
    day = TODAY() + dt.timedelta(1)

    refusal = refused(
        checks.check_label,
        working("label"),
        by=desk_officer,
        produced_on=day,
        said=said(editions[0]),
        **LABEL,
    )

    assert refusal.code == "future"


def test_every_item_is_answered(desk_officer, working, editions):
    answers = said(editions[0])
    del answers[3]

    refusal = refused(
        checks.check_label,
        working("label"),
        by=desk_officer,
        produced_on=dt.date(2026, 3, 1),
        said=answers,
        **LABEL,
    )

    assert refusal.code == "unsaid"
    assert "净含量和规格" in refusal.reason


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"verdict": "flaw", "flaw": "", "remark": "字高不足"}, "which of the six"),
        ({"verdict": "not_met", "flaw": "", "remark": ""}, "what is wrong"),
    ],
)
def test_what_is_objected_to_is_said(desk_officer, working, editions, answer, message):
    request = working("label")

    with pytest.raises(ValidationError, match=message):
        checks.check_label(
            request,
            by=desk_officer,
            produced_on=dt.date(2026, 3, 1),
            said=said(editions[0], p1=answer),
            **LABEL,
        )
    assert not hasattr(ServiceRequest.objects.get(pk=request.pk), "label")


# --- Searches and translations --------------------------------------------------------------------


def test_each_standard_is_found_as_it_stands_today(desk_officer, working, editions):
    entered("GB 5009-2003", dt.date(2004, 1, 1), abolished_on=dt.date(2016, 1, 1))
    entered("GB 17120-2025", dt.date(2026, 5, 1))
    entered("GB 17120-2012", dt.date(2013, 1, 1))
    new = Standard.objects.get(number="GB 17120—2025")
    catalogue.replace(new, "GB 17120—2012", by=UserFactory(roles=[Role.SECTION_HEAD]))
    asked = [
        "gb17120-2012",
        "GB 17120",
        "GB 7718－2025",
        "GB 5009-2003",
        "GB/T 99999-2001",
        "",
        "GB 17120 — 2012",
    ]

    checks.look_up(working("novelty"), by=desk_officer, numbers=asked)

    rows = NoveltyLine.objects.order_by("position").values_list("number", "standing", "now__number")
    assert list(rows) == [
        ("GB 17120—2012", "replaced", "GB 17120—2025"),
        ("GB 17120", "in_force", None),
        ("GB 7718—2025", "coming", "GB 7718—2011"),
        ("GB 5009—2003", "abolished", None),
        ("GB/T 99999—2001", "unknown", None),
    ]


def test_what_is_no_number_is_named_by_its_line(desk_officer, working):
    request = working("novelty")

    refusal = refused(
        checks.look_up, request, by=desk_officer, numbers=["GB 7718-2011", "七七一八"]
    )

    assert "Line 2" in refusal.reason
    assert not request.lines.exists()


def test_a_translation_is_read_over_by_somebody_else(desk_officer, working):
    facts = {"document": "ISO 1", "source": "en", "target": "zh", "characters": 900}

    with pytest.raises(ValidationError, match="Somebody else"):
        checks.translate(
            working("translation"), by=desk_officer, translator="甲", reviewer="甲", **facts
        )


def test_a_translation_is_finished_with_its_text(desk_officer, working):
    request = working("translation")
    facts = {"document": "ISO 1", "source": "en", "target": "zh", "characters": 900}
    checks.translate(request, by=desk_officer, translator="甲", reviewer="乙", **facts)
    assert refused(requests.finish, request, by=desk_officer).code == "has_its_result"

    text = ContentFile(b"%PDF-1.4\n%%EOF", name="译文.pdf")
    checks.translate(request, by=desk_officer, translator="甲", reviewer="乙", text=text, **facts)

    assert requests.finish(request, by=desk_officer).verdict == "stated"


def test_the_result_of_another_service_is_refused(desk_officer, working):
    refusal = refused(checks.look_up, working("barcode"), by=desk_officer, numbers=["GB 1-2009"])

    assert refusal.code == "other_service"


def test_a_result_is_entered_while_it_is_worked_on(desk_officer):
    assert refused(checked, ServiceRequestFactory(), desk_officer).code == "wrong_state"


# --- The report -----------------------------------------------------------------------------------


@pytest.fixture
def finished(desk_officer, working):
    def make(**facts):
        request = working(**facts)
        checked(request, desk_officer)
        return requests.finish(request, by=desk_officer)

    return make


def test_a_report_is_numbered_under_the_mark_that_covers_it(finished, head):
    request = finished()
    mark = AccreditationFactory(
        institute=request.institute, kind="cnas17025", services=["barcode"], number="L0001"
    )

    request = requests.report(request, by=head)

    document = IssuedDocument.objects.get()
    assert request.number == document.number
    assert (request.accreditation, request.verdict, request.signed_by) == (mark, "conforms", head)
    words = text_of(contents.read(document.docx_id))
    assert all(each in words for each in ("L0001", NUMBER, "EAN13", request.client))
    assert not Deadline.objects.of(request).open().exists()


@pytest.mark.parametrize(
    "facts",
    [
        {"valid_to": dt.date(2026, 1, 1)},
        {"services": ["label"]},
        {"valid_to": None},
        {"withdrawn_on": dt.date(2026, 1, 1), "withdrawn_because": "撤销"},
    ],
)
def test_what_does_not_cover_it_today_carries_no_report(finished, head, facts):
    request = finished()
    covering = {"institute": request.institute, "services": ["barcode"]} | facts
    AccreditationFactory(**covering)
    AccreditationFactory(services=["barcode"])  # of another institute

    refusal = refused(requests.report, request, by=head)

    assert refusal.code == "may_carry_the_mark"
    assert not IssuedDocument.objects.exists()


def test_without_a_mark_it_says_so(finished, head):
    request = requests.report(finished(marked=False), by=head)

    facts = IssuedDocument.objects.get().facts
    assert (request.accreditation, facts["mark"]) == (None, None)


def test_nobody_signs_off_their_own_check(finished, desk_officer):
    assert refused(requests.report, finished(marked=False), by=desk_officer).code == "own_work"


def test_a_fee_is_paid_first(finished, head, desk_officer):
    request = finished(marked=False, fee=300)

    assert refused(requests.report, request, by=head).code == "is_paid"


def test_sent_back_it_is_worked_on_again(finished, head, desk_officer):
    request = requests.send_back(finished(marked=False), by=head, note="照片不清")

    assert (request.state, request.verdict) == ("working", "")
    checked(request, desk_officer, grade="2.8")
    assert requests.finish(request, by=desk_officer).state == "checked"


def test_a_report_stays_what_it_says(finished, head):
    request = requests.report(finished(marked=False), by=head)

    with pytest.raises(ProgrammingError), transaction.atomic():
        ServiceRequest.objects.filter(pk=request.pk).update(verdict="fails")


def test_the_report_is_a_paper_and_a_pdf(finished, head):
    requests.report(finished(marked=False), by=head)
    document = IssuedDocument.objects.get()

    paper = contents.read(document.docx_id)
    assert document.number.endswith("号")
    assert "不使用认可标识" in text_of(paper)
    assert pdf.convert(paper).startswith(b"%PDF")


# --- Firm codes -----------------------------------------------------------------------------------


def code(**facts):
    return FirmCode(
        **{"code": "6901234", "holder": "甲", "division_id": "440606000000"}
        | {"granted_on": dt.date(2025, 3, 1)}
        | facts
    )


def test_a_firm_code_lasts_two_years_and_is_renewed_in_its_last_three_months(desk_officer):
    kept = firm_codes.keep(code(), by=desk_officer)

    (owed,) = Deadline.objects.of(kept)
    assert kept.valid_to == owed.due_on == dt.date(2027, 2, 28)
    assert owed.window_from == dt.date(2026, 12, 2)


def test_a_renewal_moves_its_last_day_on(desk_officer):
    kept = firm_codes.keep(code(granted_on=dt.date(2024, 12, 1)), by=desk_officer)
    kept.granted_on = dt.date(2026, 10, 1)

    firm_codes.keep(kept, by=desk_officer)

    met, running = Deadline.objects.of(kept).order_by("pk")
    assert (met.met_on, running.met_on) == (dt.date(2026, 10, 1), None)
    assert kept.valid_to == dt.date(2028, 9, 30)


def test_a_cancelled_code_owes_nothing(desk_officer):
    kept = firm_codes.keep(code(), by=desk_officer)
    kept.cancelled_on = dt.date(2026, 1, 1)

    firm_codes.keep(kept, by=desk_officer)

    assert not Deadline.objects.of(kept).open().exists()
    assert not kept.stood_on(dt.date(2026, 1, 1))


@pytest.mark.parametrize("wrong", ["690123", "69012345678", "690123x"])
def test_a_code_of_another_length_is_refused(desk_officer, wrong):
    with pytest.raises(ValidationError):
        firm_codes.keep(code(code=wrong), by=desk_officer)


def test_of_two_lengths_the_longer_code_is_the_holders():
    FirmCodeFactory(code="6901234")
    longer = FirmCodeFactory(code="69012345")

    assert FirmCode.objects.of(NUMBER).order_by("-code").first() == longer
