from qualitysup.accounts.roles import BUREAU_STAFF, Role, grant

LEADERS = (Role.SECTION_HEAD, Role.BUREAU_LEADER)

grant("clock.view_deadline", "clock.view_deadlinechange", to=BUREAU_STAFF)
# A suspension or an extension is granted above the desk; so is who answers for a case.
grant(
    "clock.change_deadline",
    "clock.add_deadlinechange",
    "clock.hand_over_deadline",
    to=LEADERS,
)

grant(
    "clock.view_calendaryear",
    "clock.view_calendarday",
    "clock.view_termrule",
    "clock.view_reminderstage",
    to=(*BUREAU_STAFF, Role.SYSTEM_ADMINISTRATOR),
)
# The calendar is the State Council's, so typing it in decides no case.
for action in ("add", "change", "delete"):
    grant(
        f"clock.{action}_calendaryear",
        f"clock.{action}_calendarday",
        to=(Role.BUREAU_LEADER, Role.SYSTEM_ADMINISTRATOR),
    )
    grant(f"clock.{action}_reminderstage", to=Role.BUREAU_LEADER)
# What the law says is read by whoever answers for the cases; a rule is never deleted.
grant("clock.add_termrule", "clock.change_termrule", to=Role.BUREAU_LEADER)
