"""The story of the press makers, from the office's workbook to production that resumes."""

import datetime as dt
import io
import re
import zipfile
from urllib.parse import unquote

import pypdf
from django.utils import timezone
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from tests.enterprises import workbooks
from tests.enterprises.factories import uscc_number
from tests.journeys.pages import add_row, case, go, pick, press, save, state_of, take, told

PRESSES = ["恒力锻压机械有限公司", "宏锋压力机厂", "永轩锻压设备有限公司"]
CAMPAIGN = "陈村镇锻压机械专项整治"
STANDARD = "GB 17120—2025"
# Everything that an order of this campaign asks, as the campaign proposes it.
ITEMS = 5


def days_ago(days):
    return (timezone.localdate() - dt.timedelta(days=days)).isoformat()


def test_from_the_workbook_to_the_resumption(enter, worker, tmp_path):
    officer = enter("officer")
    import_the_register(officer, worker, tmp_path)
    campaign = prepare_the_campaign(officer)
    record_a_failed_result(officer)

    chief = enter("chief")
    open_and_issue(chief, campaign)
    halt_after_both_were_consulted(officer, chief, campaign)

    order = take_the_long_way(officer, enter("inspector"))
    resume_once_all_is_put_right(chief, enter("inspector"), order)
    tell_before_and_after(officer, campaign)
    serve_and_download(officer, order)


def import_the_register(page, worker, tmp_path):
    """Tried out, mended where it was rejected, sent again."""
    good, *others = (workbooks.row(name, uscc_number(n + 1)) for n, name in enumerate(PRESSES))
    wrong_digit, no_such_day = (list(cells) for cells in others)
    wrong_digit[1] = wrong_digit[1][:-1] + ("0" if wrong_digit[1][-1] != "0" else "1")
    no_such_day[7] = "2005-02-30"
    first = workbooks.xlsx(tmp_path / "陈村企业.xlsx", [good, wrong_digit, no_such_day])

    with worker.busy():
        try_out(page, first)
        expect(page.get_by_role("progressbar")).to_be_visible()
        # One may leave, and find it again.
        page.goto("/")
        page.get_by_role("link", name="Imports", exact=True).click()
        page.get_by_role("link", name=first.name).click()
        expect(page.get_by_role("progressbar")).to_be_visible()

    expect(page.get_by_text("checked, not yet imported")).to_be_visible()
    assert tiles(page) == {
        "Rows": "3", "Would be new": "1", "Would change": "0", "Unchanged": "0", "Rejected": "2"
    }  # fmt: skip
    page.goto("/admin/enterprises/enterprise/")
    expect(page.get_by_text("Nothing here yet.")).to_be_visible()

    page.go_back()
    import_for_good(page)
    assert tiles(page)["New"] == "1"

    with page.expect_download() as download:
        page.get_by_role("link", name="Download, correct and send again").click()
    mended = tmp_path / "改正.xlsx"
    mend(download.value.path(), mended, digit=others[0][1])
    try_out(page, mended)
    import_for_good(page)
    assert tiles(page)["New"] == "2"

    page.goto("/admin/enterprises/enterprise/")
    for name in PRESSES:
        expect(page.get_by_role("link", name=name)).to_be_visible()


def try_out(page, file):
    page.goto("/admin/enterprises/importjob/add/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Try it out").click()


def import_for_good(page):
    page.get_by_role("button", name="Import for good").click()
    expect(page.get_by_text("imported", exact=True)).to_be_visible()


def tiles(page):
    words = page.locator(".tile").all_inner_texts()
    return dict(tile.split("\n")[:2] for tile in words)


def mend(rejects, target, *, digit):
    """What the officer does in Excel: the rejected rows say what to correct."""
    header, *rows = CalamineWorkbook.from_path(rejects).get_sheet_by_index(0).to_python()
    by_name = {row[0]: row for row in rows}
    assert "check digit" in by_name[PRESSES[1]][-1]
    assert "2005-02-30" in by_name[PRESSES[2]][-1]
    by_name[PRESSES[1]][1] = digit
    by_name[PRESSES[2]][7] = "2005-02-28"
    workbooks.xlsx(target, by_name.values(), header)


