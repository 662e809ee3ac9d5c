from qualitysup.accounts.roles import Role, grant

# 三员分立: the auditor alone reads the trail; nobody may change it.
grant("audit.view_accesslog", "audit.view_changes", to=Role.AUDITOR)
