"""A whole visit by the keyboard alone: never nowhere, always seen, never under the bars."""

import pytest
from playwright.sync_api import expect

from inspections.models import Visit
from tests.documents.factories import AgencyFactory
from tests.doors.conftest import wait_until
from tests.factories import SHUNDE
from tests.journeys.field import shots
from tests.journeys.field.writing import item, kept

# More than any page of the app has to stop at.
MANY = 120


class Keyboard:
    """The keys of somebody who has no pointer; after each the place is looked at."""

    def __init__(self, page):
        self.page = page

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            # What was pressed may draw the page anew, and lead on.
            self.page.evaluate("new Promise((done) => setTimeout(done, 60))")
            self.look()

    def look(self):
        """Where the keyboard is once the page has come to rest; a busy machine draws late."""
        wait_until(lambda: self.page.evaluate(PLACE) == "seen", 5)
        assert self.page.evaluate(PLACE) == "seen"

    def to(self, locator):
        """By Tab, as far as it takes."""
        locator.first.wait_for(state="attached")
        for _n in range(MANY):
            if locator.first.evaluate("(one) => one === document.activeElement"):
                return self
            self.press("Tab")
        raise AssertionError(f"No way leads to {locator}.")

    def type(self, words):
        self.page.keyboard.insert_text(words)
        self.look()

    def choose(self, locator):
        """One of a few, by the arrows."""
        self.press("Space")
        for _n in range(MANY):
            if locator.is_checked():
                return
            self.press("ArrowDown")
        raise AssertionError(f"No arrow leads to {locator}.")


# Where the keyboard is: in sight, ringed, and not under the bar of steps or the tabs.
PLACE = """() => {
    const here = document.activeElement;
    if (!here || here === document.body) return "nowhere";
    const shown = here.closest("label.tick, .choices label, .pick") ?? here;
    const ringed = [here, shown].some((one) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(one);
        return outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
    });
    if (!ringed) return `not ringed: ${here.outerHTML.slice(0, 200)}`;
    if (here.matches("main, .step")) return "seen";
    const { left, top, right, bottom } = shown.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight) return `out of sight: ${here.outerHTML.slice(0, 200)}`;
    const above = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return shown.contains(above) || above?.contains(shown)
        ? "seen"
        : `under ${above?.outerHTML.slice(0, 100)}: ${here.outerHTML.slice(0, 200)}`;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_whole_visit_is_made_by_the_keyboard_alone(
    on_the_road, inspector, colleague, version, patrol, scheme
):
    AgencyFactory(division_id=SHUNDE)
    one = on_the_road(scheme=scheme)
    page, keys = one.page, Keyboard(one.page)
    # Asked for long before it opens: a busy browser may take the key before the question.
    choosers = []
    page.on("filechooser", lambda chooser: choosers.append(chooser))
    named, labelled = page.get_by_role, page.get_by_label

    def on_to(name):
        keys.to(named("link", name=f"On to: {name}")).press("Enter")
        expect(named("region", name=name, exact=True)).to_be_focused()

    keys.to(named("link", name=patrol.enterprise.name)).press("Enter")
    keys.to(named("button", name="Begin: ")).press("Enter")
    page.wait_for_url("**/who")
    (uuid,) = one.records()

    # Whoever is ticked moves to those who are here, and the keyboard with them.
    keys.to(labelled(colleague.full_name)).press("Space")
    expect(labelled(colleague.full_name)).to_be_focused()
    expect(labelled(colleague.full_name)).to_be_checked()
    keys.to(labelled("Present for the party")).type("梁启衡（法定代表人）")
    keys.to(labelled("Badges were shown")).press("Space")

    on_to("Checklist")
    keys.to(named("combobox", name="Checklist")).press("ArrowDown")
    guard = item(one, "防护装置完好")
    keys.to(guard.get_by_role("radio"))
    keys.choose(guard.get_by_role("radio", name="does not conform"))
    keys.to(guard.get_by_label("What is wrong")).type("右侧无防护罩")
    keys.to(guard.get_by_label("Take a photo"))
    page.keyboard.press("Enter")
    one.wait_for(lambda: choosers)
    choosers[0].set_files(shots.file(shots.shot((900, 700))))
    assert wait_until(lambda: [part.get("raw", False) for part in one.rows("parts")] == [False])
    keys.to(item(one, "噪声").get_by_label("Measured, in dB")).type("82.5")
    keys.to(item(one, "噪声").get_by_role("button", name="Note or photo")).press("Enter")
    expect(item(one, "噪声").get_by_label("Note", exact=True)).to_be_focused()
    keys.to(item(one, "状况").get_by_role("radio"))
    keys.choose(item(one, "状况").get_by_role("radio", name="好", exact=True))

    on_to("Photos")
    on_to("Samples")
    keys.to(named("button", name="Add a sampling sheet")).press("Enter")
    named("heading", name="Sampling sheet", level=1).wait_for()
    keys.to(named("button", name="does not let itself be sampled")).press("Enter")
    keys.choose(named("radio", name="without lawful cause"))
    keys.to(labelled("Product", exact=True)).type("液压机")
    keys.to(named("button", name="Delete this sheet")).press("Enter")
    expect(named("button", name="Keep it")).to_be_focused()
    keys.press("Enter")
    expect(named("button", name="Delete this sheet")).to_be_focused()
    keys.to(named("link", name="Back to the visit")).press("Enter")
    named("navigation", name="Steps of the record").wait_for()

    on_to("Findings")
    keys.to(labelled("What was found")).type("现场有待销开式压力机6台，均未出厂。")
    keys.to(named("button", name="Propose this")).press("Enter")
    expect(labelled("What to put right")).to_be_focused()
    outcome = page.get_by_role("group", name="Outcome")
    keys.to(outcome.get_by_role("radio"))
    keys.choose(outcome.get_by_role("radio", name="problem found, to be followed up"))
    # The chosen one is where Tab stops.
    disposition = page.get_by_role("group", name="Disposition")
    keys.to(disposition.get_by_role("radio", checked=True))
    keys.choose(disposition.get_by_role("radio", name="ordered to rectify"))

    on_to("Read back")
    on_to("Sign and hand in")
    for signer in (inspector, colleague):
        pad = named("region", name=f"Signature: {signer.full_name}")
        keys.to(pad.get_by_role("button", name="Signs on paper instead")).press("Enter")
        expect(pad.get_by_label("Why on paper")).to_be_focused()
        keys.type("手部受伤")
        keys.to(pad.get_by_role("button", name="Keep the reason")).press("Enter")
        expect(page.get_by_text(f"{signer.full_name} signs on paper")).to_be_visible()
    keys.to(named("button", name="当事人在纸质笔录上签名")).press("Enter")
    kept(one, uuid, lambda draft: draft["signature_refused"] == "当事人在纸质笔录上签名")
    region = named("region", name="Hand in", exact=True)
    expect(region.get_by_role("link")).to_have_count(0)
    keys.to(region.get_by_role("button", name="Hand in")).press("Enter")
    expect(page.get_by_text("Handed in: every word is fixed.")).to_be_visible()
    keys.look()

    one.online()
    assert wait_until(lambda: one.states()[uuid] == "received"), one.records()
    visit = Visit.objects.get(uuid=uuid)
    assert visit.state == Visit.State.FINISHED
    assert visit.failed_count == 1
    assert [(sample.product, sample.refusal) for sample in visit.samples.all()] == [
        ("液压机", "no_cause")
    ]
