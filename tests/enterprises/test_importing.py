import datetime as dt
import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.files import File
from django.core.management import CommandError, call_command
from django.utils import timezone
from python_calamine import CalamineWorkbook

from enterprises import tasks
from enterprises.models import AnnualFigure, Enterprise, FormerName, ImportJob, IndustryClass
from enterprises.services import importing, intake, merging
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.notices.models import Notice
from qualitysup.regions.models import Division
from tests.enterprises.factories import EnterpriseFactory, uscc_number
from tests.enterprises.workbooks import HEADER, csv_file, row, xlsx
from tests.factories import BEIJIAO, CHENCUN, SHUNDE, UserFactory

State = ImportJob.State
NOTHING = {"created": 0, "updated": 0, "unchanged": 0, "rejected": 0}


def run(path, *options):
    out = StringIO()
    call_command("import_enterprises", path, "--json", *options, stdout=out)
    return json.loads(out.getvalue())


def reasons():
    return list(ImportJob.objects.latest("pk").rejected_rows.values_list("reason", flat=True))


@pytest.fixture
def good(tmp_path):
    rows = [row(f"测试第{n}压力机厂", uscc_number(n), 地址=f"一路{n}号") for n in range(1, 6)]
    rows.append(row("康记豆腐坊", None, "北滘镇", 行业代码="1392", **{"年销售额(万元)": "超过570"}))
    return xlsx(tmp_path / "good.xlsx", rows)


def test_table_of_the_office_becomes_the_register(db, good):
    assert run(good) == {"rows": 6, **NOTHING, "created": 6}

    workshop = Enterprise.objects.get(name="康记豆腐坊")
    assert (workshop.division_id, workshop.industry_id) == (BEIJIAO, "1392")
    assert workshop.established_on == dt.date(2005, 3, 1)
    figure = workshop.figures.get()
    assert (figure.kind, figure.year, figure.bound, figure.value) == (
        "sales",
        timezone.localdate().year - 1,
        "≥",
        570,
    )
    assert workshop in Enterprise.objects.search("豆腐")


def test_sending_it_twice_changes_nothing(db, good):
    run(good)
    before = list(Enterprise.objects.order_by("pk").values())

    assert run(good) == {"rows": 6, **NOTHING, "unchanged": 6}
    assert list(Enterprise.objects.order_by("pk").values()) == before
    assert AnnualFigure.objects.count() == 1


def test_dry_run_says_the_same_and_writes_nothing(db, good):
    assert run(good, "--dry-run") == {"rows": 6, **NOTHING, "created": 6}
    assert not Enterprise.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_taken_in_any_encoding_of_an_office(db, tmp_path, encoding):
    path = csv_file(
        tmp_path / "a.csv", [row("测试喆㐱压力机厂", uscc_number(1))], encoding=encoding
    )

    assert run(path)["created"] == 1
    assert Enterprise.objects.get().name == "测试喆㐱压力机厂"


def test_changed_cells_change_and_blank_cells_say_nothing(db, tmp_path):
    kept = EnterpriseFactory(uscc=uscc_number(1), name="旧名压力机厂", address="一路1号", version=4)
    path = xlsx(tmp_path / "a.xlsx", [row("新名压力机厂", uscc_number(1), 联系电话="13800000000")])

    assert run(path)["updated"] == 1

    kept.refresh_from_db()
    assert (kept.name, kept.phone, kept.address) == ("新名压力机厂", "13800000000", "一路1号")
    assert kept.version == 5
    assert FormerName.objects.get().name == "旧名压力机厂"
    assert kept in Enterprise.objects.search("旧名")


def test_workshop_that_got_a_number_is_not_registered_twice(db, tmp_path):
    workshop = EnterpriseFactory(uscc=None, name="康记豆腐坊")
    path = xlsx(tmp_path / "a.xlsx", [row("康记豆腐坊", uscc_number(9))])

    assert run(path)["updated"] == 1
    workshop.refresh_from_db()
    assert workshop.uscc == uscc_number(9)


