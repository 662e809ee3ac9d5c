"""A day on the phone in pictures: ``.venv/bin/python docs/tour/take_day.py ADDRESS ACCOUNTS_FILE``.

The phone takes the round along, loses its signal, makes a visit from the door to the signature,
hands it in, and sends it when the signal is back. It leaves a real visit in the demo's data.
"""

import os
import re
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import sync_playwright

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

    def sign(self, pad):
        box = pad.locator("canvas").bounding_box()
        x, y, mouse = box["x"], box["y"], self.page.mouse
        mouse.move(x + 50, y + 70)
        mouse.down()
        for dx, dy in ((70, 30), (90, 80), (110, 45), (140, 75), (170, 40), (210, 70)):
            mouse.move(x + dx, y + dy, steps=4)
        mouse.up()


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
        page.fill("input[name=username]", "inspector2")
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
    page.get_by_role("checkbox").first.check()
    day.step("Checklist")
    choice = page.get_by_role("combobox").first
    if not choice.input_value():
        choice.select_option(index=1)
    items = page.locator("article.item")
    items.first.wait_for()
    items.nth(0).locator(".choices label").nth(0).click()
    items.nth(1).locator(".choices label").nth(1).click()
    items.nth(1).locator("textarea").first.fill("进货台账缺近三个月记录")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    page.wait_for_timeout(2500)
    items.nth(1).scroll_into_view_if_needed()
    day.picture("20-field-checklist")
    day.step("Findings")
    page.wait_for_timeout(500)
    day.picture("21-field-findings")
    day.step("Read back")
    page.wait_for_timeout(500)
    day.picture("22-field-minutes")
    day.step("Sign and hand in")
    pad = page.get_by_role("region").filter(has=page.locator("canvas")).first
    pad.scroll_into_view_if_needed()
    day.sign(pad)
    day.picture("23-field-sign")
    page.goto("/field/#/records")
    page.wait_for_timeout(800)
    day.picture("24-field-records")


def photo():
    """A picture of nothing in particular."""
    image = Image.linear_gradient("L").resize((1600, 1200)).convert("RGB")
    ImageDraw.Draw(image).rectangle((500, 350, 1100, 950), fill=(60, 90, 140))
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


if __name__ == "__main__":
    main(*sys.argv[1:])
