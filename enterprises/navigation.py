from django.utils.translation import gettext_lazy as _

from qualitysup.casework.navigation import KEEPING, NavItem, register

register(
    NavItem(
        label=_("Enterprises"),
        url_name="admin:enterprises_enterprise_changelist",
        permission="enterprises.view_enterprise",
        order=20,
        icon="factory",
    )
)
register(
    NavItem(
        label=_("Accounts of parties"),
        url_name="admin:enterprises_representation_changelist",
        permission="enterprises.add_representation",
        order=24,
        icon="user-check",
        group=KEEPING,
    )
)
register(
    NavItem(
        label=_("Imports"),
        url_name="admin:enterprises_importjob_changelist",
        permission="enterprises.add_importjob",
        order=25,
        icon="file-up",
    )
)