def test_new_figure_of_a_known_enterprise_is_a_change(db, tmp_path):
    line = row("测试压力机厂", uscc_number(1), **{"年销售额(万元)": "100"})
    run(xlsx(tmp_path / "a.xlsx", [line]))
    line[-1] = "约120"

    assert run(xlsx(tmp_path / "b.xlsx", [line]))["updated"] == 1
    figure = AnnualFigure.objects.get()
    assert (figure.bound, figure.value) == ("≈", Decimal(120))
    assert figure.history.count() == 2


WRONG = {
    "check digit": row("甲厂", uscc_number(1)[:-1] + ("1" if uscc_number(1)[-1] != "1" else "2")),
    "length": row("甲厂", "12345"),
    "rounded by Excel": row("甲厂", 914406060000000123),
    "unknown division": row("甲厂", uscc_number(1), "440699000000"),
    "abolished division": row("甲厂", uscc_number(1), "440606198000"),
    "no division": row("甲厂", uscc_number(1), None),
    "day that does not exist": row("甲厂", uscc_number(1), 成立日期="2023-02-30"),
    "no name": row(None, uscc_number(1)),
    "neither name nor number": row(None, None),
    "unknown status": row("甲厂", uscc_number(1), 经营状态="快乐"),
    "industry that is none": row("甲厂", uscc_number(1), 行业代码="9999"),
    "figure that is none": row("甲厂", uscc_number(1), **{"年销售额(万元)": "很多"}),
    "name too long": row("长" * 201, uscc_number(1)),
}


@pytest.fixture
def abolished(db):
    return Division.objects.create(
        code="440606198000",
        name="旧镇",
        level="town",
        parent_id=SHUNDE,
        valid_to=dt.date(2009, 1, 1),
        replaced_by_id=CHENCUN,
    )


@pytest.mark.parametrize("line", WRONG.values(), ids=WRONG)
def test_wrong_row_is_rejected_and_the_others_are_taken(abolished, tmp_path, line):
    path = xlsx(tmp_path / "a.xlsx", [line, row("乙厂", uscc_number(2))])

    assert run(path) == {"rows": 2, **NOTHING, "created": 1, "rejected": 1}
    assert Enterprise.objects.get().name == "乙厂"
    assert reasons()[0]


def test_abolished_division_is_rejected_with_its_successor(abolished, tmp_path):
    run(xlsx(tmp_path / "a.xlsx", [WRONG["abolished division"]]))

    assert CHENCUN in reasons()[0]


def test_every_mistake_of_a_row_is_told_at_once(db, tmp_path):
    run(xlsx(tmp_path / "a.xlsx", [row("甲厂", "12345", "月亮镇", 成立日期="2023-02-30")]))

    assert all(word in reasons()[0] for word in ("12345", "月亮镇", "2023-02-30"))


def test_same_enterprise_twice_in_a_file_counts_once(db, tmp_path):
    lines = [
        row("甲厂", uscc_number(1)),
        row("甲厂二", uscc_number(1).lower()),
        row("康记豆腐坊", None),
        row("康记豆腐坊", None),
        row("甲厂", None),
    ]

    assert run(xlsx(tmp_path / "a.xlsx", lines)) == {
        "rows": 5,
        **NOTHING,
        "created": 2,
        "rejected": 3,
    }
    assert Enterprise.objects.get(uscc=uscc_number(1)).name == "甲厂"
    assert "2" in reasons()[0]


def test_rejected_rows_come_back_to_be_corrected_and_sent_again(db, tmp_path):
    wrong = row("甲厂", uscc_number(1), "月亮镇", 联系电话="+86 757")
    rejects = tmp_path / "rejects.xlsx"
    run(xlsx(tmp_path / "a.xlsx", [row("乙厂", uscc_number(2)), wrong]), "--rejects", rejects)

    header, *rows = CalamineWorkbook.from_path(str(rejects)).get_sheet_by_index(0).to_python()
    assert header[:-1] == HEADER
    assert len(rows) == 1
    assert "月亮镇" in rows[0][-1]
    # A formula to be is text, and its mark is taken off again on the way in.
    assert rows[0][HEADER.index("联系电话")] == "'+86 757"
    rows[0][HEADER.index("行政区划")] = "陈村镇"
    assert run(xlsx(tmp_path / "b.xlsx", rows, header=header))["created"] == 1
    assert Enterprise.objects.get(uscc=uscc_number(1)).phone == "+86 757"


