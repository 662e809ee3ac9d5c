from qualitysup.accounts.roles import BUREAU_STAFF, Role, grant

OFFICER, HEAD, LEADER = Role.CASE_OFFICER, Role.SECTION_HEAD, Role.BUREAU_LEADER
CASE_STAFF = (OFFICER, Role.INSPECTOR, HEAD, LEADER)

grant(
    "inspections.view_campaign",
    "inspections.view_participation",
    "inspections.view_consultation",
    "inspections.view_qualitymeeting",
    "inspections.view_workgroup",
    "inspections.view_workgroupvisit",
    "inspections.view_testresult",
    "inspections.view_rectificationorder",
    "inspections.view_orderitem",
    "inspections.view_objection",
    "inspections.view_reinspection",
    "inspections.view_reinspectionitem",
    "inspections.view_halt",
    to=BUREAU_STAFF,
)
grant(
    "inspections.add_campaign",
    "inspections.change_campaign",
    "inspections.open_campaign",
    "inspections.close_campaign",
    "inspections.halt_campaign",
    "inspections.add_participation",
    "inspections.change_participation",
    "inspections.add_consultation",
    "inspections.add_qualitymeeting",
    "inspections.add_workgroup",
    "inspections.change_workgroup",
    to=(OFFICER, HEAD),
)
grant(
    "inspections.add_testresult",
    "inspections.add_workgroupvisit",
    "inspections.add_rectificationorder",
    "inspections.change_rectificationorder",
    "inspections.submit_rectificationorder",
    "inspections.reinspect_rectificationorder",
    "inspections.add_orderitem",
    "inspections.change_orderitem",
    "inspections.delete_orderitem",
    "inspections.add_objection",
    to=(OFFICER, Role.INSPECTOR, HEAD),
)
# 责令改正 is ordered by the officer in charge; what ends or hardens it is decided above.
grant(
    "inspections.issue_rectificationorder",
    "inspections.escalate_rectificationorder",
    to=(OFFICER, HEAD),
)
grant("inspections.resume_rectificationorder", to=(OFFICER, HEAD, LEADER))
grant("inspections.change_objection", to=(HEAD, LEADER))
grant(
    "inspections.halt_rectificationorder",
    "inspections.override_rectificationorder",
    to=LEADER,
)
grant(
    "inspections.view_checklist",
    "inspections.view_checklistversion",
    "inspections.view_visit",
    "inspections.view_visitaddition",
    "inspections.view_visitfollowup",
    to=BUREAU_STAFF,
)
grant(
    "inspections.add_checklist",
    "inspections.change_checklist",
    "inspections.resolve_visit",
    "inspections.settle_visitfollowup",
    to=(OFFICER, HEAD),
)
# What everybody is measured by is put in force above the people who draft it.
grant("inspections.publish_checklist", to=(HEAD, LEADER))
grant(
    "inspections.submit_visit",
    "inspections.view_phoneexport",
    "inspections.add_phoneexport",
    "inspections.minute_visit",
    "inspections.add_visitaddition",
    to=(OFFICER, Role.INSPECTOR, HEAD),
)

# --- Results to the public, complaints and clues, risk scoring -----------------------------------

grant(
    "inspections.view_disclosure",
    "inspections.view_publicpage",
    "inspections.view_complaint",
    "inspections.view_consequence",
    "inspections.view_riskformula",
    "inspections.view_riskweight",
    "inspections.view_riskrun",
    "inspections.view_riskscore",
    to=BUREAU_STAFF,
)
grant("inspections.redact_disclosure", to=(OFFICER, HEAD))
# 处罚信息公示规定 16: who handles it enters it, somebody else approves it.
grant("inspections.approve_disclosure", to=(OFFICER, HEAD, LEADER))
grant("inspections.publish_disclosure", to=(HEAD, LEADER))
grant("inspections.annul_disclosure", to=CASE_STAFF)
# 处罚信息公示规定 16: whoever handled the case records its decision.
grant("inspections.view_penalty", "inspections.view_smallfine", to=BUREAU_STAFF)
grant("inspections.add_penalty", "inspections.change_penalty", to=(OFFICER, HEAD))
grant("inspections.add_smallfine", "inspections.change_smallfine", to=LEADER)
grant("inspections.add_publicpage", "inspections.change_publicpage", to=LEADER)
grant(
    "inspections.add_complaint",
    "inspections.change_complaint",
    "inspections.check_complaint",
    to=(OFFICER, Role.INSPECTOR, HEAD),
)
grant("inspections.view_contact", to=(OFFICER, HEAD))
grant("inspections.accept_complaint", to=(OFFICER, HEAD))
grant("inspections.assign_complaint", "inspections.close_complaint", to=(HEAD, LEADER))
grant(
    "inspections.add_riskformula",
    "inspections.change_riskformula",
    "inspections.add_riskweight",
    "inspections.change_riskweight",
    "inspections.start_riskrun",
    to=(HEAD, LEADER),
)
grant("inspections.decide_riskscore", to=(OFFICER, HEAD))

