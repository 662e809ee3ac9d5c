import datetime as dt
import json
from io import StringIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from python_calamine import CalamineWorkbook

from enterprises.models import Enterprise, ImportJob
from enterprises.services import importing, merging
from qualitysup.clock.models import Deadline
from qualitysup.regions.models import Division
from tests.enterprises.factories import EnterpriseFactory, uscc_number
from tests.factories import BEIJIAO, CHENCUN, UserFactory
from tests.workshops.factories.workshop import VarietyFactory, WorkshopFactory, forbidden_in_foshan
from tests.workshops.factories.zone import UnitFactory, moved_in
from tests.workshops.tables import HEADER, mess, row, table
from workshops.models import Registration, Variety, Workshop
from workshops.services import registrations

NOTHING = {"created": 0, "updated": 0, "unchanged": 0, "rejected": 0}


def run(path, *options):
    out = StringIO()
    call_command("import_workshops", path, "--json", *options, stdout=out)
    return json.loads(out.getvalue())


def taken(tmp_path, *rows, options=(), header=HEADER):
    return run(table(tmp_path / "a.xlsx", rows, header=header), *options)


def reasons():
    job = ImportJob.objects.latest("pk")
    return list(job.rejected_rows.order_by("number").values_list("reason", flat=True))


@time_machine.travel("2026-03-02 10:00+08:00", tick=False)
def test_table_of_a_town_becomes_the_register(officer, tmp_path):
    line = row(
        "阿强烧腊档",
        trade="烧腊",
        foods="烧鹅、叉烧；腊肠",
        联系电话=13800000000,
        **{"面积（㎡）": "约80平方米", "从业人数（人）": "3人", "是否城乡结合部": "√"},
        登记证编号="粤食坊0001",
        发证日期="2025年3月1日",
    )

    assert taken(tmp_path, line, options=["--as", "officer"]) == {
        "rows": 1,
        **NOTHING,
        "created": 1,
    }

    workshop = Workshop.objects.select_related("enterprise", "trade").get()
    assert (workshop.enterprise.name, workshop.division_id) == ("阿强烧腊档", BEIJIAO)
    assert (workshop.trade.key, workshop.operator_name) == ("roast-meat", "陈强")
    assert (workshop.floor_area, workshop.headcount, workshop.fringe) == (80, 3, True)
    assert workshop.enterprise.phone == "13800000000"
    assert list(workshop.varieties.values_list("category", "name")) == [
        ("0401", "烧鹅"),
        ("0401", "叉烧"),
        ("0404", "腊肠"),
    ]
    registration = workshop.registrations.get()
    assert (registration.valid_from, registration.valid_to) == (
        dt.date(2025, 3, 1),
        dt.date(2028, 3, 1),
    )
    assert registration.officer == officer
    due = dict(Deadline.objects.of(registration).values_list("term", "due_on"))
    assert due["registration-expiry"] == dt.date(2028, 3, 1)
    assert due["registration-renewal"] == dt.date(2028, 1, 31)
    context = workshop.history.get().pgh_context
    assert (context["user"], context["door"]) == (officer.pk, "command")


def test_watched_days_are_those_of_the_service(officer, tmp_path):
    taken(tmp_path, row("甲坊", 登记证编号="粤1", 发证日期="2025-03-01"))
    imported = Registration.objects.get()
    by_hand = registrations.take_over(
        WorkshopFactory(),
        by=UserFactory(roles=["case_officer", "section_head"]),
        number="粤2",
        valid_from=imported.valid_from,
        valid_to=imported.valid_to,
    )

    facts = ("term", "started_on", "amount", "nominal_on", "due_on", "alarm_on", "next_reminder_at")
    of = [
        list(Deadline.objects.of(each).order_by("term").values_list(*facts))
        for each in (imported, by_hand)
    ]
    assert of[0] == of[1] != []
    titles = [Deadline.objects.of(each).first() for each in (imported, by_hand)]
    assert titles[0].title == imported.title
    assert titles[0].path.replace(str(imported.pk), "0") == titles[1].path.replace(
        str(by_hand.pk), "0"
    )


