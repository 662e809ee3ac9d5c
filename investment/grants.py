"""What each role may do with investment: it concerns fewer people than any other subject."""

from qualitysup.accounts.roles import Role, grant

OFFICER, HEAD, LEADER = Role.INVESTMENT_OFFICER, Role.SECTION_HEAD, Role.BUREAU_LEADER
EVERYBODY = (OFFICER, HEAD, LEADER)

# --- Prospects -----------------------------------------------------------------------------------

PARTS = ("prospectfigure", "prospectsite", "teammember")
grant(
    "investment.view_prospect",
    "investment.view_prospectname",
    "investment.view_requirement",
    "investment.view_prospecttask",
    "investment.view_prospectvisit",
    "investment.view_contact",
    "investment.view_contactperson",
    "investment.view_reception",
    "investment.view_policygiven",
    *(f"investment.view_{part}" for part in PARTS),
    to=EVERYBODY,
)
grant(
    "investment.add_prospect",
    "investment.change_prospect",
    "investment.move_prospect",
    "investment.close_prospect",
    "investment.join_prospect",
    "investment.contact_prospect",
    "investment.unmask_contactperson",
    "investment.import_prospect",
    "enterprises.view_importjob",
    "enterprises.add_importjob",
    "enterprises.view_rejectedrow",
    *(f"investment.{verb}_{part}" for part in PARTS for verb in ("add", "change", "delete")),
    to=(OFFICER, HEAD),
)
grant("investment.hand_over_prospect", to=(HEAD, LEADER))

# --- Trips ---------------------------------------------------------------------------------------

STOPS = ("tripmember", "tripstop")
grant(
    "investment.view_trip",
    *(f"investment.view_{part}" for part in STOPS),
    to=EVERYBODY,
)
grant(
    "investment.add_trip",
    "investment.change_trip",
    *(f"investment.{verb}_{part}" for part in STOPS for verb in ("add", "change", "delete")),
    to=(OFFICER, HEAD),
)
grant("investment.report_trip", to=(HEAD, LEADER))

# --- Parks, policies, recognition ----------------------------------------------------------------

HELD = ("park", "parkoffer", "policypack", "policyedition", "recognition")
grant(*(f"investment.view_{part}" for part in HELD), to=EVERYBODY)
grant(
    *(f"investment.{verb}_{part}" for part in HELD for verb in ("add", "change")),
    to=(OFFICER, HEAD),
)
