from django.utils.translation import gettext_lazy as _

from qualitysup.casework.navigation import NavItem, register

register(NavItem(_("Study reports"), "reports", "dashboard.view_dashboard", 3, "file-text"))
