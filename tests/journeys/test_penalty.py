"""The halt that is a penalty, decided by the bureau leader with the hearing before it."""

import re

from playwright.sync_api import expect

from inspections.models import RectificationOrder
from tests.inspections.stories import order_in
from tests.journeys.pages import press, state_of, take

State = RectificationOrder.State
HALT = "Halt business for rectification"
DECISION = {"months": "6", "legal_review": "事实清楚，同意作出决定。"}


def test_no_halt_without_the_hearing_unless_the_reason_is_recorded(enter):
    order = order_in(State.FILED)
    chief, leader = enter("chief"), enter("leader")

    chief.goto(order.get_absolute_url())
    steps = chief.get_by_role("region", name="Next steps")
    expect(steps).to_contain_text(re.compile(rf"Others may:.*{HALT} \(bureau leader\)", re.DOTALL))
    expect(steps.get_by_role("link", name=HALT)).to_have_count(0)

    leader.goto(order.get_absolute_url())
    take(leader, HALT, **DECISION)
    refusal = leader.get_by_role("alert").first
    expect(refusal).to_contain_text("The party was not told of its right to a hearing.")
    expect(refusal).to_contain_text("To go on all the same, record the reason for the override.")
    expect(leader.get_by_label("Legal review")).to_have_value(DECISION["legal_review"])

    leader.goto(order.get_absolute_url())
    take(leader, "Tell the party of its right to a hearing")
    steps = leader.get_by_role("region", name="Next steps")
    expect(steps).to_contain_text("The party may ask for a hearing until")

    take(leader, HALT, **DECISION)
    expect(leader.get_by_role("alert").first).to_contain_text("may ask for a hearing until")
    expect(state_of(leader)).to_have_text("told of the right to a hearing")
    press(leader, HALT, override="危及人身安全，当事人书面放弃听证。")

    expect(state_of(leader)).to_have_text("business halted for rectification")
    taken = leader.get_by_role("region", name="Steps taken").get_by_role("row").last
    expect(taken).to_contain_text("Override: 危及人身安全，当事人书面放弃听证。")
    papers = leader.get_by_role("region", name="Documents")
    expect(papers.get_by_role("row", name="停产整顿通知书")).to_contain_text("顺市监停整〔")