# --- Random draws --------------------------------------------------------------------------------

grant(
    "inspections.view_draw",
    "inspections.view_drawstratum",
    "inspections.view_drawexclusion",
    "inspections.view_drawinspector",
    "inspections.view_drawnenterprise",
    "inspections.view_drawninspector",
    "inspections.view_drawrate",
    "inspections.view_recusal",
    to=BUREAU_STAFF,
)
grant(
    "inspections.add_draw",
    "inspections.change_draw",
    "inspections.commit_draw",
    "inspections.freeze_draw",
    "inspections.conclude_draw",
    "inspections.close_drawnenterprise",
    to=(OFFICER, HEAD),
)
# Whoever makes the pool does not press the button, unless nobody else is there to.
grant("inspections.make_draw", "inspections.cancel_draw", to=(HEAD, LEADER))
grant("inspections.add_recusal", "inspections.change_recusal", to=CASE_STAFF)
grant("inspections.add_drawrate", "inspections.change_drawrate", to=(HEAD, LEADER))

# Patrols: planned by the desk, adopted above it, made by those who go out.
grant(
    "inspections.view_patrolfrequency",
    "inspections.view_patrolplan",
    "inspections.view_planexclusion",
    "inspections.view_patrol",
    "inspections.view_postponement",
    "inspections.view_round",
    "inspections.view_roundstop",
    to=BUREAU_STAFF,
)
grant("inspections.view_capacity", "inspections.view_leave", to=CASE_STAFF)
grant("inspections.view_stationplace", to=CASE_STAFF)
grant(
    "inspections.add_patrolplan",
    "inspections.change_patrolplan",
    "inspections.compute_patrolplan",
    "inspections.add_patrol",
    "inspections.change_patrol",
    "inspections.assign_patrol",
    "inspections.postpone_patrol",
    "inspections.cancel_patrol",
    "inspections.add_capacity",
    "inspections.change_capacity",
    "inspections.add_leave",
    "inspections.change_leave",
    "inspections.delete_leave",
    "inspections.add_stationplace",
    "inspections.change_stationplace",
    to=(OFFICER, HEAD),
)
grant("inspections.fulfil_patrol", to=CASE_STAFF)
grant("inspections.add_round", "inspections.change_round", to=(OFFICER, Role.INSPECTOR, HEAD))
grant(
    "inspections.adopt_patrolplan",
    "inspections.override_patrolplan",
    "inspections.override_patrol",
    "inspections.add_patrolfrequency",
    "inspections.change_patrolfrequency",
    to=(HEAD, LEADER),
)

# --- Samples -------------------------------------------------------------------------------------

grant(
    "inspections.view_sample",
    "inspections.view_samplingplan",
    "inspections.view_superiorsampling",
    "inspections.view_laboratory",
    to=BUREAU_STAFF,
)
grant(
    "inspections.add_sample",
    "inspections.change_sample",
    "inspections.draw_sample",
    "inspections.test_sample",
    "inspections.view_resultstable",
    "inspections.view_reportedrow",
    "inspections.add_superiorsampling",
    to=(OFFICER, Role.INSPECTOR, HEAD),
)
grant(
    "inspections.notify_sample",
    "inspections.add_samplingplan",
    "inspections.change_samplingplan",
    to=(OFFICER, HEAD),
)
grant("inspections.retest_sample", to=(HEAD, LEADER))
grant("inspections.add_laboratory", "inspections.change_laboratory", to=HEAD)
