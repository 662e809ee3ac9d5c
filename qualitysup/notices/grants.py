from qualitysup.accounts.roles import Role, grant

# Whether the ways out work is the system administrator's; what the letters say is not.
grant("notices.view_delivery", to=Role.SYSTEM_ADMINISTRATOR)
