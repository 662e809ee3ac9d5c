"""What a person does on the pages of the product, in the words that stand there."""

import re

from playwright.sync_api import expect


def told(page):
    """What the page says was done, or why not."""
    return page.locator(".messagelist")


def go(page, group, entry):
    """Go by the navigation, opening the group of the entry if it is folded."""
    summary = page.locator(".house-nav summary").filter(has_text=group)
    if not summary.evaluate("summary => summary.parentElement.open"):
        summary.click()
    page.get_by_role("link", name=entry, exact=True).click()


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()


def pick(page, name, words):
    """Choose in a field that searches while one types."""
    page.locator(f".field-{name} .select2-selection").click()
    page.locator(".select2-search__field").last.fill(words)
    page.get_by_role("option", name=words).first.click()


def add_row(page, heading, **typed):
    """Type one more row into a table of the page, by the names of its columns."""
    group = page.locator(".inline-group").filter(has=page.get_by_role("heading", name=heading))
    group.get_by_role("button", name=re.compile("^Add another")).click()
    row = group.locator("tr.form-row:not(.empty-form)").last
    for name, value in typed.items():
        field = row.locator(f"[name$='-{name}']")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)


def take(page, label, **typed):
    """Take one of the next steps of the case on the page: open it, fill it in, press it."""
    steps = page.get_by_role("region", name="Next steps")
    steps.get_by_role("link", name=label, exact=True).click()
    press(page, label, **typed)


def press(page, label, **typed):
    """Fill in the small page of a step, its fields by name, and press its button."""
    form = page.locator("form.step-form")
    for name, value in typed.items():
        form.locator(f"[name='{name}']").fill(value)
    form.get_by_role("button", name=label, exact=True).click()


def state_of(page):
    return page.locator(".title-line .state").first


def case(page):
    """The address of the case that the page shows."""
    return re.match(r".*/\d+/change/", page.url).group()


expect.set_options(timeout=15_000)
