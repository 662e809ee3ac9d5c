"""What each role may do in the register."""

from qualitysup.accounts.roles import BUREAU_STAFF, Role, grant

PARTS = ("contact", "formername", "product", "licence", "annualfigure")
EDITORS = (
    Role.CASE_OFFICER,
    Role.SECTION_HEAD,
    Role.BRAND_OFFICER,
    Role.STANDARDS_OFFICER,
    Role.INVESTMENT_OFFICER,
)

grant(
    "enterprises.view_enterprise",
    "enterprises.view_industryclass",
    "enterprises.view_riskassessment",
    *(f"enterprises.view_{part}" for part in PARTS),
    to=BUREAU_STAFF,
)
grant(
    "enterprises.add_enterprise",
    "enterprises.change_enterprise",
    *(f"enterprises.{verb}_{part}" for part in PARTS for verb in ("add", "change", "delete")),
    to=EDITORS,
)
grant("enterprises.assess_enterprise", to=(Role.CASE_OFFICER, Role.SECTION_HEAD))
grant(
    "enterprises.import_enterprise",
    "enterprises.merge_enterprise",
    "enterprises.view_importjob",
    "enterprises.add_importjob",
    "enterprises.view_rejectedrow",
    to=(Role.CASE_OFFICER, Role.SECTION_HEAD),
)
grant("enterprises.view_mergerecord", to=BUREAU_STAFF)
grant(
    "enterprises.view_representation",
    to=(Role.CASE_OFFICER, Role.SECTION_HEAD, Role.BUREAU_LEADER),
)
grant(
    "enterprises.add_representation",
    "enterprises.change_representation",
    to=(Role.CASE_OFFICER, Role.SECTION_HEAD),
)
