from qualitysup.accounts.roles import BUREAU_STAFF, Role, grant

grant("evidence.view_attachment", "evidence.add_attachment", to=BUREAU_STAFF)
grant("evidence.withdraw_attachment", to=[Role.CASE_OFFICER, Role.SECTION_HEAD])