def prepare_the_campaign(page):
    go(page, "Orders and cases", "Campaigns")
    page.get_by_role("link", name="Add campaign").first.click()
    page.get_by_label("Name:").fill(CAMPAIGN)
    page.get_by_label("Product:").fill("开式压力机")
    page.get_by_label("Standard:").fill(STANDARD)
    pick(page, "towns", "陈村镇")
    page.get_by_label("Starts on:").fill(days_ago(150))
    save(page)
    page.get_by_role("link", name=CAMPAIGN).first.click()
    campaign = case(page)

    page.get_by_role("link", name="Add enterprises").click()
    page.get_by_label("Name, number or initials").fill("锻压")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("rowheader")).to_have_count(2)
    page.get_by_label("Name, number or initials").fill("")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="Add all 3 shown").click()
    expect(told(page)).to_contain_text("3 enterprises added.")
    return campaign


def record_a_failed_result(page):
    go(page, "Samples and tests", "Test results")
    page.get_by_role("link", name="Add test result").first.click()
    pick(page, "enterprise", PRESSES[0])
    pick(page, "campaign", CAMPAIGN)
    page.get_by_label("Report number:").fill("YS-001")
    page.get_by_label("Laboratory:").fill("锻压机械质量检验站")
    page.get_by_label("Product:").fill("开式压力机")
    page.get_by_label("Standard:").fill(STANDARD)
    page.get_by_label("Tested on:").fill(days_ago(140))
    page.get_by_label("Notified on:").fill(days_ago(135))
    save(page)
    # What failed is not named yet, and nothing that was typed is lost.
    expect(page.get_by_text("Name what failed, one item a line.")).to_be_visible()
    expect(page.get_by_label("Report number:")).to_have_value("YS-001")
    page.get_by_label("Items failed:").fill("防护装置：缺失\n急停：失效")
    save(page)

    page.get_by_role("link", name="YS-001").click()
    page.get_by_role("button", name="Draft the order").click()
    expect(told(page)).to_contain_text("The order is drafted")
    requirements = page.locator("[name$='-requirement']:not([name*='__prefix__'])")
    expect(requirements).to_have_count(2)
    expect(requirements.first).to_have_value("防护装置：缺失")


def open_and_issue(page, campaign):
    page.goto(campaign)
    take(page, "Open the campaign", on=days_ago(149))
    expect(state_of(page)).to_have_text("under way")

    page.get_by_role("link", name="Draft orders for all enterprises").click()
    page.get_by_label("Findings").fill("监督抽查检验不合格。")
    page.get_by_role("button", name="Draft the orders").click()
    expect(told(page)).to_contain_text("2 orders drafted.")

    page.get_by_role("link", name="Issue all drafts").click()
    press(page, "Issue all drafts", on=days_ago(130))
    expect(told(page)).to_contain_text("3 issued, 0 refused.")


def halt_after_both_were_consulted(officer, chief, campaign):
    chief.goto(campaign)
    chief.get_by_role("link", name="Halt production as agreed").click()
    press(chief, "Halt production", on=days_ago(130))
    missing = "Consult first, and record it: chamber of commerce, government."
    expect(told(chief)).to_contain_text("0 halted, 3 refused.")
    expect(told(chief)).to_contain_text(missing)

    officer.goto(campaign)
    consulted = {"people": "会长、秘书长", "opinion": "agrees", "summary": "赞成停产整改。"}
    add_row(
        officer, "Consultations",
        kind="chamber of commerce", body="机械商会", held_on=days_ago(140), **consulted,
    )  # fmt: skip
    save(officer)
    chief.get_by_role("link", name="Halt production as agreed").click()
    press(chief, "Halt production", on=days_ago(130))
    expect(told(chief)).to_contain_text("Consult first, and record it: government.")

    officer.goto(campaign)
    add_row(
        officer, "Consultations",
        kind="government", body="陈村镇人民政府", held_on=days_ago(138), **consulted,
    )  # fmt: skip
    save(officer)
    chief.get_by_role("link", name="Halt production as agreed").click()
    press(chief, "Halt production", on=days_ago(130))
    expect(told(chief)).to_contain_text("3 halted, 0 refused.")


def take_the_long_way(officer, inspector):
    """Re-inspected and failed, announced by the province, re-inspected again."""
    go(inspector, "Orders and cases", "Orders")
    inspector.locator("#searchbar").fill(PRESSES[1])
    inspector.keyboard.press("Enter")
    inspector.get_by_role("rowheader").get_by_role("link").click()
    order = case(inspector)

    inspector.get_by_role("link", name="Record progress").click()
    inspector.locator("[name='items-0-percent_done']").fill("100")
    inspector.locator("[name='items-0-measures']").fill("制度已建立，工作组核实。")
    inspector.get_by_role("button", name="Keep").click()
    expect(told(inspector)).to_contain_text("The progress is recorded.")

    take(inspector, "Record the report of rectification", on=days_ago(115))
    take(inspector, "Call the re-inspection", on=days_ago(112), planned_on=days_ago(110))
    conclude(inspector, on=days_ago(110), asked=ITEMS, failing={2, 4})
    expect(told(inspector)).to_contain_text("re-inspection failed")

    officer.goto(order)
    take(officer, "Report to the province", on=days_ago(108))
    take(
        officer, "Record the province's announcement",
        on=days_ago(100), announced_on=days_ago(100), announcement="省局公告第6号",
    )  # fmt: skip
    return order


