import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from enterprises.models import Enterprise, ImportJob
from qualitysup.audit.models import AccessLog
from tests.enterprises.factories import (
    EnterpriseFactory,
    ImportJobFactory,
    uscc_number,
)
from tests.enterprises.workbooks import row, xlsx
from tests.factories import CHENCUN

LIST = reverse("admin:enterprises_enterprise_changelist")
ADD = reverse("admin:enterprises_enterprise_add")
INLINES = ("products", "figures", "licences", "contacts", "former_names")


def form(**given):
    management = {
        f"{name}-{part}": 0 for name in INLINES for part in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    return (
        {
            "name": "新立压力机厂",
            "uscc": "",
            "division": CHENCUN,
            "status": "operating",
        }
        | management
        | given
    )


def listed(page):
    return {enterprise.name for enterprise in page.context["cl"].result_list}


def test_list_is_searched_like_everything_else(admin_page):
    EnterpriseFactory(name="美的电器")
    EnterpriseFactory(name="格兰仕")

    assert listed(admin_page.get(LIST, {"q": "美"})) == {"美的电器"}
    assert listed(admin_page.get(LIST, {"q": "gls"})) == {"格兰仕"}
    assert listed(admin_page.get(LIST, {"division": CHENCUN})) == {"美的电器", "格兰仕"}
    assert listed(admin_page.get(LIST, {"industry": "38"})) == set()


def test_list_costs_the_same_for_two_rows_and_twelve(admin_page, django_assert_num_queries):
    EnterpriseFactory.create_batch(2, industry_id="3422")
    admin_page.get(LIST)
    with django_assert_num_queries(len(_queries(admin_page))):
        admin_page.get(LIST)
    cost = len(_queries(admin_page))
    EnterpriseFactory.create_batch(10, industry_id="3422")

    with django_assert_num_queries(cost):
        assert len(listed(admin_page.get(LIST))) == 12


def _queries(page):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as caught:
        page.get(LIST)
    return caught


def test_picker_finds_by_two_characters_inside_the_divisions(admin_page):
    mine = EnterpriseFactory(name="美的电器")
    EnterpriseFactory(name="别处美的", division_id="420202005000")
    given = {
        "term": "美的",
        "app_label": "enterprises",
        "model_name": "contact",
        "field_name": "enterprise",
    }

    answer = admin_page.get(reverse("admin:autocomplete"), given).json()

    assert [result["id"] for result in answer["results"]] == [str(mine.pk)]


def test_enterprise_is_registered_in_the_browser(admin_page):
    answer = admin_page.post(ADD, form(uscc=" ９１440606-mah0ywcm60"))

    assert answer.status_code == 302
    assert Enterprise.objects.get().uscc == "91440606MAH0YWCM60"


def test_wrong_number_is_refused_and_what_was_typed_is_kept(admin_page):
    answer = admin_page.post(ADD, form(uscc="91440606MAH0YWCM61", address="一路1号"))

    assert answer.status_code == 200
    assert "uscc" in answer.context["adminform"].form.errors
    assert "一路1号" in answer.content.decode()


def test_same_number_is_refused_with_a_link_to_the_enterprise(admin_page):
    existing = EnterpriseFactory(uscc=uscc_number(1))

    page = admin_page.post(ADD, form(uscc=uscc_number(1))).content.decode()

    assert f'<a href="{existing.get_absolute_url()}">' in page
    assert Enterprise.objects.count() == 1


def test_similar_name_is_asked_about_and_taken_when_confirmed(admin_page):
    existing = EnterpriseFactory(name="佛山市顺德区新立压力机有限公司")

    asked = admin_page.post(ADD, form()).content.decode()
    assert f'<a href="{existing.get_absolute_url()}">' in asked
    assert 'type="checkbox" name="not_a_duplicate"' in asked

    admin_page.post(ADD, form(not_a_duplicate="on"))
    assert Enterprise.objects.count() == 2


def test_page_left_open_loses_and_keeps_what_was_typed(admin_page):
    enterprise = EnterpriseFactory(version=3)
    url = reverse("admin:enterprises_enterprise_change", args=[enterprise.pk])
    given = form(name=enterprise.name, uscc=enterprise.uscc)

    assert admin_page.post(url, given | {"seen_version": 3, "phone": "1"}).status_code == 302
    answer = admin_page.post(url, given | {"seen_version": 3, "phone": "0757-stale"})

    assert answer.status_code == 200
    assert "0757-stale" in answer.content.decode()
    enterprise.refresh_from_db()
    assert enterprise.phone == "1"


def test_former_name_typed_in_is_searched_at_once(admin_page):
    enterprise = EnterpriseFactory(version=1)
    url = reverse("admin:enterprises_enterprise_change", args=[enterprise.pk])
    given = form(
        name=enterprise.name,
        uscc=enterprise.uscc,
        seen_version=1,
        **{"former_names-TOTAL_FORMS": 1, "former_names-0-name": "塑料生产组"},
    )

    assert admin_page.post(url, given).status_code == 302

    assert enterprise in Enterprise.objects.search("塑料生产")


def test_risk_class_is_set_with_a_reason(admin_page):
    enterprise = EnterpriseFactory()
    url = reverse("admin:enterprises_enterprise_risk", args=[enterprise.pk])

    assert admin_page.post(url, {"risk_class": "D", "reason": ""}).status_code == 200
    assert admin_page.post(url, {"risk_class": "D", "reason": "投诉属实"}).status_code == 302

    enterprise.refresh_from_db()
    assert (enterprise.risk_class, enterprise.risk_reason) == ("D", "投诉属实")


@pytest.mark.parametrize("page", ["risk", "merge", "change", "history"])
def test_pages_of_an_enterprise_elsewhere_are_not_there(client, stranger, page):
    client.force_login(stranger, backend="qualitysup.accounts.backends.RoleBackend")
    url = reverse(f"admin:enterprises_enterprise_{page}", args=[EnterpriseFactory().pk])

    # Django's own change and history pages send back to the home page with a message.
    assert client.get(url).status_code in (302, 404)


def test_enterprise_is_never_deleted(admin_page):
    url = reverse("admin:enterprises_enterprise_delete", args=[EnterpriseFactory().pk])

    assert admin_page.post(url, {"post": "yes"}).status_code == 403
    assert Enterprise.objects.exists()


# --- Export --------------------------------------------------------------------------------------

EXPORT = f"{LIST}export/"
TRIGGERS = ["=", "+", "-", "@", "\t", "\r"]


def exported(page, kind, **query):
    answer = page.get(f"{EXPORT}{kind}/", query)
    content = b"".join(answer.streaming_content)
    if kind == "xlsx":
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        return sheet.to_python()
    import csv

    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_export_carries_the_rows_on_the_screen(admin_page, officer, kind):
    EnterpriseFactory(name="美的电器", established_on=dt.date(2005, 3, 1))
    EnterpriseFactory(name="格兰仕")
    EnterpriseFactory(name="别处美的", division_id="420202005000")

    header, *rows = exported(admin_page, kind, q="美的")

    assert len(header) == 16
    assert [line[1] for line in rows] == ["美的电器"]
    assert str(rows[0][13]) == "2005-03-01"
    log = AccessLog.objects.get(action=AccessLog.Action.EXPORT)
    assert (log.by, log.count) == (officer, 1)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("trigger", TRIGGERS)
def test_exported_cell_is_no_formula(admin_page, kind, trigger):
    EnterpriseFactory(name=f"{trigger}cmd|calc", address=f"{trigger}1+1")

    _header, line = exported(admin_page, kind)

    assert not str(line[1]).startswith(trigger)
    assert not str(line[6]).startswith(trigger)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("trigger", TRIGGERS)
def test_exported_header_is_no_formula(admin_page, kind, trigger, monkeypatch):
    from enterprises.admin.enterprises import EnterpriseAdmin

    monkeypatch.setattr(EnterpriseAdmin, "export_columns", [("name", f"{trigger}1+1")])

    ((header,),) = exported(admin_page, kind)

    assert not header.startswith(trigger)


def test_export_costs_the_same_for_two_rows_and_twelve(admin_page, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    EnterpriseFactory.create_batch(2)
    exported(admin_page, "csv")
    with CaptureQueriesContext(connection) as first:
        exported(admin_page, "csv")
    EnterpriseFactory.create_batch(10)

    with django_assert_num_queries(len(first)):
        assert len(exported(admin_page, "csv")) == 13


def test_export_of_ticked_rows(admin_page):
    wanted = EnterpriseFactory(name="美的电器")
    EnterpriseFactory(name="格兰仕")

    answer = admin_page.post(LIST, {"action": "export_ticked", "_selected_action": [wanted.pk]})

    content = io.BytesIO(b"".join(answer.streaming_content))
    _header, line = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()
    assert line[1] == "美的电器"


# --- Import --------------------------------------------------------------------------------------


def upload(page, path):
    file = SimpleUploadedFile("名单.xlsx", path.read_bytes())
    return page.post(reverse("admin:enterprises_importjob_add"), {"file": file})


def test_upload_is_tried_out_confirmed_and_taken_in(
    admin_page, tmp_path, django_capture_on_commit_callbacks
):
    path = xlsx(
        tmp_path / "a.xlsx", [row("甲压力机厂", uscc_number(1)), row("乙厂", "12345", 地址="-")]
    )
    with django_capture_on_commit_callbacks(execute=True):
        upload(admin_page, path)
    job = ImportJob.objects.get()
    assert (job.name, job.state, job.created, job.rejected) == ("名单.xlsx", "checked", 1, 1)
    assert not Enterprise.objects.exists()
    assert "12345" in admin_page.get(job.get_absolute_url()).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        admin_page.post(reverse("admin:enterprises_importjob_confirm", args=[job.pk]))
    progress = admin_page.get(reverse("admin:enterprises_importjob_progress", args=[job.pk]))
    rejects = admin_page.get(reverse("admin:enterprises_importjob_rejects", args=[job.pk]))

    assert Enterprise.objects.get().name == "甲压力机厂"
    assert progress.json() == {
        "rows": 2,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "rejected": 1,
        "done": 2,
        "finished": True,
    }
    content = io.BytesIO(b"".join(rejects.streaming_content))
    assert len(CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()) == 2
    assert AccessLog.objects.filter(action=AccessLog.Action.DOWNLOAD).exists()


def test_import_waits_for_the_sweep_when_the_broker_is_away(
    admin_page, tmp_path, monkeypatch, django_capture_on_commit_callbacks
):
    from kombu.exceptions import OperationalError

    from enterprises import tasks

    def away(*args):
        raise OperationalError("no broker")

    monkeypatch.setattr(tasks.run_import, "delay", away)
    path = xlsx(tmp_path / "a.xlsx", [row("甲厂", uscc_number(1))])

    with django_capture_on_commit_callbacks(execute=True):
        answer = upload(admin_page, path)

    assert answer.status_code == 302
    job = ImportJob.objects.get()
    assert admin_page.get(job.get_absolute_url()).status_code == 200
    assert job in ImportJob.objects.abandoned()


def test_file_of_forty_megabytes_is_refused_in_words(admin_page, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20
    file = SimpleUploadedFile("名单.xlsx", bytes(40 * 2**20))

    answer = admin_page.post(reverse("admin:enterprises_importjob_add"), {"file": file})

    assert answer.context["form"].errors["file"]
    assert not ImportJob.objects.exists()


def test_import_of_somebody_else_is_not_there(admin_page, chief):
    job = ImportJobFactory(by=chief)

    for page in ("change", "progress", "rejects"):
        url = reverse(f"admin:enterprises_importjob_{page}", args=[job.pk])
        assert admin_page.get(url).status_code == 404


def test_inspector_does_not_import(client, inspector):
    client.force_login(inspector, backend="qualitysup.accounts.backends.RoleBackend")

    assert client.get(reverse("admin:enterprises_importjob_add")).status_code == 403


def test_imports_list_costs_the_same_for_two_rows_and_twelve(
    admin_page, officer, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    url = reverse("admin:enterprises_importjob_changelist")
    ImportJobFactory.create_batch(2, by=officer)
    admin_page.get(url)
    with CaptureQueriesContext(connection) as first:
        admin_page.get(url)
    ImportJobFactory.create_batch(10, by=officer)

    with django_assert_num_queries(len(first)):
        admin_page.get(url)
