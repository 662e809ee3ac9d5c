"""Take the tour's pictures again, or those that are named:

    .venv/bin/python docs/tour/take.py ADDRESS ACCOUNTS_FILE [NAME …]

ADDRESS is a running ``bin/up`` with a fresh demo; CHROMIUM names the browser.
"""

import os
import sys
import time
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import typst
from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
ORDERS = "/admin/inspections/rectificationorder/"
DAILY = "/admin/inspections/"
BRANDS = "/admin/brands/"
FOOD = "/admin/workshops/"
NORMS = "/admin/standards/"
FIRMS = "/admin/investment/prospect/"
DESK, PHONE = 1440, 390
LAST_YEAR = "since={0}-01-01&until={0}-12-31".format(time.localtime().tm_year - 1)

# picture, person or nobody, address or the words of a link to follow from it, width, height shown
PICTURES = [
    ("01-today", "chief", ["/"], DESK, 1000),
    ("02-register", "officer", ["/admin/enterprises/enterprise/?q=dy"], DESK, 900),
    (
        "03-enterprise",
        "officer",
        ["/admin/enterprises/enterprise/?q=启衡锻压", "启衡锻压"],
        DESK,
        1200,
    ),
    ("04-campaign", "officer", ["/admin/inspections/campaign/", "锻压机械"], DESK, 1500),
    ("05-orders", "officer", [ORDERS], DESK, 1000),
    ("06-order", "leader", [ORDERS + "?state__exact=hearing_held", "〔"], DESK, 1700),
    (
        "07-step",
        "leader",
        [ORDERS + "?state__exact=hearing_held", "〔", "责令停业整顿"],
        DESK,
        1300,
    ),
    ("08-dashboard", "leader", ["/dashboard/"], DESK, 1100),
    ("09-matrix", "secadmin", ["/permissions/"], DESK, 900),
    ("10-phone-round", "inspector2", ["/round/"], PHONE, 844),
    ("11-phone-order", "inspector2", [ORDERS + "?state__exact=reinspecting", "〔"], PHONE, 844),
    ("12-plan", "chief", [DAILY + "patrolplan/?state__exact=computed", "演示"], DESK, 1700),
    ("13-checklist", "chief", [DAILY + "checklist/", "锻压"], DESK, 1000),
    ("14-visit", "officer", [DAILY + "visit/?outcome__exact=corrected", "演示"], DESK, 1200),
    ("15-draw", "officer", [DAILY + "draw/?state__exact=concluded", "演示"], DESK, 1300),
    ("16-sample", "officer", [DAILY + "sample/?state__exact=objected", "〔"], DESK, 1100),
    ("17-openness", "chief", [DAILY + "disclosure/?state__exact=queued", "演示"], DESK, 1100),
    ("18-public", None, ["/public/results/"], DESK, 1000),
    ("25-survey", "officer", [FOOD + "survey/?state__exact=closed", "演示"], DESK, 1300),
    ("26-ranking", "officer", [FOOD + "surveyrecord/ranking/"], DESK, 1000),
    ("27-board", "officer", [FOOD + "zone/", "熟食品集中加工场", "分配板"], DESK, 1200),
    ("28-trace", "officer", [FOOD + "recall/", "叉烧", "追溯批次"], DESK, 1100),
    ("29-ledger", "workshop", [FOOD + "lot/"], PHONE, 844),
    ("30-sweep", "chief", [BRANDS + "sweep/", "演示", "矩阵"], DESK, 1100),
    ("31-cultivation", "chief", [BRANDS + "cultivation/?q=涂料", "演示"], DESK, 1300),
    ("32-honours", None, ["/public/honours/"], DESK, 1000),
    ("33-standard", "standards", [NORMS + "standard/?q=4706.19", "GB 4706.19"], DESK, 1000),
    ("34-institute", "standards", [NORMS + "institute/", "标准与条码所"], DESK, 1000),
    ("35-barcode", "firm", [NORMS + "servicerequest/", "条码"], PHONE, 844),
    ("36-match", "hs_invest", [FIRMS + "?q=安华", "安华洁具", "匹配园区"], DESK, 1000),
    ("37-prospects", "hs_leader", [FIRMS + "board/"], DESK, 1000),
    ("38-clock", "leader", ["/dashboard/clock/"], DESK, 1700),
]


# picture, person, where it is asked for, the button, the pages of its PDF
PAPERS = [("39-report", "leader", "/reports/new/?subject=inspections&" + LAST_YEAR, "生成报告", 3)]
SHEETS = """
#set page(width: auto, height: auto, margin: 6pt, fill: luma(225))
#let sheet(n) = box(fill: white, image("paper.pdf", page: n))
#stack(dir: ltr, spacing: 6pt, ..range(1, {last} + 1).map(sheet))
"""


def main(address, accounts, *names):
    password = Path(accounts).read_text(encoding="utf-8").split()[1]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-background-networking"],
        )

        def page_of(person, width, height):
            context = browser.new_context(
                base_url=address, locale="zh-CN", viewport={"width": width, "height": height}
            )
            page = context.new_page()
            if person:
                page.goto("/")
                page.fill("input[name=username]", person)
                page.fill("input[name=password]", password)
                page.press("input[name=password]", "Enter")
                page.wait_for_url(lambda url: "/sign-in/" not in url)
            return page

        for name, person, way, width, height in PICTURES:
            if names and name not in names:
                continue
            page = page_of(person, width, height)
            page.goto(way[0])
            for words in way[1:]:
                page.get_by_role("main").get_by_role("link").filter(has_text=words).first.click()
                page.wait_for_load_state()
            keep(name, page.screenshot())
            print(name, page.url, page.title())
            page.context.close()
        for name, person, way, button, last in PAPERS:
            if names and name not in names:
                continue
            page = page_of(person, DESK, 1000)
            page.goto(way)
            page.get_by_role("button", name=button).click()
            paper = page.get_by_role("link", name="PDF").get_attribute("href", timeout=60_000)
            keep(name, sheets(page.request.get(paper).body(), last))
            page.context.close()
        browser.close()


def keep(name, picture):
    picture = Image.open(BytesIO(picture))
    picture = picture.convert("RGB").convert("P", palette=Image.Palette.ADAPTIVE, colors=128)
    picture.save(HERE / f"{name}.png", optimize=True)


def sheets(paper, last) -> bytes:
    """The first pages of a PDF, side by side."""
    with TemporaryDirectory() as folder:
        Path(folder, "paper.pdf").write_bytes(paper)
        source = SHEETS.format(last=last).encode()
        return typst.compile(source, root=folder, format="png", ppi=60)


if __name__ == "__main__":
    main(*sys.argv[1:])
