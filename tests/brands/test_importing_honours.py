"""Tables of honours: what a row needs, what it may not say, and that twice is once."""

import datetime as dt
import json
from io import StringIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from brands.demo import honour as demo
from brands.models import Honour, HonourPeriod
from brands.services import honours, intake, reading
from enterprises.models import FormerName, ImportJob
from enterprises.services import merging
from qualitysup.accounts.roles import Role
from qualitysup.clock.models import Deadline
from tests.brands.factories import granted
from tests.brands.tables import HEADER, of_the_report, row, table
from tests.enterprises.factories import EnterpriseFactory, uscc_number
from tests.factories import BEIJIAO, CHENCUN, UserFactory
from tests.inspections.clients import at_once, browser_of

NOTHING = {"created": 0, "updated": 0, "unchanged": 0, "rejected": 0}
REPORT = dt.date(2008, 6, 30)


def run(path, *options):
    out = StringIO()
    call_command("import_honours", path, "--json", *options, stdout=out)
    return json.loads(out.getvalue())


def taken(tmp_path, *rows, options=(), header=HEADER):
    return run(table(tmp_path / "a.xlsx", rows, header=header), *options)


def reasons():
    job = ImportJob.objects.latest("pk")
    return list(job.rejected_rows.order_by("number").values_list("reason", flat=True))


@pytest.fixture
def firm(db):
    return EnterpriseFactory(name="测试燃气具厂", uscc=uscc_number(7), division_id=BEIJIAO)


@pytest.fixture
def officer(db):
    return UserFactory(username="officer", roles=[Role.CASE_OFFICER])


def test_a_row_becomes_an_honour_that_is_valid_as_its_kinds_rules_say(firm, officer, tmp_path):
    line = row("测试燃气具厂", "“广东名牌”", 注册商标="测试", 证书编号="粤名牌 [2006] 第012号")

    assert taken(tmp_path, line, options=["--as", "officer"]) == {
        "rows": 1,
        **NOTHING,
        "created": 1,
    }

    honour = Honour.objects.select_related("kind").get()
    assert (honour.enterprise, honour.kind.key) == (firm, "guangdong-name-brand")
    assert (honour.product, honour.brand) == ("燃气灶", "测试")
    assert (honour.number, honour.source) == ("粤名牌〔2006〕12号", "测试公告〔2006〕1号")
    assert (honour.valid_from, honour.valid_to) == (dt.date(2006, 9, 20), dt.date(2009, 9, 20))
    period = honour.periods.get()
    assert (period.origin, period.rule.kind, period.entered_by) == ("grant", honour.kind, officer)


def test_an_enterprise_is_found_by_its_code_its_name_or_a_former_name(firm, db, tmp_path):
    FormerName.objects.create(enterprise=firm, name="旧名燃气具厂")

    answer = taken(
        tmp_path,
        row("写错的名称", 统一社会信用代码=uscc_number(7)),
        row("测试燃气具厂", product="热水器"),
        row("旧名燃气具厂", product="消毒柜"),
    )

    assert answer["created"] == 3
    assert set(Honour.objects.values_list("enterprise", flat=True)) == {firm.pk}


def test_what_was_merged_holds_it_no_more_but_its_survivor_does(firm, officer, tmp_path):
    duplicate = EnterpriseFactory(uscc=uscc_number(8), name="重复燃气具厂", division_id=BEIJIAO)
    merging.merge(firm, duplicate, by=UserFactory(roles=[Role.SECTION_HEAD]))

    assert taken(tmp_path, row("…", 统一社会信用代码=uscc_number(8)))["created"] == 1
    assert Honour.objects.get().enterprise == firm


def test_a_paper_goes_before_the_rules_and_a_day_that_they_give_needs_none(firm, tmp_path):
    papered = {"有效期至": "2009年12月31日", "有效期依据": "测试延期通知"}

    answer = taken(
        tmp_path,
        row("测试燃气具厂", **papered),
        row("测试燃气具厂", product="热水器", 有效期至="2009-09-20"),
        row("测试燃气具厂", "湾区认证", "消毒柜", "2025-03-01", 有效期至="长期", 有效期依据="证书"),
    )

    assert answer["created"] == 3
    told = Honour.objects.order_by("pk").values_list("valid_to", "periods__basis")
    assert list(told) == [
        (dt.date(2009, 12, 31), "测试延期通知"),
        (dt.date(2009, 9, 20), ""),
        (None, "证书"),
    ]


def test_an_exemption_ended_with_its_kind(firm, tmp_path):
    assert taken(tmp_path, row("测试燃气具厂", "免检产品", granted_on="2006-12-06"))["created"] == 1

    honour = Honour.objects.get()
    assert (honour.state, honour.ended_on) == ("abolished", dt.date(2008, 9, 18))


