"""What each role may do with food workshops; parties see and do what is their own."""

from qualitysup.accounts.roles import BUREAU_STAFF, Role, grant

OFFICER, INSPECTOR, HEAD, LEADER = (
    Role.CASE_OFFICER,
    Role.INSPECTOR,
    Role.SECTION_HEAD,
    Role.BUREAU_LEADER,
)
ZONE, OPERATOR = Role.ZONE_OPERATOR, Role.WORKSHOP_OPERATOR

# --- The register --------------------------------------------------------------------------------

grant(
    "workshops.view_workshop",
    "workshops.view_variety",
    "workshops.view_worker",
    "workshops.view_healthcertificate",
    "workshops.view_foodcategory",
    "workshops.view_trade",
    "workshops.view_negativelist",
    "workshops.view_negativeentry",
    to=(OFFICER, INSPECTOR, HEAD, LEADER, ZONE, OPERATOR),
)
grant(
    "workshops.add_workshop",
    "workshops.change_workshop",
    "workshops.add_variety",
    "workshops.change_variety",
    "workshops.import_workshop",
    to=(OFFICER, HEAD),
)
# An operator does so for its own workshop: ``services.access`` looks at that.
grant(
    "workshops.add_worker",
    "workshops.change_worker",
    "workshops.add_healthcertificate",
    to=(OFFICER, INSPECTOR, HEAD, OPERATOR),
)
grant("workshops.close_workshop", to=(OFFICER, HEAD))
grant(
    "workshops.add_negativelist",
    "workshops.change_negativelist",
    "workshops.add_negativeentry",
    "workshops.change_negativeentry",
    "workshops.delete_negativeentry",
    "workshops.add_foodcategory",
    "workshops.change_foodcategory",
    "workshops.add_trade",
    "workshops.change_trade",
    to=HEAD,
)

# --- Registrations -------------------------------------------------------------------------------

grant(
    "workshops.view_application",
    "workshops.view_applicationvariety",
    to=(OFFICER, INSPECTOR, HEAD, LEADER, OPERATOR),
)
grant(
    "workshops.view_registration",
    "workshops.view_registrationperiod",
    to=(OFFICER, INSPECTOR, HEAD, LEADER, OPERATOR, ZONE),
)
grant(
    "workshops.add_application",
    "workshops.change_application",
    "workshops.add_applicationvariety",
    "workshops.change_applicationvariety",
    "workshops.delete_applicationvariety",
    "workshops.withdraw_application",
    to=(OFFICER, HEAD, OPERATOR),
)
# Their own papers, as far as a kind of paper says that it is for the party.
grant("documents.view_issueddocument", to=OPERATOR)
grant("workshops.accept_application", "workshops.add_registration", to=(OFFICER, HEAD))
grant("workshops.check_application", to=(OFFICER, INSPECTOR, HEAD))
# Whoever accepts an application and looks at the place does not decide on it alone.
grant("workshops.decide_application", "workshops.end_registration", to=(HEAD, LEADER))
grant("workshops.override_application", to=LEADER)

# --- Survey and ranking --------------------------------------------------------------------------

grant(
    "workshops.view_scoringrule",
    "workshops.view_survey",
    "workshops.view_surveyvillage",
    "workshops.view_surveyrecord",
    to=BUREAU_STAFF,
)
grant(
    "workshops.add_survey",
    "workshops.change_survey",
    "workshops.rank_surveyrecord",
    to=(OFFICER, HEAD),
)
grant(
    "workshops.change_surveyvillage",
    "workshops.add_surveyrecord",
    to=(OFFICER, INSPECTOR, HEAD),
)
grant("workshops.open_survey", "workshops.close_survey", to=(HEAD, LEADER))
# What everybody is measured by is set above the people who survey.
grant("workshops.add_scoringrule", "workshops.change_scoringrule", to=(HEAD, LEADER))

# --- The zone and its units ----------------------------------------------------------------------

