from django.utils.translation import gettext_lazy as _

from qualitysup.accounts.roles import Role, describe, grant

describe("dashboard.view_dashboard", _("Can see the dashboard"))
grant("dashboard.view_tallycheck", to=Role.SYSTEM_ADMINISTRATOR)
grant("dashboard.view_dashboard", to=(Role.SECTION_HEAD, Role.BUREAU_LEADER))
