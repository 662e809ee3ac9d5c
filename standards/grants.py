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