@time_machine.travel("2026-03-02 10:00+08:00", tick=False)
def test_a_last_day_ahead_is_a_deadline_as_if_it_had_been_entered_by_hand(firm, officer, tmp_path):
    by_hand = granted(
        firm, of="guangdong-excellent", granted_on=dt.date(2024, 5, 1), product="灶", by=officer
    )
    taken(tmp_path, row("测试燃气具厂", "广东优质", "热水器", "2024-05-01"), row("测试燃气具厂"))

    def told(honour):
        deadline = Deadline.objects.of(honour).open().get()
        names = ("term", "started_on", "due_on", "division_id", "next_reminder_at", "path", "title")
        facts = {name: getattr(deadline, name) for name in names}
        return facts | {
            "path": facts["path"].replace(str(honour.pk), ""),
            "title": facts["title"].replace(honour.product, ""),
        }

    assert told(Honour.objects.get(product="热水器")) == told(by_hand)
    assert not Deadline.objects.of(Honour.objects.get(product="燃气灶")).exists()


WRONG = {
    "unknown enterprise": (row("没有的厂"), "没有的厂"),
    "unknown code": (row("", 统一社会信用代码=uscc_number(99)), uscc_number(99)),
    "wrong code": (row("", 统一社会信用代码="12345"), "12345"),
    "nobody": (row(""), "an enterprise"),
    "unknown kind": (row("测试燃气具厂", "世界名牌"), "世界名牌"),
    "no kind": (row("测试燃气具厂", None), "a kind of honour"),
    "a year": (row("测试燃气具厂", granted_on="2006年"), "2006年"),
    "a year as a number": (row("测试燃气具厂", granted_on=2006), "2006"),
    "a month": (row("测试燃气具厂", granted_on="2006年9月"), "2006年9月"),
    "a month with a dash": (row("测试燃气具厂", granted_on="2006-09"), "names no day"),
    "no day": (row("测试燃气具厂", granted_on="2006-02-30"), "does not exist"),
    "a day ahead": (row("测试燃气具厂", granted_on="2199-01-01"), "future"),
    "granted after its kind was abolished": (
        row("测试燃气具厂", "国家免检", granted_on="2009-01-01"),
        "was not granted",
    ),
    "no product": (row("测试燃气具厂", product=None), "name it"),
    "a product of the enterprise's own": (
        row("测试燃气具厂", "省政府质量奖", granted_on="2021-09-10"),
        "not to a product",
    ),
    "no rule and no paper": (
        row("测试燃气具厂", "湾区认证", granted_on="2025-03-01"),
        "No rule says",
    ),
    "a last day without its paper": (
        row("测试燃气具厂", 有效期至="2012-09-30"),
        "Name the paper",
    ),
    "a paper without a last day": (row("测试燃气具厂", 有效期依据="通知"), "no last day"),
    "over before it began": (
        row("测试燃气具厂", 有效期至="2005-09-30", 有效期依据="通知"),
        "ends before",
    ),
    "no source": (row("测试燃气具厂", 公告文号=None), "a source"),
    "a brand too long": (row("测试燃气具厂", 注册商标="长" * 61), "60"),
}


@pytest.mark.parametrize(("line", "named"), WRONG.values(), ids=WRONG)
def test_wrong_row_is_rejected_in_words_and_the_others_are_taken(firm, tmp_path, line, named):
    answer = taken(tmp_path, line, row("测试燃气具厂", product="热水器"))

    assert answer == {"rows": 2, **NOTHING, "created": 1, "rejected": 1}
    assert Honour.objects.get().product == "热水器"
    assert named in reasons()[0]


def test_of_two_enterprises_of_one_name_the_code_tells_which(db, tmp_path):
    EnterpriseFactory(name="同名厂", uscc=uscc_number(1), division_id=BEIJIAO)
    EnterpriseFactory(name="同名厂", uscc=uscc_number(2), division_id=CHENCUN)

    answer = taken(tmp_path, row("同名厂"), row("同名厂", 统一社会信用代码=uscc_number(2)))

    assert (answer["created"], answer["rejected"]) == (1, 1)
    assert "write the code" in reasons()[0]
    assert Honour.objects.get().enterprise.division_id == CHENCUN


def test_one_honour_twice_in_a_file_is_taken_once(firm, tmp_path):
    answer = taken(tmp_path, row("测试燃气具厂"), row("测试燃气具厂"))

    assert (answer["created"], answer["rejected"]) == (1, 1)
    assert "2" in reasons()[0]


def test_a_number_belongs_to_one_honour_of_its_kind(firm, tmp_path):
    answer = taken(
        tmp_path,
        row("测试燃气具厂", 证书编号="粤1"),
        row("测试燃气具厂", product="热水器", 证书编号="粤1"),
        row("测试燃气具厂", "中国名牌", 证书编号="粤1"),
    )

    assert (answer["created"], answer["rejected"]) == (2, 1)
    assert "粤1" in reasons()[0]


