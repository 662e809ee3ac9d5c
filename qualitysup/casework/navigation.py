"""The way about the product: every app adds its entries in its own ``navigation.py``.

Drawn by ``templates/site/nav.html`` on every page, only as far as the person may go.
"""

from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from qualitysup.accounts.roles import Role
from qualitysup.casework.finding import finds_anything
from qualitysup.notices.services import inbox


@dataclass(frozen=True)
class NavGroup:
    """Entries that belong together; folded away until one of them is where the person is."""

    key: str
    label: str
    order: int


@dataclass(frozen=True)
class NavItem:
    label: str
    url_name: str
    permission: str
    order: int
    icon: str
    # Only for these, where a permission alone would show it to too many.
    roles: tuple[Role, ...] = ()
    group: NavGroup | None = None

    def is_for(self, user) -> bool:
        allowed = not self.permission or user.has_perm(self.permission)
        return allowed and (not self.roles or user.holds(*self.roles))

    @property
    def url(self) -> str:
        return reverse(self.url_name)


@dataclass(frozen=True)
class Section:
    """What stands together for one person: a group, or the entries that have none."""

    group: NavGroup | None
    items: list[NavItem]
    is_open: bool


# A list so short is shown without folds.
SHORT = 16

_items: list[NavItem] = []


def register(item: NavItem) -> None:
    _items.append(item)


def register_lists(app: str, group: NavGroup, *lists: tuple[str, str, str, str]) -> None:
    """The lists of an app that belong together, in order: label, model, permission, icon."""
    for order, (label, model, permission, icon) in enumerate(lists):
        url = f"admin:{app}_{model}_changelist"
        register(NavItem(label, url, f"{app}.{permission}", order, icon, group=group))


def items_for(user) -> list[NavItem]:
    """What this person finds in the navigation, in order; what has no group comes first."""
    # Two subjects may lead to one page; it is found once.
    found = {item.url_name: item for item in _items if item.is_for(user)}
    return sorted(found.values(), key=_place_in_order)


def _place_in_order(item):
    return (item.group.order if item.group else 0, item.order)


def sections(items: list[NavItem], here: str) -> list[Section]:
    """The entries by group; open where the person is, and everywhere if they are few."""
    found = []
    for group, entries in groupby(items, key=lambda item: item.group):
        entries = list(entries)
        is_open = len(items) <= SHORT or any(item.url == here for item in entries)
        found.append(Section(group, entries, is_open))
    return found


def context(request) -> dict:
    """Context processor: where the person who asks may go, and where they are."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    items = items_for(user)
    here = place(request.path, [item.url for item in items])
    return {
        "navigation": items,
        "sections": sections(items, here),
        "here": here,
        "finds_anything": finds_anything(request.user),
        "unread": SimpleLazyObject(lambda: unread(user)),
    }


def unread(user) -> str:
    """What stands beside the bell."""
    count = inbox.unread_count(user)
    return "99+" if count >= inbox.COUNTED else str(count or "")


def place(path: str, urls: list[str]) -> str:
    """The entry under which a page lies: the longest address that its own begins with.

    >>> place("/admin/clock/deadline/3/change/", ["/", "/admin/clock/deadline/"])
    '/admin/clock/deadline/'
    """
    above = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(above, key=len, default="")


# Whom and what the system knows, for whoever keeps it.
KEEPING = NavGroup("keeping", _("People and records"), 90)

# What the kernel itself offers: the apps below cannot name this registry.
for item in (
    NavItem(_("Today's work"), "home", "", 0, "house"),
    NavItem(_("Today's round"), "round", "", 5, "map-pin", (Role.INSPECTOR, Role.CASE_OFFICER)),
    NavItem(_("Inbox"), "inbox", "", 10, "inbox"),
    NavItem(
        _("Deadlines"),
        "admin:clock_deadline_changelist",
        "clock.view_deadline",
        20,
        "calendar-clock",
    ),
    NavItem(
        _("Access log"),
        "admin:audit_accesslog_changelist",
        "audit.view_accesslog",
        80,
        "eye",
        group=KEEPING,
    ),
    NavItem(
        _("People"),
        "admin:accounts_user_changelist",
        "accounts.view_user",
        84,
        "users",
        group=KEEPING,
    ),
    NavItem(
        _("Phones"),
        "admin:accounts_device_changelist",
        "accounts.view_device",
        85,
        "smartphone",
        (Role.SECURITY_ADMINISTRATOR,),
        group=KEEPING,
    ),
    NavItem(
        _("Permissions"),
        "permission-matrix",
        "accounts.view_permission_matrix",
        86,
        "grid-3x3",
        group=KEEPING,
    ),
    NavItem(_("All records"), "admin:index", "regions.view_division", 90, "folder", group=KEEPING),
):
    register(item)
