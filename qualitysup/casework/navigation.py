"""The way about the product: every app adds its entries in its own ``navigation.py``.

Drawn by ``templates/site/frame.html`` on every page of the three doors, only as far as the person
may go.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import SimpleLazyObject


@dataclass(frozen=True)
class NavItem:
    label: str
    url_name: str
    permission: str
    order: int
    icon: str

    @property
    def url(self) -> str:
        return reverse(self.url_name)


_items: list[NavItem] = []


def register(item: NavItem) -> None:
    _items.append(item)


def items_for(user) -> list[NavItem]:
    """What this person finds in the navigation, in order."""
    allowed = (item for item in _items if not item.permission or user.has_perm(item.permission))
    return sorted(allowed, key=lambda item: item.order)


def context(request) -> dict:
    """Context processor: the navigation of the person who asks. Nothing for a visitor."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"navigation": SimpleLazyObject(lambda: items_for(user))}
