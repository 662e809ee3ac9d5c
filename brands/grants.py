"""What each role may do with brands."""

from qualitysup.accounts.roles import BUREAU_STAFF, Role, grant

HEAD, LEADER = Role.SECTION_HEAD, Role.BUREAU_LEADER
# A county's bureau has no desk for brands alone: who works its cases looks after them as well.
OFFICERS = (Role.BRAND_OFFICER, Role.CASE_OFFICER)

grant(
    "brands.view_honour",
    "brands.view_honourperiod",
    "brands.view_honourkind",
    "brands.view_validityrule",
    "brands.view_regionaltitle",
    "brands.view_titlereview",
    "brands.view_leagueentry",
    to=BUREAU_STAFF,
)
grant(
    "brands.add_honour",
    "brands.change_honour",
    "brands.import_honour",
    "brands.add_regionaltitle",
    "brands.change_regionaltitle",
    "brands.add_leagueentry",
    "brands.change_leagueentry",
    to=(*OFFICERS, HEAD),
)
# That an honour is worth less or more than its certificate says is recorded above the counter.
grant("brands.extend_honour", "brands.end_honour", to=(HEAD, LEADER))
grant(
    "brands.add_honourkind",
    "brands.change_honourkind",
    "brands.add_validityrule",
    "brands.change_validityrule",
    to=HEAD,
)

# --- Sweeps --------------------------------------------------------------------------------------

grant(
    "brands.view_sweep",
    "brands.view_sweeptrade",
    "brands.view_patrolgroup",
    "brands.view_sweepcell",
    "brands.view_sweepfinding",
    to=BUREAU_STAFF,
)
grant("brands.look_sweepcell", "brands.add_sweepfinding", to=(Role.INSPECTOR, *OFFICERS, HEAD))
grant("brands.add_sweep", "brands.change_sweep", to=(*OFFICERS, HEAD))
grant("brands.open_sweep", "brands.close_sweep", to=(HEAD, LEADER))

# --- Publicity and counterfeits ------------------------------------------------------------------

grant(
    "brands.view_publicityitem",
    "brands.view_publicitychannel",
    "brands.view_wordingrule",
    "brands.view_counterfeitclue",
    to=BUREAU_STAFF,
)
grant(
    "brands.add_publicityitem",
    "brands.change_publicityitem",
    "brands.add_publicitychannel",
    to=(*OFFICERS, HEAD),
)
# Two of them, and neither wrote it.
grant("brands.approve_publicityitem", "brands.withdraw_publicityitem", to=(HEAD, LEADER))
grant("brands.add_wordingrule", "brands.change_wordingrule", to=HEAD)
grant(
    "brands.add_counterfeitclue",
    "brands.change_counterfeitclue",
    "brands.verify_counterfeitclue",
    to=(Role.INSPECTOR, *OFFICERS, HEAD),
)
# Whoever transfers registers a clue of the inspectors.
grant("brands.transfer_counterfeitclue", to=(Role.CASE_OFFICER, HEAD))

# --- Cultivation ---------------------------------------------------------------------------------

grant(
    "brands.view_cultivation",
    "brands.view_cultivationvisit",
    "brands.view_commitment",
    "brands.view_requirement",
    "brands.view_screeningsheet",
    "brands.view_criterion",
    "brands.view_screening",
    "brands.view_screeningpoint",
    "brands.view_vetorecord",
    "brands.view_catalogue",
    "brands.view_catalogueentry",
    to=BUREAU_STAFF,
)
grant(
    "brands.add_cultivation",
    "brands.change_cultivation",
    "brands.recommend_cultivation",
    "brands.screen_cultivation",
    "brands.add_commitment",
    "brands.change_commitment",
    "brands.add_vetorecord",
    "brands.add_catalogue",
    "brands.change_catalogue",
    to=(*OFFICERS, HEAD),
)
grant(
    "brands.decide_cultivation",
    "brands.apply_cultivation",
    "brands.change_vetorecord",
    "brands.publish_screeningsheet",
    "brands.add_screeningsheet",
    "brands.change_screeningsheet",
    "brands.add_criterion",
    "brands.change_criterion",
    "brands.delete_criterion",
    "brands.add_requirement",
    "brands.change_requirement",
    to=HEAD,
)
grant("brands.freeze_catalogue", to=(HEAD, LEADER))
# What an application lacks is passed over only above whoever prepares it.
grant("brands.override_cultivation", to=LEADER)
grant("brands.apply_cultivation", "brands.decide_cultivation", to=LEADER)
