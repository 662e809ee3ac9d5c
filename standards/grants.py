"""What each role may do with standards."""

from qualitysup.accounts.roles import BUREAU_STAFF, Role, grant

HEAD, OFFICER = Role.SECTION_HEAD, Role.STANDARDS_OFFICER
# A county's bureau has no desk for standards alone: who works its cases looks after them as well.
OFFICERS = (OFFICER, Role.CASE_OFFICER)
FIRM = Role.ENTERPRISE_ACCOUNT

# --- Catalogue -----------------------------------------------------------------------------------

grant(
    "standards.view_standard",
    "standards.view_replacement",
    "standards.view_adoption",
    "standards.view_classification",
    "standards.view_standardprefix",
    to=(*BUREAU_STAFF, FIRM),
)
grant(
    "standards.add_standard",
    "standards.change_standard",
    "standards.replace_standard",
    "standards.import_standard",
    "standards.add_standardprefix",
    "standards.change_standardprefix",
    "enterprises.view_importjob",
    "enterprises.add_importjob",
    "enterprises.view_rejectedrow",
    to=(OFFICER, HEAD),
)

# --- What products are made to -------------------------------------------------------------------

grant(
    "standards.view_execution",
    "standards.view_tradestandard",
    to=(*BUREAU_STAFF, FIRM),
)
grant("standards.add_execution", "standards.change_execution", to=(*OFFICERS, HEAD))
grant(
    "standards.add_tradestandard",
    "standards.change_tradestandard",
    "standards.delete_tradestandard",
    to=(OFFICER, HEAD),
)

# --- Drafting ------------------------------------------------------------------------------------

grant("standards.view_drafting", to=(*BUREAU_STAFF, FIRM))
grant("standards.view_statedfigure", to=BUREAU_STAFF)
grant(
    "standards.add_drafting",
    "standards.change_drafting",
    "standards.import_drafting",
    "standards.view_drafters",
    "standards.add_statedfigure",
    "standards.change_statedfigure",
    to=(OFFICER, HEAD),
)

# --- The institute -------------------------------------------------------------------------------

grant(
    "standards.view_institute",
    "standards.view_institutefigure",
    "standards.view_accreditation",
    "standards.view_assessment",
    "standards.view_achievement",
    "standards.view_qualification",
    to=BUREAU_STAFF,
)
grant(
    "standards.change_institute",
    *(
        f"standards.{verb}_{part}"
        for part in ("accreditation", "achievement", "qualification")
        for verb in ("add", "change")
    ),
    "standards.delete_achievement",
    to=(OFFICER, HEAD),
)
grant("standards.add_institute", to=HEAD)
# That a mark may be used no longer is recorded above the counter.
grant("standards.withdraw_accreditation", to=(HEAD, Role.BUREAU_LEADER))

# --- Its services --------------------------------------------------------------------------------

REQUESTED = ("barcodecheck", "labelcheck", "labelfinding", "noveltyline", "translation")
TABLES = ("firmcode", "barcodeprefix", "labelitem")
grant(
    "standards.view_servicerequest",
    *(f"standards.view_{part}" for part in (*REQUESTED, *TABLES)),
    to=BUREAU_STAFF,
)
# Its report is a paper that it may read.
grant(
    "standards.view_servicerequest",
    "standards.add_servicerequest",
    "documents.view_issueddocument",
    to=FIRM,
)
grant(
    "standards.add_servicerequest",
    "standards.change_servicerequest",
    "standards.work_servicerequest",
    "standards.withdraw_servicerequest",
    "standards.add_firmcode",
    "standards.change_firmcode",
    to=(OFFICER, HEAD),
)
grant("standards.withdraw_servicerequest", to=FIRM)
# Whoever checked does not sign: the workflow looks at that.
grant("standards.sign_servicerequest", to=(OFFICER, HEAD))
grant(
    *(f"standards.{verb}_{table}" for table in TABLES[1:] for verb in ("add", "change")),
    "standards.delete_labelitem",
    to=HEAD,
)

# --- Filings -------------------------------------------------------------------------------------

PARTS = ("filingproduct", "filingstandard", "filingitem")
grant(
    "standards.view_filing",
    *(f"standards.view_{part}" for part in PARTS),
    to=(*BUREAU_STAFF, FIRM),
)
grant(
    "standards.add_filing",
    "standards.change_filing",
    "standards.submit_filing",
    "standards.withdraw_filing",
    *(f"standards.{verb}_{part}" for part in PARTS for verb in ("add", "change", "delete")),
    to=(*OFFICERS, HEAD, FIRM),
)
# Whoever handed it in does not decide on it: the workflow looks at that.
grant("standards.review_filing", to=(*OFFICERS, HEAD))
# The text of its standard is evidence. What the bureau thinks of it (its risk) it does not read.
grant("evidence.view_attachment", "evidence.add_attachment", to=FIRM)