def test_sending_it_twice_changes_nothing(db, tmp_path):
    lines = [row("甲坊", 登记证编号="粤1", 发证日期="2025-03-01"), row("乙坊", foods="豆腐、豆干")]
    taken(tmp_path, *lines)
    before = [list(model.objects.order_by("pk").values()) for model in (Workshop, Variety)]

    assert taken(tmp_path, *lines) == {"rows": 2, **NOTHING, "unchanged": 2}

    assert [list(model.objects.order_by("pk").values()) for model in (Workshop, Variety)] == before
    assert Enterprise.objects.count() == 2
    assert Registration.objects.count() == 1


def test_dry_run_says_the_same_and_writes_nothing(db, tmp_path):
    assert taken(tmp_path, row("甲坊"), options=["--dry-run"])["created"] == 1
    assert not Workshop.objects.exists()
    assert not Enterprise.objects.exists()


def test_same_name_in_two_towns_is_two_workshops(db, tmp_path):
    lines = [row("阿强豆腐坊", "北滘镇"), row("阿强豆腐坊", "陈村镇"), row("阿强豆腐坊", "北滘")]

    answer = taken(tmp_path, *lines)

    assert answer == {"rows": 3, **NOTHING, "created": 2, "rejected": 1}
    assert {workshop.division_id for workshop in Workshop.objects.all()} == {BEIJIAO, CHENCUN}
    assert "2" in reasons()[0]


def test_workshop_known_by_its_village_is_found_by_its_town_and_stays_there(db, tmp_path):
    village = Division.objects.filter(code__startswith=BEIJIAO[:9], level="village").first().pk
    known = WorkshopFactory(enterprise__name="阿强豆腐坊", enterprise__division_id=village)

    assert taken(tmp_path, row("阿强豆腐坊", 联系电话="0757"))["updated"] == 1

    known.enterprise.refresh_from_db()
    assert (known.enterprise.division_id, known.enterprise.phone) == (village, "0757")
    assert Workshop.objects.count() == 1


def test_enterprise_of_the_register_becomes_a_workshop(db, tmp_path):
    firm = EnterpriseFactory(uscc=uscc_number(7), name="旧名食品厂", division_id=BEIJIAO)

    line = row("新名食品厂", 统一社会信用代码=uscc_number(7))
    assert taken(tmp_path, line)["created"] == 1

    assert Workshop.objects.get().enterprise == firm
    firm.refresh_from_db()
    assert firm.name == "新名食品厂"


def test_blank_cells_say_nothing_and_new_ones_change(db, tmp_path):
    known = WorkshopFactory(enterprise__name="甲坊", floor_area=80, operator_name="旧业主")
    VarietyFactory(workshop=known, category_id="2501", name="豆腐")

    line = row("甲坊", foods="豆腐、腐竹", 负责人姓名=None, **{"从业人数（人）": 4})
    assert taken(tmp_path, line)["updated"] == 1

    known.refresh_from_db()
    assert (known.floor_area, known.operator_name, known.headcount) == (80, "旧业主", 4)
    assert known.version == 2
    assert set(known.varieties.values_list("name", flat=True)) == {"豆腐", "腐竹"}


