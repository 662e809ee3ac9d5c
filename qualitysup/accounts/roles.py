"""What a person may do: roles made in code, and the table of what each role is granted.

A subject adds its rows in its own ``grants.py``; nothing about a role is kept in the database but
who holds it, so the permission matrix that people see is the code itself.
"""

from collections import defaultdict
from functools import cache

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    CASE_OFFICER = "case_officer", _("case officer")
    INSPECTOR = "inspector", _("inspector")
    SECTION_HEAD = "section_head", _("section head")
    BUREAU_LEADER = "bureau_leader", _("bureau leader")
    BRAND_OFFICER = "brand_officer", _("brand officer")
    STANDARDS_OFFICER = "standards_officer", _("standards officer")
    INVESTMENT_OFFICER = "investment_officer", _("investment officer")
    ZONE_OPERATOR = "zone_operator", _("zone operator")
    WORKSHOP_OPERATOR = "workshop_operator", _("workshop operator")
    ENTERPRISE_ACCOUNT = "enterprise_account", _("enterprise account")
    AUDITOR = "auditor", _("auditor")
    SECURITY_ADMINISTRATOR = "security_administrator", _("security administrator")
    SYSTEM_ADMINISTRATOR = "system_administrator", _("system administrator")


# 三员分立: whoever holds one of these holds nothing else, and none of them works cases.
SEPARATED = (Role.AUDITOR, Role.SECURITY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR)
# 当事人: they are no part of the bureau, and see what is their own and nothing besides.
PARTIES = (Role.ZONE_OPERATOR, Role.WORKSHOP_OPERATOR, Role.ENTERPRISE_ACCOUNT)
CASE_WORKERS = tuple(role for role in Role if role not in SEPARATED)
BUREAU_STAFF = tuple(role for role in CASE_WORKERS if role not in PARTIES)

_granted: dict[str, set[str]] = defaultdict(set)
_described: dict[str, str] = {}


def grant(*permissions: str, to) -> None:
    """Allow one role, or several, the named permissions (``app_label.codename``)."""
    for role in [to] if isinstance(to, Role) else to:
        _granted[role].update(permissions)


def describe(permission: str, words: str) -> None:
    """Put a permission into words that no model's ``Meta`` names."""
    _described[permission] = words


def permissions_of(roles) -> frozenset[str]:
    return frozenset().union(*(_granted[role] for role in roles))


def roles_with(*permissions: str) -> list[Role]:
    """The roles that are granted any of these permissions."""
    return [role for role in Role if not _granted[role].isdisjoint(permissions)]


def matrix() -> dict[str, list[bool]]:
    """Every permission, and for each role in order whether it is granted."""
    every = sorted(set().union(*_granted.values()))
    return {name: [name in _granted[role] for role in Role] for name in every}


@cache
def permission_names() -> dict[str, str]:
    """The words for each permission, from the models' own ``Meta``."""
    words = {permission: (None, name) for permission, name in _described.items()}
    for model in apps.get_models():
        meta = model._meta
        for action in meta.default_permissions:
            words[f"{meta.app_label}.{action}_{meta.model_name}"] = (action, meta.verbose_name)
        for codename, name in meta.permissions:
            words[f"{meta.app_label}.{codename}"] = (None, name)
    return words