def conclude(page, *, on, asked, failing=()):
    """Only what a re-inspection carried forward is asked; each item is answered by itself."""
    steps = page.get_by_role("region", name="Next steps")
    steps.get_by_role("link", name="Conclude the re-inspection").click()
    items = page.get_by_role("group").filter(has=page.get_by_label("What was found"))
    expect(items).to_have_count(asked)
    for place, item in enumerate(items.all(), start=1):
        verdict = "not put right" if place in failing else "put right"
        item.get_by_label(verdict, exact=True).check()
        item.get_by_label("What was found").fill("现场核实。")
    for inspector in ("演示·检查员甲", "演示·检查员乙"):
        page.get_by_label(inspector).check()
    press(page, "Conclude the re-inspection", on=on)


def resume_once_all_is_put_right(chief, inspector, order):
    chief.goto(order)
    steps = chief.get_by_role("region", name="Next steps")
    expect(steps.get_by_role("button", name="Let production resume")).to_be_disabled()
    expect(steps).to_contain_text(
        "Production does not resume before the re-inspection passes: 2 items open."
    )
    # Whoever types the address is told the same.
    chief.goto(order.replace("change/", "step/resume/"))
    expect(chief.get_by_role("alert")).to_contain_text("2 items open.")

    inspector.goto(order)
    take(inspector, "Call the re-inspection after the announcement", on=days_ago(30))
    conclude(inspector, on=days_ago(28), asked=2)
    expect(told(inspector)).to_contain_text("re-inspection passed")

    chief.goto(order)
    take(chief, "Let production resume", on=days_ago(0))
    expect(state_of(chief)).to_have_text("production resumed")
    expect(chief.get_by_role("region", name="Steps taken").get_by_role("rowheader")).to_have_count(
        10
    )


def tell_before_and_after(page, campaign):
    page.goto(campaign)
    panel = page.get_by_role("region", name="Before and after")
    expect(panel.get_by_role("row", name="sales")).to_contain_text("— — — 0 of 3")
    for place, (before, after) in enumerate([(1000, 1300), (500, 650)]):
        page.locator(f"[name='participations-{place}-sales_before']").fill(str(before))
        page.locator(f"[name='participations-{place}-sales_after']").fill(str(after))
    save(page)
    page.goto(campaign)
    sales = panel.get_by_role("row", name="sales").get_by_role("cell")
    expect(sales).to_have_text(["1,500", "1,950", "+30.0 %", "2 of 3"])


def serve_and_download(page, order):
    page.goto(order)
    number = page.get_by_role("heading", level=1).inner_text()
    assert re.fullmatch(rf"顺市监责改〔{days_ago(130)[:4]}〕\d+号", number)
    papers = page.get_by_role("region", name="Documents")
    row = papers.get_by_role("row", name=number)
    expect(row).to_contain_text("no proof yet")

    row.get_by_role("link", name=number).click()
    page.get_by_role("link", name="Record that it was served").click()
    page.get_by_label("Manner").select_option(label="handed over")
    page.get_by_label("Place").fill("陈村镇演示路1号")
    page.get_by_label("Served at").fill(f"{days_ago(129)}T10:00")
    page.get_by_label("Received by").fill("测试法人")
    page.get_by_label("Served by").select_option(label="演示·检查员甲")
    page.get_by_label("And by").select_option(label="演示·检查员乙")
    save(page)

    page.goto(order)
    expect(row).to_contain_text(f"served {days_ago(129)} 10:00")
    word, pdf = (
        page.request.get(row.get_by_role("link", name=kind, exact=True).get_attribute("href"))
        for kind in ("Word", "PDF")
    )
    assert f"{number}.docx" in filename(word)
    assert number in words_of_docx(word.body())
    assert f"{number}.pdf" in filename(pdf)
    assert number in words_of_pdf(pdf.body())


def filename(response):
    return unquote(response.headers["content-disposition"])


def words_of_docx(data):
    with zipfile.ZipFile(io.BytesIO(data)) as word:
        return re.sub(r"<[^>]+>", "", word.read("word/document.xml").decode())


def words_of_pdf(data):
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)