def test_rejects_workbook_is_written_when_nothing_was_rejected(db, good, tmp_path):
    rejects = tmp_path / "rejects.xlsx"

    run(good, "--rejects", rejects)

    sheet = CalamineWorkbook.from_path(str(rejects)).get_sheet_by_index(0)
    assert len(sheet.to_python()) == 1


def test_person_imports_inside_their_divisions_alone(db, tmp_path):
    UserFactory(username="town", divisions=[CHENCUN])
    elsewhere = EnterpriseFactory(uscc=uscc_number(3), division_id=BEIJIAO, phone="old")
    lines = [
        row("甲厂", uscc_number(1), "陈村镇"),
        row("乙厂", uscc_number(2), "北滘镇"),
        row("丙厂", uscc_number(3), "陈村镇", 联系电话="new"),
    ]

    answer = run(xlsx(tmp_path / "a.xlsx", lines), "--as", "town")

    assert answer == {"rows": 3, **NOTHING, "created": 1, "rejected": 2}
    elsewhere.refresh_from_db()
    assert (elsewhere.division_id, elsewhere.phone) == (BEIJIAO, "old")


def test_number_of_a_merged_duplicate_is_not_registered_again(officer, tmp_path):
    survivor = EnterpriseFactory(name="留存压力机厂")
    duplicate = EnterpriseFactory(uscc=uscc_number(5))
    merging.merge(survivor, duplicate, by=officer)

    answer = run(xlsx(tmp_path / "a.xlsx", [row("重复压力机厂", uscc_number(5))]))

    assert (answer["created"], answer["rejected"]) == (0, 1)
    assert "留存压力机厂" in reasons()[0]


def test_class_that_is_not_loaded_yet_waits_for_its_name(db, tmp_path):
    run(xlsx(tmp_path / "a.xlsx", [row("甲厂", uscc_number(1), 行业代码="C3432")]))

    waiting = IndustryClass.objects.get(pk="3432")
    assert (waiting.name, waiting.parent_id, waiting.parent.parent_id) == ("", "343", "34")


def test_title_above_the_table_and_unknown_columns_do_no_harm(db, tmp_path):
    lines = [["顺德区企业名录"], [], [*HEADER, "备注"], [*row("甲厂", uscc_number(1)), "好"]]

    assert run(xlsx(tmp_path / "a.xlsx", lines, header=None)) == {
        "rows": 1,
        **NOTHING,
        "created": 1,
    }
    assert ImportJob.objects.get().columns["备注"] == ""


def test_history_says_who_imported_and_through_which_door(officer, good):
    run(good, "--as", "officer")

    context = Enterprise.objects.first().history.get().pgh_context
    assert (context["user"], context["door"]) == (officer.pk, "command")


@pytest.mark.parametrize(
    "content", [b"", "地址,电话\n一路,1\n".encode(), b"PK\x03\x04", b"\xd0\xcf\x11\xe0"]
)
def test_file_that_is_no_table_of_enterprises_fails_in_words(db, tmp_path, content):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)

    with pytest.raises(CommandError):
        run(path)

    job = ImportJob.objects.get()
    assert (job.state, job.claim) == (State.FAILED, None)
    assert job.failure


def test_file_of_forty_megabytes_is_not_kept(db, tmp_path):
    path = tmp_path / "a.xlsx"
    with path.open("wb") as file:
        file.truncate(40 * 2**20)

    with pytest.raises(CommandError):
        run(path)

    assert not ImportJob.objects.exists()


# --- Killed and gone on with ---------------------------------------------------------------------


class Killed(BaseException):
    """What a worker feels of kill -9: nothing after it runs."""


@pytest.fixture
def job(officer, tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 3)
    lines = [row(f"测试第{n}压力机厂", uscc_number(n)) for n in range(8)]
    lines.insert(2, row("错厂", "1"))
    lines.append(row("测试第0压力机厂", uscc_number(0)))
    path = xlsx(tmp_path / "a.xlsx", lines)
    with path.open("rb") as content:
        return importing.submit(File(content, name="a.xlsx"), by=officer, dry_run=False)


