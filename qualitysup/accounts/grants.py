from qualitysup.accounts.roles import Role, grant

# 三员分立: one looks after people, one watches, one runs the machine.
grant(
    "accounts.view_user",
    "accounts.add_user",
    "accounts.change_user",
    "accounts.view_station",
    "accounts.add_station",
    "accounts.change_station",
    "accounts.view_permission_matrix",
    to=Role.SECURITY_ADMINISTRATOR,
)
grant("accounts.view_user", "accounts.view_permission_matrix", to=Role.AUDITOR)
grant("accounts.view_user", to=Role.SYSTEM_ADMINISTRATOR)
# One's own phones; those of others for whoever looks after people (``DeviceQuerySet``).
grant("accounts.view_device", "accounts.close_device", to=Role)
grant("regions.view_division", to=Role)
