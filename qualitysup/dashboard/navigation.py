from django.utils.translation import gettext_lazy as _

from qualitysup.casework.navigation import NavItem, register

register(NavItem(_("Dashboard"), "dashboard", "dashboard.view_dashboard", 2, "layout-dashboard"))