def test_what_is_entered_is_not_changed_by_a_table_and_what_contradicts_it_is_named(firm, tmp_path):
    taken(tmp_path, row("测试燃气具厂", 证书编号="粤1", 注册商标="测试"))

    for cells, named in [
        ({"证书编号": "粤2"}, "粤2"),
        ({"注册商标": "别的"}, "别的"),
        ({"有效期至": "2012-01-01", "有效期依据": "通知"}, "2012-01-01"),
    ]:
        assert taken(tmp_path, row("测试燃气具厂", **cells))["rejected"] == 1
        assert named in reasons()[0]
    assert taken(tmp_path, row("测试燃气具厂"))["unchanged"] == 1
    assert Honour.objects.get().number == "粤1"


def test_a_person_imports_inside_their_divisions_alone(firm, tmp_path):
    UserFactory(username="town", roles=[Role.CASE_OFFICER], divisions=[CHENCUN])

    assert taken(tmp_path, row("测试燃气具厂"), options=["--as", "town"])["rejected"] == 1
    assert "another division" in reasons()[0]


def test_rejected_rows_come_back_to_be_corrected_and_sent_again(firm, tmp_path):
    rejects = tmp_path / "rejects.xlsx"
    taken(tmp_path, row("测试燃气具厂", granted_on="2006"), options=["--rejects", rejects])

    assert rejects.stat().st_size > 0
    assert taken(tmp_path, row("测试燃气具厂"))["created"] == 1


# --- The report's ---------------------------------------------------------------------------------


@pytest.fixture
def firms(officer):
    return demo.enterprises(officer)


def test_the_reports_honours_twice_are_there_once(firms, tmp_path):
    path = of_the_report(tmp_path / "a.xlsx")

    assert run(path, "--dry-run")["created"] == 178
    assert not Honour.objects.exists()
    assert run(path)["created"] == 178
    before = list(Honour.objects.order_by("pk").values())

    assert run(path, "--dry-run")["unchanged"] == 178
    assert run(path) == {"rows": 178, **NOTHING, "unchanged": 178}

    assert list(Honour.objects.order_by("pk").values()) == before
    assert HonourPeriod.objects.count() == 178
    assert Honour.objects.as_of(REPORT).count_by_kind() == demo.COUNTS


def test_a_batch_costs_the_same_however_many_rows_it_has(firms):
    def cost(rows):
        with CaptureQueriesContext(connection) as captured:
            reader = reading.Reader(demo.HEADER)
            candidates = [reader.read(number, line) for number, line in enumerate(rows)]
            intake.write(intake.compare(candidates))
        return len(captured)

    rows = list(demo.table())
    cost(rows[:32])
    few, many = cost(rows[32:35]), cost(rows[35:150])

    assert few == many
    assert Honour.objects.count() == 150


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_the_same_rows_at_once_enter_them_once(tmp_path):
    with transaction.atomic():
        demo.enterprises(UserFactory(roles=[Role.CASE_OFFICER]))
    path = of_the_report(tmp_path / "a.xlsx")

    first, second = at_once(lambda: run(path), lambda: run(path))

    assert {first["created"], second["created"]} == {0, 178}
    assert {first["unchanged"], second["unchanged"]} == {0, 178}
    assert Honour.objects.count() == HonourPeriod.objects.count() == 178


def test_what_was_extended_since_is_the_same_honour_all_the_same(firm, tmp_path):
    head = UserFactory(roles=[Role.SECTION_HEAD])
    granted_on = timezone.localdate() - dt.timedelta(days=100)
    line = row("测试燃气具厂", "广东优质", granted_on=granted_on.isoformat())
    taken(tmp_path, line)
    honours.review(
        Honour.objects.get(), by=head, valid_to=granted_on + dt.timedelta(days=3000), basis="复评"
    )

    assert taken(tmp_path, line)["unchanged"] == 1


# --- At the desk ----------------------------------------------------------------------------------


def test_upload_is_tried_out_confirmed_and_taken_in(
    firm, officer, tmp_path, django_capture_on_commit_callbacks
):
    browser = browser_of(officer)
    path = table(tmp_path / "a.xlsx", [row("测试燃气具厂"), row("测试燃气具厂", "世界名牌")])
    file = SimpleUploadedFile("荣誉.xlsx", path.read_bytes())
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("admin:enterprises_importjob_add"), {"file": file, "kind": "honours"})
    job = ImportJob.objects.get()
    assert (job.kind, job.state, job.created, job.rejected) == ("honours", "checked", 1, 1)
    assert "世界名牌" in browser.get(job.get_absolute_url()).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("admin:enterprises_importjob_confirm", args=[job.pk]))

    assert Honour.objects.get().enterprise == firm


def test_the_page_explains_what_each_column_fills(firm, officer, tmp_path):
    taken(tmp_path, row("测试燃气具厂"))
    job = ImportJob.objects.get()

    assert job.columns["授予日期"] == "granted_on"
    assert job.columns["序号"] == ""
    page = browser_of(officer).get(reverse("admin:enterprises_importjob_add"), {"kind": "honours"})
    assert 'value="honours" selected' in page.content.decode()