grant(
    "workshops.view_zone",
    "workshops.view_area",
    "workshops.view_unit",
    "workshops.view_relocation",
    "workshops.view_allocation",
    to=(OFFICER, INSPECTOR, HEAD, LEADER, ZONE),
)
grant("workshops.view_relocation", "workshops.view_allocation", to=OPERATOR)
grant("workshops.view_areakind", to=(OFFICER, INSPECTOR, HEAD, LEADER, ZONE))
grant("workshops.add_areakind", "workshops.change_areakind", to=HEAD)
grant(
    "workshops.add_zone",
    "workshops.change_zone",
    "workshops.add_area",
    "workshops.change_area",
    "workshops.delete_area",
    "workshops.add_unit",
    "workshops.change_unit",
    "workshops.delete_unit",
    "workshops.add_relocation",
    "workshops.allocate_relocation",
    to=(OFFICER, HEAD),
)
grant("workshops.agree_relocation", "workshops.move_relocation", to=(OFFICER, INSPECTOR, HEAD))
# What a town builds for years, and an operator's old site that nobody saw closed.
grant("workshops.approve_zone", "workshops.open_zone", to=(HEAD, LEADER))
grant("workshops.override_relocation", to=(HEAD, LEADER))

# --- Ledgers and slaughter -----------------------------------------------------------------------

grant(
    "workshops.view_lot",
    "workshops.view_lotinput",
    "workshops.view_lotcorrection",
    "workshops.view_sale",
    "workshops.view_quarantinepaper",
    "workshops.view_papervalidity",
    "workshops.view_slaughterplant",
    to=(OFFICER, INSPECTOR, HEAD, LEADER, ZONE, OPERATOR),
)
grant(
    "workshops.add_slaughterplant",
    "workshops.change_slaughterplant",
    "workshops.verify_slaughterplant",
    to=(OFFICER, INSPECTOR, HEAD),
)
grant("workshops.add_papervalidity", "workshops.change_papervalidity", to=(HEAD,))
# Who keeps a ledger is whoever acts for its operator: ``services.keeping`` looks at that.
grant(
    "workshops.add_lot",
    "workshops.change_lot",
    "workshops.add_sale",
    "workshops.add_quarantinepaper",
    to=(ZONE, OPERATOR),
)
grant("workshops.release_lot", "workshops.destroy_lot", to=(ZONE, OPERATOR))
grant("workshops.destroy_lot", to=(OFFICER, INSPECTOR))
grant("workshops.submit_lot", to=(OFFICER, INSPECTOR, ZONE, OPERATOR))
grant("workshops.test_lot", to=(OFFICER, INSPECTOR, ZONE))
grant("workshops.hold_lot", to=(OFFICER, INSPECTOR, HEAD, ZONE))
grant("workshops.recall_lot", to=(OFFICER, HEAD, ZONE))
# Whom a failure concerns does not let its own lots go on.
grant("workshops.unhold_lot", to=(OFFICER, HEAD))


# --- Laboratory, trace and recall ----------------------------------------------------------------

grant(
    "workshops.view_lottest",
    "workshops.view_lottestitem",
    "workshops.view_testfrequency",
    "workshops.view_requiredtest",
    "workshops.view_recall",
    "workshops.view_recallline",
    "workshops.view_zonecheck",
    "workshops.view_zonecheckanswer",
    to=(OFFICER, INSPECTOR, HEAD, LEADER, ZONE, OPERATOR),
)
# The zone's people do so for its own laboratory: ``services.lot_tests`` looks at that.
grant("workshops.sample_lottest", "workshops.report_lottest", to=(OFFICER, INSPECTOR, ZONE))
grant("workshops.correct_lottest", "workshops.cancel_requiredtest", to=(OFFICER, HEAD))
grant("workshops.add_testfrequency", "workshops.change_testfrequency", to=(HEAD,))
grant(
    "workshops.add_recall",
    "workshops.change_recall",
    "workshops.close_recall",
    to=(OFFICER, HEAD),
)
grant(
    "workshops.notify_recall",
    "workshops.settle_recall",
    to=(OFFICER, INSPECTOR, HEAD),
)
# 食品安全法 63: whoever made or sold it tells its buyers, and takes it back.
grant("workshops.tell_recallline", to=(OFFICER, INSPECTOR, HEAD, ZONE, OPERATOR))
grant("workshops.add_zonecheck", to=(ZONE,))
