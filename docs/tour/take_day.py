"""A day on the phone in pictures: ``.venv/bin/python docs/tour/take_day.py ADDRESS ACCOUNTS_FILE``.

The phone takes the planned round along, loses its signal, makes a visit from the door to the last
signature, hands it in, and has the office's receipt when the signal is back. It leaves a real
visit in the demo's data.
"""

import os
import re
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import expect, sync_playwright

HERE = Path(__file__).parent
TOWN = {"longitude": 113.2465, "latitude": 22.8405, "accuracy": 8}


class Day:
    def __init__(self, page):
        self.page = page

    def words(self, text):
        """What the app says for it, in the language that it is in."""
        return self.page.evaluate("words => gettext(words)", text)

    def picture(self, name):
        self.page.evaluate("document.activeElement?.blur()")
        self.page.wait_for_timeout(400)
        shown = Image.open(BytesIO(self.page.screenshot()))
        shown.convert("P", palette=Image.Palette.ADAPTIVE, colors=96).save(
            HERE / f"{name}.png", optimize=True
        )
        print(name)

    def step(self, name):
        steps = self.page.get_by_role("navigation", name=self.words("Steps of the record"))
        steps.get_by_role("link", name=self.words(name)).click()
        self.page.get_by_role("region", name=self.words(name), exact=True).wait_for()

    def sign(self, pad):
        box = pad.locator("canvas").bounding_box()
        x, y, mouse = box["x"], box["y"], self.page.mouse
        mouse.move(x + 50, y + 70)
        mouse.down()
        for dx, dy in ((70, 30), (90, 80), (110, 45), (140, 75), (170, 40), (210, 70)):
            mouse.move(x + dx, y + dy, steps=4)
        mouse.up()
        pad.get_by_role("button", name=self.words("Keep the signature")).click()
        pad.locator("img").wait_for()


def main(address, accounts):
    password = Path(accounts).read_text(encoding="utf-8").split()[1]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-background-networking"],
        )
        context = browser.new_context(
            base_url=address,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": 390, "height": 844},
            has_touch=True,
            permissions=["geolocation"],
            geolocation=TOWN,
        )
        page = context.new_page()
        page.goto("/sign-in/?next=/field/")
        page.fill("input[name=username]", "inspector")
        page.fill("input[name=password]", password)
        page.press("input[name=password]", "Enter")
        page.locator(".stops a").first.wait_for()
        page.evaluate("navigator.serviceWorker.ready")
        page.reload()
        page.locator(".stops a").first.wait_for()
        walk(Day(page), context)
        browser.close()


def walk(day, context):
    page, say = day.page, day.words
    day.picture("19-field-round")
    context.set_offline(True)
    page.locator(".stops a").first.click()
    page.get_by_role("button", name=re.compile("^" + say("Begin: %(kind)s").split("%")[0])).click()
    page.wait_for_url(re.compile("#/visit/"))
    record = page.url.split("/visit/")[1].split("/")[0]
    page.get_by_role("checkbox").nth(1).check()
    page.get_by_label(say("Present for the party")).fill("梁启衡（法定代表人）")
    page.locator("#at-rights input").check()
    day.step("Checklist")
    page.locator("article.item, main select").first.wait_for()
    if not page.locator("article.item").count():
        page.get_by_role("combobox").first.select_option(index=1)
    page.locator("article.item").first.wait_for()
    answer(page)
    failed = page.locator("article.item--failed")
    failed.get_by_label(say("What is wrong")).fill("进货台账缺近三个月记录")
    photograph(page)
    failed.scroll_into_view_if_needed()
    day.picture("20-field-checklist")
    day.step("Findings")
    page.locator("#at-summary").fill("现场有待销开式压力机6台，进货台账不全。")
    page.get_by_role("button", name=say("Propose this")).click()
    page.locator("#at-outcome label", has_text="待后续处理").click()
    page.locator("label", has_text="责令改正").last.click()
    page.locator(".proposal").scroll_into_view_if_needed()
    day.picture("21-field-findings")
    day.step("Read back")
    page.locator(".paper").wait_for()
    day.picture("22-field-minutes")
    day.step("Sign and hand in")
    pads = page.locator("section.signature")
    pads.nth(2).wait_for()
    for n in range(3):
        pads.nth(n).locator("canvas").scroll_into_view_if_needed()
        day.sign(pads.nth(n))
    pads.nth(1).scroll_into_view_if_needed()
    day.picture("23-field-sign")
    page.locator(".hand-in button").click()
    page.get_by_text(day.words("Handed in: every word is fixed.")).wait_for()
    context.set_offline(False)
    page.goto(f"/field/#/records/{record}")
    page.locator(".state--good").wait_for()
    day.picture("24-field-records")


def answer(page):
    """Every item conforms but the second; what is measured or counted does not apply here."""
    for n, item in enumerate(page.locator("article.item").all()):
        choices = item.locator(".choices label")
        if choices.count():
            choices.nth(1 if n == 1 else 0).click()
        else:
            item.get_by_role("checkbox").check()


def photograph(page):
    """A photo wherever one is still asked for."""
    asking = page.locator("article.item:has(p.soon) .photos")
    while asking.count():
        before = asking.count()
        asking.first.locator("input[capture]").set_input_files(
            {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": photo(shade=before)}
        )
        expect(asking).to_have_count(before - 1)
    expect(page.locator(".photos__thumb:not(:has(img))")).to_have_count(0)


def photo(*, shade):
    """A picture of nothing in particular, of other bytes for each shade."""
    image = Image.linear_gradient("L").resize((1600, 1200)).convert("RGB")
    ImageDraw.Draw(image).rectangle((500, 350, 1100, 950), fill=(60, 90, 140 + 20 * shade))
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


if __name__ == "__main__":
    main(*sys.argv[1:])