def die_in_batch(monkeypatch, number, *, after_writing):
    write, calls = intake.write, []

    def dying(batch):
        calls.append(batch)
        if len(calls) == number and not after_writing:
            raise Killed
        write(batch)
        if len(calls) == number:
            raise Killed

    monkeypatch.setattr(intake, "write", dying)
    return lambda: monkeypatch.setattr(intake, "write", write)


@pytest.mark.parametrize("after_writing", [True, False])
@pytest.mark.parametrize("batch", [1, 2, 3])
def test_killed_import_is_gone_on_with_to_the_same_end(job, monkeypatch, batch, after_writing):
    revive = die_in_batch(monkeypatch, batch, after_writing=after_writing)
    with pytest.raises(Killed):
        importing.run(job.pk)
    revive()
    job.refresh_from_db()
    assert job.done == 3 * (batch - 1)
    assert Enterprise.objects.count() == job.created
    ImportJob.objects.update(claimed_until=timezone.now() - dt.timedelta(seconds=1))

    tasks.resume_imports()

    job.refresh_from_db()
    assert job.state == State.DONE
    assert job.counts == {"rows": 10, **NOTHING, "created": 8, "rejected": 2}
    assert list(job.rejected_rows.values_list("number", flat=True)) == [4, 11]
    assert Enterprise.objects.count() == 8


def test_import_that_a_worker_holds_is_left_to_it(job):
    ImportJob.objects.update(claimed_until=timezone.now() + dt.timedelta(minutes=1))

    assert importing.run(job.pk) is None
    tasks.resume_imports()

    assert not Enterprise.objects.exists()


def test_worker_that_lost_its_lease_writes_nothing_more(job, monkeypatch):
    take = importing._take

    def taken_over(*given):
        take(*given)
        ImportJob.objects.update(claim="00000000-0000-0000-0000-000000000001")

    monkeypatch.setattr(importing, "_take", taken_over)

    assert importing.run(job.pk) is None
    job.refresh_from_db()
    assert (job.done, job.state) == (3, State.RUNNING)


def test_file_that_kills_every_worker_is_given_up(job, monkeypatch):
    monkeypatch.setattr(intake, "compare", lambda *args, **kwargs: (_ for _ in ()).throw(Killed))
    for _attempt in range(importing.LEASE.attempts):
        with pytest.raises(Killed):
            importing.run(job.pk)
        ImportJob.objects.update(claimed_until=None)

    job = importing.run(job.pk)

    assert (job.state, job.claim) == (State.FAILED, None)
    assert Notice.objects.get(topic=f"import:{job.pk}").body == job.failure
    assert importing.run(job.pk) is None


def test_running_a_finished_import_again_changes_nothing(job):
    importing.run(job.pk)
    importing.run(job.pk)
    tasks.run_import(job.pk)

    job.refresh_from_db()
    assert (job.created, job.done) == (8, 10)


def test_number_registered_by_hand_meanwhile_is_not_doubled(job, monkeypatch):
    compare, calls = intake.compare, []

    def slow(candidates, *, by):
        batch = compare(candidates, by=by)
        if not calls:
            calls.append(EnterpriseFactory(uscc=uscc_number(0), name="先到压力机厂"))
        return batch

    monkeypatch.setattr(intake, "compare", slow)

    importing.run(job.pk)

    job.refresh_from_db()
    assert job.state == State.DONE
    assert Enterprise.objects.filter(uscc=uscc_number(0)).count() == 1


def test_checked_file_is_imported_when_it_is_confirmed(officer, good):
    with good.open("rb") as content:
        job = importing.submit(File(content, name="good.xlsx"), by=officer)
    importing.run(job.pk)
    assert not Enterprise.objects.exists()

    importing.confirm(job, by=officer)
    importing.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.created) == (State.DONE, 6)
    with pytest.raises(TransitionRefused):
        importing.confirm(job, by=officer)


def test_file_that_is_gone_fails_in_words(job):
    job.file.delete(save=False)

    importing.run(job.pk)

    job.refresh_from_db()
    assert job.state == State.FAILED