WRONG = {
    "unknown town": (row("甲坊", "月亮镇"), "月亮镇"),
    "unknown trade": (row("甲坊", trade="火箭"), "火箭"),
    "no trade": (row("甲坊", trade=None, foods=None), ""),
    "no operator": (row("甲坊", 负责人姓名=None), ""),
    "forbidden food": (row("甲坊", foods="酸奶"), "05 乳制品"),
    "food of no category": (row("甲坊", trade="其他", foods="神秘"), "神秘"),
    "category that is none": (row("甲坊", foods="豆腐(9999)"), "9999"),
    "area that is none": (row("甲坊", **{"面积（㎡）": "很大"}), "很大"),
    "people that are none": (row("甲坊", **{"从业人数（人）": "多"}), "多"),
    "answer that is none": (row("甲坊", 是否城乡结合部="也许"), "也许"),
    "status that is none": (row("甲坊", 经营状态="快乐"), "快乐"),
    "closed already": (row("甲坊", 经营状态="注销"), ""),
    "registration without days": (row("甲坊", 登记证编号="粤9"), "粤9"),
    "registration that ends first": (
        row("甲坊", 登记证编号="粤9", 发证日期="2025-03-01", 有效期至="2024-03-01"),
        "粤9",
    ),
    "wrong number": (row("甲坊", 统一社会信用代码="12345"), "12345"),
}


@pytest.mark.parametrize(("line", "named"), WRONG.values(), ids=WRONG)
def test_wrong_row_is_rejected_in_words_and_the_others_are_taken(db, tmp_path, line, named):
    answer = taken(tmp_path, line, row("乙坊"))

    assert answer == {"rows": 2, **NOTHING, "created": 1, "rejected": 1}
    assert Workshop.objects.get().enterprise.name == "乙坊"
    assert Enterprise.objects.count() == 1
    assert reasons()[0]
    assert named in reasons()[0]


def test_food_that_the_city_allows_in_zones_is_taken_of_who_works_in_one(officer, chief, tmp_path):
    entry = forbidden_in_foshan("2501", allowed_in_zone=True)
    inside = moved_in(
        UnitFactory(fit_for=["04", "25"]), by=UserFactory(roles=["case_officer", "section_head"])
    )
    firm = inside.workshop.enterprise
    # Its place is the zone's since it moved in.
    line = row(firm.name, "北滘镇")

    answer = taken(tmp_path, line, row("外面豆腐坊"))

    assert (answer["updated"], answer["rejected"]) == (1, 1)
    assert inside.workshop.varieties.get(category="2501").exception == entry
    assert "佛山禁止目录" in reasons()[0]


def test_registration_of_another_workshop_is_not_taken_twice(db, tmp_path):
    taken(tmp_path, row("甲坊", 登记证编号="粤1", 发证日期="2025-03-01"))

    answer = taken(
        tmp_path,
        row("乙坊", 登记证编号="粤1", 发证日期="2025-03-01"),
        row("甲坊", 登记证编号="粤2", 发证日期="2025-03-01"),
        row("丙坊", 登记证编号="粤3", 发证日期="2025-03-01"),
        row("丁坊", 登记证编号="粤3", 发证日期="2025-03-01"),
    )

    assert (answer["created"], answer["rejected"]) == (1, 3)
    assert Registration.objects.count() == 2


def test_closed_workshop_is_neither_opened_nor_closed_by_a_table(db, tmp_path):
    WorkshopFactory(
        enterprise__name="甲坊",
        status="closed",
        closed_on=dt.date(2026, 1, 1),
        closed_because="结业",
    )
    WorkshopFactory(enterprise__name="乙坊")

    assert taken(tmp_path, row("甲坊"), row("乙坊", 经营状态="注销"))["rejected"] == 2
    assert list(Workshop.objects.order_by("pk").values_list("status", flat=True)) == [
        "closed",
        "operating",
    ]


def test_person_imports_inside_their_divisions_alone(db, tmp_path):
    UserFactory(username="town", divisions=[CHENCUN])

    answer = taken(tmp_path, row("甲坊", "陈村镇"), row("乙坊", "北滘镇"), options=["--as", "town"])

    assert (answer["created"], answer["rejected"]) == (1, 1)


def test_workshop_that_the_table_moves_takes_along_what_hangs_on_it(db, tmp_path):
    known = WorkshopFactory(enterprise__name="甲坊", enterprise__uscc=uscc_number(3))
    taken(
        tmp_path,
        row("甲坊", 统一社会信用代码=uscc_number(3), 登记证编号="粤1", 发证日期="2025-03-01"),
    )

    taken(tmp_path, row("甲坊", "陈村镇", 统一社会信用代码=uscc_number(3)))

    known.refresh_from_db()
    assert known.division_id == CHENCUN
    registration = Registration.objects.get()
    assert registration.division_id == CHENCUN
    running = Deadline.objects.of(registration).open()
    assert {deadline.division_id for deadline in running} == {CHENCUN}


