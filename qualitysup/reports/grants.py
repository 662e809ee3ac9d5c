from qualitysup.accounts.roles import Role, grant

grant("reports.view_statement", to=(Role.SECTION_HEAD, Role.BUREAU_LEADER))
grant("reports.add_statement", "reports.change_statement", to=Role.SECTION_HEAD)
