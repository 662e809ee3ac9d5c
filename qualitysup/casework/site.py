"""The bureau's admin: Django's own, under our name, with today's work above the list of tables."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class BureauAdminConfig(AdminConfig):
    default_site = "qualitysup.casework.site.BureauAdminSite"


class BureauAdminSite(admin.AdminSite):
    site_header = site_title = _("Quality supervision casework")
    index_title = _("Today's work")
    site_url = None
    enable_nav_sidebar = False