def test_number_of_a_merged_duplicate_names_the_survivor(officer, tmp_path):
    survivor = WorkshopFactory(
        enterprise__name="留存坊", enterprise__uscc=uscc_number(4)
    ).enterprise
    duplicate = EnterpriseFactory(uscc=uscc_number(5), division_id=BEIJIAO)
    merging.merge(survivor, duplicate, by=officer)

    assert taken(tmp_path, row("重复坊", 统一社会信用代码=uscc_number(5)))["rejected"] == 1
    assert "留存坊" in reasons()[0]


def test_title_above_the_table_and_other_columns_do_no_harm(db, tmp_path):
    lines = [["北滘镇食品小作坊台账"], [], [*HEADER, "星级"], [*row("甲坊"), "三星"]]

    assert taken(tmp_path, *lines, header=None)["created"] == 1
    assert ImportJob.objects.get().columns["星级"] == ""


def test_rejected_rows_come_back_to_be_corrected_and_sent_again(db, tmp_path):
    rejects = tmp_path / "rejects.xlsx"
    run(table(tmp_path / "a.xlsx", [row("甲坊", "月亮镇"), row("乙坊")]), "--rejects", rejects)

    header, line = CalamineWorkbook.from_path(str(rejects)).get_sheet_by_index(0).to_python()
    assert header[:-1] == HEADER
    line[HEADER.index("所属镇街")] = "陈村镇"

    assert run(table(tmp_path / "b.xlsx", [line], header=header))["created"] == 1


# --- At the desk ---------------------------------------------------------------------------------


def upload(page, path, **more):
    file = SimpleUploadedFile("小作坊台账.xlsx", path.read_bytes())
    return page.post(reverse("admin:enterprises_importjob_add"), {"file": file, **more})


def test_upload_is_tried_out_confirmed_and_taken_in(
    admin_page, tmp_path, django_capture_on_commit_callbacks
):
    path = table(tmp_path / "a.xlsx", [row("甲坊"), row("乙坊", "月亮镇")])
    with django_capture_on_commit_callbacks(execute=True):
        upload(admin_page, path, kind="workshops")
    job = ImportJob.objects.get()
    assert (job.kind, job.state, job.created, job.rejected) == ("workshops", "checked", 1, 1)
    page = admin_page.get(job.get_absolute_url()).content.decode()
    assert "月亮镇" in page

    with django_capture_on_commit_callbacks(execute=True):
        admin_page.post(reverse("admin:enterprises_importjob_confirm", args=[job.pk]))

    assert Workshop.objects.get().enterprise.name == "甲坊"


def test_page_asks_what_the_table_lists(admin_page):
    url = reverse("admin:enterprises_importjob_add")

    page = admin_page.get(url, {"kind": "workshops"}).content.decode()

    assert 'value="workshops" selected' in page
    assert 'value="enterprises"' in page


def test_kind_that_nobody_registered_is_refused(admin_page, tmp_path):
    answer = upload(admin_page, table(tmp_path / "a.xlsx", [row("甲坊")]), kind="cars")

    assert answer.status_code == 200
    assert not ImportJob.objects.exists()


# --- Five thousand -------------------------------------------------------------------------------


def test_five_hundred_rows_of_mess_are_taken_but_for_the_wrong_ones(db, tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 200)
    rows, wrong = mess(500)

    answer = taken(tmp_path, *rows)

    assert answer["rejected"] == wrong
    assert answer["created"] == 500 - wrong == Workshop.objects.count()
    again = taken(tmp_path, *rows)
    assert (again["unchanged"], again["rejected"]) == (500 - wrong, wrong)
