from tests.enterprises import factories as f
from qualitysup.accounts.roles import Role
from django.urls import reverse
def test_probe(signed_in, open_page):
    e = f.EnterpriseFactory()
    f.ProductFactory.create_batch(2,enterprise=e); f.AnnualFigureFactory(enterprise=e); f.ContactFactory(enterprise=e); f.LicenceFactory(enterprise=e); f.FormerNameFactory(enterprise=e)
    for width in (390, 1440):
        page = signed_in(Role.SECTION_HEAD, width=width)
        page.on("console", lambda m: print("CONSOLE", width, m.type, m.text, m.location))
        def step(what, fn):
            before = len(open_page.complaints)
            try: fn()
            except Exception as x: print(what, "EXC", str(x)[:200])
            page.wait_for_timeout(300)
            print(what, open_page.complaints[before:])
        step("goto", lambda: page.goto(reverse("admin:enterprises_enterprise_change", args=[e.pk])))
        for n, a in enumerate(page.locator(".add-row a").all()): step(f"add {n}", lambda: a.click())
        step("cal", lambda: page.locator(".datetimeshortcuts a").nth(1).click())
        step("day", lambda: page.locator(".calendarbox:visible td a").first.click())
        step("remove", lambda: page.locator(".inline-deletelink").first.click())
        step("select", lambda: page.locator(".select2-selection").first.click())
        step("esc", lambda: page.keyboard.press("Escape"))
        step("ticked delete", lambda: page.locator("#products-0-DELETE, #id_products-0-DELETE").first.check())
        step("save", lambda: page.get_by_role("button", name="Save", exact=True).click())
        page.screenshot(path=f"/tmp/mend/err-{width}.png", full_page=True)
        print(page.url)
    open_page.complaints.clear()
