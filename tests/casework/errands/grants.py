from qualitysup.accounts.roles import Role, grant

grant("errands.view_errand", to=(Role.CASE_OFFICER, Role.SECTION_HEAD, Role.BUREAU_LEADER))
grant("errands.add_errand", "errands.change_errand", "errands.send_errand", to=Role.CASE_OFFICER)
grant("errands.receive_errand", to=(Role.SECTION_HEAD, Role.BUREAU_LEADER))
grant("errands.override_errand", to=Role.BUREAU_LEADER)
